import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { EngineClient } from '../../engine/index.ts';
import { errorFromClient } from '../../shared/api/client-error.ts';
import type { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { LogLine } from '../support/memory-log.ts';

export interface Subject {
  readonly client: EngineClient;
}

/** Over the double, a test can also hear how many streams the engine feeds. */
export interface DoubleSubject extends Subject {
  /** What the engine logged. */
  readonly lines: readonly LogLine[];
}

export async function caught(call: Promise<unknown>): Promise<SatchelError> {
  return call.then(
    () => expect.unreachable('the call was expected to fail'),
    (error: unknown) => errorFromClient(error),
  );
}

/** What must hold over every transport, whether the double or a real engine answers. */
export function engineCases(subject: () => Subject): void {
  test('answers a query and carries values as they are', async () => {
    const { client } = subject();
    const values = {
      id: 'o1',
      full_name: 'Ada “Ä” Brandt',
      notes: '',
      email: null,
      phone: '\u{1F415} +49 30',
    };
    const added = await client.records.add({ table: 'owners', values });
    expect(added.values).toMatchObject(values);
    expect(await client.records.get({ table: 'owners', key: 'o1' })).toEqual(added);
  });

  test('finds a record by a few letters, and refuses to look in a table there is not', async () => {
    const { client } = subject();
    const answer = await client.records.search({ text: 'nobody bears this' });
    expect(answer).toEqual({ records: [], more: false, unread: 0 });
    const error = await caught(client.records.search({ text: 'x', table: 'ownrs' }));
    expect(error.code).toBe('TABLE_UNKNOWN');
  });

  test('[VAL-1] keeps integers beyond 2^53 and refuses -0, NaN and lone surrogates', async () => {
    const { client } = subject();
    const price = (quantity: string | number) =>
      client.records.add({
        table: 'stock_items',
        values: { id: 's1', name: 'Gauze', quantity },
      });
    expect((await price('9007199254740993')).values['quantity']).toBe('9007199254740993');
    expect(await caught(price(-0))).toMatchObject({ code: 'VALUE_INVALID' });
    expect(await caught(price(Number.NaN))).toMatchObject({ code: 'USAGE' });
    const surrogate = { table: 'owners', values: { full_name: 'a\ud800' } };
    expect(await caught(client.records.add(surrogate))).toMatchObject({
      code: 'VALUE_INVALID',
      message: expect.stringContaining('surrogate') as string,
      details: { problem: { code: 'value-lone-surrogate' } },
    });
  });

  test('[VAL-1] carries a text of 10 MB', async () => {
    const { client } = subject();
    const notes = 'ä'.repeat(5 * 1024 * 1024);
    await client.records.add({ table: 'owners', values: { id: 'big', full_name: 'B', notes } });
    const { values } = await client.records.get({ table: 'owners', key: 'big' });
    expect(values['notes'] === notes).toBe(true);
  });

  test('carries an error with its code, details and what to do', async () => {
    const error = await caught(subject().client.records.get({ table: 'owners', key: 'none' }));
    expect(error.toJSON()).toEqual({
      code: 'RECORD_NOT_FOUND',
      message: 'Table owners has no record none.',
      action: 'It may have been deleted; list the table again.',
      details: { table: 'owners', key: 'none' },
    });
  });

  test('says which field of a request is wrong, without its value', async () => {
    const request = { table: 'owners', limit: 987654 };
    const error = await caught(subject().client.records.list(request));
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain('limit');
    expect(error.message).not.toContain('987654');
  });

  test('streams which tables changed', async () => {
    const { client } = subject();
    const stream = await client.records.watch();
    const next = stream.next();
    // Reading begins when the request has arrived, which no answer tells: so edit until it is heard.
    const heard = next.then(() => true);
    for (let edit = 0; !(await Promise.race([heard, pause()])); edit += 1) {
      const values = { id: `s${edit}`, name: `Bandage ${edit}`, quantity: 1 };
      await client.records.add({ table: 'stock_items', values });
    }
    expect(await next).toMatchObject({
      value: { tables: expect.arrayContaining(['stock_items']) as string[] },
    });
    await stream.return();
  });
}

async function pause(): Promise<false> {
  return delay(50, false as const);
}

/** What only the double can show. */
export function doubleCases(subject: () => DoubleSubject): void {
  test('carries a rejected promise of the engine as its error', async () => {
    const error = await caught(subject().client.sync.run({ direction: 'pull' }));
    expect(error.code).toBe('SERVER_UNREACHABLE');
  });

  test('takes collections for tables', async () => {
    const { client } = subject();
    const byOldName = await client.sync.run({ collections: ['owners'] });
    expect(byOldName.collections).toEqual(['owners']);
    const both = client.sync.run({ tables: ['owners'], collections: ['patients'] });
    expect(await caught(both)).toMatchObject({ code: 'USAGE' });
    expect(await client.conflicts.list({ collection: 'patients' })).toHaveLength(1);
    expect(await client.conflicts.list({ table: 'owners' })).toHaveLength(0);
  });

  test('streams events until the reader leaves, and then lets go of the stream', async () => {
    const { client, lines } = subject();
    const stream = await client.records.watch();
    await listening(subject(), 1);
    await client.records.add({ table: 'patients', values: { name: 'Rex' } });
    expect(await stream.next()).toMatchObject({ value: { tables: ['patients'] } });
    await stream.return();
    await listening(subject(), 0);
    expect(lines.at(-1)?.fields['changes']).toBe(0);
  });

  test('lets go of a stream whose signal is aborted while it waits', async () => {
    const { client } = subject();
    const leaving = new AbortController();
    const stream = await client.records.watch({}, { signal: leaving.signal });
    const next = stream.next().then(
      () => 'ended',
      () => 'ended',
    );
    await listening(subject(), 1);
    leaving.abort();
    expect(await next).toBe('ended');
    await listening(subject(), 0);
  });
}

async function listening({ client, lines }: DoubleSubject, changes: number): Promise<void> {
  await vi.waitFor(
    async () => {
      await client.records.get({ table: 'owners', key: 'hear' }).catch(() => undefined);
      expect(lines.at(-1)).toMatchObject({ message: 'listening', fields: { changes } });
    },
    { timeout: 5000 },
  );
}
