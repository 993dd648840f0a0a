import { join } from 'node:path';
import { clinicSchema } from '../../shared/records/clinic.ts';
import { readerRouter } from '../api/router.ts';
import { databasePath } from '../settings/database-path.ts';
import { createRecordReader } from '../records/record-reader.ts';
import { Settings } from '../settings/settings.ts';
import { openReadonly } from '../store/database.ts';
import { onRelease } from './readers.ts';
import { serveThread } from './serve-thread.ts';

/** The reader thread: answers the window's queries over a connection that cannot write, while the engine syncs. */
await serveThread(({ home, environment }) => {
  const settings = new Settings(join(home, 'config.json'), environment);
  const db = openReadonly(databasePath(home, settings), { mustExist: true });
  const stopListening = onRelease(home, () => {
    db.release();
  });
  const records = createRecordReader({ db, schema: clinicSchema });
  return Promise.resolve({
    router: readerRouter,
    context: { services: { records } },
    close: () => {
      stopListening();
      records.close();
      db.close();
      return Promise.resolve();
    },
  });
});
