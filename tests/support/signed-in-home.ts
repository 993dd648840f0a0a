import { createFileSecrets } from '../../engine/thread/file-secrets.ts';
import { PASSWORD } from './server.ts';

/** Signs the home in for a process that finds its tokens in the home's own file. Returns how they are kept. */
export async function signInHome(home: string, url: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'staff', password: PASSWORD }),
  });
  const tokens = (await answer.json()) as {
    access: string;
    refresh: string;
    clinic: { name: string };
  };
  const secrets = createFileSecrets(`${home}/secrets.json`);
  await secrets.set(
    'sign-in',
    JSON.stringify({
      server: url,
      access: tokens.access,
      expiresAt: Date.now() + 500_000,
      refresh: tokens.refresh,
      username: 'staff',
      role: 'staff',
      clinic: tokens.clinic.name,
    }),
  );
  return secrets.kind;
}
