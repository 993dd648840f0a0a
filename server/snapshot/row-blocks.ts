const [QUOTE, NEWLINE, COMMA, OPENING, CLOSING] = [...Buffer.from('"\n,[]')] as [
  number,
  number,
  number,
  number,
  number,
];

/**
 * The rows of `copyStampedTable` as JSON arrays of rows, as bytes: one array for what a chunk of the stream completes.
 * The bytes are only good until the next one is asked for.
 */
export async function* readRowBlocks(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let space = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // A row is at least two stamps long: brackets never double it.
    if (space.length < 2 * bytes.length) space = Buffer.allocUnsafe(2 * bytes.length);
    const { read, written } = bracketRows(bytes, space);
    rest = bytes.subarray(read);
    if (written > 0) yield space.subarray(0, written);
  }
  if (rest.length > 0) throw new RangeError('the rows end within a row');
}

function bracketRows(bytes: Buffer, into: Buffer): { read: number; written: number } {
  let read = 0;
  let written = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (bytes[at - 1] !== QUOTE || !isDigit(bytes[at - 2])) continue;
    into[written] = written === 0 ? OPENING : COMMA;
    into[written + 1] = OPENING;
    written += 2;
    written += bytes.copy(into, written, read, at);
    into[written++] = CLOSING;
    read = at + 1;
  }
  if (written > 0) into[written++] = CLOSING;
  return { read, written };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}
