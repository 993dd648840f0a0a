import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  passwordRequestSchema,
  refreshRequestSchema,
  tokenRequestSchema,
} from '../../shared/protocol/auth.ts';
import type { SignIn } from '../auth/sign-in.ts';
import { parseJson, parseWith } from './parse.ts';

const formSchema = z.object({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1024),
});

/** Signing in, renewing, signing out, and a new password; also in the original desktop client's form. */
export function authRoutes(app: FastifyInstance, signIn: SignIn): void {
  app.post('/api/auth/token', (request) =>
    signIn.withPassword(parseJson(tokenRequestSchema, request.body), request.ip),
  );
  app.post('/api/auth/refresh', (request) =>
    signIn.withRefresh(parseJson(refreshRequestSchema, request.body).refresh),
  );
  app.post('/api/auth/revoke', async (request, reply) => {
    await signIn.revoke(parseJson(refreshRequestSchema, request.body).refresh);
    return reply.status(204).send();
  });
  app.post('/api/auth/password', async (request, reply) => {
    const principal = await signIn.principal(request.headers.authorization);
    const passwords = parseJson(passwordRequestSchema, request.body);
    await signIn.changePassword(principal, passwords, request.ip);
    return reply.status(204).send();
  });
  app.post('/api-token-auth/', (request) => {
    const json = request.headers['content-type']?.includes('json') ?? false;
    const form = Object.fromEntries(new URLSearchParams((request.body as Buffer).toString('utf8')));
    const fields = json ? parseJson(formSchema, request.body) : parseWith(formSchema, form);
    return signIn.withForm(fields, request.ip);
  });
}
