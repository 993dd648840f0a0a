import { Button, Card, Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconCircle,
  IconCircleX,
  IconMinus,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import type { Repair, RepairStep } from '../../../shared/api/repair.ts';
import type { Tone } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { saidWords } from '../../text/said-words.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import classes from './diagnostics.module.css';
import type { RepairAnswer } from './use-repair.ts';

interface RepairSectionProps extends RepairAnswer {
  /** The checks are being looked at: two that read the database at once would be in each other's way. */
  readonly blocked: boolean;
}

/** Everything that can be mended without losing anything, in one go, with each step in sight. */
export function RepairSection({ repair, running, start, cancel, blocked }: RepairSectionProps) {
  return (
    <Card component="section" aria-labelledby="repair-heading">
      <div className={classes.head}>
        <div>
          <h2 id="repair-heading" className={classes.title}>
            {t('diagnostics.repair')}
          </h2>
          <p className={classes.meaning}>{t('diagnostics.repairWhy')}</p>
        </div>
        {running && repair ? (
          <Button variant="default" disabled={!repair.cancellable} onClick={cancel}>
            {t('diagnostics.cancelRepair')}
          </Button>
        ) : (
          <Button variant="default" loading={running} disabled={blocked} onClick={start}>
            {t('diagnostics.startRepair')}
          </Button>
        )}
      </div>
      {repair && <RepairCourse repair={repair} />}
    </Card>
  );
}

const outcomeTones: Readonly<Record<Repair['state'], Tone>> = {
  running: 'busy',
  healthy: 'good',
  attention: 'warn',
  cancelled: 'quiet',
  failed: 'bad',
};

function RepairCourse({ repair }: { repair: Repair }) {
  return (
    <>
      <p className={classes.outcome} role="status">
        <ToneBadge tone={outcomeTones[repair.state]}>
          {t(`diagnostics.repair-${repair.state}`)}
        </ToneBadge>
        <span>{repair.state !== 'running' && saidWords(repair.summarySaid, repair.summary)}</span>
        <span className="soft">
          <TimeText iso={repair.endedAt ?? repair.startedAt} />
        </span>
      </p>
      <ol className={classes.steps} aria-label={t('diagnostics.repairSteps')}>
        {repair.steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
    </>
  );
}

const signs: Readonly<Record<RepairStep['state'], readonly [Icon, Tone]>> = {
  waiting: [IconCircle, 'quiet'],
  running: [IconRefresh, 'busy'],
  done: [IconCheck, 'good'],
  skipped: [IconMinus, 'quiet'],
  attention: [IconAlertTriangle, 'warn'],
  failed: [IconCircleX, 'bad'],
};

function Step({ step: { id, title, state, said, detail, progress } }: { step: RepairStep }) {
  const [Sign, tone] = signs[state];
  const total = progress?.total ?? 0;
  return (
    <li className={classes.step} data-tone={tone} aria-current={state === 'running' || undefined}>
      <Sign
        size={16}
        aria-hidden
        className={classes.sign}
        data-spin={state === 'running' || undefined}
      />
      <div className={classes.words}>
        <span className={classes.stepName}>
          {saidWords([{ code: `step-${id}`, values: {} }], title)}
        </span>{' '}
        <span className="soft">{t(`diagnostics.stepState-${state}`)}</span>
        {detail && <div className="soft">{saidWords(said, detail)}</div>}
        {state === 'running' && (
          <Progress
            value={progress && total > 0 ? Math.min(100, (progress.done / total) * 100) : 100}
            animated={!(progress && total > 0)}
            size="xs"
            mt={6}
            maw={420}
            aria-label={t('backups.progress')}
          />
        )}
      </div>
    </li>
  );
}
