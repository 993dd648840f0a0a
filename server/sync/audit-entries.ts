import type { AuditEntry } from '../store/audit.ts';
import type { Batch, Mutation } from './batch.ts';

/** The applied mutations as audit entries: one per table, operation, set of columns and author. */
export function auditEntries(applied: readonly Mutation[], batch: Batch): AuditEntry[] {
  const groups = [...Map.groupBy(applied, ({ shape }) => shape).values()].flatMap((members) => [
    ...Map.groupBy(members, ({ actor }) => actor).values(),
  ]);
  return groups.map((members) => {
    const { frame, op, columns, actor } = members[0] as Mutation;
    const table = batch.frames[frame]?.table;
    let [from, to] = [Infinity, -Infinity];
    for (const { at } of members) {
      from = Math.min(from, at);
      to = Math.max(to, at);
    }
    return {
      table: table?.name ?? '',
      op,
      columns: op === 'u' ? columns.map((at) => table?.columns[at]?.name ?? '') : [],
      author: actor,
      from,
      to,
      keys: members.map(({ pk }) => pk),
    };
  });
}
