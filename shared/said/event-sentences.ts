/** Lines of the sync log, and how the keeping of the desk stands. */
export const eventSentences = {
  'event-sent': 'sent',
  'event-received': 'received',
  'event-conflict': 'in conflict',
  'event-aside': 'set aside',
  'event-renumbered': 'given another number, for theirs was taken by records from elsewhere',
  'event-retracked': 'Another program altered the table; its tracking was rebuilt',
  'event-unseen': 'Edits that had gone unseen were found',
  'event-suspect': 'Compare this table with the server: edits of it may have gone unseen',
  'event-long-away':
    'This desk was away for longer than the server remembers deletions: every record is compared',
  'event-offered': 'The server was restored; records it had lost are offered again',
  'event-page-lost': 'The page did not arrive',
  'event-batch-lost': 'The batch did not arrive',
  'event-batch-split':
    'A batch was too large for the way to the server and is sent in smaller parts',
  'event-download-resumed': 'The first download broke off and is resumed',

  'backups-failed': 'The last backup failed: {error}',
  'backups-none-verified': 'There is no verified backup.',
  'backups-last-verified': 'The last verified one is {ageMs} old.',
  'backups-never': 'Nothing has been backed up yet. Back up now; it takes a moment.',
  'backups-age': 'The last verified backup is {ageMs} old.',
  'backups-now': 'Back up now.',
  'backups-off': 'Scheduled backups are switched off.',
} as const;
