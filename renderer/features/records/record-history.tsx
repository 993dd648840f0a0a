import { Button, Card } from '@mantine/core';
import { useState } from 'react';
import type { HistoryEntry } from '../../../shared/api/keeping.ts';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import { errorWords } from '../../text/error-words.ts';
import { t } from '../../text/t.ts';
import { formatSince } from '../../text/times.ts';
import { joinWords } from '../../text/words.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { useClient, useRevision, useSession } from '../session/desk-context.tsx';
import classes from './record-history.module.css';

const SHOWN = 5;

/** Who changed this record, at which desk, when, and which fields. What this desk knows comes first, then the server's. */
export function RecordHistory({ table, record }: { table: TableDescription; record: RecordView }) {
  const client = useClient();
  const now = useNow();
  const [all, setAll] = useState(false);
  const configured = useSession(({ report }) => report?.configured ?? false);
  const place = { table: table.name, key: record.key };
  const key = `${table.name}/${record.key}`;
  // Only what arrived at the server is news there: an edit here does not ask it again.
  const asked = useAnswer(
    (signal) => client.history.get({ ...place, ask: configured }, { signal }),
    `${key}/${record.syncedAt ?? ''}`,
  );
  const known = useAnswer(
    (signal) => client.history.get({ ...place, ask: false }, { signal }),
    key,
    useRevision(table.name) + (asked.data ? 1 : 0),
  );
  const history = known.data;
  const entries = history?.entries ?? [];
  const problem = asked.data?.problem;
  return (
    <Card component="section" aria-labelledby="history-heading">
      <h2 id="history-heading" className={classes.heading}>
        {t('keeping.history')}
      </h2>
      {known.error && <ErrorPanel error={known.error} retry={known.reload} />}
      {!history && known.loading && <LoadingRows rows={2} />}
      {history && entries.length === 0 && <p className="soft">{t('keeping.historyNone')}</p>}
      <ol className={classes.list}>
        {(all ? entries : entries.slice(0, SHOWN)).map((entry, index) => (
          <Entry key={`${entry.at} ${String(index)}`} entry={entry} table={table} />
        ))}
      </ol>
      {!all && entries.length > SHOWN && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            setAll(true);
          }}
        >
          {t('keeping.historyAll', { count: entries.length - SHOWN })}
        </Button>
      )}
      {history && configured && (
        <p className={`soft ${classes.asOf ?? ''}`}>
          {problem && `${t('keeping.historyOffline', { reason: errorWords(problem).message })} `}
          {history.asOf === null
            ? t('keeping.historyNever')
            : t('keeping.historyAsOf', { when: formatSince(history.asOf, now) })}
        </p>
      )}
    </Card>
  );
}

function Entry({ entry, table }: { entry: HistoryEntry; table: TableDescription }) {
  return (
    <li className={classes.entry}>
      <span className={classes.what}>
        {whatWords(entry, table)}
        {!entry.sent && <ToneBadge tone="busy">{t('keeping.unsent')}</ToneBadge>}
      </span>
      <span className={`soft ${classes.who ?? ''}`}>
        {t('keeping.whoWhere', { who: whoWords(entry.by), desk: deskWords(entry) })}
        {' · '}
        <TimeText iso={entry.at} />
      </span>
    </li>
  );
}

function whatWords({ op, columns }: HistoryEntry, table: TableDescription): string {
  if (op !== 'update') return t(`keeping.op-${op}`);
  const labels = columns.map(
    (name) => table.columns.find((column) => column.name === name)?.label ?? name,
  );
  return labels.length === 0
    ? t('keeping.op-update-unnamed')
    : t('keeping.op-update', { columns: joinWords(labels) });
}

/** An author as the file names one: a person, or what stands for nobody in particular. */
export function whoWords(actor: string | null): string {
  if (actor === null || actor === 'local') return t('keeping.someone');
  if (actor === 'external') return t('keeping.program');
  return actor === 'recovery' ? t('keeping.recovery') : actor;
}

function deskWords({ here, desk }: HistoryEntry): string {
  if (here) return t('keeping.thisDesk');
  return desk ?? t('keeping.anotherDesk');
}
