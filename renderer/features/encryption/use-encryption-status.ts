import type { EncryptionStatus } from '../../../shared/api/encryption.ts';
import { type Answer, useAnswer } from '../../ui/use-answer.ts';
import { useClient, useSession } from '../session/desk-context.tsx';
import { useEncryptionWork } from './held-key.ts';

/** How the database lies on the disk; asked for again after a restart, and after what this window did to it. */
export function useEncryptionStatus(): Answer<EncryptionStatus> {
  const client = useClient();
  const rounds = useSession((session) => session.rounds);
  const { revision } = useEncryptionWork();
  return useAnswer(
    (signal) => client.encryption.status({}, { signal }),
    'encryption-status',
    rounds + revision,
  );
}

/** The database is encrypted, and nobody has its recovery key on paper yet. */
export function useKeyToWriteDown(): boolean {
  const { held } = useEncryptionWork();
  const { data } = useEncryptionStatus();
  return (
    held !== undefined ||
    (data?.state === 'sealed' && data.keyId !== null && !data.recoveryKeyShown)
  );
}
