import { Button, Group, TextInput } from '@mantine/core';
import { IconCalendarOff, IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react';
import type { RecordView } from '../../../shared/api/records.ts';
import {
  dayAfter,
  dayAt,
  dayBounds,
  formatTime,
  formatWholeDay,
  isDay,
} from '../../text/clinic-days.ts';
import { choiceWord } from '../../text/table-words.ts';
import { useClinicZone } from '../../text/clinic-zone.ts';
import { t } from '../../text/t.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { RecordBadge } from '../../ui/record-badge.tsx';
import { linkTo } from '../../ui/route.ts';
import { navigate } from '../../ui/router.ts';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { useClient, useRevision } from '../session/desk-context.tsx';
import classes from './today-page.module.css';

const TABLE = 'appointments';
/** A day of a practice has dozens; nobody reads more on a page. */
const SHOWN = 500;

/** The appointments of one day of the clinic, in their order, with the next step of each. */
export function TodayPage({ day: wanted }: { day: string | undefined }) {
  const client = useClient();
  const zone = useClinicZone();
  const now = useNow(60_000);
  const today = dayAt(now, zone);
  const day = isDay(wanted) ? wanted : today;
  const { from, to } = dayBounds(day, zone);
  const answer = useAnswer(
    (signal) =>
      client.records.list(
        {
          table: TABLE,
          range: { column: 'starts_at', from, to },
          sort: { column: 'starts_at', descending: false },
          limit: SHOWN,
        },
        { signal },
      ),
    from,
    useRevision(TABLE, 'patients', 'staff'),
  );
  const go = (to: string): void => {
    navigate(to === today ? ['today'] : ['today', to]);
  };
  return (
    <Page
      title={day === today ? t('clinic.today') : formatWholeDay(day)}
      documentTitle={t('clinic.today')}
      lead={
        <span role="status">
          {day === today && `${formatWholeDay(day)} · `}
          {answer.data ? t('clinic.appointments', { count: answer.data.total }) : ''}
          {zone && ` · ${t('clinic.zone', { zone: zone.replaceAll('_', ' ') })}`}
        </span>
      }
      actions={
        <Group gap="xs">
          <Button.Group>
            <Button
              variant="default"
              px={8}
              aria-label={t('clinic.dayBefore')}
              onClick={() => {
                go(dayAfter(day, -1));
              }}
            >
              <IconChevronLeft size={16} aria-hidden />
            </Button>
            <Button
              variant="default"
              disabled={day === today}
              onClick={() => {
                go(today);
              }}
            >
              {t('clinic.today')}
            </Button>
            <Button
              variant="default"
              px={8}
              aria-label={t('clinic.dayAfter')}
              onClick={() => {
                go(dayAfter(day, 1));
              }}
            >
              <IconChevronRight size={16} aria-hidden />
            </Button>
          </Button.Group>
          <TextInput
            type="date"
            aria-label={t('clinic.day')}
            value={day}
            onChange={({ currentTarget: { value } }) => {
              if (isDay(value)) go(value);
            }}
          />
          <Button
            component="a"
            href={linkTo(['records', TABLE, 'new'])}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('clinic.addAppointment')}
          </Button>
        </Group>
      }
    >
      {answer.error && <ErrorPanel error={answer.error} retry={answer.reload} />}
      {!answer.data && answer.loading && <LoadingRows rows={8} />}
      {answer.data?.total === 0 && (
        <EmptyState icon={IconCalendarOff} title={t('clinic.noAppointments')}>
          {t('clinic.noAppointmentsHint')}
        </EmptyState>
      )}
      {answer.data && answer.data.total > 0 && (
        <ol className={classes.list} aria-label={t('clinic.appointmentsOfDay')}>
          {answer.data.records.map((record) => (
            <Appointment key={record.key} record={record} zone={zone} />
          ))}
        </ol>
      )}
    </Page>
  );
}

/** What usually comes next, by status. */
const nextStatus: Readonly<Record<string, 'checked_in' | 'completed'>> = {
  scheduled: 'checked_in',
  confirmed: 'checked_in',
  checked_in: 'completed',
};

function Appointment({ record, zone }: { record: RecordView; zone: string | undefined }) {
  const client = useClient();
  const { values, references } = record;
  const status = String(values['status']);
  const next = nextStatus[status];
  const patient = references['patient_id'] ?? t('clinic.unknownPatient');
  const step = next && t(`clinic.step-${next}`);
  const time = formatTime(String(values['starts_at']), zone);

  const advance = async (): Promise<void> => {
    const set = (to: string): Promise<unknown> =>
      client.records.set({ table: TABLE, key: record.key, values: { status: to } });
    try {
      await set(next ?? status);
      toastDone(t('clinic.stepped', { patient, status: choiceWord(next ?? status) }), async () => {
        await set(status);
      });
    } catch (caught) {
      toastError(caught);
    }
  };

  return (
    <li className={classes.row} data-over={isOver(status) || undefined}>
      <a className={classes.time} href={linkTo(['records', TABLE, 'record', record.key])}>
        {time}
        {values['ends_at'] !== null && values['ends_at'] !== undefined && (
          <span className="soft">–{formatTime(String(values['ends_at']), zone)}</span>
        )}
      </a>
      <a
        className={classes.patient}
        href={linkTo(['records', 'patients', 'record', String(values['patient_id'])])}
      >
        {patient}
      </a>
      <span className={classes.reason}>{values['reason'] ?? ''}</span>
      <span className={classes.staff}>{references['staff_id'] ?? ''}</span>
      <span className={classes.status}>{choiceWord(status)}</span>
      <span className={classes.step}>
        {record.syncStatus === 'conflict' || record.syncStatus === 'rejected' ? (
          <RecordBadge status={record.syncStatus} />
        ) : (
          next && (
            <Button
              size="compact-sm"
              variant="light"
              aria-label={t('clinic.stepOf', { step, patient, time })}
              onClick={() => {
                void advance();
              }}
            >
              {step}
            </Button>
          )
        )}
      </span>
    </li>
  );
}

function isOver(status: string): boolean {
  return status === 'completed' || status === 'cancelled' || status === 'missed';
}
