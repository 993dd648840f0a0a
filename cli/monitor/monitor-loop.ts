import { setTimeout as delay } from 'node:timers/promises';
import type { Diagnosis, Finding } from '../../shared/api/diagnose.ts';
import { errorFromClient } from '../../shared/api/client-error.ts';
import type { Session } from '../session.ts';
import { HEARTBEAT_MS, type MonitorFile, type MonitorState } from './monitor-file.ts';

export interface MonitorOptions {
  readonly file: MonitorFile;
  readonly state: Omit<MonitorState, 'seenAt'>;
  /** Opened for each look and closed after it: between two the store is free for the app. */
  readonly open: () => Promise<Session>;
  /** What changed since the last look; `needing` is empty where all is well. */
  readonly tell: (news: { at: string; needing: readonly Finding[] }) => void;
  readonly failed: (message: string) => void;
}

/** Diagnoses again and again until it is told to stop. What cannot be looked at now is tried again. */
export async function runMonitor(options: MonitorOptions): Promise<void> {
  const { file, state, open, tell, failed } = options;
  file.take(state);
  const beating = setInterval(() => {
    file.beat(state);
  }, HEARTBEAT_MS);
  let before: string | undefined;
  try {
    while (!file.isToldToStop) {
      try {
        const diagnosis = await look(open, state.fix);
        const needing = diagnosis.findings.filter((found) => found.state === 'attention');
        const now = needing.map(({ id, finding }) => `${id}: ${finding}`).join('\n');
        // Only what changed is news: a line every five minutes is not read.
        if (now !== before) tell({ at: diagnosis.at, needing });
        before = now;
      } catch (error) {
        failed(errorFromClient(error).message);
      }
      await waitOrStop(file, state.intervalSeconds * 1000);
    }
  } finally {
    clearInterval(beating);
    file.leave();
  }
}

async function look(open: () => Promise<Session>, fix: boolean): Promise<Diagnosis> {
  const session = await open();
  try {
    return await session.client.diagnose.run({ fix });
  } finally {
    await session.close();
  }
}

const LOOK_MS = 250;

async function waitOrStop(file: MonitorFile, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs;
  while (performance.now() < until && !file.isToldToStop) await delay(LOOK_MS);
}
