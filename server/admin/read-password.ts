import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

/**
 * The new user's password: from SATCHEL_PASSWORD, else from a person at the terminal without echo, else the first
 * line of standard input. Never from the command line, which other users of the computer can read.
 *
 * @throws SatchelError PASSWORD_MISSING
 */
export async function readPassword(): Promise<string> {
  const given = process.env['SATCHEL_PASSWORD'] ?? '';
  if (given !== '') return given;
  const line = process.stdin.isTTY ? await promptHidden('Password: ') : await readLine();
  if (line === '') throw new SatchelError('PASSWORD_MISSING');
  return line;
}

async function readLine(): Promise<string> {
  const input = createInterface({ input: process.stdin, terminal: false });
  for await (const line of input) {
    input.close();
    return line;
  }
  return '';
}

function promptHidden(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const input = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise((resolve) => {
    const end = (line: string): void => {
      process.stderr.write('\n');
      input.close();
      resolve(line);
    };
    input.once('SIGINT', () => {
      end('');
    });
    input.question('', end);
  });
}
