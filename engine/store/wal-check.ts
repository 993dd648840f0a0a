import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/*
 * After a kill or a power cut SQLite plays back its WAL up to the first frame whose checksum is wrong, and takes the
 * rest for a torn end. That is right for a tear and silent about damage: committed work behind the damage is gone.
 * A tear and damage differ. Frames are written in order, so behind a tear there is nothing of this generation.
 * Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;

export interface WalReport {
  readonly frames: number;
  /** Frames that SQLite plays back; those after the last commit among them are dropped. */
  readonly valid: number;
  /** What cannot be explained by a write that was cut short; null where nothing was found. */
  readonly damage: string | null;
}

/** Reads a WAL nobody has open. A missing or empty one is sound. */
export function inspectWal(path: string): WalReport {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return { frames: 0, valid: 0, damage: null };
  }
  try {
    return inspect(file, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

function inspect(file: number, size: number): WalReport {
  if (size < HEADER_BYTES) return { frames: 0, valid: 0, damage: null };
  const header = read(file, 0, HEADER_BYTES);
  const magic = header.readUInt32BE(0);
  const pageSize = header.readUInt32BE(8);
  const sums = checksums(magic === MAGIC_BIG);
  sums.add(header.subarray(0, 24));
  const known = magic === MAGIC_BIG || magic === MAGIC_LITTLE;
  if (!known || !sums.equal(header, 24)) {
    return { frames: 0, valid: 0, damage: 'its header is damaged' };
  }
  const frameBytes = FRAME_HEADER_BYTES + pageSize;
  const frames = Math.floor((size - HEADER_BYTES) / frameBytes);
  const salts = header.subarray(16, 24);
  let valid = 0;
  let sound = true;
  for (let index = 0; index < frames; index++) {
    const frame = read(file, HEADER_BYTES + index * frameBytes, frameBytes);
    const generation = generationOf(frame.subarray(8, 16), salts);
    if (sound && generation === 'this') {
      sums.add(frame.subarray(0, 8));
      sums.add(frame.subarray(FRAME_HEADER_BYTES));
      if (sums.equal(frame, 16)) {
        valid++;
        continue;
      }
      sound = false;
      // The last frame of all may have been cut short while an older generation's page lay under it.
      continue;
    }
    sound = false;
    if (generation === 'this') {
      return { frames, valid, damage: `frame ${String(valid + 1)} is damaged; later ones are not` };
    }
    if (generation === 'none') {
      return { frames, valid, damage: `frame ${String(index + 1)} is of no generation` };
    }
  }
  return { frames, valid, damage: null };
}

/** Each restart of a WAL counts the first salt up and draws the second anew, so one of them alone never stays. */
function generationOf(found: Buffer, salts: Buffer): 'this' | 'earlier' | 'none' {
  if (found.equals(salts)) return 'this';
  const sameFirst = found.readUInt32BE(0) === salts.readUInt32BE(0);
  const sameSecond = found.readUInt32BE(4) === salts.readUInt32BE(4);
  return sameFirst || sameSecond ? 'none' : 'earlier';
}

function checksums(bigEndian: boolean): {
  add(bytes: Buffer): void;
  equal(buffer: Buffer, offset: number): boolean;
} {
  let first = 0;
  let second = 0;
  const word = (bytes: Buffer, at: number): number =>
    bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  return {
    add: (bytes) => {
      for (let at = 0; at < bytes.length; at += 8) {
        first = (first + word(bytes, at) + second) >>> 0;
        second = (second + word(bytes, at + 4) + first) >>> 0;
      }
    },
    equal: (buffer, offset) =>
      buffer.readUInt32BE(offset) === first && buffer.readUInt32BE(offset + 4) === second,
  };
}

function read(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  readSync(file, buffer, 0, length, position);
  return buffer;
}
