export interface CatalogueEntry {
  readonly message: string;
  readonly action: string;
  /** The command line's exit code: 1 failed, 2 used wrongly, 3 a person's attention is needed. */
  readonly exitCode: 1 | 2 | 3;
  /** The status the local HTTP API answers with. */
  readonly httpStatus: number;
}

// One row of the table below; four columns read best in one line.
// eslint-disable-next-line no-restricted-syntax
export const entry = (
  message: string,
  action: string,
  httpStatus = 500,
  exitCode: 1 | 2 | 3 = 1,
): CatalogueEntry => ({ message, action, httpStatus, exitCode });
