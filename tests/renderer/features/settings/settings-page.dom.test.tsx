import { configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { cronWords } from '../../../../renderer/features/settings/cron-words.ts';
import { SettingsPage } from '../../../../renderer/features/settings/settings-page.tsx';
import { setLanguage } from '../../../../renderer/text/t.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

// The words for cron are fetched when they are needed, which takes a moment on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

afterEach(() => {
  setLanguage('en');
});

describe('the settings page', () => {
  it('says what a cron expression means, and saves none that means nothing', async () => {
    const engine = new FakeEngine({ patients: 3 });
    renderDesk(<SettingsPage />, clientOf(engine));
    const field = await screen.findByLabelText('At set times as well');
    fireEvent.change(field, { target: { value: '30 2 * * 1-5' } });
    await screen.findByText('At 02:30, Monday through Friday');
    fireEvent.change(field, { target: { value: 'every night' } });
    await screen.findByText('This is no cron expression; it is not saved.');
    fireEvent.blur(field);
    expect(engine.settings.has('remote.cron')).toBe(false);
    fireEvent.change(field, { target: { value: '30 2 * * *' } });
    await screen.findByText('At 02:30');
    fireEvent.blur(field);
    await waitFor(() => {
      expect(engine.settings.get('remote.cron')).toBe('30 2 * * *');
    });
  });

  it('explains cron in German too', async () => {
    setLanguage('de');
    expect(await cronWords('30 2 * * *')).toBe('Um 02:30');
    expect(await cronWords('')).toBe('');
    expect(await cronWords('99 2 * * *')).toBeUndefined();
  });

  it('changes the schedule at once', async () => {
    const engine = new FakeEngine({ patients: 3 });
    renderDesk(<SettingsPage />, clientOf(engine));
    fireEvent.click(await screen.findByLabelText(/^Send each edit at once/));
    await waitFor(() => {
      expect(engine.settings.get('database.realTimeSync')).toBe(false);
    });
  });

  it('has every part, and tries the connection step by step in this language', async () => {
    setLanguage('de');
    const engine = new FakeEngine({ patients: 3 });
    renderDesk(<SettingsPage />, clientOf(engine));
    await screen.findByRole('heading', { name: 'Zeitplan' });
    for (const part of [
      'Erscheinungsbild und Sprache',
      'Verbindung zum Server',
      'Sicherungen',
      'Umgebungen',
      'Tabellen und Regeln',
      'Über',
    ])
      expect(screen.getAllByRole('region', { name: part }).length, part).toBeGreaterThan(0);
    const test = screen.getByRole('button', { name: 'Verbindung prüfen' });
    fireEvent.click(test);
    expect(await screen.findByText(/antwortete nach 12 ms/)).toBeTruthy();
    engine.online = false;
    fireEvent.click(test);
    expect(await screen.findByText(/Der Server hat nicht geantwortet/)).toBeTruthy();
    expect(screen.getByText('Beim Kreuz hört es auf.')).toBeTruthy();
  });

  it('lists the policy of every table', async () => {
    renderDesk(<SettingsPage />, clientOf(new FakeEngine({ patients: 3 })));
    expect(
      await screen.findByText(
        /Quantity: both changes are added up\. All other fields: a person decides\./,
      ),
    ).toBeTruthy();
  });
});
