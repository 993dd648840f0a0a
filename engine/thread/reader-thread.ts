import { join } from 'node:path';
import { withoutSystemTables } from '../../shared/records/system-tables.ts';
import { readerRouter } from '../api/router.ts';
import { databasePath } from '../settings/database-path.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { createRecordReader } from '../records/record-reader.ts';
import { readHomeSchema } from '../settings/home-schema.ts';
import { Settings } from '../settings/settings.ts';
import { openWithAny } from '../store/find-key.ts';
import { onRelease } from './readers.ts';
import { secretsOf } from './thread-secrets.ts';
import { serveThread } from './serve-thread.ts';

/** The reader thread: answers the window's queries over a connection that cannot write, while the engine syncs. */
await serveThread(async (data) => {
  const { home, environment } = data;
  const settings = new Settings(join(home, 'config.json'), environment);
  const { keys } = await KeyRing.open(secretsOf(data));
  const db = openWithAny(databasePath(home, settings), keys);
  const stopListening = onRelease(home, () => {
    db.release();
  });
  const records = createRecordReader({ db, schema: withoutSystemTables(readHomeSchema(home)) });
  return {
    router: readerRouter,
    context: { services: { records } },
    close: () => {
      stopListening();
      records.close();
      db.close();
      return Promise.resolve();
    },
  };
});
