import { networkInterfaces } from 'node:os';

/** This computer's addresses as one text, which differs in another network. */
export function thisNetwork(): string {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join(' ');
}
