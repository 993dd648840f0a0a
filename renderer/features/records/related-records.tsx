import { IconPlus } from '@tabler/icons-react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { type ColumnDescription, displayValue } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { formatNumber } from '../../text/words.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { linkTo } from '../../ui/route.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient, useRevision } from '../session/desk-context.tsx';
import type { Sort } from './list-store.ts';
import classes from './related-records.module.css';

const SHOWN = 5;

interface RelatedRecordsProps {
  readonly table: TableDescription;
  readonly tables: readonly TableDescription[];
  readonly recordKey: string;
}

/** What refers to this record, table by table: a patient's visits, prescriptions and so on. */
export function RelatedRecords({ table, tables, recordKey }: RelatedRecordsProps) {
  const relations = tables.flatMap((other) =>
    other.columns
      .filter(({ references }) => references?.table === table.name)
      .map((column) => ({ other, column })),
  );
  if (relations.length === 0) return null;
  return (
    <div className={classes.column}>
      {relations.map(({ other, column }) => (
        <Relation
          key={`${other.name}.${column.name}`}
          other={other}
          column={column}
          recordKey={recordKey}
        />
      ))}
    </div>
  );
}

interface RelationProps {
  readonly other: TableDescription;
  readonly column: ColumnDescription;
  readonly recordKey: string;
}

function Relation({ other, column, recordKey }: RelationProps) {
  const client = useClient();
  const sort = newestFirst(other);
  const page = useAnswer(
    (signal) =>
      client.records.list(
        {
          table: other.name,
          where: { [column.name]: recordKey },
          limit: SHOWN,
          ...(sort ? { sort } : {}),
        },
        { signal },
      ),
    recordKey,
    useRevision(other.name),
  );
  const query = { [column.name]: recordKey };
  const total = page.data?.total ?? 0;
  const heading = `related-${other.name}-${column.name}`;
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <div className={classes.head}>
        <h2 id={heading} className={classes.title}>
          {other.label}
          {page.data && <span className={classes.count}>{formatNumber(total)}</span>}
        </h2>
        <a
          href={linkTo(['records', other.name, 'new'], query)}
          className={classes.add}
          aria-label={t('records.addOne', { singular: other.singular })}
        >
          <IconPlus size={14} aria-hidden />
          {t('words.add')}
        </a>
      </div>
      {page.error && <ErrorPanel error={page.error} retry={page.reload} />}
      {!page.data && page.loading && <LoadingRows rows={2} />}
      {page.data && total === 0 && <p className={classes.none}>{t('records.noneRelated')}</p>}
      {page.data && total > 0 && (
        <ul className={classes.list}>
          {page.data.records.map((record) => {
            const { main, side } = summarise(other, record.values);
            return (
              <li key={record.key}>
                <a href={linkTo(['records', other.name, 'record', record.key])}>
                  <span className={classes.name}>{record.title.trim() || main}</span>
                  <span className={classes.side}>{side}</span>
                </a>
              </li>
            );
          })}
        </ul>
      )}
      {total > SHOWN && (
        <a href={linkTo(['records', other.name], query)} className={classes.all}>
          {t('records.showAllCount', { count: total })}
        </a>
      )}
    </section>
  );
}

/** By the record's own time, where it has one: what happened last is what one looks for. */
function newestFirst(table: TableDescription): Sort | undefined {
  const time = table.columns.find(({ type }) => type === 'timestamp' || type === 'date');
  return time && { column: time.name, descending: true };
}

/** The first thing a list shows of a record, and when it was, where it has a time. */
function summarise(
  table: TableDescription,
  values: Readonly<Record<string, string | number | boolean | null>>,
): { main: string; side: string } {
  const columns = table.listColumns.flatMap(
    (name) => table.columns.find((column) => column.name === name) ?? [],
  );
  const plain = columns.find(({ references }) => !references);
  const time = table.columns.find(({ type }) => type === 'timestamp' || type === 'date');
  return {
    main: (plain && displayValue(plain, values[plain.name])) ?? table.singular,
    side: (time && displayValue(time, values[time.name])) ?? '',
  };
}
