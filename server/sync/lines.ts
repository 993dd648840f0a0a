const NEWLINE = 10;

/** The lines of a byte stream as text, without their newlines, a batch at a time. */
export async function* readLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  for await (const chunk of stream) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) {
      rest.push(chunk);
      continue;
    }
    const whole = Buffer.concat([...rest, chunk.subarray(0, end)]);
    rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
    yield whole.toString('utf8').split('\n');
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8').split('\n');
}
