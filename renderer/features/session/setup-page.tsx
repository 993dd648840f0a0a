import { Anchor, Button, Card, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { PRODUCT } from '../../text/product.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Page } from '../../ui/page.tsx';
import { currentRoute, navigate } from '../../ui/router.ts';
import { toastError } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient, useSession } from './desk-context.tsx';
import { DownloadStep } from './download-step.tsx';
import classes from './setup-page.module.css';
import { SetupSteps } from './setup-steps.tsx';

/** The first run: which server, who, and what this desk is called; then the first sync. */
export function SetupPage({ onLater }: { onLater: () => void }) {
  const client = useClient();
  const deskName = useSession(({ report }) => report?.device.name ?? '');
  const [fields, setFields] = useState({ server: '', username: '', password: '', desk: deskName });
  const [step, setStep] = useState<'asking' | 'connecting' | 'syncing'>('asking');
  const [error, setError] = useState<SatchelError>();
  // Left before the records had come: the desk knows its server, and this is where it goes on.
  const resumed = useSession(({ report }) => report?.configured ?? false) && step === 'asking';
  const downloading = resumed || step === 'syncing';
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
        // Whoever works on meanwhile is not taken away from where they are.
        if (currentRoute().segments[0] === 'setup') navigate(['status']);
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
          title={t('session.setUp')}
          above={
            <div className={classes.brand}>
              <img src="./satchel.svg" alt="" width={34} height={34} />
              {PRODUCT}
            </div>
          }
          lead={t('session.setUpLead')}
        >
          <SetupSteps current={downloading ? 'download' : 'connect'} />
          {downloading && <DownloadStep />}
          {!downloading && (
            <>
              <Card padding="xl">
                <form onSubmit={submit}>
                  <Stack gap="md">
                    <TextInput
                      label={t('session.server')}
                      description={t('session.serverHint')}
                      placeholder={t('session.serverExample')}
                      required
                      withAsterisk={false}
                      autoFocus
                      spellCheck={false}
                      {...field('server')}
                    />
                    <TextInput
                      label={t('session.username')}
                      required
                      withAsterisk={false}
                      autoComplete="username"
                      spellCheck={false}
                      {...field('username')}
                    />
                    <PasswordInput
                      label={t('session.password')}
                      required
                      withAsterisk={false}
                      autoComplete="current-password"
                      {...field('password')}
                    />
                    <TextInput
                      label={t('session.deskName')}
                      description={t('session.deskHint')}
                      placeholder={t('session.deskExample')}
                      maxLength={200}
                      {...field('desk')}
                    />
                    {error && <ErrorPanel error={error} />}
                    <Button type="submit" size="md" loading={step !== 'asking'}>
                      {t('session.connect')}
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
                  {t('session.later')}
                </Anchor>
              </p>
            </>
          )}
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
