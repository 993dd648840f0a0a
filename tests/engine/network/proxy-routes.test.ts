import { describe, expect, it } from 'vitest';
import {
  isLoopback,
  routesOfEnvironment,
  routesOfPac,
} from '../../../engine/network/proxy-routes.ts';

const addresses = (routes: ReturnType<typeof routesOfEnvironment>) =>
  routes?.map((route) => (route.kind === 'direct' ? 'direct' : route.address));

describe('the words of a PAC file', () => {
  it.each([
    ['DIRECT', ['direct']],
    ['PROXY proxy.clinic:3128', ['http://proxy.clinic:3128']],
    ['PROXY proxy.clinic', ['http://proxy.clinic:80']],
    ['HTTPS secure.clinic:8443', ['https://secure.clinic:8443']],
    ['SOCKS5 socks.clinic:1080', ['socks5h://socks.clinic:1080']],
    ['SOCKS socks.clinic', ['socks4://socks.clinic:1080']],
    [
      'PROXY a:1; HTTPS b:2 ;SOCKS5 c:3;DIRECT',
      ['http://a:1', 'https://b:2', 'socks5h://c:3', 'direct'],
    ],
    ['proxy A.clinic:3128;', ['http://a.clinic:3128']],
    ['PROXY [::1]:3128', ['http://[::1]:3128']],
    ['QUIC q:443; PROXY a:1', ['http://a:1']],
    ['', ['direct']],
    ['nonsense', ['direct']],
    ['PROXY', ['direct']],
  ])('[NET-1] %s', (result, expected) => {
    expect(addresses(routesOfPac(result))).toEqual(expected);
  });
});

describe('the environment’s proxies', () => {
  const server = new URL('https://sync.clinic.example/');
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: 'http://proxy:3128' }, ['http://proxy:3128']],
    [{ HTTPS_PROXY: 'proxy:3128' }, ['http://proxy:3128']],
    [{ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:2' }, ['http://small:1']],
    [{ ALL_PROXY: 'socks5://proxy:1080' }, ['socks5h://proxy:1080']],
    [{ HTTP_PROXY: 'http://proxy:3128' }, undefined],
    [{ HTTPS_PROXY: 'https://proxy' }, ['https://proxy:443']],
    [{ HTTPS_PROXY: 'http://ann:s%40cret@proxy:3128' }, ['http://ann:s%40cret@proxy:3128']],
    [{ HTTPS_PROXY: 'p:1', NO_PROXY: '*' }, ['direct']],
    [{ HTTPS_PROXY: 'p:1', NO_PROXY: 'other, clinic.example' }, ['direct']],
    [{ HTTPS_PROXY: 'p:1', NO_PROXY: '.clinic.example' }, ['direct']],
    [{ HTTPS_PROXY: 'p:1', NO_PROXY: '*.clinic.example:443' }, ['direct']],
    [{ HTTPS_PROXY: 'p:1', NO_PROXY: 'clinic.example:8443' }, ['http://p:1']],
    [{ HTTPS_PROXY: 'p:1', NO_PROXY: 'linic.example' }, ['http://p:1']],
  ])('[NET-1] %o', (environment, expected) => {
    expect(addresses(routesOfEnvironment(environment, server))).toEqual(expected);
  });

  it('[NET-1] is shown to people without its password', () => {
    const [route] = routesOfPac('PROXY ann:secret@proxy:3128');
    expect(route?.name).toBe('proxy:3128');
  });
});

it.each([
  ['http://localhost:1/', true],
  ['http://desk.localhost/', true],
  ['https://127.0.0.1/', true],
  ['https://127.8.9.10/', true],
  ['https://[::1]:8443/', true],
  ['https://localhost.example/', false],
  ['https://10.0.0.1/', false],
])('[NET-2] %s is this computer: %s', (url, expected) => {
  expect(isLoopback(new URL(url))).toBe(expected);
});
