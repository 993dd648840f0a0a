import type { ReactNode } from 'react';
import classes from './data-table.module.css';

interface TableFrameProps {
  /** What a screen reader calls the part that scrolls sideways. */
  readonly label: string;
  /** Headings of the columns, in order. */
  readonly heads: readonly string[];
  /** The rows. */
  readonly children: ReactNode;
}

/** A table that scrolls sideways inside its frame, also by keyboard. */
export function TableFrame({ label, heads, children }: TableFrameProps) {
  return (
    <div className={classes.frame} tabIndex={0} role="group" aria-label={label}>
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
