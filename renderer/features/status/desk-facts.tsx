import { Button, Card } from '@mantine/core';
import type { StatusReport } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { choiceWord } from '../../text/table-words.ts';
import { FactList } from '../../ui/fact-list.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useClient } from '../session/desk-context.tsx';
import classes from './desk-facts.module.css';

/** Which desk this is, and which server it belongs to. */
export function DeskFacts({ report }: { report: StatusReport }) {
  const client = useClient();
  const position = (at: { epoch: number; version: number }): string => t('status.position', at);
  return (
    <Card component="section" aria-labelledby="desk-heading">
      <div className={classes.head}>
        <h2 id="desk-heading" className={classes.title}>
          {t('status.here')}
        </h2>
        {report.signedIn && (
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              client.account.logout({}).then(() => {
                toastDone(t('session.signedOut'));
              }, toastError);
            }}
          >
            {t('session.signOut')}
          </Button>
        )}
      </div>
      <FactList
        facts={[
          [t('status.desk'), report.device.name],
          [t('status.clinic'), report.clinic ?? t('status.noneYet')],
          [t('status.signedInAs'), report.username ?? t('status.nobody')],
          [t('status.there'), report.server ?? t('status.noneYet')],
          [t('status.environment'), choiceWord(report.environment)],
          [t('status.reachable'), t(report.isOnline ? 'words.yes' : 'words.no')],
          [t('status.syncedUpTo'), <span className="tabular">{position(report.cursor)}</span>],
          [
            t('status.serverAt'),
            <span className="tabular">
              {report.head ? position(report.head) : t('words.unknown')}
            </span>,
          ],
          [t('status.identity'), <code className={classes.code}>{report.device.id}</code>],
        ]}
      />
    </Card>
  );
}
