import { type Agent, request as openRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { SatchelError } from '../../shared/errors/satchel-error.ts';

const LOOK_LIMIT_MS = 10_000;

/** OpenSSL's and Node's codes for a certificate that was refused, in words. */
const faults: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'nobody this computer trusts vouches for it',
  UNABLE_TO_GET_ISSUER_CERT: 'nobody this computer trusts vouches for it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'nobody this computer trusts vouches for it',
  SELF_SIGNED_CERT_IN_CHAIN: 'who vouches for it is not trusted by this computer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it vouches for itself',
  CERT_UNTRUSTED: 'it is not trusted for servers',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet; is the clock right?',
  CERT_REVOKED: 'it was revoked',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  INVALID_CA: 'who vouches for it may not do so',
  INVALID_PURPOSE: 'it is not meant for servers',
  HOSTNAME_MISMATCH: 'it is made out to another name',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out to another name',
};

/** True where an error's code says that a certificate was refused. */
export function isCertificateFault(code: string | undefined): code is string {
  return code !== undefined && Object.hasOwn(faults, code);
}

/**
 * The error for a certificate that was refused, with which one it was. That takes another connection, which is closed
 * after the handshake: nothing is ever sent over it.
 */
export async function explainCertificate(
  { url, code, note }: { url: string; code: string; note: string | undefined },
  agent: Agent,
): Promise<SatchelError> {
  const { host } = new URL(url);
  const shown = await look(url, agent);
  return new SatchelError('SERVER_CERTIFICATE', {
    host,
    reason: `${faults[code] ?? code} (${code})${note === undefined ? '' : `; ${note}`}`,
    ...(shown ?? {
      subject: 'unknown',
      issuer: 'unknown',
      validTo: 'unknown',
      fingerprint: 'unknown',
    }),
  });
}

interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validTo: string;
  readonly fingerprint: string;
}

function look(url: string, agent: Agent): Promise<ShownCertificate | undefined> {
  return new Promise((resolve) => {
    const request = openRequest(url, { agent, rejectUnauthorized: false, timeout: LOOK_LIMIT_MS });
    const end = (shown?: ShownCertificate): void => {
      resolve(shown);
      request.destroy();
    };
    request.on('error', () => {
      end();
    });
    request.on('timeout', () => {
      end();
    });
    request.on('socket', (socket) => {
      if (!(socket instanceof TLSSocket)) return;
      const seen = describe(socket);
      if (seen) end(seen);
      else
        socket.once('secureConnect', () => {
          end(describe(socket));
        });
    });
    // The request is never ended, so not even its head is written.
  });
}

function describe(socket: TLSSocket): ShownCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validTo: certificate.validTo,
    fingerprint: certificate.fingerprint256,
  };
}

/** `CN=Clinic CA, O=Clinic`; Node parts them by lines. */
function oneLine(name: string): string {
  return name.trim().replaceAll('\n', ', ');
}
