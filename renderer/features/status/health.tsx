import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import type { Tone } from '../../text/sync-words.ts';
import { linkTo } from '../../ui/route.ts';
import { alarmTones } from '../backups/alarm-tones.ts';
import { useAlarmTitle } from '../backups/use-alarm-title.ts';
import { useBackupStatus } from '../backups/use-backup-status.ts';
import { useKeyToWriteDown } from '../encryption/use-encryption-status.ts';
import classes from './health.module.css';

/** Questions at a glance, each with the page that answers it in full. */
export function Health({ report }: { report: StatusReport }) {
  const backup = useBackupStatus().data;
  const keyToWriteDown = useKeyToWriteDown();
  const title = useAlarmTitle(backup ?? { lastVerifiedAt: null });
  const unequal = report.tables.filter(
    ({ here, there, pending, conflicts, quarantined }) =>
      there !== null && here !== there && pending + conflicts + quarantined === 0,
  ).length;
  const needs = report.conflicts + report.quarantined;
  return (
    <ul className={classes.list} aria-label={t('status.health')}>
      <Line
        tone={report.isOnline ? 'good' : 'quiet'}
        place="log"
        words={t(report.isOnline ? 'status.serverAnswers' : 'status.serverSilent')}
      />
      <Line
        tone={unequal > 0 ? 'warn' : 'good'}
        place="status"
        words={unequal > 0 ? t('status.unequal', { count: unequal }) : t('status.equal')}
      />
      <Line
        tone={needs > 0 ? 'warn' : 'good'}
        place="conflicts"
        words={needs > 0 ? t('words.needYou', { count: needs }) : t('status.nobodyNeeded')}
      />
      {backup && <Line tone={alarmTones[backup.alarm]} place="backups" words={title} />}
      {keyToWriteDown && <Line tone="warn" place="settings" words={t('encryption.writeDown')} />}
    </ul>
  );
}

function Line({ tone, place, words }: { tone: Tone; place: string; words: string }) {
  const Sign = tone === 'good' ? IconCheck : IconAlertTriangle;
  return (
    <li data-tone={tone} className={classes.line}>
      <Sign size={16} aria-hidden className={classes.sign} />
      {place === 'status' ? <span>{words}</span> : <a href={linkTo([place])}>{words}</a>}
    </li>
  );
}
