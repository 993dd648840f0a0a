import type { Commit } from '../../shared/protocol/commit.ts';
import type { BatchAnswer, Mutation, MutationOutcome } from '../../shared/protocol/upload.ts';
import type { WireValue } from '../../shared/records/values.ts';
import { type Frames, simSchema } from './sim-schema.ts';
import { digestOf, frameBody, openFrame, parseCommit, tagOf } from './wire-frame.ts';
import type { WireRequest, WireResponse } from './wire-frame.ts';

/* The sync server as its specification tells it, the slow and plain way, in memory. It shares no code with the real one. */
type ModelRow = Extract<MutationOutcome, { status: 'stale' }>['row'];
export type Clinic = ReturnType<typeof emptyClinic>;
type World = { now: () => number; nonce: () => string; frames: Frames };
/** `life` is a device and its incarnation. */
type Asked = { clinic: Clinic; device: string; life: string; query: URLSearchParams; tag: string };
type Problem = Omit<Extract<MutationOutcome, { status: 'rejected' }>, 'index' | 'status'>;
type Fitting = { mutation: Mutation; index: number; table: string; again: boolean };
type UploadHeader = { batch: number; previous: number | null; tables: Frames };

export const TOKEN_SECONDS = 600;
const CELLS = simSchema.tables
  .flatMap((table) => table.columns.map((column, at) => ({ ...column, table: table.name, at })))
  .filter(({ unique, references }) => unique || references);
const NUMBERS = CELLS.filter(({ type, references }) => type === 'integer' && references);
const LIMITS = { bodyBytes: 1 << 26, batchRows: 10_000, pageRows: 20_000 };
const KIND = { status: 'ok', last_sync: null, db_type: 'postgresql', sync_method: 'delta' };
const MODEL = { server: 'model', schema: 'model' };
const ABOUT = { ...MODEL, ...KIND, protocol: { current: 2, oldest: 1 }, limits: LIMITS };
const PAGE = { kind: 'page', ...MODEL, protocol: 2, backedUp: 0, floor: 0 };
const PLAIN = { kind: 'answer' as const, previous: null, commit: null, exceptions: [] };

class Refused extends Error {
  readonly response: WireResponse;
  constructor(status: number, code: string, details: object = {}) {
    super(code);
    this.response = { status, body: json({ code, message: code, ...details }) };
  }
}

export class ModelServer {
  clinics: Map<string, Clinic>;
  /** Rows a page holds at most; and the moment before which no access token was issued that is still good. */
  pageRows = 20;
  tokensFrom = 0;
  onApplied: (mutation: Mutation, table: string) => void = () => undefined;
  readonly #world: World;

  constructor(clinics: readonly string[], world: World) {
    this.#world = world;
    this.clinics = new Map(clinics.map((id) => [id, emptyClinic(id, world.frames)]));
  }

