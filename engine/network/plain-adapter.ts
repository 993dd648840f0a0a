import { type Agent, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import type { AxiosAdapter, AxiosResponse } from 'axios';

/**
 * What axios sends a request by: Node's own client on the agent of its way, the body as it is, the answer as a stream. The
 * adapter that comes with axios looks for redirects, proxies, forms, progress and limits with each request, none of which
 * is wanted here. Rejects with Node's error, whose `code` says what happened.
 */
export const plainAdapter: AxiosAdapter = (config) =>
  new Promise<AxiosResponse<Readable>>((resolve, reject) => {
    const url = new URL(config.url ?? '');
    const isTls = url.protocol === 'https:';
    const sent = (isTls ? requestHttps : requestHttp)(
      url,
      {
        method: config.method?.toUpperCase() ?? 'GET',
        headers: config.headers.toJSON(),
        agent: (isTls ? config.httpsAgent : config.httpAgent) as Agent,
        signal: config.signal as AbortSignal | undefined,
      },
      (answer) => {
        resolve({
          data: answer,
          status: answer.statusCode ?? 0,
          statusText: answer.statusMessage ?? '',
          headers: answer.headers as Record<string, string>,
          config,
          request: sent,
        });
      },
    );
    // Also later, when the answer has begun: then whoever reads it hears of it.
    sent.on('error', reject);
    sent.end(config.data);
  });
