import { Button, Card } from '@mantine/core';
import type { StatusReport } from '../../../shared/api/status.ts';
import { formatNumber, humanise } from '../../text/words.ts';
import { FactList } from '../../ui/fact-list.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import classes from './desk-facts.module.css';

/** Which desk this is, and which server it belongs to. */
export function DeskFacts({ report }: { report: StatusReport }) {
  const client = useClient();
  const position = (at: { epoch: number; version: number }): string =>
    `${formatNumber(at.version)} (epoch ${formatNumber(at.epoch)})`;
  return (
    <Card component="section" aria-labelledby="desk-heading">
      <div className={classes.head}>
        <h2 id="desk-heading" className={classes.title}>
          This desk
        </h2>
        {report.signedIn && (
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              client.account.logout({}).then(() => {
                toastDone('Signed out. Work goes on; it is sent after the next sign-in.');
              }, toastError);
            }}
          >
            Sign out
          </Button>
        )}
      </div>
      <FactList
        facts={[
          ['Desk', report.device.name],
          ['Clinic', report.clinic ?? 'None yet'],
          ['Signed in as', report.username ?? 'Nobody'],
          ['Server', report.server ?? 'None yet'],
          ['Environment', humanise(report.environment)],
          ['Server reachable', report.isOnline ? 'Yes' : 'No'],
          ['Synced up to', <span className="tabular">{position(report.cursor)}</span>],
          [
            'Server stands at',
            <span className="tabular">{report.head ? position(report.head) : 'Unknown'}</span>,
          ],
          ['Desk identity', <code className={classes.code}>{report.device.id}</code>],
        ]}
      />
    </Card>
  );
}
