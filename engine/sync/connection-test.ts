import type { ConnectionTest } from '../../shared/api/status.ts';
import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { Clock } from '../ports.ts';

/** Tries the server step by step, and says where it stopped. */
export async function testConnection(
  servers: ServerProvider,
  facts: { clock: Clock; tables: readonly string[] },
): Promise<ConnectionTest> {
  const steps: ConnectionTest['steps'] = [];
  const done = (ok: boolean, roundTripMs: number | null): ConnectionTest => ({
    environment: servers.environment,
    url: servers.url ?? '',
    ok,
    steps,
    roundTripMs,
  });
  const client = servers.find();
  if (!client) {
    steps.push({ name: 'address', ok: false, detail: 'This desk has no server yet.' });
    return done(false, null);
  }
  const started = facts.clock.monotonicMs();
  const fault = await client.fault();
  const roundTripMs = Math.round(facts.clock.monotonicMs() - started);
  steps.push({
    name: 'reach the server',
    ok: fault === undefined,
    detail: fault ? sentences(fault) : `answered in ${String(roundTripMs)} ms`,
  });
  if (fault) return done(false, null);
  try {
    const info = await client.info();
    steps.push({
      name: 'sign in',
      ok: true,
      detail: `${info.user.username} (${info.user.role}) at ${info.clinic.name}`,
    });
    const { current, oldest } = info.protocol;
    const speaks = oldest <= PROTOCOL_VERSION && current >= OLDEST_PROTOCOL_VERSION;
    steps.push({
      name: 'same protocol',
      ok: speaks,
      detail: `protocol ${String(PROTOCOL_VERSION)} here, ${String(current)} there`,
    });
    const missing = facts.tables.filter(
      (name) => !info.tables.some((table) => table.name === name),
    );
    steps.push({
      name: 'same tables',
      ok: missing.length === 0,
      detail:
        missing.length === 0
          ? `${String(facts.tables.length)} tables`
          : `not there: ${missing.join(', ')}`,
    });
  } catch (error) {
    if (!isSatchelError(error)) throw error;
    steps.push({ name: 'sign in', ok: false, detail: sentences(error) });
  }
  return done(
    steps.every(({ ok }) => ok),
    roundTripMs,
  );
}

function sentences({ message, action }: { message: string; action: string }): string {
  return `${message}${message.endsWith('.') ? '' : '.'} ${action}`;
}
