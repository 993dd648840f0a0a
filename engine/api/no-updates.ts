import { once } from 'node:events';
import type { UpdateState } from '../../shared/api/updates.ts';
import type { UpdatesApi } from './services.ts';

const state: UpdateState = {
  installed: '',
  phase: 'off',
  off: 'host',
  lastLookedAt: null,
  version: null,
  notes: null,
  progress: null,
  waiting: null,
  laterUntil: null,
  error: null,
};

/** Of a host that something else updates: a package manager, or whoever looks after the machine. */
export const noUpdates: UpdatesApi = {
  state: () => state,
  async *changes(signal) {
    yield state;
    if (!signal.aborted) await once(signal, 'abort');
  },
  look: () => Promise.resolve(state),
  install: () => Promise.resolve(state),
  later: () => state,
};
