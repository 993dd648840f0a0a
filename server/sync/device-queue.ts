/**
 * The uploads of one device that this process holds. A device keeps two in flight; the later one waits here for
 * the earlier, instead of being sent back.
 */
export class DeviceQueue {
  readonly #slots = new Map<string, Set<Slot>>();

  /** Call when an upload begins to arrive, and `close` when it is answered, however. */
  open(device: string): Slot {
    const siblings = this.#slots.get(device) ?? new Set();
    this.#slots.set(device, siblings);
    const slot = new Slot(siblings, () => {
      siblings.delete(slot);
      if (siblings.size === 0) this.#slots.delete(device);
    });
    siblings.add(slot);
    return slot;
  }
}

export class Slot {
  readonly #siblings: ReadonlySet<Slot>;
  readonly #leave: () => void;
  readonly #closed = Promise.withResolvers<undefined>();
  #waiting = false;

  constructor(siblings: ReadonlySet<Slot>, leave: () => void) {
    this.#siblings = siblings;
    this.#leave = leave;
  }

  close(): void {
    this.#leave();
    this.#closed.resolve(undefined);
  }

  /** Resolves true once another upload of this device was answered; false when none is left to wait for. */
  async another(): Promise<boolean> {
    const busy = [...this.#siblings].filter((slot) => slot !== this && !slot.#waiting);
    if (busy.length === 0) return false;
    this.#waiting = true;
    await Promise.race(busy.map((slot) => slot.#closed.promise));
    this.#waiting = false;
    return true;
  }
}
