import type { Command } from 'commander';
import type { BackupStatus } from '../../shared/api/backups.ts';
import type { StatusReport } from '../../shared/api/status.ts';
import { action, type CommandContext, exitCodes } from '../command-context.ts';
import { textTable } from '../output/text-table.ts';
import { age, count, duration, localTime } from '../output/words.ts';

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('say whether everything on this desk is safe on the server')
    .action(
      action(async (context) => {
        const client = await context.engine();
        const [report, backup] = await Promise.all([client.status.get(), client.backups.status()]);
        context.print.answer({ ...statusDocument(report), backup }, () =>
          statusText(report, backup, context),
        );
        return report.conflicts > 0 || report.quarantined > 0
          ? exitCodes.attention
          : exitCodes.fine;
      }),
    );
}

/** The contract's report, and the names scripts of the command line read. */
function statusDocument(report: StatusReport) {
  return {
    ...report,
    online: report.isOnline,
    lastSync: { to: report.lastPush, from: report.lastPull },
  };
}

function statusText(
  report: StatusReport,
  backup: BackupStatus,
  { home, next }: CommandContext,
): string {
  const now = Date.now();
  const facts: [string, string][] = [
    ['Desk', `${report.device.name}, data in ${home}`],
    ['State', report.summary],
    ['Configured', configuredText(report)],
    ['Online', onlineText(report, now)],
    ['Ready', report.ready ? 'yes' : 'no'],
    ['Last sync', lastSyncText(report, now)],
    [
      'Totals',
      `${count(report.totalSyncsCompleted, 'sync', 'syncs')} completed, ` +
        `${count(report.totalConflicts, 'conflict')} so far`,
    ],
    ['To send', count(report.pending, 'record')],
    ['Backup', backup.summary],
    ['Next sync', report.nextSync ? age(report.nextSync, now) : 'when asked to'],
  ];
  if (report.pauseReasons.length > 0) facts.push(['Paused', report.pauseReasons.join(', ')]);
  if (report.lastError) {
    facts.push(['Last error', `${report.lastError.message} ${report.lastError.action}`]);
  }
  const tables = textTable(report.tables, [
    { title: 'Table', value: ({ table }) => table },
    { title: 'Here', value: ({ here }) => here },
    { title: 'Server', value: ({ there }) => there },
    { title: 'To send', value: ({ pending }) => pending },
    { title: 'Conflicts', value: ({ conflicts }) => conflicts },
    { title: 'Quarantined', value: ({ quarantined }) => quarantined },
  ]);
  return [
    ...facts.map(([name, text]) => `${name.padEnd(11)} ${text}`),
    '',
    tables,
    ...nextSteps(report, next),
  ].join('\n');
}

function configuredText(report: StatusReport): string {
  if (!report.configured) return 'no server yet';
  const who = report.signedIn ? `as ${String(report.username)}` : 'nobody signed in';
  const clinic = report.clinic ? `, ${report.clinic}` : '';
  return `yes, ${String(report.server)} ${who}${clinic} (${report.environment})`;
}

function onlineText(report: StatusReport, now: number): string {
  if (report.isOnline) return 'yes';
  return report.offlineSince ? `no, since ${age(report.offlineSince, now)}` : 'no';
}

function lastSyncText(report: StatusReport, now: number): string {
  if (!report.lastSyncTime) return 'never';
  const took =
    report.lastSyncDuration === null ? '' : `, took ${duration(report.lastSyncDuration)}`;
  const ended = report.lastSyncStatus ?? 'running';
  return `${age(report.lastSyncTime, now)} (${localTime(report.lastSyncTime)}): ${ended}${took}`;
}

function nextSteps(report: StatusReport, next: CommandContext['next']): string[] {
  const steps: string[] = [];
  if (!report.configured) steps.push(`Next: ${next('init --server URL --username NAME')}`);
  else if (!report.signedIn) steps.push(`Next: ${next('login')}`);
  if (report.conflicts > 0) {
    const wait = report.conflicts === 1 ? 'waits' : 'wait';
    steps.push(
      `${count(report.conflicts, 'conflict')} ${wait} for a decision: ${next('conflicts')}`,
    );
  }
  if (report.quarantined > 0) {
    steps.push(
      `The server refused ${count(report.quarantined, 'record')}: ${next('quarantine list')}`,
    );
  }
  return steps.length > 0 ? ['', ...steps] : [];
}
