import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Functions that a child process offers to the one that started it. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>;

interface Request {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Response {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** In the child: answers calls until the channel closes. */
export function serveCalls(calls: Calls): void {
  process.on('message', (message) => {
    void answer(calls, message as Request);
  });
}

async function answer(calls: Calls, { id, name, argument }: Request): Promise<void> {
  try {
    const call = calls[name] as ((argument: unknown) => unknown) | undefined;
    if (!call) throw new RangeError(`no call ${name}`);
    process.send?.({ id, result: await call(argument) } satisfies Response);
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? '') : String(error) });
  }
}

/** In the parent: a child process of this folder and its calls. */
export class CallProcess<T extends Calls> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (response: Response) => void>();
  #next = 1;

  constructor(module: string) {
    this.#child = fork(new URL(module, import.meta.url), { stdio: ['ignore', 2, 2, 'ipc'] });
    this.#child.on('message', (message) => {
      const response = message as Response;
      this.#waiting.get(response.id)?.(response);
      this.#waiting.delete(response.id);
    });
    this.#child.once('exit', (code) => {
      for (const settle of this.#waiting.values()) {
        settle({ id: 0, error: `${module} ended with ${String(code)}` });
      }
    });
  }

  /** @throws Error with the child's stack */
  async call<N extends keyof T & string>(
    name: N,
    argument: Parameters<T[N]>[0],
  ): Promise<Awaited<ReturnType<T[N]>>> {
    const id = this.#next++;
    const response = await new Promise<Response>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, name, argument } satisfies Request);
    });
    if (response.error !== undefined) throw new Error(response.error);
    return response.result as Awaited<ReturnType<T[N]>>;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    this.#child.kill();
    await exited;
  }
}
