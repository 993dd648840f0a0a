import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';

/** A table as its base and its journalled images know it, place by place. */
export interface GatheredTable {
  readonly id: number;
  readonly name: string;
  readonly baseName: string;
  /** `now`: the table's own column; undefined where it has been dropped. */
  readonly columns: readonly { readonly base: string; readonly now: string | undefined }[];
  /** Places of the key's columns, in key order. */
  readonly key: readonly number[];
}

/** What gathers one table; each to be run once, in this order. */
export interface GatherSql {
  readonly createVerdicts: string;
  readonly judge: string;
  /** Which acts there are verdicts of. */
  readonly acts: string;
  readonly keepBases: string;
  /** Takes the actor. */
  readonly mark: string;
  /** Takes the actor. */
  readonly edit: string;
  readonly dropBases: string;
  readonly drop: string;
  readonly forgetVerdicts: string;
  readonly countUnmarked: string;
  readonly slices: SliceSql;
}

/**
 * What gathers one table a slice at a time: its entries are copied in the order of their keys, which needs no write lock,
 * and a slice is a range `n >= from AND n < to` of the copy. Entries of its keys that came after the copy was made, with
 * higher numbers than the newest `arrival` and `image` in it, belong to the slice as well: they are the rest.
 */
export interface SliceSql {
  /** The copy's name. */
  readonly name: string;
  readonly create: string;
  readonly forget: string;
  readonly copy: string;
  /** Of the copy: `last` place, and the newest `arrival` and `image` in it. */
  readonly extent: string;
  /** Takes a place and its successor: the first of another key from there on. */
  readonly nextKey: string;
  /** Takes `from, to, arrival, from, to, image, from, to`. */
  readonly judge: string;
  /**
   * What comes after the copy is known by a higher number than the newest in it: the highest of each kind stays taken, by an
   * entry that names no record. Takes `from, to, image, from, to`.
   */
  readonly keepNewestImage: string;
  /** Takes `from, to`. */
  readonly forgetImages: string;
  /** Takes `image, from, to`. */
  readonly forgetRestOfImages: string;
  /** Images say by the number of the last arrival what they are older than, too. Takes `from, to, arrival, from, to`. */
  readonly keepNewestArrival: string;
  /** Takes `from, to`. */
  readonly forgetArrivals: string;
  /** Takes `arrival, from, to`. */
  readonly forgetRestOfArrivals: string;
}

const JULIAN_TO_MS = (day: string): string =>
  `CAST(round((${day} - 2440587.5) * 86400000.0) AS INTEGER)`;
const REV = '(SELECT rev FROM _sync_counter)';

/*
 * The acts of a verdict: 'mark' a clean record, with the image as its base where there is one; 'edit' a dirty one; 'drop'
 * the mark and the base of one that is as it was. A record that did not change in the end gets no verdict, so that its
 * revision stays.
 *
 * - Comparing `image IS +row`: the image comes first and has no collation, and the unary + takes the row's affinity.
 * - The outer joins are in the order in which SQLite is to go: from the few keys that were written to the row, the mark
 *   and the base of each by its key.
 */
