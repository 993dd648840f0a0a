import { Button, Group, PasswordInput } from '@mantine/core';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { useFields } from '../../ui/use-fields.ts';
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
  const { fields, busy, error, submit, field } = useFields(empty, {
    send: ({ current, next }) => client.account.password({ current, next }),
    onTaken: () => {
      toastDone(t('settings.passwordChanged'));
    },
  });
  const differs = fields.again !== '' && fields.again !== fields.next;
  const password = (name: keyof typeof empty, autoComplete: string) => ({
    label: t(`settings.password-${name}`),
    autoComplete,
    miw: 200,
    ...field(name),
  });

  return (
    <form onSubmit={submit} className={classes.rows}>
      {person !== username && (
        <p className={classes.hint}>{t('desk.passwordOf', { name: username ?? '' })}</p>
      )}
      <Group align="flex-start" gap="sm">
        <PasswordInput {...password('current', 'current-password')} />
        <PasswordInput {...password('next', 'new-password')} />
        <PasswordInput
          {...password('again', 'new-password')}
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
