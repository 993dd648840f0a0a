import { hash, verify } from '@node-rs/argon2';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

export interface PasswordCost {
  readonly memoryKib: number;
  readonly passes: number;
}

export const DEFAULT_COST: PasswordCost = { memoryKib: 65_536, passes: 3 };
export const MIN_PASSWORD_LENGTH = 8;

export interface Passwords {
  /** @throws SatchelError PASSWORD_WEAK */
  hash(password: string): Promise<string>;
  /** Costs the same whether there is a hash or not, so that an unknown user is not told apart by time. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
}

/** argon2id; at most two at a time, for each takes the memory of its cost. */
export function createPasswords(cost: PasswordCost = DEFAULT_COST): Passwords {
  const options = { memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: 1 };
  const decoy = hash('a password nobody has', options);
  decoy.catch(() => undefined);
  const turn = limiter(2);
  return {
    hash(password) {
      if (password.length < MIN_PASSWORD_LENGTH) throw new SatchelError('PASSWORD_WEAK');
      return turn(() => hash(password, options));
    },
    verify(stored, password) {
      return turn(async () => {
        const matches = await verify(stored ?? (await decoy), password);
        return matches && stored !== undefined;
      });
    },
  };
}

function limiter(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
