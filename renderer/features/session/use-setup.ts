import { useEffect } from 'react';
import { createStore, useStore } from 'zustand';
import type { SatchelClient } from '../../client.ts';
import { toastError } from '../../ui/toasts.tsx';
import { useClient, useSession } from './desk-context.tsx';

/** What the first run asks for once the records are here, in this order. */
export type LaterStep = 'database' | 'backups' | 'key';

interface SetupState {
  /** Steps yet to do; undefined until the desk has said so. */
  readonly left: readonly LaterStep[] | undefined;
  /** The database to bring along. */
  readonly file: string | null;
}

/** The desk keeps it in its settings, so that the first run goes on after a restart, in whichever window. */
const store = createStore<SetupState>(() => ({ left: undefined, file: null }));

export interface Setup extends SetupState {
  /** The desk is about to be connected: these steps follow. */
  readonly begin: (steps: readonly LaterStep[], file: string | null) => Promise<void>;
  /** Done, or not wanted: it is not asked for again. */
  readonly pass: (...steps: readonly LaterStep[]) => void;
  readonly setFile: (file: string | null) => void;
}

export function useSetup(): Setup {
  const client = useClient();
  const rounds = useSession((session) => session.rounds);
  const state = useStore(store);
  useEffect(() => {
    readSetup(client).catch(toastError);
  }, [client, rounds]);
  const write = async (key: string, value: string | null | LaterStep[]): Promise<void> => {
    await client.settings.set({ key, value });
  };
  return {
    ...state,
    begin: async (steps, file) => {
      await write('setup.file', file);
      await write('setup.left', [...steps]);
      store.setState({ left: steps, file });
    },
    pass: (...steps) => {
      const left = (store.getState().left ?? []).filter((step) => !steps.includes(step));
      store.setState({ left });
      write('setup.left', left).catch(toastError);
    },
    setFile: (file) => {
      store.setState({ file });
      write('setup.file', file).catch(toastError);
    },
  };
}

async function readSetup(client: SatchelClient): Promise<void> {
  const settings = await client.settings.all({});
  const value = (key: string): unknown => settings.find((one) => one.key === key)?.value;
  const left = value('setup.left');
  const file = value('setup.file');
  store.setState({
    left: Array.isArray(left) ? (left as LaterStep[]) : [],
    file: typeof file === 'string' ? file : null,
  });
}
