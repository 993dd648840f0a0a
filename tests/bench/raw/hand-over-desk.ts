import { Agent, request } from 'node:http';
import { openWritable, type WritableDatabase } from '../../../engine/store/database.ts';
import { sqliteTableDdl } from '../../../shared/records/sqlite-ddl.ts';
import { insertSql, patientRow, patients } from '../patients.ts';
import { serveCalls } from '../process/calls.ts';

/*
 * The least that sends what changed and fetches what is new: a trigger that marks rows, a cursor, two statements each
 * way. Nothing is lost by it as long as nobody edits what another edits, no answer gets lost and no disk comes back.
 */
let db: WritableDatabase | undefined;
let port = 0;
const agent = new Agent({ keepAlive: true });

const names = patients.columns.map(({ name }) => `"${name}"`);
const sets = names.slice(1).map((name) => `${name} = excluded.${name}`);
const UPSERT = `INSERT INTO patients (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${sets.join(', ')}`;

function open(): WritableDatabase {
  if (!db) throw new RangeError('the desk is not open');
  return db;
}

function send(
  method: string,
  path: string,
  body?: string,
): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: '127.0.0.1', port, method, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const cursor = (): number => open().get<{ at: number }>('SELECT at FROM cursor')?.at ?? 0;

async function push(): Promise<boolean> {
  const rows = open().rawAll(
    `SELECT ${names.join(', ')} FROM dirty CROSS JOIN patients ON patients.rowid = dirty.row`,
  );
  if (rows.length === 0) return false;
  const { text } = await send('POST', '/', JSON.stringify(rows));
  open().transaction(() => {
    open().run('DELETE FROM dirty');
    open().run('UPDATE cursor SET at = ?', Number(text));
  });
  return true;
}

async function pull(): Promise<number> {
  const { code, text } = await send('GET', `/${String(cursor())}`);
  if (code === 304) return 0;
  const rows = JSON.parse(text) as (string | null)[][];
  open().transaction(() => {
    let last = 0;
    open().run('UPDATE gate SET open = 1');
    for (const row of rows) {
      open().run(UPSERT, ...row.slice(0, -1));
      last = Math.max(last, Number(row.at(-1)));
    }
    open().run('UPDATE gate SET open = 0');
    open().run('UPDATE cursor SET at = ?', last);
  });
  return rows.length;
}

async function sync(): Promise<{ ms: number; pulled: number }> {
  const started = performance.now();
  const pushed = await push();
  const pulled = pushed ? 0 : await pull();
  return { ms: performance.now() - started, pulled };
}

const calls = {
  /** A store of that many of the seed's rows, which the server has. */
  open(options: { path: string; port: number; seed: number; rows: number }) {
    db = openWritable(options.path);
    port = options.port;
    db.pragma('foreign_keys = OFF');
    for (const sql of sqliteTableDdl(patients)) db.exec(sql);
    const insert = db.runner(insertSql(patients));
    db.transaction(() => {
      for (let at = 0; at < options.rows; at++) insert(...patientRow(options.seed, at));
    });
    db.exec(`CREATE TABLE dirty (row INTEGER PRIMARY KEY);
      CREATE TABLE cursor (at INTEGER); INSERT INTO cursor VALUES (1);
      CREATE TABLE gate (open INTEGER); INSERT INTO gate VALUES (0);
      CREATE TRIGGER marked AFTER UPDATE ON patients WHEN (SELECT open FROM gate) = 0
        BEGIN INSERT OR IGNORE INTO dirty VALUES (NEW.rowid); END`);
  },

  edit({ seed, from, count, text }: { seed: number; from: number; count: number; text: string }) {
    open().transaction(() => {
      for (let at = from; at < from + count; at++) {
        const [id] = patientRow(seed, at);
        open().run('UPDATE patients SET notes = ? WHERE id = ?', text, id ?? null);
      }
    });
  },

  sync,

  async idle({ times }: { times: number }) {
    const each: number[] = [];
    for (let i = 0; i < times; i++) each.push((await sync()).ms);
    return each;
  },

  close() {
    agent.destroy();
    db?.close();
  },
};

export type RawDeskCalls = typeof calls;

serveCalls(calls);
