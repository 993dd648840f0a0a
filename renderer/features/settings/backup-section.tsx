import { NumberInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { t, type TextKey } from '../../text/t.ts';
import classes from './settings.module.css';
import type { SettingsAnswer } from './use-settings.ts';

/** Whether, how often and where this desk is backed up, and how many are kept. */
export function BackupSection({ settings }: { settings: SettingsAnswer }) {
  const enabled = settings.values?.get('backup.enabled')?.value === true;
  const field = (key: string, label: TextKey) => {
    const setting = settings.values?.get(key);
    return {
      // Another value from elsewhere begins the field anew.
      key: `${key}/${JSON.stringify(setting?.value)}`,
      label: t(label),
      value: setting?.value ?? null,
      disabled: !enabled || setting?.source === 'environment',
      onSave: (value: string | number | null) => {
        settings.set(key, value);
      },
    };
  };
  const number = (key: string, label: TextKey, least: number) => {
    const { key: id, ...props } = field(key, label);
    return <NumberField key={id} {...props} least={least} />;
  };
  const folder = (key: string, label: TextKey) => {
    const { key: id, ...props } = field(key, label);
    return <FolderField key={id} {...props} />;
  };
  return (
    <div className={classes.rows}>
      <Switch
        label={t('settings.backup')}
        checked={enabled}
        disabled={settings.values?.get('backup.enabled')?.source === 'environment'}
        onChange={(event) => {
          settings.set('backup.enabled', event.currentTarget.checked);
        }}
      />
      {folder('backup.dir', 'settings.backupDir')}
      {folder('backup.secondDir', 'settings.backupSecondDir')}
      <div className={classes.numbers}>
        {number('backup.intervalMinutes', 'settings.backupInterval', 1)}
        {number('backup.keep.today', 'settings.keepToday', 1)}
        {number('backup.keep.daily', 'settings.keepDaily', 0)}
        {number('backup.keep.weekly', 'settings.keepWeekly', 0)}
      </div>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: unknown;
  readonly disabled: boolean;
  readonly onSave: (value: string | number | null) => void;
}

function FolderField({ label, value, disabled, onSave }: FieldProps) {
  const stored = typeof value === 'string' ? value : '';
  const [text, setText] = useState(stored);
  return (
    <TextInput
      className={classes.cron ?? ''}
      label={label}
      spellCheck={false}
      disabled={disabled}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
      }}
      onBlur={() => {
        if (text.trim() !== stored) onSave(text.trim() || null);
      }}
    />
  );
}

function NumberField({ label, value, disabled, onSave, least }: FieldProps & { least: number }) {
  const [number, setNumber] = useState<number | string>(Number(value));
  return (
    <NumberInput
      label={label}
      min={least}
      allowDecimal={false}
      disabled={disabled}
      value={number}
      onChange={setNumber}
      onBlur={() => {
        if (typeof number === 'number' && number !== value) onSave(number);
        else if (typeof number !== 'number') setNumber(Number(value));
      }}
    />
  );
}
