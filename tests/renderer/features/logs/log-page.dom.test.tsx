import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { runsAsCsv, runsAsJson } from '../../../../renderer/features/logs/export-runs.ts';
import { LogPage } from '../../../../renderer/features/logs/log-page.tsx';
import type { SyncReport } from '../../../../shared/api/sync.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

async function rows(): Promise<HTMLElement[]> {
  return within(await screen.findByRole('table'))
    .getAllByRole('row')
    .slice(1);
}

function movesIn(run: SyncReport, table: string): boolean {
  return [run.localToRemote, run.remoteToLocal].some((counts) => (counts[table] ?? 0) > 0);
}

describe('the sync log', () => {
  it('is narrowed by result, and says so where nothing is left', async () => {
    renderDesk(<LogPage />, clientOf(new FakeEngine({ patients: 3 })));
    const before = (await rows()).length;
    fireEvent.click(screen.getByRole('combobox', { name: 'Result' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Failed', hidden: true }));
    await waitFor(async () => {
      expect((await rows()).length).toBeLessThan(before);
    });
    for (const row of await rows()) expect(row.textContent).toContain('Failed');
    fireEvent.click(screen.getByRole('combobox', { name: 'Why' }));
    fireEvent.click(await screen.findByRole('option', { name: 'After sleep', hidden: true }));
    expect(await screen.findByText('No sync like that')).toBeTruthy();
  });

  it.each([
    ['Level', 'Error', 'Failed'],
    ['Why', 'By hand', 'By hand'],
  ])('is narrowed by %s', async (filter, choice, shown) => {
    renderDesk(<LogPage />, clientOf(new FakeEngine({ patients: 3 })));
    const before = (await rows()).length;
    fireEvent.click(screen.getByRole('combobox', { name: filter }));
    fireEvent.click(await screen.findByRole('option', { name: choice, hidden: true }));
    await waitFor(async () => {
      expect((await rows()).length).toBeLessThan(before);
    });
    for (const row of await rows()) expect(row.textContent).toContain(shown);
  });

  it('is narrowed by table, to the syncs in which something of it moved', async () => {
    const engine = new FakeEngine({ patients: 3 });
    renderDesk(<LogPage />, clientOf(engine));
    await rows();
    fireEvent.click(screen.getByRole('combobox', { name: 'Table' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Appointments', hidden: true }));
    const moved = engine.runs.filter((run) => movesIn(run, 'appointments')).length;
    expect(moved).toBeGreaterThan(0);
    await waitFor(async () => {
      expect((await rows()).length).toBe(moved);
    });
  });

  it('shows records, data or time of each run', async () => {
    renderDesk(<LogPage />, clientOf(new FakeEngine({ patients: 3 })));
    expect(await screen.findByRole('img', { name: /^Records of the last/ })).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: 'Time' }));
    expect(await screen.findByRole('img', { name: /^Time of the last/ })).toBeTruthy();
  });

  it('follows live at the top, stands still once scrolled, and says what is newer', async () => {
    const engine = new FakeEngine({ patients: 3, stepMs: 1 });
    const client = clientOf(engine);
    renderDesk(
      <main id="content">
        <LogPage />
      </main>,
      client,
    );
    const before = (await rows()).length;
    await client.sync.run({});
    await waitFor(async () => {
      expect((await rows()).length).toBe(before + 1);
    });
    const page = document.getElementById('content')!;
    page.scrollTo = (): void => undefined;
    page.scrollTop = 400;
    fireEvent.scroll(page);
    await client.sync.run({});
    const button = await screen.findByRole('button', { name: '1 newer sync' });
    expect((await rows()).length).toBe(before + 1);
    fireEvent.click(button);
    await waitFor(async () => {
      expect((await rows()).length).toBe(before + 2);
    });
  });

  it('is exported as JSON, whole and as it is narrowed', () => {
    const runs = new FakeEngine({ patients: 3 }).runs.slice(0, 2);
    expect(JSON.parse(runsAsJson(runs))).toEqual(JSON.parse(JSON.stringify(runs)));
  });

  it('is exported as CSV that a spreadsheet reads, a line a run', () => {
    const [first] = new FakeEngine({ patients: 3 }).runs;
    const lines = runsAsCsv([{ ...first!, localToRemote: { owners: 2, patients: 3 } }]).split(
      '\r\n',
    );
    expect(lines).toHaveLength(2);
    const names = lines[0]!.split(',');
    expect(lines[1]!.split(',')[names.indexOf('sent')]).toBe('5');
  });
});
