export type Unit = '×' | 'µs' | 'ms' | 's' | 'MB' | 'bytes' | 'requests' | 'rows/s';

export interface Limit {
  readonly kind: 'at-least' | 'at-most';
  readonly value: number;
}

export type Verdict = 'met' | 'missed' | 'not judged';

/** One measured thing beside its limit; `raw` holds what it was made of, units in the names. */
export interface Figure {
  readonly row: string;
  readonly what: string;
  readonly measured: number;
  readonly unit: Unit;
  readonly limit: Limit | null;
  readonly verdict: Verdict;
  readonly raw: Readonly<Record<string, number | readonly number[] | string>>;
}

/** A figure with its verdict; one without a limit is for information only. */
export function figure(parts: Omit<Figure, 'verdict'>): Figure {
  const { limit, measured } = parts;
  const met =
    limit !== null &&
    (limit.kind === 'at-least' ? measured >= limit.value : measured <= limit.value);
  return { ...parts, verdict: limit === null ? 'not judged' : met ? 'met' : 'missed' };
}

/** As it is shown. */
export function amount(value: number, unit: Unit): string {
  return unit === '×' ? `×${value.toFixed(2)}` : `${String(value)} ${unit}`;
}

export function atLeast(value: number): Limit {
  return { kind: 'at-least', value };
}

export function atMost(value: number): Limit {
  return { kind: 'at-most', value };
}

/**
 * The limit of a figure that is divided by what a floor takes in the same run: that of the absolute figure divided by what the
 * floor took on the machine it was set on.
 */
export function inProportion({ limit, floor }: { limit: number; floor: number }): Limit {
  return atMost(round(limit / floor));
}

/** A median in milliseconds beside its limit, and beside what a hand-written floor takes in the same run. */
export function besideFloor(
  { row, what, raw }: Pick<Figure, 'row' | 'what' | 'raw'>,
  {
    ms,
    floor,
    reference,
  }: { ms: number; floor: number; reference: { limit: number; floor: number } },
): Figure[] {
  return [
    figure({ row, what, measured: round(ms), unit: 'ms', limit: atMost(reference.limit), raw }),
    figure({
      row,
      what: `${what} against that of a hand-written floor`,
      measured: round(ms / floor),
      unit: '×',
      limit: inProportion(reference),
      raw: { 'floor ms': round(floor) },
    }),
  ];
}

/** @throws RangeError for no values */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which that share of the values lies, between neighbours by proportion. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) throw new RangeError('no values');
  return low + (high - low) * (place - Math.floor(place));
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** Thousands of rows a second, for the raw columns. */
export function rowsPerSecond(rows: number, ms: number): number {
  return Math.round(rows / (ms / 1000));
}
