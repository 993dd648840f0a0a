import { Notification } from 'electron';
import type { Notice } from './notices.ts';

/** Shows notices of the system, each opening its page. One of a kind at a time: a newer one takes the older one's place. */
export class NoticeBoard {
  readonly #open: (page: string) => void;
  /** Kept until closed: a notification that is collected as garbage no longer hears its click. */
  readonly #shown = new Map<Notice['kind'], Notification>();

  constructor(open: (page: string) => void) {
    this.#open = open;
  }

  show({ kind, title, body, page }: Notice): void {
    if (!Notification.isSupported()) return;
    this.#shown.get(kind)?.close();
    const notification = new Notification({ title, body });
    const forget = (): void => {
      if (this.#shown.get(kind) === notification) this.#shown.delete(kind);
    };
    notification.on('click', () => {
      this.#open(page);
      forget();
    });
    notification.on('close', forget);
    this.#shown.set(kind, notification);
    notification.show();
  }

  close(): void {
    for (const notification of this.#shown.values()) notification.close();
    this.#shown.clear();
  }
}
