/** What the checks of the diagnosis say: what was found, why it matters (`-why`), what to do (`-do`), what a fix does (`-fix`). */
export const findingSentences = {
  'database-whole_one': 'Every page and index was read; {count} record.',
  'database-whole_other': 'Every page and index was read; {count} records.',
  'database-why': 'Records on this desk may be unreadable, and what was not sent may be lost.',
  'database-do': 'Restore the newest verified backup: satchel backup list',
  'database-unread': 'The database could not be read.',

  'references-lead': 'Every reference leads to a record.',
  'references-lost_one': '{count} reference leads to a record that is not here.',
  'references-lost_other': '{count} references lead to a record that is not here.',
  'references-why': 'Usually records set aside, or a sync that is still under way.',
  'references-do': 'Sync, then look at what is set aside: satchel quarantine list',

  'log-size': '{sizeBytes}.',
  'log-large': '{sizeBytes}, more than is normal.',
  'log-why': 'Another program keeps reading an old state; the log grows until it ends.',
  'log-do': 'Close other programs that have the database open.',
  'log-fix': 'write the log into the database',

  'damaged-none': 'None.',
  'damaged-files': '{count} in {folder}: {files}',
  'damaged-settings-why':
    'Settings were damaged or could not be read; those of the last start took their place.',
  'damaged-log-why': 'A log was damaged after a crash; edits of its last minutes may be missing.',
  'damaged-do':
    'Compare with the server (satchel compare), look at the settings, then delete the files.',

  'disk-free': '{freeBytes} free.',
  'disk-why': 'Backups and restores need the size of the database twice; soon nothing is saved.',
  'disk-do': 'Free some space: {neededBytes} are needed.',

  'config-right': 'config.json says what it may.',

  'permissions-refused': '{path}: {code}',
  'permissions-refused-why': 'Nothing can be saved there.',
  'permissions-refused-do': 'Give this user the right to read and write the data folder.',
  'permissions-own': 'Only this user can read the data folder.',
  'permissions-open': 'Other users of this computer can enter the data folder.',
  'permissions-open-why': 'They could read the records.',
  'permissions-open-do': 'chmod 700 {home}',
  'permissions-open-fix': 'close the folder to others',

  'catalogue-listed': 'Every backup is listed.',
  'catalogue-unlisted': 'Not listed in {folder}: {files}',
  'catalogue-why': 'A page of the catalogue is gone or damaged; its backup is not offered.',
  'catalogue-do': 'Bring the page back from the second folder, or delete both after a new backup.',

  'backup-why': 'If this disk fails now, what was not sent since is lost.',
  'backup-do': 'Back up now: satchel backup create',
  'backup-fix': 'back up now',

  'tracking-whole': 'Every table, as it is now.',
  'tracking-mended': 'Tracking was rebuilt for {tables}; {count} changes found.',

  'server-none': 'This desk has no server yet.',
  'server-silent': 'The server did not answer.',
  'server-away': 'Not signed in, or offline.',
  'server-steps': '{steps}',
  'server-why': 'Work goes on, and is sent when the server answers again.',
  'server-do':
    'If it stays so, ask who looks after the server; each step by itself: satchel test-connection',
  'server-answered': 'answered in {roundTrip} ms',
  'server-signed-in': '{username} ({role}) at {clinic}',
  'server-protocol': 'protocol {here} here, {there} there',
  'server-tables_one': '{count} table',
  'server-tables_other': '{count} tables',
  'server-tables-missing': 'not there: {tables}',

  'dns-known': '{hostname} has an address.',
  'dns-unknown': '{hostname}: {code}',
  'dns-why': 'The computer does not know where the server is. Work goes on without it.',
  'dns-do': 'Check the network, and the address: satchel config get environments',

  'clock-skew': '{seconds} s from the server’s.',
  'clock-why': 'Times in records and logs are wrong. Who wins a conflict does not depend on it.',
  'clock-do': 'Let the computer set its clock by itself.',

  'binding-new': 'Not yet: it never synced.',
  'binding-same': '{clinic}, as before.',
  'binding-other': 'The address leads to another server or clinic than this desk’s.',
  'binding-why': 'Nothing is sent there, so that records of two clinics never mix.',
  'binding-do': 'Put the address right, or sign in with an account of this clinic.',

  'queue-empty': 'Nothing waits.',
  'queue-oldest': 'The oldest edit has waited {waitedMs}.',
  'queue-why': 'It exists on this desk only.',
  'queue-do': 'Sync now: satchel sync',
  'queue-fix': 'sync now',

  'attention-none': 'None.',
  'attention-some': 'Conflicts to decide: {conflicts}; records set aside: {quarantined}.',
  'attention-why': 'Both versions are kept; everything else goes on syncing.',
  'attention-do': 'satchel conflicts, satchel quarantine list',

  'digests-equal': 'Every table, by content.',
  'digests-moving': 'Something is on its way, so a difference proves nothing.',
  'digests-different': 'Different: {tables}',
  'digests-why': 'Both sides say that they are up to date and do not hold the same records.',
  'digests-do': 'Back up, then see docs/troubleshooting.md under "data mismatch".',

  'looking-failed-why': 'The check itself failed, so what it looks after is not known to be well.',
  'fix-failed': 'The fix did not work: {error}',
} as const;
