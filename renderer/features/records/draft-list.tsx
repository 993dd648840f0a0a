import { Button } from '@mantine/core';
import type { Draft } from '../../../shared/api/keeping.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import { t } from '../../text/t.ts';
import { joinWords } from '../../text/words.ts';
import { linkTo } from '../../ui/route.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { toastDone, toastError } from '../../ui/toasts.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useClient } from '../session/desk-context.tsx';
import { useDraftsRevision } from './drafts-revision.ts';
import { draftColumns } from './draft-offers.tsx';
import classes from './draft-offers.module.css';

/** Every form this person began and did not save, with the way back into it. Nothing where there is none. */
export function DraftList({ tables }: { tables: readonly TableDescription[] }) {
  const client = useClient();
  const answer = useAnswer(
    (signal) => client.drafts.list({}, { signal }),
    'drafts',
    useDraftsRevision(),
  );
  const drafts = (answer.data ?? []).flatMap((draft) => {
    const table = tables.find(({ name }) => name === draft.table);
    return table ? [{ draft, table }] : [];
  });
  if (drafts.length === 0) return null;
  const discard = async (draft: Draft): Promise<void> => {
    await client.drafts.discard({ id: draft.id });
    answer.reload();
    toastDone(t('keeping.draftDiscarded'), async () => {
      const { savedAt: _, ...body } = draft;
      await client.drafts.save(body);
      answer.reload();
    });
  };
  return (
    <section aria-labelledby="drafts-heading">
      <h2 id="drafts-heading" className={classes.heading}>
        {t('keeping.drafts')}
      </h2>
      <p className={`soft ${classes.lead ?? ''}`}>{t('keeping.draftsLead')}</p>
      <ul className={classes.list}>
        {drafts.map(({ draft, table }) => (
          <li key={draft.id} className={classes.draft}>
            <DraftLink draft={draft} table={table} />
            <span className="soft">{joinWords(draftColumns(draft, table))}</span>
            <span className="soft">
              <TimeText iso={draft.savedAt} />
            </span>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                discard(draft).catch(toastError);
              }}
            >
              {t('keeping.draftDiscard')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DraftLink({ draft, table }: { draft: Draft; table: TableDescription }) {
  const client = useClient();
  const { key } = draft;
  const record = useAnswer(
    async (signal) =>
      key === null ? undefined : client.records.get({ table: table.name, key }, { signal }),
    key ?? '',
  );
  const { singular } = table;
  if (key !== null)
    return (
      <a href={linkTo(['records', table.name, 'record', key, 'edit'], { draft: draft.id })}>
        {t('keeping.draftEdit', { title: record.data?.title.trim() || singular })}
      </a>
    );
  const title = table.titleColumns.map((name) => String(draft.inputs[name] ?? '')).join(' ');
  return (
    <a href={linkTo(['records', table.name, 'new'], { draft: draft.id })}>
      {title.trim()
        ? t('keeping.draftNew', { singular, title })
        : t('keeping.draftNewUntitled', { singular })}
    </a>
  );
}
