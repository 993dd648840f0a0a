import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AdditiveDigest, canonicalRow } from '../../shared/protocol/digest.ts';
import { column, schema, table } from '../../shared/records/define.ts';
import { SNAPSHOT_DIGEST_HEADER } from '../../shared/protocol/snapshot.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { connect } from '../support/postgres.ts';
import { startTestServer, temporaryData } from '../support/server.ts';
import { WireClient } from '../support/wire-client.ts';

const types = schema('types', 1, [
  table('things', { label: 'Things', singular: 'Thing', title: ['id'] }, [
    column('a_text', 'text'),
    column('an_integer', 'integer'),
    column('a_real', 'real'),
    column('a_decimal', 'decimal'),
    column('a_boolean', 'boolean'),
    column('a_date', 'date'),
    column('a_timestamp', 'timestamp'),
    column('a_json', 'json'),
    column('a_blob', 'blob'),
  ]),
]);

const hard: Record<string, WireValue[]> = {
  a_text: [
    '',
    ' ',
    'NULL',
    '\\N',
    '\\.',
    '"',
    "'",
    '\t\n\r\b\f\v\u001f\u007f',
    '\u2028\u2029',
    'é',
    'é',
    '👩‍⚕️',
    '\uffff',
    '{"a":1}',
    'x'.repeat(10_000_000),
  ],
  an_integer: [
    0,
    -1,
    9007199254740991,
    -9007199254740991,
    '9007199254740992',
    '9007199254740993',
    '9223372036854775807',
    '-9223372036854775808',
  ],
  a_real: [
    0,
    0.1,
    -1.5,
    1e21,
    1e-7,
    5e-324,
    1.7976931348623157e308,
    123456789.12345679,
    0.1 + 0.2,
    2 ** 53 + 2,
  ],
  a_decimal: [
    '0',
    '12.5',
    '-0.01',
    '100',
    '1234567890123456789012345678901234567890.0000000001',
    '0.000000000000000000000000000001',
  ],
  a_boolean: [true, false],
  a_date: ['0001-01-01', '9999-12-31', '2024-02-29', '1582-10-10'],
  a_timestamp: [
    '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59.999999Z',
    '2024-02-29T12:34:56.789Z',
    '2024-02-29T12:34:56.000001Z',
    '1969-12-31T23:59:59.999Z',
  ],
  a_json: [
    'null',
    '{}',
    '[]',
    '"\\u0000"',
    '{"b":1,"a":[1.5,true,null,"é"]}',
    '"\\ud800"',
    '1e+21',
  ],
  a_blob: [
    '',
    'AA==',
    'AAE=',
    Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('base64'),
    Buffer.alloc(100_000, 7).toString('base64'),
  ],
};

function rowsOf(values: Record<string, WireValue[]>): WireValue[][] {
  const names = types.tables[0]!.columns.map(({ name }) => name);
  const rows: WireValue[][] = [['all null', ...names.slice(1).map(() => null)]];
  for (const [name, list] of Object.entries(values)) {
    for (const [i, value] of list.entries()) {
      rows.push(
        names.map((other) =>
          other === 'id' ? `${name}-${String(i)}` : other === name ? value : null,
        ),
      );
    }
  }
  return rows;
}

async function desk() {
  const server = await startTestServer({ schema: types });
  const { access } = await server.signIn();
  return { server, client: new WireClient({ url: server.url, token: access, schema: types }) };
}

const byId = (a: readonly WireValue[], b: readonly WireValue[]) =>
  String(a[0]) < String(b[0]) ? -1 : 1;

it('[VAL-1] carries every wire type through PostgreSQL byte for byte: pulled, stale, digested, in a snapshot', async () => {
  const { client } = await desk();
  const rows = rowsOf(hard).sort(byId);
  const answer = await client.push(rows.map((row) => client.insert('things', row)));
  expect(answer.exceptions).toEqual([]);
  const few = await client.pull();
  const pulled = few.rows.map((row) => row.slice(2)).sort(byId);
  expect(JSON.stringify(pulled)).toBe(JSON.stringify(rows));

  const stale = await client.push(rows.map((row) => client.insert('things', row)));
  const images = stale.exceptions.map(
    (outcome) => outcome.status === 'stale' && outcome.row.values,
  );
  expect(JSON.stringify(images)).toBe(JSON.stringify(rows));

  const digest = await (await client.get('/api/database/digest/')).json();
  const sum = new AdditiveDigest();
  for (const row of rows) sum.add(createHash('sha256').update(canonicalRow(row)).digest());
  expect(digest.tables).toEqual([{ name: 'things', count: rows.length, hash: sum.toString() }]);

  const snapshot = await client.get('/api/database/download/', {
    accept: 'application/vnd.sqlite3',
  });
  const file = Buffer.from(await snapshot.arrayBuffer());
  expect(createHash('sha256').update(file).digest('hex')).toBe(
    snapshot.headers.get(SNAPSHOT_DIGEST_HEADER),
  );
  const path = join(temporaryData(), 'snapshot.db');
  writeFileSync(path, file);
  const db = new Database(path).defaultSafeIntegers();
  const stored = new Map(
    (db.prepare('SELECT * FROM things').raw().all() as unknown[][]).map((row) => [row[0], row]),
  );
  db.close();
  expect(stored.size).toBe(rows.length);
  for (const row of rows) {
    const [, text, integer, real, decimal, boolean, date, timestamp, json, blob] = stored.get(
      row[0],
    )!;
    const back = [
      row[0],
      text,
      integer === null
        ? null
        : Number.isSafeInteger(Number(integer))
          ? Number(integer)
          : (integer as bigint).toString(),
      real,
      decimal,
      boolean === null ? null : boolean === 1n,
      date,
      timestamp,
      json,
      blob === null ? null : (blob as Buffer).toString('base64'),
    ];
    expect(JSON.stringify(back) === JSON.stringify(row), String(row[0])).toBe(true);
  }
});

