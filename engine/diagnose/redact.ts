import { homedir } from 'node:os';
import type { Setting } from '../../shared/api/settings.ts';

/*
 * What leaves the desk in a support bundle. Nothing here trusts that a line was written as it should have been: a
 * text that may carry a value loses everything that could be one.
 */

/** Fields of a log line that are words of ours: codes, names of tables, statement texts, ids of backups and threads. */
const wordFields: ReadonlySet<string> = new Set([
  'time',
  'level',
  'code',
  'table',
  'tables',
  'sql',
  'id',
  'thread',
  'kind',
]);
/** Fields that are sentences: what they quote is taken out. Any other text is left out whole. */
const sentenceFields: ReadonlySet<string> = new Set(['message', 'detail', 'error', 'reason']);
const REDACTED = '[redacted]';
const HIDDEN = '…';

/** One JSON line of a log, fit to be given away; undefined for what is no such line. */
export function redactLogLine(line: string, secrets: readonly string[]): string | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
  const shown = Object.entries(entry).map(([name, value]) => [name, redactField(name, value)]);
  return hideSecrets(JSON.stringify(Object.fromEntries(shown)), secrets);
}

function redactField(name: string, value: unknown): unknown {
  if (typeof value !== 'string') {
    if (Array.isArray(value) && wordFields.has(name)) return value.map((each) => String(each));
    return typeof value === 'number' || typeof value === 'boolean' ? value : REDACTED;
  }
  // Literals of another program's trigger may hold anything; names in double quotes are needed.
  if (name === 'sql') return value.replaceAll(/'(?:[^']|'')*'/g, `'${HIDDEN}'`);
  if (wordFields.has(name)) return value;
  return sentenceFields.has(name) ? redactText(value) : REDACTED;
}

/** A sentence without what it quotes: parsers and databases quote the value they stumble over. */
export function redactText(text: string): string {
  const unquoted = text.replaceAll(/"[^"]*("|$)|'[^']*'|“[^”]*(”|$)|`[^`]*`/g, `"${HIDDEN}"`);
  return hideCredentials(unquoted).replaceAll(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, HIDDEN);
}

/** Settings as they are in force. None of them is a secret; an address or an import may still carry one. */
export function redactSettings(settings: readonly Setting[]): Setting[] {
  return settings.map(({ key, value, source }) => {
    if (key.startsWith('imports')) {
      return {
        key,
        source,
        value: Array.isArray(value) ? `${String(value.length)} declared` : REDACTED,
      };
    }
    if (/user|pass|secret|token|credential|key$/i.test(key)) {
      return { key, source, value: value === '' || value === null ? value : REDACTED };
    }
    return { key, source, value: typeof value === 'string' ? hideCredentials(value) : value };
  });
}

/** Sign-ins in addresses, their queries and fragments, and anything that looks like a token. */
export function hideCredentials(text: string): string {
  return text
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, `$1`)
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#]*)[?#]\S*/gi, '$1')
    .replaceAll(/\b(Bearer|Token|Basic)\s+\S+/gi, `$1 ${REDACTED}`)
    .replaceAll(/\b(pass\w*|secret|token|key|pin)(["']?\s*[=:]\s*)\S+/gi, `$1$2${REDACTED}`)
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED);
}

/** Takes out what the secret store holds, wherever it got to, and the name of this computer's user. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  let hidden = text;
  for (const secret of secrets) hidden = hidden.replaceAll(secret, REDACTED);
  const home = homedir();
  return home.length > 1 ? hidden.replaceAll(home, '~') : hidden;
}

const SHORTEST_SECRET = 6;

/** The texts in a secret's value that must not show: the value itself, and where it is JSON every long text in it. */
export function secretTexts(value: string | undefined): string[] {
  if (value === undefined) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return [value];
  }
  const inside =
    typeof parsed === 'object' && parsed !== null
      ? Object.entries(parsed).flatMap(([name, text]) =>
          ['access', 'refresh'].includes(name) && typeof text === 'string' ? [text] : [],
        )
      : [];
  return [value, ...inside].filter((text) => text.length >= SHORTEST_SECRET);
}
