import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { type ShownError, windowError } from '../../ui/window-error.ts';
import { BackupProgressLine } from '../backups/backup-progress.tsx';
import { useSettings } from '../settings/use-settings.ts';
import { useClient } from './desk-context.tsx';

type Folder = 'backup.dir' | 'backup.secondDir';

/** Where backups go, shown to work by making the first one. */
export function BackupsStep({ onDone }: { onDone: () => void }) {
  const client = useClient();
  const { values } = useSettings();
  const [folders, setFolders] = useState<Readonly<Record<Folder, string>>>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ShownError>();
  useEffect(() => {
    if (!values) return;
    const stored = (key: Folder): string => {
      const value = values.get(key)?.value;
      return typeof value === 'string' ? value : '';
    };
    setFolders(
      (before) =>
        before ?? {
          'backup.dir': stored('backup.dir'),
          'backup.secondDir': stored('backup.secondDir'),
        },
    );
  }, [values]);

  const backUp = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const settings = await client.settings.all({});
      for (const key of ['backup.dir', 'backup.secondDir'] as const) {
        const typed = folders?.[key].trim() ?? '';
        const stored = settings.find((one) => one.key === key)?.value ?? null;
        const value = typed === '' ? (key === 'backup.dir' ? 'backups' : null) : typed;
        if (value !== stored) await client.settings.set({ key, value });
      }
      await client.backups.create({});
      // The backup stands where only its copy in the second folder failed; the step is to show that both work.
      const { lastError } = await client.backups.status({});
      if (lastError) {
        setError(lastError);
        return;
      }
      toastDone(t('session.backedUp'));
      onDone();
    } catch (caught) {
      setError(windowError(caught));
    } finally {
      setBusy(false);
    }
  };

  const field = (key: Folder, label: string, hint: string) => (
    <PathField
      what="folder"
      label={label}
      hint={hint}
      value={folders?.[key] ?? ''}
      disabled={busy || !folders || values?.get(key)?.source === 'environment'}
      onChange={(value) => {
        setFolders((before) => before && { ...before, [key]: value });
      }}
    />
  );

  return (
    <Stack gap="md">
      <div>{t('session.backupsLead')}</div>
      {field('backup.dir', t('settings.backupDir'), t('session.backupDirHint'))}
      {field('backup.secondDir', t('settings.backupSecondDir'), t('session.secondDirHint'))}
      {busy && (
        <BackupProgressLine
          onCancel={() => {
            client.backups.cancel({}).catch(toastError);
          }}
        />
      )}
      {error && <ErrorPanel error={error} title={t('session.notBackedUp')} />}
      <Group justify="flex-end">
        <Button disabled={busy || !folders} onClick={() => void backUp()}>
          {t('session.backUpNow')}
        </Button>
      </Group>
    </Stack>
  );
}
