import type { FastifyInstance } from 'fastify';
import { type Database, ping } from '../store/database.ts';
import type { Metrics } from './metrics.ts';

/** Whether the process lives, whether it can serve, and what it has done. */
export function healthRoutes(app: FastifyInstance, database: Database, metrics: Metrics): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) => {
    try {
      await ping(database);
      return { status: 'ok' };
    } catch (error) {
      request.log.warn({ code: (error as { code?: string }).code }, 'not ready');
      return reply.status(503).send({ status: 'unavailable' });
    }
  });
  app.get('/metrics', (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(metrics.toString()),
  );
}
