import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Strategy } from '../../../shared/api/conflicts.ts';
import { t } from '../../text/t.ts';
import { Confirm } from '../../ui/confirm.tsx';
import classes from './bulk-bar.module.css';

interface BulkBarProps {
  readonly records: number;
  readonly ticked: number;
  readonly busy: boolean;
  readonly onTickAll: (all: boolean) => void;
  readonly onDecide: (strategy: Strategy) => void;
}

/** Many records at once: tick them, choose a side, and say so once more. */
export function BulkBar({ records, ticked, busy, onTickAll, onDecide }: BulkBarProps) {
  const [asked, setAsked] = useState<Strategy>();
  const choose = (strategy: Strategy) => () => {
    setAsked(strategy);
  };
  return (
    <div className={classes.bar} role="group" aria-label={t('conflicts.bulk')}>
      <Checkbox
        label={ticked > 0 ? t('conflicts.ticked', { count: ticked }) : t('conflicts.tickAll')}
        checked={ticked === records}
        indeterminate={ticked > 0 && ticked < records}
        onChange={() => {
          onTickAll(ticked < records);
        }}
      />
      {ticked > 0 && (
        <div className={classes.buttons}>
          <Button size="xs" variant="default" loading={busy} onClick={choose('keep_local')}>
            {t('conflicts.allMine')}
          </Button>
          <Button size="xs" variant="default" loading={busy} onClick={choose('keep_remote')}>
            {t('conflicts.allTheirs')}
          </Button>
        </div>
      )}
      <Confirm
        opened={asked !== undefined}
        title={t(asked === 'keep_local' ? 'conflicts.bulkMine' : 'conflicts.bulkTheirs', {
          count: ticked,
        })}
        confirmLabel={t(asked === 'keep_local' ? 'conflicts.allMine' : 'conflicts.allTheirs')}
        onConfirm={() => {
          if (asked) onDecide(asked);
          setAsked(undefined);
        }}
        onCancel={() => {
          setAsked(undefined);
        }}
      >
        {t('conflicts.bulkWhy')}
      </Confirm>
    </div>
  );
}
