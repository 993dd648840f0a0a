import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconRefresh,
  IconScale,
  type Icon,
} from '@tabler/icons-react';
import type { CompareReport } from '../../../shared/api/compare.ts';
import type { Tone } from '../../text/sync-words.ts';
import { t } from '../../text/t.ts';
import { linkTo } from '../../ui/route.ts';
import type { Asking } from '../../ui/use-asking.ts';
import { TimeText } from '../../ui/time-text.tsx';
import hero from '../status/hero.module.css';
import { CompareBar } from './compare-bar.tsx';

/** Equal, different, or not to be said yet; with when, and the way on. */
export function CompareVerdict(props: Asking<CompareReport> & { readonly ready: boolean }) {
  const { data: report, running, start, cancel, ready } = props;
  const { tone, sign: Sign, title, why } = verdictOf(report);
  const proven = report !== undefined && report.atRest && !report.equal;
  return (
    <section
      className={hero.hero}
      data-tone={running ? 'busy' : tone}
      aria-label={t('review.verdict')}
    >
      <span className={hero.sign}>
        {running ? <IconRefresh size={30} aria-hidden data-spin /> : <Sign size={30} aria-hidden />}
      </span>
      <div className={hero.words}>
        <h2 className={hero.title} aria-live="polite">
          {running ? t('review.comparing') : title}
        </h2>
        {running ? (
          <CompareBar />
        ) : (
          <>
            <p className={hero.summary}>{why}</p>
            {report && (
              <p className={hero.summary}>
                {t('review.compared')} <TimeText iso={report.at} />
              </p>
            )}
          </>
        )}
      </div>
      <div className={hero.actions}>
        {proven && !running && (
          <Button component="a" href={linkTo(['diagnostics'])} variant="default">
            {t('review.repair')}
          </Button>
        )}
        {running ? (
          <Button variant="default" onClick={cancel}>
            {t('review.cancel')}
          </Button>
        ) : (
          <Button disabled={!ready} onClick={start}>
            {t('review.compareNow')}
          </Button>
        )}
      </div>
    </section>
  );
}

interface Verdict {
  readonly tone: Tone;
  readonly sign: Icon;
  readonly title: string;
  readonly why: string;
}

function verdictOf(report: CompareReport | undefined): Verdict {
  if (!report)
    return { tone: 'quiet', sign: IconScale, title: t('review.never'), why: t('review.neverWhy') };
  if (report.equal)
    return {
      tone: 'good',
      sign: IconCircleCheck,
      title: t('review.equal'),
      why: t('review.equalWhy'),
    };
  if (!report.atRest)
    return {
      tone: 'quiet',
      sign: IconScale,
      title: t('review.moving'),
      why: t('review.movingWhy'),
    };
  const count = report.tables.filter(({ equal }) => !equal).length;
  return {
    tone: 'warn',
    sign: IconAlertTriangle,
    title: t('review.differ', { count }),
    why: t('review.differWhy'),
  };
}
