import { z } from 'zod';
import type { Sentences } from './sentences.ts';

/**
 * Something the engine says, as data: which sentence, and what fills it. English is made of it for the command line and
 * the log; the window words it in its own language. Never a row value, never a secret.
 */
export interface Said {
  readonly code: string;
  readonly values: SaidValues;
}

/** Names carry the unit: `…Bytes` and `…Ms` are shown as sizes and durations, `table` and `tables` as their labels. */
export type SaidValue = string | number | readonly string[] | Said | readonly Said[];
export type SaidValues = Readonly<Record<string, SaidValue>>;

export const saidSchema: z.ZodType<Said> = z.object({
  code: z.string(),
  values: z.record(
    z.string(),
    z.lazy(() =>
      z.union([z.string(), z.number(), saidSchema, z.array(z.string()), z.array(saidSchema)]),
    ),
  ),
});
/** Sentences that follow one another. Empty where an older version wrote what is read. */
export const saidsSchema = z.array(saidSchema).readonly();

/** `found_one` and `found_other` are said as `found`, with a `count`. */
type WithoutPlural<K> = K extends `${infer Stem}_${'one' | 'other'}` ? Stem : K;
export type SentenceCode = WithoutPlural<keyof Sentences>;

type TextOf<C extends SentenceCode> =
  | (C extends keyof Sentences ? Sentences[C] : never)
  | (`${C}_other` extends keyof Sentences ? Sentences[`${C}_other`] : never);
type NamesIn<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ValuesOf<C extends SentenceCode> = Readonly<Record<NamesIn<TextOf<C>>, SaidValue>>;

/** A sentence with just the values that it has places for. */
export function say<C extends SentenceCode>(
  code: C,
  ...[values]: [NamesIn<TextOf<C>>] extends [never] ? [] : [values: ValuesOf<C>]
): Said {
  return { code, values: values ?? {} };
}
