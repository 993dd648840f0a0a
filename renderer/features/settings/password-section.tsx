import { Button, Group, PasswordInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './settings.module.css';

const empty = { current: '', next: '', again: '' };

interface PasswordSectionProps {
  /** Whose sign-in the desk has. */
  readonly username: string | null;
  /** Who is at the desk. */
  readonly person: string | null;
}

/** Changes the password of whoever is signed in; the server has to be reachable. */
export function PasswordSection({ username, person }: PasswordSectionProps) {
  const client = useClient();
  const [fields, setFields] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();
  const differs = fields.again !== '' && fields.again !== fields.next;

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    client.account
      .password({ current: fields.current, next: fields.next })
      .then(
        () => {
          setFields(empty);
          toastDone(t('settings.passwordChanged'));
        },
        (caught: unknown) => {
          setError(windowError(caught));
        },
      )
      .finally(() => {
        setBusy(false);
      });
  };
  const field = (name: keyof typeof empty, autoComplete: string) => ({
    label: t(`settings.password-${name}`),
    autoComplete,
    miw: 200,
    value: fields[name],
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });

  return (
    <form onSubmit={submit} className={classes.rows}>
      {person !== username && (
        <p className={classes.hint}>{t('desk.passwordOf', { name: username ?? '' })}</p>
      )}
      <Group align="flex-start" gap="sm">
        <PasswordInput {...field('current', 'current-password')} />
        <PasswordInput {...field('next', 'new-password')} />
        <PasswordInput
          {...field('again', 'new-password')}
          error={differs && t('settings.passwordDiffers')}
        />
      </Group>
      {error && <ErrorPanel error={error} />}
      <div>
        <Button
          type="submit"
          variant="default"
          loading={busy}
          disabled={!fields.current || !fields.next || fields.again !== fields.next}
        >
          {t('settings.changePassword')}
        </Button>
      </div>
    </form>
  );
}
