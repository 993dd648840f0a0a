import type { RestoreReport } from '../../../shared/api/backups.ts';
import { t } from '../../text/t.ts';
import { tableLabel } from '../../text/table-words.ts';
import { formatNumber } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';

/** What a restore would change, table by table, and what happens to what would be missing. */
export function RestorePreview({ report }: { report: RestoreReport }) {
  const differing = report.tables.filter(({ here, backup }) => here !== backup);
  const same = report.tables.length - differing.length;
  return (
    <>
      {!report.readable && <div>{t('backups.previewUnreadable')}</div>}
      {differing.length > 0 && (
        <div className={tables.frame}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t('backups.table')}</th>
                <th scope="col" className={tables.number}>
                  {t('backups.now')}
                </th>
                <th scope="col" className={tables.number}>
                  {t('backups.inBackup')}
                </th>
                <th scope="col" className={tables.number}>
                  {t('backups.change')}
                </th>
              </tr>
            </thead>
            <tbody>
              {differing.map(({ table, here, backup }) => (
                <tr key={table}>
                  <th scope="row">{tableLabel(table)}</th>
                  <td className={tables.number}>{here === null ? '–' : formatNumber(here)}</td>
                  <td className={tables.number}>{formatNumber(backup)}</td>
                  <td className={tables.number}>{changeWords(here, backup)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {same > 0 && <div>{t('backups.sameCount', { count: same })}</div>}
      <ul style={{ margin: 0, paddingLeft: 18, lineHeight: 1.6 }}>
        <li>{t('backups.keptAside')}</li>
        {report.unsent > 0 && <li>{t('backups.unsent', { count: report.unsent })}</li>}
        <li>{t('backups.syncAfter')}</li>
        <li>{t('backups.restartAfter')}</li>
      </ul>
    </>
  );
}

function changeWords(here: number | null, backup: number): string {
  if (here === null) return '–';
  const count = Math.abs(backup - here);
  return backup > here ? t('backups.more', { count }) : t('backups.fewer', { count });
}
