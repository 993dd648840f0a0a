import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { assetSegments, contentTypeOf, NONCE_MARK } from '../shared/window/asset-path.ts';
import { windowHeaders } from '../shared/window/content-policy.ts';

/** Serves the built window from `uiDir`, and nothing outside it. */
export function createWindowFiles(uiDir: string) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const nonce = randomBytes(18).toString('base64url');
    const headers = windowHeaders(nonce);
    const end = (status: number, text: string): void => {
      response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${text}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      end(405, 'Only GET.');
      return;
    }
    // Not parsed as a URL: that would resolve `..` away before it could be refused.
    const [path = '/'] = (request.url ?? '/').split(/[?#]/, 1);
    const found = await findFile(uiDir, path);
    if (!found) {
      if (path === '/') end(503, 'The window is not built. Run `npm run build`, then reload.');
      else end(404, 'There is nothing here.');
      return;
    }
    const isPage = extname(found.file) === '.html';
    const body = isPage
      ? Buffer.from(found.content.toString('utf8').replaceAll(NONCE_MARK, nonce))
      : found.content;
    response.writeHead(200, {
      ...headers,
      'content-type': contentTypeOf(found.file),
      'content-length': body.length,
      'cache-control': path.startsWith('/assets/')
        ? 'private, max-age=31536000, immutable'
        : 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

async function findFile(
  uiDir: string,
  path: string,
): Promise<{ file: string; content: Buffer } | undefined> {
  const segments = assetSegments(path);
  if (!segments) return undefined;
  try {
    const root = await realpath(uiDir);
    const file = await realpath(join(root, ...segments));
    if (!file.startsWith(root + sep)) return undefined;
    return { file, content: await readFile(file) };
  } catch {
    return undefined;
  }
}
