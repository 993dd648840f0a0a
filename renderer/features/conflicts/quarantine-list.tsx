import { Button } from '@mantine/core';
import type { Quarantined } from '../../../shared/api/quarantine.ts';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { linkTo } from '../../ui/route.ts';
import { saveFile } from '../../ui/save-file.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import { QuarantineActions } from './quarantine-actions.tsx';
import classes from './quarantine-list.module.css';
import { reasonWords } from './reason-words.ts';

interface QuarantineListProps {
  readonly rows: readonly Quarantined[];
  /** Where the page's own heading says it already. */
  readonly heading?: string;
}

/** What the server did not accept: it stays on this desk, and is tried again once it is corrected. */
export function QuarantineList({ rows, heading = t('conflicts.asideTitle') }: QuarantineListProps) {
  const client = useClient();
  const hand = (): void => {
    client.quarantine.export({ ids: rows.map(({ id }) => id) }).then((answer) => {
      saveFile('set-aside.json', 'application/json', JSON.stringify(answer, null, 2));
    }, toastError);
  };
  return (
    <section aria-labelledby="quarantine-heading">
      <div className={classes.head}>
        <div>
          <h2 id="quarantine-heading" className={classes.title}>
            {heading}
          </h2>
          <p className={classes.why}>{t('conflicts.asideWhy')}</p>
        </div>
        <Button variant="default" size="xs" title={t('conflicts.exportWhy')} onClick={hand}>
          {t('conflicts.exportAside')}
        </Button>
      </div>
      <TableFrame
        label={heading}
        heads={[
          t('conflicts.record'),
          t('conflicts.why'),
          t('conflicts.what'),
          t('conflicts.by'),
          t('conflicts.actions'),
        ]}
      >
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              {row.op === 'delete' || row.parked ? (
                row.title || row.key
              ) : (
                <a href={linkTo(['records', row.table, 'record', row.key])}>
                  {row.title || row.key}
                </a>
              )}
              <div className={classes.table}>{tableLabel(row.table)}</div>
            </th>
            <td className={classes.reason}>
              {reasonWords(row)}
              {row.dependants.length > 0 && (
                <div className="soft">
                  {t('conflicts.waitFor', { count: row.dependants.length })}
                </div>
              )}
            </td>
            <td>{t(`conflicts.op-${row.op}`)}</td>
            <td>
              {row.author ?? '–'}
              <div className={classes.table}>
                <TimeText iso={row.at} />
              </div>
            </td>
            <td>
              <QuarantineActions row={row} />
            </td>
          </tr>
        ))}
      </TableFrame>
    </section>
  );
}
