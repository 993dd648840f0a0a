/** Stands in index.html where each response puts its own nonce. */
export const NONCE_MARK = '__SATCHEL_NONCE__';

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};

// No separator, no `..`, no hidden file can be named.
const plainSegment = /^[\w@-][\w.@-]*$/;

/**
 * The segments of a request's path below the window's folder, or undefined where it names anything but a plain
 * file there. Give the path as it arrived: parsing it as a URL would resolve `..` away before it is refused. A
 * link that leads out is not seen here; compare real paths too.
 */
export function assetSegments(path: string): string[] | undefined {
  const segments = decode(path === '/' ? '/index.html' : path)
    ?.split('/')
    .slice(1);
  return segments?.length && segments.every((segment) => plainSegment.test(segment))
    ? segments
    : undefined;
}

export function contentTypeOf(file: string): string {
  return contentTypes[/\.(\w+)$/.exec(file)?.[1] ?? ''] ?? 'application/octet-stream';
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
