import type { BatchAnswer, Mutation, MutationOutcome } from '../../shared/protocol/upload.ts';
import type { Commit } from '../../shared/protocol/commit.ts';
import type { WireRow, WireValue } from '../../shared/records/values.ts';
import { simSchema } from './sim-schema.ts';
import { digestOf, frameBody, openFrame } from './wire-frame.ts';

/*
 * The sync server as its specification tells it, in memory: one order a clinic, compare and set, frozen batches,
 * tombstones, epochs. It shares no code with the real one and does everything the slow and plain way.
 */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}
export interface WireResponse {
  readonly status: number;
  readonly body: Uint8Array;
}

export interface ModelRow {
  epoch: number;
  version: number;
  /** Null where the record is deleted. */
  values: WireRow | null;
}
interface StoredBatch {
  hash: string | null;
  answer: BatchAnswer;
}
interface Applied {
  incarnation: string;
  image: string;
  version: number;
}
export interface Clinic {
  id: string;
  head: Commit;
  epochs: [number, number][];
  commits: Map<number, Commit>;
  /** By table, then key. */
  rows: Map<string, Map<string, ModelRow>>;
  batches: Map<string, StoredBatch>;
  /** By device and mutation id. */
  mutations: Map<string, Applied>;
}

interface UploadHeader {
  device: string;
  incarnation: string;
  batch: number;
  previous: number | null;
  tables: { name: string; columns: string[] }[];
}
interface Asked {
  readonly clinic: Clinic;
  readonly device: string;
  readonly incarnation: string;
  readonly url: URL;
  readonly body: Uint8Array;
}

const TABLES = simSchema.tables;
const COLUMNS = TABLES.map((table) => ({
  name: table.name,
  columns: table.columns.map(({ name }) => name),
}));
const REFERENCES = TABLES.flatMap((table) =>
  table.columns.flatMap(({ references }, at) =>
    references ? [{ child: table.name, at, parent: references.table }] : [],
  ),
);
const UNIQUES = TABLES.flatMap((table) =>
  table.columns.flatMap(({ unique, name }, at) =>
    unique ? [{ table: table.name, at, name }] : [],
  ),
);
export const TOKEN_SECONDS = 600;

class Refused extends Error {
  readonly response: WireResponse;
  constructor(status: number, answer: object) {
    super('refused');
    this.response = { status, body: Buffer.from(JSON.stringify(answer)) };
  }
}

export class ModelServer {
  clinics: Map<string, Clinic>;
  /** Rows a page holds at most, whatever was asked for. */
  pageRows = 20;
  /** Access tokens issued before this moment are refused. */
  tokensFrom = 0;
  /** Told of every mutation that took effect. */
  onApplied: (clinic: string, mutation: Mutation, table: string) => void = () => undefined;
  readonly #now: () => number;
  readonly #nonce: () => string;

  constructor(clinics: readonly string[], now: () => number, nonce: () => string) {
    this.#now = now;
    this.#nonce = nonce;
    this.clinics = new Map(clinics.map((id) => [id, emptyClinic(id)]));
  }

