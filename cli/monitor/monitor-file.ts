import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

/** The monitor of a home that runs now: who it is, and when it last said that it lives. */
const monitorSchema = z.object({
  pid: z.int(),
  startedAt: z.string(),
  seenAt: z.number(),
  intervalSeconds: z.number(),
  fix: z.boolean(),
  log: z.string(),
});
export type MonitorState = z.infer<typeof monitorSchema>;

export const HEARTBEAT_MS = 2_000;
/** A number of a process may be another's by now; a heartbeat that stopped is nobody's. */
const DEAD_MS = 30_000;

/**
 * One monitor a home. It is told to stop by a file it looks for, and no process is ever ended by a number that was
 * written down: numbers are given anew after a restart of the computer.
 */
export class MonitorFile {
  readonly #path: string;
  readonly #stopPath: string;

  constructor(home: string) {
    this.#path = join(home, 'monitor.json');
    this.#stopPath = join(home, 'monitor.stop');
  }

  /** The one that lives; undefined where none does. */
  findRunning(): MonitorState | undefined {
    const state = this.#read();
    return state && Date.now() - state.seenAt < DEAD_MS ? state : undefined;
  }

  /** @throws SatchelError MONITOR_RUNNING */
  take(state: Omit<MonitorState, 'seenAt'>): void {
    const running = this.findRunning();
    if (running) throw new SatchelError('MONITOR_RUNNING', { pid: running.pid });
    rmSync(this.#stopPath, { force: true });
    this.beat(state);
  }

  beat(state: Omit<MonitorState, 'seenAt'>): void {
    const temporary = `${this.#path}.${String(process.pid)}.new`;
    writeFileSync(temporary, `${JSON.stringify({ ...state, seenAt: Date.now() })}\n`, {
      mode: 0o600,
    });
    renameSync(temporary, this.#path);
  }

  get isToldToStop(): boolean {
    return existsSync(this.#stopPath);
  }

  tellToStop(): void {
    writeFileSync(this.#stopPath, '', { mode: 0o600 });
  }

  leave(): void {
    for (const path of [this.#path, this.#stopPath]) rmSync(path, { force: true });
  }

  #read(): MonitorState | undefined {
    try {
      const parsed = monitorSchema.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined;
    }
  }
}
