import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { type AuthorsAnswer, authorsRequestSchema } from '../../shared/protocol/authors.ts';
import { ORIGIN, parseCommit } from '../../shared/protocol/commit.ts';
import { downloadQuerySchema } from '../../shared/protocol/download.ts';
import { NDJSON, SQLITE_SNAPSHOT } from '../../shared/protocol/frame.ts';
import { PROTOCOL_HEADER } from '../../shared/protocol/headers.ts';
import { uploadQuerySchema, voidRequestSchema } from '../../shared/protocol/upload.ts';
import type { Principal } from '../auth/access-tokens.ts';
import type { SignIn } from '../auth/sign-in.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import { findAuthors } from '../store/authors.ts';
import type { ClinicSchemas } from '../store/clinic-schemas.ts';
import type { Database } from '../store/database.ts';
import { listDesks } from '../store/desks.ts';
import type { DeviceQueue } from '../sync/device-queue.ts';
import { digest } from '../sync/digest.ts';
import { download } from '../sync/download.ts';
import { parseBatch } from '../sync/parse-batch.ts';
import type { Pokes } from '../sync/pokes.ts';
import { recordHistory } from '../sync/record-history.ts';
import type { SyncInfoReader } from '../sync/sync-info.ts';
import { upload } from '../sync/upload.ts';
import { uploadFile } from '../sync/upload-file.ts';
import { voidBatch } from '../sync/void-batch.ts';
import { decode, sendEncoded } from './encoding.ts';
import { eventRoutes } from './events.ts';
import type { Metrics } from './metrics.ts';
import { isForm, readFileField } from './form.ts';
import { checkDevice, checkProtocol, parseJson, parseWith, readDevice } from './parse.ts';
import { schemaRoutes } from './schema.ts';
import { sendSnapshot } from './snapshot.ts';

export interface SyncParts {
  readonly database: Database;
  readonly schemas: ClinicSchemas;
  readonly signIn: SignIn;
  readonly info: SyncInfoReader;
  readonly snapshots: Snapshots;
  readonly pokes: Pokes;
  readonly metrics: Metrics;
  readonly decodedLimit: number;
  readonly now: () => number;
}

