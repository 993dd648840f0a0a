import type { UpdateState } from '../../shared/api/updates.ts';
import type { Account } from '../../shared/api/account.ts';
import type { AutoResolveAnswer, AutoResolveRequest } from '../../shared/api/auto-resolve.ts';
import type {
  Backup,
  BackupProgress,
  BackupReason,
  BackupStatus,
  BackupVerdict,
  Recoverable,
  RecoverAnswer,
  RestoreReport,
} from '../../shared/api/backups.ts';
import type { DeskList } from '../../shared/api/desks.ts';
import type { CompareProgress, CompareReport, DifferingRows } from '../../shared/api/compare.ts';
import type {
  Conflict,
  ResolveManyAnswer,
  ResolveManyRequest,
  ResolveRequest,
} from '../../shared/api/conflicts.ts';
import type {
  EncryptionStatus,
  RecoveryKeyVerdict,
  SealedFiles,
} from '../../shared/api/encryption.ts';
import type {
  Discarded,
  Quarantined,
  QuarantineExport,
  RetryAnswer,
} from '../../shared/api/quarantine.ts';
import type {
  RecordPage,
  RecordQuery,
  RecordView,
  TableDescription,
} from '../../shared/api/records.ts';
import type { DeskPerson, DeskState } from '../../shared/api/desk.ts';
import type { ImportRun, RowProblem } from '../../shared/api/imports.ts';
import type { DeletedRecord, Draft, RecordHistory } from '../../shared/api/keeping.ts';
import type { SearchAnswer, SearchQuery } from '../../shared/api/search.ts';
import type {
  Bundle,
  BundleRequest,
  Diagnosis,
  DiagnoseRequest,
} from '../../shared/api/diagnose.ts';
import type { MigrateProgress, MigrateReport, MigrateRequest } from '../../shared/api/migrate.ts';
import type { Repair } from '../../shared/api/repair.ts';
import type { Setting } from '../../shared/api/settings.ts';
import type { ConnectionTest, StatusReport } from '../../shared/api/status.ts';
import type {
  RunDetail,
  SyncProgress,
  SyncReport,
  SyncRequest,
  Trigger,
} from '../../shared/api/sync.ts';
import type { WireValue } from '../../shared/records/values.ts';

/** What the router asks of the engine. Every method throws only `SatchelError`s. */
export interface EngineServices {
  readonly records: RecordService;
  readonly drafts: DraftService;
  readonly deleted: DeletedService;
  readonly imports: ImportService;
  readonly history: HistoryService;
  readonly sync: SyncService;
  readonly compare: CompareApi;
  readonly conflicts: ConflictService;
  readonly quarantine: QuarantineService;
  readonly account: AccountService;
  readonly desk: DeskService;
  readonly settings: SettingsService;
  readonly backups: BackupApi;
  readonly encryption: EncryptionApi;
  readonly diagnose: DiagnoseApi;
  readonly repair: RepairApi;
  readonly migrate: MigrateApi;
  readonly updates: UpdatesApi;
}

/** Of the program itself: the host's affair, since the engine is a part of what is exchanged. */
export interface UpdatesApi {
  state(): UpdateState;
  /** The state now, and each one after it. */
  changes(signal: AbortSignal): AsyncIterable<UpdateState>;
  look(): Promise<UpdateState>;
  install(anyway: boolean): Promise<UpdateState>;
  later(): UpdateState;
}

/** Of whoever is at the desk. */
export interface DraftService {
  list(query: { table?: string | undefined; key?: string | null | undefined }): Draft[];
  save(draft: Omit<Draft, 'savedAt'>): void;
  /** False where there is none. */
  discard(id: string): boolean;
}

export interface DeletedService {
  list(query: {
    table?: string | undefined;
    search?: string | undefined;
    limit: number;
  }): DeletedRecord[];
  bringBack(id: number): RecordView;
}

/** Rows of a file. Each is added or refused for itself. */
export interface ImportService {
  check(request: { table: string; rows: readonly Readonly<Record<string, WireValue>>[] }): {
    problems: RowProblem[];
  };
  add(request: {
    table: string;
    rows: readonly Readonly<Record<string, WireValue>>[];
    source: string;
    import: number | null;
  }): { import: number; problems: RowProblem[] };
  list(query: { table?: string | undefined }): ImportRun[];
  undo(request: { id: number; limit: number }): { removed: number; kept: number; left: number };
}

export interface HistoryService {
  get(query: { table: string; key: string; ask: boolean }): Promise<RecordHistory>;
}

/** The part that only reads: the reader thread has this and nothing else. */
export interface RecordReader {
  list(query: RecordQuery): RecordPage;
  get(table: string, key: string): RecordView;
  search(query: SearchQuery): SearchAnswer;
}

export interface RecordService extends RecordReader {
  tables(): TableDescription[];
  add(table: string, values: Readonly<Record<string, WireValue>>): RecordView;
  addMany(table: string, rows: readonly Readonly<Record<string, WireValue>>[]): string[];
  set(table: string, key: string, values: Readonly<Record<string, WireValue>>): RecordView;
  delete(table: string, key: string): void;
  /** Names of tables that changed, by local edits, other programs or sync; coalesced. */
  changes(signal: AbortSignal): AsyncIterable<string[]>;
}

