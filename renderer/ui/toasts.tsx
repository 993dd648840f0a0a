import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { errorWords } from '../text/error-words.ts';
import { t } from '../text/t.ts';
import { type ShownError, windowError } from './window-error.ts';

/** Something went through; with a way back where there is one. */
export function toastDone(message: string, undo?: () => Promise<void>): void {
  const id = `toast-${crypto.randomUUID()}`;
  notifications.show({
    id,
    autoClose: undo ? 10_000 : 4000,
    withBorder: true,
    closeButtonProps: { 'aria-label': t('words.dismiss') },
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            notifications.hide(id);
            undo().catch(toastError);
          }}
        >
          {t('words.undo')}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
}

export function toastError(caught: unknown): void {
  toastFailure(windowError(caught));
}

export function toastFailure(error: ShownError): void {
  const { message, action } = errorWords(error);
  notifications.show({
    color: 'red',
    autoClose: 10_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': t('words.dismiss') },
    title: message,
    message: action,
  });
}
