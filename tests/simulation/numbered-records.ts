import type { WireRow } from '../../shared/records/values.ts';
import { pick } from './chance.ts';
import type { DeskView } from './desk-view.ts';
import type { Editing } from './editing.ts';
import type { Ledger } from './ledger.ts';
import type { Clinic } from './model-server.ts';

/*
 * Tickets have the next number at their desk for a key, so two desks often give the same one. What a ticket is shows in its
 * label, and each part bears the label of the ticket it was entered for.
 */

const [LABEL, TICKET, OF_LABEL] = [1, 1, 2];

export const numberedEdits: Readonly<Record<string, (editing: Editing) => string | undefined>> = {
  ticket: (editing) => {
    const { desk, view, ledger } = editing;
    const id = Math.max(0, ...[...view.rows('tickets').keys()].map(Number)) + 1;
    const label = ledger.token(desk.clinic, desk.name);
    const note = ledger.token(desk.clinic, desk.name);
    desk.services.records.add('tickets', { id, label, note });
    remember(editing, { table: 'tickets', id: String(id), key: label, seen: null });
    return `insert tickets ${String(id)}`;
  },
  part: (editing) => {
    const { desk, ledger, step } = editing;
    const ticket = anyTicket(editing);
    if (!ticket) return undefined;
    const id = `${desk.clinic}:pt-k${String(step.id)}`;
    const note = ledger.token(desk.clinic, desk.name);
    const [number = null, label = null] = ticket;
    desk.services.records.add('parts', { id, ticket: number, of_label: label, note });
    remember(editing, { table: 'parts', id, key: id, seen: null });
    return `insert parts ${id} of ${String(number)}`;
  },
  'ticket note': (editing) => {
    const { desk, ledger } = editing;
    const seen = anyTicket(editing);
    if (!seen) return undefined;
    const id = String(seen[0]);
    desk.services.records.set('tickets', id, { note: ledger.token(desk.clinic, desk.name) });
    remember(editing, { table: 'tickets', id, key: String(seen[LABEL]), seen });
    return `set tickets ${id} note`;
  },
};

function anyTicket({ view, step }: Editing): WireRow | undefined {
  return pick([...view.rows('tickets').values()], step.r[1] ?? 0);
}

/** `key` is what the record is known by for good. */
function remember(
  { desk, view, ledger, now }: Editing,
  { table, id, key, seen }: { table: string; id: string; key: string; seen: WireRow | null },
): void {
  const after = view.row(table, id);
  if (after) ledger.edited({ table, key, desk: desk.name, at: now, seen }, after);
}

/** Each ticket is there once, and has its own parts; unless a person was asked whether two are one, or a desk may not know what it did. */
export function misnumbered(
  views: readonly { readonly view: DeskView }[],
  clinics: ReadonlyMap<string, Clinic>,
  ledger: Ledger,
): string[] {
  if (ledger.aDeskWentBack) return [];
  const asked = new Set(ledger.decided);
  for (const { view } of views) {
    for (const { table, key } of view.conflicts()) asked.add(`${table} ${key}`);
  }
  return [...clinics.values()].flatMap(({ rows }) => {
    const labels = new Map<string, string>();
    const found: string[] = [];
    for (const [number, { values }] of rows.get('tickets') ?? []) {
      const label = String(values?.[LABEL]);
      const other = [...labels].find(([, known]) => known === label)?.[0] ?? number;
      labels.set(number, label);
      const isChosen = [number, other].some((one) => asked.has(`tickets ${one}`));
      if (other !== number && !isChosen) found.push(`ticket ${other} is there again as ${number}`);
    }
    for (const [key, { values }] of rows.get('parts') ?? []) {
      const number = String(values?.[TICKET]);
      const label = String(values?.[OF_LABEL]);
      if (labels.get(number) === label || asked.has(`tickets ${number}`)) continue;
      found.push(`${key} is part of ticket ${number}, and was entered for ${label}`);
    }
    return found;
  });
}
