/** What a start of the app asks for, in its own words or passed on by a second start. */
export interface Launch {
  readonly home: string | undefined;
  /** Started at login: the tray alone, without a window. */
  readonly hidden: boolean;
  /** The page of the window to open, as its address's fragment without `#/`. */
  readonly page: string | undefined;
}

export const DEEP_LINK_SCHEME = 'satchel';

/** Nouns a link may name, with the table whose record it opens. */
const linked: Readonly<Record<string, string>> = {
  patient: 'patients',
  owner: 'owners',
  appointment: 'appointments',
  visit: 'visits',
};
const plainKey = /^[\w-]{1,64}$/;

/** Chromium adds switches of its own in between, so anything unknown is passed over. */
export function launchOf(argv: readonly string[]): Launch {
  const at = argv.indexOf('--home');
  const joined = argv.find((argument) => argument.startsWith('--home='))?.slice('--home='.length);
  const link = argv.find((argument) => argument.startsWith(`${DEEP_LINK_SCHEME}:`));
  return {
    home: joined ?? (at < 0 ? undefined : argv[at + 1]),
    hidden: argv.includes('--hidden'),
    page: link === undefined ? undefined : pageOfLink(link),
  };
}

/**
 * The page of `satchel://patient/KEY`. Any program and any web page may send such a link, so it can only open a page:
 * undefined for everything but a known noun with a plain key.
 */
export function pageOfLink(link: string): string | undefined {
  const [, noun = '', key = ''] = /^satchel:\/\/(\w+)\/([^/?#]+)\/?$/.exec(link) ?? [];
  const table = Object.hasOwn(linked, noun) ? linked[noun] : undefined;
  return table !== undefined && plainKey.test(key) ? `records/${table}/record/${key}` : undefined;
}
