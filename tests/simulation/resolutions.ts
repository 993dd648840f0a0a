import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { pick } from './chance.ts';
import { DeskView } from './desk-view.ts';
import type { Ledger } from './ledger.ts';
import type { SimDesk } from './sim-desk.ts';

/** A person decides one open conflict, either way. Whatever lay in the balance is decided about from now on. */
export function resolveAny(desk: SimDesk, ledger: Ledger, { r }: { r: readonly number[] }): string {
  const view = new DeskView(desk.reader);
  const open = view.conflicts().filter((conflict) => conflict.open);
  const conflict = pick(open, r[0] ?? 0);
  if (!conflict) return 'nothing to resolve';
  const { table, key } = conflict;
  const strategy = (r[1] ?? 0) < 0.5 ? 'keep_local' : 'keep_remote';
  const before = view.row(table, key);
  const base = view.bases(table).get(key) ?? null;
  const inTheBalance: WireValue[] = [...(before ?? []), ...(base ?? [])];
  for (const aside of view.quarantine()) {
    if (aside.table === table && aside.key === key)
      inTheBalance.push(...tokens(aside.detail ?? ''));
  }
  for (const other of view.conflicts()) {
    if (other.table !== table || other.key !== key) continue;
    inTheBalance.push(...tokens(other.text));
  }
  try {
    desk.act(() => desk.services.conflicts.resolve(conflict.id, { strategy }));
  } catch (error) {
    if (isSatchelError(error) && error.code !== 'INTERNAL' && error.code !== 'STORE_SQL') {
      return `not resolved: ${conflict.kind} ${strategy} ${error.code}`;
    }
    throw error;
  }
  const after = view.row(table, key);
  const kept = new Set<WireValue>(after ?? []);
  // What is still in the record counts on: only what the decision took away is settled.
  ledger.resolved(
    table,
    key,
    inTheBalance.filter((value) => !kept.has(value)),
  );
  if (after) ledger.noteRow(table, key, after);
  return `resolved ${conflict.kind} of ${table} ${key} ${conflict.field} ${strategy}`;
}

function tokens(text: string): string[] {
  return text.match(/\w+:\w+:\d+/g) ?? [];
}
