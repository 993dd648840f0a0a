import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RecordView, TableDescription } from '../../../shared/api/records.ts';
import { type ColumnDescription, displayValue, isNumeric } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { RecordBadge } from '../../ui/record-badge.tsx';
import { linkTo } from '../../ui/route.ts';
import { navigate } from '../../ui/router.ts';
import { fittingColumns, gridTemplate } from './list-columns.ts';
import { listView, nextSort, setListView, type Sort } from './list-store.ts';
import classes from './record-list.module.css';
import { rowForKey } from './row-keys.ts';
import type { RecordRows } from './use-record-rows.ts';

const ROW_PX = 38;

interface RecordListProps {
  readonly table: TableDescription;
  readonly rows: RecordRows;
  readonly total: number;
  readonly sort: Sort | undefined;
}

/** Any number of rows; only those on screen exist. Arrow keys, Page, Home and End move between them. */
export function RecordList({ table, rows, total, sort }: RecordListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: sized, width } = useElementSize();
  const [active, setActive] = useState(0);
  const pendingFocus = useRef(false);
  const columns = fittingColumns(table, width);
  const template = gridTemplate(columns);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    initialOffset: listView(table.name).scrollTop,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { show } = rows;

  useEffect(() => {
    show(first, last);
  }, [show, first, last, total, rows.stale]);

  useEffect(() => {
    if (!pendingFocus.current) return;
    const link = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"] a`);
    if (!link) return;
    pendingFocus.current = false;
    link.focus({ preventScroll: true });
  });

  const move = (event: KeyboardEvent): void => {
    const perPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const next = rowForKey(event.key, active, { total, perPage });
    if (next === undefined) return;
    event.preventDefault();
    pendingFocus.current = true;
    setActive(next);
    virtual.scrollToIndex(next);
  };

  // The row that Tab reaches must exist: where the active one is scrolled away, the first on screen stands in.
  const reachable = active >= first && active <= last ? active : first;
  return (
    <div
      role="table"
      aria-label={table.label}
      aria-rowcount={total + 1}
      aria-busy={rows.stale}
      className={classes.list}
      data-stale={rows.stale || undefined}
    >
      <div role="rowgroup" className={classes.header}>
        <div
          role="row"
          aria-rowindex={1}
          className={classes.row}
          style={{ gridTemplateColumns: template }}
        >
          {columns.map((column) => (
            <SortHeader key={column.name} table={table.name} column={column} sort={sort} />
          ))}
          <div role="columnheader" className={classes.cell}>
            {t('records.whereItIs')}
          </div>
        </div>
      </div>
      <div
        role="rowgroup"
        ref={useMergedRef(scroller, sized)}
        className={classes.scroller}
        onKeyDown={move}
        onScroll={(event) => {
          setListView(table.name, { scrollTop: event.currentTarget.scrollTop });
        }}
      >
        <div
          role="presentation"
          className={classes.canvas}
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map(({ index, start }) => (
            <ListRow
              key={index}
              table={table}
              columns={columns}
              record={rows.rowAt(index)}
              index={index}
              tabStop={index === reachable}
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
              onFocus={() => {
                setActive(index);
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface SortHeaderProps {
  readonly table: string;
  readonly column: ColumnDescription;
  readonly sort: Sort | undefined;
}

function SortHeader({ table, column, sort }: SortHeaderProps) {
  const sorted = sort?.column === column.name ? sort : undefined;
  const Arrow = sorted?.descending ? IconArrowDown : IconArrowUp;
  // A reference holds a key; sorting by keys means nothing to a person.
  const sortable = column.references === undefined && column.type !== 'blob';
  return (
    <div
      role="columnheader"
      className={classes.cell}
      data-number={isNumeric(column) || undefined}
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
    >
      {sortable ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => {
            setListView(table, { sort: nextSort(sort, column.name), scrollTop: 0 });
          }}
        >
          {column.label}
          {sorted && <Arrow size={13} aria-hidden />}
        </button>
      ) : (
        column.label
      )}
    </div>
  );
}

interface ListRowProps {
  readonly table: TableDescription;
  readonly columns: readonly ColumnDescription[];
  readonly record: RecordView | undefined;
  readonly index: number;
  readonly tabStop: boolean;
  readonly style: React.CSSProperties;
  readonly onFocus: () => void;
}

function ListRow({ table, columns, record, index, tabStop, style, onFocus }: ListRowProps) {
  const place = record && (['records', table.name, 'record', record.key] as const);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={`${classes.row ?? ''} ${classes.body ?? ''}`}
      style={style}
      onFocus={onFocus}
      onClick={(event) => {
        if (!place || (event.target as HTMLElement).closest('a')) return;
        if (window.getSelection()?.isCollapsed !== false) navigate(place);
      }}
    >
      {columns.map((column, position) => {
        const text = record && cellText(record, column);
        const isLink = position === 0 && place;
        return (
          <div
            key={column.name}
            role="cell"
            className={classes.cell}
            data-number={isNumeric(column) || undefined}
            title={text ?? undefined}
          >
            {isLink ? (
              <a href={linkTo(place)} tabIndex={tabStop ? 0 : -1}>
                {text ?? t('records.without', { column: column.label })}
              </a>
            ) : (
              (text ??
              (record ? <span className="soft">–</span> : <span className={classes.bone} />))
            )}
          </div>
        );
      })}
      <div role="cell" className={classes.cell}>
        {record && <RecordBadge status={record.syncStatus} />}
      </div>
    </div>
  );
}

function cellText(record: RecordView, column: ColumnDescription): string | null {
  return record.references[column.name] ?? displayValue(column, record.values[column.name]);
}
