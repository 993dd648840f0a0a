import { join } from 'node:path';
import { app, crashReporter, dialog, protocol } from 'electron';
import { createFileLog, logLevel, resolveHome } from '../engine/index.ts';
import { toSatchelError } from '../shared/errors/satchel-error.ts';
import { startDesktop } from './desktop.ts';
import { launchOf } from './lifecycle/launch-arguments.ts';
import { appScheme } from './security/app-scheme.ts';

// What has to be settled before Electron is ready: where the data lies, who may run, and what the page may do.
const launch = launchOf(process.argv);
const home = resolveHome(launch.home, process.env);

// One app a home: Electron keys the lock by this folder, so a second home runs beside the first.
app.setPath('userData', join(home, 'electron'));
app.setPath('crashDumps', join(home, 'crashes'));
// A dump of memory may hold patients' data: it stays on this computer.
crashReporter.start({ uploadToServer: false });
protocol.registerSchemesAsPrivileged([appScheme]);
app.enableSandbox();

// The second start hands its arguments to the first one and ends.
if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  const log = createFileLog({ home, level: logLevel(process.env['SATCHEL_LOG_LEVEL']) });
  try {
    await app.whenReady();
    await startDesktop({ home, launch, log });
  } catch (thrown) {
    const error = toSatchelError(thrown);
    log.write('error', 'the app could not start', { code: error.code });
    dialog.showErrorBox('Satchel could not start', `${error.message}\n\n${error.action}`);
    await log.close();
    app.exit(error.entry.exitCode);
  }
}
