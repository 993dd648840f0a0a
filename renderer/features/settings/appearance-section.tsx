import {
  type MantineColorScheme,
  SegmentedControl,
  Select,
  Switch,
  useMantineColorScheme,
} from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { isLanguage, languageNames } from '../../text/language.ts';
import { chooseLanguage, t, useLanguage } from '../../text/t.ts';
import { dropdownProps } from '../../ui/dropdown.ts';
import { fontSizes, setPreferences, usePreferences } from '../../ui/preferences.ts';
import classes from './settings.module.css';

/** How the window looks on this computer: language, light or dark, size, keys. */
export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { fontSize, singleKeys } = usePreferences();
  return (
    <div className={classes.rows}>
      <Select
        className={classes.cron ?? ''}
        label={t('settings.language')}
        data={Object.entries(languageNames).map(([value, label]) => ({ value, label }))}
        value={useLanguage()}
        allowDeselect={false}
        {...dropdownProps}
        onChange={(next) => {
          if (isLanguage(next)) chooseLanguage(next);
        }}
      />
      <Choice label={t('frame.appearance')}>
        {(label) => (
          <SegmentedControl<MantineColorScheme>
            aria-labelledby={label}
            data={[
              { value: 'light', label: t('frame.light') },
              { value: 'dark', label: t('frame.dark') },
              { value: 'auto', label: t('frame.system') },
            ]}
            value={colorScheme}
            onChange={setColorScheme}
          />
        )}
      </Choice>
      <Choice label={t('settings.fontSize')}>
        {(label) => (
          <SegmentedControl
            aria-labelledby={label}
            data={fontSizes.map((value) => ({ value, label: t(`settings.size-${value}`) }))}
            value={fontSize}
            onChange={(next) => {
              setPreferences({ fontSize: next });
            }}
          />
        )}
      </Choice>
      <Switch
        label={t('settings.singleKeys')}
        description={t('settings.singleKeysWhy')}
        checked={singleKeys}
        onChange={(event) => {
          setPreferences({ singleKeys: event.currentTarget.checked });
        }}
      />
    </div>
  );
}

function Choice({ label, children }: { label: string; children: (label: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={classes.row}>
      <span id={id}>{label}</span>
      {children(id)}
    </div>
  );
}
