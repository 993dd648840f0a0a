import { sharedConflicts } from '../../shared/records/system-tables.ts';
import type { WireRow } from '../../shared/records/values.ts';
import { DeskView } from './desk-view.ts';
import { FIRST_QUANTITY, valueOf } from './edits.ts';
import type { Ledger } from './ledger.ts';
import { misnumbered } from './numbered-records.ts';
import { type Clinic, problems } from './model-server.ts';
import { type ClinicKind, columnNames, storedSchema } from './sim-schema.ts';
import type { SimDesk } from './sim-desk.ts';

/** What must hold once everything has healed. Each text says what does not. */
export function findViolations(
  desks: readonly SimDesk[],
  clinics: ReadonlyMap<string, Clinic>,
  ledger: Ledger,
): string[] {
  const views = desks.map((desk) => ({ desk, view: new DeskView(desk.life.disk.settled) }));
  const found: string[] = [];
  for (const { desk, view } of views) {
    const clinic = clinics.get(desk.clinic) as Clinic;
    found.push(
      ...[
        ...queueProblems(view, desk.isShared),
        ...differences(view, clinic, desk.kind),
        ...dangling(view),
        ...(desk.isShared ? unshared(view, clinic) : []),
      ].map((text) => `${desk.name}: ${text}`),
    );
  }
  for (const clinic of clinics.values()) {
    const problem = problems(clinic);
    if (problem) found.push(`server: ${problem.reason} in ${String(problem.table)}`);
    found.push(...strangers(clinic, ledger), ...unsettled(views, clinic));
  }
  found.push(
    ...lostEntries(views, clinics, ledger),
    ...resurrected(views, clinics, ledger),
    ...miscounted(views, clinics, ledger),
    ...misnumbered(views, clinics, ledger),
  );
  for (const [id, count] of ledger.effects) {
    if (count > 1)
      found.push(`a mutation took effect ${String(count)} times (${id.length} digits)`);
  }
  return found;
}

const SHARED = sharedConflicts.name;

interface Viewed {
  readonly desk: SimDesk;
  readonly view: DeskView;
}

function queueProblems(view: DeskView, isShared: boolean): string[] {
  const found: string[] = [];
  if (view.count('_sync_batch') > 0) found.push('batches without an answer');
  if (view.count('_sync_page') > 0) found.push('staged pages left');
  const open = view.conflicts().filter((conflict) => conflict.open);
  const waiting = new Set(open.map(({ table, key }) => `${table} ${key}`));
  const aside = new Set(view.quarantine().map(({ table, key }) => `${table} ${key}`));
  const held = new Map(view.dirty().map((row) => [`${row.table} ${row.key}`, row]));
  for (const [row, { held: reason, op }] of held) {
    if (reason === null) found.push(`stuck in the outbox: ${op} ${row}`);
    if (reason === 'conflict' && !waiting.has(row))
      found.push(`held without a conflict: ${op} ${row}`);
    if ((reason === 'rejected' || reason === 'parked') && !aside.has(row)) {
      found.push(`${reason} without a word in the quarantine: ${op} ${row}`);
    }
  }
  // A decision that was sent and is taken back asks about a record that is as the server has it.
  for (const { table, key, kind, field } of isShared ? [] : open) {
    // Those two keep what a person entered in the conflict itself; the record may be as the server has it.
    if (kind === 'parent-deleted' || kind === 'unique' || held.get(`${table} ${key}`)?.held)
      continue;
    found.push(`an open ${kind} conflict that holds nothing: ${table} ${key} ${field}`);
  }
  for (const row of aside) if (!held.has(row)) found.push(`in quarantine for nothing: ${row}`);
  return found;
}

