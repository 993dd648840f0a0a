import type { Command } from 'commander';
import type { EngineClient } from '../../engine/index.ts';
import type { EncryptionStatus, RecoveryKeyVerdict } from '../../shared/api/encryption.ts';
import { errorFromClient } from '../../shared/api/client-error.ts';
import { action, type CommandContext, exitCodes } from '../command-context.ts';
import { readPasswords } from '../input/password.ts';
import { count } from '../output/words.ts';
import { waitForRestart } from '../restarted.ts';

export function addEncryptionCommand(program: Command): void {
  const encryption = program
    .command('encryption')
    .description('how the database lies on the disk, and its keys');
  encryption
    .command('status', { isDefault: true })
    .description('say whether the database is encrypted, and where its key lies')
    .action(
      action(async ({ engine, print }) => {
        const status = await (await engine()).encryption.status();
        print.answer(status, () => status.summary);
        return status.lastError || (status.state === 'sealed' && !status.recoveryKeyShown)
          ? exitCodes.attention
          : exitCodes.fine;
      }),
    );
  encryption
    .command('on')
    .description(
      'encrypt the database, its log, search index and backups; prints the recovery key once',
    )
    .action(action((context) => turnOn(context)));
  encryption
    .command('off')
    .description('take the encryption off again')
    .action(
      action(async ({ engine, print }) => {
        const client = await engine();
        const before = await client.encryption.status();
        await client.encryption.turnOff();
        const status = await changed(client, before);
        print.answer(status, () => status.summary);
        return status.lastError ? exitCodes.failed : exitCodes.fine;
      }),
    );
  encryption
    .command('new-key')
    .description('encrypt the database with another key; prints the new recovery key once')
    .action(
      action(async ({ engine, print }) => {
        const client = await engine();
        const before = await client.encryption.status();
        const { recoveryKey } = await client.encryption.newKey();
        const status = await changed(client, before);
        print.answer({ ...status, recoveryKey }, () => recoveryText(recoveryKey, status));
        return status.lastError ? exitCodes.failed : exitCodes.fine;
      }),
    );
  encryption
    .command('show-key')
    .description('print the recovery key of a database that was encrypted from its beginning, once')
    .action(
      action(async ({ engine, print }) => {
        const client = await engine();
        const { recoveryKey } = await client.encryption.showKey();
        const status = await client.encryption.status();
        print.answer({ ...status, recoveryKey }, () => recoveryText(recoveryKey, status));
        return exitCodes.fine;
      }),
    );
  encryption
    .command('open-log <file>')
    .description('write a damaged log of quarantine/ that was encrypted since as it was')
    .requiredOption('--to <file>', 'the file to write')
    .action(
      action(async ({ engine, print }, file: string, options: { to: string }) => {
        const answer = await (await engine()).encryption.exportLog({ file, to: options.to });
        print.answer(answer, () => `Written: ${answer.path}`);
        return exitCodes.fine;
      }),
    );
  addTyped(encryption, {
    name: 'test',
    description: 'say what a recovery key opens; SATCHEL_RECOVERY_KEY or standard input',
    ask: (client, recoveryKey) => client.encryption.testKey({ recoveryKey }),
  });
  addTyped(encryption, {
    name: 'recover',
    description: 'keep a recovery key on this computer, and open with it what waits for it',
    ask: (client, recoveryKey) => client.encryption.recover({ recoveryKey }),
  });
}

async function turnOn({ engine, print }: CommandContext) {
  const client = await engine();
  const before = await client.encryption.status();
  const { recoveryKey } = await client.encryption.turnOn();
  const status = await changed(client, before);
  const files = status.lastError ? { sealed: 0, left: [] } : await client.encryption.sealFiles();
  print.answer({ ...status, recoveryKey, files }, () =>
    [
      recoveryText(recoveryKey, status),
      ...(files.sealed > 0 ? [`${count(files.sealed, 'older file')} were encrypted as well.`] : []),
      ...files.left.map(({ file, reason }) => `Not encrypted: ${file}: ${reason}`),
    ].join('\n'),
  );
  return status.lastError ? exitCodes.failed : exitCodes.fine;
}

function addTyped(
  encryption: Command,
  verb: {
    readonly name: string;
    readonly description: string;
    readonly ask: (client: EngineClient, recoveryKey: string) => Promise<RecoveryKeyVerdict>;
  },
): void {
  encryption
    .command(verb.name)
    .description(verb.description)
    .action(
      action(async ({ engine, print, terminal }) => {
        const client = await engine();
        // Never from the command line, which other users of the computer can read.
        const [recoveryKey = ''] = await readPasswords(terminal, [
          { prompt: 'Recovery key: ', variable: 'SATCHEL_RECOVERY_KEY' },
        ]);
        const verdict = await verb.ask(client, recoveryKey);
        print.answer(verdict, () => verdictText(verdict));
        return verdict.opensDatabase || verdict.backups > 0 ? exitCodes.fine : exitCodes.attention;
      }),
    );
}

/** Until the engine is back under another key, or says why not. */
async function changed(client: EngineClient, before: EncryptionStatus): Promise<EncryptionStatus> {
  let status = before;
  await waitForRestart(async () => {
    try {
      status = await client.encryption.status();
      return status.keyId !== before.keyId || status.lastError !== null;
    } catch (error) {
      if (errorFromClient(error).code !== 'ENGINE_STOPPED') throw error;
      return false;
    }
  });
  return status;
}

function recoveryText(recoveryKey: string, status: EncryptionStatus): string {
  return [
    status.summary,
    '',
    `  Recovery key:  ${recoveryKey}`,
    '',
    'Write it down and keep it away from this computer. It is not shown again, and whoever has it can read the',
    'database and its backups. `satchel encryption test` tells whether what you wrote down is right.',
  ].join('\n');
}

function verdictText({ opensDatabase, backups }: RecoveryKeyVerdict): string {
  if (opensDatabase) return `It opens the database, and ${count(backups, 'backup')} of this desk.`;
  if (backups > 0)
    return `It opens ${count(backups, 'older backup')} of this desk, not the database.`;
  return 'It is well written, but opens neither the database nor a backup of this desk.';
}
