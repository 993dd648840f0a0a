import type { Client } from '../store/database.ts';
import { findSuspects, type Suspect } from '../store/find-suspects.ts';
import type { Rejected } from '../store/rejection.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { ApplyTarget, Mutation } from './batch.ts';

/**
 * The rejections that are certain without trying: a parent that neither the clinic nor these mutations have, a unique
 * value whose holder these mutations leave as it is. By mutation index.
 */
export async function rejectSuspects(
  client: Client,
  target: ApplyTarget,
  mutations: readonly Mutation[],
): Promise<Map<number, Rejected>> {
  const { batch } = target;
  const written = new Map(
    mutations.map((mutation) => [
      `${batch.frames[mutation.frame]?.name ?? ''} ${mutation.pk}`,
      mutation,
    ]),
  );
  const byIndex = new Map(mutations.map((mutation) => [mutation.index, mutation]));
  const rejections = new Map<number, Rejected>();
  const indexes = [...byIndex.keys()];
  for (const suspect of await findSuspects(client, target, indexes)) {
    const mutation = byIndex.get(suspect.index);
    const table = mutation && batch.frames[mutation.frame]?.table;
    if (!table) continue;
    const at = table.columns.indexOf(suspect.column);
    const columns = [suspect.column.name];
    if ('missing' in suspect) {
      const parent = suspect.column.references?.table ?? '';
      const key = JSON.stringify([mutation.values[at]]);
      if (written.get(`${parent} ${key}`)?.op === 'i') continue;
      rejections.set(
        mutation.index,
        rejected(suspect, 'missing-reference', { columns, table: parent }),
      );
    } else {
      const holder = written.get(`${table.name} ${suspect.holder}`);
      if (holder && (holder.op === 'd' || holder.columns.includes(at))) continue;
      const key = JSON.parse(suspect.holder) as WireValue[];
      const more = { columns, table: table.name, holder: key };
      rejections.set(mutation.index, rejected(suspect, 'unique', more));
    }
  }
  return rejections;
}

function rejected(
  { index }: Suspect,
  reason: Rejected['reason'],
  more: Partial<Rejected>,
): Rejected {
  return { index, status: 'rejected', reason, ...more };
}
