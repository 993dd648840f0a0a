import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ConnectionTest } from '../../../shared/api/status.ts';
import { saidWords } from '../../text/said-words.ts';
import { isTextKey, t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './settings.module.css';

/** Tries the server step by step, and says where it stopped. */
export function ConnectionSection() {
  const client = useClient();
  const test = useAsking((signal) => client.status.testConnection({}, { signal }));
  return (
    <div className={classes.rows}>
      <p className={classes.hint}>{t('settings.connectionWhy')}</p>
      {test.data && !test.running && <Steps test={test.data} />}
      {test.error && <ErrorPanel error={test.error} retry={test.start} />}
      <div>
        <Button variant="default" loading={test.running} onClick={test.start}>
          {t('settings.testConnection')}
        </Button>
      </div>
    </div>
  );
}

function Steps({ test }: { test: ConnectionTest }) {
  return (
    <div role="status">
      <p>{t(test.ok ? 'settings.connected' : 'settings.notConnected')}</p>
      <ul className={classes.steps}>
        {test.steps.map(({ name, ok, detail, said }) => (
          <li key={name} data-tone={ok ? 'good' : 'bad'}>
            {ok ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
            <span>
              <b>{stepName(name)}</b>: {saidWords(said, detail)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function stepName(name: string): string {
  const key = `settings.connect-${name.replaceAll(' ', '-')}`;
  return isTextKey(key) ? t(key) : name;
}
