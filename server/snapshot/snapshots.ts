import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Commit, sameCommit } from '../../shared/protocol/commit.ts';
import type { Principal } from '../auth/access-tokens.ts';
import { readHead } from '../store/clinics.ts';
import { knowsCommits } from '../store/commits.ts';
import { type Database, inTransaction } from '../store/database.ts';
import type { SnapshotBuilt, SnapshotJob } from './worker.ts';

export interface Snapshot {
  readonly path: string;
  readonly commit: Commit;
  /** Hex SHA-256 of the whole file. */
  readonly digest: string;
  readonly bytes: number;
}

export interface SnapshotsOptions {
  readonly dataDir: string;
  readonly now: () => number;
}

/** A snapshot this old or younger is served though the clinic went on: the delta after it is small. */
const FRESH_MS = 10 * 60_000;

/** The clinics' snapshots, kept as files: built once, then served to every desk that asks [SYNC-9]. */
export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #dir: string;
  readonly #building = new Map<number, Promise<Snapshot>>();

  constructor(options: SnapshotsOptions) {
    this.#options = options;
    this.#dir = join(options.dataDir, 'snapshots');
  }

  async get(database: Database, principal: Principal): Promise<Snapshot> {
    const { clinic } = principal;
    const running = this.#building.get(clinic);
    if (running) return running;
    const head = await readHead(database.pool, clinic);
    const kept = await this.#find(database, clinic, head);
    if (kept) return kept;
    const again = this.#building.get(clinic);
    if (again) return again;
    const building = this.#build(database, principal).finally(() => this.#building.delete(clinic));
    this.#building.set(clinic, building);
    return building;
  }

  async #find(database: Database, clinic: number, head: Commit): Promise<Snapshot | undefined> {
    for (const name of this.#names(clinic)) {
      const record = join(this.#dir, `${name}.json`);
      const path = join(this.#dir, name);
      if (!existsSync(record) || !existsSync(path)) continue;
      const built = JSON.parse(readFileSync(record, 'utf8')) as SnapshotBuilt & { schema: string };
      const age = this.#options.now() - statSync(path).mtimeMs;
      const current = sameCommit(built.commit, head);
      const recent = built.commit.epoch === head.epoch && age < FRESH_MS;
      const usable = built.schema === database.schemaHash;
      // A file may have outlived the commits in it: the database was restored to an earlier state.
      if (usable && (current || (recent && (await knows(database, clinic, built.commit))))) {
        return { path, ...built };
      }
    }
    return undefined;
  }

  async #build(database: Database, principal: Principal): Promise<Snapshot> {
    const { now } = this.#options;
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const temporary = join(this.#dir, `${String(principal.clinic)}.building`);
    rmSync(temporary, { force: true });
    const job: SnapshotJob = {
      url: database.url,
      path: temporary,
      clinic: principal.clinic,
      origin: {
        server: database.serverId,
        clinic: principal.clinicId,
        schema: database.schemaHash,
      },
      schema: database.schema,
      now: now(),
    };
    const built = await runWorker(job);
    const { epoch, version } = built.commit;
    const name = `${String(principal.clinic)}-${String(epoch)}-${String(version)}.db`;
    const path = join(this.#dir, name);
    const old = this.#names(principal.clinic).filter((other) => other !== name);
    renameSync(temporary, path);
    writeFileSync(`${path}.json`, JSON.stringify({ ...built, schema: database.schemaHash }), {
      mode: 0o600,
    });
    // A download that has the old file open reads it to its end.
    for (const other of old) {
      rmSync(join(this.#dir, other), { force: true });
      rmSync(join(this.#dir, `${other}.json`), { force: true });
    }
    return { path, ...built };
  }

  #names(clinic: number): string[] {
    if (!existsSync(this.#dir)) return [];
    const pattern = new RegExp(`^${String(clinic)}-\\d+-\\d+\\.db$`);
    return readdirSync(this.#dir).filter((name) => pattern.test(name));
  }
}

function knows({ pool }: Database, clinic: number, commit: Commit): Promise<boolean> {
  return inTransaction(pool, { clinic, mode: 'READ COMMITTED' }, (client) =>
    knowsCommits(client, clinic, [commit]),
  );
}

function runWorker(job: SnapshotJob): Promise<SnapshotBuilt> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`the snapshot thread ended with ${String(code)}`));
    });
  });
}
