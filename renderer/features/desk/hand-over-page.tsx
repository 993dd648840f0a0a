import { Button, Card, Group } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { t } from '../../text/t.ts';
import { FactList } from '../../ui/fact-list.tsx';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient, useSession } from '../session/desk-context.tsx';
import { HandOver } from '../status/hand-over.tsx';
import { SyncNowButton } from '../status/sync-now-button.tsx';
import { useLockNow } from './use-lock.ts';

/** Before somebody goes: what of this desk is not on the server yet, what they began, and the lock for the next one. */
export function HandOverPage() {
  const client = useClient();
  const lockNow = useLockNow();
  const report = useSession((state) => state.report);
  const drafts = useAnswer((signal) => client.drafts.list({}, { signal }), 'drafts');
  if (!report) return null;
  const { desk } = report;
  const count = drafts.data?.length ?? 0;
  return (
    <Page
      title={t('desk.handOverTitle')}
      lead={t('desk.handOverLead')}
      actions={report.configured && <SyncNowButton />}
    >
      <Card>
        <FactList
          facts={[
            [t('desk.goes'), desk.person ?? t('desk.nobody')],
            ...(desk.since === null
              ? []
              : [[t('desk.since'), <TimeText key="since" iso={desk.since} />] as const]),
            [
              t('desk.drafts'),
              count === 0 ? (
                t('desk.draftsNone')
              ) : (
                <a href={linkTo(['records'])}>{t('keeping.draftsShow', { count })}</a>
              ),
            ],
          ]}
        />
      </Card>
      <HandOver report={report} />
      <Card>
        <Group justify="space-between" gap="sm">
          <p className="soft" style={{ margin: 0, flex: '1 1 320px' }}>
            {t(desk.shared ? 'desk.lockForNextWhy' : 'desk.noPinsWhy')}
          </p>
          {desk.shared ? (
            <Button leftSection={<IconLock size={16} aria-hidden />} onClick={lockNow}>
              {t('desk.lockForNext')}
            </Button>
          ) : (
            <Button component="a" href={linkTo(['settings'])} variant="default">
              {t('desk.setUpPins')}
            </Button>
          )}
        </Group>
      </Card>
    </Page>
  );
}
