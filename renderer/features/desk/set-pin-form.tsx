import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './people-section.module.css';

/** A PIN for somebody whose password the server takes now. */
export function SetPinForm({ username, onSet }: { username: string; onSet: () => void }) {
  const client = useClient();
  const empty = { name: username, password: '', pin: '', again: '' };
  const { fields, busy, error, submit, field } = useFields(empty, {
    send: ({ name, password, pin }) => client.desk.setPin({ username: name.trim(), password, pin }),
    onTaken: ({ name }) => {
      onSet();
      toastDone(t('desk.pinSet', { name: name.trim() }));
    },
    left: { ...empty, name: '' },
  });
  const differs = fields.again !== '' && fields.again !== fields.pin;
  const pin = { inputMode: 'numeric', autoComplete: 'off', maxLength: 12, miw: 160 } as const;

  return (
    <form onSubmit={submit} className={classes.form} aria-label={t('desk.setPin')}>
      <h3 className={classes.heading}>{t('desk.setPin')}</h3>
      <p className={classes.hint}>{t('desk.setPinWhy')}</p>
      <Group align="flex-start" gap="sm">
        <TextInput label={t('session.username')} autoComplete="off" miw={160} {...field('name')} />
        <PasswordInput
          label={t('session.password')}
          autoComplete="off"
          miw={160}
          {...field('password')}
        />
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
