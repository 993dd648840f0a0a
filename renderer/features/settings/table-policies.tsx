import { clinicSchema } from '../../../shared/records/clinic.ts';
import type { TableManifest } from '../../../shared/records/manifest.ts';
import { columnLabel, tableLabel } from '../../text/table-words.ts';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import classes from './settings.module.css';

/** What happens in each table where two desks change the same field. */
export function TablePolicies() {
  return (
    <>
      <p className={classes.hint}>{t('settings.tablesWhy')}</p>
      <div className={tables.frame} tabIndex={0} role="group" aria-label={t('settings.tables')}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('status.table')}</th>
              <th scope="col">{t('settings.policies')}</th>
            </tr>
          </thead>
          <tbody>
            {clinicSchema.tables.map((table) => (
              <tr key={table.name}>
                <th scope="row">{tableLabel(table.name, table.label)}</th>
                <td style={{ whiteSpace: 'normal' }}>{policyLines(table).join(' ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** One sentence a policy, naming the fields that depart from the table's own. */
function policyLines(table: TableManifest): string[] {
  const departing = table.columns.filter(
    ({ policy }) => policy !== undefined && policy !== table.policy,
  );
  const policies = [...new Set(departing.flatMap(({ policy }) => policy ?? []))];
  return [
    ...policies.map((policy) =>
      t('settings.fieldPolicy', {
        fields: joinWords(
          departing
            .filter((column) => column.policy === policy)
            .map(({ name, label }) => columnLabel(table.name, name, label)),
        ),
        policy: t(`settings.policy-${policy}`),
      }),
    ),
    t(policies.length > 0 ? 'settings.restPolicy' : 'settings.allPolicy', {
      policy: t(`settings.policy-${table.policy}`),
    }),
  ];
}
