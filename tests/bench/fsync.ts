import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median, percentile, round } from './figure.ts';

export interface FsyncCost {
  readonly medianMs: number;
  readonly p95Ms: number;
}

const PAGE = Buffer.alloc(4096, 7);
const TIMES = 200;

/** What one `fdatasync` of a freshly appended page costs in this folder: what a commit waits for on either side. */
export function measureFsync(dir: string): FsyncCost {
  const path = join(dir, 'fsync.bin');
  const file = openSync(path, 'w');
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    writeSync(file, PAGE);
    const started = performance.now();
    fdatasyncSync(file);
    times.push(performance.now() - started);
  }
  closeSync(file);
  rmSync(path);
  return { medianMs: round(median(times), 3), p95Ms: round(percentile(times, 0.95), 3) };
}
