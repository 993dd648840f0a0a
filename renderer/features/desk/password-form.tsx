import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';

/** Opens a locked desk with a password, which the server checks. */
export function PasswordForm({ username }: { username: string }) {
  const client = useClient();
  const [name, setName] = useState(username);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    // Once it is open the frame takes this screen away.
    client.account.login({ username: name.trim(), password }).catch((caught: unknown) => {
      setError(windowError(caught));
      setPassword('');
      setBusy(false);
    });
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <p className="soft" style={{ margin: 0 }}>
          {t('desk.passwordWhy')}
        </p>
        <TextInput
          label={t('session.username')}
          autoComplete="username"
          spellCheck={false}
          autoFocus={name === ''}
          readOnly={busy}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label={t('session.password')}
          autoComplete="current-password"
          autoFocus={name !== ''}
          readOnly={busy}
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        {error && <ErrorPanel error={error} />}
        <div>
          <Button type="submit" loading={busy} disabled={!name || !password}>
            {t('session.signIn')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
