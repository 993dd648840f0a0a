import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Strategy } from '../../../shared/api/conflicts.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ConflictCard } from './conflict-card.tsx';
import type { RecordConflicts } from './group-conflicts.ts';
import { useDecide } from './use-decide.ts';

/** Records shown at once: after a long time offline there can be hundreds. */
const STEP = 30;

interface OpenListProps {
  readonly groups: readonly RecordConflicts[];
  readonly tables: readonly TableDescription[] | undefined;
  readonly onChanged: () => void;
}

/** What is to be decided, a card a record; many of them at once where they are ticked. */
export function OpenList({ groups, tables, onChanged }: OpenListProps) {
  const [shown, setShown] = useState(STEP);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const deciding = useDecide(onChanged);
  // A record that was decided, here or elsewhere, or is filtered out, is no longer among the ticked.
  const ticked = groups.filter(({ id }) => chosen.has(id));

  const decide = (of: readonly RecordConflicts[], strategy: Strategy): void => {
    deciding.decide(
      of.flatMap(({ conflicts }) => conflicts.map(({ _id }) => _id)),
      strategy,
    );
  };

  return (
    <>
      {groups.length > 1 && (
        <BulkBar
          records={groups.length}
          ticked={ticked.length}
          busy={deciding.busy}
          onTickAll={(all) => {
            setChosen(new Set(all ? groups.map(({ id }) => id) : []));
          }}
          onDecide={(strategy) => {
            decide(ticked, strategy);
          }}
        />
      )}
      {groups.slice(0, shown).map((group) => (
        <ConflictCard
          key={group.id}
          group={group}
          table={tables?.find(({ name }) => name === group.table)}
          ticked={groups.length > 1 ? chosen.has(group.id) : undefined}
          onTick={() => {
            setChosen((before) => {
              const next = new Set(before);
              if (!next.delete(group.id)) next.add(group.id);
              return next;
            });
          }}
          deciding={deciding}
          onResolved={onChanged}
        />
      ))}
      {groups.length > shown && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          onClick={() => {
            setShown((before) => before + STEP);
          }}
        >
          {t('conflicts.more', { count: groups.length })}
        </Button>
      )}
    </>
  );
}
