import { amount, type Figure, type Limit, type Unit } from './figure.ts';
import type { BenchReport } from './report.ts';

/** The report as docs/figures.md. */
export function toPage(report: BenchReport): string {
  const { machine, figures, rows, at } = report;
  const limited = figures.filter(({ limit }) => limit !== null);
  const others = figures.filter(({ limit }) => limit === null);
  return [
    '# Figures',
    '',
    'Written by `npm run bench -- --page docs/figures.md`; a limit is compared with what was measured in the same run,',
    'on the same machine. Change nothing here by hand.',
    '',
    `${at} UTC, ${String(machine.cores)} cores, ${String(machine.memoryGb)} GB, ${machine.platform}, Node ${machine.node};`,
    `${String(rows)} rows where nothing else is said. One fdatasync of a fresh page: ${String(machine.fsync.medianMs)} ms`,
    `(p95 ${String(machine.fsync.p95Ms)} ms).`,
    '',
    ...table(
      ['What', 'Measured', 'Limit', ''],
      limited.map((figure) => [
        figure.what,
        amount(figure.measured, figure.unit),
        limit(figure.limit, figure.unit),
        verdict(report, figure),
      ]),
    ),
    '',
    ...(others.length === 0 ? [] : withoutLimit(others)),
  ].join('\n');
}

function withoutLimit(figures: readonly Figure[]): string[] {
  const rows = figures.map(({ what, measured, unit }) => [what, amount(measured, unit)]);
  return ['Measured without a limit of their own:', '', ...table(['What', 'Measured'], rows), ''];
}

function verdict({ judged }: BenchReport, { verdict: found }: Figure): string {
  if (!judged) return 'not judged: other sizes';
  return found === 'met' ? 'met' : '**missed**';
}

function limit(value: Limit | null, unit: Unit): string {
  if (value === null) return '';
  return `${value.kind === 'at-least' ? '≥' : '≤'} ${amount(value.value, unit)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
