import { crc32, deflateSync } from 'node:zlib';
import type { DeskState } from '../../shared/api/status.ts';

type Colour = readonly [red: number, green: number, blue: number];

const bag: Colour = [92, 107, 122];

/**
 * The dot that tells the state. Green is `synced` alone: outbox empty, last pull completed, nothing quarantined.
 * Shapes differ as well as colours, for who cannot tell red from green.
 */
const dots: Readonly<Record<DeskState, { colour: Colour; shape: 'full' | 'ring' | 'bar' }>> = {
  synced: { colour: [46, 160, 67], shape: 'full' },
  syncing: { colour: [33, 118, 210], shape: 'full' },
  pending: { colour: [33, 118, 210], shape: 'ring' },
  offline: { colour: [128, 128, 128], shape: 'ring' },
  paused: { colour: [128, 128, 128], shape: 'bar' },
  attention: { colour: [214, 140, 20], shape: 'full' },
  error: { colour: [207, 54, 54], shape: 'bar' },
  'signed-out': { colour: [214, 140, 20], shape: 'ring' },
  'never-synced': { colour: [214, 140, 20], shape: 'bar' },
  'not-configured': { colour: [160, 160, 160], shape: 'ring' },
};

/** The tray's icon for a state as PNG bytes: a satchel with a dot in its corner. `size` is in pixels. */
export function iconImage(state: DeskState, size: number): Buffer {
  const pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const colour = colourAt(state, (x + 0.5) / size, (y + 0.5) / size);
      if (colour) pixels.set([...colour, 255], (y * size + x) * 4);
    }
  }
  return png(pixels, size);
}

/** The colour at a point of the unit square, or undefined where the icon is transparent. */
function colourAt(state: DeskState, x: number, y: number): Colour | undefined {
  const { colour, shape } = dots[state];
  const fromDot = Math.hypot(x - 0.74, y - 0.74);
  if (fromDot < 0.3) {
    if (fromDot > 0.25) return undefined;
    if (shape === 'ring' && fromDot < 0.12) return undefined;
    if (shape === 'bar' && Math.abs(y - 0.74) < 0.05 && Math.abs(x - 0.74) < 0.15) {
      return [255, 255, 255];
    }
    return colour;
  }
  const body = x > 0.08 && x < 0.92 && y > 0.34 && y < 0.86;
  const flap = body && y > 0.52 && y < 0.58;
  const handle = Math.hypot(x - 0.5, y - 0.36);
  if (body) return flap ? [255, 255, 255] : bag;
  return y <= 0.34 && handle > 0.16 && handle < 0.26 ? bag : undefined;
}

function png(pixels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits a channel, red, green, blue and alpha; no interlacing.
  header.set([8, 6, 0, 0, 0], 8);
  const lines = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) {
    lines.set(pixels.subarray(y * size * 4, (y + 1) * size * 4), y * (size * 4 + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
