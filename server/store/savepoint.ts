import type { Client } from './database.ts';

/**
 * Runs `work` inside a savepoint. What it did stays when it returns 'keep', and is undone when it returns
 * 'undo' or throws; after an error of a statement the transaction goes on.
 */
export async function inSavepoint<T>(
  client: Client,
  work: () => Promise<{ readonly end: 'keep' | 'undo'; readonly value: T }>,
): Promise<T> {
  await client.query('SAVEPOINT attempt');
  let end: 'keep' | 'undo' = 'undo';
  try {
    const result = await work();
    end = result.end;
    return result.value;
  } finally {
    await client.query(
      end === 'keep'
        ? 'RELEASE SAVEPOINT attempt'
        : 'ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt',
    );
  }
}
