import { type Commit, parseCommit } from '../../shared/protocol/commit.ts';

/** The heads a stream of server-sent events tells; comments and events of other kinds are passed over. */
export async function* readHeads(body: AsyncIterable<Uint8Array>): AsyncGenerator<Commit> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const head = parseHead(event);
      if (head) yield head;
    }
  }
}

function parseHead(event: string): Commit | undefined {
  const fields = new Map(
    event.split('\n').map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ')] as const;
    }),
  );
  return fields.get('event') === 'head' ? parseCommit(fields.get('data') ?? '') : undefined;
}
