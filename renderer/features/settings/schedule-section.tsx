import { Select, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../../text/t.ts';
import { dropdownProps } from '../../ui/dropdown.ts';
import { cronWords } from './cron-words.ts';
import classes from './settings.module.css';
import type { SettingsAnswer } from './use-settings.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const intervals = [15, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];

/** When this desk syncs by itself. What an environment variable has set is shown, and cannot be changed here. */
export function ScheduleSection({ settings }: { settings: SettingsAnswer }) {
  const setting = (key: string) => {
    const found = settings.values?.get(key);
    return {
      value: found?.value,
      disabled: found?.source === 'environment',
      description: found?.source === 'environment' ? t('settings.byEnvironment') : undefined,
    };
  };
  const auto = setting('remote.autoSync');
  const realTime = setting('database.realTimeSync');
  const interval = setting('remote.intervalSeconds');
  const cron = setting('remote.cron');
  const seconds = Number(interval.value);
  const storedCron = typeof cron.value === 'string' ? cron.value : '';
  return (
    <div className={classes.rows}>
      <Switch
        label={t('settings.autoSync')}
        description={auto.description ?? t('settings.autoSyncWhy')}
        disabled={auto.disabled}
        checked={auto.value === true}
        onChange={(event) => {
          settings.set('remote.autoSync', event.currentTarget.checked);
        }}
      />
      <Switch
        label={t('settings.realTime')}
        description={realTime.description ?? t('settings.realTimeWhy')}
        disabled={realTime.disabled || auto.value !== true}
        checked={realTime.value === true}
        onChange={(event) => {
          settings.set('database.realTimeSync', event.currentTarget.checked);
        }}
      />
      <Select
        className={classes.cron ?? ''}
        label={t('settings.interval')}
        description={interval.description}
        disabled={interval.disabled || auto.value !== true}
        data={[...new Set([...intervals, seconds])]
          .sort((a, b) => a - b)
          .map((value) => ({ value: String(value), label: intervalWords(value) }))}
        value={String(seconds)}
        allowDeselect={false}
        {...dropdownProps}
        onChange={(value) => {
          settings.set('remote.intervalSeconds', Number(value));
        }}
      />
      <CronField
        key={storedCron}
        stored={storedCron}
        disabled={cron.disabled || auto.value !== true}
        onSave={(value) => {
          settings.set('remote.cron', value);
        }}
      />
    </div>
  );
}

interface CronFieldProps {
  readonly stored: string;
  readonly disabled: boolean;
  readonly onSave: (value: string | null) => void;
}

/** A cron expression with what it means beneath it; one that means nothing is not saved. */
function CronField({ stored, disabled, onSave }: CronFieldProps) {
  const [text, setText] = useState(stored);
  const [words, setWords] = useState<string | undefined>('');
  const cron = text.trim();
  useEffect(() => {
    let current = true;
    void cronWords(cron).then((found) => {
      if (current) setWords(found);
    });
    return () => {
      current = false;
    };
  }, [cron]);
  return (
    <TextInput
      className={classes.cron ?? ''}
      label={t('settings.cron')}
      description={words || t('settings.cronWhy')}
      error={words === undefined && t('settings.cronWrong')}
      placeholder="30 2 * * *"
      spellCheck={false}
      disabled={disabled}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
      }}
      onBlur={() => {
        if (cron !== stored && words !== undefined) onSave(cron === '' ? null : cron);
      }}
    />
  );
}

function intervalWords(seconds: number): string {
  if (seconds < MINUTE) return t('settings.everySeconds', { count: seconds });
  if (seconds < HOUR) return t('settings.everyMinutes', { count: seconds / MINUTE });
  if (seconds < 24 * HOUR) return t('settings.everyHours', { count: seconds / HOUR });
  return t('settings.everyDays', { count: seconds / (24 * HOUR) });
}
