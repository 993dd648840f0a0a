import { rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { Log } from '../../engine/index.ts';
import { APP_ORIGIN } from '../security/app-scheme.ts';
import { isTrustedSender } from '../security/trusted-sender.ts';
import { PDF_CHANNEL } from './channels.ts';

export interface SaveSummariesOptions {
  readonly ipcMain: Pick<IpcMain, 'on'>;
  /** The contents of the windows that main made; no other may ask. */
  readonly windows: ReadonlySet<WebContents>;
  /** Where the person wants the file, or undefined where they thought better of it. */
  readonly choosePath: (suggested: string) => Promise<string | undefined>;
  /** The system's region, as of ISO 3166; it decides the size of paper. */
  readonly country: string;
  readonly log: Log;
}

type Outcome =
  | { readonly saved: 'yes'; readonly file: string }
  | { readonly saved: 'cancelled' | 'no-space' | 'no' };

/** Regions whose paper is Letter, as of the Unicode CLDR's `paperSize`. */
const LETTER = new Set([
  'BZ',
  'CA',
  'CL',
  'CO',
  'CR',
  'GT',
  'MX',
  'NI',
  'PA',
  'PH',
  'PR',
  'SV',
  'US',
  'VE',
]);
const SUMMARY_PAGE = /^#\/records\/patients\/record\/[^/?#]+\/print$/;

/**
 * Saves a patient's summary as a PDF. The message carries nothing: what is printed is what the window shows, and only
 * while it shows a summary; where it goes, a person says in the system's own dialog. So a page that was taken over
 * can neither name a file nor write one unseen.
 */
export function saveSummaries(options: SaveSummariesOptions): void {
  const { ipcMain, windows, log } = options;
  const busy = new WeakSet<WebContents>();
  ipcMain.on(PDF_CHANNEL, (event: IpcMainEvent) => {
    const { sender, senderFrame } = event;
    if (!isTrustedSender(event, windows) || !showsSummary(senderFrame?.url)) {
      log.write('warn', 'a PDF was asked for from elsewhere than a summary, and refused', {
        channel: PDF_CHANNEL,
      });
      return;
    }
    if (busy.has(sender)) return;
    busy.add(sender);
    void save(sender, options)
      .then((outcome) => senderFrame?.postMessage(PDF_CHANNEL, outcome))
      .finally(() => busy.delete(sender));
  });
}

function showsSummary(address: string | undefined): boolean {
  if (address === undefined) return false;
  const { hash, pathname } = new URL(address);
  return (
    address.startsWith(`${APP_ORIGIN}/`) && pathname === '/index.html' && SUMMARY_PAGE.test(hash)
  );
}

async function save(contents: WebContents, options: SaveSummariesOptions): Promise<Outcome> {
  try {
    const path = await options.choosePath(fileName(contents.getTitle()));
    if (path === undefined) return { saved: 'cancelled' };
    // The page is the person's own while the dialog is open on some systems.
    if (!showsSummary(contents.mainFrame.url)) return { saved: 'cancelled' };
    const pdf = await contents.printToPDF({
      pageSize: LETTER.has(options.country) ? 'Letter' : 'A4',
      printBackground: true,
      preferCSSPageSize: false,
    });
    await writeWhole(path, pdf);
    return { saved: 'yes', file: basename(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    options.log.write('warn', 'a summary could not be saved as a PDF', { code: code ?? 'unknown' });
    return { saved: code === 'ENOSPC' || code === 'EDQUOT' ? 'no-space' : 'no' };
  }
}

/** An older file of that name stays as it is until the new one is whole. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** The page's title without the product's name and without what no system takes in a file's name. */
export function fileName(title: string): string {
  const about = title.slice(0, Math.max(title.lastIndexOf(' · '), 0)) || title;
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = about.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, ' ').replace(/\s+/g, ' ');
  return `${
    plain
      .trim()
      .replace(/^[. ]+|[. ]+$/g, '')
      .slice(0, 80)
      .trim() || 'summary'
  }.pdf`;
}
