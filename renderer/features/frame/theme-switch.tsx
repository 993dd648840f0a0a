import { type MantineColorScheme, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { t, type TextKey } from '../../text/t.ts';
import classes from './theme-switch.module.css';

const choices: readonly [MantineColorScheme, TextKey, typeof IconSun][] = [
  ['light', 'frame.light', IconSun],
  ['dark', 'frame.dark', IconMoon],
  ['auto', 'frame.system', IconDeviceDesktop],
];

/** Light, dark, or as the system says; remembered on this computer. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div role="radiogroup" aria-label={t('frame.appearance')} className={classes.group}>
      {choices.map(([value, key, Symbol]) => (
        <UnstyledButton
          key={value}
          role="radio"
          aria-checked={colorScheme === value}
          aria-label={t(key)}
          title={t(key)}
          className={classes.choice}
          onClick={() => {
            setColorScheme(value);
          }}
        >
          <Symbol size={16} stroke={1.7} aria-hidden />
        </UnstyledButton>
      ))}
    </div>
  );
}
