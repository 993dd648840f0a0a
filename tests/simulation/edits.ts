import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { pick } from './chance.ts';
import { DeskView } from './desk-view.ts';
import type { Editing } from './editing.ts';
import type { Ledger } from './ledger.ts';
import { numberedEdits } from './numbered-records.ts';
import type { Step } from './plan.ts';
import type { SimDesk } from './sim-desk.ts';
import { simSchema, storedSchema, tracedColumns } from './sim-schema.ts';

const TABLES = storedSchema('plain').tables;
/** What a stock item starts with. */
export const FIRST_QUANTITY = 100;
const SHARED_KEYS = 4;
const CHIPS = 6;

/** Carries out an edit as a person at this desk would, through the engine's own services. Returns what was done. */
export function edit(
  desk: SimDesk,
  ledger: Ledger,
  { step, now }: { step: Step; now: number },
): string {
  const editing: Editing = { desk, view: new DeskView(desk.reader), ledger, step, now };
  try {
    return desk.act(
      () => (edits[step.kind] ?? numberedEdits[step.kind])?.(editing) ?? 'nothing to edit',
    );
  } catch (error) {
    // What a person is told, such as that a value is taken, is no violation.
    if (isSatchelError(error) && error.code !== 'INTERNAL' && error.code !== 'STORE_SQL') {
      return `refused ${error.code}`;
    }
    throw error;
  }
}

const edits: Readonly<Record<string, (editing: Editing) => string | undefined>> = {
  insert: (editing) => insert(editing, `k${String(editing.step.id)}`),
  'insert shared': (editing) => {
    const number = Math.floor((editing.step.r[3] ?? 0) * SHARED_KEYS);
    return insert(editing, `shared${String(number)}`);
  },
  update: (editing) => update(editing, 1),
  'update two': (editing) => update(editing, 2),
  chip: (editing) => {
    const row = anyRow(editing, 'patients');
    const none = (editing.step.r[2] ?? 0) < 0.2;
    return (
      row && change(editing, { table: 'patients', row }, { microchip: none ? null : chip(editing) })
    );
  },
  'swap chips': swapChips,
  rename: (editing) => {
    const row = anyRow(editing, 'stock_items');
    return row && change(editing, { table: 'stock_items', row }, { name: itemName(editing) });
  },
  move: (editing) => {
    const table = (editing.step.r[2] ?? 0) < 0.6 ? 'patients' : 'appointments';
    const row = anyRow(editing, table);
    const parent = anyKey(editing, table === 'patients' ? 'owners' : 'patients', 3);
    if (!row || parent === undefined) return undefined;
    return change(
      editing,
      { table, row },
      table === 'patients' ? { owner_id: parent } : { patient_id: parent },
    );
  },
  count: (editing) => {
    const row = anyRow(editing, 'stock_items');
    const quantity = row && valueOf('stock_items', row, 'quantity');
    if (!row || typeof quantity !== 'number') return undefined;
    // Few, so that two desks often count the same.
    const difference = pick([-1, 1, 2], editing.step.r[2] ?? 0) ?? 1;
    const done = change(
      editing,
      { table: 'stock_items', row },
      { quantity: quantity + difference },
    );
    editing.ledger.counted(String(row[0]), difference);
    return done;
  },
  undo: (editing) => {
    const table = anyTable(editing);
    const bases = [...editing.view.bases(table).values()];
    const base = pick(bases, editing.step.r[1] ?? 0);
    const row = base && editing.view.row(table, String(base[0]));
    if (!base || !row) return undefined;
    const values: Record<string, WireValue> = {};
    for (const name of tracedColumns(manifestOf(table))) values[name] = valueOf(table, base, name);
    return change(editing, { table, row }, values);
  },
  delete: (editing) => {
    const table = anyTable(editing);
    const row = anyRow(editing, table);
    if (!row) return undefined;
    const key = String(row[0]);
    editing.desk.services.records.delete(table, key);
    editing.ledger.deleted({ table, key, desk: editing.desk.name, at: editing.now }, row);
    return `delete ${table} ${key}`;
  },
};

