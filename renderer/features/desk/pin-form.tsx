import { Button, Group, PasswordInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';

interface PinFormProps {
  readonly username: string;
  /** After a wrong PIN: what the desk knows of this person is another now. */
  readonly onUsed: () => void;
}

/** One person's PIN. It is checked on this computer; no line is needed. */
export function PinForm({ username, onUsed }: PinFormProps) {
  const client = useClient();
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    // Once it is open the frame takes this screen away.
    client.desk.unlock({ username, pin }).catch((caught: unknown) => {
      setError(windowError(caught));
      setPin('');
      setBusy(false);
      onUsed();
    });
  };

  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <PasswordInput
          label={t('desk.pin', { name: username })}
          inputMode="numeric"
          autoComplete="off"
          autoFocus
          flex={1}
          maxLength={12}
          readOnly={busy}
          value={pin}
          onChange={(event) => {
            setPin(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={busy} disabled={pin === ''}>
          {t('desk.unlock')}
        </Button>
      </Group>
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorPanel error={error} />
        </div>
      )}
    </form>
  );
}
