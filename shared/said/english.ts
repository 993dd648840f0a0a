import { catalogue } from '../errors/catalogue.ts';
import type { Said, SaidValue, SaidValues } from './said.ts';
import { sentences } from './sentences.ts';

const known: Readonly<Record<string, string>> = sentences;

/** What an error says comes under its code; what to do about it under this. */
export const actionCode = (code: string): string => `${code}-do`;

/** The sentences in English, one after the other. A code that is not known says nothing. */
export function inEnglish(said: Said | readonly Said[]): string {
  return [said]
    .flat()
    .map(({ code, values }) => fillEnglish(englishOf(code, values), values))
    .filter((sentence) => sentence !== '')
    .join(' ');
}

export function fillEnglish(template: string, values: SaidValues): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => valueText(name, values[name] ?? ''));
}

function englishOf(code: string, { count }: SaidValues): string {
  const plural = known[`${code}_${count === 1 ? 'one' : 'other'}`];
  const sentence = known[code] ?? plural;
  if (sentence !== undefined) return sentence;
  const isAction = code.endsWith(actionCode(''));
  const name = isAction ? code.slice(0, -actionCode('').length) : code;
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name as keyof typeof catalogue] : null;
  return (isAction ? entry?.action : entry?.message) ?? '';
}

/** A value as it stands in an English sentence; `name` tells its unit. */
export function valueText(name: string, value: SaidValue): string {
  if (typeof value === 'number') return numberText(name, value);
  if (typeof value === 'string') return value;
  if (!('length' in value)) return inEnglish(value);
  const names = value.filter((part) => typeof part === 'string');
  // Names are listed; sentences are parts of one.
  return names.length === value.length
    ? names.join(', ')
    : value.map((part) => (typeof part === 'string' ? part : inEnglish(part))).join('; ');
}

function numberText(name: string, value: number): string {
  if (/bytes$/i.test(name)) return sizeText(value);
  return name.endsWith('Ms') ? durationText(value) : String(value);
}

function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${String(Math.ceil(bytes / 1e3))} kB`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `less than a minute`, `5 minutes`, `47 hours`, `2 days` */
function durationText(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return amount(Math.floor(ms / MINUTE_MS), 'minute');
  if (ms < 2 * DAY_MS) return amount(Math.floor(ms / HOUR_MS), 'hour');
  return amount(Math.floor(ms / DAY_MS), 'day');
}

function amount(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
