/** Prints what happened, one line a fact, and remembers whether everything held. */
export class Report {
  #failures = 0;

  heading(text: string): void {
    console.log(`\n${text}`);
  }

  say(text: string): void {
    console.log(`  ${text}`);
  }

  /** A fact that must hold; the line shows whether it does. */
  check(holds: boolean, text: string): void {
    if (!holds) this.#failures += 1;
    console.log(`  ${holds ? '✓' : '✗'} ${text}`);
  }

  get allHeld(): boolean {
    return this.#failures === 0;
  }
}

/** "patients 12, owners 3", or "nothing". */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  if (parts.length === 0) return 'nothing';
  return parts.map(([table, count]) => `${table} ${String(count)}`).join(', ');
}
