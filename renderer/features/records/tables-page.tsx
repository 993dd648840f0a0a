import type { TableDescription } from '../../../shared/api/records.ts';
import { count, formatNumber } from '../../text/words.ts';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import { useSession } from '../session/desk-context.tsx';
import { FindRecords } from './find-records.tsx';
import classes from './tables-page.module.css';

/** Every table, with how much lies in it. */
export function TablesPage({ tables }: { tables: readonly TableDescription[] }) {
  const status = useSession(({ report }) => report?.tables);
  return (
    <Page
      title="Records"
      lead="Everything here is kept on this desk, and works without the network."
    >
      <FindRecords tables={tables}>
        <ul className={classes.grid}>
          {tables.map(({ name, label }) => {
            const counts = status?.find(({ table }) => table === name);
            return (
              <li key={name}>
                <a href={linkTo(['records', name])} className={classes.table}>
                  <span className={classes.label}>{label}</span>
                  <span className={classes.rows}>
                    {counts ? count(counts.here, 'record') : ' '}
                  </span>
                  <span className={classes.badges}>
                    {counts && counts.pending > 0 && (
                      <ToneBadge tone="busy">{formatNumber(counts.pending)} waiting</ToneBadge>
                    )}
                    {counts && counts.conflicts + counts.quarantined > 0 && (
                      <ToneBadge tone="warn">
                        {formatNumber(counts.conflicts + counts.quarantined)} need you
                      </ToneBadge>
                    )}
                  </span>
                </a>
              </li>
            );
          })}
        </ul>
      </FindRecords>
    </Page>
  );
}
