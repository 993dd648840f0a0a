import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PRODUCT_ID, signRelease } from '../../engine/updates/release-signature.ts';

export interface OfferedRelease {
  readonly version: string;
  readonly program: string;
  /** What lies there in its place. */
  readonly served?: string;
  readonly product?: string;
  readonly signedBy?: KeyObject | 'nobody';
}

/** A real server of releases for Linux, with the key they are signed with. */
export async function startReleaseServer() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const files = new Map<string, string>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    asked.push(path);
    const file = files.get(path);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const name = process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`;
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    asked,
    offer({ version, program, served = program, product = PRODUCT_ID, signedBy }: OfferedRelease) {
      files.clear();
      const file = `Satchel-${version}.AppImage`;
      const sha512 = createHash('sha512').update(program).digest('base64');
      const manifest = [
        `version: ${version}`,
        'files:',
        `  - url: ${file}`,
        `    sha512: ${sha512}`,
        `    size: ${String(program.length)}`,
        `path: ${file}`,
        `sha512: ${sha512}`,
        'releaseNotes: "<p>Backups are twice as fast.</p>"',
        '',
      ].join('\n');
      files.set(name, manifest).set(file, served);
      if (signedBy === 'nobody') return;
      files.set(`${name}.sig`, signRelease({ product, name, manifest }, signedBy ?? privateKey));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
