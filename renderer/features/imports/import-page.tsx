import { Button, Card, FileButton, Group, Progress } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { BackLink } from '../records/record-page.tsx';
import { EarlierImports } from './earlier-imports.tsx';
import classes from './import-page.module.css';
import { MappingTable } from './mapping-table.tsx';
import { SkippedRows } from './skipped-rows.tsx';
import { type ImportState, useImport } from './use-import.ts';
import { RecordPreview } from './record-preview.tsx';

interface ImportPageProps {
  readonly table: TableDescription;
  readonly tables: readonly TableDescription[];
}

/** A file, which column is what, a check of every row, and only then the records; each step can be taken back. */
export function ImportPage({ table, tables }: ImportPageProps) {
  const run = useImport(table, tables);
  const { state } = run;
  return (
    <Page
      title={t('imports.title', { table: table.label })}
      lead={t('imports.lead')}
      above={<BackLink table={table} />}
    >
      {state.is !== 'done' && state.is !== 'running' && (
        <Card>
          <Group gap="sm">
            <FileButton
              accept=".csv,.tsv,.txt,text/csv"
              onChange={(file) => {
                if (file) void run.open(file);
              }}
              inputProps={{ 'aria-label': t('imports.fileLabel') }}
            >
              {(props) => (
                <Button
                  {...props}
                  variant={state.is === 'asking' ? 'filled' : 'default'}
                  leftSection={<IconFileTypeCsv size={16} aria-hidden />}
                >
                  {t(state.is === 'asking' ? 'imports.choose' : 'imports.chooseAnother')}
                </Button>
              )}
            </FileButton>
            {'file' in state && (
              <span role="status">
                {t('imports.found', {
                  file: state.file.name,
                  rows: t('imports.rows', { count: state.file.rows.length }),
                })}
              </span>
            )}
          </Group>
        </Card>
      )}
      {run.error && <ErrorPanel error={run.error} />}
      <Steps table={table} state={state} run={run} />
      {state.is === 'asking' && <EarlierImports table={table} />}
    </Page>
  );
}

interface StepsProps {
  readonly table: TableDescription;
  readonly state: ImportState;
  readonly run: ReturnType<typeof useImport>;
}

function Steps({ table, state, run }: StepsProps) {
  switch (state.is) {
    case 'asking':
      return null;
    case 'mapping':
      return (
        <Card component="section" aria-label={t('imports.mapping')}>
          <MappingTable
            file={state.file}
            columns={run.columns}
            mapping={state.mapping}
            change={run.map}
          />
          <Group mt="md">
            <Button
              disabled={run.missing.length + run.twice.length > 0}
              onClick={() => void run.check()}
            >
              {t('imports.check')}
            </Button>
            <span className="soft" role="status">
              {run.mappingWords}
            </span>
          </Group>
        </Card>
      );
    case 'working':
    case 'running':
      return (
        <Card>
          <p className={classes.line} role="status">
            {t(`imports.${state.what}`)}{' '}
            {t('imports.progress', { done: state.done, total: state.total })}
          </p>
          <Progress
            value={state.total === 0 ? 0 : (state.done / state.total) * 100}
            aria-label={t(`imports.${state.what}`)}
          />
          <Button mt="md" variant="default" onClick={run.cancel}>
            {t('words.cancel')}
          </Button>
        </Card>
      );
    case 'checked':
      return (
        <Card component="section" aria-label={t('imports.checked')}>
          <h2 className={classes.heading}>{t('imports.checked')}</h2>
          <p className={classes.line}>{t('imports.good', { count: state.good.length })}</p>
          {state.good[0] && (
            <RecordPreview table={table} row={state.good[0]} references={state.references} />
          )}
          <SkippedRows table={table} file={state.file} skipped={state.skipped} done={false} />
          <Group mt="md">
            <Button disabled={state.good.length === 0} onClick={() => void run.add()}>
              {t('imports.run', { count: state.good.length })}
            </Button>
            <Button variant="default" onClick={run.back}>
              {t('imports.mapping')}
            </Button>
          </Group>
        </Card>
      );
    case 'done':
      return (
        <Card component="section" aria-label={t('imports.done')}>
          <h2 className={classes.heading}>{t('imports.done')}</h2>
          <div role="status">
            {state.cancelled && <p className={classes.line}>{t('imports.cancelled')}</p>}
            <p className={classes.line}>{t('imports.added', { count: state.added })}</p>
            {state.undone && (
              <p className={classes.line}>
                {t('imports.undone', { count: state.undone.removed })}{' '}
                {state.undone.kept > 0 && t('imports.kept', { count: state.undone.kept })}
              </p>
            )}
          </div>
          <SkippedRows table={table} file={state.file} skipped={state.skipped} done />
          <Group mt="md">
            <Button component="a" href={linkTo(['records', table.name])}>
              {t('imports.toList')}
            </Button>
            {state.added > 0 && !state.undone && (
              <Button variant="default" onClick={() => void run.undo()}>
                {t('imports.undo')}
              </Button>
            )}
          </Group>
        </Card>
      );
  }
}
