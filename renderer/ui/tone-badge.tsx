import type { ReactNode } from 'react';
import type { Tone } from '../text/sync-words.ts';
import classes from './tone-badge.module.css';

interface ToneBadgeProps {
  readonly tone: Tone;
  readonly icon?: ReactNode;
  /** Without a ground, for what is usual and should not shout. */
  readonly plain?: boolean;
  readonly children: ReactNode;
}

/** A state in words; the colour and the icon only repeat them. */
export function ToneBadge({ tone, icon, plain, children }: ToneBadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} data-plain={plain || undefined}>
      {icon}
      <span>{children}</span>
    </span>
  );
}
