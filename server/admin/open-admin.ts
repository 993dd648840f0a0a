import { syncedClinicSchema } from '../../shared/records/clinic.ts';
import { createPasswords } from '../auth/passwords.ts';
import { openDatabase } from '../store/database.ts';
import { openPostgres } from '../store/postgres.ts';
import { type Admin, createAdmin } from './admin.ts';

/** Administration beside a running server, or without one: PostgreSQL then runs only as long as `work`. */
export async function withAdmin<T>(
  options: { dataDir: string; databaseUrl?: string | undefined },
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const postgres = await openPostgres(options);
  try {
    const database = await openDatabase(postgres.url, syncedClinicSchema);
    try {
      return await work(createAdmin(database, createPasswords()));
    } finally {
      await database.close();
    }
  } finally {
    await postgres.close();
  }
}
