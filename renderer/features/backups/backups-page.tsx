import { Button } from '@mantine/core';
import { IconDatabaseExport } from '@tabler/icons-react';
import { useState } from 'react';
import type { Backup } from '../../../shared/api/backups.ts';
import { t } from '../../text/t.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';
import { BackupAlarm } from './backup-alarm.tsx';
import { BackupFacts } from './backup-facts.tsx';
import { BackupList } from './backup-list.tsx';
import classes from './backups.module.css';
import { RecoverPanel } from './recover-panel.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { SizeSparkline } from './size-sparkline.tsx';
import { useBackupRevision, useBackupStatus } from './use-backup-status.ts';
import { useBackupWork } from './use-backup-work.ts';

/** How often the page looks whether a backup began or ended by itself. */
const LOOK_MS = 5000;

/** Is there a copy that can be relied on, how old is it, and how does one get it back? */
export function BackupsPage({ rescue = false }: { rescue?: boolean }) {
  const client = useClient();
  const status = useBackupStatus(LOOK_MS);
  const work = useBackupWork();
  const revision = useBackupRevision();
  const { running = false, lastAttemptAt = null } = status.data ?? {};
  const list = useAnswer(
    (signal) => client.backups.list({}, { signal }),
    'backups',
    revision + (lastAttemptAt === null ? 0 : Date.parse(lastAttemptAt)) + Number(running),
  );
  const [restoring, setRestoring] = useState<Backup>();
  const backups = list.data ?? [];
  const busy = running || work.task !== undefined;

  return (
    <Page title={t('backups.title')} lead={t('backups.lead')} level={rescue ? 2 : 1}>
      {status.error && <ErrorPanel error={status.error} retry={status.reload} />}
      {status.data && <BackupAlarm status={status.data} work={work} rescue={rescue} />}
      {work.error && <ErrorPanel title={t('backups.notDone')} error={work.error} />}
      {!rescue && <RecoverPanel />}
      {list.error && <ErrorPanel error={list.error} retry={list.reload} />}
      {!list.data && list.loading && <LoadingRows rows={6} />}
      {list.data?.length === 0 && (
        <EmptyState icon={IconDatabaseExport} title={t('backups.noneTitle')}>
          {t('backups.noneWhy')}
        </EmptyState>
      )}
      <SizeSparkline backups={backups} />
      {backups.length > 0 && (
        <section aria-labelledby="backup-list">
          <div className={classes.head} style={{ marginBottom: 8 }}>
            <h2 id="backup-list" className={classes.title}>
              {t('backups.count', { count: backups.length })}
            </h2>
            <Button
              variant="default"
              size="xs"
              disabled={busy}
              onClick={() => {
                work.verify(backups.filter(({ state }) => state !== 'missing').map(({ id }) => id));
              }}
            >
              {t('backups.verifyAll')}
            </Button>
          </div>
          <BackupList
            backups={backups}
            busy={busy}
            onVerify={(id) => {
              work.verify([id]);
            }}
            onRestore={setRestoring}
          />
        </section>
      )}
      {status.data && <BackupFacts status={status.data} />}
      {restoring && (
        <RestoreDialog
          backup={restoring}
          onClose={() => {
            setRestoring(undefined);
          }}
        />
      )}
    </Page>
  );
}
