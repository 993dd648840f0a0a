import { Button, Card, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import type { Recoverable } from '../../../shared/api/backups.ts';
import { type ColumnDescription, displayValue } from '../../text/display-value.ts';
import { columnLabel, tableLabel } from '../../text/table-words.ts';
import { t } from '../../text/t.ts';
import { formatMinute } from '../../text/times.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useTables } from '../records/use-tables.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './backups.module.css';
import { noteBackupsChanged, useBackupRevision } from './use-backup-status.ts';

/** After a restore: edits that were never sent, found in the displaced database, to be taken back or left. */
export function RecoverPanel() {
  const client = useClient();
  const answer = useAnswer(
    (signal) => client.backups.recoverable({}, { signal }),
    'recoverable',
    useBackupRevision(),
  );
  const edits = answer.data ?? [];
  // Without a word from a person only what overwrites nothing is ticked.
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [leaving, setLeaving] = useState(false);
  const [busy, setBusy] = useState(false);
  const tables = useTables();
  if (edits.length === 0) return null;
  const ticked = edits.filter(({ id, changedSince }) => turned.has(id) === changedSince);

  const recover = (request: { ids?: string[]; dismiss?: boolean }): void => {
    setBusy(true);
    client.backups
      .recover(request)
      .then(({ recovered, failed }) => {
        if (recovered > 0) toastDone(t('backups.recovered', { count: recovered }));
        if (failed.length > 0) toastDone(t('backups.notRecovered', { count: failed.length }));
      }, toastError)
      .finally(() => {
        setBusy(false);
        setLeaving(false);
        noteBackupsChanged();
      });
  };

  return (
    <Card component="section" aria-labelledby="recover-heading">
      <h2 id="recover-heading" className={classes.title}>
        {t('backups.recoverTitle', { count: edits.length })}
      </h2>
      <p className={classes.hint}>{t('backups.recoverWhy')}</p>
      <ul className={classes.edits}>
        {edits.map((edit) => (
          <li key={edit.id} className={classes.edit}>
            <Checkbox
              label={editWords(edit)}
              checked={ticked.includes(edit)}
              onChange={() => {
                setTurned((before) => {
                  const next = new Set(before);
                  if (!next.delete(edit.id)) next.add(edit.id);
                  return next;
                });
              }}
            />
            <EditFields
              edit={edit}
              columns={tables.data?.find(({ name }) => name === edit.table)?.columns}
            />
          </li>
        ))}
      </ul>
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          disabled={busy}
          onClick={() => {
            setLeaving(true);
          }}
        >
          {t('backups.leaveAll')}
        </Button>
        <Button
          loading={busy}
          disabled={ticked.length === 0}
          onClick={() => {
            recover({ ids: ticked.map(({ id }) => id) });
          }}
        >
          {t('backups.takeBack', { count: ticked.length })}
        </Button>
      </Group>
      <Confirm
        opened={leaving}
        title={t('backups.leaveTitle', { count: edits.length })}
        confirmLabel={t('backups.leaveAll')}
        danger
        busy={busy}
        onConfirm={() => {
          recover({ ids: [], dismiss: true });
        }}
        onCancel={() => {
          setLeaving(false);
        }}
      >
        {t('backups.leaveWhy')}
      </Confirm>
    </Card>
  );
}

function editWords({ op, table, title, key, actor, at }: Recoverable): string {
  return t(`backups.edit-${op}`, {
    table: tableLabel(table),
    title: title || key,
    actor,
    time: formatMinute(at),
  });
}

interface EditFieldsProps {
  readonly edit: Recoverable;
  readonly columns: readonly ColumnDescription[] | undefined;
}

function EditFields({ edit, columns }: EditFieldsProps) {
  const show = (name: string, value: Recoverable['fields'][number]['mine']): string => {
    const column = columns?.find((one) => one.name === name);
    if (typeof value === 'object' && value !== null) return JSON.stringify(value);
    return (
      (column ? displayValue(column, value) : value === null ? null : String(value)) ??
      t('words.nothing')
    );
  };
  return (
    <ul className={classes.fields}>
      {edit.changedSince && <li>{t('backups.changedSince')}</li>}
      {edit.fields.map(({ field, label, mine, now }) => (
        <li key={field}>
          {columnLabel(edit.table, field, label)}: <b>{show(field, mine)}</b>
          {edit.op === 'update' && ` (${t('backups.standsNow', { value: show(field, now) })})`}
        </li>
      ))}
    </ul>
  );
}
