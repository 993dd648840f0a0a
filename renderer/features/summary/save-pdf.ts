const PDF_MESSAGE = 'satchel:pdf';

/** What became of it; `file` is its name without its folder. */
export type PdfOutcome =
  | { readonly saved: 'yes'; readonly file: string }
  | { readonly saved: 'cancelled' | 'no-space' | 'no' };

/** Has the desktop shell save the summary that is shown, where the person says in its dialog. */
export function savePdf(shell: SatchelWindow): Promise<PdfOutcome> {
  return new Promise((resolve) => {
    const receive = ({ source, data }: MessageEvent<unknown>): void => {
      if (source !== window || !isPdfMessage(data)) return;
      window.removeEventListener('message', receive);
      resolve(data.outcome);
    };
    window.addEventListener('message', receive);
    shell.savePdf();
  });
}

function isPdfMessage(data: unknown): data is { outcome: PdfOutcome } {
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { kind?: unknown }).kind === PDF_MESSAGE &&
    'outcome' in data
  );
}
