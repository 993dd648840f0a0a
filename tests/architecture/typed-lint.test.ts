import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { configs, plugin } from 'typescript-eslint';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');

/** Rules of the strict set that the house does without, and why. */
const without: Readonly<Record<string, string>> = {
  'require-await': 'An async function may implement an async interface without awaiting.',
  'no-unnecessary-type-parameters':
    '`fn<Row>()` at a database or JSON boundary states the shape once; the alternative is a cast.',
  'no-unsafe-class-instance-assignment':
    "It overflows the stack on oRPC's recursive router types, and oxlint has no such rule.",
};

/** For each rule, what it is there to refuse. */
const planted: Readonly<Record<string, string>> = {
  'await-thenable': `export const one = async () => await 1;`,
  'no-array-delete': `declare const list: number[]; delete list[0];`,
  'no-base-to-string': `export const text = String({ a: 1 });`,
  'no-confusing-void-expression': `declare const log: () => void; export const said = log();`,
  'no-deprecated': `/** @deprecated Use other. */ declare function old(): number; export const n = old();`,
  'no-duplicate-type-constituents': `export type Name = string | string;`,
  'no-floating-promises': `declare const save: () => Promise<number>; save();`,
  'no-for-in-array': `declare const list: number[]; for (const i in list) { i.trim(); }`,
  'no-generated-empty-object-type': `export type None = Omit<{ a: string }, 'a'>;`,
  'no-implied-eval': `declare const body: string; export const run = new Function(body);`,
  'no-meaningless-void-operator': `declare const log: () => void; void log();`,
  'no-misused-promises': `declare const save: () => Promise<boolean>; if (save()) { save.toString(); }`,
  'no-misused-spread': `declare const made: Map<string, number>; export const copy = { ...made };`,
  'no-mixed-enums': `declare enum Kind { A = 1, B = 'b' } export type K = Kind;`,
  'no-redundant-type-constituents': `export type Name = string | 'one';`,
  'no-unnecessary-boolean-literal-compare': `declare const on: boolean; export const is = on === true ? 1 : 2;`,
  'no-unnecessary-condition': `declare const one: { a: string }; export const a = one?.a;`,
  'no-unnecessary-template-expression': 'export const text = `${"a"}b`;',
  'no-unnecessary-type-arguments': `declare function f<T = string>(a?: T): T; export const a = f<string>();`,
  'no-unnecessary-type-assertion': `declare const a: string; export const b = a as string;`,
  'no-unnecessary-type-conversion': `declare const a: string; export const b = String(a);`,
  'no-unsafe-argument': `declare const a: any; declare const f: (n: number) => void; f(a);`,
  'no-unsafe-assignment': `declare const a: any; export const b: string = a;`,
  'no-unsafe-call': `declare const a: any; a();`,
  'no-unsafe-enum-assignment': `declare enum Kind { A = 0, B = 1 } export const k: Kind = 1;`,
  'no-unsafe-enum-comparison': `declare enum Kind { A = 0, B = 1 } declare const k: Kind; export const is = k === 1;`,
  'no-unsafe-member-access': `declare const a: any; export const b = String(a.b);`,
  'no-unsafe-return': `declare const a: any; export const f = (): string => a;`,
  'no-unsafe-unary-minus': `declare const a: string; export const b = -a;`,
  'no-useless-default-assignment': `[1].map((n = 0) => n);`,
  'only-throw-error': `export function f() { throw 'no'; }`,
  'prefer-promise-reject-errors': `export const p = Promise.reject('no');`,
  'prefer-reduce-type-parameter': `export const all = [1].reduce((a, n) => a.concat(n), [] as number[]);`,
  'prefer-return-this-type': `export class A { self(): A { return this; } }`,
  'related-getter-setter-pairs': `export interface A { get a(): string; set a(b: number); }`,
  'restrict-plus-operands': `declare const n: number; export const a = 'a' + n;`,
  'restrict-template-expressions': 'declare const o: object; export const a = `a ${o}`;',
  'return-await': `declare const save: () => Promise<number>; export async function f() { try { return save(); } catch { return 1; } }`,
  'switch-exhaustiveness-check': `declare const s: 'a' | 'b'; switch (s) { case 'a': s.trim(); break; }`,
  'unbound-method': `declare class A { m(): void; } export const m = new A().m;`,
  'use-unknown-in-catch-callback-variable': `declare const p: Promise<number>; void p.catch((e) => e);`,
};

const diagnosticsSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string(), severity: z.string(), filename: z.string() })),
});

interface Rule {
  readonly meta: { readonly docs?: { readonly requiresTypeChecking?: boolean } };
}

describe('lint with types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-typed-lint-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let refused: ReadonlySet<string>;

  beforeAll(async () => {
    const compilerOptions = { strict: true, target: 'es2024', module: 'esnext', types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    for (const [rule, code] of Object.entries(planted)) {
      writeFileSync(join(folder, `${rule}.ts`), `export {};\n${code}\n`);
    }
    const { diagnostics } = diagnosticsSchema.parse(JSON.parse(await oxlint(folder)));
    refused = new Set(
      diagnostics.map(({ filename, code, severity }) => `${severity} ${filename}: ${code}`),
    );
  });

  it.each(Object.keys(planted))('refuses what %s is there for', (rule) => {
    expect(refused).toContain(`error ${rule}.ts: typescript(${rule})`);
  });

  it('has every rule of the strict set that asks for types, but for those with a reason', () => {
    const ofStrictSet = configs.strictTypeChecked
      .flatMap(({ rules }) => Object.entries(rules ?? {}))
      .filter(([, level]) => level !== 'off')
      .map(([name]) => name.replace('@typescript-eslint/', ''))
      .filter((name) => asksForTypes(name) && !(name in without));
    const file = ts.readConfigFile(join(root, '.oxlintrc.json'), (path) =>
      readFileSync(path, 'utf8'),
    );
    const { rules, overrides } = file.config as {
      rules: Readonly<Record<string, unknown>>;
      overrides: readonly { readonly files: readonly string[] }[];
    };
    // Whatever ships takes all of them.
    expect(overrides.map(({ files }) => files)).toEqual([['tests/**/*.{ts,tsx}']]);
    const ours = Object.keys(rules).map((name) => name.replace('typescript/', ''));
    expect(new Set(ours)).toEqual(new Set([...ofStrictSet, 'switch-exhaustiveness-check']));
    expect(new Set(Object.keys(planted))).toEqual(new Set(ours));
  });
});

it('every source file belongs to a project, so that its types are known', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) =>
    readFileSync(path, 'utf8'),
  ) as { config: { references: readonly { path: string }[] } };
  const known = new Set(
    config.references.flatMap(({ path }) => {
      const folder = join(root, path);
      const own: unknown = ts.readConfigFile(join(folder, 'tsconfig.json'), (name) =>
        readFileSync(name, 'utf8'),
      ).config;
      return ts.parseJsonConfigFileContent(own, ts.sys, folder).fileNames;
    }),
  );
  const sources = ts.sys.readDirectory(
    root,
    ['.ts', '.tsx'],
    ['**/node_modules', 'build/out', 'coverage', 'tests/output', '.satchel-demo'],
  );
  expect(sources.length).toBeGreaterThan(1000);
  expect(sources.filter((path) => !known.has(path)).map((path) => relative(root, path))).toEqual(
    [],
  );
});

function asksForTypes(rule: string): boolean {
  const { rules } = plugin as unknown as { rules: Readonly<Record<string, Rule | undefined>> };
  return rules[rule]?.meta.docs?.requiresTypeChecking === true;
}

/** Its report of the folder, under the rules of the house. It ends with 1 where it finds anything. */
function oxlint(folder: string): Promise<string> {
  const program = join(root, 'node_modules/oxlint/bin/oxlint');
  const config = join(root, '.oxlintrc.json');
  // It is looked for from the folder that is read.
  const rulesWithTypes = join(root, 'node_modules/oxlint-tsgolint/bin/tsgolint.js');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, '-c', config, '--format', 'json', '.'],
      { cwd: folder, env: { ...process.env, OXLINT_TSGOLINT_PATH: rulesWithTypes } },
      (_, stdout) => resolve(stdout),
    );
  });
}
