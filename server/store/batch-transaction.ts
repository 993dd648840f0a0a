/**
 * The staging table has no statistics, and for a minute after a first upload neither has any table: each staged row is to be
 * looked up in its table by the key all the same. Without materialisation reading all of a clinic's rows, and the staged
 * ones for each of them, never looks cheaper. That is the plan whatever the parameters are, so a prepared statement is
 * planned once and not for each of its first uses.
 */
export const BATCH_PLAN = `SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off;
  SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan;`;

/** Shorter than PostgreSQL's deadlock timeout of one second. */
const LOCK_WAIT_MS = 500;

/**
 * Plain SQL locks a row before its trigger asks for the clinic's head, which an upload holds: a deadlock, if the upload
 * wants that row. The upload gives up first and is done again; the other program never notices.
 */
export const LIMIT_LOCK_WAIT = `SET LOCAL lock_timeout = ${String(LOCK_WAIT_MS)};`;
