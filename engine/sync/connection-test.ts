import type { ConnectionTest } from '../../shared/api/status.ts';
import { isSatchelError, type SatchelError } from '../../shared/errors/satchel-error.ts';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { inEnglish } from '../../shared/said/english.ts';
import { type Said, say } from '../../shared/said/said.ts';
import { sayError, sayToDo } from '../../shared/said/say-error.ts';
import type { ServerProvider } from '../account/server-provider.ts';
import type { Clock } from '../ports.ts';

/** Tries the server step by step, and says where it stopped. */
export async function testConnection(
  servers: ServerProvider,
  facts: { clock: Clock; tables: readonly string[] },
): Promise<ConnectionTest> {
  const steps: ConnectionTest['steps'] = [];
  const step = (name: string, ok: boolean, said: readonly Said[]): void => {
    steps.push({ name, ok, detail: inEnglish(said), said });
  };
  const done = (ok: boolean, roundTripMs: number | null): ConnectionTest => ({
    environment: servers.environment,
    url: servers.url ?? '',
    ok,
    steps,
    roundTripMs,
  });
  const client = servers.find();
  if (!client) {
    step('address', false, [say('server-none')]);
    return done(false, null);
  }
  const started = facts.clock.monotonicMs();
  const fault = await client.fault();
  const roundTripMs = Math.round(facts.clock.monotonicMs() - started);
  step(
    'reach the server',
    fault === undefined,
    fault ? sentences(fault) : [say('server-answered', { roundTrip: roundTripMs })],
  );
  if (fault) return done(false, null);
  try {
    const info = await client.info();
    const { username, role } = info.user;
    step('sign in', true, [say('server-signed-in', { username, role, clinic: info.clinic.name })]);
    const { current, oldest } = info.protocol;
    const speaks = oldest <= PROTOCOL_VERSION && current >= OLDEST_PROTOCOL_VERSION;
    step('same protocol', speaks, [
      say('server-protocol', { here: PROTOCOL_VERSION, there: current }),
    ]);
    const missing = facts.tables.filter(
      (name) => !info.tables.some((table) => table.name === name),
    );
    step('same tables', missing.length === 0, [
      missing.length === 0
        ? say('server-tables', { count: facts.tables.length })
        : say('server-tables-missing', { tables: missing }),
    ]);
  } catch (error) {
    if (!isSatchelError(error)) throw error;
    step('sign in', false, sentences(error));
  }
  return done(
    steps.every(({ ok }) => ok),
    roundTripMs,
  );
}

function sentences(error: SatchelError): readonly Said[] {
  return [sayError(error), sayToDo(error)];
}
