import type { ReactNode } from 'react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { formatNumber } from '../../text/words.ts';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './sync-facts.module.css';

/** The four figures one looks for first. */
export function SyncFacts({ report }: { report: StatusReport }) {
  return (
    <dl className={classes.facts}>
      <Fact name={t('status.waiting')}>
        <span className="tabular">{formatNumber(report.pending)}</span>
        <small>{t('status.changeUnit', { count: report.pending })}</small>
      </Fact>
      <Fact name={t('status.lastSent')}>
        <TimeText iso={report.lastPush} />
      </Fact>
      <Fact name={t('status.lastReceived')}>
        <TimeText iso={report.lastPull} />
      </Fact>
      <Fact name={t('status.nextSync')}>
        <TimeText ahead iso={report.nextSync} none={nextWords(report)} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function nextWords(report: StatusReport): string {
  if (report.isSyncing) return t('status.runningNow');
  if (report.pauseReasons.length > 0) return t('status.whenResumed');
  if (report.state === 'signed-out') return t('status.afterSignIn');
  if (report.state === 'offline') return t('status.whenOnline');
  return t('status.whenAsked');
}
