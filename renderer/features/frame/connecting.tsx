import { Loader } from '@mantine/core';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useSession } from '../session/desk-context.tsx';
import { PRODUCT } from '../../text/product.ts';
import classes from './connecting.module.css';

/** Before the engine's first answer: a moment of quiet, or why it does not come. */
export function Connecting() {
  const error = useSession(({ linkError }) => linkError);
  return (
    <main className={classes.middle}>
      <h1 className={classes.name}>{PRODUCT}</h1>
      {error ? (
        <div className={classes.error}>
          <ErrorPanel error={error} />
        </div>
      ) : (
        <Loader size="sm" aria-label={t('frame.connecting')} />
      )}
    </main>
  );
}
