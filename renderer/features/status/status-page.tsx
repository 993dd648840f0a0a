import { t } from '../../text/t.ts';
import { Page } from '../../ui/page.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useSession } from '../session/desk-context.tsx';
import { SetupReminder } from '../session/setup-reminder.tsx';
import { SignInPanel } from '../session/sign-in-panel.tsx';
import { BrakeButton } from './brake-button.tsx';
import { DeskFacts } from './desk-facts.tsx';
import { HandOver } from './hand-over.tsx';
import { DeskList } from './desk-list.tsx';
import { Health } from './health.tsx';
import { Hero } from './hero.tsx';
import { SyncFacts } from './sync-facts.tsx';
import { TableCounts } from './table-counts.tsx';
import { Throughput } from './throughput.tsx';

/** Is everything safe, and if not, what is missing? */
export function StatusPage() {
  const report = useSession((state) => state.report);
  if (!report) return null;
  return (
    <Page
      title={t('status.title')}
      lead={report.clinic ? `${report.device.name}, ${report.clinic}` : report.device.name}
    >
      <Hero report={report} />
      {report.configured && <SetupReminder />}
      {report.configured && !report.signedIn && <SignInPanel username={report.username} />}
      {report.lastError && report.signedIn && (
        <ErrorPanel
          title={t('status.lastFailed')}
          error={report.lastError}
          tone={report.state === 'offline' ? 'quiet' : 'bad'}
          actions={
            report.lastError.code === 'SYNC_BRAKE' && <BrakeButton error={report.lastError} />
          }
        />
      )}
      <Health report={report} />
      <SyncFacts report={report} />
      <Throughput />
      {report.configured && <HandOver report={report} />}
      <TableCounts tables={report.tables} countedAt={report.countedAt} />
      {report.configured && <DeskList />}
      <DeskFacts report={report} />
    </Page>
  );
}
