/** One weight at one visit. */
export interface Weighing {
  /** UTC milliseconds. */
  readonly at: number;
  readonly day: string;
  readonly kilograms: number;
}

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly weighing: Weighing;
}

const SIDE = 60;
const RIGHT = 6;
const TOP = 12;
const BOTTOM = 26;

/**
 * Weighings, oldest first, as places in a drawing: to the right by time, upwards by weight. The scale is of what was
 * weighed, widened where all weights are nearly the same, so that a few grams do not look like a fall.
 */
export function chartPoints(
  weighings: readonly Weighing[],
  { width, height }: { width: number; height: number },
): { points: ChartPoint[]; low: number; high: number } {
  const weights = weighings.map(({ kilograms }) => kilograms);
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  const spare = Math.max(0, most * 0.1 - (most - least)) / 2;
  const low = Math.max(0, least - spare);
  const high = most + spare;
  const first = weighings[0]?.at ?? 0;
  const span = Math.max(1, (weighings.at(-1)?.at ?? 0) - first);
  const points = weighings.map((weighing) => ({
    weighing,
    x: round(SIDE + ((weighing.at - first) / span) * (width - SIDE - RIGHT)),
    y: round(
      TOP +
        (1 - (weighing.kilograms - low) / Math.max(high - low, Number.EPSILON)) *
          (height - TOP - BOTTOM),
    ),
  }));
  return { points, low: round(low), high: round(high) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
