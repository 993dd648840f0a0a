import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { CustomScheme, Protocol } from 'electron';
import { assetSegments, contentTypeOf, NONCE_MARK } from '../../shared/window/asset-path.ts';
import { windowHeaders } from '../../shared/window/content-policy.ts';

/** The window's only origin. Nothing on the network can have it, and `file:` gives no access to anything. */
export const APP_ORIGIN = 'app://satchel';

/** To be registered before Electron is ready. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/** Answers `app://satchel/…` with files of `uiDir`, and nothing outside it. */
export function serveAppScheme(protocol: Pick<Protocol, 'handle'>, uiDir: string): void {
  protocol.handle('app', (request) => answer(uiDir, request));
}

async function answer(uiDir: string, request: Request): Promise<Response> {
  const nonce = randomBytes(18).toString('base64url');
  const headers = windowHeaders(nonce);
  const refuse = (status: number): Response => new Response(null, { status, headers });
  if (request.method !== 'GET') return refuse(405);
  const found = await findFile(uiDir, request.url);
  if (!found) return refuse(404);

  const { file, content } = found;
  const contentType = contentTypeOf(file);
  const body = contentType.startsWith('text/html')
    ? content.toString('utf8').replaceAll(NONCE_MARK, nonce)
    : new Uint8Array(content);
  return new Response(body, {
    status: 200,
    headers: { ...headers, 'content-type': contentType, 'cache-control': 'no-store' },
  });
}

/** Not parsed as a URL: that would resolve `..` away before it could be refused. */
async function findFile(
  uiDir: string,
  url: string,
): Promise<{ file: string; content: Buffer } | undefined> {
  const [address = ''] = url.split(/[?#]/, 1);
  if (address !== APP_ORIGIN && !address.startsWith(`${APP_ORIGIN}/`)) return undefined;
  const segments = assetSegments(address.slice(APP_ORIGIN.length) || '/');
  if (!segments) return undefined;
  try {
    const root = await realpath(uiDir);
    const file = await realpath(join(root, ...segments));
    return file.startsWith(root + sep) ? { file, content: await readFile(file) } : undefined;
  } catch {
    return undefined;
  }
}
