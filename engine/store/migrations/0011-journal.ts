/**
 * What triggers write down of other programs' writes, to be gathered into `_sync_dirty` and the bases [TRK-1]. Only ever
 * appended to, and emptied by whoever gathers: that is the cheapest write SQLite has. `at` is a Julian day. `k0` … and
 * `c0` … grow with the widest table; `c<n>` is the column in place n of `_sync_base_<table>`.
 *
 * `_sync_actor` stays for triggers of before on a table that is no longer in the manifest.
 */
export const name = '0011-journal';

export const statements: readonly string[] = [
  // A row with this key was about to come; unless an image of it is older, there was none before.
  `CREATE TABLE _sync_arrival (seq INTEGER PRIMARY KEY, tbl, at, k0, k1)`,

  // A row as it was before a write. arrivals: the last arrival before it, which gives the order of the two.
  `CREATE TABLE _sync_image (seq INTEGER PRIMARY KEY, tbl, at, arrivals,
  c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15)`,
];
