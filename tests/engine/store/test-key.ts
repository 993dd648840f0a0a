import { type DatabaseKey, databaseKeyOf } from '../../../engine/store/database-key.ts';

export const testKey: DatabaseKey = databaseKeyOf(new Uint8Array(20).fill(7));
