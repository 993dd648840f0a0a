import type pg from 'pg';
import { type Client, queryAll } from './database.ts';

/**
 * Runs these statements in one round trip: all of them stay, or none has happened and the transaction goes on.
 *
 * @returns one result a statement
 */
export async function attempt(client: Client, statements: string): Promise<pg.QueryResult[]> {
  try {
    const results = await queryAll(
      client,
      `SAVEPOINT attempt; ${statements} RELEASE SAVEPOINT attempt`,
    );
    return results.slice(1, -1);
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt');
    throw error;
  }
}

/** What `work` finds out by trying; whatever it did is undone. */
export async function inTrial<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('SAVEPOINT trial');
  try {
    return await work();
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT trial; RELEASE SAVEPOINT trial');
  }
}
