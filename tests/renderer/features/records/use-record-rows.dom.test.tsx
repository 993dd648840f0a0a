import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import type { SatchelClient } from '../../../../renderer/client.ts';
import { PAGE_ROWS, useRecordRows } from '../../../../renderer/features/records/use-record-rows.ts';
import { DeskProvider } from '../../../../renderer/features/session/desk-context.tsx';
import type { RecordPage, RecordView } from '../../../../shared/api/records.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf } from '../../../support/render-desk.tsx';

interface Asked {
  readonly search: string | undefined;
  readonly offset: number;
  readonly answer: (page: RecordPage) => void;
}

/** A client whose lists are answered by hand, in any order. */
function slowClient(): { client: SatchelClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const client = clientOf(new FakeEngine({ patients: 1 }));
  const list = (input: { search?: string; offset?: unknown }): Promise<RecordPage> =>
    new Promise((resolve) => {
      asked.push({ search: input.search, offset: Number(input.offset), answer: resolve });
    });
  return { client: { ...client, records: { ...client.records, list } }, asked };
}

const record = (title: string): RecordView => ({
  table: 'patients',
  key: title,
  title,
  values: {},
  references: {},
  updatedAt: null,
  syncedAt: null,
  origin: 'local',
  updatedBy: null,
  syncStatus: 'synced',
});

function renderRows(client: SatchelClient) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <DeskProvider client={client}>{children}</DeskProvider>
  );
  return renderHook(
    ({ search, revision }: { search: string; revision: number }) =>
      useRecordRows({ table: 'patients', search, sort: undefined, where: {} }, revision),
    { wrapper, initialProps: { search: 'r', revision: 0 } },
  );
}

describe('the rows of a list', () => {
  it('never shows the late answer to an earlier search', async () => {
    const { client, asked } = slowClient();
    const { result, rerender } = renderRows(client);
    rerender({ search: 're', revision: 0 });
    await waitFor(() => {
      expect(asked.map(({ search }) => search)).toEqual(['r', 're']);
    });
    await act(async () => {
      asked[1]?.answer({ total: 1, records: [record('newer')] });
      await Promise.resolve();
      asked[0]?.answer({ total: 1, records: [record('late')] });
      await Promise.resolve();
    });
    expect(result.current.rowAt(0)?.title).toBe('newer');
  });

  it('asks for a page once when it is scrolled to, and only for the pages on screen after a change', async () => {
    const { client, asked } = slowClient();
    const { result, rerender } = renderRows(client);
    const total = 10 * PAGE_ROWS;
    await act(async () => {
      asked[0]?.answer({ total, records: [record('first')] });
      await Promise.resolve();
    });
    act(() => {
      result.current.show(4 * PAGE_ROWS, 4 * PAGE_ROWS + 30);
      result.current.show(4 * PAGE_ROWS + 5, 4 * PAGE_ROWS + 35);
    });
    expect(asked.map(({ offset }) => offset)).toEqual([0, 4 * PAGE_ROWS]);
    await act(async () => {
      asked[1]?.answer({ total, records: [record('fifth page')] });
      await Promise.resolve();
    });
    expect(result.current.rowAt(4 * PAGE_ROWS)?.title).toBe('fifth page');
    rerender({ search: 'r', revision: 1 });
    expect(asked.slice(2).map(({ offset }) => offset)).toEqual([4 * PAGE_ROWS]);
    // Until the new answer is there the old rows stay on screen.
    expect(result.current.rowAt(4 * PAGE_ROWS)?.title).toBe('fifth page');
  });
});
