import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import {
  IconActivity,
  IconArrowsExchange,
  IconArrowsSplit2,
  IconCalendarTime,
  IconDatabaseExport,
  IconDatabaseImport,
  IconFolders,
  IconHistory,
  IconKeyboard,
  IconLock,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlus,
  IconRefresh,
  IconScale,
  IconSearch,
  IconSettings,
  IconStethoscope,
  IconSun,
  IconTable,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { navigate } from '../../ui/router.ts';
import { toastError } from '../../ui/toasts.tsx';
import { useLockNow } from '../desk/use-lock.ts';
import { useTables } from '../records/use-tables.ts';
import { useClient, useSession } from '../session/desk-context.tsx';
import { useSync } from '../status/use-sync.ts';

/** Ctrl-K (⌘K): goes anywhere and does anything, by typing a part of its name. */
export function CommandPalette({ showSheet }: { showSheet: () => void }) {
  const groups = [
    { group: t('frame.goTo'), actions: useGoTo() },
    { group: t('frame.do'), actions: useDo(showSheet) },
  ];
  return (
    <Spotlight
      actions={groups}
      shortcut={['mod + K']}
      highlightQuery
      scrollable
      attributes={{ content: { 'aria-label': t('frame.palette') } }}
      maxHeight={420}
      nothingFound={t('words.nothingFound')}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('frame.paletteHint'),
        'aria-label': t('frame.paletteHint'),
      }}
    />
  );
}

type Actions = SpotlightActionGroupData['actions'];

function useGoTo(): Actions {
  const tables = useTables();
  const page = (name: string, label: string, symbol: Icon) =>
    action(name, {
      label,
      symbol,
      run: () => {
        navigate([name]);
      },
    });
  return [
    page('status', t('frame.status'), IconActivity),
    page('conflicts', t('frame.conflicts'), IconArrowsSplit2),
    page('today', t('clinic.today'), IconCalendarTime),
    page('log', t('frame.log'), IconHistory),
    page('records', t('frame.records'), IconFolders),
    page('backups', t('frame.backups'), IconDatabaseExport),
    page('review', t('frame.review'), IconScale),
    page('diagnostics', t('frame.diagnostics'), IconStethoscope),
    page('settings', t('frame.settings'), IconSettings),
    page('deleted', t('keeping.deleted'), IconTrash),
    page('migrate', t('migrate.title'), IconDatabaseImport),
    ...(tables.data ?? []).map(({ name, label }) =>
      action(`records/${name}`, {
        label,
        symbol: IconTable,
        run: () => {
          navigate(['records', name]);
        },
      }),
    ),
  ];
}

function useDo(showSheet: () => void): Actions {
  const client = useClient();
  const tables = useTables();
  const report = useSession((state) => state.report);
  const sync = useSync();
  const lockNow = useLockNow();
  const { setColorScheme } = useMantineColorScheme();
  const pausing = report && canPause(report);
  const paused = (report?.pauseReasons.length ?? 0) > 0;
  return [
    ...(report?.ready
      ? [
          sync.running
            ? action('cancel', {
                label: t('status.cancelSync'),
                symbol: IconPlayerStop,
                run: sync.cancel,
              })
            : action('sync', { label: t('status.syncNow'), symbol: IconRefresh, run: sync.start }),
        ]
      : []),
    ...(pausing
      ? [
          action('pause', {
            label: t(paused ? 'frame.resumeSync' : 'frame.pauseSync'),
            symbol: paused ? IconPlayerPlay : IconPlayerPause,
            run: () => {
              (paused ? client.sync.resume({}) : client.sync.pause({ minutes: null })).catch(
                toastError,
              );
            },
          }),
        ]
      : []),
    ...(tables.data ?? []).map(({ name, singular }) =>
      action(`new/${name}`, {
        label: t('records.addOne', { singular }),
        symbol: IconPlus,
        run: () => {
          navigate(['records', name, 'new']);
        },
      }),
    ),
    action('light', {
      label: t('frame.toLight'),
      symbol: IconSun,
      run: () => {
        setColorScheme('light');
      },
    }),
    action('dark', {
      label: t('frame.toDark'),
      symbol: IconMoon,
      run: () => {
        setColorScheme('dark');
      },
    }),
    action('hand-over', {
      label: t('desk.handOver'),
      symbol: IconArrowsExchange,
      run: () => {
        navigate(['hand-over']);
      },
    }),
    ...(report?.desk.shared
      ? [action('lock', { label: t('desk.lockNow'), symbol: IconLock, run: lockNow })]
      : []),
    action('keys', { label: t('frame.shortcuts'), symbol: IconKeyboard, run: showSheet }),
  ];
}

function canPause({ configured, signedIn, isSyncing }: StatusReport): boolean {
  return configured && signedIn && !isSyncing;
}

interface Command {
  readonly label: string;
  readonly symbol: Icon;
  readonly run: () => void;
}

function action(id: string, { label, symbol: Symbol, run }: Command): Actions[number] {
  return { id, label, leftSection: <Symbol size={18} stroke={1.7} aria-hidden />, onClick: run };
}
