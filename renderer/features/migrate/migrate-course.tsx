import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../text/t.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { useSession } from '../session/desk-context.tsx';
import { MigrateProgressLine } from './migrate-progress.tsx';
import { MigrateReportView } from './migrate-report.tsx';
import classes from './migrate.module.css';
import { useMigration } from './use-migration.ts';

interface MigrateCourseProps {
  readonly file: string;
  readonly onFile: (file: string) => void;
  /** Only a look into the file: the desk has no server yet. */
  readonly lookOnly?: boolean;
  /** Told once both sides hold the file's records, or all that could be brought is. */
  readonly onBrought?: () => void;
}

/** A file, a look into it, and then its records brought to the server: seen, stopped, and gone on with. */
export function MigrateCourse({ file, onFile, lookOnly = false, onBrought }: MigrateCourseProps) {
  const migration = useMigration();
  const { work, report, error } = migration;
  const signedIn = useSession(({ report: status }) => status?.signedIn ?? false);
  const [asking, setAsking] = useState(false);
  const path = file.trim();
  const state = report?.state;
  const brought = state === 'migrated' || state === 'attention' ? report : undefined;
  const wasBrought = brought !== undefined;
  const different = state === 'compared' && report?.tables.some(({ equal }) => !equal);
  const mayRun = !lookOnly && (state === 'checked' || state === 'prepared' || error !== undefined);
  return (
    <Stack gap="md">
      <PathField
        what="database"
        label={t('migrate.file')}
        hint={t('migrate.fileHint')}
        placeholder={t('migrate.fileExample')}
        value={file}
        disabled={work !== undefined}
        onChange={(next) => {
          migration.forget();
          onFile(next);
        }}
      />
      {work && <MigrateProgressLine {...migration} />}
      {error && (
        <ErrorPanel
          error={error}
          title={t(error.code === 'SYNC_CANCELLED' ? 'migrate.stopped' : 'migrate.failed')}
          tone={error.code === 'SYNC_CANCELLED' ? 'quiet' : 'bad'}
        />
      )}
      {report && <MigrateReportView report={report} />}
      {brought?.tables.some(({ conflicts }) => conflicts > 0) && (
        <a href="#/conflicts">{t('status.openConflicts')}</a>
      )}
      {!lookOnly && !signedIn && <p className={classes.note}>{t('migrate.signInFirst')}</p>}
      <Group justify="flex-end" gap="sm">
        {!wasBrought && (
          <Button
            variant={report ? 'subtle' : 'default'}
            disabled={path === '' || work !== undefined}
            onClick={() => {
              migration.check(path);
            }}
          >
            {t(report ? 'migrate.lookAgain' : 'migrate.look')}
          </Button>
        )}
        {mayRun && (
          <Button
            disabled={path === '' || work !== undefined || !signedIn}
            onClick={() => {
              migration.run(path, false);
            }}
          >
            {t(state === 'prepared' || error ? 'migrate.goOn' : 'migrate.bring')}
          </Button>
        )}
        {!lookOnly && different && (
          <Button
            disabled={work !== undefined}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('migrate.merge')}
          </Button>
        )}
        {onBrought && (wasBrought || (state === 'compared' && !different)) && (
          <Button onClick={onBrought}>{t('migrate.goOn')}</Button>
        )}
      </Group>
      <Confirm
        opened={asking}
        title={t('migrate.mergeTitle')}
        confirmLabel={t('migrate.mergeNow')}
        onConfirm={() => {
          setAsking(false);
          migration.run(path, true);
        }}
        onCancel={() => {
          setAsking(false);
        }}
      >
        {t('migrate.mergeWhy')}
      </Confirm>
    </Stack>
  );
}
