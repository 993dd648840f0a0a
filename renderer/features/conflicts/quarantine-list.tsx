import type { Quarantined } from '../../../shared/api/quarantine.ts';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import tables from '../../ui/data-table.module.css';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';

/** What the server did not accept: it stays on this desk, and is tried again once it is corrected. */
export function QuarantineList({ rows }: { rows: readonly Quarantined[] }) {
  return (
    <section aria-labelledby="quarantine-heading">
      <h2 id="quarantine-heading" style={{ margin: '8px 0 2px', fontSize: '1rem' }}>
        {t('conflicts.asideTitle')}
      </h2>
      <p className="soft" style={{ margin: '0 0 8px' }}>
        {t('conflicts.asideWhy')}
      </p>
      <div className={tables.frame}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('conflicts.record')}</th>
              <th scope="col">{t('conflicts.table')}</th>
              <th scope="col">{t('conflicts.what')}</th>
              <th scope="col">{t('conflicts.why')}</th>
              <th scope="col">{t('conflicts.when')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {row.op === 'delete' ? (
                    row.title || row.key
                  ) : (
                    <a href={linkTo(['records', row.table, 'record', row.key])}>
                      {row.title || row.key}
                    </a>
                  )}
                </th>
                <td>{tableLabel(row.table)}</td>
                <td>{t(`conflicts.op-${row.op}`)}</td>
                <td style={{ whiteSpace: 'normal' }}>{row.reason}</td>
                <td>
                  <TimeText iso={row.at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
