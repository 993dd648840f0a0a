/**
 * Rows whose text the search index has not read again yet: `row` is the table's rowid, NULL stands for the whole
 * table. It has no key, so that no conflict clause of another program can touch it [TRK-2]; a row may occur
 * more than once. New rows are not in it: the index finds them above the highest rowid it has read.
 */
export const name = '0004-search';

export const statements: readonly string[] = [
  'CREATE TABLE _sync_reworded (tbl INTEGER NOT NULL, row INTEGER) STRICT',
];
