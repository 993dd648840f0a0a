import { Button, Card, Group } from '@mantine/core';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import { linkTo } from '../../ui/route.ts';
import { useSetup } from './use-setup.ts';

/** The first run was left before its end: what is yet to do, and the ways to go on or to let it be. */
export function SetupReminder() {
  const { left = [], pass } = useSetup();
  if (left.length === 0) return null;
  return (
    <Card component="section" aria-label={t('session.unfinished')}>
      <Group justify="space-between" gap="sm">
        <span>
          {t('session.unfinishedSteps', {
            steps: joinWords(left.map((step) => t(`session.step-${step}`))),
          })}
        </span>
        <Group gap="xs">
          <Button
            variant="subtle"
            onClick={() => {
              pass(...left);
            }}
          >
            {t('session.letBe')}
          </Button>
          <Button component="a" href={linkTo(['setup'])} variant="default">
            {t('session.goOnSetup')}
          </Button>
        </Group>
      </Group>
    </Card>
  );
}
