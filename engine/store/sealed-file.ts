import { closeSync, openSync, readSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import type { DatabaseKey } from './database-key.ts';

/*
 * A sealed database is encrypted page by page with AEGIS-256: each page, of the file and of its WAL, has a random
 * nonce and a tag, so that a changed byte is found when the page is read. The key is random, so none is stretched.
 * Format: https://utelle.github.io/SQLite3MultipleCiphers/docs/ciphers/cipher_aegis/
 */
const CIPHER = 'aegis';

/** The key as SQLite takes it: raw, and not a passphrase. An empty one is a plain file's. */
export function keyText(key: DatabaseKey | undefined): string {
  return key ? `x'${Buffer.from(key.bytes).toString('hex')}'` : '';
}

/** To be called before anything is read, and again before each ATTACH with a key. */
export function chooseCipher(db: { pragma(text: string): unknown }): void {
  db.pragma(`cipher = '${CIPHER}'`);
}

/** Opens what the connection reads and seals what it writes; without a key the file is a plain one. */
export function applyKey(raw: BetterSqlite3.Database, key: DatabaseKey | undefined): void {
  if (!key) return;
  chooseCipher(raw);
  (raw as KeyedDatabase).key(Buffer.from(keyText(key)));
}

/** What better-sqlite3-multiple-ciphers adds to better-sqlite3. */
interface KeyedDatabase extends BetterSqlite3.Database {
  key(key: Buffer): number;
}

/** `blank`: of no bytes. `other`: no database that Satchel or SQLite wrote. */
export type FileState = 'missing' | 'blank' | 'plain' | 'sealed' | 'other';

const PLAIN_START = 'SQLite format 3\0';

/**
 * What a file is, by its first bytes. Never while this process has it open as a database: closing the file again
 * would drop the locks of its connections.
 */
export function fileStateOf(path: string): FileState {
  const start = Buffer.alloc(24);
  let read: number;
  try {
    const file = openSync(path, 'r');
    try {
      read = readSync(file, start, 0, start.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return 'missing';
  }
  if (read === 0) return 'blank';
  if (start.toString('latin1', 0, 16) === PLAIN_START) return 'plain';
  // Of a sealed file the salt comes first, and then what SQLite has to know before it has a key: among it three
  // numbers that are the same in every database.
  return read === start.length && start.readUIntBE(21, 3) === 0x402020 ? 'sealed' : 'other';
}
