import { openWritable } from '../../../engine/store/database.ts';
import { testKey } from './test-key.ts';

/** Changes every owner of the database named first, sealed or plain, and dies by SIGKILL with half of it in the file. */
const [, , path = '', kind = ''] = process.argv;
const db = openWritable(path, { mustExist: true, key: kind === 'sealed' ? testKey : undefined });
db.pragma('journal_mode = DELETE');
db.pragma('cache_size = 5');
db.exec(
  `BEGIN; UPDATE owners SET full_name = full_name || ' changed', notes = printf('%.500c', 'n')`,
);
process.kill(process.pid, 'SIGKILL');
