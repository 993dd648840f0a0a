import { Button, Menu } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { stateWords } from '../../text/sync-words.ts';
import { linkTo } from '../../ui/route.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import classes from './hero.module.css';
import { ProgressLine } from './progress-line.tsx';
import { SyncNowButton } from './sync-now-button.tsx';

/** The state as a sign and in words, and what one can do about it. */
export function Hero({ report }: { report: StatusReport }) {
  const { title, tone } = stateWords[report.state];
  const needsPerson = report.conflicts + report.quarantined > 0;
  return (
    <section className={classes.hero} data-tone={tone} aria-label="Sync state">
      <span className={classes.sign}>
        <StateIcon state={report.state} size={30} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>{title}</h2>
        {report.isSyncing ? <ProgressLine /> : <p className={classes.summary}>{report.summary}</p>}
      </div>
      <div className={classes.actions}>
        {needsPerson && (
          <Button component="a" href={linkTo(['conflicts'])} variant="default">
            Open conflicts
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
            Connect to a server
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
        Resume
      </Button>
    );
  const pause = (minutes: number | null) => () => {
    client.sync.pause({ minutes }).catch(toastError);
  };
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlayerPause size={15} aria-hidden />}>
          Pause
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={pause(60)}>For an hour</Menu.Item>
        <Menu.Item onClick={pause(null)}>Until I resume it</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
