import { Button, NumberInput, Switch } from '@mantine/core';
import type { StatusReport } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { formatDay } from '../../text/times.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';
import { ChangePinForm } from './change-pin-form.tsx';
import classes from './people-section.module.css';
import { SetPinForm } from './set-pin-form.tsx';

/** Who may unlock this desk, and after how long it locks by itself. */
export function PeopleSection({ report }: { report: StatusReport }) {
  const client = useClient();
  const { desk } = report;
  const people = useAnswer((signal) => client.desk.people({}, { signal }), 'people');
  const own = people.data?.some(({ username }) => username === desk.person) ?? false;
  const remove = async (username: string): Promise<void> => {
    await client.desk.removePin({ username });
    people.reload();
    toastDone(t('desk.pinRemoved', { name: username }));
  };
  return (
    <div className={classes.rows}>
      <p className={classes.hint}>{t('desk.sectionWhy')}</p>
      {people.error && <ErrorPanel error={people.error} retry={people.reload} />}
      {people.data && people.data.length > 0 && (
        <ul className={classes.people}>
          {people.data.map((person) => (
            <li key={person.username} className={classes.person}>
              <span className={classes.name}>{person.username}</span>
              <span className="soft">
                {person.void
                  ? t('desk.void')
                  : person.expired
                    ? t('desk.expired')
                    : t('desk.expires', { day: formatDay(person.expiresAt.slice(0, 10)) })}
              </span>
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t('desk.removeOf', { name: person.username })}
                onClick={() => {
                  remove(person.username).catch(toastError);
                }}
              >
                {t('desk.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {desk.shared && <IdleMinutes minutes={desk.idleMinutes} />}
      {desk.shared && <LocksWithComputer on={desk.locksWithComputer} />}
      {own && <ChangePinForm />}
      <SetPinForm username={report.username ?? ''} onSet={people.reload} />
    </div>
  );
}

function IdleMinutes({ minutes }: { minutes: number }) {
  const client = useClient();
  return (
    <NumberInput
      label={t('desk.idle')}
      suffix={` ${t('desk.minutes', { count: minutes }).replace(/^\S+\s/, '')}`}
      maw={200}
      min={1}
      max={480}
      allowDecimal={false}
      defaultValue={minutes}
      onBlur={(event) => {
        const value = Number.parseInt(event.currentTarget.value, 10);
        if (value >= 1 && value !== minutes)
          client.settings.set({ key: 'desk.idleMinutes', value }).catch(toastError);
      }}
    />
  );
}

function LocksWithComputer({ on }: { on: boolean }) {
  const client = useClient();
  return (
    <Switch
      label={t('desk.withComputer')}
      description={t('desk.withComputerWhy')}
      checked={on}
      onChange={(event) => {
        const value = event.currentTarget.checked;
        client.settings.set({ key: 'desk.lockWithComputer', value }).catch(toastError);
      }}
    />
  );
}
