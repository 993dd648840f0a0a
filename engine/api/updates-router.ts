import { os } from './implementer.ts';
import { watch } from './watch.ts';

/** The updates' part of the router. */
export const updatesRouter = {
  state: os.updates.state.handler(({ context }) => context.services.updates.state()),
  watch: os.updates.watch.handler(async ({ context, signal }) =>
    watch(
      signal,
      (gone) => context.services.updates.changes(gone),
      (state) => state,
    ),
  ),
  look: os.updates.look.handler(({ context }) => context.services.updates.look()),
  install: os.updates.install.handler(({ context, input }) =>
    context.services.updates.install(input.anyway),
  ),
  later: os.updates.later.handler(({ context }) => context.services.updates.later()),
};
