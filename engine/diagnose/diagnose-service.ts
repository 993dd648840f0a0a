import type { Diagnosis, DiagnoseRequest, Finding } from '../../shared/api/diagnose.ts';
import type { DiagnoseApi } from '../api/services.ts';
import { type Check, runCheck } from './check.ts';

/** Runs the checks one after another, for later ones build on what earlier ones found. */
export function createDiagnoseApi(checks: readonly Check[], now: () => number): DiagnoseApi {
  return {
    run: async ({ fix }: DiagnoseRequest): Promise<Diagnosis> => {
      const findings: Finding[] = [];
      for (const check of checks) {
        findings.push(await runCheck(check, Array.isArray(fix) ? fix.includes(check.id) : fix));
      }
      return {
        at: new Date(now()).toISOString(),
        healthy: findings.every(({ state }) => state !== 'attention'),
        findings,
      };
    },
  };
}
