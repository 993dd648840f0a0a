import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkFile } from '../../../engine/backup/check-file.ts';
import { unlisted } from '../../../engine/backup/catalogue.ts';
import { digestTable } from '../../../engine/compare/digest-rows.ts';
import { Settings } from '../../../engine/settings/settings.ts';
import type { DatabaseKey } from '../../../engine/store/database-key.ts';
import { openStore, type Store } from '../../../engine/store/open-store.ts';
import { checkBeforeOpening } from '../../../engine/store/startup-check.ts';
import { isSatchelError } from '../../../shared/errors/satchel-error.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import { temporaryFolder } from '../../support/test-desk.ts';
import { type BackupDesk, backupDesk } from './backup-desk.ts';

export const targets = ['database', 'wal', 'config', 'page', 'backup', 'encrypted'] as const;
export type Target = (typeof targets)[number];

export const mutations = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'zero', 'missing'),
  /** Where in the file, as a share of its length. */
  at: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
  bit: fc.integer({ min: 0, max: 7 }),
});
export type Mutation = typeof mutations extends fc.Arbitrary<infer T> ? T : never;

/**
 * What came of a mutated file. `compared`: the file opens, holds other records than before, and comparing by content
 * with the server shows it, which is all that can be done where a bit flips inside a value. `silent` must not happen.
 */
export type Verdict = 'refused' | 'told' | 'harmless' | 'compared' | 'silent';

const PAGE = 4096;
const PASSPHRASE = 'a test passphrase';
const CONFIG = { backup: { intervalMinutes: 45 }, log: { level: 'warn' } };

export function mutate(original: Buffer, { kind, at, bit }: Mutation): Buffer | null {
  if (kind === 'missing') return null;
  const place = Math.floor(at * original.length);
  if (kind === 'cut') return original.subarray(0, place);
  const bytes = Buffer.from(original);
  if (kind === 'flip') bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
  else bytes.fill(0, place - (place % PAGE), Math.min(bytes.length, place - (place % PAGE) + PAGE));
  return bytes;
}

/** A desk whose files are damaged one at a time, each time from the same sound state. */
export class MutatedDesk {
  readonly #desk: BackupDesk;
  readonly #key: DatabaseKey | undefined;
  readonly #folder = temporaryFolder();
  readonly #sound: Record<Target, Buffer>;
  readonly #names: Record<'page' | 'backup' | 'encrypted', string>;
  /** What the server would answer: every table's rows, by content. */
  readonly #digests: string;

  private constructor(
    desk: BackupDesk,
    sound: Record<Target, Buffer>,
    names: { page: string; backup: string; encrypted: string },
  ) {
    this.#desk = desk;
    this.#key = desk.file.store.db.key;
    this.#sound = sound;
    this.#names = names;
    this.#digests = digestsOf(desk.file.store);
  }

  static async create(key?: DatabaseKey): Promise<MutatedDesk> {
    const desk = backupDesk(400, key);
    desk.file.settle();
    const backup = await desk.back();
    desk.now += 60_000;
    const encrypted = await desk.backups.create({ reason: 'manual', passphrase: PASSPHRASE });
    const { folder } = desk.backups;
    const read = (name: string): Buffer => readFileSync(join(folder, name));
    const names = {
      page: `${backup.id}.backup.json`,
      backup: backup.file,
      encrypted: encrypted.file,
    };
    desk.file.store.db.pragma('wal_checkpoint(TRUNCATE)');
    const database = readFileSync(desk.file.path);
    desk.file.store.db.pragma('wal_autocheckpoint = 0');
    // Work of a morning, synced and not yet in the database file itself.
    for (let save = 0; save < 40; save++) desk.addOwners(5);
    desk.file.settle();
    const wal = readFileSync(`${desk.file.path}-wal`);
    return new MutatedDesk(
      desk,
      {
        database,
        wal,
        config: Buffer.from(`${JSON.stringify(CONFIG, null, 2)}\n`),
        page: read(names.page),
        backup: read(names.backup),
        encrypted: read(names.encrypted),
      },
      names,
    );
  }

