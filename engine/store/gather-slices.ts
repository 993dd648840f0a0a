import { schemaVersion } from './data-version.ts';
import type { WritableDatabase } from './database.ts';
import type { SliceSql } from './gather-sql.ts';
import { carryOut, findSql, hasJournal, journalledTables } from './gather-tables.ts';

/*
 * A long journal is gathered a slice at a time, each in a transaction of its own, so that another program that wants to
 * write need not wait for all of it. A slice is all entries of some keys, with whatever came of them meanwhile: their marks
 * are exact then and their entries gone, and those of the other keys are as they were. A crash leaves whole slices done.
 */

/** Who wrote what Satchel did not [TRK-6]. */
export const EXTERNAL = 'external';

/** So many entries hold the write lock for some 50 ms. */
const SLICE_ENTRIES = 5000;

interface Reached {
  readonly arrival: number;
  readonly image: number;
}
/** By connection: the slices under way, and up to where nothing is left for slices (entries of a table that is gone wait). */
const underWay = new WeakMap<object, Iterator<undefined>>();
const reached = new WeakMap<object, Reached>();

/** Whether so much is journalled that it is gathered in slices. */
export function isLongJournal(db: WritableDatabase): boolean {
  if (underWay.has(db)) return true;
  if (!hasJournal(db)) return false;
  const span = db.get<{ arrivals: number; images: number }>(
    `SELECT coalesce((SELECT max(seq) FROM _sync_arrival) - max((SELECT min(seq) FROM _sync_arrival) - 1, ?), 0) AS arrivals,
      coalesce((SELECT max(seq) FROM _sync_image) - max((SELECT min(seq) FROM _sync_image) - 1, ?), 0) AS images`,
    reached.get(db)?.arrival ?? 0,
    reached.get(db)?.image ?? 0,
  );
  return (span?.arrivals ?? 0) + (span?.images ?? 0) > SLICE_ENTRIES;
}

/** Gathers the next slice of what is journalled. False where there is none any more. Not within a transaction. */
export function gatherSlice(db: WritableDatabase, entries = SLICE_ENTRIES): boolean {
  const slices = underWay.get(db) ?? eachSlice(db, entries);
  underWay.set(db, slices);
  try {
    if (slices.next().done !== true) return true;
  } catch (error) {
    underWay.delete(db);
    throw error;
  }
  underWay.delete(db);
  return false;
}

/** All was gathered at once: the next journal begins anew. */
export function forgetSlices(db: WritableDatabase): void {
  underWay.delete(db);
  reached.delete(db);
}

function* eachSlice(db: WritableDatabase, entries: number): Generator<undefined> {
  const version = schemaVersion(db);
  const before = db.get<Reached>(
    `SELECT coalesce((SELECT max(seq) FROM _sync_arrival), 0) AS arrival,
      coalesce((SELECT max(seq) FROM _sync_image), 0) AS image`,
  );
  for (const tbl of journalledTables(db)) {
    const sql = findSql(db, tbl);
    if (!sql) continue;
    const { slices } = sql;
    db.run(slices.create);
    db.run(slices.forget);
    db.run(slices.copy);
    const copied = db.get<Reached & { last: number }>(slices.extent);
    if (!copied) return;
    for (let from = 1; from <= copied.last;) {
      const end = Math.min(from + entries, copied.last + 1);
      const to = db.get<{ n: number }>(slices.nextKey, end, end - 1)?.n ?? copied.last + 1;
      db.ungathered(() => {
        carryOut(db, sql, {
          actor: EXTERNAL,
          judge: () => {
            const { arrival, image } = copied;
            db.run(slices.judge, from, to, arrival, from, to, image, from, to);
          },
        });
        forgetEntries(db, slices, { ...copied, from, to });
      });
      from = to;
      yield undefined;
      // The copy went with its connection, or another program has altered tables: what is left is looked at anew.
      if (schemaVersion(db) !== version || !isThere(db, slices)) return;
    }
    db.run(slices.forget);
  }
  if (before) reached.set(db, before);
}

function forgetEntries(
  db: WritableDatabase,
  slices: SliceSql,
  { arrival, image, from, to }: Reached & { from: number; to: number },
): void {
  db.run(slices.keepNewestImage, from, to, image, from, to);
  db.run(slices.forgetImages, from, to);
  db.run(slices.forgetRestOfImages, image, from, to);
  db.run(slices.keepNewestArrival, from, to, arrival, from, to);
  db.run(slices.forgetArrivals, from, to);
  db.run(slices.forgetRestOfArrivals, arrival, from, to);
}

function isThere(db: WritableDatabase, { name }: SliceSql): boolean {
  return db.get('SELECT 1 FROM temp.sqlite_master WHERE name = ?', name) !== undefined;
}
