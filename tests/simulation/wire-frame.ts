import { createHash } from 'node:crypto';
import type { HttpRequest } from '../../engine/ports.ts';
import type { Commit } from '../../shared/protocol/commit.ts';

export type WireRequest = Pick<HttpRequest, 'url' | 'headers' | 'body'>;
export interface WireResponse {
  readonly status: number;
  readonly body: Uint8Array;
}

/** The framing of the wire as its specification tells it, written apart from the engine's and the server's. */
export function frameBody(header: object, rows: readonly unknown[]): Uint8Array {
  const text = [header, ...rows].map((line) => `${JSON.stringify(line)}\n`).join('');
  const trailer = { kind: 'trailer', count: rows.length, digest: digestOf(text) };
  return Buffer.from(`${text}${JSON.stringify(trailer)}\n`);
}

/** Header and rows, or undefined for a body that is torn. */
export function openFrame(body: Uint8Array): { header: unknown; rows: unknown[] } | undefined {
  const text = Buffer.from(body).toString('utf8');
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 2) return undefined;
  try {
    const parsed = lines.map((line) => JSON.parse(line) as unknown);
    const trailer = parsed.pop() as { kind?: string; count?: number; digest?: string };
    const content = text.slice(0, text.length - (lines.at(-1) as string).length - 1);
    const whole =
      trailer.kind === 'trailer' &&
      trailer.count === parsed.length - 1 &&
      trailer.digest === digestOf(content);
    return whole ? { header: parsed[0], rows: parsed.slice(1) } : undefined;
  } catch {
    return undefined;
  }
}

export function digestOf(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The origin, where there is none. */
export function parseCommit(text: string | null): Commit {
  const [epoch, version, nonce = ''] = text?.split('.') ?? [];
  return { epoch: Number(epoch ?? 0), version: Number(version ?? 0), nonce };
}

/** A commit as an entity tag. */
export function tagOf({ epoch, version, nonce }: Commit): string {
  return `"${String(epoch)}.${String(version)}.${nonce}"`;
}
