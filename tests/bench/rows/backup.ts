import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EngineHandle, startEngine } from '../../../engine/thread/start-engine.ts';
import type { Bench } from '../bench.ts';
import { createClinicFile } from '../clinic-file.ts';
import { atMost, type Figure, figure, median, percentile, round } from '../figure.ts';

/** The limits are about a gigabyte: ten kilobytes for each of the bulk rows. */
const BYTES_A_ROW = 10_000;
const TIMES = 3;
const SAVE_PAUSE_MS = 20;
const COPY_LIMIT = 3;
const SAVE_LIMIT_MS = 50;
const RESTORE_LIMIT_MS = 60_000;

/** Row `backup`: a backup against `cp` of the same file to the same disk, both on the disk at the end; saving meanwhile. */
export async function measureBackup(bench: Bench): Promise<Figure[]> {
  const home = join(bench.dir, 'backup');
  const path = join(home, 'clinic.db');
  mkdirSync(home, { mode: 0o700 });
  const bytes = bench.options.rows * BYTES_A_ROW;
  bench.say(`backup: a database of ${String(bytes / 1e6)} MB`);
  createClinicFile(path, bytes).close();
  const engine = await startEngine({
    home,
    log: { write: () => undefined },
    environment: { SATCHEL_BACKUP_ENABLED: 'false' },
  });
  try {
    // The index of a search is made once, by a thread of its own; nobody measures beside it.
    await quiet(engine);
    const copies: number[] = [];
    const backups: number[] = [];
    const alone = await saves(engine, sleep(3_000));
    const meanwhile: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      bench.say(`backup: ${String(time + 1)} of ${String(TIMES)}`);
      copies.push(copyDurably(path, join(home, 'copy.db')));
      const started = performance.now();
      await engine.client.backups.create({});
      backups.push(performance.now() - started);
      meanwhile.push(...(await saves(engine, engine.client.backups.create({}))));
    }
    bench.say('backup: a restore');
    const restoreMs = await restore(engine);
    const megabytes = round(statSync(path).size / 1e6, 0);
    return [
      figure({
        row: 'backup',
        what: 'backup, checked, hashed and on the disk, against cp and fsync of the file',
        measured: round(median(backups) / median(copies)),
        unit: '×',
        limit: atMost(COPY_LIMIT),
        raw: {
          'database MB': megabytes,
          'cp and fsync ms': copies.map((ms) => round(ms, 0)),
          'backup ms': backups.map((ms) => round(ms, 0)),
        },
      }),
      figure({
        row: 'backup',
        what: 'saving a record during a backup, p99, one sync of the disk taken off',
        measured: round(Math.max(0, percentile(meanwhile, 0.99) - bench.fsync.medianMs)),
        unit: 'ms',
        limit: atMost(SAVE_LIMIT_MS),
        raw: {
          records: meanwhile.length,
          'median ms': round(median(meanwhile)),
          'slowest ms': round(Math.max(...meanwhile)),
          'p99 without a backup ms': round(percentile(alone, 0.99)),
        },
      }),
      figure({
        row: 'backup',
        what: 'restore: verified, copied, checked, what is here backed up first, exchanged, opened',
        measured: round(restoreMs / 1000),
        unit: 's',
        limit: atMost(RESTORE_LIMIT_MS / 1000),
        raw: { 'database MB': megabytes },
      }),
    ];
  } finally {
    await engine.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Waits until a search answers at once and everything is in its index. */
async function quiet(engine: EngineHandle): Promise<void> {
  while ((await engine.client.records.search({ text: 'Rex' })).unread > 0) await sleep(250);
}

function copyDurably(from: string, to: string): number {
  const started = performance.now();
  execFileSync('cp', [from, to]);
  const file = openSync(to, 'r+');
  fsyncSync(file);
  closeSync(file);
  const ms = performance.now() - started;
  rmSync(to);
  return ms;
}

/** Saves records as somebody at the desk would, quickly, until `work` has ended: how long each took. */
async function saves(engine: EngineHandle, work: Promise<unknown>): Promise<number[]> {
  const ended = new AbortController();
  const ending = work.finally(() => {
    ended.abort();
  });
  const times: number[] = [];
  while (!ended.signal.aborted) {
    const started = performance.now();
    await engine.client.records.add({ table: 'owners', values: { full_name: 'Saved meanwhile' } });
    times.push(performance.now() - started);
    await sleep(SAVE_PAUSE_MS);
  }
  await ending;
  return times;
}

async function restore(engine: EngineHandle): Promise<number> {
  const incarnation = async (): Promise<string | undefined> =>
    engine.client.status.get().then(
      ({ device }) => device.incarnation,
      () => undefined,
    );
  const before = await incarnation();
  const [newest] = await engine.client.backups.list();
  const started = performance.now();
  await engine.client.backups.restore({ id: newest?.id ?? '' });
  for (;;) {
    const now = await incarnation();
    if (now !== undefined && now !== before) return performance.now() - started;
    await sleep(20);
  }
}
