import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Zip, ZipDeflate } from 'fflate';
import type { Bundle } from '../../shared/api/diagnose.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { type JobContext, stopIfCancelled } from '../backup/job.ts';
import { renameDurably, syncFile } from '../store/durable-file.ts';
import type { DatabaseKey } from '../store/database-key.ts';
import { databaseFacts, schemaText } from '../store/bundle-facts.ts';
import { hideSecrets, redactLogLine } from './redact.ts';

export interface PackBundleInput {
  readonly to: string;
  readonly logs: string;
  readonly database: string;
  readonly key?: DatabaseKey | undefined;
  /** What the engine knows, redacted already: file name and content. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  /** Texts of the secret store, taken out wherever they may have got to. */
  readonly secrets: readonly string[];
}

/**
 * Writes the zip for support, whole or not at all. A part that cannot be had is in it with the reason, so that a
 * damaged desk can still be described.
 * @throws SatchelError BUNDLE_EXISTS, BUNDLE_FOLDER, BACKUP_CANCELLED
 */
export async function packBundle(input: PackBundleInput, context: JobContext): Promise<Bundle> {
  const { to, database, secrets } = input;
  if (existsSync(to)) throw new SatchelError('BUNDLE_EXISTS', { path: to });
  const part = `${to}.part`;
  const file = openFor(part);
  try {
    const zip = new ZipFile(file);
    for (const { name, text } of input.texts) zip.add(name, hideSecrets(text, secrets));
    zip.add(
      'database.json',
      orReason(() => json(databaseFacts(database, input.key))),
    );
    zip.add(
      'schema.sql',
      orReason(() => schemaText(database, input.key)),
    );
    for (const name of logNames(input.logs)) {
      stopIfCancelled(context);
      await zip.addLines(`logs/${name}`, redactedLines(join(input.logs, name), secrets));
    }
    zip.end();
    closeSync(file);
    syncFile(part);
    stopIfCancelled(context);
    renameDurably(part, to);
    return { path: to, sizeBytes: statSync(to).size, files: zip.files };
  } finally {
    rmSync(part, { force: true });
  }
}

function openFor(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, 'w', 0o600);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new SatchelError(
      'BUNDLE_FOLDER',
      { path: dirname(path), detail: code },
      { cause: error },
    );
  }
}

function orReason(make: () => string): string {
  try {
    return make();
  } catch (error) {
    return json({ failed: toSatchelError(error).code });
  }
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Turned-over logs are packed by the rotation (`.gz`) only where it was told to; ours are plain. */
function logNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.log'));
  } catch {
    return [];
  }
}

async function* redactedLines(path: string, secrets: readonly string[]): AsyncIterable<string> {
  let foreign = 0;
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    const shown = redactLogLine(line, secrets);
    if (shown === undefined) foreign++;
    else yield `${shown}\n`;
  }
  if (foreign > 0) yield `${JSON.stringify({ message: 'lines left out', lines: foreign })}\n`;
}

/** A zip that is written as it grows: a desk's logs may be larger than what should be held in memory. */
class ZipFile {
  readonly files: { name: string; sizeBytes: number }[] = [];
  readonly #zip: Zip;
  readonly #encoder = new TextEncoder();

  constructor(file: number) {
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error;
      writeSync(file, chunk);
    });
  }

  add(name: string, text: string): void {
    const entry = this.#open(name);
    this.#push(entry, text);
    entry.deflate.push(new Uint8Array(), true);
  }

  async addLines(name: string, lines: AsyncIterable<string>): Promise<void> {
    const entry = this.#open(name);
    let waiting = '';
    for await (const line of lines) {
      waiting += line;
      if (waiting.length < CHUNK) continue;
      this.#push(entry, waiting);
      waiting = '';
    }
    this.#push(entry, waiting);
    entry.deflate.push(new Uint8Array(), true);
  }

  end(): void {
    this.#zip.end();
  }

  #open(name: string): Entry {
    const deflate = new ZipDeflate(name, { level: 6 });
    const listed = { name, sizeBytes: 0 };
    this.#zip.add(deflate);
    this.files.push(listed);
    return { deflate, listed };
  }

  #push({ deflate, listed }: Entry, text: string): void {
    const bytes = this.#encoder.encode(text);
    listed.sizeBytes += bytes.length;
    deflate.push(bytes);
  }
}

interface Entry {
  readonly deflate: ZipDeflate;
  readonly listed: { readonly name: string; sizeBytes: number };
}

const CHUNK = 1 << 18;
