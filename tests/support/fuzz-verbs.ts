import { MessageChannel } from 'node:worker_threads';
import { type AnyContractRouter, isContractProcedure } from '@orpc/contract';
import fc from 'fast-check';
import type { z } from 'zod';
import { guardPort } from '../../engine/api/guarded-port.ts';
import { engineRouter } from '../../engine/api/router.ts';
import { serveOnPort } from '../../engine/api/rpc-port.ts';
import type { EngineServices } from '../../engine/api/services.ts';
import { contract } from '../../shared/api/contract.ts';

export interface FuzzReport {
  readonly verbs: readonly string[];
  /** Verbs that did not refuse each of their inputs as a mistake of the caller. */
  readonly lacking: readonly string[];
  /** Services that something malformed came through to. */
  readonly reached: readonly string[];
  /** Verbs whose answers tell where the code lies. */
  readonly leaking: readonly string[];
  /** Messages that were no calls at all; these are all meant to be calls. */
  readonly dropped: number;
}

/** Sends every verb of the contract so many inputs that it does not take, over a window's guarded port. */
export async function fuzzVerbs(times: number): Promise<FuzzReport> {
  const reached: string[] = [];
  const services = new Proxy({} as EngineServices, {
    get: (_services, name) => {
      reached.push(String(name));
      throw new Error('a malformed input got through');
    },
  });
  const { port1, port2 } = new MessageChannel();
  let dropped = 0;
  const guarded = guardPort(port1, () => (dropped += 1));
  serveOnPort(engineRouter, guarded, { services, now: () => 0 });

  const verbs = verbsOf(contract);
  const pool = malformed();
  const lacking: string[] = [];
  const leaking: string[] = [];
  for (const { path, takes } of verbs) {
    const refusable = pool.filter(({ value }) => !takes(value));
    // Spread over the pool: objects with the fields of verbs come first in it.
    const step = Math.max(1, Math.floor(refusable.length / times));
    const inputs = refusable.filter((_input, at) => at % step === 0).slice(0, times);
    const answers = await askAll(port2, path, inputs);
    const refused = answers.filter((answer) => answer.includes('"s":400')).length;
    if (refused !== times) lacking.push(path);
    if (answers.some((answer) => /node_modules|\.ts:\d+/.test(answer))) leaking.push(path);
  }
  port2.close();
  return { verbs: verbs.map(({ path }) => path), lacking, reached, leaking, dropped };
}

function askAll(
  port: MessageChannel['port2'],
  path: string,
  inputs: readonly { text: string }[],
): Promise<string[]> {
  const answers: string[] = [];
  return new Promise((resolve) => {
    const hear = (answer: unknown): void => {
      if (answers.push(String(answer)) < inputs.length) return;
      port.off('message', hear);
      resolve(answers);
    };
    port.on('message', hear);
    for (const [i, { text }] of inputs.entries()) {
      port.postMessage(`{"i":${String(i)},"p":{"u":"${path}","m":"POST","b":{"json":${text}}}}`);
    }
  });
}

interface Verb {
  /** As a message names it, such as `/records/add`. */
  readonly path: string;
  readonly takes: (input: unknown) => boolean;
}

/** Read from the contract itself, so that no verb is left out. */
function verbsOf(node: AnyContractRouter, path = ''): Verb[] {
  if (isContractProcedure(node)) {
    const schema = node['~orpc'].inputSchema as z.ZodType;
    return [{ path, takes: (input) => schema.safeParse(input).success }];
  }
  return Object.entries(node).flatMap(([name, child]) =>
    verbsOf(child as AnyContractRouter, `${path}/${name}`),
  );
}

/** Objects with the fields that verbs have, of wrong kinds, and then what is no object at all. */
function malformed(): readonly { value: unknown; text: string }[] {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      -1,
      1e308,
      [],
      {},
      true,
      'x'.repeat(5000),
      '\u0000',
      '../..',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const fields = fc.record(
    Object.fromEntries(
      ['table', 'key', 'id', 'values', 'file', 'to', 'pin', 'server', 'limit', 'strategy'].map(
        (name) => [name, odd],
      ),
    ),
    { requiredKeys: [] },
  );
  const bare = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 4 }),
    fc.constantFrom<unknown>(null, true, false),
  );
  return [
    ...fc.sample<unknown>(fields, { numRuns: 250, seed: 20260306 }),
    ...fc.sample<unknown>(bare, { numRuns: 1200, seed: 20260307 }),
  ].map((value) => ({ value, text: JSON.stringify(value) }));
}
