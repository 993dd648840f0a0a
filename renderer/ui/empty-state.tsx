import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing here: why, and what would put something here. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <Icon size={30} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.title}>{title}</div>
      {children && <div className={classes.words}>{children}</div>}
      {action}
    </div>
  );
}
