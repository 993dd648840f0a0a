import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnyRouter } from '@orpc/server';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node';
import { contract } from '../../shared/api/contract.ts';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { sendRefusal } from './http-guard.ts';

/** Room for a value of 10 MB, or a thousand rows of ordinary ones. */
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

/** Answers a request that its caller has already let in; false where the path is none of the API's. */
export type HttpApi = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * The contract over HTTP: oRPC at `/rpc`, REST at `/api` and `/sync`, and its description at `/openapi.json`.
 * It protects nothing by itself.
 */
export function createHttpApi(router: AnyRouter): HttpApi {
  const plugins = [new BodyLimitPlugin({ maxBodySize: LARGEST_BODY_BYTES })];
  const rpc = new RPCHandler(router, { plugins, customJsonSerializers: exactNumbers });
  // Most runs never see a REST call, and its handler takes longer to load than all the rest.
  let rest: Promise<RestHandler> | undefined;

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/rpc/')) {
      const { matched } = await rpc.handle(request, response, { prefix: '/rpc', context: {} });
      if (!matched) sendRefusal(response, new SatchelError('API_NOT_FOUND', { path: pathname }));
      return true;
    }
    if (pathname === '/openapi.json' && request.method === 'GET') {
      const text = await describeApi();
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
      return true;
    }
    if (!/^\/(?:api|sync)(?:\/|$)/.test(pathname)) return false;
    rest ??= loadRest(router);
    const { matched } = await (await rest).handle(request, response, { context: {} });
    if (!matched) sendRefusal(response, new SatchelError('API_NOT_FOUND', { path: pathname }));
    return true;
  };
}

type RestHandler = Awaited<ReturnType<typeof loadRest>>;

async function loadRest(router: AnyRouter) {
  const { OpenAPIHandler } = await import('@orpc/openapi/node');
  const plugins = [new BodyLimitPlugin({ maxBodySize: LARGEST_BODY_BYTES })];
  return new OpenAPIHandler(router, { plugins });
}

/** The OpenAPI document of the contract, as JSON text. */
export async function describeApi(): Promise<string> {
  const [{ OpenAPIGenerator }, { ZodToJsonSchemaConverter }] = await Promise.all([
    import('@orpc/openapi'),
    import('@orpc/zod/zod4'),
  ]);
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'Satchel', version: '1', description: 'The local API of one desk.' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  });
  return JSON.stringify(document);
}
