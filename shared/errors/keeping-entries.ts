import { type CatalogueEntry, entry } from './entry.ts';

/** Errors of backups, migrations and the monitor. */
export const keepingEntries = {
  BACKUP_NOT_FOUND: entry('There is no backup {id}.', '`satchel backup list` lists them.', 404, 2),
  BACKUP_DAMAGED: entry(
    'The backup {id} is damaged: {detail}',
    'Use another one, and keep this file for support.',
    409,
  ),
  BACKUP_PASSPHRASE: entry(
    'The backup {id} is encrypted and does not open with this passphrase.',
    'Give the passphrase it was made with; without it nobody can read it.',
    403,
    2,
  ),
  BACKUP_KEY: entry(
    'The backup {id} is encrypted with a database key that this computer does not keep.',
    'Type its recovery key once: `satchel encryption recover`. Without it nobody can read the backup.',
    403,
  ),
  BACKUP_NO_SPACE: entry(
    'There is too little space in {path}: {needed} needed, {free} free. Nothing was written.',
    'Free some space, or name another folder with `satchel config set backup.dir DIR`.',
    507,
  ),
  BACKUP_FOLDER: entry(
    'The backup folder {path} cannot be used: {detail}',
    'Check that it is there and can be written, or name another with `satchel config set backup.dir DIR`.',
    500,
  ),
  BACKUP_RUNNING: entry(
    'A backup, verification or restore is already running.',
    'Wait for it to end, or cancel it.',
    409,
  ),
  BACKUP_CANCELLED: entry('It was cancelled; nothing was left half-done.', 'Start it again.', 409),

  BUNDLE_EXISTS: entry('There is a file {path} already.', 'Name another file.', 409, 2),
  BUNDLE_FOLDER: entry(
    'Nothing can be written in {path}: {detail}',
    'Name a file in a folder that can be written, with `--out FILE`.',
    500,
    2,
  ),
  MIGRATE_RUNNING: entry('A migration is running.', 'Wait for it to end, or cancel it.', 409),
  MIGRATE_STOPPED: entry(
    'The migration stopped on its way: {detail}',
    'Run it again: it goes on where it was, and sends nothing twice.',
    502,
  ),
  MIGRATE_DESK_IN_USE: entry(
    'This desk holds records of other tables than the file: {tables}.',
    'Bring the file’s own tables through a desk of their own: an empty folder with `--home`, signed in at a clinic of its own.',
    409,
  ),
  SCHEMA_IN_USE: entry(
    'The clinic {clinic} holds records of other tables already: {tables}.',
    'Make a clinic of its own for them: `satchel-server clinic add`, then sign in at it.',
    409,
  ),
  SCHEMA_ADOPTED: entry(
    'The clinic keeps the tables of another application; this desk takes them over now.',
    'Satchel starts again by itself. Then sync once more.',
    409,
  ),
  SCHEMA_OTHER: entry(
    'The clinic keeps the tables of another application, and this desk holds records of other tables.',
    'Send or export what this desk holds elsewhere, then sign in at the clinic with an empty folder.',
    409,
  ),
  MONITOR_RUNNING: entry(
    'A monitor runs here already (process {pid}).',
    'End it first: `satchel monitor --stop`',
    409,
  ),
  MONITOR_FAILED: entry('The monitor ended before it had begun.', 'See {log}.', 500),
} as const satisfies Record<string, CatalogueEntry>;
