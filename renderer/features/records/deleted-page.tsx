import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconTrashOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { DeletedRecord } from '../../../shared/api/keeping.ts';
import { t } from '../../text/t.ts';
import { dropdownProps } from '../../ui/dropdown.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { navigate } from '../../ui/router.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient, useRevision } from '../session/desk-context.tsx';
import classes from './deleted-page.module.css';
import { whoWords } from './record-history.tsx';
import { useTables } from './use-tables.ts';

const SEARCH_PAUSE_MS = 150;
const SHOWN = 200;

/** What was deleted, here or elsewhere, and the way back. */
export function DeletedPage({ table: chosen }: { table: string | undefined }) {
  const client = useClient();
  const tables = useTables();
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search.trim(), SEARCH_PAUSE_MS);
  const answer = useAnswer(
    (signal) =>
      client.deleted.list(
        {
          limit: SHOWN,
          ...(chosen ? { table: chosen } : {}),
          ...(settled ? { search: settled } : {}),
        },
        { signal },
      ),
    `${chosen ?? ''}/${settled}`,
    useRevision(...(tables.data ?? []).map(({ name }) => name)),
  );
  return (
    <Page
      title={t('keeping.deleted')}
      lead={t('keeping.deletedLead')}
      actions={
        <>
          <Select
            aria-label={t('records.tableChoice')}
            allowDeselect={false}
            {...dropdownProps}
            data={[
              { value: '', label: t('keeping.deletedAllTables') },
              ...(tables.data ?? []).map(({ name, label }) => ({ value: name, label })),
            ]}
            value={chosen ?? ''}
            onChange={(name) => {
              navigate(name ? ['deleted', name] : ['deleted'], { replace: true });
            }}
          />
          <TextInput
            type="search"
            aria-label={t('keeping.deletedSearch')}
            placeholder={t('keeping.deletedSearch')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
            }}
          />
        </>
      }
    >
      {answer.error && <ErrorPanel error={answer.error} retry={answer.reload} />}
      {!answer.data && answer.loading && <LoadingRows rows={6} />}
      {answer.data?.length === 0 && (
        <EmptyState
          icon={IconTrashOff}
          title={settled ? t('words.nothingFound') : t('keeping.deletedNone')}
        >
          {t('keeping.deletedNoneHint')}
        </EmptyState>
      )}
      {answer.data && answer.data.length > 0 && (
        <ul className={classes.list} aria-label={t('keeping.deletedList')}>
          {answer.data.map((deleted) => (
            <Deleted
              key={deleted.id}
              deleted={deleted}
              singular={
                tables.data?.find(({ name }) => name === deleted.table)?.singular ?? deleted.table
              }
              reload={answer.reload}
            />
          ))}
        </ul>
      )}
    </Page>
  );
}

interface DeletedProps {
  readonly deleted: DeletedRecord;
  readonly singular: string;
  readonly reload: () => void;
}

function Deleted({ deleted, singular, reload }: DeletedProps) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const title = deleted.title.trim() || t('records.withoutName', { singular });
  const bringBack = async (): Promise<void> => {
    setBusy(true);
    try {
      const record = await client.deleted.bringBack({ id: deleted.id });
      toastDone(t('records.isBack', { singular }), async () => {
        await client.records.delete({ table: record.table, key: record.key });
      });
      navigate(['records', record.table, 'record', record.key]);
    } catch (caught) {
      toastError(caught);
      reload();
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={classes.row}>
      <span className={classes.title}>{title}</span>
      <span className={classes.kind}>{singular}</span>
      <span className={`soft ${classes.when ?? ''}`}>
        <TimeText iso={deleted.deletedAt} />{' '}
        {deleted.where === 'here'
          ? t('keeping.deletedBy', { who: whoWords(deleted.deletedBy) })
          : t('keeping.deletedElsewhere')}
      </span>
      <Button
        size="compact-sm"
        variant="light"
        loading={busy}
        aria-label={t('keeping.bringBackOf', { title })}
        onClick={() => {
          void bringBack();
        }}
      >
        {t('keeping.bringBack')}
      </Button>
    </li>
  );
}
