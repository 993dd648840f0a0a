import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { TableDescription } from '../../../shared/api/records.ts';
import type { ColumnDescription } from '../../text/display-value.ts';
import { foreignZone } from '../../text/clinic-zone.ts';
import { t } from '../../text/t.ts';
import { choiceWord } from '../../text/table-words.ts';
import { dropdownProps } from '../../ui/dropdown.ts';
import type { FieldInput } from './field-input.ts';
import { ReferencePicker } from './reference-picker.tsx';

interface FormFieldProps {
  readonly column: ColumnDescription;
  readonly input: FieldInput;
  readonly problem: string | undefined;
  readonly autoFocus: boolean;
  /** What a referenced record is called, as far as it is known. */
  readonly title: string | undefined;
  /** The table a reference points to. */
  readonly target: TableDescription | undefined;
  readonly onChange: (input: FieldInput) => void;
  readonly onLeave: () => void;
}

const nativeTypes: Partial<Record<ColumnDescription['type'], string>> = {
  date: 'date',
  timestamp: 'datetime-local',
};

/** The right kind of field for a column. */
export function FormField(props: FormFieldProps) {
  const { column, input, onChange } = props;
  const text = typeof input === 'string' ? input : '';
  const common = {
    name: column.name,
    label: column.label,
    error: props.problem,
    required: !column.nullable,
    autoFocus: props.autoFocus,
    autoComplete: 'off',
    onBlur: props.onLeave,
  };

  if (column.type === 'boolean')
    return (
      <Switch
        name={column.name}
        label={column.label}
        error={props.problem}
        mt={26}
        checked={input === true}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
    );
  if (column.references && props.target)
    return (
      <ReferencePicker
        {...common}
        target={props.target}
        value={text}
        title={props.title}
        onChange={onChange}
      />
    );
  if (column.values)
    return (
      <Select
        {...common}
        data={column.values.map((value) => ({ value, label: choiceWord(value) }))}
        value={text || null}
        clearable={column.nullable}
        allowDeselect={false}
        {...dropdownProps}
        clearButtonProps={{ 'aria-label': t('records.clear', { column: column.label }) }}
        onChange={(value) => {
          onChange(value ?? '');
        }}
      />
    );
  const change = (event: { currentTarget: { value: string } }): void => {
    onChange(event.currentTarget.value);
  };
  if (column.multiline || column.type === 'json')
    return (
      <Textarea {...common} autosize minRows={2} maxRows={12} value={text} onChange={change} />
    );
  return (
    <TextInput
      {...common}
      type={nativeTypes[column.type] ?? 'text'}
      description={column.type === 'timestamp' ? zoneWords() : undefined}
      inputMode={inputMode(column)}
      value={text}
      onChange={change}
    />
  );
}

/** Said where this computer's clock shows another time than the clinic's. */
function zoneWords(): string | undefined {
  const zone = foreignZone();
  return zone && t('records.inZone', { zone });
}

function inputMode({ type }: ColumnDescription): 'numeric' | 'decimal' | 'text' {
  if (type === 'integer') return 'numeric';
  return type === 'real' || type === 'decimal' ? 'decimal' : 'text';
}
