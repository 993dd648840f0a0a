import { Button } from '@mantine/core';
import { IconPencilPause } from '@tabler/icons-react';
import type { Draft } from '../../../shared/api/keeping.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { formatRelative } from '../../text/times.ts';
import { joinWords } from '../../text/words.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './draft-offers.module.css';

interface DraftOffersProps {
  readonly table: TableDescription;
  readonly offers: readonly Draft[];
  readonly take: (draft: Draft) => void;
  readonly discard: (draft: Draft) => void;
}

/** What was begun in this form and not saved. What one types meanwhile is another draft. */
export function DraftOffers({ table, offers, take, discard }: DraftOffersProps) {
  const now = useNow();
  return offers.map((draft) => (
    <div key={draft.id} className={classes.offer} role="note">
      <IconPencilPause size={18} aria-hidden className={classes.icon} />
      <span className={classes.words}>
        {t('keeping.draftOffer', {
          when: formatRelative(draft.savedAt, now),
          columns: joinWords(draftColumns(draft, table)),
        })}
      </span>
      <span className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            discard(draft);
          }}
        >
          {t('keeping.draftDiscard')}
        </Button>
        <Button
          size="xs"
          onClick={() => {
            take(draft);
          }}
        >
          {t('keeping.draftContinue')}
        </Button>
      </span>
    </div>
  ));
}

export function draftColumns({ inputs }: Draft, table: TableDescription): string[] {
  return table.columns.filter(({ name }) => name in inputs).map(({ label }) => label);
}
