import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { adoptedSchema, manifestSchema } from '../../shared/records/manifest-schema.ts';
import { dataTables } from '../../shared/records/system-tables.ts';
import type { Principal } from '../auth/access-tokens.ts';
import type { ClinicSchemas } from '../store/clinic-schemas.ts';
import { parseJson } from './parse.ts';

/** Which tables the clinic keeps, where they are another application's, and taking them over. */
export function schemaRoutes(
  app: FastifyInstance,
  {
    schemas,
    enter,
  }: { schemas: ClinicSchemas; enter: (request: FastifyRequest) => Promise<Principal> },
): void {
  const answer = async (clinic: number): Promise<unknown> => {
    const { schema } = await schemas.of(clinic);
    const tables = dataTables(schema);
    const adopted = tables.some(({ namespace }) => namespace !== undefined);
    return adoptedSchema.parse({
      schema: adopted
        ? { ...schema, tables: tables.map(({ namespace: _, ...table }) => table) }
        : null,
    });
  };

  app.get('/schema/', async (request) => answer((await enter(request)).clinic));

  app.post('/schema/', async (request) => {
    const { clinic, role, username } = await enter(request);
    if (role !== 'admin') {
      throw new SatchelError('FORBIDDEN', {
        user: username,
        what: 'bring tables of another application',
      });
    }
    await schemas.adopt(clinic, parseJson(manifestSchema, request.body));
    return answer(clinic);
  });
}
