import type { StatusReport } from '../../shared/api/status.ts';
import { errorWords } from './error-words.ts';
import { t } from './t.ts';
import { formatSince } from './times.ts';
import { joinWords } from './words.ts';

type Facts = Pick<
  StatusReport,
  'state' | 'pending' | 'conflicts' | 'quarantined' | 'offlineSince' | 'lastError' | 'pauseReasons'
>;

/** What the scheduler calls the pause of an engine that had to start again too often. */
const SAFE_MODE = 'safe mode';

/** Where things stand, in a sentence or two, with the next step where there is one. */
export function statusSummary(report: Facts, now = Date.now()): string {
  const safe =
    report.pending === 0 ? t('state.allSent') : t('state.safeHere', { count: report.pending });
  switch (report.state) {
    case 'not-configured':
      return t('state.sayNotConfigured');
    case 'signed-out':
      return t('state.saySignedOut', { safe });
    case 'syncing':
      return t('state.saySyncing');
    case 'offline':
      return report.offlineSince === null
        ? t('state.sayOffline', { safe })
        : t('state.sayOfflineSince', { time: formatSince(report.offlineSince, now), safe });
    case 'error':
      return t('state.sayError', {
        reason: report.lastError ? errorWords(report.lastError).message : t('state.noReason'),
        safe,
      });
    case 'never-synced':
      return t('state.sayNeverSynced');
    case 'attention':
      return t('state.sayAttention', { what: joinWords(needs(report)) });
    case 'paused':
      return report.pauseReasons.includes(SAFE_MODE)
        ? t('state.saySafeMode', { safe })
        : t('state.sayPaused', { safe });
    case 'pending':
      return t('state.sayPending', { count: report.pending, safe });
    case 'synced':
      return t('state.saySynced');
  }
}

function needs({ conflicts, quarantined }: Facts): string[] {
  return [
    ...(conflicts > 0 ? [t('state.toDecide', { count: conflicts })] : []),
    ...(quarantined > 0 ? [t('state.recordsAside', { count: quarantined })] : []),
  ];
}
