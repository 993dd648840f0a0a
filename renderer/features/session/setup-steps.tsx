import { t } from '../../text/t.ts';
import classes from './setup-page.module.css';
import type { LaterStep } from './use-setup.ts';

export type SetupStep = 'connect' | 'download' | LaterStep | 'done';

interface SetupStepsProps {
  readonly current: SetupStep;
  /** A database is brought along. */
  readonly withDatabase: boolean;
}

/** Where one is on the way to a desk that works. */
export function SetupSteps({ current, withDatabase }: SetupStepsProps) {
  const steps: readonly Exclude<SetupStep, 'done'>[] = [
    'connect',
    'download',
    ...(withDatabase ? (['database'] as const) : []),
    'backups',
    'key',
  ];
  const at = current === 'done' ? steps.length : steps.indexOf(current);
  return (
    <ol className={classes.steps} aria-label={t('session.steps')}>
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          data-done={index < at || undefined}
        >
          {t(`session.step-${step}`)}
        </li>
      ))}
    </ol>
  );
}
