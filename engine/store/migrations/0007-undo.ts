/** What a resolution did to its record, so that it can be undone. */
export const name = '0007-undo';

export const statements: readonly string[] = ['ALTER TABLE _sync_conflict ADD COLUMN undo TEXT'];
