import { Button, Card } from '@mantine/core';
import { useState } from 'react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './import-page.module.css';
import { undoImport } from './import-run.ts';

/** What was imported into this table before, each with its way back. */
export function EarlierImports({ table }: { table: TableDescription }) {
  const client = useClient();
  const [busy, setBusy] = useState<number>();
  const answer = useAnswer(
    (signal) => client.imports.list({ table: table.name }, { signal }),
    table.name,
  );
  const undo = async (id: number): Promise<void> => {
    setBusy(id);
    try {
      const { signal } = new AbortController();
      const { removed, kept } = await undoImport({ client, signal, progress: () => undefined }, id);
      const words = [
        t('imports.undone', { count: removed }),
        ...(kept > 0 ? [t('imports.kept', { count: kept })] : []),
      ];
      toastDone(words.join(' '));
    } catch (caught) {
      toastError(caught);
    } finally {
      setBusy(undefined);
      answer.reload();
    }
  };
  if (!answer.data || answer.data.length === 0) return null;
  return (
    <Card component="section" aria-label={t('imports.earlier')}>
      <h2 className={classes.heading}>{t('imports.earlier')}</h2>
      <ul className={classes.list}>
        {answer.data.map((run) => (
          <li key={run.id}>
            <span>{run.source}</span>
            <span className="soft">
              <TimeText iso={run.at} />
            </span>
            {run.undoneAt !== null ? (
              <span className="soft">{t('imports.earlierUndone')}</span>
            ) : (
              <>
                <span className="soft">
                  {t('imports.earlierBy', {
                    rows: t('imports.rows', { count: run.rows }),
                    who: run.by,
                  })}
                </span>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  loading={busy === run.id}
                  onClick={() => void undo(run.id)}
                >
                  {t('imports.undo')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
