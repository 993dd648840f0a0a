import type { FastifyInstance } from 'fastify';

const POLL_MS = 20;
const GRACE_MS = 10_000;

/**
 * Lets requests in flight end when the server closes, and then cuts every connection. A connection on which nothing
 * was asked yet is neither idle nor busy to Node, and would hold the close up for a minute.
 */
export function drainOnClose(app: FastifyInstance): void {
  let inFlight = 0;
  app.addHook('onRequest', (_request, reply, done) => {
    inFlight++;
    reply.raw.once('close', () => {
      inFlight--;
    });
    done();
  });
  app.addHook('preClose', (done) => {
    const deadline = Date.now() + GRACE_MS;
    const poll = setInterval(() => {
      if (inFlight === 0 || Date.now() > deadline) app.server.closeAllConnections();
    }, POLL_MS);
    app.server.once('close', () => {
      clearInterval(poll);
    });
    done();
  });
}
