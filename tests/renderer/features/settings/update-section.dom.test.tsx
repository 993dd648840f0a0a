import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { noUpdates } from '../../../../engine/api/no-updates.ts';
import { SettingsPage } from '../../../../renderer/features/settings/settings-page.tsx';
import { setLanguage } from '../../../../renderer/text/t.ts';
import type { UpdateState } from '../../../../shared/api/updates.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

afterEach(() => {
  setLanguage('en');
});

/** The settings of a desk whose app stands so; what the window asks for is noted. */
function atDesk(first: Partial<UpdateState>) {
  const engine = new FakeEngine({ patients: 3 });
  const asked: string[] = [];
  let state: UpdateState = {
    ...noUpdates.state(),
    installed: '1.2.0',
    off: null,
    phase: 'idle',
    ...first,
  };
  const note = (what: string) => {
    asked.push(what);
    return state;
  };
  engine.updates = {
    ...noUpdates,
    state: () => state,
    look: () => Promise.resolve(note('look')),
    install: (anyway) => Promise.resolve(note(`install ${String(anyway)}`)),
    later: () => note('later'),
  };
  renderDesk(<SettingsPage />, clientOf(engine));
  const become = (next: Partial<UpdateState>) => {
    state = { ...state, ...next };
    engine.events.emit('updates', true);
  };
  return { asked, become };
}

it('[UPD-4] looks when it is told to, shows how far it is, and restarts only when it is told to', async () => {
  const { asked, become } = atDesk({});
  fireEvent.click(await screen.findByRole('button', { name: 'Look now' }));
  await waitFor(() => {
    expect(asked).toEqual(['look']);
  });
  become({
    phase: 'downloading',
    version: '1.3.0',
    progress: 0.4,
    notes: 'Faster <b>backups</b>.',
  });
  const bar = await screen.findByRole('progressbar', {
    name: 'Version 1.3.0 is being downloaded.',
  });
  expect(bar.getAttribute('aria-valuenow')).toBe('40');
  expect(screen.getByText('Faster <b>backups</b>.')).toBeTruthy();
  become({ phase: 'ready', progress: null });
  fireEvent.click(await screen.findByRole('button', { name: 'Later' }));
  fireEvent.click(screen.getByRole('button', { name: 'Restart to install' }));
  await waitFor(() => {
    expect(asked).toEqual(['look', 'later', 'install false']);
  });
});

it('[UPD-3] asks before edits stay on this desk alone, with how many they are', async () => {
  const { asked } = atDesk({ phase: 'ready', version: '1.3.0', waiting: 2 });
  const anyway = 'Install anyway: 2 changes are safe on this desk';
  fireEvent.click(await screen.findByRole('button', { name: anyway }));
  await waitFor(() => {
    expect(asked).toEqual(['install true']);
  });
});

it('[UPD-4] says what was refused, and why there are no updates, in both languages', async () => {
  const { become } = atDesk({
    error: {
      code: 'UPDATE_UNSIGNED',
      message: 'It carries no signature.',
      action: 'Tell somebody.',
    },
  });
  expect((await screen.findByText('It carries no signature.')).textContent).toBeTruthy();
  expect(screen.getByText('No newer version was installed')).toBeTruthy();
  setLanguage('de');
  become({ phase: 'off', off: 'server', error: null });
  await screen.findByText(/kein Update-Server genannt/);
});

it('[UPD-4] leaves a host that does not update itself to whoever does', async () => {
  atDesk({ phase: 'off', off: 'host' });
  await screen.findByText('This Satchel is updated by whoever looks after this computer.');
  expect(screen.queryByRole('button', { name: 'Look now' })).toBeNull();
});
