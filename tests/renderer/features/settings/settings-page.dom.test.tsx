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

  it('lists the policy of every table', async () => {
    renderDesk(<SettingsPage />, clientOf(new FakeEngine({ patients: 3 })));
    expect(
      await screen.findByText(
        /Quantity: both changes are added up\. All other fields: a person decides\./,
      ),
    ).toBeTruthy();
  });
});