/** What the desk takes for the server's state is the server's state, row by row and version by version. */
function differences(view: DeskView, clinic: Clinic, kind: ClinicKind): string[] {
  const found: string[] = [];
  const places = view.held();
  const dirty = new Map(view.dirty().map((row) => [`${row.table} ${row.key}`, row]));
  for (const { name } of storedSchema(kind).tables) {
    const rows = view.rows(name);
    const bases = view.bases(name);
    const there = clinic.rows.get(name) ?? new Map<string, never>();
    for (const key of new Set([...rows.keys(), ...bases.keys(), ...there.keys()])) {
      const local = dirty.get(`${name} ${key}`);
      const image = local ? (bases.get(key) ?? null) : (rows.get(key) ?? null);
      const remote = there.get(key);
      if (!sameRow(image, remote?.values ?? null)) {
        found.push(
          `${name} ${key} is ${JSON.stringify(image)} here${local ? ` (${local.op}, ${local.held ?? 'free'})` : ''} and ${JSON.stringify(remote?.values ?? null)} there`,
        );
      }
      const place = places.get(`${name} ${key}`);
      const expected = remote?.values
        ? `${String(remote.epoch)}.${String(remote.version)}`
        : undefined;
      if (place !== expected)
        found.push(`${name} ${key} is held at ${String(place)}, not ${String(expected)}`);
    }
  }
  return found;
}

/** What waits for a person at this desk is known to all, and open for all; unless the telling was set aside. */
function unshared(view: DeskView, clinic: Clinic): string[] {
  const shared = sharedOf(clinic);
  const aside = asideOf(view);
  return view
    .conflicts()
    .filter(({ id, open }) => open && shared.get(id)?.resolvedAt !== null && !aside.has(id))
    .map(({ id, kind, table, key, field }) => {
      const there = shared.has(id) ? 'decided' : 'unknown';
      return `an open ${kind} conflict is ${there} at the server: ${table} ${key} ${field}`;
    });
}

/** What was decided at any desk has been carried out by the one that found it, or has been set aside there with its record. */
function unsettled(views: readonly Viewed[], clinic: Clinic): string[] {
  const aside = new Set(views.flatMap(({ view }) => [...asideOf(view)]));
  return [...sharedOf(clinic)]
    .filter(([id, one]) => one.resolvedAt !== null && one.settledAt === null && !aside.has(id))
    .map(([id, { about }]) => `decided and not carried out: ${about} (${id.slice(0, 8)})`);
}

/** Shared rows that this desk does not send. */
function asideOf(view: DeskView): ReadonlySet<string> {
  const rows = view.dirty().filter(({ table, held }) => table === SHARED && held !== null);
  return new Set(rows.map(({ key }) => key));
}

function sharedOf(clinic: Clinic) {
  const names = columnNames(SHARED);
  const cell = (values: WireRow, name: string) => values[names.indexOf(name)] ?? null;
  return new Map(
    [...(clinic.rows.get(SHARED) ?? [])].flatMap(([id, { values }]) => {
      if (values === null) return [];
      const about = ['kind', 'tbl', 'row_key', 'field'].map((name) => String(cell(values, name)));
      const [resolvedAt, settledAt] = [cell(values, 'resolved_at'), cell(values, 'settled_at')];
      return [[id, { about: about.join(' '), resolvedAt, settledAt }] as const];
    }),
  );
}

/** Only a record that waits for a person, or whose parent's deletion does, may reference what is not here. */
function dangling(view: DeskView): string[] {
  const waiting = new Set(
    view.dirty().flatMap(({ table, key, held }) => (held === null ? [] : [`${table} ${key}`])),
  );
  return view
    .danglingRows()
    .filter(
      ({ table, key, parent, reference }) =>
        !waiting.has(`${table} ${key}`) && !waiting.has(`${parent} ${reference}`),
    )
    .map(
      ({ table, key, parent, reference }) => `${table} ${key} references no ${parent} ${reference}`,
    );
}

