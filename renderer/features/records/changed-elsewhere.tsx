import type { ColumnDescription } from '../../text/display-value.ts';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import classes from './record-form.module.css';

/** The record is another one than when the form was begun. */
export function ChangedElsewhere({ columns }: { columns: readonly ColumnDescription[] }) {
  return (
    <div className={classes.error}>
      <ErrorPanel
        tone="warn"
        title={t('records.changedWhile')}
        error={{
          code: 'CHANGED_ELSEWHERE',
          message: t('records.changedElsewhere', {
            columns: joinWords(columns.map(({ label }) => label)),
          }),
          action: t('records.changedAction'),
        }}
      />
    </div>
  );
}
