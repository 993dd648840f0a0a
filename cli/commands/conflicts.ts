import type { Command } from 'commander';
import type { Conflict } from '../../shared/api/conflicts.ts';
import { action, type CommandContext, exitCodes } from '../command-context.ts';
import { safeText } from '../output/safe-text.ts';
import { count, localTime } from '../output/words.ts';

interface ConflictsOptions {
  readonly all?: boolean;
  readonly table?: string;
}

export function addConflictsCommand(program: Command): void {
  program
    .command('conflicts')
    .description('list what two desks changed differently, and how to decide')
    .option('--all', 'the resolved ones too')
    .option('--table <name>', 'of this table only')
    .action(
      action(async (context, options: ConflictsOptions) => {
        const client = await context.engine();
        const conflicts = await client.conflicts.list({
          resolved: options.all ? undefined : false,
          table: options.table,
        });
        const open = conflicts.filter(({ resolved }) => !resolved);
        const commands = Object.fromEntries(
          open.map((conflict) => [conflict._id, resolveCommand(conflict, context)]),
        );
        const document = conflicts.map((conflict) => ({
          ...conflict,
          resolveCommand: commands[conflict._id] ?? null,
        }));
        context.print.answer(document, () => conflictsText(conflicts, context));
        return open.length > 0 ? exitCodes.attention : exitCodes.fine;
      }),
    );
}

function resolveCommand(conflict: Conflict, { next }: CommandContext): string {
  return next(`resolve ${conflict._id} --strategy ${conflict.recommendation.strategy}`);
}

function conflictsText(conflicts: readonly Conflict[], context: CommandContext): string {
  if (conflicts.length === 0) return 'No conflicts.';
  const open = conflicts.filter(({ resolved }) => !resolved).length;
  return [
    `${count(open, 'conflict')} to decide${open < conflicts.length ? `, ${conflicts.length - open} resolved` : ''}.`,
    ...conflicts.map((conflict) => conflictText(conflict, context)),
    open > 0 ? `Decisions reach the other desks with the next sync: ${context.next('sync')}` : '',
  ].join('\n\n');
}

function conflictText(conflict: Conflict, context: CommandContext): string {
  const place = conflict.fieldLabel ?? kindInWords[conflict.kind];
  const lines = [
    `${conflict._id}  ${conflict.collection}: ${safeText(conflict.title)}, ${place}`,
    `    ${conflict.here ? 'here   ' : 'desk   '} ${shown(conflict.localValue)}${by(conflict.localActor, conflict.localDevice, conflict.localAt)}`,
    `    server  ${shown(conflict.remoteValue)}${by(conflict.remoteActor, conflict.remoteDevice, conflict.remoteAt)}`,
    `    before  ${shown(conflict.baseValue)}`,
  ];
  if (conflict.resolved) {
    lines.push(
      `    resolved with ${conflict.strategy ?? '?'}${by(conflict.resolvedBy, conflict.resolvedDevice, conflict.resolvedAt)}`,
    );
    if (!conflict.settled)
      lines.push(
        `    waits for ${safeText(conflict.localDevice ?? 'the desk that found it')} to sync`,
      );
    if (conflict.undoable) lines.push(`    ${context.next(`resolve ${conflict._id} --undo`)}`);
    if (conflict.notes) lines.push(`    note    ${safeText(conflict.notes)}`);
  } else {
    const { strategy, reason } = conflict.recommendation;
    if (conflict.suggestion !== null) lines.push(`    free    ${shown(conflict.suggestion)}`);
    lines.push(`    suggested: ${strategy}, ${reason}`, `    ${resolveCommand(conflict, context)}`);
  }
  if (conflict.outcome !== null) lines.push(`    ${outcomeInWords[conflict.outcome]}`);
  return lines.join('\n');
}

const outcomeInWords: Record<NonNullable<Conflict['outcome']>, string> = {
  overtaken: 'decided first at another desk: your decision was not taken',
  refused: 'a value has changed since you decided: it is open again',
  'undo-refused': 'the record has changed since: your decision could not be taken back',
};

const kindInWords: Record<Conflict['kind'], string> = {
  edit: 'edited on both sides',
  'delete-edit': 'deleted here, edited on the server',
  'edit-delete': 'edited here, deleted on the server',
  insert: 'added on both sides',
  unique: 'the same unique value on both sides',
  'parent-deleted': 'its parent was deleted on the server',
  duplicate: 'another record looks like it',
};

function shown(value: Conflict['localValue']): string {
  return value === null ? '–' : safeText(String(value));
}

function by(actor: string | null, device: string | null, at: string | null): string {
  const parts = [
    actor ? `by ${safeText(actor)}` : '',
    device ? `at ${safeText(device)}` : '',
    at ? localTime(at) : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? `   (${parts.join(', ')})` : '';
}
