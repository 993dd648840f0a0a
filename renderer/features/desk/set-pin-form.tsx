import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './people-section.module.css';

/** A PIN for somebody whose password the server takes now. */
export function SetPinForm({ username, onSet }: { username: string; onSet: () => void }) {
  const client = useClient();
  const empty = { name: username, password: '', pin: '', again: '' };
  const [fields, setFields] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();
  const differs = fields.again !== '' && fields.again !== fields.pin;

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const { name, password, pin } = fields;
    client.desk
      .setPin({ username: name.trim(), password, pin })
      .then(
        () => {
          setFields({ ...empty, name: '' });
          onSet();
          toastDone(t('desk.pinSet', { name: name.trim() }));
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
    value: fields[name],
    readOnly: busy,
    miw: 160,
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  const pin = { inputMode: 'numeric', autoComplete: 'off', maxLength: 12 } as const;

  return (
    <form onSubmit={submit} className={classes.form} aria-label={t('desk.setPin')}>
      <h3 className={classes.heading}>{t('desk.setPin')}</h3>
      <p className={classes.hint}>{t('desk.setPinWhy')}</p>
      <Group align="flex-start" gap="sm">
        <TextInput label={t('session.username')} autoComplete="off" {...field('name')} />
        <PasswordInput label={t('session.password')} autoComplete="off" {...field('password')} />
        <PasswordInput label={t('desk.newPin')} {...pin} {...field('pin')} />
        <PasswordInput
          label={t('desk.againPin')}
          {...pin}
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
          disabled={!fields.name || !fields.password || !fields.pin || fields.again !== fields.pin}
        >
          {t('desk.setPin')}
        </Button>
      </div>
    </form>
  );
}
