/**
 * The protocol's history. A test hashes the wire schemas and fails until the number is raised [SYNC-12].
 *
 * - 1: first protocol: positional NDJSON rows, frozen batches, commits with nonces.
 * - 2: a desk may ask who wrote an image of a record, where and when (`POST …/authors/`). A batch's outcome names the
 *   hash of the body it is for, and so does the request to void one.
 */
export const PROTOCOL_VERSION = 2;

/** The oldest protocol this side still accepts: the two before the current one. */
export const OLDEST_PROTOCOL_VERSION = Math.max(1, PROTOCOL_VERSION - 2);
