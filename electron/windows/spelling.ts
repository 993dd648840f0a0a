import type { Session } from 'electron';

/** How typed text is checked: by the system's dictionaries, by those of a server that was named, or not at all. */
export type Spelling = { readonly on: false } | { readonly on: true; readonly from?: string };

/**
 * macOS has dictionaries of its own. Elsewhere Chromium fetches them, by default from a foreign host, which would learn
 * who is there: so there is none until an administrator names where they lie (`desk.dictionariesUrl`).
 */
export function chooseSpelling(platform: NodeJS.Platform, url: unknown): Spelling {
  if (platform === 'darwin') return { on: true };
  if (typeof url !== 'string' || url === '') return { on: false };
  return { on: true, from: url.endsWith('/') ? url : `${url}/` };
}

type SpellingSession = Pick<
  Session,
  | 'availableSpellCheckerLanguages'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
>;

/** @param preferred the system's languages, the best first, as BCP 47 tags */
export function applySpelling(
  session: SpellingSession,
  spelling: Spelling,
  preferred: readonly string[],
): void {
  if (spelling.on && spelling.from !== undefined) {
    session.setSpellCheckerDictionaryDownloadURL(spelling.from);
    session.setSpellCheckerLanguages(
      languagesOf(preferred, session.availableSpellCheckerLanguages),
    );
  }
  session.setSpellCheckerEnabled(spelling.on);
}

/** Of each preferred language the dictionary of its region, else any of it; English where there is none of them. */
function languagesOf(preferred: readonly string[], available: readonly string[]): string[] {
  const found = preferred.flatMap((tag) => {
    const [language = ''] = tag.split('-');
    const near = available.find((one) => one === tag) ?? available.find((one) => one === language);
    return near ?? available.find((one) => one.startsWith(`${language}-`)) ?? [];
  });
  return found.length > 0 ? [...new Set(found)] : ['en-US'];
}
