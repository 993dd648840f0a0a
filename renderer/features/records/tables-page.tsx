import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { Page } from '../../ui/page.tsx';
import { linkTo } from '../../ui/route.ts';
import { ToneBadge } from '../../ui/tone-badge.tsx';
import { useSession } from '../session/desk-context.tsx';
import { DraftList } from './draft-list.tsx';
import { FindRecords } from './find-records.tsx';
import classes from './tables-page.module.css';

/** Every table, with how much lies in it. */
export function TablesPage({ tables }: { tables: readonly TableDescription[] }) {
  const status = useSession(({ report }) => report?.tables);
  return (
    <Page title={t('records.title')} lead={t('records.lead')}>
      <FindRecords tables={tables}>
        <DraftList tables={tables} />
        <ul className={classes.grid}>
          {tables.map(({ name, label }) => {
            const counts = status?.find(({ table }) => table === name);
            return (
              <li key={name}>
                <a href={linkTo(['records', name])} className={classes.table}>
                  <span className={classes.label}>{label}</span>
                  <span className={classes.rows}>
                    {counts ? t('words.records', { count: counts.here }) : ' '}
                  </span>
                  <span className={classes.badges}>
                    {counts && counts.pending > 0 && (
                      <ToneBadge tone="busy">
                        {t('words.waiting', { count: counts.pending })}
                      </ToneBadge>
                    )}
                    {counts && counts.conflicts + counts.quarantined > 0 && (
                      <ToneBadge tone="warn">
                        {t('words.needYou', { count: counts.conflicts + counts.quarantined })}
                      </ToneBadge>
                    )}
                  </span>
                </a>
              </li>
            );
          })}
        </ul>
        <p className={classes.more}>
          <a href={linkTo(['deleted'])}>{t('keeping.deleted')}</a>
          <a href={linkTo(['migrate'])}>{t('migrate.title')}</a>
        </p>
      </FindRecords>
    </Page>
  );
}
