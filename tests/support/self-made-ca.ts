import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** An authority that only its own tests trust, as a clinic or a filtering proxy has one. */
export interface SelfMadeCa {
  /** PEM. */
  readonly cert: string;
  /** A certificate for servers of these names; one that has expired where the days are below zero. */
  issue(names: readonly string[], days?: number): Promise<Identity>;
}

export async function makeCa(name: string): Promise<SelfMadeCa> {
  const root = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...validFor(30),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  return {
    cert: root.cert,
    issue: async (names, days = 10) => {
      const { cert, private: key } = await generate(
        [{ name: 'commonName', value: names[0] ?? '' }],
        {
          keyType: 'ec',
          algorithm: 'sha256',
          ...validFor(days),
          ca: { key: root.private, cert: root.cert },
          extensions: [
            { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
            { name: 'extKeyUsage', serverAuth: true },
          ],
        },
      );
      return { cert, key };
    },
  };
}

function validFor(days: number) {
  const now = Date.now();
  return {
    notBeforeDate: new Date(now - 20 * DAY_MS),
    notAfterDate: new Date(now + days * DAY_MS),
  };
}
