import { describe, expect, it } from 'vitest';
import { followHead } from '../../../engine/schedule/follow-head.ts';
import { PokeListener } from '../../../engine/schedule/poke-listener.ts';
import { readHeads } from '../../../engine/sync/read-events.ts';
import { SatchelError } from '../../../shared/errors/satchel-error.ts';
import type { Commit } from '../../../shared/protocol/commit.ts';
import { seededRandom, VirtualClock } from '../../support/virtual-clock.ts';

const commit = (version: number): Commit => ({ epoch: 0, version, nonce: String(version) });

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function setUp(stream: (signal: AbortSignal) => AsyncIterable<Commit>) {
  const clock = new VirtualClock();
  const heads: number[] = [];
  const state = { wanted: true, streams: 0, broken: 0 };
  const listener = new PokeListener({
    clock,
    random: seededRandom(1),
    wanted: () => Promise.resolve(state.wanted),
    listen: (signal) => {
      state.streams++;
      return stream(signal);
    },
    onHead: ({ version }) => heads.push(version),
    onBroken: () => state.broken++,
  });
  return { clock, heads, state, listener };
}

const broken = (): AsyncIterable<Commit> => ({
  [Symbol.asyncIterator]: () => ({
    next: () =>
      Promise.reject(new SatchelError('SERVER_UNREACHABLE', { server: 'here', detail: 'no line' })),
  }),
});

async function* open(signal: AbortSignal): AsyncGenerator<Commit> {
  yield commit(1);
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve);
  });
}

describe('listening for pokes', () => {
  it('comes back ever later while the line is down, and at once when it is up again', async () => {
    const { clock, state, listener } = setUp(broken);
    listener.start();
    await clock.advance(1_000);
    expect(state).toMatchObject({ streams: 2, broken: 2 });
    await clock.advance(600_000);
    expect(state.streams).toBeGreaterThan(10);
    expect(state.streams).toBeLessThan(30);
    const before = state.streams;
    listener.again();
    await clock.advance(0);
    expect(state.streams).toBe(before + 1);
    listener.stop();
    await clock.advance(600_000);
    expect(state.streams).toBe(before + 1);
    expect(clock.waiting).toBe(0);
  });

  it('opens no stream while pokes are not wanted, and ends the open one when asked again', async () => {
    const { clock, heads, state, listener } = setUp(open);
    state.wanted = false;
    listener.start();
    await clock.advance(30_000);
    expect(state.streams).toBe(0);
    state.wanted = true;
    listener.again();
    await clock.advance(0);
    expect(heads).toEqual([1]);
    state.wanted = false;
    listener.again();
    await clock.advance(600_000);
    expect(state).toMatchObject({ streams: 1, broken: 0 });
    listener.stop();
  });
});

describe('following a head', () => {
  function follower() {
    let cursor = commit(5);
    let free: () => void = () => undefined;
    let settled = Promise.resolve();
    const state = { runs: 0 };
    const told = followHead({
      settled: () => settled,
      cursor: () => cursor,
      run: () => {
        state.runs++;
        return Promise.resolve();
      },
    });
    return {
      told,
      state,
      begin: () => {
        settled = new Promise((resolve) => (free = resolve));
      },
      end: (version: number) => {
        cursor = commit(version);
        free();
      },
    };
  }

  it('runs for a newer head, never for one the desk has', async () => {
    const { told, state } = follower();
    told(commit(4));
    told(commit(5));
    await settle();
    expect(state.runs).toBe(0);
    told(commit(6));
    await settle();
    expect(state.runs).toBe(1);
  });

  it('looks at a head that comes during a cycle after it: its own commit needs no other cycle', async () => {
    const { told, state, begin, end } = follower();
    begin();
    told(commit(6));
    await settle();
    end(6);
    await settle();
    expect(state.runs).toBe(0);
    begin();
    told(commit(7));
    told(commit(8));
    end(7);
    await settle();
    expect(state.runs).toBe(1);
  });
});

it('reads heads from events however they are cut, and passes over what it does not know', async () => {
  const text =
    ': hello\n\nevent: head\ndata: 0.3.ab\n\nevent: other\ndata: 1\n\nevent: head\ndata: 1.4.cd\n\n';
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const character of text) yield await Promise.resolve(Buffer.from(character));
  }
  const heads: Commit[] = [];
  for await (const head of readHeads(bytes())) heads.push(head);
  expect(heads).toEqual([
    { epoch: 0, version: 3, nonce: 'ab' },
    { epoch: 1, version: 4, nonce: 'cd' },
  ]);
});
