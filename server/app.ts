import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { API_PREFIXES } from '../shared/protocol/headers.ts';
import { createAccessTokens } from './auth/access-tokens.ts';
import { LoginLimit } from './auth/login-limit.ts';
import { createPasswords, type PasswordCost } from './auth/passwords.ts';
import { SignIn } from './auth/sign-in.ts';
import { authRoutes } from './routes/auth.ts';
import { drainOnClose } from './routes/drain.ts';
import { handleErrors } from './routes/errors.ts';
import { healthRoutes } from './routes/health.ts';
import { Metrics } from './routes/metrics.ts';
import { syncRoutes } from './routes/sync.ts';
import { Snapshots } from './snapshot/snapshots.ts';
import { ClinicSchemas } from './store/clinic-schemas.ts';
import type { Database } from './store/database.ts';
import { DeviceQueue } from './sync/device-queue.ts';
import { Pokes } from './sync/pokes.ts';
import { SyncInfoReader } from './sync/sync-info.ts';

export interface AppOptions {
  readonly database: Database;
  readonly dataDir: string;
  readonly logger?: FastifyBaseLogger;
  readonly passwordCost?: PasswordCost | undefined;
  /** Limits of a request's body, as sent and after decompression. */
  readonly bodyBytes?: number | undefined;
  readonly decodedBytes?: number | undefined;
  readonly behindProxy?: boolean | undefined;
  readonly https?: { cert: Buffer; key: Buffer } | undefined;
  readonly now?: () => number;
}

const MIB = 1 << 20;

/** The HTTP server, put together from its parts; not listening yet. */
export function buildApp(options: AppOptions): FastifyInstance {
  const { database, now = Date.now, bodyBytes = 64 * MIB, decodedBytes = 256 * MIB } = options;
  const app = fastify({
    bodyLimit: bodyBytes,
    trustProxy: options.behindProxy ?? false,
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    keepAliveTimeout: 75_000,
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.logger ? { loggerInstance: options.logger } : {}),
    ...(options.https ? { https: options.https } : {}),
  }) as unknown as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body);
  });
  handleErrors(app, bodyBytes);
  drainOnClose(app);

  const metrics = new Metrics();
  const passwords = createPasswords(options.passwordCost);
  const tokens = createAccessTokens(database.tokenSecret, now);
  const signIn = new SignIn({ database, passwords, tokens, limit: new LoginLimit(now), now });
  const schemas = new ClinicSchemas(database);
  const pokes = new Pokes(database, schemas);
  const parts = {
    database,
    signIn,
    metrics,
    now,
    schemas,
    info: new SyncInfoReader(bodyBytes),
    pokes,
    snapshots: new Snapshots({ dataDir: options.dataDir, now }),
    decodedLimit: decodedBytes,
  };
  const queue = new DeviceQueue();

  app.addHook('onReady', () => pokes.start());
  app.addHook('preClose', () => pokes.close());
  app.addHook('onClose', () => schemas.close());

  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const status = reply.statusCode;
    metrics.add('satchel_requests_total', {
      route,
      method: request.method,
      status: String(status),
    });
    metrics.add('satchel_request_seconds_total', { route }, reply.elapsedTime / 1000);
    request.log.info({ method: request.method, route, status, ms }, 'request');
    done();
  });
  authRoutes(app, signIn);
  healthRoutes(app, database, metrics);
  for (const prefix of API_PREFIXES) {
    void app.register(
      (scope, _, done) => {
        syncRoutes(scope, parts, queue);
        done();
      },
      { prefix },
    );
  }
  return app;
}
