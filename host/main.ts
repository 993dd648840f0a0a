import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createFileLog, followLogLevel, logLevel, resolveHome } from '../engine/index.ts';
import { SatchelError, toSatchelError } from '../shared/errors/satchel-error.ts';
import { startHost } from './start-host.ts';

const builtWindow = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../build/out/renderer' : '../renderer',
    import.meta.url,
  ),
);

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    port: { type: 'string' },
    ui: { type: 'string' },
    'no-auto-sync': { type: 'boolean' },
    json: { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});

const home = resolveHome(values.home, process.env);
const log = createFileLog({
  home,
  level: values.verbose ? 'debug' : logLevel(process.env['SATCHEL_LOG_LEVEL']),
  echo: (entryLevel, line) => {
    if (values.verbose || entryLevel === 'error') process.stderr.write(`${line}\n`);
  },
});

// Asked to stop while still starting, it closes what has been opened by then.
const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});

try {
  const host = await startHost({
    home,
    uiDir: values.ui ?? builtWindow,
    log,
    port: portNumber(values.port ?? '0'),
    autoSync: !values['no-auto-sync'],
  });
  if (!values.verbose) await followLogLevel(host.engine, log);
  const { url, port, socket } = host;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ url, port, socket, home, pid: process.pid })}\n`
      : `Satchel is open at ${url}\nIts records lie in ${home}. Ctrl-C stops it.\n`,
  );
  await stopped;
  await host.close();
  await log.close();
  process.exit(0);
} catch (thrown) {
  const error = toSatchelError(thrown);
  if (values.json) process.stdout.write(`${JSON.stringify({ error: error.toJSON() })}\n`);
  else process.stderr.write(`${error.message}\n${error.action}\n`);
  await log.close();
  process.exit(error.entry.exitCode);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new SatchelError('USAGE', { detail: '--port must be a number from 0 to 65535.' });
}
