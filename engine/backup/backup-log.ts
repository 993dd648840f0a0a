import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { saidErrorSchema } from '../../shared/api/said-error.ts';
import { writeDurably } from '../store/durable-file.ts';

/** The last attempt to back up, in the home folder: a folder that cannot be written can keep no record of it. */
const attemptSchema = z.object({
  at: z.string(),
  error: saidErrorSchema.nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export function readAttempt(path: string): Attempt | undefined {
  try {
    const parsed = attemptSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function writeAttempt(path: string, attempt: Attempt): void {
  writeDurably(path, `${JSON.stringify(attempt)}\n`);
}
