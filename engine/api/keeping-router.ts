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
  history: {
    get: os.history.get.handler(({ context, input }) => context.services.history.get(input)),
  },
};
