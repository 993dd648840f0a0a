/** What happened, and what to do about it. `{name}` is filled as in the catalogue of errors. */
export type ErrorTexts = Readonly<Record<string, readonly [message: string, action: string]>>;

/** The keys of i18next for errors: the code says what happened, the code with `-do` what to do. */
export type ErrorKeys<Code extends string> = Record<Code | `${Code}-do`, string>;

export function errorKeys<Code extends string>(
  texts: Readonly<Record<Code, readonly [message: string, action: string]>>,
): ErrorKeys<Code> {
  const pairs = Object.entries<readonly [string, string]>(texts).flatMap(
    ([code, [message, action]]) => [
      [code, placed(message)] as const,
      [`${code}-do`, placed(action)] as const,
    ],
  );
  return Object.fromEntries(pairs) as ErrorKeys<Code>;
}

export function sentenceKeys<Code extends string>(
  texts: Readonly<Record<Code, string>>,
): Record<Code, string> {
  const pairs = Object.entries<string>(texts).map(([code, text]) => [code, placed(text)]);
  return Object.fromEntries(pairs) as Record<Code, string>;
}

/** Values are written out before they are filled in, but for the one that chooses between singular and plural. */
function placed(text: string): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'count' ? '{{count, number}}' : `{{${name}}}`,
  );
}
