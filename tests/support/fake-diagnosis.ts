import type { Diagnosis, DiagnoseRequest, Finding } from '../../shared/api/diagnose.ts';

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
      const words = { finding: 'In order now.', meaning: '', action: '', fix: null };
      return { ...finding, ...words, state: 'ok', fixed: mends };
    });
    const healthy = findings.every(({ state }) => state !== 'attention');
    return { at: this.#desk.iso(), healthy, findings };
  }
}

const fine = (id: string, title: string, finding: string): Finding => ({
  id,
  title,
  state: 'ok',
  finding,
  meaning: '',
  said: { finding: [], meaning: [], action: [], fix: [] },
  action: '',
  fix: null,
  fixed: false,
});

const checks: readonly Finding[] = [
  fine('database', 'Database whole', 'Every page and index was read; 592 records.'),
  fine('references', 'References lead somewhere', 'Every reference leads to a record.'),
  fine('disk', 'Disk space', '81204.0 MB free.'),
  {
    ...fine(
      'permissions',
      'Permissions',
      'Other users of this computer can enter the data folder.',
    ),
    state: 'attention',
    meaning: 'They could read the records.',
    action: 'chmod 700 /home/desk/.satchel',
    fix: 'close the folder to others',
  },
  {
    ...fine(
      'backup',
      'Last verified backup',
      'The last verified backup is 3 days old. Back up now.',
    ),
    state: 'attention',
    meaning: 'If this disk fails now, what was not sent since is lost.',
    action: 'Back up now: satchel backup create',
    fix: 'back up now',
  },
  {
    ...fine('attention', 'Conflicts and records set aside', '2 conflicts to decide.'),
    state: 'attention',
    meaning: 'Both versions are kept; everything else goes on syncing.',
    action: 'satchel conflicts, satchel quarantine list',
  },
  { ...fine('clock', 'Clock', 'The server did not answer.'), state: 'skipped' },
];
