import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { atLeast, type Figure, figure, median, round, rowsPerSecond } from '../figure.ts';
import { ownerRows, patientRows } from '../patients.ts';
import { withDesk } from '../process/start-desk.ts';
import { withServer } from '../process/start-server.ts';
import { insertRaw } from '../raw/sqlite.ts';

const SEED = 30;

/** Row 3: a fresh desk pulls page by page, each time beside a raw insert of the same rows. */
export async function measurePull(bench: Bench): Promise<Figure[]> {
  const { rows, repetitions, profileDir } = bench.options;
  const data = { owners: ownerRows(SEED, rows), patients: patientRows(SEED, rows) };
  return withServer(bench, async (server) => {
    const login = await server.addClinic();
    await withDesk(bench, login, async (desk) => {
      await desk.call('seed', { seed: SEED, rows });
      await desk.call('sync', {});
    });
    const rawMs: number[] = [];
    const pullMs: number[] = [];
    let peak = 0;
    for (let i = 0; i <= repetitions; i++) {
      bench.say(`pull: round ${String(i)}`);
      const raw = insertRaw(join(bench.dir, `raw-${String(i)}.db`), data);
      await withDesk(bench, login, async (desk) => {
        const name = `pull-${String(i)}`;
        const profile = profileDir === null ? {} : { profile: { dir: profileDir, name } };
        const { ms, pulled } = await server.profiled(name, () => desk.call('sync', profile));
        if (pulled.patients !== rows) throw new RangeError('not every row was pulled');
        const { peakRssMb } = await desk.call('counts', undefined);
        peak = Math.max(peak, peakRssMb);
        if (i === 0) return;
        rawMs.push(raw);
        pullMs.push(ms);
      });
    }
    const ratios = rawMs.map((ms, i) => ms / (pullMs[i] ?? NaN));
    return [
      figure({
        row: 'pull',
        what: `pull of ${String(rows)} rows into a fresh store against a raw insert of them`,
        measured: round(median(ratios)),
        unit: '×',
        limit: atLeast(0.35),
        raw: {
          rows,
          'raw rows/s': rawMs.map((ms) => rowsPerSecond(rows, ms)),
          'pull rows/s': pullMs.map((ms) => rowsPerSecond(rows, ms)),
          'ratio of each pair': ratios.map((ratio) => round(ratio)),
          'engine peak RSS MB': round(peak, 0),
        },
      }),
    ];
  });
}
