import type { Role } from '../../shared/protocol/auth.ts';
import type { Passwords } from '../auth/passwords.ts';
import {
  addClinic,
  type Clinic,
  getClinicNumber,
  listClinics,
  type Pruned,
  pruneTombstones,
} from '../store/clinics.ts';
import type { Database } from '../store/database.ts';
import { addUser, listUsers } from '../store/users.ts';

/** What an administrator of the server does; over HTTP there is no way to it. */
export interface Admin {
  /** @throws SatchelError CLINIC_EXISTS */
  addClinic(name: string): Promise<Clinic>;
  listClinics(): Promise<(Clinic & { users: number; head: number })[]>;
  /** Forgets deletions older than so many days, in every clinic. */
  pruneTombstones(keepDays: number): Promise<Pruned[]>;
  /** `clinic` by name or id. @throws SatchelError CLINIC_NOT_FOUND, USER_EXISTS, PASSWORD_WEAK */
  addUser(user: {
    username: string;
    password: string;
    clinic: string;
    role?: Role;
  }): Promise<{ id: string; username: string; role: Role }>;
  listUsers(): Promise<{ id: string; username: string; role: Role; clinic: string }[]>;
}

export function createAdmin(database: Database, passwords: Passwords): Admin {
  return {
    addClinic: (name) => addClinic(database, name),
    listClinics: () => listClinics(database),
    pruneTombstones: (keepDays) => pruneTombstones(database, keepDays),
    async addUser({ username, password, clinic, role = 'staff' }) {
      const number = await getClinicNumber(database, clinic);
      const hashed = await passwords.hash(password);
      return addUser(database, { clinic: number, username, password: hashed, role });
    },
    listUsers: () => listUsers(database),
  };
}
