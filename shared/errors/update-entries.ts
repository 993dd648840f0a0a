import { type CatalogueEntry, entry } from './entry.ts';

const kept = 'Nothing was installed; this version goes on.';

/** Why another version of the program was not taken. */
export const updateEntries = {
  UPDATE_UNREACHABLE: entry(
    'The update server {server} cannot be asked: {detail}',
    'It is tried again by itself. This version goes on.',
    503,
  ),
  UPDATE_UNSIGNED: entry(
    'The release at {server} carries no signature, so nobody knows who made it.',
    `${kept} Tell whoever keeps that server: \`npm run updates:sign\` signs a release.`,
    502,
  ),
  UPDATE_SIGNATURE: entry(
    'The release at {server} was not signed by the makers of this Satchel, or was changed after it was.',
    `${kept} Tell your administrator: somebody may have exchanged it.`,
    502,
  ),
  UPDATE_PRODUCT: entry(
    'The release at {server} is another product: {found}.',
    `${kept} Correct the address: \`satchel config set updates.url URL\``,
    502,
  ),
  UPDATE_OLDER: entry(
    'The release at {server} is version {found}, which is older than this one ({installed}).',
    `${kept} An older version could not read what this one wrote.`,
    409,
  ),
  UPDATE_MALFORMED: entry(
    'The release at {server} is signed and does not say what belongs to it: {detail}',
    `${kept} Tell whoever made the release.`,
    502,
  ),
  UPDATE_TAMPERED: entry(
    'The package of version {version} is not the one that was signed.',
    `${kept} It was deleted. Tell your administrator: somebody may have exchanged it.`,
    502,
  ),
  UPDATE_NO_BACKUP: entry(
    'No backup could be made before the update: {detail}',
    `${kept} See to the backup first, under Backups.`,
    409,
  ),
  UPDATE_WAITING: entry(
    '{count} edits are on this desk alone: they could not be sent.',
    'They are safe on this desk and in its backup. Install anyway, or wait until the server answers.',
    409,
    3,
  ),
  UPDATE_NOT_INSTALLED: entry(
    'Version {version} could not be put in place: {detail}',
    'This version goes on. Download it again, or install it by hand.',
    500,
  ),
} as const satisfies Record<string, CatalogueEntry>;
