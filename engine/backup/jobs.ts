import type { BackupVerdict } from '../../shared/api/backups.ts';
import type { Bundle } from '../../shared/api/diagnose.ts';
import { packBundle, type PackBundleInput } from '../diagnose/pack-bundle.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { checkFile, checkIntegrity, type FileFacts } from './check-file.ts';
import { createBackup, type CreateBackupInput, type CreatedBackup } from './create-backup.ts';
import type { JobContext } from './job.ts';
import type { SealedFiles } from '../../shared/api/encryption.ts';
import { copyPlain, type PlainCopyInput } from './plain-copy.ts';
import { sealFiles, type SealFilesInput } from './seal-files.ts';
import { openLog, type OpenLogInput } from './sealed-log.ts';
import { verifyBackup, type VerifyBackupInput } from './verify-backup.ts';

/** What runs in a short-lived thread of its own, so that saving a record never waits for it: input and output. */
interface JobTypes {
  'create-backup': [CreateBackupInput, CreatedBackup];
  'verify-backup': [VerifyBackupInput, BackupVerdict];
  'copy-plain': [PlainCopyInput, FileFacts];
  'seal-files': [SealFilesInput, SealedFiles];
  'open-log': [OpenLogInput, void];
  'check-database': [{ readonly path: string; readonly key?: DatabaseKey | undefined }, FileFacts];
  'check-integrity': [{ readonly path: string; readonly key: DatabaseKey | undefined }, void];
  'pack-bundle': [PackBundleInput, Bundle];
}

export type JobName = keyof JobTypes;
export type JobInput<N extends JobName> = JobTypes[N][0];
export type JobOutput<N extends JobName> = JobTypes[N][1];

const jobs: {
  readonly [N in JobName]: (input: JobInput<N>, context: JobContext) => Promise<JobOutput<N>>;
} = {
  'create-backup': createBackup,
  'verify-backup': verifyBackup,
  'copy-plain': copyPlain,
  'seal-files': sealFiles,
  'open-log': openLog,
  'check-database': ({ path, key }, context) => checkFile(path, context, key),
  'check-integrity': ({ path, key }) =>
    Promise.resolve().then(() => {
      checkIntegrity(path, key);
    }),
  'pack-bundle': packBundle,
};

/** Runs one job to its end. @throws SatchelError what the job throws; BACKUP_CANCELLED */
export type RunJob = <N extends JobName>(
  name: N,
  input: JobInput<N>,
  context: JobContext,
) => Promise<JobOutput<N>>;

/** In the calling thread: for tests, and where there are no threads. */
export const runJobHere: RunJob = (name, input, context) => jobs[name](input, context);
