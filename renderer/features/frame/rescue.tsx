import { Card } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { errorWords } from '../../text/error-words.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { RecoveryKeyForm } from '../encryption/recovery-key-form.tsx';
import classes from './connecting.module.css';

const BackupsPage = lazy(async () => ({
  default: (await import('../backups/backups-page.tsx')).BackupsPage,
}));

/** Errors of the database file itself: the engine is there with its backups alone. */
export function canRescue({ code }: SatchelError): boolean {
  return (
    code === 'STORE_CORRUPT' ||
    code === 'STORE_NOT_A_DATABASE' ||
    code === 'STORE_MISSING' ||
    isLocked({ code })
  );
}

/** The database is whole, and this computer has no key for it. */
function isLocked({ code }: Pick<SatchelError, 'code'>): boolean {
  return code === 'STORE_KEY_MISSING' || code === 'STORE_KEY_WRONG';
}

/** A database that cannot be opened: what is known, its recovery key, or the backups that can take its place. */
export function Rescue({ problem }: { problem: SatchelError }) {
  const locked = isLocked(problem);
  return (
    <main id="content" tabIndex={-1} className={classes.rescue}>
      <div className={classes.rescueWhy}>
        <ErrorPanel
          isPage
          title={t(locked ? 'encryption.missingTitle' : 'backups.rescueTitle')}
          error={{
            code: problem.code,
            message: errorWords(problem).message,
            action: t(locked ? 'encryption.missingWhy' : 'backups.rescueWhy'),
          }}
        />
        {locked && (
          <Card component="section" mt="md" aria-label={t('encryption.recoverTitle')}>
            <RecoveryKeyForm waiting />
          </Card>
        )}
      </div>
      <Suspense fallback={<LoadingRows />}>
        <BackupsPage rescue />
      </Suspense>
    </main>
  );
}
