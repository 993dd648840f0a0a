import { Group } from '@mantine/core';
import { useState } from 'react';
import type { RunEvent } from '../../../shared/api/sync.ts';
import type { Tone } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { formatExact } from '../../text/times.ts';
import { tableLabel } from '../../text/table-words.ts';
import { saidWords } from '../../text/said-words.ts';
import { FilterSelect } from '../../ui/filter-select.tsx';
import classes from './run-events.module.css';

const tones: Readonly<Record<RunEvent['level'], Tone>> = {
  debug: 'quiet',
  info: 'quiet',
  warn: 'warn',
  error: 'bad',
};

/** What happened, in order, narrowed by how serious it is and by table. */
export function RunEvents({ events: all }: { events: readonly RunEvent[] }) {
  const [level, setLevel] = useState('');
  const [table, setTable] = useState('');
  const events = all.filter(
    (event) => (level === '' || event.level === level) && (table === '' || event.table === table),
  );
  const levels = [...new Set(all.map((event) => event.level))];
  const tables = [...new Set(all.flatMap((event) => event.table ?? []))];
  return (
    <section aria-labelledby="events-heading">
      <h2 id="events-heading" className={classes.title}>
        {t('logs.events')}
      </h2>
      {all.length > 1 && (
        <Group gap="xs" mb="xs">
          <FilterSelect
            label={t('logs.level')}
            value={level}
            data={levels.map((value) => ({ value, label: t(`logs.level-${value}`) }))}
            onChange={setLevel}
          />
          <FilterSelect
            label={t('logs.table')}
            value={table}
            data={tables.map((value) => ({ value, label: tableLabel(value) }))}
            onChange={setTable}
          />
        </Group>
      )}
      {events.length === 0 ? (
        <p className={classes.none}>{t('logs.noEvents')}</p>
      ) : (
        <ol className={classes.events}>
          {events.map((event, index) => (
            <li key={index} className={classes.event} data-tone={tones[event.level]}>
              <time dateTime={event.at} title={formatExact(event.at)} className={classes.time}>
                {event.at.length > 0 ? formatExact(event.at).slice(-8) : ''}
              </time>
              <span className={classes.mark} aria-hidden />
              <span>
                {event.level !== 'info' && (
                  <b className={classes.level}>{t(`logs.level-${event.level}`)}: </b>
                )}
                {event.table && <b>{tableLabel(event.table)}: </b>}
                {saidWords(event.said, event.message)}
                <span className={classes.figures}>{figures(event)}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function figures({ rows, durationMs }: RunEvent): string {
  const parts = [];
  if (rows !== null) parts.push(t('words.records', { count: rows }));
  if (durationMs !== null) parts.push(t('logs.ms', { count: Math.round(durationMs) }));
  return parts.join(', ');
}
