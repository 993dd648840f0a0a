import { useRef, useState } from 'react';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import { type ShownError, windowError } from '../../ui/window-error.ts';
import { formColumns } from '../records/form-state.ts';
import { useClient } from '../session/desk-context.tsx';
import { addRows, checkRows, type Skipped, undoImport, type Undone } from './import-run.ts';
import { type CsvFile, type CsvReading, readCsv } from './read-csv.ts';
import { guessMapping, type Mapping, readRows, type ReadRow } from './read-row.ts';
import { loadReferenceNames } from './reference-names.ts';

interface Mapped {
  readonly file: CsvFile;
  readonly mapping: Mapping;
}

export type ImportState =
  | { readonly is: 'asking' }
  | ({ readonly is: 'mapping' } & Mapped)
  | ({
      readonly is: 'working' | 'running';
      readonly what: 'checking' | 'running' | 'undoing';
      readonly done: number;
      readonly total: number;
    } & Mapped)
  | ({
      readonly is: 'checked';
      readonly good: readonly ReadRow[];
      readonly skipped: readonly Skipped[];
      /** What the references of the first good row are called in the file. */
      readonly references: ReadonlyMap<string, string>;
    } & Mapped)
  | ({
      readonly is: 'done';
      readonly import: number | null;
      readonly added: number;
      readonly skipped: readonly Skipped[];
      readonly cancelled: boolean;
      readonly undone?: Undone;
    } & Mapped);

/** The steps of one import. */
export function useImport(table: TableDescription, tables: readonly TableDescription[]) {
  const client = useClient();
  const columns = formColumns(table, true);
  const [state, setState] = useState<ImportState>({ is: 'asking' });
  const [error, setError] = useState<ShownError>();
  const stop = useRef(new AbortController());
  const mapping = 'mapping' in state ? state.mapping : [];
  const missing = columns.filter(
    ({ name, nullable, values, type }) =>
      !nullable && values === undefined && type !== 'boolean' && !mapping.includes(name),
  );
  const twice = columns.filter(({ name }) => mapping.filter((one) => one === name).length > 1);

  const work = async (
    what: 'checking' | 'running' | 'undoing',
    run: (step: {
      signal: AbortSignal;
      progress: (done: number, total: number) => void;
    }) => Promise<ImportState>,
  ): Promise<void> => {
    if (!('file' in state)) return;
    const { file, mapping: chosen } = state;
    stop.current = new AbortController();
    const { signal } = stop.current;
    const progress = (done: number, total: number): void => {
      const is = what === 'checking' ? 'working' : 'running';
      setState({ is, what, done, total, file, mapping: chosen });
    };
    setError(undefined);
    progress(0, file.rows.length);
    try {
      setState(await run({ signal, progress }));
    } catch (caught) {
      setState({ is: 'mapping', file, mapping: chosen });
      if (!signal.aborted) setError(windowError(caught));
    }
  };

  return {
    state,
    error,
    columns,
    missing,
    twice,
    mappingWords: [
      ...(missing.length > 0
        ? [t('imports.missing', { columns: joinWords(missing.map(({ label }) => label)) })]
        : []),
      ...twice.map(({ label }) => t('imports.twice', { column: label })),
    ].join(' '),

    open: async (file: File): Promise<void> => {
      setError(undefined);
      const reading = readCsv(file.name, await file.text());
      if ('problem' in reading) {
        setState({ is: 'asking' });
        setError(problemWords(file.name, reading));
        return;
      }
      setState({ is: 'mapping', file: reading.file, mapping: guessMapping(reading.file, columns) });
    },

    map: (next: Mapping): void => {
      if (state.is === 'mapping') setState({ ...state, mapping: next });
    },

    back: (): void => {
      if ('file' in state) setState({ is: 'mapping', file: state.file, mapping: state.mapping });
    },

    check: () =>
      work('checking', async ({ signal, progress }) => {
        const { file, mapping: chosen } = state as Mapped;
        const targets = tables.filter(({ name }) =>
          columns.some(
            (column) => column.references?.table === name && chosen.includes(column.name),
          ),
        );
        const references = await loadReferenceNames(client, targets, signal);
        const read = readRows({ table, columns, mapping: chosen, file, references });
        const candidates = read.filter(({ problem }) => problem === undefined);
        const refused = await checkRows({ client, table, signal, progress }, candidates);
        if (signal.aborted) return { is: 'mapping', file, mapping: chosen };
        const out = new Set(refused.map(({ number }) => number));
        const good = candidates.filter(({ number }) => !out.has(number));
        const skipped = [
          ...read.flatMap(({ number, problem }) =>
            problem === undefined ? [] : [{ number, why: problem }],
          ),
          ...refused,
        ].toSorted((a, b) => a.number - b.number);
        const first = good[0] && file.rows[good[0].number - 2];
        const names = new Map(
          columns
            .filter((column) => column.references)
            .map(({ name }) => [name, first?.[chosen.indexOf(name)] ?? ''] as const)
            .filter(([, text]) => text !== ''),
        );
        return { is: 'checked', file, mapping: chosen, good, skipped, references: names };
      }),

    add: () =>
      work('running', async ({ signal, progress }) => {
        const {
          file,
          mapping: chosen,
          good,
          skipped,
        } = state as Extract<ImportState, { is: 'checked' }>;
        const added = await addRows({ client, table, signal, progress }, good, file.name);
        return {
          ...added,
          is: 'done',
          file,
          mapping: chosen,
          skipped: [...skipped, ...added.skipped].toSorted((a, b) => a.number - b.number),
        };
      }),

    undo: () =>
      work('undoing', async ({ signal, progress }) => {
        const done = state as Extract<ImportState, { is: 'done' }>;
        if (done.import === null) return done;
        return { ...done, undone: await undoImport({ client, signal, progress }, done.import) };
      }),

    cancel: (): void => {
      stop.current.abort();
    },
  };
}

function problemWords(file: string, reading: Exclude<CsvReading, { file: CsvFile }>): ShownError {
  const message =
    reading.problem === 'empty'
      ? t('imports.empty', { file })
      : reading.problem === 'too-large'
        ? t('imports.tooLarge', { file, count: reading.most })
        : t('imports.unreadable', { file, row: reading.row });
  return { code: 'FILE', message, action: t('imports.chooseAnother') };
}
