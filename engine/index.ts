export { connectRunning, type RunningEngine } from './api/connect-running.ts';
export type { EngineClient } from './api/contract-link.ts';
export { createHttpApi, type HttpApi } from './api/http-api.ts';
export { createListener, requireJson, requireToken } from './api/http-guard.ts';
export {
  publishEngine,
  type PublishedEngine,
  type PublishOptions,
} from './thread/publish-engine.ts';
export type { Running } from './api/running-file.ts';
export type { EngineServices, UpdatesApi } from './api/services.ts';
export { Broadcast } from './events/broadcast.ts';
export type {
  Clock,
  Log,
  LogLevel,
  Ports,
  ProxyResolver,
  Random,
  Secrets,
  Transport,
} from './ports.ts';
export { CrashGuard } from './thread/crash-guard.ts';
export { restoreSettings } from './settings/kept-settings.ts';
export { createToken } from './thread/create-token.ts';
export { resolveHome } from './thread/default-home.ts';
export { createFileLog, type FileLog, logLevel } from './thread/file-log.ts';
export { followLogLevel } from './thread/follow-log-level.ts';
export { Outside } from './thread/outside.ts';
export { type EngineHandle, startEngine, type StartEngineOptions } from './thread/start-engine.ts';
export { checkSignature, PRODUCT_ID, SIGNATURE_SUFFIX } from './updates/release-signature.ts';
