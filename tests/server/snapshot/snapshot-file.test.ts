import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { SnapshotFile } from '../../../server/snapshot/snapshot-file.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import { StampsFile } from '../../../server/snapshot/stamps-file.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

const everything = schema('everything', 1, [
  table('things', { label: 'Things', singular: 'Thing', title: ['t'] }, [
    column('t', 'text'),
    column('i', 'integer'),
    column('r', 'real'),
    column('b', 'boolean'),
    column('j', 'json'),
    column('x', 'blob'),
  ]),
]);
const origin = { server: 's', clinic: 'c', schema: 'x', epoch: 0, version: 1, nonce: 'n' };

/** What a file holds into which these texts were written as PostgreSQL would write them. */
function stored(rows: readonly (readonly (string | null)[])[]): unknown[][] {
  const path = join(temporaryFolder(), 'snapshot.db');
  const stamps = new StampsFile(`${path}.stamps`, everything, 5);
  const block = Buffer.from(JSON.stringify(rows));
  stamps.writer(0)(block);
  stamps.finish();
  const file = new SnapshotFile(path, everything);
  file.writer(0)(block);
  file.finish(origin, `${path}.stamps`);
  const db = new Database(path);
  const found = db.prepare('SELECT * FROM things').safeIntegers().raw().all() as unknown[][];
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const stamped = db.prepare('SELECT pk, epoch, version, synced_at FROM _sync_row').raw().all();
  const keys = rows.map((row) => [row[0], ...row.slice(-2)]);
  expect(stamped).toEqual(keys.sort().map(([pk, ...at]) => [pk, ...at.map(Number), 5]));
  db.close();
  return found;
}

it('[VAL-1] a snapshot keeps every type as a desk stores it', () => {
  const rows = [
    ['k1', 'a\u0001"\\\n', '9223372036854775807', '0.1', 't', '{"a": 1}', 'AAEC', '0', '1'],
    ['k2', null, null, null, null, null, null, '0', '1'],
    ['k3', '', '-5', '5', 'f', '[]', '', '3', '2'],
  ];
  expect(stored(rows)).toEqual([
    ['k1', 'a\u0001"\\\n', 9_223_372_036_854_775_807n, 0.1, 1n, '{"a":1}', Buffer.from([0, 1, 2])],
    ['k2', null, null, null, null, null, null],
    ['k3', '', -5n, 5, 0n, '[]', Buffer.alloc(0)],
  ]);
});

it('[VAL-1] a snapshot rounds no number', () => {
  const random = new DataView(new ArrayBuffer(8));
  let seed = 1;
  const numbers = Array.from({ length: 20_000 }, () => {
    for (let at = 0; at < 8; at++) random.setUint8(at, (seed = (seed * 75 + 74) % 65_537) & 255);
    return random.getFloat64(0);
  }).filter(Number.isFinite);
  numbers.push(5e-324, Number.MAX_VALUE, 2 ** 53 + 2, 0.1 + 0.2);
  const rows = numbers.map((number, at) => [
    `k${String(at)}`,
    null,
    null,
    String(number),
    null,
    null,
    null,
    '0',
    '1',
  ]);
  expect(stored(rows).map((row) => row[3])).toEqual(numbers);
});
