import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { productFolders, rules } from './rules.ts';

export interface LayerViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** What the rule protects, and what to do instead. */
  readonly comment: string;
}

export interface LayerReport {
  /** Modules of ours that were read; zero means that the check saw nothing, not that all is well. */
  readonly modules: number;
  readonly byFolder: Readonly<Record<string, number>>;
  readonly violations: readonly LayerViolation[];
}

const folders = [...productFolders, 'build', 'tests'];

/** Reads every module under `root`, type-only imports included, and reports what breaks the layer rules. */
export async function checkLayers(root: string): Promise<LayerReport> {
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(present, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: rules },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^build/out/|\\.(css|svg|png|json)$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  });
  const result = output as ICruiseResult;
  const byFolder: Record<string, number> = {};
  for (const { source } of result.modules) {
    const folder = source.split('/')[0] ?? '';
    if (folders.includes(folder)) byFolder[folder] = (byFolder[folder] ?? 0) + 1;
  }
  return {
    modules: Object.values(byFolder).reduce((sum, count) => sum + count, 0),
    byFolder,
    violations: result.summary.violations.map((violation) => ({
      rule: violation.rule.name,
      from: violation.from,
      to: violation.cycle ? violation.cycle.map((step) => step.name).join(' → ') : violation.to,
      comment: rules.find((rule) => rule.name === violation.rule.name)?.comment ?? '',
    })),
  };
}
