import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Strategy } from '../../shared/api/conflicts.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { pick } from './chance.ts';
import { DeskView } from './desk-view.ts';
import type { Ledger } from './ledger.ts';
import type { SimDesk } from './sim-desk.ts';

/**
 * A person decides one open conflict, either way. Whatever lay in the balance is decided about from now on. Where desks
 * see each other's conflicts, every other time it is one that another desk has found.
 */
export function resolveAny(desk: SimDesk, ledger: Ledger, { r }: { r: readonly number[] }): string {
  if (!desk.isShared || (r[2] ?? 0) < 0.5) return resolveOwn(desk, ledger, { r });
  // They are listed by a time that is not the history's.
  const others = desk.services.conflicts
    .list({ resolved: false })
    .filter(({ here }) => !here)
    .sort((a, b) => (a._id < b._id ? -1 : 1));
  const conflict = pick(others, r[0] ?? 0);
  if (!conflict) return resolveOwn(desk, ledger, { r });
  const { _id: id, collection: table, localId: key, field, kind } = conflict;
  const strategy = strategyFor(kind, r[1] ?? 0);
  const done = attempt(desk, { id, kind, strategy });
  // The desk that found it carries it out when it hears of it, on whatever the record is by then.
  if (done === undefined) {
    if (strategy === 'merge') ledger.joined(table, { gone: key, kept: conflict.remoteId });
    ledger.decidedElsewhere({ table, key, field }, [conflict.localValue, conflict.remoteValue]);
  }
  return done ?? `resolved elsewhere ${kind} of ${table} ${key} ${field ?? ''} ${strategy}`;
}

function strategyFor(kind: string, chance: number): Strategy {
  if (kind === 'duplicate') return chance < 0.7 ? 'merge' : 'keep_both';
  return chance < 0.5 ? 'keep_local' : 'keep_remote';
}

/** What went wrong, or undefined. */
function attempt(
  desk: SimDesk,
  { id, kind, strategy }: { id: string; kind: string; strategy: Strategy },
): string | undefined {
  try {
    desk.act(() => desk.services.conflicts.resolve(id, { strategy }));
    return undefined;
  } catch (error) {
    if (isSatchelError(error) && error.code !== 'INTERNAL' && error.code !== 'STORE_SQL') {
      return `not resolved: ${kind} ${strategy} ${error.code}`;
    }
    throw error;
  }
}

function resolveOwn(desk: SimDesk, ledger: Ledger, { r }: { r: readonly number[] }): string {
  const view = new DeskView(desk.reader);
  const open = view.conflicts().filter((conflict) => conflict.open);
  const conflict = pick(open, r[0] ?? 0);
  if (!conflict) return 'nothing to resolve';
  const { table, key } = conflict;
  const strategy = strategyFor(conflict.kind, r[1] ?? 0);
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
  const failed = attempt(desk, { ...conflict, strategy });
  if (failed !== undefined) return failed;
  if (strategy === 'keep_both') return `two of ${table}: ${key} ${conflict.field}`;
  const survivor = strategy === 'merge' ? conflict.field.slice(2) : key;
  if (survivor !== key) ledger.joined(table, { gone: key, kept: survivor });
  const after = view.row(table, survivor);
  const kept = new Set<WireValue>(after ?? []);
  // What is still in the record counts on: only what the decision took away is settled.
  ledger.resolved(
    table,
    key,
    inTheBalance.filter((value) => !kept.has(value)),
  );
  if (after) ledger.noteRow(table, survivor, after);
  return `resolved ${conflict.kind} of ${table} ${key} ${conflict.field} ${strategy}`;
}

function tokens(text: string): string[] {
  return text.match(/\w+:\w+:\d+/g) ?? [];
}
