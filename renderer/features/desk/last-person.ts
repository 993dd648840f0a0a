import { currentRoute, navigate } from '../../ui/router.ts';

/** Who was at this window last, so that another person does not land on what the one before was reading. */
let last: string | undefined;
let wasLocked = false;

export function noteLocked(): void {
  wasLocked = true;
}

/** After a lock the same person goes on where they were; anybody else begins at the front. */
export function rememberPerson(person: string | null): void {
  if (person === null) return;
  const another = last !== undefined && last !== person;
  if (wasLocked && another && currentRoute().segments[0] !== 'status')
    navigate(['status'], { replace: true });
  last = person;
  wasLocked = false;
}
