import { runTool } from './run-tool.ts';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** What a person runs to see or to repair it. */
  readonly again: string;
}

/** Two lanes, one a core: each runs its checks in turn. */
const lanes: readonly (readonly Check[])[] = [
  [
    {
      name: 'types',
      command: ['node_modules/typescript-7/bin/tsc', '--build'],
      again: 'npm run typecheck',
    },
    { name: 'layers', command: ['build/layers.ts'], again: 'npm run layers' },
  ],
  [
    { name: 'lint', command: ['node_modules/eslint/bin/eslint.js', '.'], again: 'npm run lint' },
    {
      name: 'format',
      command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
      again: 'npm run format',
    },
  ],
];

/** Runs every check, prints one line each (and the output of those that fail), and counts them. */
export async function runChecks(root: string): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  let failed = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      for (const { name, command, again } of lane) {
        const { code, output, seconds } = await runTool(root, command, { show: false });
        if (code === 0) passed += 1;
        else failed += 1;
        console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(0)} s)`);
        if (code !== 0) console.log(`${output.trimEnd()}\n  again: ${again}\n`);
      }
    }),
  );
  return { passed, failed };
}
