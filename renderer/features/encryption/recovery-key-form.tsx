import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RecoveryKeyVerdict } from '../../../shared/api/encryption.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { toastDone } from '../../ui/toasts.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './encryption.module.css';
import { noteEncryptionWork } from './held-key.ts';

/** Where a recovery key is typed: to hear what it opens, or to open with it a database that waits for its key. */
export function RecoveryKeyForm({ waiting = false }: { waiting?: boolean }) {
  const client = useClient();
  const Heading = waiting ? 'h2' : 'h3';
  const [typed, setTyped] = useState('');
  const [verdict, setVerdict] = useState<RecoveryKeyVerdict>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();

  const ask = async (keep: boolean): Promise<void> => {
    setBusy(true);
    setError(undefined);
    setVerdict(undefined);
    try {
      const request = { recoveryKey: typed };
      const answer = keep
        ? await client.encryption.recover(request)
        : await client.encryption.testKey(request);
      setVerdict(answer);
      if (keep) {
        setTyped('');
        toastDone(t('encryption.kept'));
        noteEncryptionWork({});
      }
    } catch (caught) {
      setError(windowError(caught));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void ask(waiting);
      }}
    >
      <Stack gap="sm">
        <Heading className={classes.title}>
          {t(waiting ? 'encryption.recoverTitle' : 'encryption.testTitle')}
        </Heading>
        <TextInput
          className={classes.field ?? ''}
          label={t('encryption.typed')}
          description={t('encryption.typedWhy')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setVerdict(undefined);
          }}
        />
        {error && <ErrorPanel error={error} />}
        <div role="status">{verdict && verdictWords(verdict, waiting)}</div>
        <Group gap="xs">
          <Button
            type="submit"
            variant={waiting ? 'filled' : 'default'}
            loading={busy}
            disabled={typed.trim() === ''}
          >
            {t(waiting ? 'encryption.recover' : 'encryption.test')}
          </Button>
          {!waiting && verdict && !verdict.opensDatabase && verdict.backups > 0 && typed !== '' && (
            <Button
              variant="default"
              disabled={busy}
              onClick={() => {
                void ask(true);
              }}
            >
              {t('encryption.keep')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function verdictWords({ opensDatabase, backups }: RecoveryKeyVerdict, waiting: boolean): string {
  if (opensDatabase && waiting) return t('encryption.opening');
  if (opensDatabase && backups > 0) return t('encryption.opensBoth', { count: backups });
  if (opensDatabase) return t('encryption.opensDatabase');
  if (backups > 0) return t('encryption.opensBackups', { count: backups });
  return t('encryption.opensNothing');
}
