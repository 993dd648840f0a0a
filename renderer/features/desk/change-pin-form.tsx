import { Button, Group, PasswordInput } from '@mantine/core';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './people-section.module.css';

const empty = { current: '', next: '', again: '' };

/** One's own PIN, with the one until now; the server is not asked. */
export function ChangePinForm() {
  const client = useClient();
  const { fields, busy, error, submit, field } = useFields(empty, {
    send: ({ current, next }) => client.desk.changePin({ current, next }),
    onTaken: () => {
      toastDone(t('desk.pinChanged'));
    },
  });
  const differs = fields.again !== '' && fields.again !== fields.next;
  const pin = { inputMode: 'numeric', autoComplete: 'off', maxLength: 12, miw: 160 } as const;

  return (
    <form onSubmit={submit} className={classes.form} aria-label={t('desk.changePin')}>
      <h3 className={classes.heading}>{t('desk.changePin')}</h3>
      <Group align="flex-start" gap="sm">
        <PasswordInput label={t('desk.currentPin')} {...pin} {...field('current')} />
        <PasswordInput label={t('desk.newPin')} {...pin} {...field('next')} />
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
          disabled={!fields.current || !fields.next || fields.again !== fields.next}
        >
          {t('desk.changePin')}
        </Button>
      </div>
    </form>
  );
}
