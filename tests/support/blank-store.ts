import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../engine/store/open-store.ts';
import type { SchemaManifest } from '../../shared/records/manifest.ts';

const made = new WeakMap<SchemaManifest, Buffer>();

/**
 * Puts a desk's database of `schema`, as the engine makes it, at `path` where nothing lies there yet: without a row and
 * without an identity, which the desk that opens it first gives itself. Made once in a process, for most of a small test
 * would go into making it.
 */
export function writeBlankStore(path: string, schema: SchemaManifest): void {
  if (existsSync(path)) return;
  const blank = made.get(schema) ?? makeBlank(schema);
  made.set(schema, blank);
  writeFileSync(path, blank);
}

function makeBlank(schema: SchemaManifest): Buffer {
  return fromNewStore(schema, {
    change: (store) => store.db.run('DELETE FROM _sync_desk'),
    read: (path) => readFileSync(path),
  });
}

/** What `read` finds at the path of a new store that `change` has had and that is closed. The file is gone afterwards. */
export function fromNewStore<T>(
  schema: SchemaManifest,
  { change, read }: { change: (store: Store) => void; read: (path: string) => T },
): T {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-blank-'));
  const path = join(folder, 'clinic.db');
  try {
    const store = openStore({
      path,
      schema,
      deviceName: 'desk',
      now: () => 1_750_000_000_000,
      randomBytes: (count) => new Uint8Array(count),
    });
    change(store);
    store.close();
    return read(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
