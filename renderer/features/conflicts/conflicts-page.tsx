import { SegmentedControl } from '@mantine/core';
import { IconCircleCheck, IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useTables } from '../records/use-tables.ts';
import { useClient, useSession } from '../session/desk-context.tsx';
import { AutoResolve } from './auto-resolve.tsx';
import { everyConflict, matchesConflict } from './conflict-filter.ts';
import { ConflictFilters } from './conflict-filters.tsx';
import { DiscardedList } from './discarded-list.tsx';
import { groupConflicts } from './group-conflicts.ts';
import { OpenList } from './open-list.tsx';
import { QuarantineList } from './quarantine-list.tsx';
import { ResolvedList } from './resolved-list.tsx';
import { useDecide } from './use-decide.ts';

type View = 'open' | 'resolved';

/** What waits for a person: records that two desks changed, and records that the server refused. */
export function ConflictsPage() {
  const client = useClient();
  const tables = useTables();
  const [view, setView] = useState<View>('open');
  const [filter, setFilter] = useState(everyConflict);
  // Any change of these counts means that the lists below have changed.
  const revision = useSession(({ report }) =>
    report ? report.totalConflicts * 1000 + report.unresolvedConflicts : 0,
  );
  const quarantineCount = useSession(({ report }) => report?.quarantined ?? 0);
  const conflicts = useAnswer(
    (signal) => client.conflicts.list({ resolved: view === 'resolved' }, { signal }),
    view,
    revision,
  );
  const quarantine = useAnswer(
    (signal) => client.quarantine.list({}, { signal }),
    'quarantine',
    quarantineCount,
  );
  const deciding = useDecide(conflicts.reload);
  const matching = conflicts.data?.filter((one) => matchesConflict(one, filter));
  const groups = groupConflicts(matching ?? []);
  const setAside = quarantine.data ?? [];
  const nothing = view === 'open' && conflicts.data?.length === 0 && setAside.length === 0;
  const filteredOut = (conflicts.data?.length ?? 0) > 0 && matching?.length === 0;

  return (
    <Page
      title={t('conflicts.title')}
      lead={leadWords(groups.length, setAside.length, view)}
      actions={
        <>
          {view === 'open' && !nothing && (
            <AutoResolve
              tables={tables.data}
              undo={deciding.undo}
              onChanged={() => {
                conflicts.reload();
                quarantine.reload();
              }}
            />
          )}
          <SegmentedControl
            aria-label={t('conflicts.which')}
            size="sm"
            data={[
              { value: 'open', label: t('conflicts.open') },
              { value: 'resolved', label: t('conflicts.decided') },
            ]}
            value={view}
            onChange={setView}
          />
        </>
      }
    >
      {conflicts.error && <ErrorPanel error={conflicts.error} retry={conflicts.reload} />}
      {quarantine.error && <ErrorPanel error={quarantine.error} retry={quarantine.reload} />}
      {!conflicts.data && conflicts.loading && <LoadingRows rows={5} height={60} />}
      {nothing && (
        <EmptyState icon={IconCircleCheck} title={t('conflicts.nothingNeeds')}>
          {t('conflicts.nothingNeedsWhy')}
        </EmptyState>
      )}
      {(conflicts.data?.length ?? 0) > 1 && (
        <ConflictFilters conflicts={conflicts.data ?? []} filter={filter} onChange={setFilter} />
      )}
      {filteredOut && (
        <EmptyState icon={IconFilterOff} title={t('conflicts.noMatch')}>
          {t('conflicts.noMatchWhy')}
        </EmptyState>
      )}
      {view === 'open' && (
        <OpenList groups={groups} tables={tables.data} onChanged={conflicts.reload} />
      )}
      {view === 'open' && setAside.length > 0 && <QuarantineList rows={setAside} />}
      {view === 'resolved' &&
        conflicts.data &&
        (conflicts.data.length > 0 ? (
          matching &&
          matching.length > 0 && <ResolvedList conflicts={matching} onUndone={conflicts.reload} />
        ) : (
          <EmptyState icon={IconHistory} title={t('conflicts.noneDecided')}>
            {t('conflicts.noneDecidedWhy')}
          </EmptyState>
        ))}
      {view === 'resolved' && <DiscardedList revision={quarantineCount} />}
    </Page>
  );
}

function leadWords(records: number, setAside: number, view: View): string {
  if (view === 'resolved') return t('conflicts.leadResolved');
  const parts = [];
  if (records > 0) parts.push(t('conflicts.twoVersions', { count: records }));
  if (setAside > 0) parts.push(t('conflicts.asideByServer', { count: setAside }));
  return parts.length > 0
    ? t('conflicts.leadOpen', { what: joinWords(parts) })
    : t('conflicts.leadNone');
}
