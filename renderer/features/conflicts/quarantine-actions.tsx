import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Quarantined } from '../../../shared/api/quarantine.ts';
import { t } from '../../text/t.ts';
import { saidWords } from '../../text/said-words.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { linkTo } from '../../ui/route.ts';
import { toastDone, toastError, toastFailure } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import { CorrectDialog } from './correct-dialog.tsx';
import classes from './quarantine-list.module.css';

/** What can be done about one record that was set aside: send it again, correct it, or give the edit up. */
export function QuarantineActions({ row }: { row: Quarantined }) {
  const client = useClient();
  const [asked, setAsked] = useState<'correct' | 'ignore'>();
  const [along, setAlong] = useState(false);
  const title = row.title || row.key;
  const close = (): void => {
    setAsked(undefined);
  };

  const retry = (): void => {
    client.quarantine.retry({ ids: [row.id] }).then(({ failed: [failure] }) => {
      if (failure)
        toastFailure({
          code: 'QUARANTINE',
          message: t('conflicts.notSentAgain', { title }),
          action: saidWords(failure.said, failure.reason),
        });
      else toastDone(t('conflicts.sentAgain', { title }));
    }, toastError);
  };

  const ignore = (): void => {
    client.quarantine
      .discard({ id: row.id, dependants: along })
      .then((given) => {
        toastDone(t('conflicts.ignored', { title }), async () => {
          for (const { undo } of given.toReversed()) await client.quarantine.undo({ undo });
        });
      }, toastError)
      .finally(close);
  };

  return (
    <div className={classes.buttons}>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t('conflicts.retryOf', { title })}
        onClick={retry}
      >
        {t('conflicts.retry')}
      </Button>
      {row.op !== 'delete' &&
        (row.parked ? (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('conflicts.correctOf', { title })}
            onClick={() => {
              setAsked('correct');
            }}
          >
            {t('conflicts.correct')}
          </Button>
        ) : (
          <Button
            variant="subtle"
            size="compact-sm"
            component="a"
            href={linkTo(['records', row.table, 'record', row.key, 'edit'])}
            aria-label={t('conflicts.correctOf', { title })}
          >
            {t('conflicts.correct')}
          </Button>
        ))}
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t('conflicts.ignoreOf', { title })}
        onClick={() => {
          setAsked('ignore');
        }}
      >
        {t('conflicts.ignore')}
      </Button>
      <Confirm
        opened={asked === 'ignore'}
        title={t('conflicts.ignoreTitle', { title })}
        confirmLabel={t('conflicts.ignoreIt')}
        danger
        onConfirm={ignore}
        onCancel={close}
      >
        {t(`conflicts.ignoreWhy-${row.op}`)}
        {row.dependants.length > 0 && (
          <Checkbox
            mt="sm"
            label={t('conflicts.ignoreAlong', {
              count: row.dependants.length,
              names: row.dependants.map((one) => one.title || one.key).join(', '),
            })}
            checked={along}
            onChange={(event) => {
              setAlong(event.currentTarget.checked);
            }}
          />
        )}
      </Confirm>
      {asked === 'correct' && <CorrectDialog row={row} onClose={close} />}
    </div>
  );
}
