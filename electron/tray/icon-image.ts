import { crc32, deflateSync } from 'node:zlib';
import type { DeskState } from '../../shared/api/status.ts';

type Colour = readonly [red: number, green: number, blue: number];

export interface IconLook {
  /** In pixels, of both sides. */
  readonly size: number;
  /** For a light or a dark panel; `template` is black alone, which macOS colours itself. */
  readonly style: 'light' | 'dark' | 'template';
  /** Somebody is needed: a mark in the upper corner, whatever the state. */
  readonly badge: boolean;
}

const bags: Readonly<Record<IconLook['style'], Colour>> = {
  light: [92, 107, 122],
  dark: [214, 222, 230],
  template: [0, 0, 0],
};
const badgeColour: Colour = [207, 54, 54];

/** Where a shape is drawn, by the place relative to the dot's middle and in units of its radius. */
const shapes = {
  full: () => true,
  half: (x) => x < 0,
  ring: (x, y) => Math.hypot(x, y) > 0.5,
  small: (x, y) => Math.hypot(x, y) < 0.5,
  bars: (x, y) => Math.abs(x) > 0.15 && Math.abs(x) < 0.6 && Math.abs(y) < 0.75,
  slash: (x, y) => Math.abs(x + y) < 0.35,
  bang: (x, y) => Math.abs(x) > 0.18 || (y > 0.35 && y < 0.5),
  cross: (x, y) => Math.abs(x - y) < 0.35 || Math.abs(x + y) < 0.35,
  target: (x, y) => Math.hypot(x, y) > 0.7 || Math.hypot(x, y) < 0.3,
  none: () => false,
} satisfies Record<string, (x: number, y: number) => boolean>;

/**
 * The dot that tells the state. Green is `synced` alone: outbox empty, last pull completed, nothing quarantined.
 * No two states share a shape, for who cannot tell red from green, and for macOS, which draws no colour.
 */
const dots: Readonly<Record<DeskState, { colour: Colour; shape: keyof typeof shapes }>> = {
  synced: { colour: [46, 160, 67], shape: 'full' },
  syncing: { colour: [33, 118, 210], shape: 'half' },
  pending: { colour: [33, 118, 210], shape: 'ring' },
  offline: { colour: [128, 128, 128], shape: 'slash' },
  paused: { colour: [128, 128, 128], shape: 'bars' },
  attention: { colour: [214, 140, 20], shape: 'bang' },
  error: { colour: [207, 54, 54], shape: 'cross' },
  'signed-out': { colour: [214, 140, 20], shape: 'target' },
  'never-synced': { colour: [214, 140, 20], shape: 'small' },
  'not-configured': { colour: [160, 160, 160], shape: 'none' },
};

/** The tray's icon for a state as PNG bytes: a satchel with a dot in its corner. */
export function iconImage(state: DeskState, look: IconLook): Buffer {
  const { size } = look;
  const pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const colour = colourAt(state, look, { x: (x + 0.5) / size, y: (y + 0.5) / size });
      if (colour) pixels.set([...colour, 255], (y * size + x) * 4);
    }
  }
  return png(pixels, size);
}

/** The colour at a point of the unit square, or undefined where the icon is transparent. */
function colourAt(
  state: DeskState,
  { style, badge }: IconLook,
  { x, y }: { x: number; y: number },
): Colour | undefined {
  const bag = bags[style];
  const paint = (colour: Colour): Colour => (style === 'template' ? bag : colour);
  if (badge) {
    const fromBadge = Math.hypot(x - 0.82, y - 0.18);
    if (fromBadge < 0.16) return paint(badgeColour);
    if (fromBadge < 0.21) return undefined;
  }
  const { colour, shape } = dots[state];
  const fromDot = Math.hypot(x - 0.72, y - 0.72);
  if (shape !== 'none' && fromDot < 0.33) {
    const drawn = fromDot < 0.28 && shapes[shape]((x - 0.72) / 0.28, (y - 0.72) / 0.28);
    return drawn ? paint(colour) : undefined;
  }
  const body = x > 0.08 && x < 0.92 && y > 0.34 && y < 0.86;
  const flap = body && y > 0.52 && y < 0.58;
  const handle = Math.hypot(x - 0.5, y - 0.36);
  if (body) return flap ? undefined : bag;
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
