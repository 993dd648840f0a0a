import { Button, Group, PasswordInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './people-section.module.css';

const empty = { current: '', next: '', again: '' };

/** One's own PIN, with the one until now; the server is not asked. */
export function ChangePinForm() {
  const client = useClient();
  const [fields, setFields] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();
  const differs = fields.again !== '' && fields.again !== fields.next;

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    client.desk
      .changePin({ current: fields.current, next: fields.next })
      .then(
        () => {
          setFields(empty);
          toastDone(t('desk.pinChanged'));
        },
        (caught: unknown) => {
          setError(windowError(caught));
        },
      )
      .finally(() => {
        setBusy(false);
      });
  };
  const field = (name: keyof typeof empty) => ({
    inputMode: 'numeric' as const,
    autoComplete: 'off',
    maxLength: 12,
    miw: 160,
    readOnly: busy,
    value: fields[name],
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });

  return (
    <form onSubmit={submit} className={classes.form} aria-label={t('desk.changePin')}>
      <h3 className={classes.heading}>{t('desk.changePin')}</h3>
      <Group align="flex-start" gap="sm">
        <PasswordInput label={t('desk.currentPin')} {...field('current')} />
        <PasswordInput label={t('desk.newPin')} {...field('next')} />
        <PasswordInput
          label={t('desk.againPin')}
          {...field('again')}
          error={differs && t('desk.pinsDiffer')}
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
          {t('desk.changePin')}
        </Button>
      </div>
    </form>
  );
}
