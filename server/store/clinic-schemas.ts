import type { SchemaManifest } from '../../shared/records/manifest.ts';
import { adoptSchema, findAdopted } from './adopt-schema.ts';
import { createPool, type Database, schemaHashOf } from './database.ts';

/** Connections of one adopted schema: each has statements and a staging table of its own schema. */
const CONNECTIONS = 10;

/**
 * The database as each clinic sees it: with the shipped schema, or the one it adopted. What was read once is kept; whoever
 * hears of a change forgets it.
 */
export class ClinicSchemas {
  readonly #shipped: Database;
  readonly #byClinic = new Map<number, Promise<Database>>();
  readonly #bySchema = new Map<string, Database>();

  constructor(shipped: Database) {
    this.#shipped = shipped;
  }

  of(clinic: number): Promise<Database> {
    const known = this.#byClinic.get(clinic);
    if (known) return known;
    const found = this.#find(clinic);
    this.#byClinic.set(clinic, found);
    // A database that did not answer is asked again.
    found.catch(() => {
      if (this.#byClinic.get(clinic) === found) this.#byClinic.delete(clinic);
    });
    return found;
  }

  /** @throws SatchelError TABLE_NOT_SYNCABLE, SCHEMA_IN_USE */
  async adopt(clinic: number, manifest: SchemaManifest): Promise<void> {
    await adoptSchema(await this.of(clinic), clinic, manifest);
    this.forget(clinic);
  }

  /** Of one clinic, or of all: notices may have been missed. */
  forget(clinic?: number): void {
    if (clinic === undefined) this.#byClinic.clear();
    else this.#byClinic.delete(clinic);
  }

  async close(): Promise<void> {
    this.#byClinic.clear();
    await Promise.all([...this.#bySchema.values()].map(({ pool }) => pool.end()));
  }

  async #find(clinic: number): Promise<Database> {
    const schema = await findAdopted(this.#shipped, clinic);
    if (!schema) return this.#shipped;
    const schemaHash = schemaHashOf(schema);
    const place = `${schemaHash} ${schema.tables[0]?.namespace ?? ''}`;
    const known = this.#bySchema.get(place);
    if (known) return known;
    const pool = createPool(this.#shipped.url, CONNECTIONS);
    const database = { ...this.#shipped, schema, schemaHash, pool };
    this.#bySchema.set(place, database);
    return database;
  }
}
