import { Button, Checkbox } from '@mantine/core';
import type { CompareReport } from '../../../shared/api/compare.ts';
import type { TableStatus } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { formatNumber } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import { type Result, resultOf } from './results.ts';

interface ReviewTablesProps {
  readonly rows: readonly TableStatus[];
  readonly report: CompareReport | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
  /** The table whose records are shown. */
  readonly shown: string | undefined;
  readonly onShow: (table: string) => void;
}

/** The clinic's tables: how many records each side has, whether they are the same, and which are to be synced. */
export function ReviewTables(props: ReviewTablesProps) {
  const { rows, report, chosen, onChoose } = props;
  const all = rows.map(({ table }) => table);
  return (
    <div className={tables.frame} tabIndex={0} role="group" aria-label={t('review.tables')}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">
              <Checkbox
                size="xs"
                aria-label={t('review.chooseAll')}
                checked={chosen.size === all.length && all.length > 0}
                indeterminate={chosen.size > 0 && chosen.size < all.length}
                onChange={({ currentTarget }) => {
                  onChoose(new Set(currentTarget.checked ? all : []));
                }}
              />
            </th>
            <th scope="col">{t('review.table')}</th>
            <th scope="col" className={tables.number}>
              {t('review.here')}
            </th>
            <th scope="col" className={tables.number}>
              {t('review.there')}
            </th>
            <th scope="col" className={tables.number}>
              {t('review.waiting')}
            </th>
            <th scope="col">{t('review.result')}</th>
            <th scope="col">{t('review.details')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ReviewRow key={row.table} row={row} report={report} {...choice(props, row.table)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function choice({ chosen, onChoose, shown, onShow }: ReviewTablesProps, table: string) {
  return {
    isChosen: chosen.has(table),
    isShown: shown === table,
    onToggle: () => {
      const next = new Set(chosen);
      if (!next.delete(table)) next.add(table);
      onChoose(next);
    },
    onShow: () => {
      onShow(table);
    },
  };
}

interface ReviewRowProps extends Omit<ReturnType<typeof choice>, never> {
  readonly row: TableStatus;
  readonly report: CompareReport | undefined;
}

function ReviewRow({ row, report, isChosen, isShown, onToggle, onShow }: ReviewRowProps) {
  const compared = report?.tables.find(({ table }) => table === row.table);
  const result = resultOf(report, row.table);
  const there = compared?.there ?? row.there;
  return (
    <tr>
      <td>
        <Checkbox
          size="xs"
          aria-label={t('review.choose', { table: row.label })}
          checked={isChosen}
          onChange={onToggle}
        />
      </td>
      <th scope="row">{row.label}</th>
      <td className={tables.number}>{formatNumber(compared?.here ?? row.here)}</td>
      <td className={tables.number}>{there === null ? '–' : formatNumber(there)}</td>
      <td className={tables.number}>
        {row.pending > 0 ? formatNumber(row.pending) : <span className="soft">0</span>}
      </td>
      <td>
        <ToneBadge tone={tones[result]} plain={result !== 'different'}>
          {t(`review.is-${result}`)}
        </ToneBadge>
      </td>
      <td>
        {result === 'different' && (
          <Button
            size="compact-sm"
            variant="default"
            aria-pressed={isShown}
            aria-label={t('review.showRowsOf', { table: row.label })}
            onClick={onShow}
          >
            {t('review.showRows')}
          </Button>
        )}
      </td>
    </tr>
  );
}

const tones = { equal: 'good', different: 'warn', unknown: 'quiet' } as const satisfies Record<
  Result,
  string
>;
