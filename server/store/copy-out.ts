import { to } from 'pg-copy-streams';
import type { Client } from './database.ts';

const AHEAD_BYTES = 1 << 18;

/**
 * What a `COPY … TO STDOUT` sends, in chunks that end anywhere; never all of it in memory. Who stops before its end gets
 * the connection back all the same: what is still to come is read and thrown away, and the next query waits for that.
 */
export async function* copyOut(client: Client, text: string): AsyncGenerator<Buffer> {
  const stream = client.query(to(text, { highWaterMark: AHEAD_BYTES }));
  try {
    // Destroyed before its end it would never let go of the connection.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } finally {
    stream.on('error', () => undefined);
    stream.resume();
  }
}
