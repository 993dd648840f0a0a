import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconLock } from '@tabler/icons-react';
import type { Backup } from '../../../shared/api/backups.ts';
import { t } from '../../text/t.ts';
import { formatExact, formatMinute } from '../../text/times.ts';
import { formatBytes, formatNumber, sum } from '../../text/words.ts';
import tables from '../../ui/data-table.module.css';
import { TimeText } from '../../ui/time-text.tsx';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import classes from './backups.module.css';

interface BackupListProps {
  readonly backups: readonly Backup[];
  readonly busy: boolean;
  readonly onVerify: (id: string) => void;
  readonly onRestore: (backup: Backup) => void;
}

/** Every backup that is listed, newest first. */
export function BackupList({ backups, busy, onVerify, onRestore }: BackupListProps) {
  return (
    <div className={tables.frame} tabIndex={0} role="region" aria-label={t('backups.list')}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('backups.when')}</th>
            <th scope="col" className={classes.age}>
              {t('backups.age')}
            </th>
            <th scope="col">{t('backups.reason')}</th>
            <th scope="col" className={tables.number}>
              {t('backups.records')}
            </th>
            <th scope="col" className={tables.number}>
              {t('backups.size')}
            </th>
            <th scope="col">{t('backups.state')}</th>
            <th scope="col">{t('backups.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {backups.map((backup) => (
            <tr key={`${backup.folder}/${backup.id}`}>
              <th scope="row" className="tabular" title={backup.folder}>
                {formatMinute(backup.createdAt)}
              </th>
              <td className={classes.age}>
                <TimeText iso={backup.createdAt} />
              </td>
              <td>{t(`backups.reason-${backup.reason}`)}</td>
              <td className={tables.number}>{formatNumber(sum(backup.counts))}</td>
              <td className={tables.number}>
                {backup.encrypted && (
                  <span role="img" aria-label={t('backups.isEncrypted')} className={classes.lock}>
                    <IconLock size={14} aria-hidden />
                  </span>
                )}
                {formatBytes(backup.sizeBytes)}
              </td>
              <td>
                <StateBadge backup={backup} />
              </td>
              <td>
                <div className={classes.buttons}>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    disabled={busy || backup.state === 'missing'}
                    aria-label={t('backups.verifyOf', { time: formatMinute(backup.createdAt) })}
                    onClick={() => {
                      onVerify(backup.id);
                    }}
                  >
                    {t('backups.verify')}
                  </Button>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    disabled={busy || backup.state !== 'verified'}
                    aria-label={t('backups.restoreOf', { time: formatMinute(backup.createdAt) })}
                    onClick={() => {
                      onRestore(backup);
                    }}
                  >
                    {t('backups.restore')}
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether it can be relied on, and since when that is known. */
function StateBadge({ backup: { state, verifiedAt, damage } }: { backup: Backup }) {
  const whole = state === 'verified';
  const words = whole ? t('backups.verifiedAt', { time: formatExact(verifiedAt) }) : damage;
  return (
    <span title={words ?? undefined}>
      <ToneBadge
        tone={whole ? 'good' : 'bad'}
        plain={whole}
        icon={
          whole ? (
            <IconCircleCheck size={14} aria-hidden />
          ) : (
            <IconAlertTriangle size={14} aria-hidden />
          )
        }
      >
        {t(`backups.state-${state}`)}
      </ToneBadge>
    </span>
  );
}
