import { type ClientRequest, request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js';
import type { Outside } from '../../engine/index.ts';

type Agents = Parameters<Parameters<Outside['byEveryWay']>[1]>[0];
type ApiRequest = Parameters<ElectronHttpExecutor['doApiRequest']>;
type Download = Parameters<ElectronHttpExecutor['doDownload']>;

/**
 * How an updater fetches: by the engine's own ways, not by Electron's session, which knows neither `network.caFile` nor
 * `HTTPS_PROXY`. Each redirect finds its own way; plain http is followed on this computer alone.
 */
export class OutsideExecutor extends ElectronHttpExecutor {
  readonly #outside: Outside;
  /** Of each origin, set before anything is asked of it: a request is made at once, and a way has to be found first. */
  readonly #agents = new Map<string, Agents>();

  constructor(outside: Outside) {
    super();
    this.#outside = outside;
  }

  override doApiRequest(...[options, ...rest]: ApiRequest): Promise<string> {
    return this.#byEveryWay(options, () => super.doApiRequest(options, ...rest));
  }

  override doDownload(...[options, call, redirects]: Download): void {
    const { callback } = call;
    const once = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const end = (error: Error | null): void => {
          if (error) reject(error);
          else resolve();
        };
        super.doDownload(options, { ...call, callback: end }, redirects);
      });
    this.#byEveryWay(options, once).then(() => {
      callback(null);
    }, callback);
  }

  override createRequest(
    options: RequestOptions,
    callback: (response: unknown) => void,
  ): Electron.ClientRequest {
    const { protocol, origin } = addressOf(options);
    const agents = this.#agents.get(origin);
    if (!agents) throw new RangeError(`no way to ${origin} is known`);
    const request: ClientRequest =
      protocol === 'https:'
        ? requestHttps({ ...options, agent: agents.httpsAgent }, callback)
        : requestHttp({ ...options, agent: agents.httpAgent }, callback);
    // Node's and Electron's requests are alike in all that the updater does with them.
    return request as unknown as Electron.ClientRequest;
  }

  /** Node hands a redirect over as an answer like any other, which is followed there. */
  override addRedirectHandlers(): void {}

  async #byEveryWay<T>(options: RequestOptions, work: () => Promise<T>): Promise<T> {
    const { origin, protocol, hostname } = addressOf(options);
    if (protocol !== 'https:' && !/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) {
      throw new RangeError(`${origin} is not encrypted`);
    }
    const outcome = await this.#outside.byEveryWay(origin, (agents) => {
      this.#agents.set(origin, agents);
      return work().then((value) => ({ value }), answered);
    });
    if ('refusal' in outcome) throw outcome.refusal;
    return outcome.value;
  }
}

/** What the server said is no fault of the way to it. */
function answered(error: unknown): { refusal: Error } {
  if (error instanceof Error && error.name === 'HttpError') return { refusal: error };
  throw error;
}

function addressOf({ protocol, hostname, port }: RequestOptions): URL {
  const tail = port === undefined || port === null ? '' : `:${String(port)}`;
  return new URL(`${protocol ?? 'https:'}//${hostname ?? ''}${tail}`);
}
