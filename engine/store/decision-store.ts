import type { WritableDatabase } from './database.ts';

/** How a decision made here turned out otherwise than whoever made it was told. */
export type DecisionOutcome =
  /** Somebody at another desk had decided first. */
  | 'overtaken'
  /** The desk that found the conflict could not carry it out: it is open again. */
  | 'refused'
  /** The record has moved on since: the decision stands. */
  | 'undo-refused';

export interface Decision {
  readonly id: string;
  readonly what: 'resolve' | 'undo';
  /** The decision made, or the one taken back. */
  readonly token: string;
  readonly outcome: DecisionOutcome | null;
}

export function rememberDecision(
  db: WritableDatabase,
  { id, what, token }: Omit<Decision, 'outcome'>,
): void {
  forgetDecision(db, id);
  db.run('INSERT INTO _sync_decision (id, what, token) VALUES (?, ?, ?)', id, what, token);
}

export function findDecision(db: WritableDatabase, id: string): Decision | undefined {
  return db.get<Decision>('SELECT id, what, token, outcome FROM _sync_decision WHERE id = ?', id);
}

export function listOutcomes(
  db: Pick<WritableDatabase, 'all'>,
): ReadonlyMap<string, DecisionOutcome> {
  const rows = db.all<{ id: string; outcome: DecisionOutcome }>(
    'SELECT id, outcome FROM _sync_decision WHERE outcome IS NOT NULL',
  );
  return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}

export function noteOutcome(
  db: WritableDatabase,
  { id, outcome }: { id: string; outcome: DecisionOutcome },
): void {
  db.run(
    `INSERT INTO _sync_decision (id, what, token) SELECT ?, 'resolve', ''
     WHERE NOT EXISTS (SELECT 1 FROM _sync_decision WHERE id = ?)`,
    id,
    id,
  );
  db.run('UPDATE _sync_decision SET outcome = ? WHERE id = ?', outcome, id);
}

export function forgetDecision(db: WritableDatabase, id: string): void {
  db.run('DELETE FROM _sync_decision WHERE id = ?', id);
}
