import { once } from 'node:events';
import { notLooked, type UpdateState } from '../../shared/api/updates.ts';
import type { UpdatesApi } from './services.ts';

const state: UpdateState = {
  ...notLooked,
  installed: '',
  phase: 'off',
  off: 'host',
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
