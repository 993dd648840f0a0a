/** The languages of the window, by what each calls itself. */
export const languageNames = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languageNames;

/** How each language writes numbers and dates. English is British: the day stands before the month. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

const KEY = 'satchel.language';

/** What was chosen on this computer, otherwise the first of the system's languages that there is. */
export function startLanguage(): Language {
  const stored = read();
  if (isLanguage(stored)) return stored;
  const system = globalThis.navigator.languages;
  return system.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

export function rememberLanguage(language: Language): void {
  globalThis.localStorage.setItem(KEY, language);
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(languageNames, value);
}

export function localeOf(language: Language): string {
  return locales[language];
}

/** Outside a window, as in tests of plain functions, nothing is stored. */
function read(): string | null {
  return 'localStorage' in globalThis ? globalThis.localStorage.getItem(KEY) : null;
}
