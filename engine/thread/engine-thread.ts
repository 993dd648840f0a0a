import { openEngine } from './open-engine.ts';
import { serveThread } from './serve-thread.ts';

/** The engine thread: owns the write connection and the sync worker of one home. */
await serveThread(openEngine);
