import { Button, Card, Group, Stack } from '@mantine/core';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { navigate } from '../../ui/router.ts';
import { ProgressLine } from '../status/progress-line.tsx';
import { useSync } from '../status/use-sync.ts';
import { useSession } from './desk-context.tsx';

/** The first sync: it can be watched, left alone, and come back to. */
export function DownloadStep() {
  const { running, start } = useSync();
  const error = useSession(({ report }) => report?.lastError);
  return (
    <Card padding="xl">
      <Stack gap="md">
        <div role="status">{t('session.downloadLead')}</div>
        {running && <ProgressLine />}
        {error && !running && <ErrorPanel error={error} title={t('status.lastFailed')} />}
        <Group justify="flex-end" gap="sm">
          <Button
            variant="default"
            onClick={() => {
              navigate(['status']);
            }}
          >
            {t('session.meanwhile')}
          </Button>
          {!running && <Button onClick={start}>{t('session.downloadStart')}</Button>}
        </Group>
      </Stack>
    </Card>
  );
}
