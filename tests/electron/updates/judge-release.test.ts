import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isNewer, judgeRelease, plainNotes } from '../../../electron/updates/judge-release.ts';
import { PRODUCT_ID, signRelease } from '../../../engine/updates/release-signature.ts';
import { isSatchelError } from '../../../shared/errors/satchel-error.ts';

const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const name = 'latest-linux.yml';
const manifestOf = (version: string) =>
  `version: ${version}\nfiles:\n  - url: Satchel-${version}.AppImage\n    sha512: c2lnbmVk\n`;
const good = manifestOf('1.3.0');

const signed = (
  manifest: string,
  over: Partial<Parameters<typeof signRelease>[0]> = {},
  key = ours,
) => signRelease({ product: PRODUCT_ID, name, manifest, ...over }, key.privateKey);

/** The version that is taken, or the code it is refused for. */
function verdict(manifest: string, signature: string | undefined): string {
  const release = { server: 'https://updates.example/', name, manifest, signature };
  try {
    return judgeRelease(release, { installed: '1.2.0', publicKey: ours.publicKey }).version;
  } catch (error) {
    if (isSatchelError(error)) return error.code;
    throw error;
  }
}

describe('which release is taken', () => {
  it.each<[string, string, string | undefined, string]>([
    ['a newer one that we signed', good, signed(good), '1.3.0'],
    ['the installed one', manifestOf('1.2.0'), signed(manifestOf('1.2.0')), '1.2.0'],
    ['none that nobody signed', good, undefined, 'UPDATE_UNSIGNED'],
    ['none with an empty signature', good, '', 'UPDATE_SIGNATURE'],
    ['none with a signature that is no JSON', good, 'MEUCIQ==', 'UPDATE_SIGNATURE'],
    ['none that somebody else signed', good, signed(good, {}, theirs), 'UPDATE_SIGNATURE'],
    [
      'none that was changed by a byte',
      good.replace('c2ln', 'c2lN'),
      signed(good),
      'UPDATE_SIGNATURE',
    ],
    [
      'none with another platform’s signature',
      good,
      signed(good, { name: 'latest-mac.yml' }),
      'UPDATE_SIGNATURE',
    ],
    ['none of another product', good, signed(good, { product: 'app.other' }), 'UPDATE_PRODUCT'],
    [
      'none of another product that claims to be this one',
      good,
      signed(good, { product: 'app.other' }).replace('app.other', PRODUCT_ID),
      'UPDATE_SIGNATURE',
    ],
    ['none that is older', manifestOf('1.1.9'), signed(manifestOf('1.1.9')), 'UPDATE_OLDER'],
    [
      'none that is a beta of the installed one',
      manifestOf('1.2.0-beta.1'),
      signed(manifestOf('1.2.0-beta.1')),
      'UPDATE_OLDER',
    ],
    ['none whose manifest cannot be read', ': [', signed(': ['), 'UPDATE_MALFORMED'],
    ['none without a package', 'version: 1.3.0\n', signed('version: 1.3.0\n'), 'UPDATE_MALFORMED'],
    [
      'none without a version',
      good.replace('1.3.0', 'new'),
      signed(good.replace('1.3.0', 'new')),
      'UPDATE_MALFORMED',
    ],
  ])('[UPD-1] %s', (_title, manifest, signature, expected) => {
    expect(verdict(manifest, signature)).toBe(expected);
  });

  it('[UPD-1] takes what is newer and nothing else', () => {
    expect(isNewer({ version: '1.2.1' }, '1.2.0')).toBe(true);
    expect(isNewer({ version: '1.2.0' }, '1.2.0')).toBe(false);
    expect(isNewer({ version: '1.10.0' }, '1.9.0')).toBe(true);
  });
});

it.each<[Parameters<typeof plainNotes>[0], string | null]>([
  [null, null],
  ['  ', null],
  ['Faster.', 'Faster.'],
  ['<p>Faster.</p><script>alert(1)</script>', 'Faster.\nalert(1)'],
  [[{ version: '1.3.0', note: '<li>One</li><li>Two</li>' }], '1.3.0\nOne\nTwo'],
])('[UPD-4] shows release notes as plain text: %j', (notes, expected) => {
  expect(plainNotes(notes)).toBe(expected);
});
