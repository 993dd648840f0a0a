import { type Agent, request as openRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { type Said, say, type SentenceCode } from '../../shared/said/said.ts';

const LOOK_LIMIT_MS = 10_000;

/** OpenSSL's and Node's codes for a certificate that was refused, in words. */
const faults = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-chain',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-itself',
  CERT_UNTRUSTED: 'certificate-not-server',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-early',
  CERT_REVOKED: 'certificate-revoked',
  CERT_SIGNATURE_FAILURE: 'certificate-signature',
  INVALID_CA: 'certificate-authority',
  INVALID_PURPOSE: 'certificate-purpose',
  HOSTNAME_MISMATCH: 'certificate-name',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
} as const satisfies Record<string, SentenceCode>;

/** True where an error's code says that a certificate was refused. */
export function isCertificateFault(code: string | undefined): code is keyof typeof faults {
  return code !== undefined && Object.hasOwn(faults, code);
}

function faultOf(code: string): Said | string {
  return isCertificateFault(code) ? say(faults[code], { code }) : code;
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
  const fault = faultOf(code);
  return new SatchelError('SERVER_CERTIFICATE', {
    host,
    reason: note === undefined ? fault : say('certificate-noted', { fault, note }),
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
