import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Quarantined } from '../../../shared/api/quarantine.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { type FieldInput, fromInput, toInput } from '../records/field-input.ts';
import { FormField } from '../records/form-field.tsx';
import { useTables } from '../records/use-tables.ts';
import { useClient } from '../session/desk-context.tsx';
import { reasonWords } from './reason-words.ts';

interface CorrectDialogProps {
  readonly row: Quarantined;
  readonly onClose: () => void;
}

/** Corrects a record that had to leave its table, and so has no page of its own until it is back. */
export function CorrectDialog({ row, onClose }: CorrectDialogProps) {
  const client = useClient();
  const tables = useTables();
  const found = useAnswer(
    (signal) => client.quarantine.export({ ids: [row.id] }, { signal }),
    row.id,
  );
  const mine = found.data?.records[0]?.mine;
  const table = tables.data?.find(({ name }) => name === row.table);
  const columns =
    table?.columns.filter(
      ({ name }) => row.columns.includes(name) && !table.primaryKey.includes(name),
    ) ?? [];
  const [inputs, setInputs] = useState<Readonly<Record<string, FieldInput>>>({});
  const [left, setLeft] = useState(false);
  const [busy, setBusy] = useState(false);

  const readings = columns.map((column) => {
    const original: WireValue = mine?.[column.name] ?? null;
    const input = inputs[column.name] ?? toInput(column, original);
    return { column, input, reading: fromInput(column, input, original) };
  });

  const save = (): void => {
    setLeft(true);
    const values: Record<string, WireValue> = {};
    for (const { column, reading } of readings) {
      if ('problem' in reading) return;
      values[column.name] = reading.value;
    }
    setBusy(true);
    client.quarantine
      .edit({ id: row.id, values })
      .then(() => {
        toastDone(t('conflicts.sentAgain', { title: row.title || row.key }));
        onClose();
      }, toastError)
      .finally(() => {
        setBusy(false);
      });
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('conflicts.correctOf', { title: row.title || row.key })}
      closeButtonProps={{ 'aria-label': t('words.close') }}
      centered
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="md">
          <div>{reasonWords(row)}</div>
          {found.error && <ErrorPanel error={found.error} retry={found.reload} />}
          {(!mine || !table) && !found.error && <LoadingRows rows={3} />}
          {mine &&
            readings.map(({ column, input, reading }, index) => (
              <FormField
                key={column.name}
                column={column}
                input={input}
                problem={left && 'problem' in reading ? reading.problem : undefined}
                autoFocus={index === 0}
                title={undefined}
                target={tables.data?.find(({ name }) => name === column.references?.table)}
                onChange={(next) => {
                  setInputs((before) => ({ ...before, [column.name]: next }));
                }}
                onLeave={() => {
                  setLeft(true);
                }}
              />
            ))}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('words.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={!mine}>
              {t('words.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
