import type { MigrateReport, MigrateTable } from '../../../shared/api/migrate.ts';
import { saidWords } from '../../text/said-words.ts';
import { tableLabel } from '../../text/table-words.ts';
import { t, type TextKey } from '../../text/t.ts';
import { formatNumber } from '../../text/words.ts';
import table from '../../ui/data-table.module.css';
import classes from './migrate.module.css';

type Figure = 'rows' | 'valid' | 'there' | 'added' | 'same' | 'conflicts' | 'left';

const checked: readonly Figure[] = ['rows', 'valid', 'there'];
const brought: readonly Figure[] = ['rows', 'added', 'same', 'conflicts', 'left'];

/** What a look into the file found, or what bringing it came to: in words, by table, and what stays behind. */
export function MigrateReportView({ report }: { report: MigrateReport }) {
  const { state, tables, problems, unknown } = report;
  const wasBrought = state === 'migrated' || state === 'attention';
  const figures = wasBrought ? brought : checked;
  return (
    <div className={classes.report}>
      <p className={classes.verdict} role="status">
        {verdict(report)}
      </p>
      <div className={table.frame}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('migrate.table')}</th>
              {figures.map((figure) => (
                <th key={figure} scope="col" className={table.number}>
                  {t(`migrate.figure-${figure}`)}
                </th>
              ))}
              {(wasBrought || state === 'compared') && <th scope="col">{t('migrate.result')}</th>}
            </tr>
          </thead>
          <tbody>
            {tables.map((one) => (
              <tr key={one.table}>
                <th scope="row">{tableLabel(one.table)}</th>
                {figures.map((figure) => (
                  <td key={figure} className={table.number}>
                    {one[figure] === null ? '–' : formatNumber(one[figure])}
                  </td>
                ))}
                {(wasBrought || state === 'compared') && <td>{t(equalWord(one))}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problems.length > 0 && (
        <>
          <h2 className={classes.heading}>{t('migrate.problems')}</h2>
          <ul className={classes.list}>
            {problems.map(({ table: name, problem, said, rows }) => (
              <li key={`${name} ${problem}`}>
                {t('migrate.problem', {
                  table: tableLabel(name),
                  count: rows,
                  problem: saidWords(said, problem),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      {unknown.length > 0 && (
        <>
          <h2 className={classes.heading}>{t('migrate.unknown')}</h2>
          <ul className={classes.list}>
            {unknown.map(({ table: name, column, rows, reason, said }) => (
              <li key={`${name} ${column ?? ''}`}>
                {column === null
                  ? t('migrate.unknownTable', { table: name, count: rows })
                  : t('migrate.unknownColumn', { table: tableLabel(name), column })}
                {reason !== null && `: ${saidWords(said, reason)}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function equalWord({ equal }: MigrateTable): TextKey {
  if (equal === null) return 'migrate.notCompared';
  return equal ? 'migrate.equal' : 'migrate.different';
}

function verdict({ state, tables }: MigrateReport): string {
  const sum = (figure: Exclude<Figure, 'there'>): number =>
    tables.reduce((total, one) => total + one[figure], 0);
  switch (state) {
    case 'checked':
      return t('migrate.checked', { count: sum('rows'), valid: sum('valid') });
    case 'compared':
      return t(
        tables.every(({ equal }) => equal) ? 'migrate.comparedEqual' : 'migrate.comparedDifferent',
      );
    case 'prepared':
      return t('migrate.prepared');
    case 'migrated':
      return t('migrate.migrated', { count: sum('added') });
    case 'attention':
      return t('migrate.attention', { count: sum('added') + sum('same') });
  }
}
