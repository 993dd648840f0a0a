import type { EncryptionStatus } from '../../shared/api/encryption.ts';

const places: Readonly<Record<EncryptionStatus['keptIn'], string>> = {
  keychain: 'in this computer’s keychain',
  file: 'in a file beside it that only you can read, which protects backups but not a stolen computer',
  memory: 'in memory only',
};

/** How the database lies on the disk, in words, with what to do where there is something. */
export function encryptionSummary(
  status: Omit<EncryptionStatus, 'summary'>,
  isLocked: boolean,
): string {
  const failed = status.lastError ? `It was to be changed, but: ${status.lastError.message}` : '';
  return [sentence(status, isLocked), recovery(status, isLocked), leftovers(status), failed]
    .filter((part) => part !== '')
    .join(' ');
}

function sentence(status: Omit<EncryptionStatus, 'summary'>, isLocked: boolean): string {
  if (isLocked) return 'The database is encrypted, and this computer has no key that opens it.';
  if (status.state === 'sealed') {
    const backend = status.backend === null ? '' : ` (${status.backend})`;
    return `The database is encrypted on the disk. Its key lies ${places[status.keptIn]}${backend}.`;
  }
  if (status.isForeign)
    return 'The database belongs to another application and stays as it keeps it.';
  return 'The database is not encrypted on the disk.';
}

function recovery(
  { state, recoveryKeyShown }: Omit<EncryptionStatus, 'summary'>,
  isLocked: boolean,
) {
  if (isLocked) return 'Type its recovery key.';
  if (state === 'plain' || recoveryKeyShown) return '';
  return 'Nobody has its recovery key yet: show it once, and write it down.';
}

function leftovers({ state, plainFiles }: Omit<EncryptionStatus, 'summary'>): string {
  if (state === 'plain' || plainFiles === 0) return '';
  return plainFiles === 1
    ? 'One older file of this desk is not encrypted.'
    : `${String(plainFiles)} older files of this desk are not encrypted.`;
}