export function gatherSql(table: GatheredTable): GatherSql {
  const id = String(table.id);
  const name = quoteIdentifier(table.name);
  const base = quoteIdentifier(table.baseName);
  const width = table.key.length;
  const verdicts = `temp._sync_verdict_${String(width)}`;
  const ks = table.key.map((_, index) => `k${String(index)}`);
  const keyPlaces = table.key.map((place) => `c${String(place)}`);
  const keysNow = table.key.map((place) => quoteIdentifier(nowOf(table, place)));
  const keysOfBase = table.key.map((place) => quoteIdentifier(baseOf(table, place)));
  const keyList = ks.join(', ');
  const pk = width === 1 ? 'e.k0' : ks.map((k) => `quote(e.${k})`).join(` || ',' || `);

  // Keys first is keys last: values differ sooner.
  const compared = table.columns
    .flatMap(({ base: old, now }, place) => (now === undefined ? [] : [{ old, now, place }]))
    .toReversed();
  const same = compared.map(
    ({ now, place }) => `i.c${String(place)} IS +t.${quoteIdentifier(now)}`,
  );
  const undone = compared.map(
    ({ old, now }) => `b.${quoteIdentifier(old)} IS +t.${quoteIdentifier(now)}`,
  );
  const images = `SELECT ${keyPlaces.join(', ')}, NULL, seq, at FROM _sync_image WHERE tbl = ${id}`;
  const arrivals = `SELECT ${keyList}, seq AS arrival, NULL AS image, at FROM _sync_arrival WHERE tbl = ${id}`;
  const entries = `${arrivals}\n    UNION ALL ${images}`;
  const journalled = (
    from: string,
  ): string => `SELECT ${keyList}, min(arrival) AS arrival, min(image) AS image, min(at) AS first_at, max(at) AS last_at
   FROM (${from}) WHERE ${ks.map((k) => `${k} IS NOT NULL`).join(' AND ')} GROUP BY ${keyList}`;
  const onRow = ks.map((k, index) => {
    const column = `t.${keysNow[index] ?? ''}`;
    return `${column} = e.${k} AND ${column} COLLATE BINARY IS e.${k}`;
  });
  const onBase = ks.map((k, index) => `b.${keysOfBase[index] ?? ''} = e.${k}`);
  const found = (
    from: string,
  ): string => `SELECT ${pk} AS pk, ${ks.map((k) => `e.${k}`).join(', ')}, i.seq AS image, e.first_at, e.last_at,
    i.seq IS NOT NULL AS was, t.${keysNow[0] ?? ''} IS NOT NULL AS here, ${same.join(' AND ')} AS same,
    d.op AS dirty, d.batch IS NULL AND d.held IS NULL AND d.sent IS NULL AS free,
    b.${keysOfBase[0] ?? ''} IS NOT NULL AS based, ${undone.join(' AND ')} AS undone
   FROM (${journalled(from)}) AS e
   LEFT JOIN _sync_image AS i ON i.seq = e.image AND (e.arrival IS NULL OR coalesce(i.arrivals, 0) < e.arrival)
   LEFT JOIN ${name} AS t ON ${onRow.join(' AND ')}
   LEFT JOIN _sync_dirty AS d ON d.tbl = ${id} AND d.pk = ${pk}
   LEFT JOIN ${base} AS b ON ${onBase.join(' AND ')}`;
  const isSynced = `EXISTS (SELECT 1 FROM _sync_row AS r WHERE r.tbl = ${id} AND r.pk = f.pk)`;
  const op = `CASE WHEN NOT here THEN 'delete'
    WHEN dirty IS NULL THEN CASE WHEN was THEN 'update' ELSE 'insert' END
    WHEN was AND dirty <> 'delete' THEN dirty
    WHEN based THEN 'update' ELSE 'insert' END`;
  const act = `CASE WHEN here = was AND (same OR NOT here) THEN NULL
    WHEN dirty IS NULL THEN CASE WHEN here OR ${isSynced} THEN 'mark' END
    WHEN free AND CASE WHEN here THEN undone AND (dirty <> 'insert' OR NOT was) ELSE dirty = 'insert' END THEN 'drop'
    ELSE 'edit' END`;
  const chosen = (which: string): string => `FROM ${verdicts} WHERE act = '${which}'`;
  const imageValues = table.columns.map((_, place) => `i.c${String(place)}`).join(', ');
  const baseColumns = table.columns.map((column) => quoteIdentifier(column.base)).join(', ');
  const judge = (from: string): string =>
    `INSERT INTO ${verdicts} (act, op, pk, ${keyList}, image, first_at, last_at)
  SELECT * FROM (
   SELECT ${act} AS act, ${op} AS op, pk, ${keyList}, image, ${JULIAN_TO_MS('first_at')}, ${JULIAN_TO_MS('last_at')}
   FROM (${found(from)}) AS f)
  WHERE act IS NOT NULL`;
  const keyTuple = width === 1 ? (keysOfBase[0] ?? '') : `(${keysOfBase.join(', ')})`;
  return {
    createVerdicts: `CREATE TEMP TABLE IF NOT EXISTS ${verdicts.slice('temp.'.length)} (act, op, pk, ${keyList}, image, first_at, last_at)`,
    judge: judge(entries),
    acts: `SELECT DISTINCT act FROM ${verdicts}`,
    keepBases: `INSERT INTO ${base} (${baseColumns}) SELECT ${imageValues}
  FROM ${verdicts} AS v CROSS JOIN _sync_image AS i ON i.seq = v.image WHERE v.act = 'mark' AND v.op <> 'insert'`,
    mark: `INSERT INTO _sync_dirty (tbl, pk, op, rev, mutation, actor, first_at, last_at)
  SELECT ${id}, pk, op, ${REV}, randomblob(16), ?, first_at, last_at ${chosen('mark')}`,
    edit: `UPDATE _sync_dirty AS d SET op = v.op, rev = ${REV}, actor = ?, last_at = v.last_at,
   mutation = CASE WHEN batch IS NULL THEN mutation ELSE randomblob(16) END
  FROM ${verdicts} AS v WHERE v.act = 'edit' AND d.tbl = ${id} AND d.pk = v.pk`,
    dropBases: `DELETE FROM ${base} WHERE ${keyTuple} IN (SELECT ${keyList} ${chosen('drop')})`,
    drop: `DELETE FROM _sync_dirty WHERE tbl = ${id} AND pk IN (SELECT pk ${chosen('drop')})`,
    forgetVerdicts: `DELETE FROM ${verdicts}`,
    countUnmarked: `SELECT count(*) AS rows FROM (${journalled(entries)}) AS e
  WHERE NOT EXISTS (SELECT 1 FROM _sync_dirty AS d WHERE d.tbl = ${id} AND d.pk = ${pk})`,
    slices: sliceSql({ id, ks, keyPlaces, arrivals, images, judge }),
  };
}

