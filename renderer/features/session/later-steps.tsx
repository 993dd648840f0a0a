import { Button, Card, Group, Stack } from '@mantine/core';
import { t } from '../../text/t.ts';
import { navigate } from '../../ui/router.ts';
import { MigrateCourse } from '../migrate/migrate-course.tsx';
import { EncryptionSection } from '../settings/encryption-section.tsx';
import { useEncryptionWork } from '../encryption/held-key.ts';
import { useEncryptionStatus } from '../encryption/use-encryption-status.ts';
import { BackupsStep } from './backups-step.tsx';
import classes from './setup-page.module.css';
import type { LaterStep, Setup } from './use-setup.ts';

interface LaterStepsProps {
  readonly step: LaterStep | 'done';
  readonly setup: Setup;
  readonly onPass: (step: LaterStep) => void;
}

/** What follows the first download; each can be done, left for later, or passed over for good. */
export function LaterSteps({ step, setup, onPass }: LaterStepsProps) {
  const pass = (): void => {
    if (step !== 'done') onPass(step);
  };
  return (
    <>
      <Card padding="xl">
        {step !== 'done' && <h2 className={classes.stepTitle}>{t(`session.step-${step}`)}</h2>}
        {step === 'database' && (
          <MigrateCourse file={setup.file ?? ''} onFile={setup.setFile} onBrought={pass} />
        )}
        {step === 'backups' && <BackupsStep onDone={pass} />}
        {step === 'key' && <KeyStep onDone={pass} />}
        {step === 'done' && <div role="status">{t('session.nothingLeft')}</div>}
      </Card>
      <Group justify="space-between">
        {step === 'done' ? (
          <span />
        ) : (
          <Button variant="subtle" onClick={pass}>
            {t('session.passOver')}
          </Button>
        )}
        <Button
          variant={step === 'done' ? 'filled' : 'default'}
          onClick={() => {
            navigate(['status']);
          }}
        >
          {t(step === 'done' ? 'frame.goToStatus' : 'session.goOnLater')}
        </Button>
      </Group>
    </>
  );
}

function KeyStep({ onDone }: { onDone: () => void }) {
  const { data } = useEncryptionStatus();
  const { held, busy } = useEncryptionWork();
  const onPaper = data?.state === 'sealed' && data.recoveryKeyShown && !held;
  return (
    <Stack gap="md">
      <div>{t('session.keyLead')}</div>
      <EncryptionSection />
      {onPaper && (
        <Group justify="flex-end">
          <Button disabled={busy} onClick={onDone}>
            {t('session.finish')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
