import { backups } from './backups.ts';
import { clinic } from './clinic.ts';
import { conflicts } from './conflicts.ts';
import { diagnostics } from './diagnostics.ts';
import { desk } from './desk.ts';
import { encryption } from './encryption.ts';
import { errors } from './errors.ts';
import { frame } from './frame.ts';
import { imports } from './imports.ts';
import { keeping } from './keeping.ts';
import { logs } from './logs.ts';
import { migrate } from './migrate.ts';
import { records } from './records.ts';
import { review } from './review.ts';
import { said } from './said.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { state } from './state.ts';
import { status } from './status.ts';
import { summary } from './summary.ts';
import { updates } from './updates.ts';
import { words } from './words.ts';

export const de = {
  backups,
  clinic,
  conflicts,
  diagnostics,
  desk,
  encryption,
  errors,
  frame,
  imports,
  keeping,
  logs,
  migrate,
  records,
  review,
  said,
  session,
  settings,
  state,
  status,
  summary,
  updates,
  words,
};
