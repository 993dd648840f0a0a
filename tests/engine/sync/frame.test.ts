import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, parseParts, parseRows } from '../../../engine/sync/frame.ts';

describe('frames', () => {
  it('[VAL-1] carries any rows unchanged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean()))),
        (rows) => {
          const json = rows.map((row) => JSON.stringify(row));
          const frame = decodeFrame(encodeFrame({ kind: 'test' }, json));
          expect(frame.header).toEqual({ kind: 'test' });
          expect(frame.count).toBe(rows.length);
          expect(parseRows(frame.body).map((row) => JSON.stringify(row))).toEqual(json);
        },
      ),
    );
  });

  it('parses a large body in parts, and no row twice or half', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => [i, 'ä\n'.repeat(i % 400)]);
    const body = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const parts = [...parseParts(body)];
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.flat()).toEqual(rows);
    expect([...parseParts(new Uint8Array())]).toEqual([]);
  });

  it('refuses every truncation of a stream', () => {
    const whole = encodeFrame({ kind: 'test' }, ['[1,"ä"]', '[2,"b"]']);
    for (let length = 0; length < whole.length - 1; length++) {
      expect(() => decodeFrame(whole.subarray(0, length))).toThrow(/ended early/);
    }
    expect(decodeFrame(whole.subarray(0, whole.length - 1)).count).toBe(2);
  });

  it('refuses a stream of which one byte changed', () => {
    const whole = encodeFrame({ kind: 'test' }, ['[1,"abc"]']);
    for (let at = 0; at < whole.length - 1; at++) {
      const changed = Uint8Array.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const accepted = (): boolean => {
        try {
          return Buffer.from(decodeFrame(changed).body).toString() !== '[1,"abc"]\n';
        } catch {
          return false;
        }
      };
      expect(accepted(), `byte ${String(at)}`).toBe(false);
    }
  });
});
