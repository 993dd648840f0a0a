import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { shareDone } from '../../../../renderer/features/status/progress-line.tsx';
import { StatusPage } from '../../../../renderer/features/status/status-page.tsx';
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
