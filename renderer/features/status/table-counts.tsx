import type { TableStatus } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { formatNumber } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import classes from './table-counts.module.css';

interface TableCountsProps {
  readonly tables: readonly TableStatus[];
  readonly countedAt: string | null;
}

/** How many records each table has on this desk and on the server; where they differ it is said. */
export function TableCounts({ tables: rows, countedAt }: TableCountsProps) {
  return (
    <div>
      <div className={classes.head}>
        <h2 id="counts-heading" className={classes.title}>
          {t('status.bothSides')}
        </h2>
        <span className={classes.when}>
          {countedAt ? (
            <>
              {t('status.counted')} <TimeText iso={countedAt} />
            </>
          ) : (
            t('status.notCounted')
          )}
        </span>
      </div>
      <div className={tables.frame} tabIndex={0} role="region" aria-labelledby="counts-heading">
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('status.table')}</th>
              <th scope="col" className={tables.number}>
                {t('status.here')}
              </th>
              <th scope="col" className={tables.number}>
                {t('status.there')}
              </th>
              <th scope="col" className={tables.number}>
                {t('status.difference')}
              </th>
              <th scope="col" className={tables.number}>
                {t('status.waitingColumn')}
              </th>
              <th scope="col">{t('words.needsYou')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <CountRow key={row.table} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function CountRow({ row }: { row: TableStatus }) {
  const difference = row.there === null ? null : row.here - row.there;
  return (
    <tr>
      <th scope="row">
        <a href={linkTo(['records', row.table])} className={classes.link}>
          {row.label}
        </a>
      </th>
      <td className={tables.number}>{formatNumber(row.here)}</td>
      <td className={tables.number}>{row.there === null ? '–' : formatNumber(row.there)}</td>
      <td className={tables.number}>
        {difference ? (
          <span className={classes.difference}>{differenceWords(difference)}</span>
        ) : (
          <span className="soft">{difference === 0 ? t('status.none') : '–'}</span>
        )}
      </td>
      <td className={tables.number}>
        {row.pending > 0 ? formatNumber(row.pending) : <span className="soft">0</span>}
      </td>
      <td>
        {row.conflicts + row.quarantined > 0 ? (
          <ToneBadge tone="warn">{needsWords(row)}</ToneBadge>
        ) : (
          <span className="soft">–</span>
        )}
      </td>
    </tr>
  );
}

/** `3 more here`, `2 fewer here` */
export function differenceWords(difference: number): string {
  return difference > 0
    ? t('status.moreHere', { count: difference })
    : t('status.fewerHere', { count: -difference });
}

function needsWords({ conflicts, quarantined }: TableStatus): string {
  const words = [];
  if (conflicts > 0) words.push(t('words.conflicts', { count: conflicts }));
  if (quarantined > 0) words.push(t('words.setAside', { count: quarantined }));
  return words.join(', ');
}
