import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldExclamation, IconShieldX } from '@tabler/icons-react';
import type { BackupStatus } from '../../../shared/api/backups.ts';
import { t } from '../../text/t.ts';
import { errorWords } from '../../text/error-words.ts';
import hero from '../status/hero.module.css';
import { alarmTones } from './alarm-tones.ts';
import { BackupProgressLine } from './backup-progress.tsx';
import { useAlarmTitle } from './use-alarm-title.ts';
import type { BackupWork } from './use-backup-work.ts';

interface BackupAlarmProps {
  readonly status: BackupStatus;
  readonly work: BackupWork;
  /** The database cannot be opened: there is nothing worth backing up. */
  readonly rescue: boolean;
}

/** How old the newest backup is of which somebody made sure that it is whole: the one figure that counts. */
export function BackupAlarm({ status, work, rescue }: BackupAlarmProps) {
  const { alarm } = status;
  const Shield = shields[alarm];
  const running = status.running || work.task !== undefined;
  return (
    <section className={hero.hero} data-tone={alarmTones[alarm]} aria-label={t('backups.alarm')}>
      <span className={hero.sign}>
        <Shield size={30} aria-hidden />
      </span>
      <div className={hero.words}>
        <h2 className={hero.title}>{useAlarmTitle(status)}</h2>
        <p className={hero.summary}>
          {alarm === 'failed' && status.lastError
            ? sentences(errorWords(status.lastError))
            : t(`backups.alarm-${alarm}`)}
        </p>
        {running && <BackupProgressLine task={work.task} onCancel={work.cancel} />}
      </div>
      {!running && !rescue && (
        <div className={hero.actions}>
          <Button onClick={work.create}>{t('backups.backUpNow')}</Button>
        </div>
      )}
    </section>
  );
}

const shields = {
  fine: IconShieldCheck,
  off: IconShieldExclamation,
  late: IconShieldExclamation,
  never: IconShieldExclamation,
  failed: IconShieldX,
} as const;

function sentences({ message, action }: { message: string; action: string }): string {
  return `${message} ${action}`;
}
