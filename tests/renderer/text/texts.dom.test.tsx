import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LogPage } from '../../../renderer/features/logs/log-page.tsx';
import { StatusPage } from '../../../renderer/features/status/status-page.tsx';
import { de } from '../../../renderer/text/de/texts.ts';
import { deTables } from '../../../renderer/text/de/tables.ts';
import { en } from '../../../renderer/text/en/texts.ts';
import { chooseLanguage, setLanguage, t } from '../../../renderer/text/t.ts';
import { formatDay, formatRelative } from '../../../renderer/text/times.ts';
import { formatBytes, formatNumber, joinWords } from '../../../renderer/text/words.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { FakeEngine } from '../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../support/render-desk.tsx';

afterEach(() => {
  setLanguage('en');
});

const flat = (
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Map<string, string> =>
  new Map(
    Object.entries(texts).flatMap(([noun, own]) =>
      Object.entries(own).map(([name, text]) => [`${noun}.${name}`, text] as const),
    ),
  );
const english = flat(en);
const german = flat(de);

/** `{{count, number}}` → `count`: how a value is written may differ, which values there are may not. */
const values = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = '']) => name).sort();

describe('the texts of the window', () => {
  it('are the same in number and name in both languages, and none is empty', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of [...english, ...german]) expect(text.trim(), key).not.toBe('');
  });

  it('name the same values in both', () => {
    for (const [key, text] of english)
      expect(values(german.get(key) ?? ''), key).toEqual(values(text));
  });

  it('have every plural that the language has', () => {
    for (const [language, texts] of [['en', english] as const, ['de', german] as const]) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const stems = [...texts.keys()]
        .filter((key) => /_(zero|one|two|few|many|other)$/.test(key))
        .map((key) => key.replace(/_\w+$/, ''));
      for (const stem of stems)
        for (const form of forms)
          expect(texts.has(`${stem}_${form}`), `${stem}_${form}`).toBe(true);
    }
  });

  it('name every table and column of the clinic in German', () => {
    const named = Object.entries(deTables).map(([table, { columns }]) => [
      table,
      Object.keys(columns).sort(),
    ]);
    const there = clinicSchema.tables.map(({ name, columns }) => [
      name,
      columns
        .map((column) => column.name)
        .filter((column) => column !== 'id')
        .sort(),
    ]);
    expect(Object.fromEntries(named)).toEqual(Object.fromEntries(there));
  });

  it('write numbers, sizes, days and plurals as the language does', () => {
    setLanguage('de');
    expect(formatNumber(1204)).toBe('1.204');
    expect(formatBytes(1400)).toBe('1,4 kB');
    expect(formatDay('2026-11-20')).toBe('20.11.2026');
    expect([1, 2].map((count) => t('words.changes', { count }))).toEqual([
      '1 Änderung',
      '2 Änderungen',
    ]);
    expect(joinWords(['a', 'b'])).toBe('a und b');
    expect(formatRelative('2026-11-18T14:00:00Z', Date.parse('2026-11-20T14:00:00Z'))).toBe(
      'vor 2 Tagen',
    );
  });

  it('write a noun small inside an English sentence only', () => {
    expect(t('records.addOne', { singular: 'Patient' })).toBe('Add patient');
    setLanguage('de');
    expect(t('records.addOne', { singular: 'Patient' })).toBe('Patient hinzufügen');
  });

  it('never read a value as a text of their own', () => {
    const name = '$t(words.save) {{title}} <b>';
    expect(t('records.editTitle', { title: name })).toBe(`Edit ${name}`);
  });

  it('turn a page and the document to the chosen language, which is remembered', async () => {
    chooseLanguage('de');
    renderDesk(<StatusPage />, clientOf(new FakeEngine({ patients: 40 })));
    expect(await screen.findByText('Wartet auf das Senden', { selector: 'h2' })).toBeTruthy();
    expect(screen.getByRole('rowheader', { name: 'Patienten' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('de');
    expect(window.localStorage.getItem('satchel.language')).toBe('de');
    window.localStorage.clear();
  });

  it('cover the sync log', async () => {
    setLanguage('de');
    renderDesk(<LogPage />, clientOf(new FakeEngine({ patients: 3 })));
    expect((await screen.findAllByText('Nach Zeitplan')).length).toBeGreaterThan(3);
  });
});
