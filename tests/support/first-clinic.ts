import type { Admin } from '../../server/admin/admin.ts';
import type { Role } from '../../shared/protocol/auth.ts';

/** As cheap as argon2id gets; tests are about what is signed in to, not about the hash. */
export const cheapPasswords = { memoryKib: 64, passes: 1 };
export const PASSWORD = 'a test password';
export const CLINIC = 'Riverside';

/** A clinic with the users `admin`, `staff` and `viewer`, whose password is `PASSWORD`; nothing where one is there. */
export async function addFirstClinic(admin: Admin): Promise<void> {
  if ((await admin.listClinics()).length > 0) return;
  await admin.addClinic(CLINIC);
  for (const role of ['admin', 'staff', 'viewer'] satisfies Role[]) {
    await admin.addUser({ username: role, password: PASSWORD, clinic: CLINIC, role });
  }
}
