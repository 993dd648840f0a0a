import { useState } from 'react';
import type { Setting } from '../../../shared/api/settings.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { setClinicZone } from '../../text/clinic-zone.ts';
import { toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';

export interface SettingsAnswer {
  readonly values: ReadonlyMap<string, Setting> | undefined;
  readonly error: SatchelError | undefined;
  readonly reload: () => void;
  /** Writes one setting to the desk's file; what is refused is said, and the old value shown again. */
  readonly set: (key: string, value: Setting['value']) => void;
}

/** The settings in force, by dotted path. */
export function useSettings(): SettingsAnswer {
  const client = useClient();
  const [writes, setWrites] = useState(0);
  const all = useAnswer((signal) => client.settings.all({}, { signal }), 'settings', writes);
  return {
    values: all.data && new Map(all.data.map((setting) => [setting.key, setting])),
    error: all.error,
    reload: all.reload,
    set: (key, value) => {
      client.settings
        .set({ key, value })
        .then(() => {
          if (key === 'remote.timeZone') setClinicZone(value);
        })
        .catch(toastError)
        .finally(() => {
          setWrites((before) => before + 1);
        });
    },
  };
}
