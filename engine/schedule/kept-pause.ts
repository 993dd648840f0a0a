import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../store/durable-file.ts';

const keptSchema = z.object({ until: z.iso.datetime().nullable() });

/** A pause that a person asked for: kept in the home folder, for "until I resume it" must outlive a restart and a crash. */
export class KeptPause {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'pause.json');
  }

  /** @param minutes null for until it is resumed. */
  keep(minutes: number | null, now: number): void {
    const until = minutes === null ? null : new Date(now + minutes * 60_000).toISOString();
    writeDurably(this.#path, JSON.stringify({ until }));
  }

  drop(): void {
    rmSync(this.#path, { force: true });
  }

  /** How long it lasts yet: minutes, null until it is resumed, undefined where there is none, or one that is over or spoilt. */
  left(now: number): number | null | undefined {
    const kept = keptSchema.safeParse(jsonOf(this.#path));
    if (!kept.success) return undefined;
    const { until } = kept.data;
    if (until === null) return null;
    const minutes = (Date.parse(until) - now) / 60_000;
    return minutes > 0 ? minutes : undefined;
  }
}

/** What the file holds; undefined for a missing or torn one, which is no reason not to sync. */
function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
