import { os } from './implementer.ts';
import { watch } from './watch.ts';

/** The shared desk's part of the router. */
export const deskRouter = {
  state: os.desk.state.handler(({ context }) => context.services.desk.state()),
  watch: os.desk.watch.handler(async ({ context, signal }) =>
    watch(
      signal,
      (gone) => context.services.desk.changes(gone),
      (state) => state,
    ),
  ),
  people: os.desk.people.handler(({ context }) => context.services.desk.people()),
  lock: os.desk.lock.handler(({ context }) => context.services.desk.lock()),
  unlock: os.desk.unlock.handler(({ context, input }) =>
    context.services.desk.unlock(input.username, input.pin),
  ),
  active: os.desk.active.handler(({ context }) => {
    context.services.desk.active();
    return { success: true };
  }),
  setPin: os.desk.setPin.handler(({ context, input }) => context.services.desk.setPin(input)),
  changePin: os.desk.changePin.handler(async ({ context, input }) => {
    await context.services.desk.changePin(input.current, input.next);
    return { success: true };
  }),
  removePin: os.desk.removePin.handler(({ context, input }) =>
    context.services.desk.removePin(input.username),
  ),
};
