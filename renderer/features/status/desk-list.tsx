import type { DeskList as Desks } from '../../../shared/api/desks.ts';
import { t } from '../../text/t.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { useRunRevision } from '../logs/log-page.tsx';
import { useClient, useSession } from '../session/desk-context.tsx';
import classes from './table-counts.module.css';

const MINUTE_MS = 60_000;
const SILENT_MS = 3 * 24 * 60 * MINUTE_MS;

/** The clinic's desks, and since when nothing was heard of each. Nothing where the server does not say. */
export function DeskList() {
  const client = useClient();
  const own = useSession(({ report }) => report?.device.id);
  const reachable = useSession(
    ({ report }) => report !== undefined && report.signedIn && report.isOnline,
  );
  const now = useNow(MINUTE_MS);
  const answer = useAnswer(
    async (signal) => (reachable ? client.status.desks({}, { signal }) : undefined),
    `desks/${String(reachable)}`,
    useRunRevision(),
  );
  const desks = answer.data?.desks ?? [];
  if (desks.length === 0) return null;
  return (
    <section aria-labelledby="desks-heading">
      <div className={classes.head}>
        <h2 id="desks-heading" className={classes.title}>
          {t('status.desks')}
        </h2>
        <span className={classes.when}>{t('status.desksWhy')}</span>
      </div>
      <TableFrame
        label={t('status.desks')}
        heads={[
          t('status.desk'),
          t('status.lastUser'),
          t('status.lastSeen'),
          t('status.lastSent'),
          t('status.deskState'),
        ]}
      >
        {desks.map((desk) => (
          <tr key={desk.id}>
            <th scope="row">
              {desk.name ?? desk.id.slice(0, 8)}{' '}
              {desk.id === own && <ToneBadge tone="quiet">{t('status.here')}</ToneBadge>}
            </th>
            <td>{desk.username}</td>
            <td>
              <TimeText iso={desk.lastSeen} />
            </td>
            <td>
              <TimeText iso={desk.lastSent} />
            </td>
            <td>
              <DeskBadge desk={desk} now={now} />
            </td>
          </tr>
        ))}
      </TableFrame>
    </section>
  );
}

/** A desk that is not heard of for days may hold work that is nowhere else. */
function DeskBadge({ desk, now }: { desk: Desks['desks'][number]; now: number }) {
  if (!desk.signedIn)
    return (
      <ToneBadge tone="quiet" plain>
        {t('state.signed-out')}
      </ToneBadge>
    );
  if (now - Date.parse(desk.lastSeen) > SILENT_MS)
    return <ToneBadge tone="warn">{t('status.silent')}</ToneBadge>;
  return (
    <ToneBadge tone="good" plain>
      {t('status.inTouch')}
    </ToneBadge>
  );
}