function strangers(clinic: Clinic, ledger: Ledger): string[] {
  const found: string[] = [];
  for (const { name, columns } of storedSchema('plain').tables) {
    for (const [key, { values }] of clinic.rows.get(name) ?? []) {
      if (!values) continue;
      columns.forEach((column, index) => {
        const value = values[index] ?? null;
        if (column.policy === 'counter') return;
        if (!ledger.wasEntered({ table: name, key, column: column.name }, value)) {
          found.push(`nobody entered ${name} ${key} ${column.name} ${JSON.stringify(value)}`);
        }
        if (typeof value === 'string' && !value.startsWith(`${clinic.id}:`)) {
          found.push(`clinic ${clinic.id} holds ${value}`);
        }
      });
      if (!ledger.groupWasEntered(name, key, values)) {
        found.push(`nobody entered this group: ${name} ${key} ${JSON.stringify(values)}`);
      }
    }
  }
  return found;
}

/** Every value that nobody overwrote knowingly is there, or waits for a person, or was decided about. */
function lostEntries(
  views: readonly Viewed[],
  clinics: ReadonlyMap<string, Clinic>,
  ledger: Ledger,
): string[] {
  const places: string[] = [];
  for (const clinic of clinics.values()) {
    for (const [table, rows] of clinic.rows) {
      // What was told of a conflict is no place to be found in: it stays there when it is decided.
      if (table === SHARED) continue;
      for (const { values } of rows.values()) if (values) places.push(JSON.stringify(values));
    }
  }
  for (const { view } of views) {
    const open = view.conflicts().filter((conflict) => conflict.open);
    places.push(...open.map(({ text }) => text));
    places.push(...view.quarantine().map(({ detail }) => detail ?? ''));
    for (const { table, key, held } of view.dirty()) {
      if (held !== null) places.push(JSON.stringify(view.row(table, key)));
    }
  }
  const kept = new Set(places.flatMap((text) => text.match(/\w+:\w+:\d+/g) ?? []));
  return [...ledger.entries.values()]
    .filter((entry) => ledger.mustBeFound(entry) && !kept.has(entry.value))
    .map(
      ({ table, key, column, value, appliedAt }) =>
        `lost: ${table} ${key} ${column} ${value}${appliedAt !== null ? ' (the server had it)' : ''}`,
    );
}

/** What was deleted stays deleted, unless a person was asked. */
function resurrected(
  views: readonly Viewed[],
  clinics: ReadonlyMap<string, Clinic>,
  ledger: Ledger,
): string[] {
  const asked = new Set(ledger.decided);
  for (const { view } of views) {
    for (const { table, key } of view.conflicts()) asked.add(`${table} ${key}`);
    for (const { table, key } of view.quarantine()) asked.add(`${table} ${key}`);
  }
  return ledger.deletions
    .filter((deletion) => {
      const { table, key } = deletion;
      const live = [...clinics.values()].some(({ rows }) => rows.get(table)?.get(key)?.values);
      return live && ledger.mustStayDeleted(deletion) && !asked.has(`${table} ${key}`);
    })
    .map(({ table, key, desk }) => `came back: ${table} ${key}, deleted at ${desk}`);
}

/** Whatever was added or taken at any desk is in the sum, once; unless a person was asked about the record. */
function miscounted(
  views: readonly Viewed[],
  clinics: ReadonlyMap<string, Clinic>,
  ledger: Ledger,
): string[] {
  if (ledger.wentBack) return [];
  const asked = new Set(
    views.flatMap(({ view }) =>
      [...view.conflicts(), ...view.quarantine()]
        .filter(({ table }) => table === 'stock_items')
        .map(({ key }) => key),
    ),
  );
  const found: string[] = [];
  for (const { rows } of clinics.values()) {
    for (const [key, { values }] of rows.get('stock_items') ?? []) {
      if (!values || asked.has(key) || !ledger.isPlain('stock_items', key)) continue;
      const expected = FIRST_QUANTITY + (ledger.counts.get(key) ?? 0);
      const quantity = valueOf('stock_items', values, 'quantity');
      if (quantity !== expected) {
        found.push(`${key} is ${String(quantity)}, and ${String(expected)} were counted`);
      }
    }
  }
  return found;
}

function sameRow(a: WireRow | null, b: WireRow | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
