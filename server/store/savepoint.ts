import type pg from 'pg';
import type { Client } from './database.ts';

/**
 * Runs `work` inside a savepoint. What it did stays when it returns 'keep', and is undone when it returns
 * 'undo' or throws; after an error of a statement the transaction goes on.
 *
 * @param sql `enter` and `leave` (where it stays) share the round trips of the savepoint; `work` gets `enter`'s rows
 */
export async function inSavepoint<T, Row extends pg.QueryResultRow = pg.QueryResultRow>(
  client: Client,
  { enter = '', leave = '' }: { enter?: string; leave?: string },
  work: (rows: readonly Row[]) => Promise<{ readonly end: 'keep' | 'undo'; readonly value: T }>,
): Promise<T> {
  let inside = false;
  try {
    // Several statements in one text come back as one result each.
    const entered = (await client.query(`SAVEPOINT attempt; ${enter}`)) as unknown as
      pg.QueryResult<Row> | pg.QueryResult<Row>[];
    inside = true;
    const rows = [entered].flat().flatMap((result) => result.rows);
    const { end, value } = await work(rows);
    if (end === 'keep') {
      await client.query(`${leave} RELEASE SAVEPOINT attempt`);
      inside = false;
    }
    return value;
  } finally {
    if (inside) await client.query('ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt');
  }
}
