import { Button, Card, Group, PasswordInput, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from './desk-context.tsx';

/** Signing in again at a desk that is set up. Work goes on meanwhile. */
export function SignInPanel({ username }: { username: string | null }) {
  const client = useClient();
  const [name, setName] = useState(username ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    client.account
      .login({ username: name, password })
      .catch((caught: unknown) => {
        setError(windowError(caught));
        setPassword('');
      })
      .finally(() => {
        setBusy(false);
      });
  };

  return (
    <Card component="section" aria-labelledby="sign-in-heading">
      <h2 id="sign-in-heading" style={{ margin: '0 0 2px', fontSize: '1rem' }}>
        {t('session.signIn')}
      </h2>
      <p className="soft" style={{ margin: '0 0 12px' }}>
        {t('session.signInWhy')}
      </p>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t('session.username')}
            required
            withAsterisk={false}
            autoComplete="username"
            readOnly={busy}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <PasswordInput
            label={t('session.password')}
            required
            withAsterisk={false}
            autoComplete="current-password"
            readOnly={busy}
            miw={200}
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
            }}
          />
          <Button type="submit" loading={busy} disabled={!name || !password}>
            {t('session.signIn')}
          </Button>
        </Group>
      </form>
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorPanel error={error} />
        </div>
      )}
    </Card>
  );
}
