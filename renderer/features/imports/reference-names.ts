import type { TableDescription } from '../../../shared/api/records.ts';
import type { SatchelClient } from '../../client.ts';
import { t } from '../../text/t.ts';
import type { FieldReading } from '../records/field-input.ts';

const PAGE_ROWS = 1000;

/** Records of one table by what a person calls them, to find what a cell names. */
export class ReferenceNames {
  readonly #singular: string;
  readonly #keys = new Set<string>();
  readonly #byName = new Map<string, string | undefined>();

  constructor(singular: string) {
    this.#singular = singular;
  }

  add(key: string, title: string): void {
    this.#keys.add(key);
    const name = plainName(title);
    // A second of the same name: neither is meant for certain.
    this.#byName.set(name, this.#byName.has(name) ? undefined : key);
  }

  find(text: string): FieldReading {
    if (this.#keys.has(text)) return { value: text };
    const name = plainName(text);
    const singular = this.#singular;
    if (!this.#byName.has(name)) return { problem: t('imports.notFoundRef', { singular }) };
    const key = this.#byName.get(name);
    return key === undefined ? { problem: t('imports.manyRef', { singular }) } : { value: key };
  }
}

function plainName(title: string): string {
  return title.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase();
}

/** Reads the whole of each table that the file refers to. */
export async function loadReferenceNames(
  client: SatchelClient,
  tables: readonly TableDescription[],
  signal: AbortSignal,
): Promise<Map<string, ReferenceNames>> {
  const found = new Map<string, ReferenceNames>();
  for (const table of tables) {
    const names = new ReferenceNames(table.singular);
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const query = { table: table.name, limit: PAGE_ROWS, offset };
      const { records } = await client.records.list(query, { signal });
      for (const { key, title } of records) names.add(key, title);
      if (records.length < PAGE_ROWS) break;
    }
    found.set(table.name, names);
  }
  return found;
}