  handle(request: WireRequest): WireResponse {
    try {
      return { status: 200, body: this.#answer(request) };
    } catch (error) {
      if (error instanceof Refused) return error.response;
      throw error;
    }
  }

  #answer(request: WireRequest): Uint8Array {
    const url = new URL(request.url);
    const body = request.body ?? new Uint8Array();
    if (url.pathname.startsWith('/api/auth/')) return json(this.#signIn(url.pathname, body));
    const token = /^Bearer a:([^:]+):([^:]+):(\d+)$/.exec(request.headers.authorization ?? '');
    const issued = Number(token?.[3] ?? 0);
    if (!token || issued < this.tokensFrom || issued + TOKEN_SECONDS * 1000 < this.#now()) {
      throw new Refused(401, { code: 'TOKEN_EXPIRED', message: 'expired' });
    }
    const clinic = this.clinics.get(token[1] ?? '') as Clinic;
    const device = request.headers['satchel-device'] ?? '';
    if (device !== token[2]) throw new Refused(403, { code: 'FORBIDDEN', message: 'not yours' });
    const incarnation = request.headers['satchel-incarnation'] ?? '';
    const asked: Asked = { clinic, device, incarnation, url, body };
    const path = url.pathname.replace('/api/database', '');
    if (path === '/sync/') return json(this.#info(clinic));
    if (path === '/download/') return this.#download(asked);
    if (path === '/upload/') return json(this.#upload(asked));
    throw new Refused(404, { code: 'NOT_FOUND', message: 'no such path' });
  }

  #signIn(path: string, body: Uint8Array): object {
    const text = Buffer.from(body).toString();
    if (!text.endsWith('}')) throw new Refused(400, { code: 'USAGE', message: 'torn' });
    const sent = JSON.parse(text) as {
      refresh?: string;
      username?: string;
      device?: { id: string };
    };
    let [, clinic = '', device = ''] = (sent.refresh ?? '').split(':');
    if (path.endsWith('/token')) {
      clinic = sent.username ?? '';
      device = sent.device?.id ?? '';
    }
    return {
      access: `a:${clinic}:${device}:${String(this.#now())}`,
      refresh: `r:${clinic}:${device}`,
      expiresInSeconds: TOKEN_SECONDS,
      user: { id: clinic, username: clinic, role: 'staff' },
      clinic: { id: clinic, name: clinic },
    };
  }

  #info(clinic: Clinic): object {
    return {
      server: 'model',
      clinic: { id: clinic.id, name: clinic.id },
      user: { username: clinic.id, role: 'staff' },
      head: clinic.head,
      protocol: { current: 1, oldest: 1 },
      schema: 'model',
      tables: COLUMNS.map(({ name }) => ({ name, count: clinic.rows.get(name)?.size ?? 0 })),
      limits: { bodyBytes: 1 << 26, batchRows: 10_000, pageRows: 20_000 },
      status: 'ok',
      timestamp: new Date(this.#now()).toISOString(),
      last_sync: null,
      db_type: 'postgresql',
      sync_method: 'delta',
    };
  }

  /** A commit the clinic does not have, nonce and all, means that it was restored: it starts an epoch [SYNC-8]. */
  #checkShown(clinic: Clinic, shown: readonly Commit[]): void {
    const unknown = shown.filter((commit) => {
      const held = clinic.commits.get(commit.version);
      return commit.version > 0 && (held?.epoch !== commit.epoch || held.nonce !== commit.nonce);
    });
    if (unknown.length === 0) return;
    const newest = shown.reduce((a, b) =>
      b.epoch > a.epoch || (b.epoch === a.epoch && b.version > a.version) ? b : a,
    );
    const known = Math.max(
      0,
      ...[...clinic.commits.values()]
        .filter(({ epoch, version }) => epoch <= newest.epoch && version < newest.version)
        .map(({ version }) => version),
    );
    if (newest.epoch >= clinic.head.epoch) {
      const epoch = newest.epoch + 1;
      const version = Math.max(clinic.head.version, newest.version) + 1;
      clinic.epochs.push([epoch, version]);
      this.#commit(clinic, { epoch, version });
    }
    throw new Refused(409, { code: 'SYNC_RESYNC', message: 'restored', head: clinic.head, known });
  }

  #commit(clinic: Clinic, at: { epoch: number; version: number }): Commit {
    const commit = { ...at, nonce: this.#nonce() };
    clinic.commits.set(at.version, commit);
    clinic.head = commit;
    return commit;
  }

  #download({ clinic, device, incarnation, url }: Asked): Uint8Array {
    const query = url.searchParams;
    const since = parseCommit(query.get('since'));
    this.#checkShown(clinic, [since, parseCommit(query.get('seen'))]);
    const own = (query.get('own') ?? '').split(',').map((range) => range.split('-').map(Number));
    const isOwn = (v: number) => own.some(([from = 1, to = 0]) => from <= v && v <= to);
    const after = query.get('after') ?? '';
    const lines = TABLES.flatMap(({ name }, table) =>
      [...(clinic.rows.get(name) ?? [])].map(([key, row]) => ({ key, row, table })),
    )
      .filter(({ row }) => row.version > since.version && !isOwn(row.version))
      .map((line) => {
        const place = line.row.values === null ? 99 - line.table : line.table;
        return { ...line, place, order: `${pad(line.row.version)}/${pad(place)}/${line.key}` };
      })
      .filter(({ order }) => order > after)
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    const limit = Math.min(Number(query.get('limit') ?? 20_000), this.pageRows);
    const page = lines.slice(0, limit);
    const next = lines.length > limit ? (page.at(-1)?.order ?? null) : null;
    page.sort((a, b) => a.place - b.place || (a.order < b.order ? -1 : 1));
    const batches = (query.get('batches') ?? '').split(',').filter((text) => text !== '');
    const header = {
      kind: 'page',
      protocol: 1,
      schema: 'model',
      server: 'model',
      clinic: clinic.id,
      head: clinic.head,
      epochs: clinic.epochs,
      outcomes: batches.map((text) => ({
        batch: Number(text),
        hash: clinic.batches.get(`${device} ${incarnation} ${text}`)?.hash ?? null,
        answer: clinic.batches.get(`${device} ${incarnation} ${text}`)?.answer ?? null,
      })),
      tables: page.length === 0 ? [] : COLUMNS,
      next,
      backedUp: 0,
      floor: 0,
    };
    const rows = page.map(({ row, table, key }) =>
      row.values === null ? [-1 - table, row.version, key] : [table, row.version, ...row.values],
    );
    return frameBody(header, rows);
  }

