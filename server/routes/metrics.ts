/** Counters in Prometheus' text form; labels are route patterns and statuses, never values. */
export class Metrics {
  readonly #counters = new Map<string, number>();

  add(name: string, labels: Readonly<Record<string, string>> = {}, amount = 1): void {
    const parts = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    const id = parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
    this.#counters.set(id, (this.#counters.get(id) ?? 0) + amount);
  }

  toString(): string {
    const lines: string[] = [];
    let last = '';
    for (const [id, value] of [...this.#counters].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const name = id.split('{')[0] ?? id;
      if (name !== last) lines.push(`# TYPE ${name} counter`);
      last = name;
      lines.push(`${id} ${String(value)}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
