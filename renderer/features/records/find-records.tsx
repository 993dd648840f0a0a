import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { recordDetail } from '../../text/record-words.ts';
import { t } from '../../text/t.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { RecordBadge } from '../../ui/record-badge.tsx';
import { linkTo } from '../../ui/route.ts';
import { type Answer, useAnswer } from '../../ui/use-answer.ts';
import type { SearchAnswer } from '../../../shared/api/search.ts';
import { useClient, useRevision } from '../session/desk-context.tsx';
import classes from './find-records.module.css';
import { setListView, useListView } from './list-store.ts';
import { recordTitle } from './record-page.tsx';

const PAUSE_MS = 60;
/** Keeps what was typed while one looks at a record and comes back; no table bears this name. */
const PLACE = '';

interface FindRecordsProps {
  readonly tables: readonly TableDescription[];
  /** What the page shows while nothing is typed. */
  readonly children: ReactNode;
}

/** Finds records of every kind as one types. Arrow keys walk through what was found, Enter opens the best. */
export function FindRecords({ tables, children }: FindRecordsProps) {
  const client = useClient();
  const { search } = useListView(PLACE);
  const [settled] = useDebouncedValue(search.trim(), PAUSE_MS);
  const answer = useAnswer(
    (signal) =>
      settled === ''
        ? Promise.resolve(undefined)
        : client.records.search({ text: settled }, { signal }),
    settled,
    useRevision(...tables.map(({ name }) => name)),
  );
  const held = useRef<SearchAnswer | undefined>(undefined);
  if (answer.data || settled === '') held.current = answer.data;
  const place = useRef<HTMLDivElement>(null);
  const setSearch = (text: string): void => {
    setListView(PLACE, { search: text });
  };

  const move = (event: KeyboardEvent): void => {
    const links = [...(place.current?.querySelectorAll<HTMLElement>('li a') ?? [])];
    const input = place.current?.querySelector<HTMLElement>('input');
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (links[at - 1] ?? input)?.focus();
    else if (event.key === 'Enter' && at === -1 && settled === search.trim()) links[0]?.click();
    else if (event.key === 'Escape' && search !== '') {
      setSearch('');
      input?.focus();
    } else return;
    event.preventDefault();
  };

  return (
    <div ref={place} onKeyDown={move} role="search" aria-label={t('records.find-label')}>
      <TextInput
        type="search"
        size="md"
        className={classes.box ?? ''}
        aria-label={t('records.find-label')}
        placeholder={t('records.find-placeholder')}
        autoComplete="off"
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={
          search && (
            <CloseButton
              size="sm"
              aria-label={t('records.clearSearch')}
              onClick={() => {
                setSearch('');
              }}
            />
          )
        }
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
        }}
      />
      {search.trim() === '' ? (
        children
      ) : (
        <Found answer={answer} shown={answer.data ?? held.current} tables={tables} />
      )}
    </div>
  );
}

interface FoundProps {
  readonly answer: Answer<SearchAnswer | undefined>;
  /** The newest answer there is, which may be of fewer letters: the list must not flicker while one types. */
  readonly shown: SearchAnswer | undefined;
  readonly tables: readonly TableDescription[];
}

function Found({ answer, shown, tables }: FoundProps) {
  if (answer.error) return <ErrorPanel error={answer.error} retry={answer.reload} />;
  if (!shown) return null;
  return (
    <>
      <p className={classes.count} role="status">
        {t('words.matches', { count: shown.records.length })}
        {shown.more && `. ${t('records.find-more')}`}
      </p>
      {shown.unread > 0 && (
        <p className={classes.count}>{t('records.find-unread', { count: shown.unread })}</p>
      )}
      {shown.records.length === 0 ? (
        <EmptyState icon={IconSearch} title={t('words.nothingFound')}>
          {t('records.find-nothingHint')}
        </EmptyState>
      ) : (
        <ul className={classes.list} aria-label={t('records.find-results')}>
          {shown.records.map((record) => {
            const table = tables.find(({ name }) => name === record.table);
            if (!table) return null;
            return (
              <li key={`${record.table}/${record.key}`}>
                <a
                  className={classes.hit}
                  href={linkTo(['records', record.table, 'record', record.key])}
                >
                  <span className={classes.kind}>{table.singular}</span>
                  <span className={classes.title}>{recordTitle(record, table)}</span>
                  <span className={classes.detail}>{recordDetail(record, table)}</span>
                  <RecordBadge status={record.syncStatus} />
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
