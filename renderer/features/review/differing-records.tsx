import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { DifferingRow } from '../../../shared/api/compare.ts';
import { t } from '../../text/t.ts';
import { columnLabel } from '../../text/table-words.ts';
import { humanise, joinWords } from '../../text/words.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { linkTo } from '../../ui/route.ts';
import { useAsking } from '../../ui/use-asking.ts';
import { useClient } from '../session/desk-context.tsx';
import { CompareBar } from './compare-bar.tsx';
import classes from './review-page.module.css';

interface DifferingRecordsProps {
  readonly table: string;
  readonly label: string;
  readonly onClose: () => void;
}

/** Which records of a table are not the same on both sides: keys and fields, never what is in them. */
export function DifferingRecords({ table, label, onClose }: DifferingRecordsProps) {
  const client = useClient();
  const { data, error, running, start, cancel } = useAsking((signal) =>
    client.compare.rows({ table }, { signal }),
  );
  useEffect(start, [start]);
  return (
    <section aria-labelledby="differing-heading">
      <div className={classes.head}>
        <h2 id="differing-heading" className={classes.title}>
          {t('review.rowsTitle', { table: label })}
        </h2>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            cancel();
            onClose();
          }}
        >
          {running ? t('review.cancel') : t('review.closeRows')}
        </Button>
      </div>
      {running && <CompareBar />}
      {error && <ErrorPanel error={error} retry={start} />}
      {data?.count === 0 && <p>{t('review.rowsNone', { table: label })}</p>}
      {data && data.count > data.rows.length && (
        <p role="status">{t('review.rowsMore', { shown: data.rows.length, total: data.count })}</p>
      )}
      {data && data.rows.length > 0 && (
        <TableFrame
          label={t('review.rowsTitle', { table: label })}
          heads={[t('review.record'), t('review.where'), t('review.fields')]}
        >
          {data.rows.map((row) => (
            <Row key={row.key} table={table} row={row} />
          ))}
        </TableFrame>
      )}
    </section>
  );
}

function Row({ table, row }: { table: string; row: DifferingRow }) {
  const fields = row.columns.map((name) => columnLabel(table, name, humanise(name)));
  return (
    <tr>
      <th scope="row" className="tabular">
        {row.where === 'there' ? (
          row.key
        ) : (
          <a href={linkTo(['records', table, 'record', row.key])}>{row.key}</a>
        )}
      </th>
      <td>
        {t(`review.where-${row.where}`)}
        {row.waiting && <div className="soft">{t('review.waits')}</div>}
      </td>
      <td className={classes.fields}>
        {fields.length > 0 ? joinWords(fields) : <span className="soft">–</span>}
      </td>
    </tr>
  );
}
