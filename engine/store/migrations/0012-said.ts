/** What a line of the sync log says, as data beside its English: a window words it in its own language. */
export const name = '0012-said';

export const statements: readonly string[] = [`ALTER TABLE _sync_run_event ADD COLUMN said TEXT`];