  /** The verdict over this file mutated so; undefined where the mutation changes nothing. */
  async try(target: Target, mutation: Mutation): Promise<Verdict | undefined> {
    const bytes = mutate(this.#sound[target], mutation);
    if (bytes?.equals(this.#sound[target])) return undefined;
    switch (target) {
      case 'database':
      case 'wal':
        return this.#open(target, bytes);
      case 'config':
        return this.#configure(bytes);
      case 'page':
        return this.#list(bytes);
      default:
        return this.#verify(target, bytes);
    }
  }

  /** As a start after a crash, and the check that `diagnose` and every backup make. */
  async #open(target: 'database' | 'wal', bytes: Buffer | null): Promise<Verdict> {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    const path = join(this.#folder, 'clinic.db');
    const files = { [path]: this.#sound.database, [`${path}-wal`]: this.#sound.wal };
    for (const [name, content] of Object.entries(files)) writeFileSync(name, content);
    const damaged = target === 'database' ? path : `${path}-wal`;
    if (bytes === null) rmSync(damaged);
    else writeFileSync(damaged, bytes);
    try {
      const notice = checkBeforeOpening({
        path,
        key: this.#key,
        expected: true,
        crashed: true,
        quarantine: join(this.#folder, 'quarantine'),
        now: this.#desk.now,
      });
      await checkFile(path, quiet, this.#key);
      const store = openAgain(path, this.#key);
      try {
        const same = digestsOf(store) === this.#digests;
        if (notice !== undefined) return 'told';
        return same ? 'harmless' : 'compared';
      } finally {
        store.close();
      }
    } catch (error) {
      if (isSatchelError(error) && error.code.startsWith('STORE_')) return 'refused';
      throw error;
    }
  }

  #configure(bytes: Buffer | null): Verdict {
    const path = join(this.#folder, 'config.json');
    mkdirSync(this.#folder, { recursive: true });
    if (bytes === null) rmSync(path, { force: true });
    else writeFileSync(path, bytes);
    try {
      const { config } = new Settings(path, {});
      // What parses and keeps to the schema is what a person might have written: `config explain` shows it.
      const same = config.backup.intervalMinutes === 45 && config.log.level === 'warn';
      return same ? 'harmless' : 'told';
    } catch (error) {
      if (isSatchelError(error) && error.code.startsWith('CONFIG_')) return 'refused';
      throw error;
    }
  }

  #list(bytes: Buffer | null): Verdict {
    const { folder } = this.#desk.backups;
    return this.#with(this.#names.page, { bytes, sound: this.#sound.page }, () => {
      const listed = this.#desk.backups.list().map(({ file }) => file);
      if (listed.includes(this.#names.backup)) {
        const now = readFileSync(join(folder, this.#names.page), 'utf8');
        return sameJson(now, this.#sound.page.toString('utf8')) ? 'harmless' : 'silent';
      }
      return unlisted(folder).includes(this.#names.backup) ? 'told' : 'silent';
    });
  }

  async #verify(target: 'backup' | 'encrypted', bytes: Buffer | null): Promise<Verdict> {
    const file = this.#names[target];
    return this.#with(file, { bytes, sound: this.#sound[target] }, async () => {
      const id = file.replace(/\.db(\.enc)?$/, '');
      const passphrase = target === 'encrypted' ? { passphrase: PASSPHRASE } : {};
      const [verdict] = await this.#desk.backups.verify({ id, ...passphrase });
      return verdict?.ok === false ? 'refused' : 'silent';
    });
  }

  /** Puts the file in its place, looks, and brings back the sound one with its page. */
  #with<T>(
    name: string,
    { bytes, sound }: { bytes: Buffer | null; sound: Buffer },
    look: () => T,
  ): T {
    const path = join(this.#desk.backups.folder, name);
    const pages = readdirSync(this.#desk.backups.folder)
      .filter((each) => each.endsWith('.json'))
      .map((each) => join(this.#desk.backups.folder, each));
    const before = pages.map((each) => [each, readFileSync(each)] as const);
    if (bytes === null) rmSync(path);
    else writeFileSync(path, bytes);
    const restore = (): void => {
      for (const [each, content] of before) writeFileSync(each, content);
      writeFileSync(path, sound);
    };
    try {
      const found = look();
      if (!(found instanceof Promise)) {
        restore();
        return found;
      }
      return found.finally(restore) as T;
    } catch (error) {
      restore();
      throw error;
    }
  }
}

const quiet = { signal: new AbortController().signal, progress: () => undefined };

function openAgain(path: string, key: DatabaseKey | undefined): Store {
  return openStore({
    path,
    key,
    schema: clinicSchema,
    deviceName: 'test',
    now: () => 0,
    randomBytes: (count) => new Uint8Array(count),
    mustExist: true,
  });
}

function digestsOf(store: Store): string {
  return JSON.stringify(clinicSchema.tables.map((table) => digestTable(store, table)));
}

function sameJson(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}

/** Tries so many of each seed and counts the verdicts by target. */
export async function tryMutations(
  count: number,
  { seed, key }: { seed: number; key?: DatabaseKey | undefined },
): Promise<{ counts: Record<string, number>; silent: string[]; tried: number }> {
  const desk = await MutatedDesk.create(key);
  const counts: Record<string, number> = {};
  const silent: string[] = [];
  let tried = 0;
  const chosen = fc.sample(mutations, { numRuns: count * 2, seed });
  for (const [index, mutation] of chosen.entries()) {
    if (tried >= count) break;
    const target = targets[index % targets.length] ?? 'database';
    const verdict = await desk.try(target, mutation);
    if (verdict === undefined) continue;
    tried++;
    const name = `${target} ${verdict}`;
    counts[name] = (counts[name] ?? 0) + 1;
    if (verdict === 'silent') silent.push(`${target} ${JSON.stringify(mutation)}`);
  }
  return { counts, silent, tried };
}