  #upload({ clinic, device, incarnation, url, body }: Asked): BatchAnswer {
    const frame = openFrame(body);
    if (!frame) throw new Refused(400, { code: 'BATCH_MALFORMED', message: 'torn' });
    const header = frame.header as UploadHeader;
    const batchKey = (batch: number) => `${device} ${incarnation} ${String(batch)}`;
    const hash = digestOf(body);
    const stored = clinic.batches.get(batchKey(header.batch));
    const refuse = (code: string) =>
      new Refused(409, { code, message: code, head: clinic.head, known: clinic.head.version });
    this.#checkShown(clinic, [parseCommit(url.searchParams.get('seen'))]);
    if (stored && stored.hash !== null && stored.hash !== hash) throw refuse('MUTATION_ID_REUSED');
    if (stored) return stored.answer;
    if (clinic.batches.has(batchKey(header.batch + 1))) throw refuse('SYNC_REWOUND');
    const plain = { kind: 'answer', batch: header.batch, previous: null, commit: null } as const;
    if (header.previous !== null && !clinic.batches.has(batchKey(header.previous))) {
      return { ...plain, status: 'retry', exceptions: [] };
    }
    const previous = clinic.head;
    const work = this.#apply(clinic, { header, mutations: frame.rows as Mutation[] });
    const answer: BatchAnswer = { ...plain, status: 'done', previous, ...work };
    clinic.batches.set(batchKey(header.batch), { hash, answer });
    return answer;
  }

  #apply(
    clinic: Clinic,
    { header, mutations }: { header: UploadHeader; mutations: Mutation[] },
  ): { commit: Commit | null; exceptions: MutationOutcome[] } {
    const { device, incarnation } = header;
    const exceptions = new Map<number, MutationOutcome>();
    const at = { epoch: clinic.head.epoch, version: clinic.head.version + 1 };
    const tableOf = (mutation: Mutation) => header.tables[mutation[1]]?.name ?? '';
    const fitting: { mutation: Mutation; index: number; again: boolean }[] = [];
    const keys = new Set<string>();
    mutations.forEach((mutation, index) => {
      const held = clinic.rows.get(tableOf(mutation))?.get(keyOf(mutation));
      const identity = `${tableOf(mutation)} ${keyOf(mutation)}`;
      if (keys.has(identity)) return exceptions.set(index, { index, status: 'retry' });
      keys.add(identity);
      const based = held?.epoch === mutation[3][0] && held.version === mutation[3][1];
      const fits =
        mutation[0] === 'i'
          ? held === undefined || (held.values === null && based)
          : held !== undefined && held.values !== null && based;
      const known = clinic.mutations.get(`${device} ${mutation[2]}`);
      const again =
        !fits &&
        known?.incarnation !== incarnation &&
        known?.image === imageOf(mutation) &&
        held?.version === known.version &&
        held.values !== null;
      if (fits || again) return fitting.push({ mutation, index, again });
      const { epoch, version, values } = held ?? { ...clinic.head, values: null };
      const row = { epoch, version, values: values && [...values] };
      return exceptions.set(index, { index, status: 'stale', row });
    });
    const write = (mutation: Mutation) => {
      const rows = clinic.rows.get(tableOf(mutation)) as Map<string, ModelRow>;
      const before = rows.get(keyOf(mutation));
      rows.set(keyOf(mutation), { ...at, values: imageAfter(mutation, before?.values ?? null) });
      return () => (before ? rows.set(keyOf(mutation), before) : rows.delete(keyOf(mutation)));
    };
    let waiting = fitting;
    for (;;) {
      const undo = waiting.map(({ mutation }) => write(mutation)).reverse();
      if (problems(clinic) === undefined) break;
      undo.forEach((back) => back());
      const refused = waiting.filter(({ mutation }) => {
        const back = write(mutation);
        const problem = problems(clinic);
        if (problem) back();
        return problem !== undefined;
      });
      // Nothing more fits: whatever is left is refused, each with its own reason.
      if (refused.length === waiting.length) {
        for (const { mutation, index } of refused) {
          const back = write(mutation);
          const problem = problems(clinic) ?? { reason: 'unique' };
          const reason = mutation[0] === 'd' ? 'dependants' : problem.reason;
          exceptions.set(index, { ...problem, index, status: 'rejected', reason });
          back();
        }
        break;
      }
      waiting = refused;
    }
    const applied = fitting.filter(({ index }) => !exceptions.has(index));
    for (const { mutation, again } of applied) {
      clinic.mutations.set(`${device} ${mutation[2]}`, {
        incarnation,
        image: imageOf(mutation),
        version: at.version,
      });
      if (!again) this.onApplied(clinic.id, mutation, tableOf(mutation));
    }
    const commit = applied.length === 0 ? null : this.#commit(clinic, at);
    return { commit, exceptions: [...exceptions.values()].sort((a, b) => a.index - b.index) };
  }
}

