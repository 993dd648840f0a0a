import { expect, it } from 'vitest';
import { ProxyFinder } from '../../../engine/network/proxy-finder.ts';
import { direct, routesOfPac } from '../../../engine/network/proxy-routes.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const url = 'https://sync.clinic.example/api?secret=1';

function world() {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const system = { says: 'PROXY a:1; PROXY b:2', network: '10.0.0.7' };
  const finder = new ProxyFinder({
    clock,
    network: () => system.network,
    ask: (origin) => {
      asked.push(origin);
      return Promise.resolve(routesOfPac(system.says));
    },
  });
  const names = async () => (await finder.routes(url)).map(({ name }) => name);
  return { clock, asked, system, finder, names };
}

it('[NET-1] asks the system for the host alone, once for many requests', async () => {
  const { asked, names } = world();
  for (let i = 0; i < 3; i++) expect(await names()).toEqual(['a:1', 'b:2']);
  expect(asked).toEqual(['https://sync.clinic.example']);
});

it('[NET-1] asks again after a minute, and at once in another network', async () => {
  const { clock, asked, system, names } = world();
  await names();
  system.says = 'DIRECT';
  await clock.advance(59_000);
  expect(await names()).toEqual(['a:1', 'b:2']);
  await clock.advance(2_000);
  expect(await names()).toEqual(['direct']);
  system.says = 'PROXY c:3';
  system.network = '192.168.0.9';
  expect(await names()).toEqual(['c:3']);
  expect(asked).toHaveLength(3);
});

it('[NET-1] tries a way that failed last, and asks again where it was the only one', async () => {
  const { asked, system, finder, names } = world();
  const [first] = await finder.routes(url);
  finder.failed(url, first ?? direct);
  expect(await names()).toEqual(['b:2', 'a:1']);
  system.says = 'PROXY only:1';
  system.network = 'another';
  const [only] = await finder.routes(url);
  finder.failed(url, only ?? direct);
  system.says = 'DIRECT';
  expect(await names()).toEqual(['direct']);
  expect(asked).toHaveLength(3);
});

it('[NET-2] never asks about this computer', async () => {
  const { asked, finder } = world();
  expect(await finder.routes('http://127.0.0.1:8080/')).toEqual([direct]);
  expect(asked).toEqual([]);
});
