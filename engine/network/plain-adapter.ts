import { type Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { AxiosAdapter, AxiosResponse } from 'axios';

/** A request's headers and body as they go on the wire. Of a class of its own, so that axios hands it on and copies nothing. */
export class PlainRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  /** Given what ends the request, once it is on its way. */
  readonly onSent: (end: (reason: Error) => void) => void;

  constructor({ headers, body, onSent }: PlainRequest) {
    this.headers = headers;
    this.body = body;
    this.onSent = onSent;
  }
}

/**
 * What axios sends a request by: Node's own client on the agent of its way, the body as it is, the answer as a stream. The
 * adapter that comes with axios looks for redirects, proxies, forms, progress and limits with each request, none of which
 * is wanted here. Rejects with Node's error, whose `code` says what happened.
 */
export const plainAdapter: AxiosAdapter = (config) =>
  new Promise<AxiosResponse<IncomingMessage>>((resolve, reject) => {
    const url = new URL(config.url ?? '');
    const isTls = url.protocol === 'https:';
    const { headers, body, onSent } = config.data as PlainRequest;
    const sent = (isTls ? requestHttps : requestHttp)(
      url,
      {
        method: config.method?.toUpperCase() ?? 'GET',
        headers,
        agent: (isTls ? config.httpsAgent : config.httpAgent) as Agent,
      },
      (answer) => {
        resolve({
          data: answer,
          status: answer.statusCode ?? 0,
          statusText: answer.statusMessage ?? '',
          headers: {},
          config,
          request: sent,
        });
      },
    );
    // Also later, when the answer has begun: then whoever reads it hears of it.
    sent.on('error', reject);
    onSent((reason) => {
      sent.destroy(reason);
    });
    sent.end(body);
  });
