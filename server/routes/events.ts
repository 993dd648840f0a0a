import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_SECONDS, type Principal } from '../auth/access-tokens.ts';
import type { Pokes } from '../sync/pokes.ts';

/** Shorter than what proxies cut silent connections after, and than a desk waits for a sign of life. */
const ALIVE_MS = 15_000;

export interface EventParts {
  readonly pokes: Pokes;
  readonly enter: (request: FastifyRequest) => Promise<Principal>;
}

/** `GET …/events/`: server-sent pokes, each no more than the clinic's new head. */
export function eventRoutes(app: FastifyInstance, { pokes, enter }: EventParts): void {
  app.get('/events/', async (request, reply) => {
    const { clinic } = await enter(request);
    const stream = openStream(reply);
    const leave = pokes.add({ clinic, ...stream });
    reply.raw.once('close', leave);
  });
}

/**
 * The answer as a stream of events. Only the newest head counts: while the client does not read, older ones are
 * dropped instead of being kept for it. Ends after the life of an access token, so that whoever was signed out or
 * revoked does not listen on.
 */
function openStream(reply: FastifyReply): { poke: (head: string) => void; end: () => void } {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    // nginx would keep the events until its buffer is full.
    'x-accel-buffering': 'no',
  });
  raw.write(': hello\n\n');
  let waiting: string | undefined;
  // PostgreSQL's notice of a commit may come after the head was read: nobody needs to be told twice.
  let told: string | undefined;
  const poke = (head: string): void => {
    if (raw.writableNeedDrain) waiting = head;
    else if (head !== told) {
      told = head;
      raw.write(`event: head\ndata: ${head}\n\n`);
    }
  };
  raw.on('drain', () => {
    const head = waiting;
    waiting = undefined;
    if (head !== undefined) poke(head);
  });
  const alive = setInterval(() => {
    if (!raw.writableNeedDrain) raw.write(':\n\n');
  }, ALIVE_MS);
  const end = (): void => {
    raw.end();
  };
  const expiry = setTimeout(end, ACCESS_SECONDS * 1000);
  raw.once('close', () => {
    clearInterval(alive);
    clearTimeout(expiry);
  });
  return { poke, end };
}
