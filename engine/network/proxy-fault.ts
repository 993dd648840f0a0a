import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say } from '../../shared/said/said.ts';
import type { ProxyRoute } from './proxy-routes.ts';

/** No connection came about, so nothing was sent and another way may be tried. */
const connectionFault = /^E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH)$/;

export function isConnectionFault(error: unknown): boolean {
  return connectionFaultOf(error) !== undefined;
}

/** What a proxy did instead of connecting; undefined where the error is not its doing. */
export function proxyRefusal(
  error: unknown,
  route: ProxyRoute,
  url: string,
): SatchelError | undefined {
  if (route.kind === 'direct') return undefined;
  const server = new URL(url).host;
  const away = connectionFaultOf(error);
  if (away !== undefined) {
    const detail = say('net-proxy', { proxy: route.name, code: away });
    return new SatchelError('SERVER_UNREACHABLE', { server, detail }, { cause: error });
  }
  const faults = faultsOf(error);
  const refused =
    faults.find(({ statusCode }) => statusCode !== undefined) ??
    faults.find(({ code, name }) => code === 'ERR_PROXY_TUNNEL' || isSocks(name));
  if (!refused) return undefined;
  const reason = reasonOf(refused.statusCode, refused.message);
  return new SatchelError('PROXY_REFUSED', { proxy: route.name, server, reason }, { cause: error });
}

/** The system's code; the SOCKS client gives it in its message alone. */
function connectionFaultOf(error: unknown): string | undefined {
  return faultsOf(error)
    .flatMap(({ code, name, message }) =>
      isSocks(name) ? message.split(/\s/) : code === undefined ? [] : [code],
    )
    .find((word) => connectionFault.test(word));
}

function isSocks(name: string): boolean {
  return name === 'SocksClientError';
}

function reasonOf(status: number | undefined, message: string): Said | string {
  if (status === 407) return say('proxy-credentials', { status });
  if (status === 403) return say('proxy-forbidden', { status });
  if (status !== undefined) return say('proxy-answered', { status });
  return message;
}

interface Fault {
  /** Its class: the SOCKS client does not set `name`. */
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly statusCode: number | undefined;
}

/** An error with its causes: axios and the agents each put theirs around what happened. */
function faultsOf(error: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  for (let at = error; at instanceof Error && faults.length < 8; at = at.cause) {
    const { code, statusCode } = at as { code?: string; statusCode?: number };
    faults.push({ name: at.constructor.name, message: at.message, code, statusCode });
  }
  return faults;
}