interface Journalled {
  readonly id: string;
  readonly ks: readonly string[];
  readonly keyPlaces: readonly string[];
  readonly arrivals: string;
  readonly images: string;
  readonly judge: (entries: string) => string;
}

function sliceSql({ id, ks, keyPlaces, arrivals, images, judge }: Journalled): SliceSql {
  const keyList = ks.join(', ');
  const copy = `temp._sync_slice_${String(ks.length)}`;
  const range = 'n >= ? AND n < ?';
  const rest = (keys: readonly string[]): string =>
    `seq > ? AND (${keys.join(', ')}) IN (SELECT ${keyList} FROM ${copy} WHERE ${range})`;
  const inSlice = (what: string): string => `seq IN (SELECT ${what} FROM ${copy} WHERE ${range})`;
  const newest = '(SELECT max(seq) FROM _sync_arrival)';
  const newestImage = '(SELECT max(seq) FROM _sync_image)';
  return {
    name: copy.slice('temp.'.length),
    create: `CREATE TEMP TABLE IF NOT EXISTS ${copy.slice('temp.'.length)} (n INTEGER PRIMARY KEY, ${keyList}, arrival, image, at)`,
    forget: `DELETE FROM ${copy}`,
    copy: `INSERT INTO ${copy} (${keyList}, arrival, image, at)
  SELECT * FROM (${arrivals} UNION ALL ${images}) ORDER BY ${keyList}`,
    extent: `SELECT coalesce(max(n), 0) AS last, coalesce(max(arrival), 0) AS arrival, coalesce(max(image), 0) AS image FROM ${copy}`,
    nextKey: `SELECT s.n FROM ${copy} AS e CROSS JOIN ${copy} AS s ON s.n >= ?
  WHERE e.n = ? AND NOT (${ks.map((k) => `s.${k} IS e.${k}`).join(' AND ')}) ORDER BY s.n LIMIT 1`,
    judge: judge(`SELECT ${keyList}, arrival, image, at FROM ${copy} WHERE ${range}
    UNION ALL ${arrivals} AND ${rest(ks)}
    UNION ALL ${images} AND ${rest(keyPlaces)}`),
    keepNewestImage: `UPDATE _sync_image SET ${keyPlaces[0] ?? ''} = NULL
  WHERE seq = ${newestImage} AND tbl = ${id} AND (${inSlice('image')} OR ${rest(keyPlaces)})`,
    forgetImages: `DELETE FROM _sync_image WHERE seq < ${newestImage} AND ${inSlice('image')}`,
    forgetRestOfImages: `DELETE FROM _sync_image WHERE seq < ${newestImage} AND tbl = ${id} AND ${rest(keyPlaces)}`,
    keepNewestArrival: `UPDATE _sync_arrival SET k0 = NULL
  WHERE seq = ${newest} AND tbl = ${id} AND (${inSlice('arrival')} OR ${rest(ks)})`,
    forgetArrivals: `DELETE FROM _sync_arrival WHERE seq < ${newest} AND ${inSlice('arrival')}`,
    forgetRestOfArrivals: `DELETE FROM _sync_arrival WHERE seq < ${newest} AND tbl = ${id} AND ${rest(ks)}`,
  };
}

function baseOf({ columns }: GatheredTable, place: number): string {
  return columns[place]?.base ?? '';
}

function nowOf({ columns }: GatheredTable, place: number): string {
  return columns[place]?.now ?? baseOf({ columns } as GatheredTable, place);
}
