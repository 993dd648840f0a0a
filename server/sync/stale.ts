import type { MutationOutcome } from '../../shared/protocol/upload.ts';
import type { TableManifest } from '../../shared/records/manifest.ts';
import type { WireValue } from '../../shared/records/values.ts';
import type { KnownMutation } from '../store/batches.ts';
import type { Head } from '../store/clinics.ts';
import type { Client } from '../store/database.ts';
import { type Misfit, readImages } from '../store/write-batch.ts';
import type { ApplyTarget, Mutation } from './batch.ts';
import { polishRow } from './polish.ts';

export interface Classified {
  readonly outcomes: readonly MutationOutcome[];
  /** Applied before, under another incarnation, and unchanged since: only stamped anew. */
  readonly again: readonly Mutation[];
}

/**
 * Compares every staged mutation's base with the row's present version [SYNC-3]. What does not fit is stale,
 * answered with the row as it is now, or as deleted.
 */
export async function classify(
  client: Client,
  target: ApplyTarget,
  {
    staged,
    misfits,
    known,
    head,
  }: {
    staged: readonly Mutation[];
    /** Of each frame, what does not fit. */
    misfits: ReadonlyMap<number, readonly Misfit[]>;
    known: ReadonlyMap<string, KnownMutation>;
    head: Head;
  },
): Promise<Classified> {
  const outcomes: MutationOutcome[] = [];
  const again: Mutation[] = [];
  const byIndex = new Map(staged.map((mutation) => [mutation.index, mutation]));
  for (const [frame, found] of misfits) {
    const stale: Misfit[] = [];
    for (const misfit of found) {
      const mutation = byIndex.get(misfit.index);
      if (!mutation) continue;
      if (isSame(known.get(mutation.id), mutation, misfit)) again.push(mutation);
      else stale.push(misfit);
    }
    outcomes.push(...(await toOutcomes(client, target, { frame, stale, head })));
  }
  return { outcomes, again };
}

/** The same image, applied under another incarnation, and nobody has touched the row since [SYNC-2]. */
function isSame(known: KnownMutation | undefined, mutation: Mutation, misfit: Misfit): boolean {
  return (
    known !== undefined &&
    misfit.live &&
    misfit.version === known.version &&
    mutation.image === known.hash
  );
}

async function toOutcomes(
  client: Client,
  target: ApplyTarget,
  { frame, stale, head }: { frame: number; stale: readonly Misfit[]; head: Head },
): Promise<MutationOutcome[]> {
  const live = stale.filter((misfit) => misfit.live).map(({ index }) => index);
  const images =
    live.length === 0
      ? new Map<number, string>()
      : await readImages(client, target, { frame, indexes: live });
  const { columns, table } = target.batch.frames[frame] as {
    columns: readonly number[];
    table: TableManifest;
  };
  return stale.map(({ index, epoch, version }) => {
    const image = images.get(index);
    const row =
      image === undefined ? undefined : polishRow(table, JSON.parse(image) as WireValue[]);
    return {
      index,
      status: 'stale',
      row: {
        // A key of which nothing is known was lost with a restored server: gone, as of now.
        epoch: epoch ?? head.epoch,
        version: version ?? head.version,
        values: row ? columns.map((at) => row[at] ?? null) : null,
      },
    };
  });
}
