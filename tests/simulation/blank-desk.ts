import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../engine/store/open-store.ts';
import { simSchema } from './sim-schema.ts';

const DEVICE = 'device-of-a-blank-desk-to-be-replaced';
const INCARNATION = '0123456789abcdef0123456789abcdef';

/** A desk's database as the engine makes it at its first start, made once: most of a short history would go into making it. */
let blank: Buffer | undefined;

/** Puts a blank desk's database into `home`, with an identity of its own; both parts are as long as the blank's. */
export function writeBlankDesk(home: string, identity: (length: number) => string): void {
  blank ??= makeBlank();
  const file = Buffer.from(blank);
  for (const part of [DEVICE, INCARNATION]) {
    const mine = Buffer.from(identity(part.length));
    for (let at = file.indexOf(part); at >= 0; at = file.indexOf(part, at)) mine.copy(file, at);
  }
  writeFileSync(join(home, 'clinic.db'), file);
}

function makeBlank(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-blank-'));
  const path = join(folder, 'clinic.db');
  try {
    const store = openStore({
      path,
      schema: simSchema,
      deviceName: 'desk',
      now: () => 1_750_000_000_000,
      randomBytes: (count) => new Uint8Array(count),
    });
    store.db.run('UPDATE _sync_desk SET device = ?, incarnation = ?', DEVICE, INCARNATION);
    store.close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