it('[VAL-1] carries them through large pages too', async () => {
  const { client, server } = await desk();
  const { a_text: texts, ...others } = hard;
  const rows = rowsOf({ ...others, a_text: texts!.slice(0, -1) }).sort(byId);
  await client.push(rows.map((row) => client.insert('things', row)));
  const sql = await connect(server.databaseUrl);
  await sql.query(
    `INSERT INTO things (clinic_id, id) SELECT c.id, 'zz' || i FROM satchel.clinics c, generate_series(1, 1500) i`,
  );
  await sql.end();
  const { rows: pulled } = await client.pull();
  const back = pulled.map((row) => row.slice(2)).filter((row) => !String(row[0]).startsWith('zz'));
  expect(JSON.stringify(back.sort(byId))).toBe(JSON.stringify(rows));
});

it('[VAL-1] refuses what is not canonical, naming the column, and stores nothing of it', async () => {
  const { client } = await desk();
  const wrong: Record<string, WireValue[]> = {
    a_text: ['a\0b', '\ud800', 5],
    an_integer: [1.5, '5', '9223372036854775808', 2 ** 53, true],
    a_real: ['1', '0'],
    a_decimal: ['12.50', '1e3', '+1', '-0', '.5', 1, `0.${'0'.repeat(16_383)}1`],
    a_boolean: [0, 'true'],
    a_date: ['2023-02-29', '0000-01-01', '2024-1-1', '2024-01-01T00:00:00.000Z'],
    a_timestamp: [
      '2024-01-01',
      '2024-01-01T00:00:00Z',
      '2024-01-01T00:00:00.000000Z',
      '2024-01-01T25:00:00.000Z',
      '2024-01-01T00:00:60.000Z',
    ],
    a_json: ['{"a": 1}', '{', '01'],
    a_blob: ['A', 'AA', '****', 'AA=='.repeat(2)],
  };
  const rows = rowsOf(wrong).slice(1);
  const answer = await client.push(rows.map((row) => client.insert('things', row)));
  expect(answer.commit).toBeNull();
  expect(
    answer.exceptions.map(
      (outcome) => outcome.status === 'rejected' && [outcome.reason, outcome.columns],
    ),
  ).toEqual(rows.map((row) => ['invalid-value', [String(row[0]).replace(/-\d+$/, '')]]));
  const raw = client.body([client.insert('things', rows[0]!)]).toString('utf8');
  expect(raw).not.toContain('NaN');
});

it('[VAL-1] renders what plain SQL wrote canonical, and lets it write nothing the wire cannot carry', async () => {
  const { client, server } = await desk();
  const sql = await connect(server.databaseUrl);
  await sql.query(`INSERT INTO things (clinic_id, id, a_decimal, a_json, a_timestamp, a_real)
    SELECT id, 'x', 1.500, '{"b" : [1, 2]}', '2024-05-05 12:00+02', 1e20 FROM satchel.clinics`);
  const { rows } = await client.pull();
  expect(rows).toEqual([
    [
      0,
      1,
      'x',
      null,
      null,
      1e20,
      '1.5',
      null,
      null,
      '2024-05-05T10:00:00.000Z',
      '{"b":[1,2]}',
      null,
    ],
  ]);
  for (const bad of [
    "a_real = 'NaN'",
    "a_real = '-0'",
    "a_real = 'Infinity'",
    "a_decimal = 'NaN'",
    "a_date = 'infinity'",
    "a_date = '0044-03-15 BC'",
    "a_timestamp = '-infinity'",
    "a_timestamp = '10000-01-01'",
    "a_json = '{'",
  ]) {
    await expect(sql.query(`UPDATE things SET ${bad}`), bad).rejects.toThrow('violates check');
  }
  await sql.end();
});
