import { type AppUpdater, Provider, type UpdateInfo } from 'electron-updater';
import {
  type ProviderRuntimeOptions,
  resolveFiles,
} from 'electron-updater/out/providers/Provider.js';
import { SIGNATURE_SUFFIX } from '../../engine/index.ts';
import { isSatchelError, SatchelError } from '../../shared/errors/satchel-error.ts';
import type { FoundRelease } from './judge-release.ts';

export interface SignedFeed {
  /** The folder of releases. */
  readonly url: string;
  /** `latest`, or another channel's name. */
  readonly channel: string;
  /** Throws what a release is refused for. */
  readonly judge: (release: FoundRelease) => UpdateInfo;
}

/**
 * Makes an updater take releases of one folder, each with its signature. The manifest is fetched once: what was judged is what
 * the package is then compared with, byte for byte, so nothing can be exchanged in between.
 */
export function takeSignedReleases(updater: AppUpdater, feed: SignedFeed): void {
  class SignedProvider extends Provider<UpdateInfo> {
    readonly #base = new URL(feed.url.endsWith('/') ? feed.url : `${feed.url}/`);

    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    override async getLatestVersion(): Promise<UpdateInfo> {
      const name = `${this.getCustomChannelName(feed.channel)}.yml`;
      const manifest = await this.#fetch(name);
      if (manifest === undefined) throw this.#unreachable(`there is no ${name}`);
      const signature = await this.#fetch(`${name}${SIGNATURE_SUFFIX}`);
      return feed.judge({ server: this.#base.href, name, manifest, signature });
    }

    override resolveFiles(info: UpdateInfo) {
      return resolveFiles(info, this.#base);
    }

    /** Undefined where the server says that there is no such file. */
    async #fetch(name: string): Promise<string | undefined> {
      const url = new URL(name, this.#base);
      // Caches between here and there must not hold an old release back.
      url.searchParams.set('at', Date.now().toString(36));
      try {
        return (await this.httpRequest(url)) ?? '';
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return undefined;
        // Of the way there: it says already which proxy or which certificate it was.
        if (isSatchelError(error)) throw error;
        throw this.#unreachable(
          error instanceof Error ? (error.message.split('\n')[0] ?? '') : '',
          error,
        );
      }
    }

    #unreachable(detail: string, cause?: unknown): SatchelError {
      return new SatchelError('UPDATE_UNREACHABLE', { server: this.#base.href, detail }, { cause });
    }
  }
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider });
}
