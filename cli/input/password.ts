import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Passwords, one for each prompt: from the named variables, else from a person at the terminal without echo, else
 * one a line from standard input. Never from the command line, which other users of the computer can read.
 *
 * @throws SatchelError PASSWORD_MISSING
 */
export async function readPasswords(
  terminal: Terminal,
  asked: readonly { readonly prompt: string; readonly variable: string }[],
): Promise<string[]> {
  const fromVariables = asked.map(({ variable }) => terminal.env[variable]);
  if (fromVariables.every((value) => value !== undefined && value !== '')) {
    return fromVariables as string[];
  }
  const given = terminal.stdin.isTTY
    ? await promptAll(
        terminal,
        asked.map(({ prompt }) => prompt),
      )
    : await readLines(terminal, asked.length);
  const passwords = asked.map((_, index) => given[index] ?? '');
  if (passwords.includes('')) throw new SatchelError('PASSWORD_MISSING');
  return passwords;
}

/** The password of `init` and `login`. */
export async function readPassword(terminal: Terminal): Promise<string> {
  const [password = ''] = await readPasswords(terminal, [
    { prompt: 'Password: ', variable: 'SATCHEL_PASSWORD' },
  ]);
  return password;
}

async function readLines({ stdin }: Terminal, wanted: number): Promise<string[]> {
  const lines: string[] = [];
  const input = createInterface({ input: stdin, terminal: false });
  for await (const line of input) {
    lines.push(line);
    if (lines.length === wanted) break;
  }
  input.close();
  return lines;
}

async function promptAll(terminal: Terminal, prompts: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const prompt of prompts) answers.push(await promptHidden(terminal, prompt));
  return answers;
}

function promptHidden({ stdin, stderr }: Terminal, prompt: string): Promise<string> {
  stderr.write(prompt);
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const input = createInterface({ input: stdin, output: nowhere, terminal: true });
  return new Promise((resolve, reject) => {
    input.once('SIGINT', () => {
      input.close();
      stderr.write('\n');
      reject(new SatchelError('PASSWORD_MISSING'));
    });
    input.question('', (answer) => {
      input.close();
      stderr.write('\n');
      resolve(answer);
    });
  });
}
