import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAccountCommands } from './commands/account.ts';
import { addAutoResolveCommand } from './commands/auto-resolve.ts';
import { addBackupCommand } from './commands/backup.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addConfigCommand } from './commands/config.ts';
import { addConflictsCommand } from './commands/conflicts.ts';
import { addDiagnoseCommand } from './commands/diagnose.ts';
import { addEncryptionCommand } from './commands/encryption.ts';
import { addInitCommand } from './commands/init.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addMonitorCommand } from './commands/monitor.ts';
import { addQuarantineCommand } from './commands/quarantine.ts';
import { addRecordsCommands } from './commands/records.ts';
import { addResolveCommand } from './commands/resolve.ts';
import { addServeCommand } from './commands/serve.ts';
import { addStatusCommand } from './commands/status.ts';
import { addSupportCommands } from './commands/support.ts';
import { addSyncCommand } from './commands/sync.ts';
import { addTestConnectionCommand } from './commands/test-connection.ts';
import { attachTerminal, type Terminal } from './terminal.ts';

/** The `satchel` command with all of its own; the engine is loaded only by those that need it. */
export function createProgram(json: boolean, terminal: Terminal): Command {
  const program = new Command('satchel')
    .description("A clinic's records on this desk: work offline, sync without losing a record.")
    .version(packageJson.version)
    .option('--home <dir>', 'the data folder (default: SATCHEL_HOME, or the platform’s own)')
    .option('--json', 'print exactly one JSON document on stdout')
    .option('--verbose', 'show the log on stderr')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => {
        if (!json) terminal.stderr.write(text);
      },
    })
    .showHelpAfterError('See --help.')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 failed, 2 usage, 3 attention needed (conflicts, differences, quarantine).',
    );
  attachTerminal(program, terminal);
  addInitCommand(program);
  addStatusCommand(program);
  addSyncCommand(program);
  addConflictsCommand(program);
  addResolveCommand(program);
  addAutoResolveCommand(program);
  addQuarantineCommand(program);
  addLogsCommand(program);
  addRecordsCommands(program);
  addBackupCommand(program);
  addEncryptionCommand(program);
  addDiagnoseCommand(program);
  addMonitorCommand(program);
  addSupportCommands(program);
  addMigrateCommand(program);
  addCompareCommand(program);
  addTestConnectionCommand(program);
  addConfigCommand(program);
  addAccountCommands(program);
  addServeCommand(program);
  return program;
}
