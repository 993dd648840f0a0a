import { connectionEntries } from './connection-entries.ts';
import { type CatalogueEntry, entry } from './entry.ts';
import { updateEntries } from './update-entries.ts';
import { keepingEntries } from './keeping-entries.ts';

/**
 * Every error a person can meet: what happened and what to do about it. `{name}` is filled from the error's
 * details, which never hold a row value. The list is documented in docs/errors.md; a test keeps them equal.
 */
export const catalogue = {
  INTERNAL: entry(
    'Something unexpected went wrong: {detail}',
    'Try again; if it stays, send the log file to support.',
  ),
  USAGE: entry('{detail}', 'See --help.', 400, 2),
  INTERRUPTED: entry('The command was stopped.', 'What was saved is kept; run it again to go on.'),

  ENGINE_STOPPED: entry(
    'The engine stopped before it answered and is being started again.',
    'Try again in a moment; what was saved is safe.',
    503,
  ),
  API_TOKEN_INVALID: entry(
    'This window or request does not carry the key of this Satchel.',
    'Open the address that Satchel printed, with everything after the #.',
    401,
  ),
  API_ORIGIN_REFUSED: entry(
    'The request came under another name or from another site and was refused.',
    'Use the address that Satchel printed.',
    403,
  ),
  API_NOT_JSON: entry('Only JSON is accepted.', 'Send `content-type: application/json`.', 415),
  API_NOT_FOUND: entry('There is nothing at {path}.', '/openapi.json lists the paths.', 404),
  ENGINE_UNREACHABLE: entry(
    'This window lost its connection to Satchel on this computer.',
    'It connects again by itself; if not, start Satchel again. What was saved is safe.',
    503,
  ),

  CONFIG_INVALID: entry(
    '{file}: {detail}',
    'Correct it there, or go back to the settings of the last start: `satchel config restore`',
    400,
    2,
  ),
  CONFIG_NOT_KEPT: entry(
    'No earlier settings are kept in {home}.',
    'Correct config.json there, or delete it and set the desk up again: `satchel init`. Records are not touched.',
    404,
    2,
  ),
  CONFIG_UNKNOWN_KEY: entry(
    '{file}: there is no setting "{key}".{suggestion}',
    'Rename or remove the key; `satchel config` shows all settings.',
    400,
    2,
  ),

  HOME_MISSING: entry(
    'There is no Satchel in {home}.',
    'Check --home, or start one there with `satchel init`.',
    404,
    2,
  ),
  STORE_LOCKED: entry(
    'Another Satchel holds {path} (process {pid}).',
    'Use that one, or close it first.',
    409,
  ),
  STORE_MISSING: entry(
    'There is no database at {path}.',
    'Check the path; no blank file was made in its place.',
    404,
  ),
  STORE_NOT_A_DATABASE: entry(
    '{path} is not a SQLite database.',
    'Name another file with `satchel config set database.path FILE`; the file was left untouched.',
    409,
  ),
  STORE_KEY_MISSING: entry(
    '{path} is encrypted, and its key is not among the secrets that this program can read.',
    'Start the Satchel that encrypted it: commands then go through it. If its keychain is gone, type the recovery key: `satchel encryption recover`.',
    409,
  ),
  STORE_KEY_WRONG: entry(
    '{path} is encrypted with another key than those that this computer keeps.',
    'Type the recovery key that belongs to it: `satchel encryption recover`.',
    409,
  ),
  RECOVERY_KEY_INVALID: entry(
    'This is no recovery key: {detail}',
    'Compare it with what was written down, letter by letter.',
    400,
    2,
  ),
  ENCRYPTION_FOREIGN: entry(
    '{path} belongs to another application, which could not open it any more.',
    'It stays as its owner keeps it. Encrypt the disk it lies on instead.',
    409,
  ),
  ENCRYPTION_STATE: entry(
    'The database is {state} already.',
    '`satchel encryption` says how it stands.',
    409,
    2,
  ),
  STORE_CORRUPT: entry(
    '{path} is damaged: {detail}',
    'Keep the file, and restore the newest verified backup.',
    500,
  ),
  STORE_DISK_FULL: entry(
    'The disk that holds {path} is full. Nothing was half-written.',
    'Free some space, then try again.',
    507,
  ),
  STORE_READ_ONLY: entry(
    '{path} cannot be written.',
    'Check the permissions of the file and its folder.',
    500,
  ),
  STORE_TOO_NEW: entry(
    '{path} was written by a newer Satchel (store version {found}, this one knows {known}).',
    'Update this Satchel.',
    409,
  ),
  SQLITE_TOO_OLD: entry(
    'SQLite {found} is too old; {needed} is needed (older ones can corrupt a WAL database).',
    'Reinstall Satchel.',
    500,
  ),
  STORE_SQL: entry(
    'SQLite refused a statement ({code}): {sql}',
    'Try again; if it stays, run `satchel status` and send the log file to support.',
    500,
  ),

  ...keepingEntries,

  TABLE_UNKNOWN: entry(
    'There is no table "{table}".{suggestion}',
    '`satchel records tables` lists the tables.',
    404,
    2,
  ),
  TABLE_NOT_SYNCABLE: entry(
    'Table {table} cannot be synced: {detail}.',
    'Change the table in the application that it belongs to, or leave it out.',
    409,
  ),
  COLUMN_UNKNOWN: entry(
    'Table {table} has no column "{column}".{suggestion}',
    '`satchel records tables {table}` lists the columns.',
    400,
    2,
  ),
  VALUE_INVALID: entry(
    '{table}.{column}: {problem}',
    'Correct the value; nothing was saved.',
    400,
    2,
  ),
  RECORD_NOT_FOUND: entry(
    'Table {table} has no record {key}.',
    'It may have been deleted; list the table again.',
    404,
  ),
  RECORD_EXISTS: entry(
    'Table {table} already has a record with this {column}.',
    'Use another {column}, or edit the existing record.{hint}',
    409,
  ),
  RECORD_REFERENCED: entry(
    'This record of {table} is still used by {dependants}.',
    'Delete or move those first.',
    409,
  ),
  RECORD_APPEND_ONLY: entry(
    '{what} cannot be changed once it is entered.',
    'Add a new record that says what is different.',
    409,
  ),
  DELETED_NOT_FOUND: entry(
    'Deleted record {id} is not kept any more.',
    'It was brought back already, or was deleted more than half a year ago.',
    404,
    2,
  ),
  IMPORT_NOT_FOUND: entry(
    'There is no import {id} of this table.',
    'The last hundred imports are listed with the table.',
    404,
    2,
  ),
  REFERENCE_MISSING: entry(
    '{table}.{column} names a record of {references} that does not exist.',
    'Choose an existing record.',
    400,
  ),

  NOT_CONFIGURED: entry(
    'This desk has no server yet.',
    'Run `satchel init --server URL --username NAME`.',
    409,
    2,
  ),
  ALREADY_CONFIGURED: entry(
    'This desk is already set up with {server} as {username}.',
    'Use `satchel login` to sign in again; a desk is not rebound by a changed URL.',
    409,
    2,
  ),
  NOT_SIGNED_IN: entry(
    'Nobody is signed in at this desk.',
    'Run `satchel login`, or sign in in the window. Your work is safe on this desk.',
    401,
  ),
  SIGN_IN_REFUSED: entry(
    'The server did not accept this user name and password.',
    'Check both and try again.',
    401,
  ),
  SIGN_IN_LIMITED: entry(
    'Too many attempts to sign in.',
    'Wait {seconds} seconds, then try again.',
    429,
  ),
  TOKEN_INVALID: entry(
    'The sign-in is no longer valid.',
    'Sign in again. Your work is safe on this desk.',
    401,
  ),
  TOKEN_EXPIRED: entry(
    'The sign-in has expired.',
    'It is renewed by itself; if not, sign in again.',
    401,
  ),
  FORBIDDEN: entry('{user} may not {what}.', 'Ask an administrator of the clinic.', 403),

  DESK_LOCKED: entry(
    'This desk is locked.',
    'Unlock it with a PIN, or with a password where the server can be reached.',
    423,
  ),
  PIN_NONE: entry(
    'Nobody has a PIN at this desk, so it cannot be locked.',
    'Set one under Settings, People at this desk.',
    409,
  ),
  PIN_UNKNOWN: entry(
    '{username} has no PIN at this desk.',
    'Sign in with the password, then set one under Settings.',
    404,
  ),
  PIN_REFUSED: entry(
    'This is not the PIN of {username}.',
    'Try again. After {left} more wrong ones only the password helps.',
    403,
  ),
  PIN_BLOCKED: entry(
    'Too many wrong PINs for {username}.',
    'Wait {seconds} seconds, or sign in with the password.',
    429,
  ),
  PIN_VOID: entry(
    'So many wrong PINs were tried that the one of {username} does not count any more.',
    'Sign in with the password; the PIN counts again after that.',
    403,
  ),
  PIN_EXPIRED: entry(
    '{username} has not signed in with the password for too long.',
    'Sign in with the password once, while the server can be reached.',
    403,
  ),
  PIN_WEAK: entry(
    'This PIN is too easy to guess.',
    'Use 4 to 12 digits, neither all the same nor a row such as 1234.',
    400,
    2,
  ),

  ...connectionEntries,
  ...updateEntries,
  SYNC_RUNNING: entry('A sync is already running.', 'Wait for it to end.', 409),
  SYNC_CANCELLED: entry(
    'The sync was cancelled.',
    'What had arrived is kept; sync again to go on.',
    409,
  ),
  SYNC_STALLED: entry(
    'The sync made no progress for {seconds} seconds and was stopped.',
    'It is tried again by itself.',
    504,
  ),
  SYNC_TORN: entry(
    'The answer of the server ended early and was not applied.',
    'It is tried again by itself.',
    502,
  ),
  SYNC_PROTOCOL: entry(
    'The two sides do not speak the same protocol (here {here}, there {there}).',
    'Update the older side.',
    409,
  ),
  SYNC_SCHEMA: entry(
    'The two sides do not know the same tables: {detail}',
    'Update the older side.',
    409,
  ),
  SYNC_BINDING: entry(
    'This desk belongs to {bound}, but the server is {found}. Nothing was sent.',
    'Correct the server address, or have an administrator rebind the desk.',
    409,
  ),
  SYNC_BRAKE: entry(
    'The server wants to delete {count} of {total} records here. Nothing was deleted.',
    'If that is right, run `satchel sync --accept-deletes`.',
    409,
    3,
  ),
  SYNC_REWOUND: entry(
    'The server knows later work of this desk than the desk itself does.',
    'The desk takes a new identity and goes on by itself.',
    409,
  ),
  SYNC_RESYNC: entry(
    'The server was restored or replaced.',
    'The desk compares its records with the server by itself.',
    409,
  ),
  COMPARE_CANCELLED: entry(
    'The comparison was cancelled.',
    'Nothing was changed; start it again when you like.',
    409,
  ),
  MUTATION_ID_REUSED: entry(
    'The server already holds another batch {batch} of this desk.',
    'The desk takes a new identity and goes on by itself.',
    409,
  ),
  BATCH_MALFORMED: entry(
    'The server could not read what was sent, at line {line}: {detail}',
    'Nothing was applied. Update the older side.',
    400,
  ),
  BODY_TOO_LARGE: entry(
    'More than {limit} bytes in one request.',
    'It is sent again in smaller parts by itself.',
    413,
  ),

  CONFLICT_NOT_FOUND: entry(
    'There is no conflict {id}.',
    '`satchel conflicts` lists them.',
    404,
    2,
  ),
  CONFLICT_RESOLVED: entry(
    'Conflict {id} is already resolved.',
    '`satchel conflicts --all` shows how.',
    409,
  ),
  CONFLICT_OPEN: entry('Conflict {id} is not decided yet.', '`satchel conflicts` shows it.', 409),
  CONFLICT_CHANGED: entry(
    'The decision of conflict {id} cannot be undone: its record has moved on.',
    'Edit the record instead; `satchel conflicts --all` shows both values.',
    409,
  ),
  QUARANTINE_NOT_FOUND: entry(
    'Nothing called {id} is set aside.',
    '`satchel quarantine` lists what is.',
    404,
    2,
  ),
  QUARANTINE_SENDING: entry('Record {key} of {table} is being sent.', 'Sync, and look again.', 409),
  DISCARD_NOT_FOUND: entry(
    'Discard {undo} cannot be undone any more.',
    'It was undone already, or is older than thirty days.',
    404,
    2,
  ),
  STRATEGY_UNKNOWN: entry(
    'There is no strategy "{strategy}".',
    'Use one of: {strategies}.',
    400,
    2,
  ),
  LOG_NOT_FOUND: entry('There is no sync run {id}.', '`satchel logs` lists them.', 404, 2),

  CLINIC_EXISTS: entry(
    'There is already a clinic called "{name}".',
    'Choose another name; `satchel-server clinic list` shows them.',
    409,
  ),
  CLINIC_NOT_FOUND: entry(
    'There is no clinic called "{name}".',
    '`satchel-server clinic list` shows them.',
    404,
    2,
  ),
  USER_EXISTS: entry(
    'There is already a user called "{name}".',
    'Choose another name; `satchel-server user list` shows them.',
    409,
  ),
  PASSWORD_MISSING: entry(
    'No password was given.',
    'Pipe it to standard input, or set SATCHEL_PASSWORD. It is never taken from the command line.',
    400,
    2,
  ),
  PASSWORD_WEAK: entry('The password is too short.', 'Use at least 8 characters.', 400, 2),
  PORT_IN_USE: entry('Port {port} is in use.', 'Name another with --port.', 409),
  POSTGRES_FAILED: entry('PostgreSQL did not start: {detail}', 'See {log}.', 500),
  DATABASE_UNREACHABLE: entry(
    'PostgreSQL cannot be reached: {detail}',
    'Check DATABASE_URL and that PostgreSQL runs.',
    503,
  ),
  TLS_REQUIRED: entry(
    '{what} without TLS is only allowed on loopback.',
    'Use https, or `satchel-server serve --tls-cert F --tls-key F` (or --behind-proxy).',
    400,
    2,
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(catalogue, code);
}
