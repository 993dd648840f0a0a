const DAY_MS = 86_400_000;

/** The UTC day of a moment, `YYYY-MM-DD`. */
export function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

export function addDays(on: string, days: number): string {
  return day(Date.parse(`${on}T00:00:00.000Z`) + days * DAY_MS);
}

/** The canonical timestamp of a time of day, UTC. */
export function atClock(on: string, hour: number, minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${on}T${two(hour)}:${two(minute)}:00.000Z`;
}

/** Monday to Saturday. */
export function isWorkday(on: string): boolean {
  return new Date(`${on}T00:00:00.000Z`).getUTCDay() !== 0;
}
