import { eventSentences } from './event-sentences.ts';
import { findingSentences } from './finding-sentences.ts';
import { fragmentSentences } from './fragment-sentences.ts';
import { reasonSentences } from './reason-sentences.ts';
import { titleSentences } from './title-sentences.ts';
import { repairSentences } from './repair-sentences.ts';

/**
 * Everything the engine says beside its errors, in English, by a code that never changes its meaning. The window has
 * the same codes in each of its languages; a test keeps them equal.
 */
export const sentences = {
  ...eventSentences,
  ...findingSentences,
  ...fragmentSentences,
  ...reasonSentences,
  ...repairSentences,
  ...titleSentences,
} as const;
export type Sentences = typeof sentences;
