import { statusSummary } from '../../text/status-summary.ts';
import { stateTones } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { PersonMenu } from '../desk/person-menu.tsx';
import { useSession } from '../session/desk-context.tsx';
import { SyncNowButton } from '../status/sync-now-button.tsx';
import classes from './status-bar.module.css';

/** Where things stand, in words, on every page. */
export function StatusBar() {
  const report = useSession((state) => state.report);
  const link = useSession((state) => state.link);
  if (!report) return null;
  return (
    <footer className={classes.bar} data-tone={link === 'lost' ? 'bad' : stateTones[report.state]}>
      <span className={classes.icon}>
        <StateIcon state={link === 'lost' ? 'error' : report.state} size={16} />
      </span>
      <span role="status" className={classes.words}>
        {link === 'lost' ? t('state.sayLost') : statusSummary(report)}
      </span>
      {report.desk.shared ? (
        <PersonMenu report={report} />
      ) : (
        <span className={classes.who}>
          {report.device.name}
          {report.username ? ` · ${report.username}` : ''}
        </span>
      )}
      {report.configured && <SyncNowButton compact />}
    </footer>
  );
}
