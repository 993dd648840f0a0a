import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';

/** The clinic's time zone where the settings name one; undefined is the desk's own, and until it is known. */
export function useClinicZone(): string | undefined {
  const client = useClient();
  const answer = useAnswer(async (signal) => {
    const settings = await client.settings.all({}, { signal });
    return settings.find(({ key }) => key === 'remote.timeZone')?.value;
  }, 'zone');
  const zone = answer.data;
  return typeof zone === 'string' && zone !== 'local' ? zone : undefined;
}
