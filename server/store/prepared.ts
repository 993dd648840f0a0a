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
  /** There is but one way to carry it out, however large its tables are: its plan never gets old. */
  readonly lasting: boolean;
}

export function prepared(types: string, text: string, { lasting = false } = {}): Prepared {
  return { name: `s_${hash('md5', text)}`, types, text, lasting };
}

/** A connection that has more lets go of all of them: uploads may name any set of columns. */
const MOST = 300;

/**
 * PostgreSQL plans by how large a table is, and keeps a plan however much it grows: one that was made for an empty table
 * may read all of a full one for each row. So no plan gets older than this but those that last.
 */
const KEEP_MS = 10_000;

interface Kept {
  readonly names: ReadonlyMap<string, { readonly lasting: boolean }>;
  readonly since: number;
}
const connections = new WeakMap<Client, Kept>();

/**
 * Gives the connection those of these statements that it has not got; call it outside of a transaction. Where it throws,
 * the connection is not to be used again: PREPARE stays, whatever becomes of its neighbours.
 */
export async function prepare(client: Client, statements: readonly Prepared[]): Promise<void> {
  const now = performance.now();
  const { names, since } = connections.get(client) ?? { names: new Map(), since: now };
  const isOld = now - since > KEEP_MS;
  const isFull = names.size + statements.length > MOST;
  if (!isOld && !isFull && statements.every(({ name }) => names.has(name))) return;
  const kept = new Map([...names].filter(([, { lasting }]) => !isFull && (lasting || !isOld)));
  const missing = statements.filter(({ name }) => !kept.has(name));
  if (missing.length === 0) return;
  const sql = [
    ...[...names.keys()].filter((name) => !kept.has(name)).map((name) => `DEALLOCATE ${name};`),
    ...missing.map(({ name, types, text }) => `PREPARE ${name} (${types}) AS ${text};`),
  ];
  await queryAll(client, sql.join(' '));
  for (const statement of missing) kept.set(statement.name, statement);
  connections.set(client, { names: kept, since: isOld || isFull ? now : since });
}

/** SQL that runs it; values are literals already, and never of a row. */
export function execute({ name }: Prepared, values: readonly (string | number)[]): string {
  return `EXECUTE ${name}(${values.join(', ')});`;
}
