import { createStore, useStore } from 'zustand';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';

/** A recovery key that was told to this window, and nobody has said yet that it is on paper. */
export interface HeldKey {
  readonly recoveryKey: string;
  /** Whether the database has it: not before it is copied, and perhaps never where the engine does not come back. */
  readonly standing: 'changing' | 'holds' | 'unsure';
}

export interface EncryptionWork {
  readonly held: HeldKey | undefined;
  readonly busy: boolean;
  readonly error: SatchelError | undefined;
  readonly revision: number;
}

/**
 * In this window's memory and nowhere else. It outlives the page: the engine tells the key once, and the restart that
 * follows may lock the desk, which takes every page off the screen.
 */
const store = createStore<EncryptionWork>(() => ({
  held: undefined,
  busy: false,
  error: undefined,
  revision: 0,
}));

export function useEncryptionWork(): EncryptionWork {
  return useStore(store);
}

export function noteEncryptionWork(change: Partial<Omit<EncryptionWork, 'revision'>>): void {
  store.setState(({ revision }) => ({ ...change, revision: revision + 1 }));
}

export function holdKey(recoveryKey: string, standing: HeldKey['standing']): void {
  noteEncryptionWork({ held: { recoveryKey, standing } });
}

/** It is on paper, or opens nothing. */
export function forgetKey(): void {
  noteEncryptionWork({ held: undefined });
}
