import { Button, Card } from '@mantine/core';
import { IconKey, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import type { DeskPerson } from '../../../shared/api/desk.ts';
import { PRODUCT } from '../../text/product.ts';
import { statusSummary } from '../../text/status-summary.ts';
import { stateTones } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient, useSession } from '../session/desk-context.tsx';
import classes from './lock-screen.module.css';
import { PasswordForm } from './password-form.tsx';
import { PinForm } from './pin-form.tsx';

/** Instead of every page while the desk is locked: who is there, and what of this desk waits. No record is on it. */
export function LockScreen() {
  const client = useClient();
  const report = useSession((state) => state.report);
  const people = useAnswer((signal) => client.desk.people({}, { signal }), 'people');
  const [chosen, setChosen] = useState<string>();
  const [withPassword, setWithPassword] = useState(false);
  if (!report) return null;
  const known = people.data ?? [];
  const [only] = known.length === 1 ? known : [];
  const person = known.find(({ username }) => username === chosen) ?? only;
  const password = withPassword || (person !== undefined && needsPassword(person));
  return (
    <main id="content" tabIndex={-1} className={classes.ground}>
      <div className={classes.column}>
        <Page
          title={t('desk.lockedTitle')}
          above={
            <div className={classes.brand}>
              <img src="./satchel.svg" alt="" width={34} height={34} />
              {PRODUCT}
              <span className={classes.place}>
                {[report.clinic, report.device.name].filter(Boolean).join(' · ')}
              </span>
            </div>
          }
          lead={t('desk.lockedLead')}
        >
          <Card padding="xl">
            {people.error && <ErrorPanel error={people.error} retry={people.reload} />}
            {!people.data && people.loading && <LoadingRows rows={3} />}
            {password ? (
              <PasswordForm username={person?.username ?? ''} />
            ) : person ? (
              <PinForm key={person.username} username={person.username} onUsed={people.reload} />
            ) : (
              <PersonList people={known} choose={setChosen} />
            )}
            {people.data && (
              <div className={classes.others}>
                {person && person !== only && (
                  <Button
                    variant="subtle"
                    leftSection={<IconUser size={16} aria-hidden />}
                    onClick={() => {
                      setChosen(undefined);
                      setWithPassword(false);
                    }}
                  >
                    {t('desk.otherPerson')}
                  </Button>
                )}
                <Button
                  variant="subtle"
                  leftSection={<IconKey size={16} aria-hidden />}
                  onClick={() => {
                    if (password) setChosen(undefined);
                    setWithPassword(!password);
                  }}
                >
                  {t(password ? 'desk.withPin' : 'desk.withPassword')}
                </Button>
              </div>
            )}
          </Card>
          <p className={classes.standing} data-tone={stateTones[report.state]}>
            <StateIcon state={report.state} size={16} />
            <span role="status">{statusSummary(report)}</span>
          </p>
        </Page>
      </div>
    </main>
  );
}

function PersonList({
  people,
  choose,
}: {
  people: readonly DeskPerson[];
  choose: (username: string) => void;
}) {
  return (
    <ul className={classes.people} aria-label={t('desk.people')}>
      {people.map((person) => (
        <li key={person.username}>
          <button
            type="button"
            className={classes.person}
            onClick={() => {
              choose(person.username);
            }}
          >
            <span className={classes.initials} aria-hidden>
              {person.username.slice(0, 2).toUpperCase()}
            </span>
            <span>{person.username}</span>
            {needsPassword(person) && <span className="soft">{t('desk.needsPassword')}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

function needsPassword({ expired, void: gone }: DeskPerson): boolean {
  return expired || gone;
}
