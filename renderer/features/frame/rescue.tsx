import { lazy, Suspense } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import classes from './connecting.module.css';

const BackupsPage = lazy(async () => ({
  default: (await import('../backups/backups-page.tsx')).BackupsPage,
}));

/** Errors of the database file itself: the engine is there with its backups alone. */
export function canRescue({ code }: SatchelError): boolean {
  return code === 'STORE_CORRUPT' || code === 'STORE_NOT_A_DATABASE' || code === 'STORE_MISSING';
}

/** A database that cannot be opened: what is known, and the backups that can take its place. */
export function Rescue({ problem }: { problem: SatchelError }) {
  return (
    <main id="content" tabIndex={-1} className={classes.rescue}>
      <div className={classes.rescueWhy}>
        <ErrorPanel
          title={t('backups.rescueTitle')}
          error={{ code: problem.code, message: problem.message, action: t('backups.rescueWhy') }}
        />
      </div>
      <Suspense fallback={<LoadingRows />}>
        <BackupsPage rescue />
      </Suspense>
    </main>
  );
}
