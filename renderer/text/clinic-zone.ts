import { createStore, useStore } from 'zustand';

/**
 * The clinic's time zone where the settings name one: an appointment at nine is at nine at every desk, also at one whose
 * computer stands elsewhere. Undefined is the desk's own. Known before a record is drawn.
 */
const store = createStore<{ readonly zone: string | undefined }>(() => ({ zone: undefined }));

/** An IANA name; for code that is no component. */
export function clinicZone(): string | undefined {
  return store.getState().zone;
}

export function useClinicZone(): string | undefined {
  return useStore(store, ({ zone }) => zone);
}

/** As the setting `remote.timeZone` has it; `local`, and what no clock knows, is the desk's own. */
export function setClinicZone(setting: unknown): void {
  const zone = typeof setting === 'string' && setting !== 'local' ? setting : undefined;
  store.setState({ zone: zone !== undefined && isZone(zone) ? zone : undefined });
}

/** The clinic's zone where this computer's is another one: then times say which they are of. */
export function foreignZone(): string | undefined {
  const zone = clinicZone();
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone === here ? undefined : zone;
}

function isZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
