import { useCallback, useEffect, useRef, useState } from 'react';
import type { RecordPage, RecordView } from '../../../shared/api/records.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import type { Sort } from './list-store.ts';

/** Rows asked for at once. */
export const PAGE_ROWS = 200;

export interface ListQuery {
  readonly table: string;
  readonly search: string;
  readonly sort: Sort | undefined;
  readonly where: Readonly<Record<string, WireValue>>;
}

export interface RecordRows {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  readonly rowAt: (index: number) => RecordView | undefined;
  /** Says which rows are on screen; their pages are fetched where they are missing. */
  readonly show: (first: number, last: number) => void;
  /** The rows shown answer an earlier question; the newer answer is on its way. */
  readonly stale: boolean;
  readonly error: SatchelError | undefined;
  readonly reload: () => void;
}

interface Held {
  readonly key: string;
  readonly total: number;
  readonly pages: ReadonlyMap<number, readonly RecordView[]>;
}

/** One question, with what is under way for it; a newer one aborts and ignores it. */
interface Question {
  readonly key: string;
  readonly stop: AbortController;
  readonly asked: Set<number>;
}

/**
 * The rows of a list, page by page as they are scrolled to. Only the newest question's answers are shown; when
 * rows changed, the pages on screen are asked for again and the others dropped.
 */
export function useRecordRows(query: ListQuery, revision: number): RecordRows {
  const client = useClient();
  const [held, setHeld] = useState<Held>();
  const [error, setError] = useState<{ key: string; error: SatchelError }>();
  const [retries, setRetries] = useState(0);
  const question = useRef<Question | undefined>(undefined);
  const onScreen = useRef<readonly [number, number]>([0, 0]);
  const key = JSON.stringify(query);

  const fetchPage = useCallback(
    async (asking: Question, page: number): Promise<RecordPage> => {
      asking.asked.add(page);
      const { table, search, sort, where } = JSON.parse(asking.key) as ListQuery;
      return client.records.list(
        {
          table,
          ...(search ? { search } : {}),
          ...(sort ? { sort } : {}),
          ...(Object.keys(where).length > 0 ? { where } : {}),
          limit: PAGE_ROWS,
          offset: page * PAGE_ROWS,
        },
        { signal: asking.stop.signal },
      );
    },
    [client],
  );

  const fail = useCallback((asking: Question, caught: unknown): void => {
    if (!asking.stop.signal.aborted) setError({ key: asking.key, error: windowError(caught) });
  }, []);

  useEffect(() => {
    const isSame = question.current?.key === key;
    const asking: Question = { key, stop: new AbortController(), asked: new Set() };
    question.current = asking;
    if (!isSame) onScreen.current = [0, 0];
    const [first, last] = onScreen.current;
    const pages = pagesBetween(first, last);
    Promise.all(pages.map(async (page) => [page, await fetchPage(asking, page)] as const)).then(
      (answers) => {
        if (asking.stop.signal.aborted) return;
        setError(undefined);
        setHeld({
          key,
          total: answers[0]?.[1].total ?? 0,
          pages: new Map(answers.map(([page, { records }]) => [page, records])),
        });
      },
      (caught: unknown) => {
        fail(asking, caught);
      },
    );
    return () => {
      asking.stop.abort();
    };
  }, [key, revision, retries, fetchPage, fail]);

  const show = useCallback(
    (first: number, last: number): void => {
      const asking = question.current;
      onScreen.current = [first, last];
      if (!asking) return;
      for (const page of pagesBetween(first, last)) {
        if (asking.asked.has(page)) continue;
        fetchPage(asking, page).then(
          ({ records, total }) => {
            if (asking.stop.signal.aborted) return;
            setHeld((before) =>
              before?.key === asking.key
                ? { ...before, total, pages: new Map(before.pages).set(page, records) }
                : before,
            );
          },
          (caught: unknown) => {
            asking.asked.delete(page);
            fail(asking, caught);
          },
        );
      }
    },
    [fetchPage, fail],
  );

  return {
    total: held?.total,
    rowAt: (index) => held?.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS],
    show,
    stale: held !== undefined && held.key !== key,
    error: error?.key === key ? error.error : undefined,
    reload: () => {
      setError(undefined);
      setRetries((before) => before + 1);
    },
  };
}

function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(first / PAGE_ROWS);
  const to = Math.max(from, Math.floor(last / PAGE_ROWS));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
