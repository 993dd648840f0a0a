import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { constraintColumns, sqliteCode } from '../store/store-error.ts';

/** @throws SatchelError RECORD_EXISTS where what is written has a unique value that another record here has by now */
export function refusingTaken<T>(table: string, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_CONSTRAINT_UNIQUE') throw error;
    const column = constraintColumns(error)
      .map((named) => named.column)
      .join(' + ');
    throw new SatchelError('RECORD_EXISTS', { table, column }, { cause: error });
  }
}
