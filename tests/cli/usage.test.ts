import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { runSatchel, spawnSatchel } from '../support/satchel-command.ts';

const missing = join(tmpdir(), 'satchel-nobody-made-this');

describe('satchel', () => {
  test('explains every command by --help', async () => {
    const { commands } = createProgram(false, process);
    const names = commands.map((command) => command.name());
    expect(names).toEqual(
      expect.arrayContaining(
        'init status sync conflicts resolve quarantine logs records compare test-connection config login logout whoami password serve'.split(
          ' ',
        ),
      ),
    );
    for (const command of commands) {
      expect(command.description()).not.toBe('');
      expect(command.helpInformation()).toContain('Usage: satchel');
    }
    const { code, stdout } = await spawnSatchel(['records', 'add', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('COLUMN=VALUE');
  });

  test('suggests the command that was meant', async () => {
    const { code, stdout, stderr } = await spawnSatchel(['stauts']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Did you mean status?');
  });

  test('suggests the option that was meant', async () => {
    const { code, stderr } = await runSatchel(['sync', '--tabels', 'owners']);
    expect(code).toBe(2);
    expect(stderr).toContain('--tables');
  });

  test.each([
    ['an unknown command', ['stauts']],
    ['an unknown option', ['status', '--fast']],
    ['a missing argument', ['resolve', '--strategy', 'keep_local']],
    ['a missing option', ['resolve', 'c1']],
    ['a value that is not a choice', ['sync', '--direction', 'sideways']],
    ['a surplus argument', ['status', 'now']],
    ['no command', []],
  ])('answers %s with one JSON document and exit code 2', async (_name, args) => {
    const ran = await runSatchel([...args, '--json']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toBe('');
    expect(ran.json()).toMatchObject({ error: { code: 'USAGE' } });
  });

  test('takes no password from the command line', () => {
    const options = createProgram(false, process).commands.flatMap((command) =>
      command.options.map(({ long }) => long),
    );
    expect(options).not.toContain('--password');
  });

  test('does not make a data folder for a mistyped --home', async () => {
    const ran = await runSatchel(['status', '--json'], { home: missing });
    expect(ran.code).toBe(2);
    expect(ran.json()).toMatchObject({
      error: { code: 'HOME_MISSING', details: { home: missing } },
    });
  });
});
