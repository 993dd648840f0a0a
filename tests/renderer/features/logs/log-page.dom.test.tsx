import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { runsAsCsv } from '../../../../renderer/features/logs/export-runs.ts';
import { LogPage } from '../../../../renderer/features/logs/log-page.tsx';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

async function rows(): Promise<HTMLElement[]> {
  return within(await screen.findByRole('table'))
    .getAllByRole('row')
    .slice(1);
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
