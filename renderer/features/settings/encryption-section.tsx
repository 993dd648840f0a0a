import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { EncryptionStatus } from '../../../shared/api/encryption.ts';
import { t } from '../../text/t.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FactList } from '../../ui/fact-list.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { toastError } from '../../ui/toasts.tsx';
import { BackupProgressLine } from '../backups/backup-progress.tsx';
import { changeKey, sealOlderFiles, showRecoveryKey } from '../encryption/change-encryption.ts';
import { useEncryptionWork } from '../encryption/held-key.ts';
import { RecoveryKeyDialog } from '../encryption/recovery-key-dialog.tsx';
import { RecoveryKeyForm } from '../encryption/recovery-key-form.tsx';
import { useEncryptionStatus } from '../encryption/use-encryption-status.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './settings.module.css';

/** Whether the database is encrypted, where its key lies, and who could open it without this computer. */
export function EncryptionSection() {
  const client = useClient();
  const status = useEncryptionStatus();
  const { held, busy, error } = useEncryptionWork();
  const { data } = status;
  return (
    <div className={classes.rows}>
      {!data && status.loading && <LoadingRows rows={3} />}
      {!data && status.error && <ErrorPanel error={status.error} retry={status.reload} />}
      {data && <FactList facts={facts(data)} />}
      {data?.lastError && <ErrorPanel title={t('encryption.notDone')} error={data.lastError} />}
      {error && <ErrorPanel title={t('encryption.notDone')} error={error} />}
      {busy && !held && (
        <BackupProgressLine
          onCancel={() => {
            client.backups.cancel({}).catch(toastError);
          }}
        />
      )}
      {data && !busy && <Actions status={data} />}
      <RecoveryKeyForm />
      {held && <RecoveryKeyDialog held={held} />}
    </div>
  );
}

type Question = 'show' | 'turnOn' | 'newKey';

function Actions({ status }: { status: EncryptionStatus }) {
  const client = useClient();
  const [asking, setAsking] = useState<Question>();
  const sealed = status.state === 'sealed';
  const question = (name: Question, act: () => Promise<void>, why: ReactNode) => (
    <>
      <Button
        variant={name === 'show' ? 'filled' : 'default'}
        onClick={() => {
          setAsking(name);
        }}
      >
        {t(`encryption.${name}`)}
      </Button>
      <Confirm
        opened={asking === name}
        title={t(`encryption.${name}Title`)}
        confirmLabel={t(`encryption.${name}Now`)}
        onConfirm={() => {
          setAsking(undefined);
          void act();
        }}
        onCancel={() => {
          setAsking(undefined);
        }}
      >
        {why}
      </Confirm>
    </>
  );
  return (
    <Group gap="xs">
      {!sealed &&
        !status.isForeign &&
        question(
          'turnOn',
          () => changeKey(client, 'turnOn'),
          <>
            <p>{t('encryption.turnOnWhy')}</p>
            <p>{t('encryption.turnOnLoss')}</p>
          </>,
        )}
      {sealed &&
        !status.recoveryKeyShown &&
        question('show', () => showRecoveryKey(client), t('encryption.showWhy'))}
      {sealed &&
        status.recoveryKeyShown &&
        question('newKey', () => changeKey(client, 'newKey'), t('encryption.newKeyWhy'))}
      {sealed && status.plainFiles > 0 && (
        <Button
          variant="default"
          onClick={() => {
            void sealOlderFiles(client);
          }}
        >
          {t('encryption.sealFiles')}
        </Button>
      )}
    </Group>
  );
}

function facts(status: EncryptionStatus): (readonly [string, string])[] {
  const { state, isForeign, keptIn, backend, recoveryKeyShown, plainFiles } = status;
  if (state === 'plain') {
    return [[t('encryption.database'), t(isForeign ? 'encryption.foreign' : 'encryption.plain')]];
  }
  return [
    [t('encryption.database'), t('encryption.sealed')],
    [
      t('encryption.key'),
      keptIn === 'keychain' && backend !== null
        ? t('encryption.kept-keychainNamed', { backend })
        : t(`encryption.kept-${keptIn}`),
    ],
    [
      t('encryption.recoveryKey'),
      t(recoveryKeyShown ? 'encryption.wasShown' : 'encryption.notShown'),
    ],
    ...(plainFiles > 0
      ? [[t('encryption.olderFiles'), t('encryption.plainFiles', { count: plainFiles })] as const]
      : []),
  ];
}
