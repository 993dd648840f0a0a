import { catalogue } from '../../shared/errors/catalogue.ts';
import type { CatalogueEntry } from '../../shared/errors/entry.ts';

const exitWords: Readonly<Record<CatalogueEntry['exitCode'], string>> = {
  1: 'failed',
  2: 'used wrongly',
  3: 'needs a person',
};

/** docs/errors.md as it follows from the catalogue. */
export function errorsPage(entries: Readonly<Record<string, CatalogueEntry>> = catalogue): string {
  const sections = Object.entries(entries).flatMap(
    ([code, { message, action, exitCode, httpStatus }]) => [
      `## ${code}`,
      '',
      prose(message),
      '',
      `**What to do:** ${prose(action)}`,
      '',
      `Exit code ${String(exitCode)} (${exitWords[exitCode]}), HTTP ${String(httpStatus)}.`,
      '',
    ],
  );
  return [
    '# Errors',
    '',
    'Every error has a code, says what happened, and says what to do. The code is the same in the window, in',
    "the command line's `--json`, in the logs and in the local HTTP API. `{name}` stands for a detail of the case;",
    'details never hold a value from a record, nor a secret.',
    '',
    'This page is written by `npm run docs` from `shared/errors/catalogue.ts`; a test keeps the two equal.',
    '',
    ...sections,
  ].join('\n');
}

const prose = (text: string) => text.replaceAll('<', '&lt;');
