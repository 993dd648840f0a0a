import type { DownloadHeader } from '../../shared/protocol/download.ts';

/** A page of a pull, its rows still as they came: newline-separated UTF-8. */
export interface Page {
  readonly header: DownloadHeader;
  readonly body: Uint8Array;
  readonly rows: number;
}

/** Rows by table, as counted for the run's report. */
export interface PullCounts {
  readonly pulled: Map<string, number>;
  readonly conflicts: Map<string, number>;
  readonly parked: Map<string, number>;
  readonly renumbered: Map<string, number>;
}
