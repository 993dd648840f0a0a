import type { DownloadHeader } from '../../shared/protocol/download.ts';
import type { WritableDatabase } from './database.ts';

/** A page as it came, its rows still unparsed. */
export interface StagedPage {
  readonly header: DownloadHeader;
  /** The row lines, newline-separated UTF-8. */
  readonly body: Uint8Array;
  readonly rows: number;
}

/** Pages wait here until one reaches its own snapshot's head; they survive a crash [SYNC-6]. */
export function stagePage(db: WritableDatabase, page: StagedPage): void {
  db.run(
    'INSERT INTO _sync_page (header, body, rows) VALUES (?, ?, ?)',
    JSON.stringify(page.header),
    page.body,
    page.rows,
  );
}

interface PageRow {
  seq: number;
  header: string;
  rows: number;
}

/** Headers of the staged pages, oldest first. */
export function stagedHeaders(
  db: WritableDatabase,
): { seq: number; header: DownloadHeader; rows: number }[] {
  return db
    .all<PageRow>('SELECT seq, header, rows FROM _sync_page ORDER BY seq')
    .map(({ seq, header, rows }) => ({
      seq,
      header: JSON.parse(header) as DownloadHeader,
      rows,
    }));
}

export function stagedBody(db: WritableDatabase, seq: number): Uint8Array {
  const sql = 'SELECT body FROM _sync_page WHERE seq = ?';
  return (db.get(sql, seq) as { body: Uint8Array }).body;
}

export function dropStagedPages(db: WritableDatabase): void {
  db.run('DELETE FROM _sync_page');
}
