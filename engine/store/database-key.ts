import { createHash, hkdfSync } from 'node:crypto';

/** What a database file is sealed with. Crosses threads by message; never an argument, a variable or a log line. */
export interface DatabaseKey {
  /** Tells keys apart without telling anything of them: for catalogues and messages. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The key that a desk's secret stands for. The secret is what a person keeps as the recovery key. */
export function databaseKeyOf(secret: Uint8Array): DatabaseKey {
  const bytes = new Uint8Array(hkdfSync('sha256', secret, '', 'satchel database key 1', 32));
  const id = createHash('sha256').update('satchel key id').update(bytes).digest('hex').slice(0, 12);
  return { id, bytes };
}
