import type { z } from 'zod';
import type { shortStatusSchema, StatusReport } from '../../shared/api/status.ts';

/** The short form: healthy means that the last run succeeded, counts match and nothing is quarantined. */
export function shortStatus(report: StatusReport, now: Date): z.infer<typeof shortStatusSchema> {
  const { tables } = report;
  return {
    lastSync: report.lastSyncTime,
    local: Object.fromEntries(tables.map(({ table, here }) => [table, here])),
    remote: Object.fromEntries(tables.map(({ table, there }) => [table, there])),
    isHealthy:
      report.lastSyncStatus === 'success' &&
      report.quarantined === 0 &&
      tables.every(({ here, there }) => here === there),
    timestamp: now.toISOString(),
  };
}
