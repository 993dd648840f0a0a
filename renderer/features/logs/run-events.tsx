import type { RunEvent } from '../../../shared/api/sync.ts';
import type { Tone } from '../../text/sync-words.ts';
import { formatExact } from '../../text/times.ts';
import { count, formatNumber, humanise } from '../../text/words.ts';
import classes from './run-events.module.css';

const tones: Readonly<Record<RunEvent['level'], Tone>> = {
  debug: 'quiet',
  info: 'quiet',
  warn: 'warn',
  error: 'bad',
};

const levels: Readonly<Record<RunEvent['level'], string>> = {
  debug: 'Detail',
  info: '',
  warn: 'Warning',
  error: 'Error',
};

/** What happened, in order. */
export function RunEvents({ events }: { events: readonly RunEvent[] }) {
  return (
    <section aria-labelledby="events-heading">
      <h2 id="events-heading" className={classes.title}>
        What happened
      </h2>
      {events.length === 0 ? (
        <p className={classes.none}>Nothing was noted.</p>
      ) : (
        <ol className={classes.events}>
          {events.map((event, index) => (
            <li key={index} className={classes.event} data-tone={tones[event.level]}>
              <time dateTime={event.at} title={formatExact(event.at)} className={classes.time}>
                {event.at.length > 0 ? formatExact(event.at).slice(-8) : ''}
              </time>
              <span className={classes.mark} aria-hidden />
              <span>
                {levels[event.level] && <b className={classes.level}>{levels[event.level]}: </b>}
                {event.table && <b>{humanise(event.table)}: </b>}
                {event.message}
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
  if (rows !== null) parts.push(count(rows, 'record'));
  if (durationMs !== null) parts.push(`${formatNumber(Math.round(durationMs))} ms`);
  return parts.join(', ');
}
