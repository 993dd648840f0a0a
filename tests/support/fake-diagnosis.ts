import type { CheckId } from '../../engine/diagnose/check.ts';
import type { Diagnosis, DiagnoseRequest, Finding } from '../../shared/api/diagnose.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';

/** The diagnosis of the double: two checks that can be mended, one that cannot, and the rest in order. */
export class FakeDiagnosis {
  readonly #desk: { iso(): string };
  readonly #mended = new Set<string>();

  constructor(desk: { iso(): string }) {
    this.#desk = desk;
  }

  run({ fix }: DiagnoseRequest): Diagnosis {
    const findings = checks.map((finding): Finding => {
      const mends = finding.fix !== null && (Array.isArray(fix) ? fix.includes(finding.id) : fix);
      if (mends) this.#mended.add(finding.id);
      if (!this.#mended.has(finding.id)) return finding;
      const said = { finding: [say('permissions-own')], meaning: [], action: [], fix: [] };
      const words = { finding: inEnglish(said.finding), meaning: '', action: '', fix: null, said };
      return { ...finding, ...words, state: 'ok', fixed: mends };
    });
    const healthy = findings.every(({ state }) => state !== 'attention');
    return { at: this.#desk.iso(), healthy, findings };
  }
}

type Needs = Partial<Record<'meaning' | 'action' | 'fix', Said>>;

function found(
  id: CheckId,
  finding: Said,
  needs: Needs & { state?: Finding['state'] } = {},
): Finding {
  const said = {
    finding: [finding],
    meaning: [needs.meaning ?? []].flat(),
    action: [needs.action ?? []].flat(),
    fix: [needs.fix ?? []].flat(),
  };
  return {
    id,
    title: inEnglish(say(`check-${id}`)),
    state: needs.state ?? 'ok',
    finding: inEnglish(finding),
    meaning: inEnglish(said.meaning),
    action: inEnglish(said.action),
    fix: needs.fix ? inEnglish(needs.fix) : null,
    fixed: false,
    said,
  };
}

const checks: readonly Finding[] = [
  found('database', say('database-whole', { count: 592 })),
  found('references', say('references-lead')),
  found('disk', say('disk-free', { freeBytes: 81_204_000_000 })),
  found('permissions', say('permissions-open'), {
    state: 'attention',
    meaning: say('permissions-open-why'),
    action: say('permissions-open-do', { home: '/home/desk/.satchel' }),
    fix: say('permissions-open-fix'),
  }),
  found('backup', say('backups-age', { ageMs: 3 * 86_400_000 }), {
    state: 'attention',
    meaning: say('backup-why'),
    action: say('backup-do'),
    fix: say('backup-fix'),
  }),
  found('attention', say('attention-some', { conflicts: 2, quarantined: 0 }), {
    state: 'attention',
    meaning: say('attention-why'),
    action: say('attention-do'),
  }),
  found('clock', say('server-silent'), { state: 'skipped' }),
];
