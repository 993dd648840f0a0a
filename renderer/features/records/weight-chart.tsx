import { useId } from 'react';
import type { RecordView } from '../../../shared/api/records.ts';
import { dayAt } from '../../text/clinic-days.ts';
import { clinicZone } from '../../text/clinic-zone.ts';
import { t } from '../../text/t.ts';
import { formatDay } from '../../text/times.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient, useRevision } from '../session/desk-context.tsx';
import { chartPoints, type Weighing } from './weight-points.ts';
import classes from './weight-chart.module.css';

const SHOWN = 200;
const WIDTH = 640;
const HEIGHT = 170;

/** A patient's weight over time, as a line and as words. */
export function WeightChart({ patient }: { patient: string }) {
  const client = useClient();
  const heading = useId();
  const answer = useAnswer(
    (signal) =>
      client.records.list(
        {
          table: 'visits',
          where: { patient_id: patient },
          sort: { column: 'visited_at', descending: true },
          limit: SHOWN,
        },
        { signal },
      ),
    patient,
    useRevision('visits'),
  );
  const weighings = (answer.data?.records ?? []).flatMap(weighingOf).reverse();
  const first = weighings[0];
  const last = weighings.at(-1);
  if (!first || !last) return null;
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <h2 id={heading} className={classes.title}>
        {t('clinic.weight')}
        <span className={classes.now}>{kilograms(last.kilograms)}</span>
      </h2>
      <WeightDrawing weighings={weighings} />
    </section>
  );
}

/** Two weighings make a line; of one or none there is nothing to draw. */
export function WeightDrawing({ weighings }: { weighings: readonly Weighing[] }) {
  const first = weighings[0];
  const last = weighings.at(-1);
  if (!first || !last || weighings.length < 2) return null;
  const { points, low, high } = chartPoints(weighings, { width: WIDTH, height: HEIGHT });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.chart}
      role="img"
      aria-label={t('clinic.weighed', {
        times: weighings.length,
        first: kilograms(first.kilograms),
        firstDay: formatDay(first.day),
        last: kilograms(last.kilograms),
        lastDay: formatDay(last.day),
      })}
    >
      <line className={classes.grid} x1={0} x2={WIDTH} y1={12} y2={12} />
      <line className={classes.grid} x1={0} x2={WIDTH} y1={HEIGHT - 26} y2={HEIGHT - 26} />
      <text className={classes.axis} x={0} y={26}>
        {kilograms(high)}
      </text>
      <text className={classes.axis} x={0} y={HEIGHT - 32}>
        {kilograms(low)}
      </text>
      <text className={classes.axis} x={0} y={HEIGHT - 6}>
        {formatDay(first.day)}
      </text>
      <text className={classes.axis} x={WIDTH} y={HEIGHT - 6} textAnchor="end">
        {formatDay(last.day)}
      </text>
      <polyline className={classes.line} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {points.map(({ x, y, weighing }, index) => (
        <circle key={index} className={classes.point} cx={x} cy={y} r={4}>
          <title>{`${formatDay(weighing.day)}: ${kilograms(weighing.kilograms)}`}</title>
        </circle>
      ))}
    </svg>
  );
}

/** A visit's weighing, or none. */
export function weighingOf({ values }: RecordView): Weighing[] {
  const [at, kilograms] = [values['visited_at'], values['weight_kg']];
  if (typeof at !== 'string' || typeof kilograms !== 'number') return [];
  return [{ at: Date.parse(at), day: dayAt(Date.parse(at), clinicZone()), kilograms }];
}

export function kilograms(value: number): string {
  return t('clinic.kilograms', { value });
}
