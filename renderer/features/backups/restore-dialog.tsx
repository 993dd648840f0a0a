import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Backup, RestoreReport } from '../../../shared/api/backups.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { formatMinute } from '../../text/times.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import { BackupProgressLine } from './backup-progress.tsx';
import { RestorePreview } from './restore-preview.tsx';
import { noteBackupsChanged } from './use-backup-status.ts';

interface RestoreDialogProps {
  readonly backup: Backup;
  readonly onClose: () => void;
}

/** Reads the backup whole, says what would change, and only then offers to put it in the database's place. */
export function RestoreDialog({ backup, onClose }: RestoreDialogProps) {
  const client = useClient();
  const [passphrase, setPassphrase] = useState('');
  const [preview, setPreview] = useState<RestoreReport>();
  const [busy, setBusy] = useState<'looking' | 'restoring'>();
  const [error, setError] = useState<SatchelError>();
  const time = formatMinute(backup.createdAt);

  const ask = async (dryRun: boolean): Promise<void> => {
    setBusy(dryRun ? 'looking' : 'restoring');
    setError(undefined);
    try {
      const report = await client.backups.restore({
        id: backup.id,
        dryRun,
        ...(backup.encrypted ? { passphrase } : {}),
      });
      if (dryRun) {
        setPreview(report);
      } else {
        toastDone(t('backups.restored', { time }));
        onClose();
      }
    } catch (caught) {
      const failure = windowError(caught);
      if (failure.code !== 'BACKUP_CANCELLED') setError(failure);
    } finally {
      setBusy(undefined);
      noteBackupsChanged();
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('backups.restoreTitle', { time })}
      closeButtonProps={{ 'aria-label': t('words.close') }}
      closeOnClickOutside={busy === undefined}
      closeOnEscape={busy === undefined}
      withCloseButton={busy === undefined}
      size="lg"
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ask(!preview);
        }}
      >
        <Stack gap="md">
          {!preview && <div>{t('backups.restoreWhat')}</div>}
          {!preview && backup.encrypted && (
            <PasswordInput
              label={t('backups.passphrase')}
              description={t('backups.passphraseAsk')}
              autoComplete="off"
              data-autofocus
              readOnly={busy !== undefined}
              value={passphrase}
              onChange={(event) => {
                setPassphrase(event.currentTarget.value);
              }}
            />
          )}
          {preview && <RestorePreview report={preview} />}
          {error && <ErrorPanel error={error} />}
          {busy && (
            <BackupProgressLine
              onCancel={() => {
                client.backups.cancel({}).catch(toastError);
              }}
            />
          )}
          {!busy && (
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t('words.cancel')}
              </Button>
              {preview ? (
                <Button type="submit" color="red.9">
                  {t('backups.restoreThis', { time })}
                </Button>
              ) : (
                <Button
                  type="submit"
                  disabled={backup.encrypted && passphrase === ''}
                  data-autofocus={backup.encrypted ? undefined : true}
                >
                  {t('backups.showChanges')}
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </form>
    </Modal>
  );
}
