// `npm start`: PostgreSQL, the sync server, a demo clinic with a day's work in it, and the app over them.
import { dirname, join, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import open from 'open';
import { createFileLog, startEngine } from '../engine/index.ts';
import { startHost } from '../host/start-host.ts';
import { readState } from '../server/store/state-file.ts';
import { SatchelError, toSatchelError } from '../shared/errors/satchel-error.ts';
import { ensureElectronBundle } from './bundle/electron-bundle.ts';
import { hasDisplay } from './find/display.ts';
import { ensureRenderer } from './renderer/ensure-renderer.ts';
import { seedDesk, signDeskIn } from './start/demo-desk.ts';
import { startDemoServer } from './start/demo-server.ts';
import { openDemoFolder } from './start/demo-state.ts';
import { type RunningElectron, runElectron } from './start/run-electron.ts';
import { Shutdown } from './start/shutdown.ts';
import { planWindow } from './start/window-plan.ts';

const usage = `npm start [-- options]

  --data DIR   where the demo's data lies (default: .satchel-demo in this folder)
  --port N     the port of the window's address (default: any free one)
  --no-open    do not open a browser
`;

const root = dirname(import.meta.dirname);
const say = (line: string) => console.log(line);
const shutdown = new Shutdown();

try {
  const options = readOptions();
  if (options) {
    shutdown.listen(say);
    await start(options);
  }
} catch (thrown) {
  const error = toSatchelError(thrown);
  console.error(`\n✗ ${error.message}\n${error.action}`);
  await shutdown.close();
  process.exit(error.entry.exitCode);
}

interface Options {
  readonly data: string;
  readonly port: number;
  readonly open: boolean;
}

function readOptions(): Options | undefined {
  const { values } = parse({
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    say(usage);
    return undefined;
  }
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SatchelError('USAGE', { detail: `--port ${String(values.port)} is not a port.` });
  }
  return {
    data: resolve(values.data ?? join(root, '.satchel-demo')),
    port,
    open: !values['no-open'],
  };
}

/** @throws SatchelError USAGE for an option that is not known */
function parse<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new SatchelError('USAGE', { detail: (error as Error).message }, { cause: error });
  }
}

async function start(options: Options): Promise<void> {
  const folder = openDemoFolder(options.data, Date.now());
  const { folder: uiDir } = await ensureRenderer(root, say);
  const server = await shutdown.open(
    () => startDemoServer(folder),
    (running) => running.close(),
  );
  say(`✓ PostgreSQL and the sync server run at ${server.url}`);
  const plan = await planWindow(root, say);
  if (plan.kind === 'host') await withHost(plan.reason, server.url);
  else {
    const electron = await openElectron(plan.binary, server.url);
    if (electron) await whileOpen(electron);
    else await withHost('the desktop app did not start on this display', server.url);
  }

  async function withHost(reason: string, serverUrl: string): Promise<void> {
    const log = createFileLog({ home: folder.home, level: 'info' });
    const host = await shutdown.open(
      () => startHost({ home: folder.home, uiDir, log, port: options.port }),
      async (running) => {
        await running.close();
        await log.close();
      },
    );
    const { client } = host.engine;
    await signDeskIn(client, folder, serverUrl);
    await seed(client);
    say(`\nNo desktop window: ${reason}. The same window opens in a browser:\n`);
    say(`  ${host.url}\n`);
    tell();
    if (options.open && hasDisplay()) await open(host.url);
  }

  /** The desktop app over the prepared home, or undefined where it does not come up. */
  async function openElectron(
    binary: string,
    serverUrl: string,
  ): Promise<RunningElectron | undefined> {
    await ensureElectronBundle(root, say);
    const log = createFileLog({ home: folder.home, level: 'info' });
    let closing: Promise<void> | undefined;
    const engine = await shutdown.open(
      () => startEngine({ home: folder.home, log }),
      (running) => (closing ??= running.close()),
    );
    await signDeskIn(engine.client, folder, serverUrl);
    await seed(engine.client);
    // The app opens the same store, and only one may hold it.
    await (closing ??= engine.close());
    try {
      return await shutdown.open(
        () => runElectron(binary, root, folder.home),
        (running) => running.close(),
      );
    } catch {
      return undefined;
    }
  }

  async function whileOpen(electron: RunningElectron): Promise<void> {
    // The app keeps its sign-in in the keychain, which only it can open.
    await signDeskIn(electron.engine.client, folder, server.url);
    say('\nThe desktop window is open.\n');
    tell();
    await electron.ended;
    await shutdown.close();
    process.exit(0);
  }

  async function seed(client: Parameters<typeof seedDesk>[0]): Promise<void> {
    if (folder.state.seeded) {
      say('✓ the demo clinic is as you left it');
      return;
    }
    const counts = await seedDesk(client, folder);
    const count = (table: string) => String(counts.get(table) ?? 0);
    const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
    say(
      `✓ a demo clinic of ${String(total)} records, on this desk and on the server: ${count('owners')} owners, ` +
        `${count('patients')} patients, ${count('visits')} visits, ${count('appointments')} appointments`,
    );
  }

  function tell(): void {
    const { clinic, username, password } = folder.state;
    say(`  clinic    ${clinic}`);
    say(`  signed in as ${username} (password ${password}, for this demo only)`);
    say(`  data      ${folder.path} (delete the folder to start over)`);
    const cluster = readState(folder.server).cluster?.dir;
    if (cluster !== undefined && !cluster.startsWith(folder.path)) {
      say(`            ${cluster} (PostgreSQL's files: its user cannot enter the folder above)`);
    }
    say(`  try       npx satchel status --home ${folder.home}`);
    say('\nCtrl-C stops everything.');
  }
}
