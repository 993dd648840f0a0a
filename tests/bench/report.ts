import { cpus, totalmem } from 'node:os';
import { amount, type Figure, type Limit, type Unit } from './figure.ts';
import type { FsyncCost } from './fsync.ts';
import type { BenchOptions } from './options.ts';

/** Everything one run found; also the JSON document. */
export interface BenchReport {
  readonly at: string;
  readonly machine: {
    readonly cores: number;
    readonly memoryGb: number;
    readonly platform: string;
    readonly node: string;
    readonly fsync: FsyncCost;
  };
  readonly rows: number;
  readonly repetitions: number;
  readonly judged: boolean;
  readonly figures: readonly Figure[];
  /** What missed its limit. */
  readonly missed: readonly string[];
}

export function toReport(
  options: BenchOptions,
  found: { at: string; fsync: FsyncCost; figures: readonly Figure[] },
): BenchReport {
  const missed = found.figures.filter(({ verdict }) => verdict === 'missed');
  return {
    at: found.at,
    machine: {
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
      fsync: found.fsync,
    },
    rows: options.rows,
    repetitions: options.repetitions,
    judged: options.judged,
    figures: found.figures,
    missed: options.judged ? missed.map(({ what }) => what) : [],
  };
}

/** The report as a table a person reads. */
export function toText(report: BenchReport): string {
  const { machine, figures } = report;
  const lines = [
    `Satchel bench, ${report.at}: ${String(machine.cores)} cores, ${String(machine.memoryGb)} GB, ${machine.platform}, Node ${machine.node}`,
    `One fdatasync of a fresh page: ${String(machine.fsync.medianMs)} ms (p95 ${String(machine.fsync.p95Ms)} ms)`,
    '',
  ];
  for (const figure of figures) {
    lines.push(
      `${mark(report, figure)} ${figure.what}`,
      `      ${amount(figure.measured, figure.unit)}${limitText(figure.limit, figure.unit)}`,
      ...Object.entries(figure.raw).map(
        ([name, value]) =>
          `        ${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
      ),
    );
  }
  lines.push('', summary(report));
  return `${lines.join('\n')}\n`;
}

function mark({ judged }: BenchReport, { verdict }: Figure): string {
  if (!judged || verdict === 'not judged') return '  –  ';
  return verdict === 'met' ? ' met ' : 'MISS ';
}

function limitText(limit: Limit | null, unit: Unit): string {
  if (limit === null) return '  (no limit)';
  return `  (limit: ${limit.kind === 'at-least' ? '≥' : '≤'} ${amount(limit.value, unit)})`;
}

function summary({ judged, missed }: BenchReport): string {
  if (!judged) return 'Other sizes than the limits are about: nothing is judged.';
  if (missed.length === 0) return 'Every limit is met.';
  return `Missed: ${missed.join('; ')}.`;
}
