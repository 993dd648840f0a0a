/** What a batch of a former incarnation, whose fate nobody knows, said of a record that is still unsent. */
export const name = '0013-sent';

export const statements: readonly string[] = ['ALTER TABLE _sync_dirty ADD COLUMN sent TEXT'];
