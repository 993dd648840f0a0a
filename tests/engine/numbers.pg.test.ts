import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openReadonly } from '../../engine/store/database.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { column, table } from '../../shared/records/define.ts';
import type { SchemaManifest, TableManifest } from '../../shared/records/manifest.ts';
import { connect } from '../support/postgres.ts';
import { PASSWORD, startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-desk.ts';
import { contentOf, openDesk, type Desk, settleDesks } from '../support/two-desks.ts';

const named = { label: 'Records', singular: 'Record', title: ['what'] };
const invoices = table('invoices', named, [column('what', 'text')]);
const payments = table('payments', named, [
  column('invoice', 'integer', { references: 'invoices' }),
  column('what', 'text'),
]);
/** As another application numbers its records. */
const numbered: TableManifest = {
  ...invoices,
  columns: [column('id', 'integer', { nullable: false }), ...invoices.columns.slice(1)],
};
const schema: SchemaManifest = {
  ...clinicSchema,
  tables: [...clinicSchema.tables, numbered, payments],
};

async function twoDesksThatNumber() {
  const server = await startTestServer({ schema });
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  const open = () => openDesk(access, temporaryFolder(), { schema });
  const sql = await connect(server.databaseUrl);
  onTestFinished(() => sql.end());
  return { a: await open(), b: await open(), sql };
}

function sell(desk: Desk, id: number, what: string): void {
  desk.records.add('invoices', { id, what });
  desk.records.add('payments', { id: `paid ${what}`, invoice: id, what });
}

/** What each payment is for, and what it was entered for. */
function paymentsOf(desk: Desk): (readonly [string, unknown])[] {
  const { records } = desk.records.list({ table: 'payments' });
  return records
    .map(({ values }) => {
      const invoice = desk.records.get('invoices', String(values.invoice));
      return [String(values.what), invoice.values.what] as const;
    })
    .sort();
}

describe('desks whose records are numbered', () => {
  it('[SYNC-6] keep both where two gave the same number, with what belongs to each', async () => {
    const { a, b } = await twoDesksThatNumber();
    for (let id = 1; id <= 3; id++) sell(a, id, `A${String(id)}`);
    for (let id = 1; id <= 2; id++) sell(b, id, `B${String(id)}`);
    await settleDesks([a, b]);
    const all = ['A1', 'A2', 'A3', 'B1', 'B2'];
    for (const desk of [a, b]) expect(paymentsOf(desk)).toEqual(all.map((what) => [what, what]));
    expect(
      b.records
        .list({ table: 'invoices' })
        .records.map(({ key }) => key)
        .sort(),
    ).toEqual(['1', '2', '3', '4', '5']);
    expect(contentOf(b.home)).toEqual(contentOf(a.home));
    expect(b.engine.services.conflicts.list({})).toEqual([]);
    const db = openReadonly(join(b.home, 'clinic.db'));
    onTestFinished(() => {
      db.close();
    });
    expect(
      db.all("SELECT tbl, rows FROM _sync_run_event WHERE message LIKE 'given another number%'"),
    ).toEqual([{ tbl: 'invoices', rows: 2 }]);
  });

  it('[SYNC-3] let nothing name another record meanwhile, where it shows only at the server', async () => {
    const { a, b, sql } = await twoDesksThatNumber();
    await settleDesks([a, b]);
    sell(a, 1, 'A1');
    sell(b, 1, 'B1');
    let hasWaited = false;
    a.network.hold = (request) => {
      if (hasWaited || !request.url.includes('/upload/')) return undefined;
      hasWaited = true;
      return b.sync();
    };
    // Whatever the server has of it after each of A's uploads.
    const uploads: Promise<unknown>[] = [];
    const misplaced = async () => {
      const { rows } = await sql.query(
        'SELECT p.what FROM payments p JOIN invoices i ON (i.clinic_id, i.id) = (p.clinic_id, p.invoice) WHERE i.what <> p.what',
      );
      return rows;
    };
    a.network.after = (request, response) => {
      if (request.url.includes('/upload/')) uploads.push(misplaced());
      return response;
    };
    await a.sync();
    expect(uploads.length).toBeGreaterThan(1);
    expect((await Promise.all(uploads)).flat()).toEqual([]);
    await settleDesks([b, a]);
    for (const desk of [a, b]) {
      expect(paymentsOf(desk)).toEqual([
        ['A1', 'A1'],
        ['B1', 'B1'],
      ]);
    }
    expect(contentOf(b.home)).toEqual(contentOf(a.home));
  });
});
