import { IconMapPinQuestion } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { LoadingRows } from '../../ui/loading.tsx';
import { t } from '../../text/t.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { useRoute } from '../../ui/router.ts';
import { ConflictsPage } from '../conflicts/conflicts-page.tsx';
import { HandOverPage } from '../desk/hand-over-page.tsx';
import { LogPage } from '../logs/log-page.tsx';
import { RunPage } from '../logs/run-page.tsx';
import { DeletedPage } from '../records/deleted-page.tsx';
import { RecordsPages } from '../records/records-pages.tsx';
import { TodayPage } from '../records/today-page.tsx';
import { StatusPage } from '../status/status-page.tsx';

/** Looked at rarely: fetched when they are. */
const BackupsPage = lazy(async () => ({
  default: (await import('../backups/backups-page.tsx')).BackupsPage,
}));
const DiagnosticsPage = lazy(async () => ({
  default: (await import('../diagnostics/diagnostics-page.tsx')).DiagnosticsPage,
}));
const ReviewPage = lazy(async () => ({
  default: (await import('../review/review-page.tsx')).ReviewPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../settings/settings-page.tsx')).SettingsPage,
}));

const MigratePage = lazy(async () => ({
  default: (await import('../migrate/migrate-page.tsx')).MigratePage,
}));

/** The page that the address names. A later page adds its line here and in the navigation. */
export function Pages() {
  const { segments } = useRoute();
  const [noun = 'status', id] = segments;
  switch (noun) {
    case 'status':
      return <StatusPage />;
    case 'records':
      return <RecordsPages path={segments.slice(1)} />;
    case 'hand-over':
      return <HandOverPage />;
    case 'deleted':
      return <DeletedPage table={id} />;
    case 'today':
      return <TodayPage day={id} />;
    case 'conflicts':
      return <ConflictsPage />;
    case 'backups':
      return (
        <Suspense fallback={<LoadingRows />}>
          <BackupsPage />
        </Suspense>
      );
    case 'diagnostics':
      return (
        <Suspense fallback={<LoadingRows />}>
          <DiagnosticsPage />
        </Suspense>
      );
    case 'review':
      return (
        <Suspense fallback={<LoadingRows />}>
          <ReviewPage />
        </Suspense>
      );
    case 'settings':
      return (
        <Suspense fallback={<LoadingRows />}>
          <SettingsPage />
        </Suspense>
      );
    case 'migrate':
      return (
        <Suspense fallback={<LoadingRows />}>
          <MigratePage />
        </Suspense>
      );
    case 'log':
      return id === undefined ? <LogPage /> : <RunPage key={id} id={id} />;
    default:
      return (
        <Page title={t('frame.nothingHere')}>
          <EmptyState
            icon={IconMapPinQuestion}
            title={t('frame.noSuchPage')}
            action={<a href={linkTo(['status'])}>{t('frame.goToStatus')}</a>}
          >
            {t('frame.noSuchPageWhy')}
          </EmptyState>
        </Page>
      );
  }
}
