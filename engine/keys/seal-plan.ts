import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import type { Log } from '../ports.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { syncFolder, writeDurably } from '../store/durable-file.ts';
import { resealDatabase, type ResealPoint } from '../store/reseal.ts';
import type { KeyRing } from './key-ring.ts';

/** A change of the database's key that happens at the next start, when nobody has it open. */
const planSchema = z.object({
  /** The key to seal it with; null takes the encryption off. */
  to: z.string().nullable(),
  at: z.string(),
  /** Why it did not happen; it is not tried again by itself. */
  error: z.object({ code: z.string(), message: z.string(), action: z.string() }).nullable(),
});
type SealPlan = z.infer<typeof planSchema>;

export function planSeal(home: string, plan: Omit<SealPlan, 'error'>): void {
  write(home, { ...plan, error: null });
}

export function findSealPlan(home: string): SealPlan | undefined {
  if (!existsSync(pathIn(home))) return undefined;
  const parsed = planSchema.safeParse(JSON.parse(readFileSync(pathIn(home), 'utf8')));
  return parsed.success ? parsed.data : undefined;
}

export interface CarryOut {
  readonly home: string;
  readonly path: string;
  /** What the database is sealed with now. */
  readonly key: DatabaseKey | undefined;
  readonly ring: KeyRing;
  readonly log: Log;
  readonly reached?: (point: ResealPoint) => void;
}

/**
 * Does what is planned, with nobody holding the database open. A failure leaves it as it was and is kept for people to
 * see. Returns what the database is sealed with from now on.
 */
export async function carryOutSealPlan(context: CarryOut): Promise<DatabaseKey | undefined> {
  const { home, path, key, ring, log, reached } = context;
  const plan = findSealPlan(home);
  if (!plan || plan.error) return key;
  try {
    const to = plan.to === null ? undefined : ring.find(plan.to);
    if (plan.to !== null && !to) throw new SatchelError('STORE_KEY_MISSING', { path });
    if (to?.id !== key?.id) {
      await resealDatabase({ path, from: key, to, ...(reached ? { reached } : {}) });
      log.write('info', 'the encryption of the database was changed', { key: to?.id ?? 'none' });
    }
    rmSync(pathIn(home), { force: true });
    syncFolder(home);
    return to;
  } catch (caught) {
    const error = toSatchelError(caught);
    log.write('error', 'the encryption of the database was not changed', { code: error.code });
    write(home, { ...plan, error: error.toJSON() });
    return key;
  }
}

function write(home: string, plan: SealPlan): void {
  writeDurably(pathIn(home), `${JSON.stringify(plan)}\n`);
}

function pathIn(home: string): string {
  return join(home, 'seal.json');
}
