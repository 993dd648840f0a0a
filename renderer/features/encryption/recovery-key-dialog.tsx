import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../../text/t.ts';
import classes from './encryption.module.css';
import { forgetKey, type HeldKey } from './held-key.ts';

/** Shows a recovery key, and closes only for somebody who says that it is on paper: nobody is told it again. */
export function RecoveryKeyDialog({ held }: { held: HeldKey }) {
  const [written, setWritten] = useState(false);
  const [copied, setCopied] = useState<boolean>();
  const changing = held.standing === 'changing';

  useEffect(() => {
    const stay = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', stay);
    return () => {
      window.removeEventListener('beforeunload', stay);
    };
  }, []);

  const copy = (): void => {
    // Undefined where the page is not trusted, refused where the desktop app gives no page a permission.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    const copying = clipboard?.writeText(held.recoveryKey) ?? Promise.reject(new TypeError());
    copying.then(
      () => {
        setCopied(true);
      },
      () => {
        setCopied(false);
      },
    );
  };

  return (
    <Modal
      opened
      onClose={forgetKey}
      title={t('encryption.dialogTitle')}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      centered
    >
      <Stack gap="md">
        <p className={classes.text}>{t('encryption.dialogWhy')}</p>
        <ol className={classes.key} aria-label={t('encryption.groups')}>
          {held.recoveryKey.split('-').map((group, index) => (
            <li key={index}>{group}</li>
          ))}
        </ol>
        <p className={classes.text}>{t('encryption.letters')}</p>
        <Group gap="sm">
          <Button variant="default" size="xs" onClick={copy} data-autofocus>
            {t('encryption.copy')}
          </Button>
        </Group>
        <div role="status">
          {changing && t('encryption.changing')}
          {held.standing === 'unsure' && t('encryption.unsure')}
          {!changing &&
            copied !== undefined &&
            t(copied ? 'encryption.copied' : 'encryption.notCopied')}
        </div>
        <Checkbox
          label={t('encryption.written')}
          checked={written}
          onChange={(event) => {
            setWritten(event.currentTarget.checked);
          }}
        />
        <Group justify="flex-end">
          <Button disabled={!written || changing} onClick={forgetKey}>
            {t('encryption.done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
