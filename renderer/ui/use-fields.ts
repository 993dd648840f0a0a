import { type SyntheticEvent, useState } from 'react';
import type { SatchelError } from '../../shared/errors/satchel-error.ts';
import { windowError } from './window-error.ts';

type Texts = Readonly<Record<string, string>>;

interface FieldsOptions<F> {
  readonly send: (fields: F) => Promise<unknown>;
  readonly onTaken: (fields: F) => void;
  /** What the fields hold once it was taken; nothing, where left out. */
  readonly left?: F;
}

/**
 * A small form: what is typed, whether it is under way, and why it was refused. What was typed goes once it was taken
 * and stays where it was not.
 */
export function useFields<F extends Texts>(
  empty: F,
  { send, onTaken, left = empty }: FieldsOptions<F>,
) {
  const [fields, setFields] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SatchelError>();
  return {
    fields,
    busy,
    error,
    submit: (event: SyntheticEvent): void => {
      event.preventDefault();
      setBusy(true);
      setError(undefined);
      send(fields)
        .then(
          () => {
            setFields(left);
            onTaken(fields);
          },
          (caught: unknown) => {
            setError(windowError(caught));
          },
        )
        .finally(() => {
          setBusy(false);
        });
    },
    field: (name: keyof F & string) => ({
      value: fields[name] ?? '',
      readOnly: busy,
      onChange: (event: { currentTarget: HTMLInputElement }) => {
        const { value } = event.currentTarget;
        setFields((before) => ({ ...before, [name]: value }));
      },
    }),
  };
}
