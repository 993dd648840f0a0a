import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { isSafe } from '../../../../renderer/features/status/hand-over.tsx';
import { StatusPage } from '../../../../renderer/features/status/status-page.tsx';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

describe('handing over', () => {
  it('names what is not yet on the server, by table', async () => {
    renderDesk(<StatusPage />, clientOf(new FakeEngine({ patients: 40, conflicts: true })));
    const verdict = await screen.findByRole('region', { name: 'Handing over' });
    expect(verdict.textContent).toContain('Not yet safe to hand over');
    expect(verdict.textContent).toMatch(/changes only on this desk, \d+ conflicts? to decide and/);
    expect(within(verdict).getByRole('link', { name: 'Patients' })).toBeTruthy();
  });

  it.each([
    ['never synced', { lastSyncTime: null }],
    ['something waits', { pending: 1 }],
    ['a conflict is open', { conflictsHere: 1 }],
    ['a record is set aside', { quarantined: 1 }],
    ['a sync is running', { isSyncing: true }],
  ])('is not safe while %s', (_name, fact) => {
    const all = {
      pending: 0,
      conflictsHere: 0,
      quarantined: 0,
      isSyncing: false,
      lastSyncTime: '2026-11-21T10:00:00Z',
    };
    expect(isSafe(all)).toBe(true);
    expect(isSafe({ ...all, ...fact })).toBe(false);
  });
});
