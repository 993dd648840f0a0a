import { Anchor, Button, Card, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Page } from '../../ui/page.tsx';
import { navigate } from '../../ui/router.ts';
import { toastError } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { ProgressLine } from '../status/progress-line.tsx';
import { useClient, useSession } from './desk-context.tsx';
import classes from './setup-page.module.css';

/** The first run: which server, who, and what this desk is called; then the first sync. */
export function SetupPage({ onLater }: { onLater: () => void }) {
  const client = useClient();
  const deskName = useSession(({ report }) => report?.device.name ?? '');
  const [fields, setFields] = useState({ server: '', username: '', password: '', desk: deskName });
  const [step, setStep] = useState<'asking' | 'connecting' | 'syncing'>('asking');
  const [error, setError] = useState<SatchelError>();
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    disabled: step !== 'asking',
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });

  const connect = async (): Promise<void> => {
    const server = completeAddress(fields.server);
    // Stay on this page while the desk becomes configured, so that the first sync is seen here.
    navigate(['setup'], { replace: true });
    await client.account.setup({
      server,
      username: fields.username.trim(),
      password: fields.password,
      ...(fields.desk.trim() ? { deviceName: fields.desk.trim() } : {}),
    });
    setStep('syncing');
    // The desk is set up now: whatever the first sync meets is shown, and tried again, on the status page.
    await client.sync.run({}).catch(toastError);
  };

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setStep('connecting');
    setError(undefined);
    connect()
      .then(() => {
        navigate(['status']);
      })
      .catch((caught: unknown) => {
        setError(windowError(caught));
        setFields((before) => ({ ...before, password: '' }));
        setStep('asking');
      });
  };

  return (
    <main id="content" tabIndex={-1} className={classes.ground}>
      <div className={classes.column}>
        <Page
          title="Set up this desk"
          above={
            <div className={classes.brand}>
              <img src="./satchel.svg" alt="" width={34} height={34} />
              Satchel
            </div>
          }
          lead="Connect to your clinic once. After that this desk works with or without the network."
        >
          <Card padding="xl">
            <form onSubmit={submit}>
              <Stack gap="md">
                <TextInput
                  label="Server address"
                  description="As your administrator gave it to you."
                  placeholder="https://sync.your-clinic.example"
                  required
                  withAsterisk={false}
                  autoFocus
                  spellCheck={false}
                  {...field('server')}
                />
                <TextInput
                  label="User name"
                  required
                  withAsterisk={false}
                  autoComplete="username"
                  spellCheck={false}
                  {...field('username')}
                />
                <PasswordInput
                  label="Password"
                  required
                  withAsterisk={false}
                  autoComplete="current-password"
                  {...field('password')}
                />
                <TextInput
                  label="Name of this desk"
                  description="Others see it beside what was written here."
                  placeholder="Front desk"
                  maxLength={200}
                  {...field('desk')}
                />
                {error && <ErrorPanel error={error} />}
                {step === 'syncing' && <ProgressLine />}
                <Button type="submit" size="md" loading={step !== 'asking'}>
                  Connect this desk
                </Button>
              </Stack>
            </form>
          </Card>
          <p className={classes.later}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => {
                onLater();
                navigate(['status']);
              }}
            >
              Work on this desk only, for now
            </Anchor>
          </p>
        </Page>
      </div>
    </main>
  );
}

/** `clinic.example` → `https://clinic.example`; an address with its scheme stays as it is. */
export function completeAddress(text: string): string {
  const address = text.trim().replace(/\/+$/, '');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
  const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(address);
  return `${loopback ? 'http' : 'https'}://${address}`;
}
