import type { MessagePort } from 'node:worker_threads';
import type { SatchelErrorJson } from '../../shared/errors/satchel-error.ts';
import type { LogLevel, Secrets } from '../ports.ts';

/** What a thread is started with. `rpc` carries the contract; `secrets` is there unless secrets lie in a file. */
export interface ThreadData {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly autoSync: boolean;
  /** The thread kept dying: it syncs by itself only once a person says so. */
  readonly safeMode: boolean;
  readonly rpc: MessagePort;
  readonly secrets?: {
    readonly kind: Secrets['kind'];
    readonly backend: string | undefined;
    readonly port: MessagePort;
  };
  /** Asks the host for the system's proxies; there where the host knows more than the environment says. */
  readonly proxies?: MessagePort;
  /** A database that is made anew is encrypted from its first page on. */
  readonly sealNew: boolean;
}

/** A thread's first message is `ready` or `failed`; `closed` is its last. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: SatchelErrorJson }
  | { readonly type: 'closed' }
  // Every thread of the home is to close and start again, this one last and first.
  | { readonly type: 'restart' }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields?: Readonly<Record<string, unknown>>;
    };

/** The only thing a thread is told outside its RPC port. */
export interface ToThread {
  readonly type: 'close';
}

export type SecretsRequest =
  | { readonly id: number; readonly op: 'get'; readonly name: string }
  | {
      readonly id: number;
      readonly op: 'set';
      readonly name: string;
      readonly value: string | undefined;
    };

export type SecretsAnswer =
  | { readonly id: number; readonly value: string | undefined }
  | { readonly id: number; readonly error: SatchelErrorJson };

export interface ProxyQuestion {
  readonly id: number;
  readonly url: string;
}

/** In the words of a PAC file. */
export interface ProxyAnswer {
  readonly id: number;
  readonly result: string;
}
