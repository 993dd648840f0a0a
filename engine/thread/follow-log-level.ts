import type { EngineClient } from '../api/contract-link.ts';
import { type FileLog, logLevel } from './file-log.ts';

/** The settings say how much is logged; they are known once the engine runs. */
export async function followLogLevel(
  { client }: { client: EngineClient },
  log: FileLog,
): Promise<void> {
  const settings = await client.settings.all();
  log.setLevel(logLevel(settings.find(({ key }) => key === 'log.level')?.value));
}
