/** Who wrote the text that is appended, and when; times are UTC milliseconds. */
export interface Author {
  readonly name: string;
  readonly at: number;
}

/**
 * Keeps what both sides wrote at the end of one text: theirs first, because other desks have it already, then mine
 * under a line that says who wrote it and when. What the other text already holds is not added again, so merging
 * twice changes nothing. Returns undefined where both rewrote what was there, or one emptied it: which words then
 * count, only a person can tell.
 */
export function appendText(
  { base, mine, theirs }: { base: string; mine: string; theirs: string },
  author: Author,
): string | undefined {
  if (base !== '' && (mine === '' || theirs === '')) return undefined;
  if (additionTo(theirs, mine) !== undefined) return mine;
  if (additionTo(mine, theirs) !== undefined) return theirs;
  const here = additionTo(base, mine);
  const there = additionTo(base, theirs);
  if (here !== undefined) {
    return hasLines(there ?? theirs, here) ? theirs : joinLines(theirs, signed(here, author));
  }
  // Mine is another text; theirs only grew at its end, and this one grows by the same.
  if (there !== undefined) return hasLines(mine, there) ? mine : joinLines(mine, there);
  return undefined;
}

/** What `text` says after `base`, a space or line break between them; undefined where it is another text. */
function additionTo(base: string, text: string): string | undefined {
  if (!text.startsWith(base)) return undefined;
  const rest = text.slice(base.length);
  const apart = base === '' || rest === '' || /\s$/.test(base) || /^\s/.test(rest);
  return apart ? rest.replace(/^\s+/, '') : undefined;
}

/** A text that was merged before already says who wrote it. */
function signed(text: string, { name, at }: Author): string {
  if (SIGNED.test(text)) return text;
  const minute = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return `[${name.replaceAll(/[[\]\n]/g, ' ')}, ${minute} UTC]\n${text}`;
}

const SIGNED = /^\[[^[\]\n]+, \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC\]\n/;

/** Whether whole lines of `text` are exactly these. */
function hasLines(text: string, lines: string): boolean {
  return lines === '' || `\n${text}\n`.includes(`\n${lines}\n`);
}

function joinLines(text: string, addition: string): string {
  if (text === '' || addition === '') return text + addition;
  return text.endsWith('\n') ? text + addition : `${text}\n${addition}`;
}
