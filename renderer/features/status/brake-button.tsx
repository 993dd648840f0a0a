import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SaidError } from '../../../shared/api/said-error.ts';
import { t } from '../../text/t.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';

/** Lets a sync delete as much as it was stopped for, once a person said that it is right. A backup is made first. */
export function BrakeButton({ error }: { error: SaidError }) {
  const client = useClient();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const count = Number(error.details?.['count'] ?? 0);
  const letIt = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.backups.create({ reason: 'manual' });
      setAsked(false);
      await client.sync.run({ acceptDeletes: true });
    } catch (caught) {
      toastError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={busy && !asked}
        onClick={() => {
          setAsked(true);
        }}
      >
        {t('status.brakeLet')}
      </Button>
      <Confirm
        opened={asked}
        title={t('status.brakeTitle', { count })}
        confirmLabel={t('status.brakeConfirm')}
        danger
        busy={busy}
        onConfirm={() => void letIt()}
        onCancel={() => {
          setAsked(false);
        }}
      >
        {t('status.brakeWhy')}
      </Confirm>
    </>
  );
}
