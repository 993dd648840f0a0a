import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../../shared/protocol/version.ts';

const folder = join(import.meta.dirname, '../../../shared/protocol');

/**
 * The wire of each protocol version that was ever released, as `wireHash` gives it. A change of the wire raises
 * `PROTOCOL_VERSION`, tells its history in version.ts, and adds a line here; a released line never changes.
 */
const frozen: Readonly<Record<number, string>> = {
  1: '6f26f31ad1840e82d0d28834ba1d1866034074bfd85666468179eba31305058a',
  2: '52bad92a2fcb4a85118bc8745f7b63530861990cc7456ca50ff29a94b9fbcf37',
};

/** JSON Schema of every zod schema that shared/protocol exports, by name, and its plain constants. */
async function wireSchemas(): Promise<Record<string, unknown>> {
  const wire: Record<string, unknown> = {};
  for (const file of readdirSync(folder).sort()) {
    if (file === 'version.ts') continue;
    const exports = (await import(join(folder, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exports)) {
      if (value instanceof z.ZodType) wire[name] = z.toJSONSchema(value, { io: 'input' });
      else if (typeof value !== 'function') wire[name] = value;
    }
  }
  return wire;
}

const wireHash = (wire: Record<string, unknown>) =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(wire).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');

describe('the frozen wire', () => {
  it('[SYNC-12] is that of the protocol version it calls itself', async () => {
    const hash = wireHash(await wireSchemas());
    expect(
      hash,
      `shared/protocol changed what crosses the wire. Raise PROTOCOL_VERSION in shared/protocol/version.ts, ` +
        `write its history there, and add the new version's hash here.`,
    ).toBe(frozen[PROTOCOL_VERSION]);
  });

  it('[SYNC-12] has a line for every version so far', () => {
    const versions = Array.from({ length: PROTOCOL_VERSION }, (_, index) => String(index + 1));
    expect(Object.keys(frozen)).toEqual(versions);
  });

  it('[SYNC-12] covers every message: uploads, downloads, answers and sign-in', async () => {
    const names = Object.keys(await wireSchemas());
    expect(names).toEqual(
      expect.arrayContaining([
        'uploadHeaderSchema',
        'mutationSchema',
        'batchAnswerSchema',
        'downloadHeaderSchema',
        'trailerSchema',
        'syncInfoSchema',
        'digestAnswerSchema',
        'tokenRequestSchema',
        'tokenAnswerSchema',
        'snapshotDdl',
      ]),
    );
  });

  it('[SYNC-12] notices a field that is added, renamed or retyped', async () => {
    const wire = await wireSchemas();
    const changed = { ...wire, trailerSchema: z.toJSONSchema(z.object({ kind: z.string() })) };
    expect(wireHash(changed)).not.toBe(wireHash(wire));
  });

  it('[SYNC-12] accepts the two protocols before the current one', () => {
    expect(OLDEST_PROTOCOL_VERSION).toBe(Math.max(1, PROTOCOL_VERSION - 2));
  });
});
