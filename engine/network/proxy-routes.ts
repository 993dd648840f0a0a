/** One way to a server. `address` of a proxy is a URL that may carry its user and password: never log it, log `name`. */
export type ProxyRoute =
  | { readonly kind: 'direct'; readonly name: 'direct' }
  | {
      readonly kind: 'http' | 'https' | 'socks';
      readonly address: string;
      /** `host:port`, for people. */
      readonly name: string;
    };

export const direct: ProxyRoute = { kind: 'direct', name: 'direct' };

/** A PAC file's words for a proxy, as a URL's scheme and the port that is meant where none is named. */
const schemes: Readonly<Record<string, { scheme: string; port: number }>> = {
  PROXY: { scheme: 'http', port: 80 },
  HTTP: { scheme: 'http', port: 80 },
  HTTPS: { scheme: 'https', port: 443 },
  SOCKS: { scheme: 'socks4', port: 1080 },
  SOCKS4: { scheme: 'socks4a', port: 1080 },
  // The proxy looks the name up, as in browsers: a desk behind it often cannot.
  SOCKS5: { scheme: 'socks5h', port: 1080 },
};

/**
 * The ways that a PAC result names, in its order, such as `PROXY proxy:3128; DIRECT`. Words that nobody knows are passed
 * over; a result without any way is the direct one, as in browsers.
 */
export function routesOfPac(result: string): readonly ProxyRoute[] {
  const routes = result.split(';').flatMap((entry): ProxyRoute[] => {
    const [word = '', address = ''] = entry.trim().split(/\s+/);
    if (word.toUpperCase() === 'DIRECT') return [direct];
    const known = schemes[word.toUpperCase()];
    const route = known && routeOf(`${known.scheme}://${address}`, known.port);
    return route ? [route] : [];
  });
  return routes.length > 0 ? routes : [direct];
}

/**
 * The same out of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, read as curl reads them: small letters come
 * first, and a proxy without a scheme speaks http. Undefined where they name no proxy.
 */
export function routesOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  url: URL,
): readonly ProxyRoute[] | undefined {
  const read = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY');
  if (proxy === '') return undefined;
  if (isLeftOut(url, read('NO_PROXY'))) return [direct];
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  const route = routeOf(address.replace(/^socks5:/, 'socks5h:'), defaultPort(address));
  return [route ?? direct];
}

/** True for this computer itself, which no proxy could reach. */
export function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

function routeOf(address: string, port: number): ProxyRoute | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const [scheme] = /^(?:https?|socks)/.exec(url.protocol) ?? [];
  if (scheme === undefined || url.hostname === '') return undefined;
  const kind = scheme as 'http' | 'https' | 'socks';
  // A URL drops the port that its scheme would have anyway.
  const name = `${url.hostname}:${url.port || String(port)}`;
  const account = url.username === '' ? '' : `${url.username}:${url.password}@`;
  return { kind, address: `${url.protocol}//${account}${name}`, name };
}

function defaultPort(address: string): number {
  if (address.startsWith('socks')) return 1080;
  return address.startsWith('https') ? 443 : 80;
}

/** `*`, hosts with their subdomains (`clinic.example`, `.clinic.example`), each with a port where one is meant. */
function isLeftOut(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (only !== undefined && only !== port) return false;
      const host = name.replace(/^\*?\./, '');
      return url.hostname === host || url.hostname.endsWith(`.${host}`);
    });
}
