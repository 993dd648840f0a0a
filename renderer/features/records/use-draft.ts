import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft } from '../../../shared/api/keeping.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import type { SatchelClient } from '../../client.ts';
import type { SatchelError } from '../../../shared/errors/satchel-error.ts';
import { beforeLock } from '../../ui/before-lock.ts';
import { toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { windowError } from '../../ui/window-error.ts';
import { useClient } from '../session/desk-context.tsx';
import { noteDraftsChanged } from './drafts-revision.ts';
import type { Inputs, Values } from './form-state.ts';

/** Long enough that a word is typed in one save, short enough that a crash costs half a word. */
const PAUSE_MS = 400;

export interface Drafting {
  /** Drafts of this form from before; the person goes on with one or discards it. */
  readonly offers: readonly Draft[];
  readonly keptAt: string | undefined;
  readonly problem: SatchelError | undefined;
  /** From now on this form keeps its draft in the place of that one. */
  readonly take: (draft: Draft) => void;
  readonly discard: (draft: Draft) => void;
  /** What was typed is in the record now. */
  readonly saved: () => void;
}

interface Form {
  readonly table: TableDescription;
  /** The edited record's key; null for a new one. */
  readonly recordKey: string | null;
  readonly start: Inputs;
  readonly inputs: Inputs;
  readonly originals: Values | undefined;
}

/** Keeps what is typed into a form on the desk while it is typed, so that a crash or a wrong click loses none of it. */
export function useDraft(form: Form): Drafting {
  const client = useClient();
  const { table, recordKey } = form;
  const [keeper] = useState(() => new DraftKeeper(client));
  const [keptAt, setKeptAt] = useState<string>();
  const [problem, setProblem] = useState<SatchelError>();
  const [gone, setGone] = useState<readonly string[]>([]);
  const answer = useAnswer(
    (signal) => client.drafts.list({ table: table.name, key: recordKey }, { signal }),
    `${table.name}/${recordKey ?? ''}`,
  );
  const latest = useRef(form);
  latest.current = form;

  const keep = useCallback(async (): Promise<void> => {
    const now = latest.current;
    const inputs = changedInputs(now);
    try {
      const kept = await keeper.keep(Object.keys(inputs).length === 0 ? undefined : draftOf(now));
      setKeptAt(kept ? new Date().toISOString() : undefined);
      setProblem(undefined);
    } catch (caught) {
      setProblem(windowError(caught));
    }
  }, [keeper]);

  useEffect(() => {
    const timer = setTimeout(() => void keep(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [form.inputs, keep]);

  useEffect(() => beforeLock(keep), [keep]);

  // Leaving by a link is asked about, and keeps the draft; it must hold the last letter too.
  useEffect(() => () => void keep(), [keep]);

  const forget = (id: string): void => {
    setGone((before) => [...before, id]);
  };
  return {
    offers: (answer.data ?? []).filter(({ id }) => id !== keeper.id && !gone.includes(id)),
    keptAt,
    problem,
    take: (draft) => {
      keeper.adopt(draft.id);
      forget(draft.id);
    },
    discard: (draft) => {
      forget(draft.id);
      client.drafts.discard({ id: draft.id }).catch(toastError);
    },
    saved: () => {
      keeper.finish();
    },
  };
}

/** One form's draft: one call after the other, so that a slow save never undoes a discard. */
class DraftKeeper {
  readonly #client: SatchelClient;
  #last: Promise<unknown> = Promise.resolve();
  #written = '';
  #finished = false;
  id: string = crypto.randomUUID();

  constructor(client: SatchelClient) {
    this.#client = client;
  }

  adopt(id: string): void {
    const { id: before } = this;
    if (this.#written !== '') void this.#client.drafts.discard({ id: before }).catch(toastError);
    this.id = id;
    this.#written = '-';
  }

  /** Undefined: nothing differs from the record any more. Answers whether there is a draft now. */
  async keep(draft: DraftBody | undefined): Promise<boolean> {
    const text = draft ? JSON.stringify(draft) : '';
    if (this.#finished || text === this.#written) return text !== '';
    this.#written = text;
    const { id } = this;
    const next = this.#last
      .catch(() => undefined)
      .then(() =>
        draft ? this.#client.drafts.save({ id, ...draft }) : this.#client.drafts.discard({ id }),
      );
    this.#last = next;
    await next;
    noteDraftsChanged();
    return draft !== undefined;
  }

  finish(): void {
    if (this.#written !== '') void this.keep(undefined).catch(toastError);
    this.#finished = true;
  }
}

type DraftBody = Omit<Draft, 'id' | 'savedAt'>;

function draftOf(form: Form): DraftBody {
  const inputs = changedInputs(form);
  const base = Object.fromEntries(
    Object.keys(inputs).map((name) => [name, form.originals?.[name] ?? null]),
  );
  return { table: form.table.name, key: form.recordKey, inputs, base };
}

function changedInputs({ inputs, start }: Form): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name, input]) => input !== (start[name] ?? '')),
  );
}
