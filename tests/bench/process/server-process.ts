import { startServer, type RunningServer } from '../../../server/start-server.ts';
import { serveCalls } from './calls.ts';
import { Profile } from './profile.ts';

/** The real server as a process of its own. */
let server: RunningServer | undefined;
let profile: Profile | undefined;

const calls = {
  async start({ dataDir }: { dataDir: string }) {
    server = await startServer({ dataDir, passwordCost: { memoryKib: 64, passes: 1 } });
    return { url: server.url, databaseUrl: server.databaseUrl };
  },

  async addClinic({ clinic, password }: { clinic: string; password: string }) {
    await server?.admin.addClinic(clinic);
    await server?.admin.addUser({ username: clinic, password, clinic, role: 'admin' });
  },

  async startProfile() {
    profile = new Profile();
    await profile.start();
  },

  async stopProfile({ dir, name }: { dir: string; name: string }) {
    await profile?.stop(dir, name);
  },

  async stop() {
    await server?.close();
  },
};

export type ServerCalls = typeof calls;

serveCalls(calls);
