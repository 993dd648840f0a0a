import type { Commit } from '../../shared/protocol/commit.ts';
import type { WritableDatabase } from './database.ts';

/** All of the newest are kept, then one in sixteen, then one in 256: of a year at a commit a minute some 2,000. */
const ALL = 64;
const THINNED = [
  { age: ALL, keepEvery: 16 },
  { age: 1024, keepEvery: 256 },
];

/** Notes the highest commit the desk knows of. A commit noted already costs one look. */
export function noteCheckpoint(db: WritableDatabase, { epoch, version, nonce }: Commit): void {
  const last = db.get<{ seq: number; version: number; nonce: string }>(
    'SELECT seq, version, nonce FROM _sync_checkpoint ORDER BY seq DESC LIMIT 1',
  );
  if (version === 0 || (last?.version === version && last.nonce === nonce)) return;
  const seq = (last?.seq ?? 0) + 1;
  db.run(
    'INSERT INTO _sync_checkpoint (seq, epoch, version, nonce) VALUES (?, ?, ?, ?)',
    seq,
    epoch,
    version,
    nonce,
  );
  for (const { age, keepEvery } of THINNED) {
    const old = seq - age;
    if (old % keepEvery !== 0) db.run('DELETE FROM _sync_checkpoint WHERE seq = ?', old);
  }
}

/** Oldest first. */
export function checkpoints(db: WritableDatabase): Commit[] {
  return db.all<Commit>('SELECT epoch, version, nonce FROM _sync_checkpoint ORDER BY seq');
}

/** The server knows none of the commits above. */
export function forgetCheckpointsAbove(db: WritableDatabase, version: number): void {
  db.run('DELETE FROM _sync_checkpoint WHERE version > ?', version);
}
