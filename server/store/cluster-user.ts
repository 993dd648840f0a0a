import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: the user it runs as then, created where missing. Otherwise undefined. */
export function findClusterUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    return lookUp();
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
        stdio: 'ignore',
      });
      return lookUp();
    } catch (cause) {
      const detail = 'as root it needs a system user "postgres", and none could be created';
      throw new SatchelError('POSTGRES_FAILED', { detail, log: 'the system log' }, { cause });
    }
  }
}

function lookUp(): SystemUser {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}

/** Whether `user` may pass through `folder` and every folder above it. */
export function canEnter(folder: string, user: SystemUser): boolean {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat) {
      const shift = stat.uid === user.uid ? 6 : stat.gid === user.gid ? 3 : 0;
      if (((stat.mode >> shift) & 1) === 0) return false;
    }
    if (path === dirname(path)) return true;
  }
}
