import { saidWords } from '../../text/said-words.ts';
import type { Finding } from '../../../shared/api/diagnose.ts';

/** Pages of the window where what a check found can be dealt with. */
const pages: Readonly<Record<string, string>> = {
  database: 'backups',
  backup: 'backups',
  attention: 'conflicts',
  references: 'conflicts',
  queue: 'log',
  server: 'status',
  dns: 'settings',
  binding: 'settings',
  config: 'settings',
};

export function pageOf(id: string): string | undefined {
  return Object.hasOwn(pages, id) ? pages[id] : undefined;
}

/** A check's name in the window's language; a check that is not known here keeps the engine's. */
export function checkTitle({ id, title }: Pick<Finding, 'id' | 'title'>): string {
  return saidWords([{ code: `check-${id}`, values: {} }], title);
}

/** What was found, why it matters, what to do, and what a fix would do. */
export function findingWords({ said, finding, meaning, action, fix }: Finding) {
  return {
    finding: saidWords(said.finding, finding),
    meaning: saidWords(said.meaning, meaning),
    action: saidWords(said.action, action),
    fix: saidWords(said.fix, fix ?? ''),
  };
}
