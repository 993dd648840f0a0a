import { Card } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../text/t.ts';
import { Page } from '../../ui/page.tsx';
import { MigrateCourse } from './migrate-course.tsx';

/** An existing database, brought along at any time after the first run. */
export function MigratePage() {
  const [file, setFile] = useState('');
  return (
    <Page title={t('migrate.title')} lead={t('migrate.lead')}>
      <Card>
        <MigrateCourse file={file} onFile={setFile} />
      </Card>
    </Page>
  );
}
