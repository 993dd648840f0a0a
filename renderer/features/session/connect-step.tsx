import { Anchor, Button, Card, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { lazy, type SyntheticEvent, Suspense, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { navigate } from '../../ui/router.ts';
import { windowError } from '../../ui/window-error.ts';
import { useClient, useSession } from './desk-context.tsx';
import classes from './setup-page.module.css';
import { useSetup } from './use-setup.ts';

const MigrateCourse = lazy(async () => ({
  default: (await import('../migrate/migrate-course.tsx')).MigrateCourse,
}));

/** What the desk begins with, which server, who, and what this desk is called. */
export function ConnectStep({
  onLater,
  onConnected,
}: {
  onLater: () => void;
  onConnected: () => void;
}) {
  const client = useClient();
  const setup = useSetup();
  const deskName = useSession(({ report }) => report?.device.name ?? '');
  const [fields, setFields] = useState({ server: '', username: '', password: '', desk: deskName });
  const [existing, setExisting] = useState(false);
  const [file, setFile] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    disabled: busy,
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });

  const connect = async (): Promise<void> => {
    const server = completeAddress(fields.server);
    // Stay on this page while the desk becomes configured, so that the first sync is seen here.
    navigate(['setup'], { replace: true });
    await setup.begin(
      [...(existing ? (['database'] as const) : []), 'backups', 'key'],
      existing ? file.trim() || null : null,
    );
    await client.account.setup({
      server,
      username: fields.username.trim(),
      password: fields.password,
      ...(fields.desk.trim() ? { deviceName: fields.desk.trim() } : {}),
    });
    onConnected();
  };

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    connect().catch((caught: unknown) => {
      setError(windowError(caught));
      setFields((before) => ({ ...before, password: '' }));
      setBusy(false);
    });
  };

  return (
    <>
      <Card>
        <Stack gap="md">
          <Radio.Group
            label={t('session.beginWith')}
            value={existing ? 'existing' : 'new'}
            onChange={(value) => {
              setExisting(value === 'existing');
            }}
          >
            <Stack gap="xs" mt={6}>
              <Radio value="new" label={t('session.beginNew')} disabled={busy} />
              <Radio value="existing" label={t('session.beginExisting')} disabled={busy} />
            </Stack>
          </Radio.Group>
          {existing && (
            <Suspense fallback={<LoadingRows rows={2} />}>
              <MigrateCourse file={file} onFile={setFile} lookOnly />
            </Suspense>
          )}
        </Stack>
      </Card>
      <Card>
        <form onSubmit={submit}>
          <Stack gap="sm">
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
            <Button type="submit" size="md" loading={busy}>
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
  );
}

/** `clinic.example` → `https://clinic.example`; an address with its scheme stays as it is. */
export function completeAddress(text: string): string {
  const address = text.trim().replace(/\/+$/, '');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
  const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(address);
  return `${loopback ? 'http' : 'https'}://${address}`;
}
