export type { EngineServices } from './api/services.ts';
export type { Clock, Log, Ports, Random, Secrets, Transport } from './ports.ts';