  handle(request: WireRequest): WireResponse {
    try {
      return { status: 200, body: json(this.#answer(request)) };
    } catch (error) {
      if (error instanceof Refused) return error.response;
      if (error instanceof SyntaxError) return new Refused(400, 'USAGE').response;
      throw error;
    }
  }

  #answer({ url, headers, body = new Uint8Array() }: WireRequest): object {
    const { pathname, searchParams: query } = new URL(url);
    if (pathname.startsWith('/api/auth/')) return this.#signIn(body);
    const [, id = '', device = '', issued = ''] =
      /^Bearer a:([^:]+):([^:]+):(\d+)$/.exec(headers.authorization ?? '') ?? [];
    const clinic = this.clinics.get(id);
    const oldest = Math.max(this.tokensFrom, this.#world.now() - TOKEN_SECONDS * 1000);
    if (!clinic || Number(issued) < oldest) throw new Refused(401, 'TOKEN_EXPIRED');
    if (headers['satchel-device'] !== device) throw new Refused(403, 'FORBIDDEN');
    const life = `${device} ${headers['satchel-incarnation'] ?? ''}`;
    const asked: Asked = { clinic, device, life, query, tag: headers['if-match'] ?? '' };
    const what = pathname.replace('/api/database', '');
    if (what === '/sync/') return this.#info(clinic);
    if (what === '/download/') return this.#download(asked);
    if (what === '/upload/') return this.#upload(asked, body);
    if (what === '/authors/') return { now: new Date(this.#world.now()).toISOString(), rows: [] };
    if (what === '/void/') return this.#void(asked, body);
    throw new Refused(404, 'NOT_FOUND');
  }

  #signIn(body: Uint8Array): object {
    type SignIn = { refresh?: string; username?: string; device?: { id: string } };
    const { refresh, username = '', device } = JSON.parse(textOf(body)) as SignIn;
    const [clinic = '', id = ''] = refresh?.split(':') ?? [username, device?.id];
    const user = { id: clinic, username: clinic, role: 'staff' };
    const access = `a:${clinic}:${id}:${String(this.#world.now())}`;
    const tokens = { access, refresh: `${clinic}:${id}`, expiresInSeconds: TOKEN_SECONDS };
    return { ...tokens, user, clinic: { id: clinic, name: clinic } };
  }

  #info({ id, head, rows }: Clinic): object {
    const who = { clinic: { id, name: id }, user: { username: id, role: 'staff' } };
    const tables = [...rows.keys()].map((name) => ({ name, count: rows.get(name)?.size ?? 0 }));
    return { ...ABOUT, ...who, head, tables, timestamp: new Date(this.#world.now()).toISOString() };
  }

  /** A commit the clinic does not have, nonce and all, means that it was restored: it starts an epoch [SYNC-8]. */
  #checkShown(clinic: Clinic, shown: readonly Commit[]): void {
    const isKnown = ({ epoch, version, nonce }: Commit): boolean => {
      const held = clinic.commits.get(version);
      return version === 0 || (held?.epoch === epoch && held.nonce === nonce);
    };
    if (shown.every(isKnown)) return;
    const inOrder = shown.toSorted((a, b) => a.epoch - b.epoch || a.version - b.version);
    const newest = inOrder.at(-1) as Commit;
    const isOlder = (c: Commit) => c.epoch <= newest.epoch && c.version < newest.version;
    const older = [...clinic.commits.values()].filter(isOlder);
    const known = Math.max(0, ...older.map(({ version }) => version));
    if (newest.epoch >= clinic.head.epoch) {
      const version = Math.max(clinic.head.version, newest.version) + 1;
      clinic.epochs.push([newest.epoch + 1, version]);
      this.#commit(clinic, { epoch: newest.epoch + 1, version });
    }
    throw new Refused(409, 'SYNC_RESYNC', { head: clinic.head, known });
  }

  #commit(clinic: Clinic, at: { epoch: number; version: number }): Commit {
    clinic.head = { ...at, nonce: this.#world.nonce() };
    clinic.commits.set(at.version, clinic.head);
    return clinic.head;
  }

  #download({ clinic, life, query }: Asked): Uint8Array {
    const since = parseCommit(query.get('since'));
    this.#checkShown(clinic, [since, parseCommit(query.get('seen'))]);
    const own = (query.get('own') ?? '').split(',').map((range) => range.split('-').map(Number));
    const isOwn = (v: number) => own.some(([from = 1, to = 0]) => from <= v && v <= to);
    const after = query.get('after') ?? '';
    const lines = [...clinic.rows.values()]
      .flatMap((held, table) =>
        [...held].map(([key, row]) => {
          // Within a page parents come before children, and deletions last.
          const place = row.values === null ? 99 - table : table;
          return { key, row, table, place, order: `${pad(row.version)}/${pad(place)}/${key}` };
        }),
      )
      .filter(({ row: { version: v }, order }) => v > since.version && !isOwn(v) && order > after)
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    const page = lines.slice(0, Math.min(Number(query.get('limit') ?? 20_000), this.pageRows));
    const next = page.length < lines.length ? page.at(-1)?.order : null;
    page.sort((a, b) => a.place - b.place || (a.order < b.order ? -1 : 1));
    const outcomes = (query.get('batches')?.split(',') ?? []).map((text) => {
      const stored = clinic.batches.get(`${life} ${text}`);
      return { batch: Number(text), hash: stored?.hash ?? null, answer: stored?.answer ?? null };
    });
    const { head, epochs, id } = clinic;
    const about = { ...PAGE, clinic: id, head, epochs, outcomes, next };
    const header = { ...about, tables: page.length === 0 ? [] : this.#world.frames };
    const rows = page.map(({ row, table, key }) =>
      row.values === null ? [-1 - table, row.version, key] : [table, row.version, ...row.values],
    );
    return frameBody(header, rows);
  }

  #upload(asked: Asked, body: Uint8Array): BatchAnswer {
    const { clinic, life, query, tag } = asked;
    const frame = openFrame(body);
    if (!frame) throw new Refused(400, 'BATCH_MALFORMED');
    const { batch, previous, tables } = frame.header as UploadHeader;
    const find = (number: number) => clinic.batches.get(`${life} ${String(number)}`);
    const stored = find(batch);
    const known = { head: clinic.head, known: clinic.head.version };
    this.#checkShown(clinic, [parseCommit(query.get('seen'))]);
    const isOther = stored && stored.hash !== null && stored.hash !== digestOf(body);
    if (isOther) throw new Refused(409, 'MUTATION_ID_REUSED', known);
    if (stored) return stored.answer;
    if (find(batch + 1)) throw new Refused(409, 'SYNC_REWOUND', known);
    if (tag !== '' && tag !== tagOf(clinic.head)) throw new Refused(412, 'MOVED');
    if (previous !== null && !find(previous)) return { ...PLAIN, batch, status: 'retry' };
    const work = { previous: clinic.head, ...this.#apply(asked, tables, frame.rows as Mutation[]) };
    const answer: BatchAnswer = { ...PLAIN, batch, status: 'done', ...work };
    clinic.batches.set(`${life} ${String(batch)}`, { hash: digestOf(body), answer });
    return answer;
  }

  /** The batch's answer, or from now on none: it can never be applied later [SYNC-2]. */
  #void({ clinic, life }: Asked, body: Uint8Array): BatchAnswer {
    const { batch, hash } = JSON.parse(textOf(body)) as { batch: number; hash?: string };
    const key = `${life} ${String(batch)}`;
    const stored = clinic.batches.get(key);
    const isOther = hash !== undefined && stored && stored.hash !== null && stored.hash !== hash;
    if (isOther) throw new Refused(409, 'MUTATION_ID_REUSED', { head: clinic.head });
    const answer: BatchAnswer = stored?.answer ?? { ...PLAIN, batch, status: 'void' };
    if (!stored) clinic.batches.set(key, { hash: null, answer });
    return answer;
  }

  #apply({ clinic, device, life }: Asked, tables: Frames, all: Mutation[]) {
    const at = { epoch: clinic.head.epoch, version: clinic.head.version + 1 };
    const exceptions = new Map<number, MutationOutcome>();
    const retry = (index: number) => exceptions.set(index, { index, status: 'retry' });
    const [keys, taken] = [new Set<string>(), new Set<WireValue | undefined>()];
    const fitting: Fitting[] = [];
    all.forEach((mutation, index) => {
      const table = tables[mutation[1]]?.name ?? '';
      const held = clinic.rows.get(table)?.get(keyOf(mutation));
      if (keys.size === keys.add(`${table} ${keyOf(mutation)}`).size) return retry(index);
      const based = held?.epoch === mutation[3][0] && held.version === mutation[3][1];
      const isThere = held !== undefined && held.values !== null;
      const fits = mutation[0] === 'i' ? !held || (!isThere && based) : isThere && based;
      const known = clinic.mutations.get(`${device} ${mutation[2]}`);
      const isSame = known?.life !== life && known?.image === imageOf(mutation);
      const again = !fits && isSame && isThere && held.version === known.version;
      if (fits || again) return fitting.push({ mutation, index, table, again });
      if (mutation[0] === 'i') taken.add(mutation[7][0]);
      const row = held ?? { ...at, version: clinic.head.version, values: null };
      return exceptions.set(index, { index, status: 'stale', row });
    });
    const after = (unit: readonly Fitting[]): Pick<Clinic, 'rows'> => {
      const rows = new Map([...clinic.rows].map(([name, held]) => [name, new Map(held)]));
      for (const { mutation, table } of unit) {
        const before = rows.get(table)?.get(keyOf(mutation))?.values ?? [];
        rows.get(table)?.set(keyOf(mutation), { ...at, values: imageAfter(mutation, before) });
      }
      return { rows };
    };
    const attempt = (unit: readonly Fitting[]): boolean => {
      const next = after(unit);
      return !problems(next) && Boolean(Object.assign(clinic, next));
    };
    // What names a number that is another record's by now waits until its own has a new one [SYNC-3].
    const isLate = ({ mutation, table }: Fitting) => {
      const image = imageAfter(mutation, []) ?? [];
      return NUMBERS.some((cell) => cell.table === table && taken.has(image[cell.at]));
    };
    for (const { index } of fitting.filter(isLate)) retry(index);
    // What belongs together applies whole or not at all [SYNC-4].
    const torn = new Set([...exceptions.keys()].map((index) => all[index]?.[6]));
    const isTorn = ({ mutation }: Fitting) => mutation[6] !== null && torn.has(mutation[6]);
    for (const { index } of fitting.filter(isTorn)) retry(index);
    const whole = fitting.filter(({ index }) => !exceptions.has(index));
    let waiting = [...Map.groupBy(whole, ({ mutation, index }) => mutation[6] ?? index).values()];
    for (let tried = Infinity; waiting.length > 0 && waiting.length < tried;) {
      tried = waiting.length;
      // One by one where not all at once, as long as that lets any through.
      waiting = attempt(waiting.flat()) ? [] : waiting.filter((unit) => !attempt(unit));
    }
    for (const unit of waiting) {
      const culprit = unit.findIndex((_, n) => problems(after(unit.slice(0, n + 1))));
      for (const [n, { mutation, index }] of unit.entries()) {
        const problem = problems(after(unit)) ?? { reason: 'unique' };
        const own = mutation[0] === 'd' ? 'dependants' : problem.reason;
        const reason = n === culprit ? own : 'group';
        exceptions.set(index, { ...problem, index, status: 'rejected', reason });
      }
    }
    const applied = fitting.filter(({ index }) => !exceptions.has(index));
    for (const { mutation, table, again } of applied) {
      const image = imageOf(mutation);
      clinic.mutations.set(`${device} ${mutation[2]}`, { life, image, version: at.version });
      if (!again) this.onApplied(mutation, table);
    }
    const commit = applied.length === 0 ? null : this.#commit(clinic, at);
    return { commit, exceptions: [...exceptions.values()].sort((a, b) => a.index - b.index) };
  }
}

/** The first rule that the clinic's rows break as they stand, or undefined. */
export function problems({ rows }: Pick<Clinic, 'rows'>): Problem | undefined {
  for (const { table, at, name, unique, references } of CELLS) {
    const seen = new Set<WireValue>();
    for (const { values } of rows.get(table)?.values() ?? []) {
      const value = values?.[at] ?? null;
      if (value === null) continue;
      if (unique && seen.has(value)) return { reason: 'unique', columns: [name], table };
      seen.add(value);
      if (references && !rows.get(references.table)?.get(String(value))?.values)
        return { reason: 'missing-reference', table: references.table };
    }
  }
  return undefined;
}

/** Rows by table and key; batches by life and number, a void one without a hash; mutations by device and id. */
function emptyClinic(id: string, tables: Frames) {
  return {
    id,
    head: parseCommit(null),
    epochs: [[0, 0]] as [epoch: number, first: number][],
    commits: new Map<number, Commit>(),
    rows: new Map(tables.map(({ name }) => [name, new Map<string, ModelRow>()])),
    batches: new Map<string, { hash: string | null; answer: BatchAnswer }>(),
    mutations: new Map<string, { life: string; image: string; version: number }>(),
  };
}

const keyOf = (mutation: Mutation): string => String(mutation[7][0]);
const imageOf = (mutation: Mutation): string =>
  JSON.stringify([mutation[0], mutation[1], ...mutation.slice(7)]);
const textOf = (body: Uint8Array): string => Buffer.from(body).toString();
const pad = (number: number): string => String(number).padStart(9, '0');
const json = (answer: object): Uint8Array =>
  answer instanceof Uint8Array ? answer : Buffer.from(JSON.stringify(answer));

function imageAfter(mutation: Mutation, before: readonly WireValue[]): WireValue[] | null {
  if (mutation[0] !== 'u') return mutation[0] === 'd' ? null : mutation[7];
  const image = [...before];
  mutation[8].forEach((column, at) => (image[column] = mutation[9][at] ?? null));
  return image;
}
