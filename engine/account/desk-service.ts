import type { Role } from '../../shared/protocol/auth.ts';
import type { AccountService, DeskService } from '../api/services.ts';
import type { DeskLock } from './desk-lock.ts';
import { checkPinStrength } from './pins.ts';

export interface DeskServiceOptions {
  readonly lock: DeskLock;
  readonly login: AccountService['login'];
}

/** What a shared desk can be asked; a PIN is given only after the server took the password. */
export function createDeskService({ lock, login }: DeskServiceOptions): DeskService {
  return {
    state: () => lock.state(),
    changes: (signal) => lock.changes(signal),
    people: () => lock.people(),
    lock: () => lock.lock(),
    unlock: (username, pin) => lock.unlock(username, pin),
    active: () => {
      lock.active();
    },
    async setPin({ username, password, pin }) {
      checkPinStrength(pin);
      const account = await login(username, password);
      const role: Role = account.role ?? 'staff';
      return lock.setPin({ username: account.username ?? username, role }, pin);
    },
    changePin: (current, next) => lock.changePin(current, next),
    removePin: (username) => lock.removePin(username),
  };
}
