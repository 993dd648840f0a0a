import { readerRouter } from '../../engine/api/router.ts';
import { serveThread } from '../../engine/thread/serve-thread.ts';
import { createFakeServices } from './fake-services.ts';

/** A reader thread over the double: it sees one owner, `from-reader`, and no other record. */
await serveThread(() => {
  const { records } = createFakeServices();
  records.add('owners', { id: 'from-reader', full_name: 'Ada Reader' });
  return Promise.resolve({
    router: readerRouter,
    context: { services: { records } },
    close: () => Promise.resolve(),
  });
});
