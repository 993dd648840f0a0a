import { catalogue, type ErrorCode } from '../../../shared/errors/catalogue.ts';
import { type ErrorKeys, errorKeys } from '../said-texts.ts';

/** What to do in a window, where the catalogue names a command. */
const inWindow: Partial<Record<ErrorCode, string>> = {
  USAGE: 'Check what was entered.',
  CONFIG_NOT_KEPT:
    'Correct config.json there, or delete it and set the desk up again. Records are not touched.',
  HOME_MISSING: 'Check the folder, or set a desk up there.',
  STORE_NOT_A_DATABASE: 'Name another file under Settings; this one was left untouched.',
  STORE_KEY_MISSING:
    'Start the Satchel that encrypted it. If its keychain is gone, type the recovery key.',
  STORE_KEY_WRONG: 'Type the recovery key that belongs to it.',
  ENCRYPTION_STATE: 'Settings say how it stands, under Encryption.',
  STORE_SQL: 'Try again; if it stays, send the log file to support.',
  RECORD_EXISTS: 'Use another value, or edit the existing record.{hint}',
  TABLE_UNKNOWN: 'Records lists the tables.',
  COLUMN_UNKNOWN: 'Check the name of the field; nothing was saved.',
  NOT_CONFIGURED: 'Set it up under Settings. Your work is safe on this desk.',
  ALREADY_CONFIGURED: 'Sign in there again; a desk is not rebound by a changed address.',
  NOT_SIGNED_IN: 'Sign in. Your work is safe on this desk.',
  SYNC_BRAKE: 'If that is right, let it happen, under Status.',
  CONFLICT_NOT_FOUND: 'Conflicts lists them.',
  CONFLICT_RESOLVED: 'Conflicts shows how, among those decided.',
  CONFLICT_OPEN: 'Conflicts shows it.',
  CONFLICT_CHANGED: 'Edit the record instead; Conflicts shows both values, among those decided.',
  QUARANTINE_NOT_FOUND: 'Conflicts lists what is set aside.',
  LOG_NOT_FOUND: 'The sync log lists them.',
  BACKUP_NOT_FOUND: 'Backups lists them.',
  BACKUP_KEY:
    'Type its recovery key once, under Settings, Encryption. Without it nobody can read the backup.',
  BACKUP_NO_SPACE: 'Free some space, or choose another backup folder under Settings.',
  BACKUP_FOLDER: 'Check that it is there and can be written, or choose another one under Settings.',
  BUNDLE_FOLDER: 'Name a file in a folder that can be written.',
};

function worded([code, { message, action }]: readonly [
  string,
  { readonly message: string; readonly action: string },
]) {
  return [code, [message, inWindow[code as ErrorCode] ?? action]] as const;
}

/** The catalogue of errors; the window and the command line differ in what to do alone. */
export const errors: ErrorKeys<ErrorCode> = errorKeys(
  Object.fromEntries(Object.entries(catalogue).map(worded)) as Record<
    ErrorCode,
    readonly [string, string]
  >,
);
