import { t } from '../../text/t.ts';
import classes from './setup-page.module.css';

export type SetupStep = 'connect' | 'download';

const steps: readonly SetupStep[] = ['connect', 'download'];

/** Where one is on the way to a desk that works. */
export function SetupSteps({ current }: { current: SetupStep }) {
  return (
    <ol className={classes.steps} aria-label={t('session.steps')}>
      {steps.map((step) => (
        <li
          key={step}
          aria-current={step === current ? 'step' : undefined}
          data-done={steps.indexOf(step) < steps.indexOf(current) || undefined}
        >
          {t(`session.step-${step}`)}
        </li>
      ))}
    </ol>
  );
}
