import { os } from './implementer.ts';

/** The encryption's part of the router. */
export const encryptionRouter = {
  status: os.encryption.status.handler(({ context }) => context.services.encryption.status()),
  turnOn: os.encryption.turnOn.handler(({ context }) => context.services.encryption.turnOn()),
  turnOff: os.encryption.turnOff.handler(async ({ context }) => {
    await context.services.encryption.turnOff();
    return { success: true };
  }),
  newKey: os.encryption.newKey.handler(({ context }) => context.services.encryption.newKey()),
  showKey: os.encryption.showKey.handler(({ context }) => context.services.encryption.showKey()),
  testKey: os.encryption.testKey.handler(({ context, input }) =>
    context.services.encryption.testKey(input.recoveryKey),
  ),
  recover: os.encryption.recover.handler(({ context, input }) =>
    context.services.encryption.recover(input.recoveryKey),
  ),
  sealFiles: os.encryption.sealFiles.handler(({ context }) =>
    context.services.encryption.sealFiles(),
  ),
  exportLog: os.encryption.exportLog.handler(async ({ context, input }) => ({
    path: await context.services.encryption.exportLog(input),
  })),
};
