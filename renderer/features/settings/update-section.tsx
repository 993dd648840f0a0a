import { Button, Group, Progress, Select } from '@mantine/core';
import type { UpdateState } from '../../../shared/api/updates.ts';
import { t } from '../../text/t.ts';
import { formatMinute } from '../../text/times.ts';
import { dropdownProps } from '../../ui/dropdown.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FactList } from '../../ui/fact-list.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import classes from './settings.module.css';
import type { SettingsAnswer } from './use-settings.ts';
import { useUpdates } from './use-updates.ts';

const channels = ['stable', 'beta', 'off'] as const;

/** Newer versions of the program: whether there is one, how far it is, and when it is installed. */
export function UpdateSection({ settings }: { settings: SettingsAnswer }) {
  const state = useUpdates();
  if (!state) return null;
  if (state.off === 'host') return <p className={classes.hint}>{t('updates.off-host')}</p>;
  return (
    <div className={classes.rows}>
      <FactList
        facts={[
          [
            t('updates.lastLooked'),
            <TimeText key="looked" iso={state.lastLookedAt} none={t('updates.never')} />,
          ],
        ]}
      />
      <Channel settings={settings} />
      {state.error && <ErrorPanel title={t('updates.refused')} error={state.error} />}
      <p className={classes.hint} role="status">
        {wordsOf(state)}
      </p>
      {state.phase === 'downloading' && (
        <Progress
          value={(state.progress ?? 0) * 100}
          size="sm"
          aria-label={t('updates.downloading', { version: state.version })}
        />
      )}
      {state.version !== null && state.notes !== null && (
        <details>
          <summary>{t('updates.notes', { version: state.version })}</summary>
          <p className={classes.notes}>{state.notes}</p>
        </details>
      )}
      <Actions state={state} />
    </div>
  );
}

function Actions({ state }: { state: UpdateState }) {
  const { updates } = useClient();
  const isReady = state.phase === 'ready' || state.phase === 'staged';
  const isBusy = state.phase === 'looking' || state.phase === 'downloading';
  const run = (work: Promise<unknown>) => {
    work.catch(toastError);
  };
  if (isReady || state.phase === 'preparing') {
    const busy = state.phase === 'preparing';
    return (
      <Group gap="xs">
        <Button
          loading={busy}
          onClick={() => {
            run(updates.install({ anyway: state.waiting !== null }));
          }}
        >
          {state.waiting === null
            ? t('updates.restart')
            : t('updates.anyway', { count: state.waiting })}
        </Button>
        <Button
          variant="default"
          disabled={busy}
          onClick={() => {
            run(updates.later({}));
          }}
        >
          {t('updates.later')}
        </Button>
      </Group>
    );
  }
  return (
    <Group>
      <Button
        variant="default"
        loading={isBusy}
        onClick={() => {
          run(updates.look({}));
        }}
      >
        {t('updates.look')}
      </Button>
    </Group>
  );
}

function Channel({ settings }: { settings: SettingsAnswer }) {
  const channel = settings.values?.get('updates.channel');
  const url = settings.values?.get('updates.url')?.value;
  if (!channel) return null;
  const isFixed = channel.source === 'environment';
  return (
    <Select
      {...dropdownProps}
      className={classes.cron}
      label={t('updates.channel')}
      description={
        isFixed
          ? t('settings.byEnvironment')
          : typeof url === 'string' && t('updates.channelWhy', { server: url })
      }
      data={channels.map((value) => ({ value, label: t(`updates.channel-${value}`) }))}
      value={typeof channel.value === 'string' ? channel.value : null}
      disabled={isFixed}
      allowDeselect={false}
      onChange={(value) => {
        if (value !== null) settings.set('updates.channel', value);
      }}
    />
  );
}

function wordsOf({ phase, off, version, lastLookedAt, laterUntil, error }: UpdateState): string {
  if (phase === 'off') return off === null ? '' : t(`updates.off-${off}`);
  if (phase === 'looking') return t('updates.looking');
  if (phase === 'preparing') return t('updates.preparing');
  if (phase === 'downloading') return t('updates.downloading', { version });
  if (phase === 'staged') return t('updates.staged', { version });
  if (phase === 'ready') {
    const until =
      laterUntil === null ? '' : ` ${t('updates.laterUntil', { time: formatMinute(laterUntil) })}`;
    return `${t('updates.ready', { version })}${until}`;
  }
  return lastLookedAt !== null && error === null ? t('updates.newest') : '';
}
