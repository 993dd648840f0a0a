import pg from 'pg';
import { RECALL } from '../../server/store/batches.ts';
import { startServer } from '../../server/start-server.ts';
import { die } from './die.ts';

/*
 * The real server as a process of its own that is killed, really, at the point named in its last argument. The one in
 * PostgreSQL's hands may have taken effect or not: nobody can tell whom a power cut meets first.
 */
const [, , dataDir = '', databaseUrl = '', port = '0', point = ''] = process.argv;

const moments: readonly { text: RegExp; before?: string; sent?: string; after?: string }[] = [
  {
    text: new RegExp(`EXECUTE ${RECALL.name}`),
    before: 'an upload arrives',
    after: 'an upload is looked up',
  },
  {
    text: /INSERT INTO satchel\.batches/,
    before: 'rows are written',
    after: 'an answer is stored',
  },
  { text: /^COMMIT$/, sent: 'a commit is on its way', after: 'an upload is committed' },
  { text: /READ ONLY/, before: 'a page is asked for', after: 'a page is looked for' },
];
const storing = new WeakSet<object>();
let uploads = 0;
const { query } = pg.Client.prototype as { query: (...args: unknown[]) => unknown };
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...args: unknown[]): unknown {
    const [what] = args as [string | { text?: string }];
    const text = (typeof what === 'string' ? what : what.text) ?? '';
    if (/INSERT INTO satchel\.batches/.test(text)) {
      storing.add(this);
      uploads++;
    }
    const moment = moments.find((one) => one.text.test(text));
    const isMine = text !== 'COMMIT' || storing.has(this);
    const isPoint = (name: string | undefined): boolean =>
      isMine && (name === point || (uploads === 2 && `a second time, ${String(name)}` === point));
    if (isPoint(moment?.before)) die();
    const done = query.apply(this, args);
    if (isPoint(moment?.sent)) setImmediate(die);
    if (!isPoint(moment?.after)) return done;
    return (done as Promise<unknown>).then(() => die());
  },
});

const { url } = await startServer({
  dataDir,
  databaseUrl,
  port: Number(port),
  passwordCost: { memoryKib: 64, passes: 1 },
});
process.stdout.write(`${url}\n`);
