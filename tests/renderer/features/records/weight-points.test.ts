import { expect, it } from 'vitest';
import { chartPoints, type Weighing } from '../../../../renderer/features/records/weight-points.ts';

const weigh = (day: string, kilograms: number): Weighing => ({
  at: Date.parse(day),
  day,
  kilograms,
});

it('puts weighings to the right by time and upwards by weight', () => {
  const weighings = [weigh('2026-01-01', 10), weigh('2026-01-02', 20), weigh('2026-01-05', 15)];
  const { points, low, high } = chartPoints(weighings, { width: 100, height: 100 });
  const [a, b, c] = points;
  expect([low, high]).toEqual([10, 20]);
  expect(b!.x - a!.x).toBeCloseTo((c!.x - a!.x) / 4, 0);
  expect([a!.y > c!.y, c!.y > b!.y]).toEqual([true, true]);
  for (const { x, y } of points) expect(Math.min(x, y, 100 - x, 100 - y)).toBeGreaterThanOrEqual(0);
});

it('does not make a cliff of a few grams, and stands one weighing', () => {
  const near = chartPoints([weigh('2026-01-01', 30), weigh('2026-01-02', 30.1)], {
    width: 100,
    height: 100,
  });
  expect(near.high - near.low).toBeGreaterThan(2.5);
  const one = chartPoints([weigh('2026-01-01', 4)], { width: 100, height: 100 });
  expect(one.points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
});
