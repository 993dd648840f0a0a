import type { StatusReport } from '../../../shared/api/status.ts';
import type { SatchelClient } from '../../client.ts';
import { setClinicZone } from '../../text/clinic-zone.ts';
import { windowError } from '../../ui/window-error.ts';
import {
  acceptReport,
  noteChanges,
  noteEverythingChanged,
  type SessionStore,
} from './session-store.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

/**
 * Keeps the store at what the engine says until `signal`: status, changed tables, and progress while a sync runs.
 * A stream that ends or breaks is opened again, with growing pauses, and what may have been missed is asked for.
 */
export async function followEngine(
  client: SatchelClient,
  store: SessionStore,
  signal: AbortSignal,
): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const round = new AbortController();
    const stop = AbortSignal.any([signal, round.signal]);
    try {
      accept(store, await client.status.get({}, { signal: stop }));
      noteEverythingChanged(store);
      store.setState(({ rounds }) => ({ rounds: rounds + 1 }));
      retryMs = FIRST_RETRY_MS;
      await Promise.race([
        followStatus(client, store, stop),
        followChanges(client, store, stop),
        followProgress(client, store, stop),
      ]);
    } catch (caught) {
      if (!stop.aborted) store.setState({ link: 'lost', linkError: windowError(caught) });
    } finally {
      round.abort();
    }
    await pause(retryMs, signal);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

async function followStatus(
  client: SatchelClient,
  store: SessionStore,
  signal: AbortSignal,
): Promise<void> {
  for await (const report of await client.status.watch({}, { signal })) accept(store, report);
}

/** The zone comes first: a page that draws a record's time knows it. */
function accept(store: SessionStore, report: StatusReport): void {
  setClinicZone(report.timeZone);
  acceptReport(store, report);
}

async function followChanges(
  client: SatchelClient,
  store: SessionStore,
  signal: AbortSignal,
): Promise<void> {
  for await (const { tables } of await client.records.watch({}, { signal }))
    noteChanges(store, tables);
}

/** The stream is open only while a sync runs: a browser allows six connections to one host, shared by its tabs. */
async function followProgress(
  client: SatchelClient,
  store: SessionStore,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await untilSyncing(store, true, signal);
    const run = new AbortController();
    const stop = AbortSignal.any([signal, run.signal]);
    const ended = untilSyncing(store, false, stop).then(() => {
      run.abort();
    });
    try {
      for await (const progress of await client.sync.progress({}, { signal: stop }))
        store.setState({ progress });
      // The engine may end the stream with its run; wait for the status to say the same.
      await ended;
    } catch (caught) {
      if (!stop.aborted) throw caught;
    } finally {
      run.abort();
    }
  }
}

function untilSyncing(store: SessionStore, wanted: boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!signal.aborted && (store.getState().report?.isSyncing ?? false) !== wanted) return;
      stop();
      signal.removeEventListener('abort', check);
      resolve();
    };
    const stop = store.subscribe(check);
    signal.addEventListener('abort', check);
    check();
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
