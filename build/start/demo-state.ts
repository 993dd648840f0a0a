import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { day } from '../demo/days.ts';

const stateSchema = z.object({
  clinic: z.string(),
  username: z.string(),
  /** Of a user who exists in this demo only. */
  password: z.string(),
  seed: z.int(),
  /** The day the data was generated around; kept, so that the same rows come out again. */
  today: z.string(),
  serverPort: z.int(),
  seeded: z.boolean(),
});
export type DemoState = z.infer<typeof stateSchema>;

export interface DemoFolder {
  readonly path: string;
  readonly server: string;
  readonly home: string;
  readonly state: DemoState;
  keep(change: Partial<DemoState>): void;
}

/**
 * The folder of a demo: that of the last start, or a new one.
 * @throws SatchelError USAGE where the folder holds something else
 */
export function openDemoFolder(path: string, now: number): DemoFolder {
  const file = join(path, 'demo.json');
  if (!existsSync(file) && existsSync(path) && readdirSync(path).length > 0) {
    throw new SatchelError('USAGE', {
      detail: `${path} holds something else than a Satchel demo; name another folder.`,
    });
  }
  // Others may enter, since PostgreSQL may run as a user of its own; what is private inside is closed by itself.
  mkdirSync(path, { recursive: true, mode: 0o755 });
  let state = existsSync(file)
    ? stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    : newState(now);

  const keep = (change: Partial<DemoState>): void => {
    state = { ...state, ...change };
    writeFileSync(`${file}.tmp`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  };
  keep({});
  return {
    path,
    server: join(path, 'server'),
    home: join(path, 'home'),
    get state() {
      return state;
    },
    keep,
  };
}

function newState(now: number): DemoState {
  return {
    clinic: 'Harbour Road Veterinary Clinic',
    username: 'reception',
    password: randomBytes(9).toString('base64url'),
    seed: 20_260,
    today: day(now),
    serverPort: 0,
    seeded: false,
  };
}
