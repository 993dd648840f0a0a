import { t } from '../../text/t.ts';
import { formatSince } from '../../text/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { useSession } from '../session/desk-context.tsx';

/** Longer than any sensible interval of syncing. */
const FRESH_MS = 15 * 60_000;

/** As of when other desks' changes are shown, where that is not now. */
export function StaleNote() {
  const now = useNow(60_000);
  const configured = useSession(({ report }) => report?.configured ?? false);
  const online = useSession(({ report, link }) => (report?.isOnline ?? false) && link !== 'lost');
  const lastPull = useSession(({ report }) => report?.lastPull ?? null);
  if (!configured || lastPull === null) return null;
  if (online && now - Date.parse(lastPull) < FRESH_MS) return null;
  return (
    <span className="soft" data-stale-note>
      {t('keeping.staleAsOf', { when: formatSince(lastPull, now) })}
    </span>
  );
}
