import { type CatalogueEntry, entry } from './entry.ts';

/** What lies between a desk and its server. */
export const connectionEntries = {
  SERVER_UNREACHABLE: entry(
    'The server {server} cannot be reached: {detail}',
    'Check the network; work goes on and is sent later.',
    503,
  ),
  SERVER_CERTIFICATE: entry(
    'The certificate of {host} is refused: {reason}. It is made out to {subject} by {issuer}, until {validTo}; SHA-256 {fingerprint}.',
    'Nothing was sent. Where it is the clinic’s own, or that of a filter which everything here passes, get the file of who issued it from your administrator and name it: `satchel config set network.caFile FILE`. Otherwise tell them: somebody may be listening.',
    502,
  ),
  PROXY_REFUSED: entry(
    'The proxy {proxy} did not let this desk through: {reason}.',
    'Ask who looks after the network to let Satchel reach {server}. A proxy that wants a name and a password is named for Satchel alone: HTTPS_PROXY=http://NAME:PASSWORD@{proxy}',
    502,
  ),
  SERVER_ERROR: entry(
    'The server answered {status}: {detail}',
    'It is tried again by itself; if it stays, tell its administrator.',
    502,
  ),
  SERVER_NOT_SATCHEL: entry(
    '{server} answered, but not as a Satchel server.',
    'Check the address.',
    502,
  ),
} as const satisfies Record<string, CatalogueEntry>;
