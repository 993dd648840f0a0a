import { Button, Group, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { t } from '../text/t.ts';
import { chooseInShell } from './choose-in-shell.ts';

interface PathFieldProps {
  readonly what: 'database' | 'folder';
  readonly label: string;
  readonly hint: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (path: string) => void;
}

/** A place on this computer: typed as a path, or chosen in the system's own dialog where there is a desktop shell. */
export function PathField(props: PathFieldProps) {
  const { what, label, hint, placeholder, value, disabled, onChange } = props;
  const shell = window.satchel;
  return (
    <Group align="flex-end" gap="sm" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label={label}
        description={hint}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        disabled={disabled}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      {shell && (
        <Button
          variant="default"
          disabled={disabled}
          aria-label={`${t('migrate.choose')} ${label}`}
          leftSection={<IconFolderOpen size={16} aria-hidden />}
          onClick={() => {
            void chooseInShell(shell, what).then((path) => {
              if (path !== null) onChange(path);
            });
          }}
        >
          {t('migrate.choose')}
        </Button>
      )}
    </Group>
  );
}
