import { hash } from 'node:crypto';
import { type Client, queryAll } from './database.ts';

/**
 * A statement that a connection keeps. `EXECUTE` of it shares a round trip with other statements, and PostgreSQL plans
 * it once a connection: for ten rows planning costs more than writing them.
 */
export interface Prepared {
  readonly name: string;
  /** Types of its parameters, comma-separated. */
  readonly types: string;
  readonly text: string;
}

export function prepared(types: string, text: string): Prepared {
  return { name: `s_${hash('md5', text)}`, types, text };
}

/** A connection that has more lets go of all of them: uploads may name any set of columns. */
const MOST = 300;

/**
 * PostgreSQL plans by how large a table is, and keeps a plan however much it grows: one that was made for an empty table
 * may read all of a full one for each row. So no plan gets older than this.
 */
const KEEP_MS = 10_000;

interface Kept {
  readonly names: Set<string>;
  readonly since: number;
}
const connections = new WeakMap<Client, Kept>();

/**
 * Gives the connection those of these statements that it has not got; call it outside of a transaction. Where it throws,
 * the connection is not to be used again: PREPARE stays, whatever becomes of its neighbours.
 */
export async function prepare(client: Client, statements: readonly Prepared[]): Promise<void> {
  const now = performance.now();
  const before = connections.get(client);
  const isOld = before !== undefined && now - before.since > KEEP_MS;
  const isFull = before !== undefined && before.names.size + statements.length > MOST;
  const kept = before && !isOld && !isFull ? before : { names: new Set<string>(), since: now };
  const released = before && kept !== before ? [...before.names] : [];
  const missing = statements.filter(({ name }) => !kept.names.has(name));
  if (missing.length === 0) return;
  const sql = [
    ...released.map((name) => `DEALLOCATE ${name};`),
    ...missing.map(({ name, types, text }) => `PREPARE ${name} (${types}) AS ${text};`),
  ];
  await queryAll(client, sql.join(' '));
  for (const { name } of missing) kept.names.add(name);
  connections.set(client, kept);
}

/** SQL that runs it; values are literals already, and never of a row. */
export function execute({ name }: Prepared, values: readonly (string | number)[]): string {
  return `EXECUTE ${name}(${values.join(', ')});`;
}
