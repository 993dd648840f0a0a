import { catalogue, type ErrorCode, isErrorCode } from './catalogue.ts';
import type { CatalogueEntry } from './entry.ts';
import { fillEnglish, valueText } from '../said/english.ts';
import type { Said } from '../said/said.ts';

/** What fills the `{name}`s of a catalogue message; a part in words is said as data. Never a row value, never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | Said>>;

/** An error as data, the form in which it crosses threads, processes and HTTP. */
export interface SatchelErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly action: string;
  readonly details: ErrorDetails;
}

/** The one error class of Satchel: a code of the catalogue and what fills its message. */
export class SatchelError extends Error {
  override readonly name = 'SatchelError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(fillEnglish(catalogue[code].message, details), options);
    this.code = code;
    this.details = details;
  }

  get entry(): CatalogueEntry {
    return catalogue[this.code];
  }

  /** What to do about it, in words. */
  get action(): string {
    return fillEnglish(this.entry.action, this.details);
  }

  /** A detail in English; empty where it has none of this name. */
  detail(name: string): string {
    return valueText(name, this.details[name] ?? '');
  }

  toJSON(): SatchelErrorJson {
    return { code: this.code, message: this.message, action: this.action, details: this.details };
  }
}

export function isSatchelError(error: unknown, code?: ErrorCode): error is SatchelError {
  return error instanceof SatchelError && (code === undefined || error.code === code);
}

/** The error a JSON form stands for, or undefined where the data is not one. */
export function errorFromJson(data: unknown): SatchelError | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { code, details } = data as { code?: unknown; details?: unknown };
  if (!isErrorCode(code)) return undefined;
  return new SatchelError(code, (details ?? {}) as ErrorDetails);
}

/** Any thrown value as a `SatchelError`; what is not one becomes `INTERNAL` with the original as its cause. */
export function toSatchelError(error: unknown): SatchelError {
  if (error instanceof SatchelError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new SatchelError('INTERNAL', { detail }, { cause: error });
}
