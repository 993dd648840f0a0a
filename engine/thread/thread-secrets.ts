import { join } from 'node:path';
import type { Secrets } from '../ports.ts';
import { createFileSecrets } from './file-secrets.ts';
import type { ThreadData } from './messages.ts';
import { createPortSecrets } from './port-secrets.ts';

/** A thread's way to the secrets: through its host, or to the file in the home folder. */
export function secretsOf({ home, secrets }: Pick<ThreadData, 'home' | 'secrets'>): Secrets {
  return secrets
    ? createPortSecrets(secrets.port, secrets)
    : createFileSecrets(join(home, 'secrets.json'));
}
