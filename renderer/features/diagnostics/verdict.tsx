import { Button, Progress } from '@mantine/core';
import { IconCircleCheck, IconRefresh, IconStethoscope } from '@tabler/icons-react';
import { t } from '../../text/t.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { shareOf, useBackupProgress } from '../backups/use-backup-progress.ts';
import hero from '../status/hero.module.css';
import type { DiagnosisAnswer } from './use-diagnosis.ts';

/** All in order, or how many checks need somebody; and while it looks, how far it is. */
export function Verdict({ diagnosis, running, run, fix }: DiagnosisAnswer) {
  const needs = diagnosis?.findings.filter(({ state }) => state === 'attention') ?? [];
  const fixable = needs.filter((finding) => finding.fix !== null);
  const looking = running !== undefined;
  const healthy = diagnosis?.healthy ?? false;
  const Symbol = looking ? IconRefresh : healthy ? IconCircleCheck : IconStethoscope;
  return (
    <section
      className={hero.hero}
      data-tone={looking ? 'busy' : healthy ? 'good' : 'warn'}
      aria-label={t('diagnostics.verdict')}
    >
      <span className={hero.sign}>
        <Symbol size={30} aria-hidden data-spin={looking || undefined} />
      </span>
      <div className={hero.words}>
        <h2 className={hero.title} aria-live="polite">
          {verdictWords(looking, needs.length, diagnosis !== undefined)}
        </h2>
        {looking ? (
          <LookingBar />
        ) : (
          <p className={hero.summary}>
            {diagnosis && (
              <>
                {t('diagnostics.looked')} <TimeText iso={diagnosis.at} />
              </>
            )}
          </p>
        )}
      </div>
      <div className={hero.actions}>
        {fixable.length > 1 && (
          <Button
            variant="default"
            disabled={looking}
            onClick={() => {
              fix();
            }}
          >
            {t('diagnostics.fixAll', { count: fixable.length })}
          </Button>
        )}
        <Button disabled={looking} onClick={run}>
          {t('diagnostics.runAgain')}
        </Button>
      </div>
    </section>
  );
}

/** Reading a large database takes most of the time; what that is at shows as the backups' progress. */
function LookingBar() {
  const progress = useBackupProgress(true);
  const share = progress?.phase === 'done' ? undefined : shareOf(progress);
  return (
    <Progress
      value={share ?? 100}
      animated={share === undefined}
      size="sm"
      mt={10}
      maw={520}
      aria-label={t('backups.progress')}
    />
  );
}

function verdictWords(looking: boolean, needs: number, known: boolean): string {
  if (looking) return t('diagnostics.looking');
  if (!known) return t('diagnostics.notLooked');
  return needs === 0 ? t('diagnostics.healthy') : t('diagnostics.needs', { count: needs });
}
