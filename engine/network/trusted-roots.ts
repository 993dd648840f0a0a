import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Log } from '../ports.ts';

// As Node began: a thread has one list, and what is added to it must not count as shipped later.
const shipped = getCACertificates('default');

/**
 * Whom this thread trusts to vouch for a server: the roots that come with Node, those of the operating system, and those
 * of a file that an administrator names. Node keeps them by thread; whatever speaks TLS in it trusts the same.
 */
export class TrustedRoots {
  readonly #log: Log;
  #used: { readonly file: string | null } | undefined;
  #problem: string | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** What is wrong with the named file, in words; undefined where nothing is. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Reads them where the file is another than before; true where they were read. Costs tens of milliseconds, once. */
  use(file: string | null): boolean {
    if (this.#used?.file === file) return false;
    this.#used = { file };
    this.#problem = undefined;
    const roots = new Set([...shipped, ...this.#ofSystem(), ...this.#ofFile(file)]);
    setDefaultCACertificates([...roots]);
    return true;
  }

  #ofSystem(): readonly string[] {
    try {
      return getCACertificates('system');
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#log.write('warn', 'the system’s certificates cannot be read', { reason });
      return [];
    }
  }

  /** A file that cannot be used must not end the syncing of a desk that may not even need it. */
  #ofFile(file: string | null): readonly string[] {
    if (file === null) return [];
    try {
      return certificatesOf(readFileSync(file, 'utf8'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#problem = `network.caFile cannot be used (${reason})`;
      this.#log.write('warn', 'the file of network.caFile cannot be used', { file, reason });
      return [];
    }
  }
}

/** @throws Error where the text holds no certificate, or one that is none */
function certificatesOf(text: string): readonly string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (found === null) throw new RangeError(`it holds no certificate in PEM form`);
  for (const pem of found) new X509Certificate(pem);
  return found;
}
