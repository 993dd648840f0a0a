import {
  IconActivity,
  IconArrowsSplit2,
  IconCalendarTime,
  IconDatabaseExport,
  IconFolders,
  IconHistory,
  IconScale,
  IconSettings,
  IconStethoscope,
  type Icon,
} from '@tabler/icons-react';
import { t } from '../../text/t.ts';
import { formatNumber } from '../../text/words.ts';
import { linkTo } from '../../ui/route.ts';
import { useRoute } from '../../ui/router.ts';
import { alarmTones } from '../backups/alarm-tones.ts';
import { useBackupStatus } from '../backups/use-backup-status.ts';
import { useKeyToWriteDown } from '../encryption/use-encryption-status.ts';
import { useSession } from '../session/desk-context.tsx';
import { PRODUCT } from '../../text/product.ts';
import classes from './navigation.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

/** Where one can go, what waits there, and at whose desk one sits. */
export function Navigation() {
  const report = useSession((state) => state.report);
  const { segments } = useRoute();
  const noun = segments[0] ?? 'status';
  const conflicts = report?.conflicts ?? 0;
  const quarantined = report?.quarantined ?? 0;
  return (
    <nav className={classes.nav} aria-label={t('frame.main')}>
      <div className={classes.brand}>
        <img src="./satchel.svg" alt="" width={26} height={26} />
        <div className={classes.names}>
          <div className={classes.name}>{PRODUCT}</div>
          {report?.clinic && <div className={classes.clinic}>{report.clinic}</div>}
        </div>
      </div>
      <ul className={classes.list}>
        <NavLink
          icon={IconActivity}
          label={t('frame.status')}
          to={['status']}
          active={noun === 'status'}
        >
          {report && report.pending > 0 && (
            <Badge tone="busy" words={t('frame.waitingToBeSent', { count: report.pending })}>
              {formatNumber(report.pending)}
            </Badge>
          )}
        </NavLink>
        <NavLink
          icon={IconArrowsSplit2}
          label={t('frame.conflicts')}
          to={['conflicts']}
          active={noun === 'conflicts'}
        >
          {conflicts > 0 && (
            <Badge tone="warn" words={t('words.conflicts', { count: conflicts })}>
              {formatNumber(conflicts)}
            </Badge>
          )}
          {quarantined > 0 && (
            <Badge tone="bad" words={t('words.setAside', { count: quarantined })}>
              {formatNumber(quarantined)}
            </Badge>
          )}
        </NavLink>
        <NavLink
          icon={IconCalendarTime}
          label={t('clinic.today')}
          to={['today']}
          active={noun === 'today'}
        />
        <NavLink icon={IconHistory} label={t('frame.log')} to={['log']} active={noun === 'log'} />
        <NavLink
          icon={IconFolders}
          label={t('frame.records')}
          to={['records']}
          active={noun === 'records' && segments.length === 1}
          within={noun === 'records'}
        />
      </ul>
      <ul className={classes.tables} aria-label={t('frame.tables')}>
        {report?.tables.map(({ table, label, here, conflicts, quarantined }) => (
          <li key={table}>
            <a
              href={linkTo(['records', table])}
              className={classes.table}
              aria-current={noun === 'records' && segments[1] === table ? 'page' : undefined}
            >
              <span>{label}</span>
              {conflicts + quarantined > 0 && (
                <span className={classes.dot} role="img" aria-label={t('frame.needsYou')} />
              )}
              <span className={classes.rows}>{formatNumber(here)}</span>
            </a>
          </li>
        ))}
      </ul>
      <ul className={classes.last}>
        <BackupsLink active={noun === 'backups'} />
        <NavLink
          icon={IconScale}
          label={t('frame.review')}
          to={['review']}
          active={noun === 'review'}
        />
        <NavLink
          icon={IconStethoscope}
          label={t('frame.diagnostics')}
          to={['diagnostics']}
          active={noun === 'diagnostics'}
        />
        <SettingsLink active={noun === 'settings'} />
      </ul>
      <div className={classes.foot}>
        <ThemeSwitch />
      </div>
    </nav>
  );
}

/** Says on every page when the last backup that can be relied on is too old. */
function BackupsLink({ active }: { active: boolean }) {
  const alarm = useBackupStatus().data?.alarm ?? 'fine';
  return (
    <NavLink icon={IconDatabaseExport} label={t('frame.backups')} to={['backups']} active={active}>
      {alarm !== 'fine' && (
        <Badge tone={alarmTones[alarm]} words={t('frame.backupsNeedYou')}>
          !
        </Badge>
      )}
    </NavLink>
  );
}

/** Says on every page that nobody could open the database without this computer. */
function SettingsLink({ active }: { active: boolean }) {
  const keyToWriteDown = useKeyToWriteDown();
  return (
    <NavLink icon={IconSettings} label={t('frame.settings')} to={['settings']} active={active}>
      {keyToWriteDown && (
        <Badge tone="warn" words={t('encryption.writeDown')}>
          !
        </Badge>
      )}
    </NavLink>
  );
}

interface NavLinkProps {
  readonly icon: Icon;
  readonly label: string;
  readonly to: readonly string[];
  readonly active: boolean;
  /** One of its own pages is open, which only the rail has to show here. */
  readonly within?: boolean;
  readonly children?: React.ReactNode;
}

function NavLink({ icon: Symbol, label, to, active, within, children }: NavLinkProps) {
  return (
    <li>
      <a
        href={linkTo(to)}
        className={classes.link}
        aria-current={active ? 'page' : undefined}
        data-within={within || undefined}
        title={label}
      >
        <Symbol size={18} stroke={1.7} aria-hidden />
        <span className={classes.label}>{label}</span>
        {children}
      </a>
    </li>
  );
}

function Badge({ tone, words, children }: { tone: string; words: string; children: string }) {
  return (
    <span className={classes.badge} data-tone={tone} role="img" aria-label={words} title={words}>
      {children}
    </span>
  );
}
