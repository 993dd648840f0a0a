import type { StatusReport } from '../../shared/api/status.ts';
import { SatchelError, toSatchelError } from '../../shared/errors/satchel-error.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { SyncService } from '../api/services.ts';
import { compareWithServer } from '../compare/compare.ts';
import { Broadcast } from '../events/broadcast.ts';
import type { Ports } from '../ports.ts';
import type { KeptPause } from '../schedule/kept-pause.ts';
import type { NetworkMonitor } from '../schedule/network-monitor.ts';
import { BY_PERSON, SAFE_MODE, type Scheduler } from '../schedule/scheduler.ts';
import { readDesk, updateDesk } from '../store/desk.ts';
import type { Store } from '../store/open-store.ts';
import { findRun, listRuns } from '../store/run-store.ts';
import { formatCommit } from '../../shared/protocol/commit.ts';
import { testConnection } from './connection-test.ts';
import type { CycleRunner } from './cycle-runner.ts';
import { toDetail, toReport } from './run-view.ts';
import { statusReport, type StatusSources } from './status-report.ts';

export interface DeskSyncOptions extends StatusSources {
  readonly ports: Ports;
  readonly store: Store;
  readonly servers: ServerProvider;
  readonly cycles: CycleRunner;
  readonly monitor: NetworkMonitor;
  readonly scheduler: Scheduler;
  readonly pause: KeptPause;
}

/** What a desk can be asked about syncing. `changed` tells those who watch the status. */
export class DeskSync implements SyncService {
  readonly #options: DeskSyncOptions;
  readonly #changes = new Broadcast<'changed'>();
  #counting: Promise<void> | undefined;

  constructor(options: DeskSyncOptions) {
    this.#options = options;
  }

  changed(): void {
    this.#changes.publish('changed');
  }

  run: SyncService['run'] = async (request, trigger) => {
    const { cycles, servers } = this.#options;
    servers.get();
    const report = await cycles.run({
      tables: request.tables ?? request.collections,
      direction: request.direction,
      acceptDeletes: request.acceptDeletes ?? false,
      trigger,
    });
    this.#options.scheduler.reschedule();
    return report;
  };

  cancel(): boolean {
    return this.#options.cycles.cancel();
  }

  pause(minutes: number | null): void {
    const { scheduler, pause, ports } = this.#options;
    pause.keep(minutes, ports.clock.now());
    scheduler.pause(BY_PERSON, minutes);
  }

  resume(): void {
    this.#options.pause.drop();
    for (const reason of [BY_PERSON, SAFE_MODE]) this.#options.scheduler.resume(reason);
  }

  wake(): void {
    this.#options.scheduler.woke();
  }

  progress: SyncService['progress'] = (signal) => this.#options.cycles.progress.watch(signal);

  async status(): Promise<StatusReport> {
    await this.#refreshCounts();
    return statusReport(this.#options);
  }

  async *statusChanges(signal: AbortSignal): AsyncIterable<StatusReport> {
    const changes = this.#changes.watch(signal)[Symbol.asyncIterator]();
    for (;;) {
      const next = changes.next();
      yield await statusReport(this.#options);
      void this.#refreshCounts();
      if ((await next).done) return;
    }
  }

  network: SyncService['network'] = () => this.#options.monitor.state;

  testConnection: SyncService['testConnection'] = async () => {
    const { servers, ports, store, monitor } = this.#options;
    const result = await testConnection(servers, {
      clock: ports.clock,
      tables: dataTables(store.schema).map(({ name }) => name),
    });
    if (servers.url !== null) monitor.report(result.steps[0]?.ok === true);
    return result;
  };

  desks: SyncService['desks'] = () => this.#options.servers.get().desks();

  compare: SyncService['compare'] = () =>
    compareWithServer({
      store: this.#options.store,
      client: this.#options.servers.get(),
      now: () => this.#options.ports.clock.now(),
    });

  runs: SyncService['runs'] = (limit) => listRuns(this.#options.store.db, limit).map(toReport);

  runDetail: SyncService['runDetail'] = (id) => {
    const found = findRun(this.#options.store.db, id);
    if (!found) throw new SatchelError('LOG_NOT_FOUND', { id });
    return toDetail(found.run, found.events);
  };

  /** Counts of the server are asked for again when its head has moved since; one request at a time, failures are no news. */
  #refreshCounts(): Promise<void> {
    this.#counting ??= this.#countThere()
      .catch((error: unknown) => {
        this.#options.ports.log.write('debug', 'counts of the server not refreshed', {
          code: toSatchelError(error).code,
        });
      })
      .finally(() => {
        this.#counting = undefined;
      });
    return this.#counting;
  }

  async #countThere(): Promise<void> {
    const { store, servers, cycles, monitor, ports } = this.#options;
    const desk = readDesk(store.db);
    const client = servers.find();
    if (!client || desk.head === null || cycles.isRunning) return;
    const head = formatCommit(desk.head);
    if (desk.countedHead === head) return;
    if ((await client.session.current()) === undefined) return;
    const info = await client.info({ counts: true, signal: AbortSignal.timeout(COUNT_TIMEOUT_MS) });
    monitor.report(true);
    if (info.server !== desk.server) return;
    updateDesk(store.db, {
      counts: Object.fromEntries(info.tables.map(({ name, count }) => [name, count ?? 0])),
      countedAt: ports.clock.now(),
      // The head that was known when they were asked for: the server's own may be past it, and would be asked again for ever.
      countedHead: head,
    });
    this.changed();
  }
}

const COUNT_TIMEOUT_MS = 4000;
