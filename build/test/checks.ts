import { runTool } from './run-tool.ts';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** What a person runs to see or to repair it. */
  readonly again: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Percent. The checks of types are Go programs; at its 100, a quarter of their processor time is collection. */
const LAZY_COLLECTOR = '400';

/** Before the tests, in turn: where one fails, it fails early. Import directions are a test of tests/architecture. */
const quick: readonly Check[] = [
  {
    name: 'types',
    // Each of several checkers would work out the types of the libraries for itself.
    command: ['node_modules/typescript-7/bin/tsc', '--build', '--checkers', '1'],
    again: 'npm run typecheck',
  },
  {
    name: 'format',
    command: ['node_modules/oxfmt/bin/oxfmt', '--check'],
    again: 'npm run format',
  },
];

/** Beside the tests, in turn: they take longer than the others together, and no test waits for them. */
const lint: readonly Check[] = [
  { name: 'lint', command: ['node_modules/eslint/bin/eslint.js', '.'], again: 'npm run lint' },
  {
    name: 'lint with types',
    command: ['node_modules/oxlint/bin/oxlint'],
    again: 'npm run lint',
    // On one core it does the least work altogether: the tests have use for the others.
    env: { GOMAXPROCS: '1' },
  },
];

export interface CheckCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Starts every check; prints one line each when it ends, and the output of those that fail. */
export function startChecks(root: string): {
  /** Settles when the tests may start. */
  readonly quick: Promise<void>;
  readonly all: Promise<CheckCounts>;
} {
  const results: boolean[] = [];
  const inTurn = async (checks: readonly Check[]): Promise<void> => {
    for (const check of checks) results.push(await runCheck(root, check));
  };
  const first = inTurn(quick);
  const beside = inTurn(lint);
  return {
    quick: first,
    all: Promise.all([first, beside]).then(() => {
      const passed = results.filter(Boolean).length;
      return { passed, failed: results.length - passed };
    }),
  };
}

async function runCheck(root: string, { name, command, again, env }: Check): Promise<boolean> {
  const { code, output, seconds } = await runTool(root, command, {
    show: false,
    env: { GOGC: LAZY_COLLECTOR, ...env },
  });
  console.log(`\n${code === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(0)} s)`);
  if (code !== 0) console.log(`${output.trimEnd()}\n  again: ${again}\n`);
  return code === 0;
}
