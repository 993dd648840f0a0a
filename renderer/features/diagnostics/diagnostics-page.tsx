import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import classes from './diagnostics.module.css';
import { BundleSection } from './bundle-section.tsx';
import { FindingCard } from './finding-card.tsx';
import { QuietChecks } from './quiet-checks.tsx';
import { RepairSection } from './repair-section.tsx';
import { useDiagnosis } from './use-diagnosis.ts';
import { useRepair } from './use-repair.ts';
import { Verdict } from './verdict.tsx';

/** Every check of this desk: what it found, why that matters, what to do, and what can be mended at once. */
export function DiagnosticsPage() {
  const answer = useDiagnosis();
  const { diagnosis, error, running } = answer;
  const repair = useRepair(answer.run);
  const findings = diagnosis?.findings ?? [];
  const needs = findings.filter(({ state }) => state === 'attention');
  const others = findings.filter(({ state }) => state !== 'attention');
  return (
    <Page title={t('diagnostics.title')} lead={t('diagnostics.lead')}>
      <Verdict {...answer} />
      {error && <ErrorPanel error={error} retry={answer.run} />}
      {!diagnosis && running && <LoadingRows rows={10} />}
      {needs.length > 0 && (
        <section aria-labelledby="needs-heading" className={classes.cards}>
          <h2 id="needs-heading" className={classes.heading}>
            {t('words.needsYou')}
          </h2>
          {needs.map((finding) => (
            <FindingCard key={finding.id} finding={finding} running={running} onFix={answer.fix} />
          ))}
        </section>
      )}
      <RepairSection {...repair} blocked={running !== undefined} />
      {others.length > 0 && (
        <section aria-labelledby="others-heading">
          <h2 id="others-heading" className={classes.heading}>
            {t('diagnostics.others')}
          </h2>
          <QuietChecks findings={others} />
        </section>
      )}
      <BundleSection />
    </Page>
  );
}
