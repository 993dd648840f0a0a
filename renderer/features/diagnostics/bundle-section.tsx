import { Button, Card, CopyButton } from '@mantine/core';
import { useState } from 'react';
import type { Bundle } from '../../../shared/api/diagnose.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { t } from '../../text/t.ts';
import { formatBytes } from '../../text/words.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import classes from './diagnostics.module.css';

/** A file for whoever helps: what the desk found and noted, without a patient's data or a secret. */
export function BundleSection() {
  const client = useClient();
  const [bundle, setBundle] = useState<Bundle>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();
  const make = (): void => {
    setBusy(true);
    setError(undefined);
    client.diagnose
      .bundle({})
      .then(setBundle, (caught: unknown) => {
        setError(windowError(caught));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <Card component="section" aria-labelledby="bundle-heading">
      <div className={classes.head}>
        <div>
          <h2 id="bundle-heading" className={classes.title}>
            {t('diagnostics.bundle')}
          </h2>
          <p className={classes.meaning}>{t('diagnostics.bundleWhy')}</p>
        </div>
        <Button variant="default" loading={busy} onClick={make}>
          {t('diagnostics.makeBundle')}
        </Button>
      </div>
      {error && <ErrorPanel error={error} />}
      {bundle && (
        <div role="status" className={classes.bundle}>
          <div>
            {t('diagnostics.bundleMade', { size: formatBytes(bundle.sizeBytes) })}{' '}
            <code className={classes.path}>{bundle.path}</code>{' '}
            <CopyButton value={bundle.path}>
              {({ copied, copy }) => (
                <Button variant="subtle" size="compact-sm" onClick={copy}>
                  {t(copied ? 'diagnostics.copied' : 'diagnostics.copyPath')}
                </Button>
              )}
            </CopyButton>
          </div>
          <div className="soft">
            {t('diagnostics.bundleHolds', {
              files: bundle.files.map(({ name }) => name).join(', '),
            })}
          </div>
        </div>
      )}
    </Card>
  );
}
