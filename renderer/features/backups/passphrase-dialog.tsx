import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import { noteBackupsChanged } from './use-backup-status.ts';

/** The engine refuses shorter ones. */
const LEAST = 8;

interface PassphraseDialogProps {
  readonly encrypted: boolean;
  readonly onClose: () => void;
}

/** Sets the passphrase that backups are encrypted with from now on, or ends that. */
export function PassphraseDialog({ encrypted, onClose }: PassphraseDialogProps) {
  const client = useClient();
  const [first, setFirst] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();
  const short = first !== '' && first.length < LEAST;
  const differs = again !== '' && again !== first;

  const save = (passphrase: string | null): void => {
    setBusy(true);
    client.backups
      .setPassphrase({ passphrase })
      .then(() => {
        toastDone(t(passphrase === null ? 'backups.plainFromNow' : 'backups.encryptedFromNow'));
        noteBackupsChanged();
        onClose();
      })
      .catch((caught: unknown) => {
        setError(windowError(caught));
        setBusy(false);
      });
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('backups.encryption')}
      closeButtonProps={{ 'aria-label': t('words.close') }}
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save(first);
        }}
      >
        <Stack gap="md">
          <div>{t('backups.passphraseWhy')}</div>
          <PasswordInput
            label={t('backups.newPassphrase')}
            description={t('backups.passphraseLeast', { count: LEAST })}
            autoComplete="new-password"
            data-autofocus
            error={short && t('backups.passphraseShort')}
            value={first}
            onChange={(event) => {
              setFirst(event.currentTarget.value);
            }}
          />
          <PasswordInput
            label={t('backups.passphraseAgain')}
            autoComplete="new-password"
            error={differs && t('settings.passwordDiffers')}
            value={again}
            onChange={(event) => {
              setAgain(event.currentTarget.value);
            }}
          />
          {error && <ErrorPanel error={error} />}
          <Group justify="flex-end" gap="xs">
            {encrypted && (
              <Button
                variant="default"
                disabled={busy}
                onClick={() => {
                  save(null);
                }}
              >
                {t('backups.stopEncrypting')}
              </Button>
            )}
            <Button type="submit" loading={busy} disabled={first.length < LEAST || first !== again}>
              {t('backups.setPassphrase')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
