import type {
  Bundle,
  BundleRequest,
  Diagnosis,
  DiagnoseRequest,
  Finding,
} from '../../shared/api/diagnose.ts';
import type { DiagnoseApi } from '../api/services.ts';
import { type Check, runCheck } from './check.ts';

export interface DiagnoseApiOptions {
  readonly checks: readonly Check[];
  readonly now: () => number;
  readonly bundle: (request: BundleRequest) => Promise<Bundle>;
}

/** Runs the checks one after another, for later ones build on what earlier ones found. */
export async function diagnose(
  { checks, now }: Pick<DiagnoseApiOptions, 'checks' | 'now'>,
  { fix }: DiagnoseRequest,
): Promise<Diagnosis> {
  const findings: Finding[] = [];
  for (const check of checks) {
    findings.push(await runCheck(check, Array.isArray(fix) ? fix.includes(check.id) : fix));
  }
  return {
    at: new Date(now()).toISOString(),
    healthy: findings.every(({ state }) => state !== 'attention'),
    findings,
  };
}

export function createDiagnoseApi(options: DiagnoseApiOptions): DiagnoseApi {
  return { run: (request) => diagnose(options, request), bundle: options.bundle };
}
