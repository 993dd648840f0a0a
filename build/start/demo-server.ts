import { isSatchelError } from '../../shared/errors/satchel-error.ts';
import { type RunningServer, startServer } from '../../server/start-server.ts';
import type { DemoFolder } from './demo-state.ts';

/**
 * The demo's server with its clinic and user. It comes back at the address of last time, which the desk knows; where
 * something else has taken that port it takes another one.
 */
export async function startDemoServer(folder: DemoFolder): Promise<RunningServer> {
  const server = await startServer({ dataDir: folder.server, port: folder.state.serverPort }).catch(
    (error: unknown) => {
      if (!isSatchelError(error, 'PORT_IN_USE')) throw error;
      return startServer({ dataDir: folder.server, port: 0 });
    },
  );
  try {
    folder.keep({ serverPort: Number(new URL(server.url).port) });
    const { clinic, username, password } = folder.state;
    await unlessThere('CLINIC_EXISTS', server.admin.addClinic(clinic));
    await unlessThere(
      'USER_EXISTS',
      server.admin.addUser({ username, password, clinic, role: 'admin' }),
    );
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function unlessThere(
  code: 'CLINIC_EXISTS' | 'USER_EXISTS',
  adding: Promise<unknown>,
): Promise<void> {
  try {
    await adding;
  } catch (error) {
    if (!isSatchelError(error, code)) throw error;
  }
}
