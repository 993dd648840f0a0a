import { SatchelError } from '../../shared/errors/satchel-error.ts';

/** A body that cannot be read; `line` counts from 1. Nothing of the line itself is told. */
export function malformed(line: number, detail: string): SatchelError {
  return new SatchelError('BATCH_MALFORMED', { line, detail });
}
