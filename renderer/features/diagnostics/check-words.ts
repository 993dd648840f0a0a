import { isTextKey, t } from '../../text/t.ts';
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
  const key = `diagnostics.title-${id}`;
  return isTextKey(key) ? t(key) : title;
}