/** The database endpoints, under one prefix. */
export function syncRoutes(app: FastifyInstance, parts: SyncParts, queue: DeviceQueue): void {
  const { database, schemas, signIn, metrics } = parts;
  const enter = async (request: FastifyRequest): Promise<Principal> => {
    const principal = await signIn.principal(request.headers.authorization);
    const protocol = request.headers[PROTOCOL_HEADER];
    if (protocol !== undefined) checkProtocol(Number(protocol));
    return principal;
  };

  app.get<{ Querystring: { counts?: string } }>('/sync/', async (request) => {
    const principal = await enter(request);
    return parts.info.read(await schemas.of(principal.clinic), principal, {
      counts: request.query.counts === '1',
      now: parts.now(),
    });
  });

  app.get('/desks/', async (request) => {
    const { clinic } = await enter(request);
    return listDesks(database, clinic);
  });

  app.get('/download/', async (request, reply) => {
    const principal = await enter(request);
    if (request.headers.accept?.includes(SQLITE_SNAPSHOT)) {
      const mine = await schemas.of(principal.clinic);
      return sendSnapshot(request, reply, await parts.snapshots.get(mine, principal));
    }
    const query = parseWith(downloadQuerySchema, request.query);
    const device = readDevice(request, principal);
    const unless = quoted(request.headers['if-none-match']);
    const mine = await schemas.of(principal.clinic);
    const page = await download(mine, { principal, device, query, unless });
    if (page === 'unchanged') return reply.status(304).send();
    metrics.add('satchel_rows_sent_total', {}, page.count);
    return sendEncoded(request, reply, { body: page.body, type: NDJSON });
  });

  app.post('/upload/', {
    // The place in the device's queue is taken when the upload begins to arrive.
    onRequest: async (request, reply) => {
      const principal = await enter(request);
      if (principal.role === 'viewer') {
        throw new SatchelError('FORBIDDEN', { user: principal.username, what: 'change records' });
      }
      if (isForm(request)) {
        forms.set(request, principal);
        return;
      }
      const device = readDevice(request, principal);
      const slot = queue.open(`${String(principal.clinic)} ${device.device} ${device.incarnation}`);
      reply.raw.once('close', () => {
        slot.close();
      });
      uploads.set(request, { principal, device, slot });
    },
    handler: async (request, reply) => {
      const body = await decode(
        request.body as Buffer,
        request.headers['content-encoding'],
        parts.decodedLimit,
      );
      const sender = forms.get(request);
      if (sender) {
        return uploadFile(await schemas.of(sender.clinic), {
          principal: sender,
          device: sender.device ?? `form-${String(sender.user)}`,
          bytes: await readFileField(request, body),
          now: parts.now(),
        });
      }
      const { principal, device, slot } = uploads.get(request) as UploadContext;
      const { seen: shown } = parseWith(uploadQuerySchema, request.query);
      const seen = shown === undefined ? ORIGIN : parseCommit(shown);
      if (!seen)
        throw new SatchelError('USAGE', { detail: 'seen is a commit: epoch.version.nonce' });
      const condition = request.headers['if-match'];
      const onlyAt = condition === undefined ? undefined : parseCommit(quoted(condition) ?? '');
      if (condition !== undefined && !onlyAt)
        throw new SatchelError('USAGE', { detail: 'If-Match is a commit: "epoch.version.nonce"' });
      const mine = await schemas.of(principal.clinic);
      const batch = await parseBatch(body, mine.schema);
      checkProtocol(batch.header.protocol);
      checkDevice(batch.header.device, principal);
      if (
        batch.header.device !== device.device ||
        batch.header.incarnation !== device.incarnation
      ) {
        throw new SatchelError('USAGE', {
          detail: 'the batch is of another desk than the request',
        });
      }
      try {
        const result = await upload(mine, { batch, principal, slot, seen, onlyAt });
        if (result === 'moved') return await reply.status(412).send();
        metrics.add('satchel_batches_total', { replayed: String(result.replayed) });
        metrics.add('satchel_rows_applied_total', {}, result.applied);
        const answer = { body: Buffer.from(result.answer), type: 'application/json' };
        return await sendEncoded(request, reply, answer);
      } finally {
        slot.close();
      }
    },
  });

  app.post('/void/', async (request, reply) => {
    const principal = await enter(request);
    const device = readDevice(request, principal);
    const { batch, hash } = parseJson(voidRequestSchema, request.body);
    const mine = await schemas.of(principal.clinic);
    const answer = await voidBatch(mine, { principal, device, batch, hash });
    return reply.type('application/json').send(answer);
  });

  app.post('/authors/', async (request) => {
    const principal = await enter(request);
    const { rows } = parseJson(authorsRequestSchema, request.body);
    const answer: AuthorsAnswer = {
      now: new Date(parts.now()).toISOString(),
      rows: await findAuthors(database, principal.clinic, rows),
    };
    return answer;
  });

  eventRoutes(app, { pokes: parts.pokes, enter });

  app.get<{ Querystring: { table?: string; key?: string } }>('/history/', async (request) => {
    const { clinic } = await enter(request);
    return recordHistory(await schemas.of(clinic), clinic, request.query);
  });

  app.get('/digest/', async (request) => {
    const { clinic } = await enter(request);
    return digest(await schemas.of(clinic), clinic);
  });

  schemaRoutes(app, { schemas, enter });
}

/** What an entity tag says. */
function quoted(tag: string | undefined): string | undefined {
  return /^"(.*)"$/.exec(tag ?? '')?.[1];
}

/** Who sent a form, by its request. */
const forms = new WeakMap<FastifyRequest, Principal>();

interface UploadContext {
  readonly principal: Principal;
  readonly device: ReturnType<typeof readDevice>;
  readonly slot: ReturnType<DeviceQueue['open']>;
}

const uploads = new WeakMap<FastifyRequest, UploadContext>();
