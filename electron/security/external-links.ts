import type { Shell } from 'electron';

/** What may leave the app: a letter or a call to an owner. Web pages are added by host name, never by pattern. */
const allowedSchemes = new Set(['mailto:', 'tel:']);
const allowedHosts: ReadonlySet<string> = new Set();

export function mayOpenExternally(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  if (allowedSchemes.has(protocol)) return true;
  return protocol === 'https:' && !username && !password && allowedHosts.has(host);
}

/** Hands an allowed address to the system; anything else is dropped. */
export async function openExternally(
  shell: Pick<Shell, 'openExternal'>,
  address: string,
): Promise<boolean> {
  if (!mayOpenExternally(address)) return false;
  await shell.openExternal(address);
  return true;
}