type Problem = Pick<
  Extract<MutationOutcome, { status: 'rejected' }>,
  'reason' | 'columns' | 'table'
>;

/** The first rule that the clinic's rows break as they stand, or undefined. */
export function problems(clinic: Clinic): Problem | undefined {
  for (const { table, at, name } of UNIQUES) {
    const seen = new Set<WireValue>();
    for (const { values } of clinic.rows.get(table)?.values() ?? []) {
      const value = values?.[at] ?? null;
      if (value !== null && seen.has(value)) return { reason: 'unique', columns: [name], table };
      seen.add(value);
    }
  }
  for (const { child, at, parent } of REFERENCES) {
    for (const { values } of clinic.rows.get(child)?.values() ?? []) {
      const key = values?.[at] ?? null;
      if (key === null) continue;
      const target = clinic.rows.get(parent)?.get(String(key));
      if (target === undefined) return { reason: 'missing-reference', table: parent };
      if (target.values === null) return { reason: 'missing-reference', table: parent };
    }
  }
  return undefined;
}

function emptyClinic(id: string): Clinic {
  return {
    id,
    head: { epoch: 0, version: 0, nonce: '' },
    epochs: [[0, 0]],
    commits: new Map(),
    rows: new Map(TABLES.map(({ name }) => [name, new Map<string, ModelRow>()])),
    batches: new Map(),
    mutations: new Map(),
  };
}

function keyOf(mutation: Mutation): string {
  return String(mutation[7][0]);
}

function imageOf(mutation: Mutation): string {
  return JSON.stringify([mutation[0], mutation[1], ...mutation.slice(7)]);
}

function imageAfter(mutation: Mutation, before: WireRow | null): WireRow | null {
  if (mutation[0] === 'd') return null;
  if (mutation[0] === 'i') return mutation[7];
  const image = [...(before as WireRow)];
  mutation[8].forEach((column, at) => (image[column] = mutation[9][at] ?? null));
  return image;
}

function parseCommit(text: string | null): Commit {
  const [epoch = '0', version = '0', nonce = ''] = (text ?? '').split('.');
  return { epoch: Number(epoch), version: Number(version), nonce };
}

function pad(number: number): string {
  return String(number).padStart(9, '0');
}

function json(answer: object): Uint8Array {
  return Buffer.from(JSON.stringify(answer));
}
