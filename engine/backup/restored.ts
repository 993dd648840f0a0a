import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../store/durable-file.ts';

/** The last restore of this desk, until its unsent edits are recovered or dismissed. */
const restoredSchema = z.object({
  backup: z.string(),
  at: z.string(),
  displaced: z.string(),
  dismissed: z.boolean(),
});
export type Restored = z.infer<typeof restoredSchema>;

export function readRestored(home: string): Restored | undefined {
  try {
    const parsed = restoredSchema.safeParse(JSON.parse(readFileSync(pathIn(home), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function writeRestored(home: string, restored: Restored): void {
  writeDurably(pathIn(home), `${JSON.stringify(restored)}\n`);
}

function pathIn(home: string): string {
  return join(home, 'restored.json');
}
