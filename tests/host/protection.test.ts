import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from '../../host/start-host.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const entry = new URL('../support/fake-engine-thread.ts', import.meta.url);
const page = '<!doctype html><meta name="satchel-nonce" content="__SATCHEL_NONCE__"><p>window</p>';

let folder: string;
let host: Host;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satchel-host-'));
  const uiDir = join(folder, 'ui');
  await mkdir(join(uiDir, 'assets'), { recursive: true });
  await writeFile(join(uiDir, 'index.html'), page);
  await writeFile(join(uiDir, 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(uiDir, '.hidden.js'), 'hidden');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(uiDir, 'leads-out.txt'));
  host = await startHost({
    home: join(folder),
    uiDir,
    log: createMemoryLog(),
    entries: { engine: entry, reader: entry },
    reader: false,
    environment: {},
  });
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

/** Sends exactly these headers and this path: `fetch` would correct both. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: host.port,
        path,
        method: options.method ?? 'GET',
        headers: { host: `127.0.0.1:${host.port}`, ...options.headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${host.token}` });
function codeOf({ text }: Answer): unknown {
  const body = JSON.parse(text) as { code?: unknown; json?: { code?: unknown } };
  return body.code ?? body.json?.code;
}

describe('the local API over HTTP', () => {
  test('answers a request with its token', async () => {
    const answer = await send('/api/sync/network-status', { headers: bearer() });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ is_online: true });
  });

  test.each([
    ['no token', () => ({})],
    ['another token', () => ({ authorization: `Bearer ${'x'.repeat(43)}` })],
    ['an empty token', () => ({ authorization: 'Bearer ' })],
    ['the start of the token', () => ({ authorization: `Bearer ${host.token.slice(0, -1)}` })],
    ['the token in another scheme', () => ({ authorization: `Basic ${host.token}` })],
  ])('refuses a request with %s, whichever door it takes', async (_name, headers) => {
    for (const path of ['/api/sync/status', '/sync/status', '/openapi.json', '/rpc/status/get']) {
      const answer = await send(path, { headers: headers() });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 401, 'API_TOKEN_INVALID']);
    }
  });

  test('does not take the token from the query', async () => {
    expect((await send(`/api/sync/status?token=${host.token}`)).status).toBe(401);
  });

  test.each(['evil.example', 'localhost', '127.0.0.1', 'evil.example:1', '[::1]'])(
    'refuses the rebound name %s, for the window and the API alike',
    async (name) => {
      const headers = { ...bearer(), host: name };
      for (const path of ['/', '/api/sync/status', '/rpc/status/get']) {
        const answer = await send(path, { headers });
        expect([path, answer.status]).toEqual([path, 403]);
      }
    },
  );

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['another scheme', { origin: 'https://127.0.0.1' }],
    ['another site without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['another port without an origin', { 'sec-fetch-site': 'same-site' }],
  ])('refuses %s even with the token, and grants it nothing', async (_name, headers) => {
    const answer = await send('/api/sync/status', { headers: { ...bearer(), ...headers } });
    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await send('/api/sync/sync', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(403);
  });

  test('lets its own origin in', async () => {
    const own = { origin: `http://127.0.0.1:${host.port}`, 'sec-fetch-site': 'same-origin' };
    expect((await send('/api/sync/status', { headers: { ...bearer(), ...own } })).status).toBe(200);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ])('refuses a body of type "%s"', async (type) => {
    const headers = { ...bearer(), ...(type ? { 'content-type': type } : {}) };
    for (const path of ['/api/sync/sync', '/rpc/sync/run']) {
      const answer = await send(path, { method: 'POST', headers, body: '{}' });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 415, 'API_NOT_JSON']);
    }
  });

  test('refuses malformed JSON and goes on answering', async () => {
    const headers = { ...bearer(), 'content-type': 'application/json' };
    const broken = await send('/api/sync/sync', { method: 'POST', headers, body: '{"tables":' });
    expect(broken.status).toBe(400);
    expect((await send('/api/sync/status', { headers: bearer() })).status).toBe(200);
  });

  test('names what is missing for an unknown path', async () => {
    const answer = await send('/api/nothing', { headers: bearer() });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'API_NOT_FOUND']);
  });

  test('listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    if (!outside) return;
    const reached = await fetch(`http://${outside.address}:${host.port}/`).then(
      () => true,
      () => false,
    );
    expect(reached).toBe(false);
  });

  test('describes every REST path', async () => {
    const { text } = await send('/openapi.json', { headers: bearer() });
    const { paths } = JSON.parse(text) as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/api/sync/sync',
        '/sync/trigger',
        '/api/sync/status',
        '/sync/status',
        '/api/sync/conflicts',
        '/api/sync/conflicts/{id}/resolve',
        '/api/sync/logs',
        '/api/sync/network-status',
        '/api/sync/config',
        '/api/sync/test-connection',
        '/api/sync/compare',
      ]),
    );
  });

  test('streams events as they come', async () => {
    const leaving = new AbortController();
    const stream = await fetch(`http://127.0.0.1:${host.port}/api/changes`, {
      headers: bearer(),
      signal: leaving.signal,
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const read = readUntil(stream, 'event: message');
    await send('/api/records/owners', {
      method: 'POST',
      headers: { ...bearer(), 'content-type': 'application/json' },
      body: JSON.stringify({ values: { full_name: 'Ada' } }),
    });
    expect(await read).toContain('"tables":["owners"]');
    leaving.abort();
  });
});

async function readUntil(response: Response, mark: string): Promise<string> {
  let text = '';
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.includes(mark) && text.trimEnd() !== text) return text;
  }
  return text;
}

describe('a host that cannot start', () => {
  test('names the port that is taken, and lets go of the store', async () => {
    const home = await mkdtemp(join(tmpdir(), 'satchel-port-'));
    const options = {
      home,
      uiDir: home,
      log: createMemoryLog(),
      entries: { engine: entry, reader: entry },
      reader: false,
      environment: {},
    };
    await expect(startHost({ ...options, port: host.port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      details: { port: host.port },
    });
    expect(options.log.lines.map(({ message }) => message)).toContain('closed in order');
    await rm(home, { recursive: true });
  });
});

describe('the window over HTTP', () => {
  test('puts a new nonce into the policy and the page each time', async () => {
    const answers = [await send('/'), await send('/')];
    const nonces = answers.map(({ headers, text }) => {
      const policy = String(headers['content-security-policy']);
      const nonce = /'nonce-([\w-]{24})'/.exec(policy)?.[1];
      expect(text).toContain(`content="${String(nonce)}"`);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test('sends a policy without a default or anything unsafe', async () => {
    const { headers } = await send('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  test('serves the built files by their type', async () => {
    const answer = await send('/assets/main-1a2b.js');
    expect(answer.text).toBe('export {};');
    expect(answer.headers['content-type']).toContain('text/javascript');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    '/leads-out.txt',
    '/.hidden.js',
    '/host.json',
    '/index.html%00.js',
    '/%zz',
    '/assets',
  ])('serves nothing for %s', async (path) => {
    const answer = await send(path);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret');
  });

  test('[permissions] keeps host.json and the socket to their owner', async () => {
    for (const name of ['host.json', 'engine.sock']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
  });
});
