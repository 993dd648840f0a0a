/** Syntax the house does without; every message says what to write instead. */
export interface Restriction {
  readonly selector: string;
  readonly message: string;
}

export const houseSyntax: readonly Restriction[];
export const noRawErrors: readonly Restriction[];
export const noSqlOutsideStores: readonly Restriction[];
export const noClockOrChance: readonly Restriction[];
export const noLooseWords: readonly Restriction[];
