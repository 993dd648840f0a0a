import type { Sentences } from '../../../shared/said/sentences.ts';
import { sentenceKeys } from '../said-texts.ts';
import { courseWords } from './said/course-words.ts';
import { findingWords } from './said/finding-words.ts';
import { reasonWords } from './said/reason-words.ts';

/** Everything the engine says; a sentence that is missing does not compile. */
export const said: Record<keyof Sentences, string> = sentenceKeys({
  ...courseWords,
  ...findingWords,
  ...reasonWords,
});
