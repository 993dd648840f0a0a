import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Random } from '../ports.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import { doubtBases } from '../store/dirty.ts';
import type { Store } from '../store/open-store.ts';
import { releaseAllBatches } from '../store/outbox.ts';
import { readWitness, writeWitness } from '../store/witness.ts';
import { keepSentImages, presumeSent } from './sent-images.ts';

/**
 * A new incarnation: the desk's batches count from 1 again, and rows of unanswered batches go back to the outbox
 * with their mutation ids, by which the server knows what it already has, and with what the batches said of them: the
 * server's image may be that [SYNC-1] [SYNC-2].
 */
export function mintIncarnation(store: Store, random: Random, witnessPath: string): void {
  mint({ store, random, witnessPath }, () => undefined);
}

/**
 * The same for a database that was put back or copied: another copy of it went on from here, which may have sent any of
 * its unsent edits.
 */
export function mintForCopy(store: Store, random: Random, witnessPath: string): void {
  store.gather();
  mint({ store, random, witnessPath }, () => {
    presumeSent(store);
  });
}

function mint(
  { store, random, witnessPath }: { store: Store; random: Random; witnessPath: string },
  presume: () => void,
): void {
  const incarnation = Buffer.from(random.bytes(12)).toString('hex');
  const { device } = readDesk(store.db);
  writeWitness(witnessPath, { device, incarnation, lastBatch: 0 });
  store.db.transaction(() => {
    keepSentImages(store);
    presume();
    releaseAllBatches(store);
    doubtBases(store.db);
    updateDesk(store.db, { incarnation, lastBatch: 0, answeredBatch: 0 });
  });
}

/** At every start: a database its witness does not vouch for was restored, rewound or copied [SYNC-1]. */
export function checkWitness(store: Store, random: Random, witnessPath: string): boolean {
  const desk = readDesk(store.db);
  const witness = readWitness(witnessPath);
  const untouched = desk.lastBatch === 0 && desk.server === null;
  if (witness === undefined && untouched) {
    writeWitness(witnessPath, {
      device: desk.device,
      incarnation: desk.incarnation,
      lastBatch: 0,
    });
    return true;
  }
  const agrees =
    witness?.device === desk.device &&
    witness.incarnation === desk.incarnation &&
    witness.lastBatch === desk.lastBatch;
  if (!agrees) mintForCopy(store, random, witnessPath);
  return agrees;
}

/** Binds the desk at its first sync, and refuses any other server, clinic or environment after it [SYNC-13]. */
export function checkBinding(
  store: Store,
  found: { server: string; clinic: string; environment: string; clinicName?: string },
): void {
  const desk = readDesk(store.db);
  if (desk.server === null || desk.clinic === null) {
    updateDesk(store.db, {
      server: found.server,
      clinic: found.clinic,
      environment: found.environment,
    });
    return;
  }
  if (
    desk.server !== found.server ||
    desk.clinic !== found.clinic ||
    desk.environment !== found.environment
  ) {
    throw new SatchelError('SYNC_BINDING', {
      bound: `clinic ${short(desk.clinic)} on server ${short(desk.server)} (${String(desk.environment)})`,
      found: `clinic ${short(found.clinic)} on server ${short(found.server)} (${found.environment})`,
    });
  }
}

/** For where a commit's nonce tells that it is the same clinic: it may no longer be the same environment [SYNC-13]. */
export function confirmBinding(store: Store, environment: string): void {
  const { server, clinic } = readDesk(store.db);
  if (server !== null && clinic !== null) checkBinding(store, { server, clinic, environment });
}

function short(id: string): string {
  return id.slice(0, 8);
}
