import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './error-panel.module.css';
import { errorWords } from '../text/error-words.ts';
import { t } from '../text/t.ts';
import type { ShownError } from './window-error.ts';

interface ErrorPanelProps {
  readonly error: ShownError;
  readonly title?: string;
  /** The title is the heading of the whole page. */
  readonly isPage?: boolean;
  readonly retry?: () => void;
  readonly tone?: 'bad' | 'warn' | 'quiet';
  readonly actions?: ReactNode;
}

/** What happened, and what to do about it. */
export function ErrorPanel({
  error,
  title,
  isPage = false,
  retry,
  tone = 'bad',
  actions,
}: ErrorPanelProps) {
  const Title = isPage ? 'h1' : 'div';
  const { message, action } = errorWords(error);
  return (
    <div role="alert" className={classes.panel} data-tone={tone}>
      <IconAlertTriangle size={18} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        {title && <Title className={classes.title}>{title}</Title>}
        <div>{message}</div>
        <div className="soft">{action}</div>
      </div>
      {(retry || actions) && (
        <div className={classes.actions}>
          {actions}
          {retry && (
            <Button variant="default" size="xs" onClick={retry}>
              {t('words.tryAgain')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