export interface SyncService {
  run(request: SyncRequest, trigger: Trigger): Promise<SyncReport>;
  cancel(): boolean;
  pause(minutes: number | null): void;
  resume(): void;
  wake(): void;
  progress(signal: AbortSignal): AsyncIterable<SyncProgress>;
  /** Counts of the server are refreshed first where it can be reached and they are out of date. */
  status(): Promise<StatusReport>;
  statusChanges(signal: AbortSignal): AsyncIterable<StatusReport>;
  network(): {
    running: boolean;
    online: boolean;
    lastCheckAt: number | null;
    checkSeconds: number;
  };
  testConnection(): Promise<ConnectionTest>;
  /** The clinic's desks, asked of the server. @throws SatchelError where it does not answer */
  desks(): Promise<DeskList>;
  compare(): Promise<CompareReport>;
  runs(limit: number): SyncReport[];
  runDetail(id: number): RunDetail;
}

/** Comparisons that a person asks for. All change nothing; the signal ends one early. */
export interface CompareApi {
  run(signal?: AbortSignal): Promise<CompareReport>;
  /** The last one of this desk. */
  last(): CompareReport | null;
  rows(table: string, signal?: AbortSignal): Promise<DifferingRows>;
  progress(signal: AbortSignal): AsyncIterable<CompareProgress>;
}

export interface ConflictService {
  list(filter: { resolved?: boolean; table?: string }): Conflict[];
  resolve(
    id: string,
    choice: Omit<ResolveRequest, 'id'>,
  ): { message: string; resolvedBy: string; resolvedAt: number };
  /** All open ones of the table, or of every table, where no ids are given. */
  resolveMany(request: ResolveManyRequest): Promise<ResolveManyAnswer>;
  /** Opens a decided one again. */
  undo(id: string): void;
  /** Decides what needs no person, or says what it would. */
  autoResolve(request: AutoResolveRequest): Promise<AutoResolveAnswer>;
}

/** Records set aside. `ids` are those of `list`; without any, all of them. */
export interface QuarantineService {
  list(): Quarantined[];
  edit(id: string, values: Readonly<Record<string, WireValue>>): void;
  retry(ids: readonly string[] | undefined): RetryAnswer;
  export(ids: readonly string[] | undefined): QuarantineExport;
  discard(id: string, options: { dependants: boolean }): Discarded[];
  discarded(): Discarded[];
  undo(number: number): void;
}

export interface AccountService {
  setup(request: {
    server?: string;
    username?: string;
    password?: string;
    environment?: string;
    deviceName?: string;
  }): Promise<Account>;
  login(username: string, password: string): Promise<Account>;
  logout(): Promise<Account>;
  whoami(): Promise<Account>;
  changePassword(current: string, next: string): Promise<void>;
}

/** Who is at a desk that several people use. */
export interface DeskService {
  state(): DeskState;
  changes(signal: AbortSignal): AsyncIterable<DeskState>;
  people(): DeskPerson[];
  lock(): DeskState;
  unlock(username: string, pin: string): Promise<DeskState>;
  active(): void;
  setPin(request: { username: string; password: string; pin: string }): Promise<DeskState>;
  changePin(current: string, next: string): Promise<void>;
  removePin(username: string): Promise<DeskState>;
}

export interface SettingsService {
  all(): Setting[];
  get(key: string): Setting;
  set(key: string, value: unknown): Setting;
}

export interface DiagnoseApi {
  run(request: DiagnoseRequest): Promise<Diagnosis>;
  bundle(request: BundleRequest): Promise<Bundle>;
}

export interface MigrateApi {
  run(request: MigrateRequest): Promise<MigrateReport>;
  progress(signal: AbortSignal): AsyncIterable<MigrateProgress>;
  /** False where none ran. */
  cancel(): boolean;
}

export interface RepairApi {
  /** Begins one, or answers with the one that runs. */
  start(): Repair;
  get(): Repair | null;
  watch(signal: AbortSignal): AsyncIterable<Repair | null>;
  /** False where none ran, or where it can no longer be left. */
  cancel(): boolean;
}

export interface EncryptionApi {
  status(): EncryptionStatus;
  turnOn(): Promise<{ recoveryKey: string }>;
  turnOff(): Promise<void>;
  newKey(): Promise<{ recoveryKey: string }>;
  showKey(): Promise<{ recoveryKey: string }>;
  testKey(recoveryKey: string): RecoveryKeyVerdict;
  recover(recoveryKey: string): Promise<RecoveryKeyVerdict>;
  sealFiles(): Promise<SealedFiles>;
  /** Where the plain log lies. */
  exportLog(request: { file: string; to: string }): Promise<string>;
}

export interface BackupApi {
  status(): Promise<BackupStatus>;
  statusChanges(signal: AbortSignal): AsyncIterable<BackupStatus>;
  progress(signal: AbortSignal): AsyncIterable<BackupProgress>;
  list(): Backup[];
  /** Every risky act makes one first, with its own reason. */
  create(request: { reason: BackupReason; to?: string; passphrase?: string }): Promise<Backup>;
  verify(request: { id?: string; passphrase?: string }): Promise<BackupVerdict[]>;
  restore(request: { id: string; passphrase?: string; dryRun: boolean }): Promise<RestoreReport>;
  /** Where the plain file lies. */
  exportTo(request: { id: string; to: string; passphrase?: string }): Promise<string>;
  /** False where nothing ran. */
  cancel(): boolean;
  setPassphrase(passphrase: string | undefined): Promise<void>;
  recoverable(): Recoverable[];
  recover(request: { ids?: readonly string[]; dismiss: boolean }): RecoverAnswer;
}
