import { NativeSelect } from '@mantine/core';
import type { ColumnDescription } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import classes from './import-page.module.css';
import type { CsvFile } from './read-csv.ts';
import type { Mapping } from './read-row.ts';

interface MappingTableProps {
  readonly file: CsvFile;
  readonly columns: readonly ColumnDescription[];
  readonly mapping: Mapping;
  readonly change: (mapping: Mapping) => void;
}

/** For each column of the file what it is here. */
export function MappingTable({ file, columns, mapping, change }: MappingTableProps) {
  const choices = [
    { value: '', label: t('imports.leaveOut') },
    ...columns.map(({ name, label }) => ({ value: name, label })),
  ];
  return (
    <>
      <h2 className={classes.heading}>{t('imports.mapping')}</h2>
      <p className={`soft ${classes.line ?? ''}`}>{t('imports.mappingWhy')}</p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('imports.column')}</th>
              <th scope="col">{t('imports.sample')}</th>
              <th scope="col">{t('imports.target')}</th>
            </tr>
          </thead>
          <tbody>
            {file.header.map((title, index) => (
              <tr key={`${title} ${String(index)}`}>
                <th scope="row">{title || '–'}</th>
                <td className={classes.sample}>
                  {file.rows.find((row) => row[index] !== '')?.[index] ?? '–'}
                </td>
                <td>
                  <NativeSelect
                    size="xs"
                    aria-label={t('imports.targetOf', { column: title })}
                    data={choices}
                    value={mapping[index] ?? ''}
                    onChange={({ currentTarget: { value } }) => {
                      change(mapping.map((one, at) => (at === index ? value || null : one)));
                    }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
