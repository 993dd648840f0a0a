import { createInstance } from 'i18next';
import { createStore, useStore } from 'zustand';
import { de } from './de/texts.ts';
import { en } from './en/texts.ts';
import {
  isLanguage,
  type Language,
  localeOf,
  rememberLanguage,
  startLanguage,
} from './language.ts';

type Texts = typeof en;

/** `changes_one` and `changes_other` are asked for as `changes`, with a `count`. */
type WithoutPlural<K> = K extends `${infer Name}_${'one' | 'other'}` ? Name : K;

/** `noun.name` of every text in `renderer/text/en`. */
export type TextKey = {
  [Noun in keyof Texts]: `${Noun}.${WithoutPlural<keyof Texts[Noun] & string>}`;
}[keyof Texts];

const i18n = createInstance({
  lng: startLanguage(),
  fallbackLng: 'en',
  initAsync: false,
  // React escapes what it shows; escaping twice would show entities.
  interpolation: { escapeValue: false },
  resources: { en: { translation: en }, de: { translation: de } },
});
void i18n.init();
// English writes nouns small inside a sentence; German never does.
i18n.services.formatter?.add('lower', (value: unknown, locale = 'en') =>
  String(value).toLocaleLowerCase(locale),
);
tellDocument();

const chosen = createStore<{ readonly language: Language }>(() => ({ language: language() }));

/** A text of `renderer/text`, in the chosen language. The window is drawn anew when that changes. */
export function t(key: TextKey, values: Readonly<Record<string, unknown>> = {}): string {
  return i18n.t(key, values);
}

export function language(): Language {
  return isLanguage(i18n.language) ? i18n.language : 'en';
}

/** How numbers and dates are written. */
export function locale(): string {
  return localeOf(language());
}

export function chooseLanguage(next: Language): void {
  rememberLanguage(next);
  setLanguage(next);
}

/** As `chooseLanguage`, for this run only. */
export function setLanguage(next: Language): void {
  void i18n.changeLanguage(next);
  tellDocument();
  chosen.setState({ language: next });
}

export function useLanguage(): Language {
  return useStore(chosen, (state) => state.language);
}

/** What a screen reader pronounces the page in. */
function tellDocument(): void {
  if ('document' in globalThis) document.documentElement.lang = language();
}

/** Also of a text that is there in the singular and the plural. */
export function isTextKey(key: string): key is TextKey {
  return i18n.exists(key, { count: 1 });
}
