import { sentences, type Sentences } from '../../../shared/said/sentences.ts';
import { sentenceKeys } from '../said-texts.ts';

/** What to do in a window, where the engine names a command. */
const inWindow: Partial<Record<keyof Sentences, string>> = {
  'database-do': 'Restore the newest verified one, under Backups.',
  'references-do': 'Sync, then look under Conflicts at what is set aside.',
  'damaged-do':
    'Compare with the server under Review, look at the settings, then delete the files.',
  'permissions-open-do': 'Let nobody but this user into the folder {home}.',
  'backup-do': 'Back up now, under Backups.',
  'server-do': 'If it stays so, ask who looks after the server.',
  'dns-do': 'Check the network, and the address under Settings.',
  'queue-do': 'Sync now.',
  'attention-do': 'Look under Conflicts.',
  'digests-do': 'Back up, then run the repair below.',
  'repair-restore': 'Restore the newest verified one, under Backups: {backup}',
  'value-taken': 'another record has this value; type a new one',
  'value-no-name': 'no other name can be suggested for it; type a new value',
};

/** Everything the engine says; the window and the command line differ in what to do alone. */
export const said: Record<keyof Sentences, string> = sentenceKeys<keyof Sentences>({
  ...sentences,
  ...inWindow,
});