function insert(editing: Editing, suffix: string): string | undefined {
  const { desk, ledger } = editing;
  const table = anyTable(editing);
  const key = `${desk.clinic}:${table.slice(0, 2)}-${suffix}`;
  const values: Record<string, WireValue> = { id: key };
  for (const name of tracedColumns(manifestOf(table)))
    values[name] = ledger.token(desk.clinic, desk.name);
  if (table === 'patients') {
    values.owner_id =
      (editing.step.r[4] ?? 0) < 0.2 ? null : (anyKey(editing, 'owners', 2) ?? null);
    values.microchip = (editing.step.r[5] ?? 0) < 0.3 ? chip(editing) : null;
    if (desk.isShared && (editing.step.r[1] ?? 0) < 0.8) values.name = `${desk.clinic}:rex`;
  }
  if (table === 'stock_items') {
    values.name = itemName(editing);
    values.quantity = FIRST_QUANTITY;
  }
  if (table === 'appointments' || table === 'prescriptions') {
    const parent = anyKey(editing, 'patients', 2);
    if (parent === undefined) return undefined;
    values.patient_id = parent;
  }
  desk.services.records.add(table, values);
  remember(editing, table, { key, seen: null });
  return `insert ${table} ${key}`;
}

function update(editing: Editing, columns: number): string | undefined {
  const table = anyTable(editing);
  const row = anyRow(editing, table);
  if (!row) return undefined;
  const names = tracedColumns(manifestOf(table));
  const first = Math.floor((editing.step.r[2] ?? 0) * names.length);
  const values: Record<string, WireValue> = {};
  for (let n = 0; n < columns; n++) {
    const name = names[(first + n) % names.length] as string;
    values[name] = editing.ledger.token(editing.desk.clinic, editing.desk.name);
  }
  return change(editing, { table, row }, values);
}

function swapChips(editing: Editing): string | undefined {
  const rows = [...editing.view.rows('patients').values()].filter(
    (row) => valueOf('patients', row, 'microchip') !== null,
  );
  const a = pick(rows, editing.step.r[1] ?? 0);
  const b = pick(rows, editing.step.r[2] ?? 0);
  if (!a || !b || a[0] === b[0]) return undefined;
  change(editing, { table: 'patients', row: a }, { microchip: null });
  change(
    editing,
    { table: 'patients', row: b },
    { microchip: valueOf('patients', a, 'microchip') },
  );
  const emptied = editing.view.row('patients', String(a[0])) as WireRow;
  change(
    editing,
    { table: 'patients', row: emptied },
    { microchip: valueOf('patients', b, 'microchip') },
  );
  return `swap chips of ${String(a[0])} and ${String(b[0])}`;
}

function change(
  editing: Editing,
  { table, row }: { table: string; row: WireRow },
  values: Readonly<Record<string, WireValue>>,
): string {
  const key = String(row[0]);
  editing.desk.services.records.set(table, key, values);
  remember(editing, table, { key, seen: row });
  return `set ${table} ${key} ${Object.keys(values).join()}`;
}

function remember(
  { desk, view, ledger, now }: Editing,
  table: string,
  { key, seen }: { key: string; seen: WireRow | null },
): void {
  const after = view.row(table, key) as WireRow;
  ledger.edited({ table, key, desk: desk.name, at: now, seen }, after);
}

function anyTable({ step }: Editing): string {
  return (pick(TABLES, step.r[0] ?? 0) as (typeof TABLES)[number]).name;
}

function anyRow({ view, step }: Editing, table: string): WireRow | undefined {
  return pick([...view.rows(table).values()], step.r[1] ?? 0);
}

function anyKey({ view, step }: Editing, table: string, number: number): string | undefined {
  return pick([...view.rows(table).keys()], step.r[number] ?? 0);
}

function chip({ desk, step }: Editing): string {
  return `${desk.clinic}:chip-${String(Math.floor((step.r[4] ?? 0) * CHIPS))}`;
}

function itemName({ desk, step }: Editing): string {
  return `${desk.clinic}:item-${String(Math.floor((step.r[5] ?? 0) * CHIPS))}`;
}

function manifestOf(table: string): (typeof TABLES)[number] {
  return simSchema.tables.find(({ name }) => name === table) as (typeof TABLES)[number];
}

export function valueOf(table: string, row: WireRow, column: string): WireValue {
  return row[manifestOf(table).columns.findIndex(({ name }) => name === column)] ?? null;
}
