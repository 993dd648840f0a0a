import { Card } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../text/t.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { DeskFacts } from '../status/desk-facts.tsx';
import { PeopleSection } from '../desk/people-section.tsx';
import { useSession } from '../session/desk-context.tsx';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BackupSection } from './backup-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { EncryptionSection } from './encryption-section.tsx';
import { EnvironmentList } from './environment-list.tsx';
import { PasswordSection } from './password-section.tsx';
import { ScheduleSection } from './schedule-section.tsx';
import classes from './settings.module.css';
import { TablePolicies } from './table-policies.tsx';
import { UpdateSection } from './update-section.tsx';
import { useSettings } from './use-settings.ts';

/** What can be set at this desk; every change is in force at once. */
export function SettingsPage() {
  const report = useSession((state) => state.report);
  const settings = useSettings();
  if (!report) return null;
  return (
    <Page title={t('settings.title')} lead={t('settings.lead')}>
      <Section title={t('settings.appearance')}>
        <AppearanceSection />
      </Section>
      <DeskFacts report={report} />
      {report.configured && (
        <Section title={t('settings.connection')}>
          <ConnectionSection />
        </Section>
      )}
      {report.signedIn && (
        <Section title={t('settings.password')}>
          <PasswordSection username={report.username} person={report.desk.person} />
        </Section>
      )}
      {report.configured && (
        <Section title={t('desk.section')}>
          <PeopleSection report={report} />
        </Section>
      )}
      <Section title={t('encryption.title')}>
        <EncryptionSection />
      </Section>
      {settings.error && <ErrorPanel error={settings.error} retry={settings.reload} />}
      {!settings.values && !settings.error && <LoadingRows rows={6} />}
      {settings.values && (
        <>
          <Section title={t('settings.schedule')}>
            <ScheduleSection settings={settings} />
          </Section>
          <Section title={t('settings.backups')}>
            <BackupSection settings={settings} />
          </Section>
          <Section title={t('settings.environments')}>
            <EnvironmentList settings={settings} current={report.environment} />
          </Section>
        </>
      )}
      <Section title={t('settings.tables')}>
        <TablePolicies />
      </Section>
      <Section title={t('settings.about')}>
        <AboutSection />
        <UpdateSection settings={settings} />
      </Section>
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card component="section" aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </Card>
  );
}
