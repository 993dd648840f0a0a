import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import { type ErrorKeys, errorKeys } from '../said-texts.ts';
import { connectionErrors } from './errors/connection-errors.ts';
import { deskErrors } from './errors/desk-errors.ts';
import { keepingErrors } from './errors/keeping-errors.ts';
import { recordErrors } from './errors/record-errors.ts';

/** Every error of the catalogue; one that is missing does not compile. */
export const errors: ErrorKeys<ErrorCode> = errorKeys({
  ...connectionErrors,
  ...deskErrors,
  ...keepingErrors,
  ...recordErrors,
});
