import { lazy, Suspense, useState } from 'react';
import { PRODUCT } from '../../text/product.ts';
import { t } from '../../text/t.ts';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { navigate } from '../../ui/router.ts';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { ConnectStep } from './connect-step.tsx';
import { useClient, useSession } from './desk-context.tsx';
import { DownloadStep } from './download-step.tsx';
import classes from './setup-page.module.css';
import { type SetupStep, SetupSteps } from './setup-steps.tsx';
import { type LaterStep, useSetup } from './use-setup.ts';

/** Seen once in a desk's life, and after the records have come: fetched when they are. */
const LaterSteps = lazy(async () => ({
  default: (await import('./later-steps.tsx')).LaterSteps,
}));

/**
 * The first run: server and sign-in, the first download, a database to bring along, where backups go, the recovery key.
 * Which step it is follows from the desk and from what it has kept of the first run, so it can be left at any of them.
 */
export function SetupPage({ onLater }: { onLater: () => void }) {
  const client = useClient();
  const setup = useSetup();
  const configured = useSession(({ report }) => report?.configured ?? false);
  const fetched = useSession(({ report }) => (report?.lastPull ?? null) !== null);
  const [syncing, setSyncing] = useState(false);
  const later = setup.left?.[0];
  const step: SetupStep =
    syncing || (configured && !fetched) ? 'download' : configured ? (later ?? 'done') : 'connect';

  const connected = (): void => {
    setSyncing(true);
    // The desk is set up now: whatever the first sync meets is shown at its step, and tried again there.
    client.sync
      .run({})
      .catch(toastError)
      .finally(() => {
        setSyncing(false);
      });
  };
  const pass = (passed: LaterStep): void => {
    setup.pass(passed);
    if ((setup.left?.length ?? 0) > 1) return;
    toastDone(t('session.done'));
    navigate(['status']);
  };

  return (
    <main id="content" tabIndex={-1} className={classes.ground}>
      <div className={step === 'database' || step === 'key' ? classes.wide : classes.column}>
        <Page
          title={t('session.setUp')}
          above={
            <div className={classes.brand}>
              <img src="./satchel.svg" alt="" width={34} height={34} />
              {PRODUCT}
            </div>
          }
          lead={t('session.setUpLead')}
        >
          <SetupSteps current={step} withDatabase={setup.left?.includes('database') ?? false} />
          {step === 'connect' && <ConnectStep onLater={onLater} onConnected={connected} />}
          {step === 'download' && <DownloadStep />}
          {(step === 'database' || step === 'backups' || step === 'key' || step === 'done') && (
            <Suspense fallback={<LoadingRows rows={4} />}>
              <LaterSteps step={step} setup={setup} onPass={pass} />
            </Suspense>
          )}
        </Page>
      </div>
    </main>
  );
}
