import { Button, Card } from '@mantine/core';
import { useState } from 'react';
import type { BackupStatus } from '../../../shared/api/backups.ts';
import { t } from '../../text/t.ts';
import { FactList } from '../../ui/fact-list.tsx';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './backups.module.css';
import { PassphraseDialog } from './passphrase-dialog.tsx';

/** Where backups go, when the next one is due, and who could read one that is found. */
export function BackupFacts({ status }: { status: BackupStatus }) {
  const [asking, setAsking] = useState(false);
  return (
    <Card component="section" aria-labelledby="backup-facts">
      <div className={classes.head} style={{ marginBottom: 12 }}>
        <h2 id="backup-facts" className={classes.title}>
          {t('backups.where')}
        </h2>
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t(status.encrypted ? 'backups.changeEncryption' : 'backups.encrypt')}
        </Button>
      </div>
      <FactList
        facts={[
          [t('backups.folder'), <span className={classes.path}>{status.folder}</span>],
          [
            t('backups.secondFolder'),
            status.secondFolder ?? (
              <>
                {t('backups.noSecond')}{' '}
                <a href={linkTo(['settings'])}>{t('backups.setInSettings')}</a>
              </>
            ),
          ],
          [t('backups.encryption'), t(status.encrypted ? 'backups.encrypted' : 'backups.plain')],
          [
            t('backups.next'),
            <TimeText
              ahead
              iso={status.nextAt}
              none={t(status.enabled ? 'backups.nextSoon' : 'backups.switchedOff')}
            />,
          ],
        ]}
      />
      {asking && (
        <PassphraseDialog
          encrypted={status.encrypted}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </Card>
  );
}
