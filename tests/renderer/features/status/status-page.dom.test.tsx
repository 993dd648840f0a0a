import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { shareDone } from '../../../../renderer/features/status/progress-line.tsx';
import { StatusPage } from '../../../../renderer/features/status/status-page.tsx';
import { sum } from '../../../../renderer/text/words.ts';
import { stateTones } from '../../../../renderer/text/sync-words.ts';
import { deskStateSchema } from '../../../../shared/api/status.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

describe('the status page', () => {
  it('is green for "synced" and for nothing else', () => {
    const green = deskStateSchema.options.filter((state) => stateTones[state] === 'good');
    expect(green).toEqual(['synced']);
  });

  it('marks where both sides differ', async () => {
    renderDesk(<StatusPage />, clientOf(new FakeEngine({ patients: 40 })));
    const row = (await screen.findByRole('rowheader', { name: 'Patients' })).closest('tr');
    expect(row?.textContent).toContain('9 more here');
    const owners = screen.getByRole('rowheader', { name: 'Owners' }).closest('tr');
    expect(owners?.textContent).toContain('None');
  });

  it('says at a glance how things stand, what the last syncs moved, and when each desk was last heard of', async () => {
    const engine = new FakeEngine({ patients: 40, conflicts: true });
    renderDesk(<StatusPage />, clientOf(engine));
    const health = await screen.findByRole('list', { name: 'Health at a glance' });
    expect(within(health).getByText('3 need you')).toBeTruthy();
    expect(within(health).getByText('The server answers')).toBeTruthy();
    const moved = engine.runs.reduce(
      (rows, run) => rows + sum(run.localToRemote) + sum(run.remoteToLocal),
      0,
    );
    expect(
      (await screen.findByRole('link', { name: new RegExp(`${moved} records`) })).getAttribute(
        'href',
      ),
    ).toBe('#/log');
    const calls = (await screen.findByRole('rowheader', { name: 'House calls' })).closest('tr')!;
    expect(calls.textContent).toMatch(/samuel.*8 days ago.*8 days ago.*Signed out/);
  });

  it('offers to sign in where nobody is signed in, and says that work goes on', async () => {
    renderDesk(<StatusPage />, clientOf(new FakeEngine({ patients: 3, signedIn: false })));
    expect(await screen.findByLabelText('Password')).toBeTruthy();
    expect(screen.getByText(/You can go on working/)).toBeTruthy();
  });

  it('fills the bar only by a share that is known', () => {
    const progress = { run: 1, phase: 'pulling', table: null, rows: 5, bytes: 10 } as const;
    expect(shareDone({ ...progress, totalRows: 20, totalBytes: null })).toBe(25);
    expect(shareDone({ ...progress, totalRows: null, totalBytes: 40 })).toBe(25);
    expect(shareDone({ ...progress, totalRows: null, totalBytes: null })).toBeUndefined();
  });
});
