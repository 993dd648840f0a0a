import { os } from './implementer.ts';

/** Drafts, deleted records and the history: the router's part. */
export const keepingRouter = {
  drafts: {
    list: os.drafts.list.handler(({ context, input }) => context.services.drafts.list(input)),
    save: os.drafts.save.handler(({ context, input }) => {
      context.services.drafts.save(input);
      return { success: true };
    }),
    discard: os.drafts.discard.handler(({ context, input }) => ({
      success: context.services.drafts.discard(input.id),
    })),
  },
  deleted: {
    list: os.deleted.list.handler(({ context, input }) => context.services.deleted.list(input)),
    bringBack: os.deleted.bringBack.handler(({ context, input }) =>
      context.services.deleted.bringBack(input.id),
    ),
  },
  imports: {
    check: os.imports.check.handler(({ context, input }) => context.services.imports.check(input)),
    add: os.imports.add.handler(({ context, input }) => context.services.imports.add(input)),
    list: os.imports.list.handler(({ context, input }) => context.services.imports.list(input)),
    undo: os.imports.undo.handler(({ context, input }) => context.services.imports.undo(input)),
  },
  history: {
    get: os.history.get.handler(({ context, input }) => context.services.history.get(input)),
  },
};
