import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createEngine, type Engine, type EngineOptions } from '../../engine/engine.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../engine/ports.ts';
import { createAxiosTransport } from '../../engine/sync/axios-transport.ts';
import { systemClock, systemRandom } from '../../engine/thread/system-ports.ts';
import { KeyRing } from '../../engine/keys/key-ring.ts';
import { openReadonly } from '../../engine/store/database.ts';
import type { DatabaseKey } from '../../engine/store/database-key.ts';
import { clinicSchema } from '../../shared/records/clinic.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';
import type { SyncReport, SyncRequest } from '../../shared/api/sync.ts';
import { quoteIdentifier } from '../../shared/records/sqlite-ddl.ts';
import { writeBlankStore } from './blank-store.ts';
import { PASSWORD, startTestServer } from './server.ts';
import { createMemoryLog } from './memory-log.ts';
import { temporaryFolder } from './test-desk.ts';
import { memorySecrets } from './virtual-clock.ts';

export interface Desk {
  readonly home: string;
  /** What its database is sealed with; undefined for a plain one. */
  readonly key: DatabaseKey | undefined;
  readonly engine: Engine;
  readonly records: Engine['services']['records'];
  readonly network: NetworkSwitch;
  sync(request?: SyncRequest): Promise<SyncReport>;
  /** Closes and opens the engine again over the same folder. */
  reopen(): Promise<Desk>;
  /** The same after an update that knows another schema. */
  reopenWith(schema: SchemaManifest): Promise<Desk>;
}

/** The real transport with a switch: what happens to requests before they leave or after they were answered. */
export class NetworkSwitch implements Transport {
  readonly #real: Transport;
  /** Throws instead of sending, or lets the request pass. */
  before: (request: HttpRequest) => void = () => undefined;
  /** Replaces the answer; the server has done its work by then. */
  after: (request: HttpRequest, response: HttpResponse) => HttpResponse = (_, response) => response;
  /** Requests that never reach the server: `after` makes up their answer. */
  skip: (request: HttpRequest) => boolean = () => false;
  /** Something to wait for before the request leaves. */
  hold: (request: HttpRequest) => Promise<unknown> | undefined = () => undefined;
  readonly requests: HttpRequest[] = [];

  constructor(real: Transport) {
    this.#real = real;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    this.before(request);
    await this.hold(request);
    const answer = this.skip(request) ? emptyAnswer : await this.#real.send(request);
    return this.after(request, answer);
  }
}

const emptyAnswer: HttpResponse = {
  status: 502,
  headers: {},
  wireBytes: () => 0,
  body: (async function* () {
    // Nothing was answered.
  })(),
};

export interface DeskAccess {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** A desk with a real engine, real SQLite and a real network, signed in at a server. */
export async function openDesk(
  access: DeskAccess,
  home = temporaryFolder(),
  options: DeskOptions = {},
): Promise<Desk> {
  const secrets = memorySecrets();
  const desk = await open(home, { secrets, options });
  await desk.engine.services.account.setup({
    server: access.url,
    username: access.username,
    password: access.password,
  });
  return desk;
}

export type DeskOptions = Pick<
  EngineOptions,
  'schema' | 'snapshotRows' | 'releaseReaders' | 'sealNew'
>;

interface Opening {
  readonly secrets: ReturnType<typeof memorySecrets>;
  readonly options: DeskOptions;
}

async function open(home: string, opening: Opening): Promise<Desk> {
  const transport = createAxiosTransport(systemClock);
  const network = new NetworkSwitch(transport);
  const isNew = readdirSync(home).length === 0;
  // A sealed one is sealed from its first page on.
  if (isNew && opening.options.sealNew !== true) {
    writeBlankStore(join(home, 'clinic.db'), opening.options.schema ?? clinicSchema);
  }
  const engine = await createEngine({
    ...opening.options,
    home,
    // Retries wait for real time: a test that cuts the line wants to see it at once.
    environment: { SATCHEL_SYNC_MAX_RETRIES: '0' },
    ports: {
      clock: systemClock,
      random: systemRandom,
      secrets: opening.secrets,
      log: createMemoryLog(),
      transport: network,
    },
  });
  const [key] = (await KeyRing.open(opening.secrets)).keys;
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await engine.close();
    transport.close();
  };
  onTestFinished(close);
  return {
    home,
    key,
    engine,
    network,
    records: engine.services.records,
    sync: (request = {}) => engine.services.sync.run(request, 'manual'),
    reopen: async () => {
      await close();
      return open(home, opening);
    },
    reopenWith: async (schema) => {
      await close();
      return open(home, { ...opening, options: { ...opening.options, schema } });
    },
  };
}

/** Every row of every table of a home's database, read from the file itself. */
export function contentOf(home: string, key?: DatabaseKey): Record<string, unknown[]> {
  const file = readdirSync(home).find((name) => name.endsWith('.db') && !name.includes('lock'));
  const db = openReadonly(join(home, file ?? 'clinic.db'), { key });
  try {
    return Object.fromEntries(
      clinicSchema.tables.map(({ name, columns }) => [
        name,
        db.all(
          `SELECT ${columns.map((column) => quoteIdentifier(column.name)).join(', ')}
           FROM ${quoteIdentifier(name)} ORDER BY id`,
        ),
      ]),
    );
  } finally {
    db.close();
  }
}

/** Syncs until nothing is left to send or fetch. @throws when it does not come to rest */
export async function settleDesks(desks: readonly Desk[]): Promise<void> {
  for (let round = 0; round < 9; round++) {
    let moved = 0;
    for (const desk of desks) {
      const report = await desk.sync();
      if (report.error) throw new Error(`${report.error.code}: ${report.error.message}`);
      moved += count(report.localToRemote) + count(report.remoteToLocal);
    }
    // Satchel's own rows are in no report: they have reached every desk when all stand at one commit.
    const places = await Promise.all(desks.map((desk) => desk.engine.services.sync.status()));
    const first = JSON.stringify(places[0]?.cursor);
    if (moved === 0 && places.every(({ cursor }) => JSON.stringify(cursor) === first)) return;
  }
  throw new Error('the desks did not come to rest');
}

function count(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}

/** A server of its own and two desks signed in at it. */
export async function twoDesks() {
  const server = await startTestServer();
  const access = { url: server.url, username: 'staff', password: PASSWORD };
  return { server, access, a: await openDesk(access), b: await openDesk(access) };
}

/** Equal by reading the files, and equal with the server by content. */
export async function expectEqual(...desks: readonly Desk[]): Promise<void> {
  const [first, ...others] = desks.map(({ home, key }) => contentOf(home, key));
  for (const other of others) expect(other).toEqual(first);
  for (const desk of desks) {
    expect(await desk.engine.services.sync.compare()).toMatchObject({ equal: true, atRest: true });
  }
}
