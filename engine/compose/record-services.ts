import type { ServerProvider } from '../account/server-provider.ts';
import type { EngineServices } from '../api/services.ts';
import { createDeletedService } from '../records/deleted-service.ts';
import { createDraftService } from '../records/draft-service.ts';
import { createHistoryService } from '../records/history-service.ts';
import { createImportService } from '../records/import-service.ts';
import { createRecordService } from '../records/record-service.ts';
import type { Automatic } from './automatic.ts';
import type { Home } from './open-home.ts';

export interface RecordServicesOptions {
  readonly home: Home;
  readonly now: () => number;
  readonly servers: ServerProvider;
  readonly automatic: Pick<Automatic, 'changes' | 'edited'>;
}

/** Reading and writing records, and what is kept of them beside. */
export interface RecordServices extends Pick<
  EngineServices,
  'records' | 'drafts' | 'deleted' | 'imports' | 'history'
> {
  close(): void;
}

export function createRecordServices(options: RecordServicesOptions): RecordServices {
  const { home, now, servers, automatic } = options;
  const { store } = home;
  const records = createRecordService({ store, changed: automatic.edited, now });
  // An import writes row by row and tells of its tables once.
  const quietRecords = createRecordService({ store, changed: () => undefined, now });
  return {
    records: { ...records, changes: automatic.changes },
    drafts: createDraftService(store, now),
    deleted: createDeletedService(store, records),
    imports: createImportService({
      store,
      now,
      records: quietRecords,
      changed: automatic.edited,
    }),
    history: createHistoryService({ store, now, server: () => servers.find() }),
    close() {
      records.close();
      quietRecords.close();
    },
  };
}
