import { Button, Group, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { t } from '../../text/t.ts';
import { chooseInShell } from '../../ui/choose-in-shell.ts';

interface DatabaseFileProps {
  readonly file: string;
  readonly disabled: boolean;
  readonly onChange: (file: string) => void;
}

/** Which database: typed as a path, or chosen in the system's own dialog where there is a desktop shell. */
export function DatabaseFile({ file, disabled, onChange }: DatabaseFileProps) {
  const shell = window.satchel;
  return (
    <Group align="flex-end" gap="sm" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label={t('migrate.file')}
        description={t('migrate.fileHint')}
        placeholder={t('migrate.fileExample')}
        spellCheck={false}
        autoComplete="off"
        disabled={disabled}
        value={file}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      {shell && (
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<IconFolderOpen size={16} aria-hidden />}
          onClick={() => {
            void chooseInShell(shell, 'database').then((path) => {
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
