import type { MessagePort } from 'node:worker_threads';
import { errorFromJson, SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Secrets } from '../ports.ts';
import type { SecretsAnswer, SecretsRequest } from './messages.ts';

type Question =
  | { readonly op: 'get'; readonly name: string }
  | { readonly op: 'set'; readonly name: string; readonly value: string | undefined };

/** Secrets that only the main thread can reach (Electron's keychain), asked for over a port. */
export function createPortSecrets(
  port: MessagePort,
  { kind, backend }: Pick<Secrets, 'kind' | 'backend'>,
): Secrets {
  const waiting = new Map<number, (answer: SecretsAnswer) => void>();
  let lastId = 0;
  port.on('message', (answer: SecretsAnswer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) port.unref();
  });
  // A thread that waits for a secret, such as the key that it starts with, lives on; one that might ask need not.
  port.unref();

  const ask = async (request: Question): Promise<string | undefined> => {
    const id = ++lastId;
    const answer = await new Promise<SecretsAnswer>((resolve) => {
      waiting.set(id, resolve);
      port.ref();
      port.postMessage({ ...request, id } satisfies SecretsRequest);
    });
    if (!('error' in answer)) return answer.value;
    throw errorFromJson(answer.error) ?? new SatchelError('INTERNAL', { detail: 'secrets' });
  };

  return {
    kind,
    backend,
    get: (name) => ask({ op: 'get', name }),
    set: async (name, value) => {
      await ask({ op: 'set', name, value });
    },
  };
}

/** The main thread's side of `createPortSecrets`. */
export function serveSecrets(port: MessagePort, secrets: Secrets): void {
  const answer = async (request: SecretsRequest): Promise<SecretsAnswer> => {
    try {
      if (request.op === 'get') return { id: request.id, value: await secrets.get(request.name) };
      await secrets.set(request.name, request.value);
      return { id: request.id, value: undefined };
    } catch (error) {
      return { id: request.id, error: toSatchelError(error).toJSON() };
    }
  };
  port.on('message', (request: SecretsRequest) => {
    void answer(request).then((reply) => {
      port.postMessage(reply);
    });
  });
  port.unref();
}
