import { Button, Menu } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { statusSummary } from '../../text/status-summary.ts';
import { stateTitle, stateTones } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { linkTo } from '../../ui/route.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import classes from './hero.module.css';
import { ProgressLine } from './progress-line.tsx';
import { SyncNowButton } from './sync-now-button.tsx';

/** The state as a sign and in words, and what one can do about it. */
export function Hero({ report }: { report: StatusReport }) {
  const needsPerson = report.conflicts + report.quarantined > 0;
  return (
    <section
      className={classes.hero}
      data-tone={stateTones[report.state]}
      aria-label={t('status.syncState')}
    >
      <span className={classes.sign}>
        <StateIcon state={report.state} size={30} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>{stateTitle(report.state)}</h2>
        {report.isSyncing ? (
          <ProgressLine />
        ) : (
          <p className={classes.summary}>{statusSummary(report)}</p>
        )}
      </div>
      <div className={classes.actions}>
        {needsPerson && (
          <Button component="a" href={linkTo(['conflicts'])} variant="default">
            {t('status.openConflicts')}
          </Button>
        )}
        {report.configured ? (
          <>
            {!report.isSyncing && report.signedIn && (
              <PauseButton paused={report.pauseReasons.length > 0} />
            )}
            <SyncNowButton />
          </>
        ) : (
          <Button component="a" href={linkTo(['setup'])}>
            {t('status.connectToServer')}
          </Button>
        )}
      </div>
    </section>
  );
}

function PauseButton({ paused }: { paused: boolean }) {
  const client = useClient();
  if (paused)
    return (
      <Button
        variant="default"
        leftSection={<IconPlayerPlay size={15} aria-hidden />}
        onClick={() => {
          client.sync.resume({}).catch(toastError);
        }}
      >
        {t('status.resume')}
      </Button>
    );
  const pause = (minutes: number | null) => () => {
    client.sync.pause({ minutes }).catch(toastError);
  };
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlayerPause size={15} aria-hidden />}>
          {t('status.pause')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={pause(60)}>{t('status.pauseHour')}</Menu.Item>
        <Menu.Item onClick={pause(null)}>{t('status.pauseUntil')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
