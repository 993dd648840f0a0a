import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { writeDurably } from '../store/durable-file.ts';

/**
 * A person's settings as they were when they were last read without a fault lie beside them, so that a file which a disk or a
 * power cut damaged does not keep a desk from starting, and is never replaced by defaults, which would lead nowhere.
 */
export function settingsPath(home: string): string {
  return join(home, 'config.json');
}

function keptPath(home: string): string {
  return join(home, 'config.kept.json');
}

/** To be called whenever the file was read or written without a fault. */
export function keepSettings(home: string): void {
  const text = readText(settingsPath(home));
  if (text !== undefined && text !== readText(keptPath(home))) writeDurably(keptPath(home), text);
}

/**
 * Brings the kept settings back where the file is gone, empty, or holds what nobody types. A file that a person may have
 * written, right or wrong, is left as it is. Returns what a person should be told.
 */
export function mendSettings(home: string, now: number): string | undefined {
  const kept = readText(keptPath(home));
  if (kept === undefined || !isDamaged(settingsPath(home))) return undefined;
  bringBack(home, { kept, now });
  return 'config.json was damaged; the settings of the last start are in force';
}

/**
 * The same when a person asks for it, whatever the file holds. Returns where the file that was there lies now.
 * @throws SatchelError CONFIG_NOT_KEPT
 */
export function restoreSettings(home: string, now: number): string | null {
  const kept = readText(keptPath(home));
  if (kept === undefined) throw new SatchelError('CONFIG_NOT_KEPT', { home });
  return bringBack(home, { kept, now });
}

function bringBack(home: string, { kept, now }: { kept: string; now: number }): string | null {
  const path = settingsPath(home);
  let aside: string | null = null;
  if (existsSync(path)) {
    const folder = join(home, 'quarantine');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    aside = join(folder, `config-${new Date(now).toISOString().replaceAll(':', '-')}.json`);
    copyFileSync(path, aside);
  }
  writeDurably(path, kept);
  return aside;
}

function isDamaged(path: string): boolean {
  if (!existsSync(path)) return true;
  const bytes = readFileSync(path);
  if (bytes.length === 0 || bytes.includes(0)) return true;
  return !Buffer.from(bytes.toString('utf8')).equals(bytes);
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
