import { Button } from '@mantine/core';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { formatNumber } from '../../text/words.ts';
import { toCsv } from '../records/csv.ts';
import { saveFile } from '../records/export-list.ts';
import classes from './import-page.module.css';
import type { Skipped } from './import-run.ts';
import type { CsvFile } from './read-csv.ts';

const SHOWN = 50;

interface SkippedRowsProps {
  readonly table: TableDescription;
  readonly file: CsvFile;
  readonly skipped: readonly Skipped[];
  /** The import is through; otherwise it is only checked. */
  readonly done: boolean;
}

/** Which rows are left out and why, and a way to correct them: as a file with the reason beside each. */
export function SkippedRows({ table, file, skipped, done }: SkippedRowsProps) {
  if (skipped.length === 0) return null;
  const save = (): void => {
    const lines = skipped.map(({ number, why }) => [...(file.rows[number - 2] ?? []), why]);
    saveFile(
      `${table.name}-${t('imports.why').toLowerCase()}.csv`,
      toCsv([[...file.header, t('imports.why')], ...lines]),
    );
  };
  return (
    <>
      <p className={classes.line}>
        {t(done ? 'imports.left' : 'imports.skipped', { count: skipped.length })}
      </p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('imports.rowNumber')}</th>
              <th scope="col">{t('imports.why')}</th>
            </tr>
          </thead>
          <tbody>
            {skipped.slice(0, SHOWN).map(({ number, why }) => (
              <tr key={number}>
                <td className="tabular">{formatNumber(number)}</td>
                <td>{why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {skipped.length > SHOWN && (
        <p className={`soft ${classes.line ?? ''}`}>
          {t('imports.more', { count: skipped.length - SHOWN })}
        </p>
      )}
      <Button size="xs" variant="default" onClick={save}>
        {t('imports.saveSkipped')}
      </Button>
    </>
  );
}
