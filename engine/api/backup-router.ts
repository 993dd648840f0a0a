import { os } from './implementer.ts';
import { watch } from './watch.ts';

/** The backups' part of the router. */
export const backupRouter = {
  status: os.backups.status.handler(({ context }) => context.services.backups.status()),
  watch: os.backups.watch.handler(async ({ context, signal }) =>
    watch(
      signal,
      (gone) => context.services.backups.statusChanges(gone),
      (status) => status,
    ),
  ),
  list: os.backups.list.handler(({ context }) => context.services.backups.list()),
  create: os.backups.create.handler(({ context, input }) => context.services.backups.create(input)),
  verify: os.backups.verify.handler(({ context, input }) => context.services.backups.verify(input)),
  restore: os.backups.restore.handler(({ context, input }) =>
    context.services.backups.restore(input),
  ),
  export: os.backups.export.handler(async ({ context, input }) => ({
    path: await context.services.backups.exportTo(input),
  })),
  cancel: os.backups.cancel.handler(({ context }) => ({
    success: context.services.backups.cancel(),
  })),
  progress: os.backups.progress.handler(async ({ context, signal }) =>
    watch(
      signal,
      (gone) => context.services.backups.progress(gone),
      (progress) => progress,
    ),
  ),
  setPassphrase: os.backups.setPassphrase.handler(async ({ context, input }) => {
    await context.services.backups.setPassphrase(input.passphrase ?? undefined);
    return { success: true };
  }),
  recoverable: os.backups.recoverable.handler(({ context }) =>
    context.services.backups.recoverable(),
  ),
  recover: os.backups.recover.handler(({ context, input }) =>
    context.services.backups.recover(input),
  ),
};
