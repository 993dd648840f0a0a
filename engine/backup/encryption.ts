import { createCipheriv, createDecipheriv } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { breathe, type JobContext } from './job.ts';

/*
 * An encrypted backup: magic, length of the header, header (JSON), then chunks, each AES-256-GCM with its tag. The
 * STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015): the nonce is a random prefix, the chunk's
 * number and whether it is the last, so that chunks cannot be cut off, left out or moved. The header is
 * authenticated with every chunk.
 */
const MAGIC = Buffer.from('SATCHEL-BACKUP-1\n');
const CHUNK_BYTES = 1 << 20;
const TAG_BYTES = 16;
const PREFIX_BYTES = 7;
const LONGEST_HEADER = 4096;

const headerSchema = z.object({
  kdf: z.literal('argon2id'),
  memoryKib: z
    .int()
    .min(8)
    .max(1 << 20),
  passes: z.int().min(1).max(100),
  salt: z.base64(),
  prefix: z.base64(),
});
type Header = z.infer<typeof headerSchema>;

/** The passphrase, and `RANDOM_BYTES` fresh random bytes: twice the same ones under one passphrase would show both files. */
export interface EncryptionSecret {
  readonly passphrase: string;
  readonly random: Uint8Array;
}
export const RANDOM_BYTES = PREFIX_BYTES + 16;

/** What guessing a passphrase costs; a third of a second here. */
export const passphraseCost = { memoryKib: 65_536, passes: 3 };

/** The key is wrong, or a bit of the file is: GCM cannot say which. */
export class NotAuthentic extends RangeError {}

export async function encryptFile(
  files: { readonly from: string; readonly to: string },
  secret: EncryptionSecret,
  context: JobContext,
): Promise<void> {
  const { passphrase, random } = secret;
  const header: Header = {
    kdf: 'argon2id',
    ...passphraseCost,
    salt: Buffer.from(random.subarray(PREFIX_BYTES)).toString('base64'),
    prefix: Buffer.from(random.subarray(0, PREFIX_BYTES)).toString('base64'),
  };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const key = await keyOf(passphrase, header);
  await withFiles(files, async (input, output, total) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(headerBytes.length);
    for (const part of [MAGIC, length, headerBytes]) writeFully(output, part);
    const buffer = Buffer.alloc(CHUNK_BYTES);
    const chunks = Math.max(1, Math.ceil(total / CHUNK_BYTES));
    for (let index = 0; index < chunks; index++) {
      await breathe(context);
      const read = readFully(input, buffer);
      const nonce = nonceOf(header, index, index === chunks - 1);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(headerBytes);
      writeFully(output, cipher.update(buffer.subarray(0, read)));
      cipher.final();
      writeFully(output, cipher.getAuthTag());
      context.progress({ phase: 'encrypting', done: index + 1, total: chunks });
    }
  });
}

/** @throws NotAuthentic; SatchelError BACKUP_CANCELLED */
export async function decryptFile(
  files: { readonly from: string; readonly to: string },
  passphrase: string,
  context: JobContext,
): Promise<void> {
  const { header, headerBytes, bodyAt } = readHeader(files.from);
  const key = await keyOf(passphrase, header);
  await withFiles(files, async (input, output, total) => {
    const sealed = CHUNK_BYTES + TAG_BYTES;
    const chunks = Math.ceil((total - bodyAt) / sealed);
    if (chunks < 1) throw new NotAuthentic('there is nothing in it');
    readFully(input, Buffer.alloc(bodyAt));
    const buffer = Buffer.alloc(sealed);
    for (let index = 0; index < chunks; index++) {
      await breathe(context);
      const read = readFully(input, buffer);
      if (read < TAG_BYTES) throw new NotAuthentic('its last chunk is cut off');
      const nonce = nonceOf(header, index, index === chunks - 1);
      const opener = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(headerBytes)
        .setAuthTag(buffer.subarray(read - TAG_BYTES, read));
      const plain = opener.update(buffer.subarray(0, read - TAG_BYTES));
      try {
        opener.final();
      } catch (error) {
        throw new NotAuthentic('a chunk is not authentic', { cause: error });
      }
      writeFully(output, plain);
      context.progress({ phase: 'decrypting', done: index + 1, total: chunks });
    }
  });
}

function readHeader(path: string): { header: Header; headerBytes: Buffer; bodyAt: number } {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(MAGIC.length + 4 + LONGEST_HEADER);
    const read = readFully(file, start);
    const length = read < MAGIC.length + 4 ? 0 : start.readUInt32BE(MAGIC.length);
    const bodyAt = MAGIC.length + 4 + length;
    const headerBytes = start.subarray(MAGIC.length + 4, bodyAt);
    const parsed = headerSchema.safeParse(jsonOf(headerBytes));
    const wellFormed = start.subarray(0, MAGIC.length).equals(MAGIC) && length <= LONGEST_HEADER;
    if (!wellFormed || !parsed.success) throw new NotAuthentic('its header is damaged');
    return { header: parsed.data, headerBytes, bodyAt };
  } finally {
    closeSync(file);
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function keyOf(passphrase: string, header: Header): Promise<Buffer> {
  const { memoryKib, passes } = header;
  // A native package that only encrypted backups need; argon2id is what it does unless told otherwise.
  const { hashRaw } = await import('@node-rs/argon2');
  return hashRaw(passphrase.normalize('NFKC'), {
    memoryCost: memoryKib,
    timeCost: passes,
    parallelism: 1,
    outputLen: 32,
    salt: Buffer.from(header.salt, 'base64'),
  });
}

function nonceOf(header: Header, index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(PREFIX_BYTES + 5);
  Buffer.from(header.prefix, 'base64').copy(nonce);
  nonce.writeUInt32BE(index, PREFIX_BYTES);
  nonce.writeUInt8(last ? 1 : 0, PREFIX_BYTES + 4);
  return nonce;
}

async function withFiles(
  { from, to }: { readonly from: string; readonly to: string },
  work: (input: number, output: number, total: number) => Promise<void>,
): Promise<void> {
  const input = openSync(from, 'r');
  try {
    const output = openSync(to, 'w', 0o600);
    try {
      await work(input, output, fstatSync(input).size);
      fsyncSync(output);
    } finally {
      closeSync(output);
    }
  } finally {
    closeSync(input);
  }
}

function writeFully(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(file, bytes, written, bytes.length - written);
  }
}

function readFully(file: number, buffer: Buffer): number {
  let read = 0;
  while (read < buffer.length) {
    const more = readSync(file, buffer, read, buffer.length - read, null);
    if (more === 0) break;
    read += more;
  }
  return read;
}

/** A wrong key and a damaged file look alike: where the bytes are those that were made, it is the passphrase. */
export function passphraseError(id: string, error: unknown): unknown {
  return error instanceof NotAuthentic
    ? new SatchelError('BACKUP_PASSPHRASE', { id }, { cause: error })
    : error;
}
