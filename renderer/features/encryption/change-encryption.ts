import type { EncryptionStatus } from '../../../shared/api/encryption.ts';
import { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { saidWords } from '../../text/said-words.ts';
import { toastDone } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import type { SatchelClient } from '../../client.ts';
import { noteBackupsChanged } from '../backups/use-backup-status.ts';
import { forgetKey, holdKey, noteEncryptionWork } from './held-key.ts';

const RETRY_MS = 250;
/** As long as the command line waits; a locked desk does not count, it opens when somebody comes. */
const PATIENCE_MS = 120_000;

/** Of a database that was encrypted from its beginning. */
export async function showRecoveryKey(client: SatchelClient): Promise<void> {
  await work(async () => {
    holdKey((await client.encryption.showKey({})).recoveryKey, 'holds');
  });
}

/** Puts the database under a new key and holds its recovery key; the engine starts again in between. */
export async function changeKey(client: SatchelClient, verb: 'turnOn' | 'newKey'): Promise<void> {
  await work(async () => {
    const before = await client.encryption.status({});
    const { recoveryKey } = await client.encryption[verb]({});
    holdKey(recoveryKey, 'changing');
    let status: EncryptionStatus;
    try {
      status = await restarted(client, before);
    } catch (caught) {
      holdKey(recoveryKey, 'unsure');
      throw caught;
    }
    // The status says why not, and the key opens nothing.
    if (status.lastError) forgetKey();
    else holdKey(recoveryKey, 'holds');
    if (!status.lastError && status.plainFiles > 0) await seal(client);
  });
}

/** Encrypts what was made before the database was. */
export async function sealOlderFiles(client: SatchelClient): Promise<void> {
  await work(() => seal(client));
}

async function seal(client: SatchelClient): Promise<void> {
  const { sealed, left } = await client.encryption.sealFiles({});
  if (sealed > 0) toastDone(t('encryption.filesSealed', { count: sealed }));
  const [first] = left;
  if (first)
    toastDone(
      t('encryption.filesLeft', {
        count: left.length,
        reason: saidWords(first.said, first.reason),
      }),
    );
}

async function work(act: () => Promise<void>): Promise<void> {
  noteEncryptionWork({ busy: true, error: undefined });
  try {
    await act();
  } catch (caught) {
    const error = windowError(caught);
    if (error.code === 'BACKUP_CANCELLED') toastDone(t('backups.cancelled'));
    else noteEncryptionWork({ error });
  } finally {
    noteEncryptionWork({ busy: false });
    noteBackupsChanged();
  }
}

/** Until the engine is back under another key, or says why not. */
async function restarted(
  client: SatchelClient,
  before: EncryptionStatus,
): Promise<EncryptionStatus> {
  for (let waited = 0; waited < PATIENCE_MS;) {
    try {
      const status = await client.encryption.status({});
      if (status.keyId !== before.keyId || status.lastError) return status;
      waited += RETRY_MS;
    } catch (caught) {
      const error = windowError(caught);
      if (error.code === 'ENGINE_STOPPED' || error.code === 'ENGINE_UNREACHABLE')
        waited += RETRY_MS;
      else if (error.code !== 'DESK_LOCKED') throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  throw new SatchelError('ENGINE_STOPPED');
}
