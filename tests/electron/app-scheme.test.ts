import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appScheme, serveAppScheme } from '../../electron/security/app-scheme.ts';
import { FakeProtocol } from '../support/electron-double/electron.ts';

const folder = mkdtempSync(join(tmpdir(), 'satchel-scheme-'));
const uiDir = join(folder, 'ui');
const protocol = new FakeProtocol();

beforeAll(() => {
  mkdirSync(join(uiDir, 'assets'), { recursive: true });
  writeFileSync(join(uiDir, 'index.html'), '<meta content="__SATCHEL_NONCE__">');
  writeFileSync(join(uiDir, 'assets/main.js'), 'export const page = 1;');
  writeFileSync(join(uiDir, '.hidden'), 'hidden');
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  symlinkSync(join(folder, 'secret.txt'), join(uiDir, 'link.txt'));
  serveAppScheme(protocol, uiDir);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the app:// scheme', () => {
  it('is a secure, standard scheme that cannot bypass the content policy', () => {
    expect(appScheme.scheme).toBe('app');
    expect(appScheme.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true });
    expect(protocol.scheme).toBe('app');
  });

  it('serves the page with a nonce of its own, under a policy without unsafe sources', async () => {
    const [first, second] = [
      await protocol.ask('app://satchel/index.html'),
      await protocol.ask('app://satchel/'),
    ];
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1];
    expect(first.status).toBe(200);
    expect(await first.text()).toBe(`<meta content="${String(nonce)}">`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
    expect(second.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('serves its files as what they are, and never guesses', async () => {
    const script = await protocol.ask('app://satchel/assets/main.js?v=1#x');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await script.text()).toBe('export const page = 1;');
  });

  it.each([
    'app://satchel/../secret.txt',
    'app://satchel/assets/../../secret.txt',
    'app://satchel/%2e%2e/secret.txt',
    'app://satchel/..%2fsecret.txt',
    'app://satchel/..%5csecret.txt',
    'app://satchel//etc/passwd',
    'app://satchel/%00',
    'app://satchel/%zz',
    'app://satchel/.hidden',
    'app://satchel/link.txt',
    'app://satchel/assets',
    'app://satchel/missing.js',
    'app://satchel.evil/index.html',
    'app://other/index.html',
    'file:///etc/passwd',
  ])('refuses %s', async (url) => {
    const response = await protocol.ask(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('takes nothing but GET', async () => {
    expect((await protocol.ask('app://satchel/', 'POST')).status).toBe(405);
  });
});
