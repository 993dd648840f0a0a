import type { SyncReport } from '../../../shared/api/sync.ts';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import { formatNumber } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import { useSession } from '../session/desk-context.tsx';
import classes from './run-events.module.css';

/** What moved, table by table; only tables in which something did. */
export function RunTables({ run }: { run: SyncReport }) {
  const labels = useSession(({ report }) => report?.tables);
  const names = [
    ...new Set(
      [run.localToRemote, run.remoteToLocal, run.conflicts, run.quarantined].flatMap(Object.keys),
    ),
  ];
  if (names.length === 0) return <p className={classes.none}>{t('logs.nothingMoved')}</p>;
  return (
    <div className={tables.frame}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('logs.table')}</th>
            <th scope="col" className={tables.number}>
              {t('logs.sent')}
            </th>
            <th scope="col" className={tables.number}>
              {t('logs.received')}
            </th>
            <th scope="col" className={tables.number}>
              {t('logs.conflicts')}
            </th>
            <th scope="col" className={tables.number}>
              {t('logs.setAside')}
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">
                {labels?.find(({ table }) => table === name)?.label ?? tableLabel(name)}
              </th>
              {[run.localToRemote, run.remoteToLocal, run.conflicts, run.quarantined].map(
                (counts, index) => (
                  <td key={index} className={tables.number}>
                    {counts[name] ? formatNumber(counts[name]) : <span className="soft">0</span>}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
