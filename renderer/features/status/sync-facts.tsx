import type { ReactNode } from 'react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { formatNumber } from '../../text/words.ts';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './sync-facts.module.css';

/** The four figures one looks for first. */
export function SyncFacts({ report }: { report: StatusReport }) {
  return (
    <dl className={classes.facts}>
      <Fact name="Waiting to be sent">
        <span className="tabular">{formatNumber(report.pending)}</span>
        <small>{report.pending === 1 ? 'change' : 'changes'}</small>
      </Fact>
      <Fact name="Last sent">
        <TimeText iso={report.lastPush} />
      </Fact>
      <Fact name="Last received">
        <TimeText iso={report.lastPull} />
      </Fact>
      <Fact name="Next sync">
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
  if (report.isSyncing) return 'Running now';
  if (report.pauseReasons.length > 0) return 'When resumed';
  if (report.state === 'signed-out') return 'After signing in';
  if (report.state === 'offline') return 'When back online';
  return 'When you ask for it';
}
