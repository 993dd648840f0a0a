import { afterEach, describe, expect, it } from 'vitest';
import { de } from '../../../renderer/text/de/texts.ts';
import { en } from '../../../renderer/text/en/texts.ts';
import { errorWords } from '../../../renderer/text/error-words.ts';
import { saidWords } from '../../../renderer/text/said-words.ts';
import { setLanguage } from '../../../renderer/text/t.ts';
import { catalogue, type ErrorCode } from '../../../shared/errors/catalogue.ts';
import { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { inEnglish } from '../../../shared/said/english.ts';
import { say } from '../../../shared/said/said.ts';
import { sentences } from '../../../shared/said/sentences.ts';

afterEach(() => {
  setLanguage('en');
});

type Texts = Readonly<Record<'errors' | 'said', Readonly<Record<string, string>>>>;

const windows: readonly (readonly [string, Texts])[] = [
  ['English', en],
  ['German', de],
];

/** Words that somebody in front of a window cannot follow: a command line's. */
const command = /`?satchel [a-z]/;

/** Met on a command line, or by whoever keeps the server. */
const ofCommandLine: ReadonlySet<string> = new Set<ErrorCode>([
  'CONFIG_INVALID',
  'CONFIG_UNKNOWN_KEY',
  'MONITOR_RUNNING',
  'SERVER_CERTIFICATE',
  'UPDATE_PRODUCT',
]);

describe('what the engine says, in the window’s languages', () => {
  it.each(windows)('has words in %s for every error, and for what to do about it', (_, texts) => {
    const codes = Object.keys(catalogue).flatMap((code) => [code, `${code}-do`]);
    expect(Object.keys(texts.errors).sort()).toEqual(codes.sort());
  });

  it.each(windows)('has words in %s for every finding, reason, step and log line', (_, texts) => {
    expect(Object.keys(texts.said).sort()).toEqual(Object.keys(sentences).sort());
  });

  it('has places in both languages for what the engine gives, and for nothing else', () => {
    for (const [code, { message, action }] of Object.entries(catalogue)) {
      for (const [language, { errors }] of windows) {
        const own = errors;
        expect(places(own[code]), `${language} ${code}`).toEqual(given(message));
        for (const place of places(own[`${code}-do`]))
          expect(given(message + action), `${language} ${code}-do`).toContain(place);
      }
    }
    for (const [code, text] of Object.entries<string>(sentences))
      for (const [language, { said }] of windows)
        for (const place of places(said[code]))
          expect(given(text), `${language} ${code}`).toContain(place);
  });

  it('does not send anybody in front of a window to a command line', () => {
    for (const [language, { errors, said }] of windows)
      for (const [code, text] of [...Object.entries(errors), ...Object.entries(said)])
        if (!ofCommandLine.has(code.replace(/-do$/, '')) && !/satchel-server/.test(text))
          expect(text, `${language} ${code}`).not.toMatch(command);
  });

  it('says an error and what to do about it in German, also one that came as data', () => {
    setLanguage('de');
    const error = new SatchelError('SYNC_BRAKE', { count: 1200, total: 1300 });
    const kept: unknown = JSON.parse(JSON.stringify(error));
    expect(errorWords(kept as SatchelError).message).toBe(
      'Der Server will hier 1.200 von 1.300 Datensätzen löschen. Es wurde nichts gelöscht.',
    );
  });

  it('says what is nested, with tables by their names in this language and values by their units', () => {
    setLanguage('de');
    const { details, code, message, action } = new SatchelError('VALUE_INVALID', {
      table: 'patients',
      column: 'birth_date',
      problem: say('value-date'),
    });
    expect(message).toBe('patients.birth_date: must be a date such as 2026-03-09');
    expect(errorWords({ code, message, action, details }).message).toBe(
      'Patienten, Geburtsdatum: muss ein Datum sein, etwa 2026-03-09',
    );
    expect(saidWords([say('digests-different', { tables: ['owners', 'patients'] })], '')).toBe(
      'Verschieden: Besitzer und Patienten',
    );
    expect(saidWords([say('disk-free', { freeBytes: 1_400_000_000 })], '')).toBe('1,4 GB frei.');
    expect(saidWords([say('queue-oldest', { waitedMs: 172_800_000 })], '')).toBe(
      'Die älteste Änderung wartet seit: 2 Tage.',
    );
    expect([1, 1204].map((count) => saidWords([say('database-whole', { count })], ''))).toEqual([
      'Jede Seite und jeder Index wurde gelesen; 1 Datensatz.',
      'Jede Seite und jeder Index wurde gelesen; 1.204 Datensätze.',
    ]);
  });

  it('keeps the engine’s English where a newer engine says what this window has no words for', () => {
    setLanguage('de');
    const unknown = { code: 'said-by-a-newer-engine', values: {} };
    expect(saidWords([say('queue-do'), unknown], 'The English.')).toBe('The English.');
    expect(saidWords([say('fix-failed', { error: unknown })], 'The English.')).toBe('The English.');
    const old = { code: 'SYNC_BRAKE', message: 'As it was kept.', action: 'Do it.' };
    expect(errorWords(old)).toEqual(old);
    const newer = { code: 'NOT_KNOWN_YET', message: 'New.', action: 'Act.', details: {} };
    expect(errorWords(newer)).toEqual(newer);
  });

  it('is the same English for the command line and the log, singular and plural', () => {
    expect([1, 2].map((count) => inEnglish(say('references-lost', { count })))).toEqual([
      '1 reference leads to a record that is not here.',
      '2 references lead to a record that is not here.',
    ]);
    expect(inEnglish(say('disk-do', { neededBytes: 500_000_000 }))).toBe(
      'Free some space: 500.0 MB are needed.',
    );
  });
});

function places(text = ''): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name = '']) => name))].sort();
}

function given(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();
}
