import { Select } from '@mantine/core';
import { t } from '../text/t.ts';
import { dropdownProps } from './dropdown.ts';

interface FilterSelectProps {
  readonly label: string;
  /** Empty shows everything. */
  readonly value: string;
  readonly data: { value: string; label: string }[];
  readonly onChange: (value: string) => void;
  readonly width?: number;
}

/** One thing that a list is narrowed by; cleared, it shows everything again. */
export function FilterSelect({ label, value, data, onChange, width = 150 }: FilterSelectProps) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      size="xs"
      w={width}
      clearable
      clearButtonProps={{ 'aria-label': t('logs.showAll', { what: label }) }}
      data={data}
      value={value || null}
      {...dropdownProps}
      onChange={(next) => {
        onChange(next ?? '');
      }}
    />
  );
}
