import { type MantineColorScheme, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import classes from './theme-switch.module.css';

const choices: readonly [MantineColorScheme, string, typeof IconSun][] = [
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
  ['auto', 'As the system', IconDeviceDesktop],
];

/** Light, dark, or as the system says; remembered on this computer. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div role="radiogroup" aria-label="Appearance" className={classes.group}>
      {choices.map(([value, label, Symbol]) => (
        <UnstyledButton
          key={value}
          role="radio"
          aria-checked={colorScheme === value}
          aria-label={label}
          title={label}
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
