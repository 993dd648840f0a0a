import { BroadcastChannel } from 'node:worker_threads';

/*
 * A first sync may put another file in the database's place, which nobody may have open meanwhile. The engine thread
 * says so to the reader threads of its home, whichever there are; a lock of SQLite shows when they have let go.
 */

const nameOf = (home: string): string => `satchel-readers ${home}`;

/** The engine's side. */
export function readersOf(home: string): { release(): void; close(): void } {
  const channel = new BroadcastChannel(nameOf(home));
  channel.unref();
  return {
    release: () => {
      channel.postMessage('release');
    },
    close: () => {
      channel.close();
    },
  };
}

/** A reader's side. Returns how to stop listening. */
export function onRelease(home: string, release: () => void): () => void {
  const channel = new BroadcastChannel(nameOf(home));
  channel.unref();
  channel.onmessage = release;
  return () => {
    channel.close();
  };
}
