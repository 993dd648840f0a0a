import { z } from 'zod';
import type { Secrets } from '../ports.ts';
import { type DatabaseKey, databaseKeyOf } from '../store/database-key.ts';
import { recoveryKeyOf } from './recovery-key.ts';

/** Where the desk's keys lie in the secret store. */
const NAME = 'database-keys';

const entrySchema = z.object({
  secret: z.base64(),
  since: z.string(),
  /** Whether a person was shown its recovery key. */
  shown: z.boolean(),
  /** The keychain that sealed it then: where another answers now, that explains a key that is gone. */
  backend: z.string().nullable().default(null),
});
const ringSchema = z.array(entrySchema);
type Entry = z.infer<typeof entrySchema>;

/**
 * The keys of a desk's database and backups, the newest first. Older ones stay: backups were made under them. Which one
 * the database is sealed with is told by the database, so that a kill between the two never loses it.
 */
export class KeyRing {
  readonly #secrets: Secrets;
  #entries: readonly Entry[];

  private constructor(secrets: Secrets, entries: readonly Entry[]) {
    this.#secrets = secrets;
    this.#entries = entries;
  }

  static async open(secrets: Secrets): Promise<KeyRing> {
    const text = await secrets.get(NAME);
    return new KeyRing(secrets, text === undefined ? [] : ringSchema.parse(JSON.parse(text)));
  }

  get kind(): Secrets['kind'] {
    return this.#secrets.kind;
  }

  get keys(): readonly DatabaseKey[] {
    return this.#entries.map(({ secret }) => databaseKeyOf(Buffer.from(secret, 'base64')));
  }

  find(id: string): DatabaseKey | undefined {
    return this.keys.find((key) => key.id === id);
  }

  backendOf(id: string): string | null {
    return this.#entryOf(id)?.backend ?? null;
  }

  wasShown(id: string): boolean {
    return this.#entryOf(id)?.shown ?? false;
  }

  /** Durable before it returns: no file is sealed with a key that only memory knows. */
  async add(secret: Uint8Array, facts: { since: string; shown: boolean }): Promise<DatabaseKey> {
    const key = databaseKeyOf(secret);
    if (this.find(key.id)) return key;
    const entry = {
      secret: Buffer.from(secret).toString('base64'),
      backend: this.#secrets.backend ?? null,
      ...facts,
    };
    await this.#keep([entry, ...this.#entries]);
    return key;
  }

  /** The recovery key of a key that nobody was shown yet; from then on it is not told again. */
  async showOnce(id: string): Promise<string | undefined> {
    const entry = this.#entryOf(id);
    if (!entry || entry.shown) return undefined;
    await this.#keep(this.#entries.map((one) => (one === entry ? { ...one, shown: true } : one)));
    return recoveryKeyOf(Buffer.from(entry.secret, 'base64'));
  }

  #entryOf(id: string): Entry | undefined {
    return this.#entries.find(
      ({ secret }) => databaseKeyOf(Buffer.from(secret, 'base64')).id === id,
    );
  }

  async #keep(entries: readonly Entry[]): Promise<void> {
    await this.#secrets.set(NAME, JSON.stringify(entries));
    this.#entries = entries;
  }
}
