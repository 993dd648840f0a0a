import { ESLint, Linter } from 'eslint';
import { join } from 'node:path';
import { parser } from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import {
  houseSyntax,
  noClockOrChance,
  noLooseWords,
  noRawErrors,
  noSqlOutsideStores,
} from '../../build/lint/restrictions.js';

const root = join(import.meta.dirname, '../..');
const all = [
  ...houseSyntax,
  ...noRawErrors,
  ...noSqlOutsideStores,
  ...noClockOrChance,
  ...noLooseWords,
];

function complaints(code: string): string[] {
  const messages = new Linter().verify(
    code,
    [
      {
        files: ['**/*.tsx'],
        languageOptions: { parser },
        rules: { 'no-restricted-syntax': ['error', ...all] },
      },
    ],
    { filename: 'planted.tsx' },
  );
  return messages.map(({ message }) => message);
}

describe('what lint refuses, and says to do instead', () => {
  it.each([
    ['export default 1;', 'Export by name'],
    ['enum State { On }', 'write a union of strings'],
    ['export * from "./store.ts";', 'import from the file that defines the name'],
    ['export { open } from "./store.ts";', 'import from the file that defines the name'],
    ['function f(a, b, c, d) {}', 'take one object with named fields'],
    ['const f = (a, b, c, d) => a;', 'take one object with named fields'],
    ['class A { m(a, b, c, d) {} }', 'take one object with named fields'],
    ['class A { constructor(readonly a: string) {} }', 'declare the field'],
    ["const sql = `SELECT 1 FROM t WHERE name = '${name}'`;", 'bind it with ?'],
    ['db.prepare("SELECT " + column);', 'bind values'],
    ['const ids = `SELECT id FROM t LIMIT' + ' ?`;', 'LIMIT +?'],
    ['throw new Error("no");', 'SatchelError'],
    ['const sql = "SELECT 1 FROM patients";', 'SQL lives in */store/'],
    ['Date.now();', 'ports.clock'],
    ['new Date();', 'ports.clock'],
    ['setTimeout(f, 5);', 'ports.clock.after'],
    ['Math.random();', 'ports.random'],
    ['randomUUID();', 'ports.random'],
    ['<p>Saved here</p>;', 'renderer/text'],
    ['<p>{done ? "Saved" : null}</p>;', 'renderer/text'],
    ['<Page title="Status" />;', 'renderer/text'],
    ['<Page title={`Sync of ${day}`} />;', 'renderer/text'],
    ['toastDone(`${name} saved.`);', 'renderer/text'],
  ])('%s', (code, advice) => {
    expect(complaints(code).join()).toContain(advice);
  });

  it.each([
    'export const one = 1;',
    '<p title={t("words.save")} className="soft">{t(`logs.level-${level}`)} · –</p>;',
    'type State = "on" | "off";',
    'function f(a, b, c) {}',
    'rows.map((a, b, c, d) => a);',
    'const sql = `CREATE TABLE "${name}" (id TEXT)`;',
    'const rest = "LIMIT +? OFFSET ?";',
    'throw new RangeError("the caller is wrong");',
    'new Date(atMs);',
    'const select = "Select a patient";',
  ])('%s is fine', (code) => {
    expect(complaints(code)).toEqual([]);
  });
});

describe('the rules of each folder', () => {
  const eslint = new ESLint({ cwd: root });
  const rulesOf = async (path: string) => {
    const config = (await eslint.calculateConfigForFile(join(root, path))) as Linter.Config;
    return JSON.stringify(config.rules?.['no-restricted-syntax'] ?? []);
  };

  it('keeps clocks and chance out of the engine, but for its ports', async () => {
    expect(await rulesOf('engine/sync/cycle-runner.ts')).toContain('ports.clock.now()');
    expect(await rulesOf('engine/store/outbox.ts')).toContain('ports.clock.now()');
    expect(await rulesOf('engine/thread/system-ports.ts')).not.toContain('ports.clock.now()');
  });

  it('keeps SQL in the stores, and raw errors out of everything that ships', async () => {
    expect(await rulesOf('engine/sync/cycle-runner.ts')).toContain('SQL lives in');
    expect(await rulesOf('engine/store/outbox.ts')).not.toContain('SQL lives in');
    for (const path of ['server/app.ts', 'host/main.ts', 'cli/main.ts', 'electron/main.ts']) {
      expect(await rulesOf(path), path).toContain('SatchelError');
    }
  });

  it('takes the strict rules for every source file', async () => {
    for (const path of ['shared/records/values.ts', 'server/app.ts', 'build/test.ts']) {
      const { rules } = (await eslint.calculateConfigForFile(join(root, path))) as Linter.Config;
      expect(rules?.['@typescript-eslint/no-dynamic-delete'], path).toContain(2);
      expect(rules?.['max-lines'], path).toEqual([2, { max: 500 }]);
    }
  });
});
