import type { EncryptionApi } from '../../engine/api/services.ts';
import type { EncryptionStatus } from '../../shared/api/encryption.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

/** Well formed, of nothing. */
export const FAKE_RECOVERY_KEY = '0000-0000-0000-0000-0000-0000-0000-0000-5WH3';

/** A double of the encryption, in memory: right in shape and in its errors. Sealed from its beginning, nobody has its key. */
export function createFakeEncryption(state: EncryptionStatus['state'] = 'plain'): EncryptionApi {
  let shown = false;
  const verdict = (text: string) => {
    if (text.length < FAKE_RECOVERY_KEY.length) {
      throw new SatchelError('RECOVERY_KEY_INVALID', { detail: 'a letter is wrong or missing' });
    }
    return { opensDatabase: text === FAKE_RECOVERY_KEY, backups: 0 };
  };
  const seal = () => {
    state = 'sealed';
    shown = true;
    return Promise.resolve({ recoveryKey: FAKE_RECOVERY_KEY });
  };
  return {
    status: () => ({
      state,
      isForeign: false,
      keyId: state === 'sealed' ? '00f1e2d3c4b5' : null,
      keptIn: 'file',
      backend: null,
      recoveryKeyShown: shown,
      plainFiles: 0,
      lastError: null,
      summary:
        state === 'sealed'
          ? 'The database is encrypted on the disk.'
          : 'The database is not encrypted on the disk.',
    }),
    turnOn: seal,
    turnOff: () => {
      state = 'plain';
      return Promise.resolve();
    },
    newKey: seal,
    showKey: () => {
      if (state === 'plain') throw new SatchelError('ENCRYPTION_STATE', { state: 'unencrypted' });
      if (shown) throw new SatchelError('RECOVERY_KEY_INVALID', { detail: 'it was shown once' });
      return seal();
    },
    testKey: verdict,
    recover: (text) => Promise.resolve(verdict(text)),
    sealFiles: () => Promise.resolve({ sealed: 0, left: [] }),
    exportLog: ({ to }) => Promise.resolve(to),
  };
}
