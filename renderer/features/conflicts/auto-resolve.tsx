import { Button, Group, Modal, Progress, Stack } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import type { AutoItem, AutoResolveAnswer } from '../../../shared/api/auto-resolve.ts';
import type { TableDescription } from '../../../shared/api/records.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { displayValue } from '../../text/display-value.ts';
import { saidWords } from '../../text/said-words.ts';
import { t } from '../../text/t.ts';
import { columnLabel, tableLabel } from '../../text/table-words.ts';
import data from '../../ui/data-table.module.css';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { toastError } from '../../ui/toasts.tsx';
import classes from './auto-resolve.module.css';
import { useAutoResolve } from './use-auto-resolve.ts';
import type { Deciding } from './use-decide.ts';

interface AutoResolveProps {
  readonly tables: readonly TableDescription[] | undefined;
  readonly undo: Deciding['undo'];
  readonly onChanged: () => void;
}

/** Decides what fixed rules can decide; what that would be is shown, with its reasons, before anything happens. */
export function AutoResolve({ tables, undo, onChanged }: AutoResolveProps) {
  const auto = useAutoResolve(onChanged);
  const { stage, items } = auto;
  const { resolved, skipped, failed } = items;
  const undoable = resolved.filter(({ quarantined }) => !quarantined).map(({ id }) => id);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconWand size={16} aria-hidden />}
        onClick={auto.look}
      >
        {t('conflicts.auto')}
      </Button>
      <Modal
        opened={stage !== 'closed'}
        onClose={auto.close}
        closeOnClickOutside={stage !== 'running'}
        closeOnEscape={stage !== 'running'}
        withCloseButton={stage !== 'running'}
        closeButtonProps={{ 'aria-label': t('words.close') }}
        title={t('conflicts.autoTitle')}
        size="xl"
        centered
      >
        <Stack gap="md">
          {auto.error && <ErrorPanel error={auto.error} />}
          {stage === 'looking' && !auto.error && <LoadingRows rows={4} />}
          {stage === 'previewed' && (
            <p className={classes.line}>
              {t('conflicts.autoWould', { count: resolved.length, left: skipped.length })}
            </p>
          )}
          {stage === 'running' && (
            <>
              <Progress
                value={auto.total === 0 ? 100 : (auto.done / auto.total) * 100}
                size="sm"
                aria-label={t('conflicts.autoProgress')}
              />
              <p className={classes.line} role="status">
                {t('conflicts.autoDoing', { done: auto.done, count: auto.total })}
              </p>
            </>
          )}
          {stage === 'done' && (
            <p className={classes.line} role="status">
              {t(auto.wasCancelled ? 'conflicts.autoStopped' : 'conflicts.autoDid', {
                count: resolved.length,
              })}
            </p>
          )}
          {resolved.length > 0 && <Decisions items={resolved} tables={tables} />}
          <Left heading={t('conflicts.autoFailed')} items={failed} />
          <Left heading={t('conflicts.autoLeft')} items={skipped} />
          <Group justify="flex-end" gap="sm">
            {stage === 'done' && undoable.length > 0 && (
              <Button
                variant="default"
                onClick={() => {
                  auto.close();
                  undo(undoable).catch(toastError);
                }}
              >
                {t('conflicts.autoUndo', { count: undoable.length })}
              </Button>
            )}
            {stage === 'running' ? (
              <Button variant="default" onClick={auto.cancel}>
                {t('words.cancel')}
              </Button>
            ) : (
              <Button variant="default" onClick={auto.close} data-autofocus>
                {t(stage === 'done' ? 'words.close' : 'words.cancel')}
              </Button>
            )}
            {stage === 'previewed' && resolved.length > 0 && (
              <Button onClick={auto.run}>
                {t('conflicts.autoRun', { count: resolved.length })}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

interface DecisionsProps {
  readonly items: AutoResolveAnswer['resolved'];
  readonly tables: readonly TableDescription[] | undefined;
}

/** One line a decision: the record, what the field is and would be, and by which rule. */
function Decisions({ items, tables }: DecisionsProps) {
  const words = (item: AutoItem, value: WireValue): string => {
    const column = tables
      ?.find(({ name }) => name === item.collection)
      ?.columns.find(({ name }) => name === item.field);
    return (column && displayValue(column, value)) ?? t('words.nothing');
  };
  return (
    <div className={data.frame}>
      <table className={`${data.table ?? ''} ${classes.table ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">{t('conflicts.record')}</th>
            <th scope="col">{t('conflicts.field')}</th>
            <th scope="col">{t('conflicts.autoBefore')}</th>
            <th scope="col">{t('conflicts.autoAfter')}</th>
            <th scope="col">{t('conflicts.decision')}</th>
            <th scope="col">{t('conflicts.why')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <th scope="row">
                {item.title || t('conflicts.withoutName')}
                <span className={classes.of}>{tableLabel(item.collection)}</span>
              </th>
              <td>{fieldWords(item)}</td>
              <td>{item.field === null ? '–' : words(item, item.before)}</td>
              <td>{item.field === null ? '–' : words(item, item.after)}</td>
              <td>
                {t(
                  item.strategy === 'rename_local'
                    ? 'conflicts.anotherName'
                    : 'conflicts.keepTheirs',
                )}
              </td>
              <td>{saidWords(item.said, item.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Left({ heading, items }: { heading: string; items: readonly AutoItem[] }) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{heading}</h3>
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item.id}>
            <b>{item.title || t('conflicts.withoutName')}</b>, {fieldWords(item)}:{' '}
            {saidWords(item.said, item.reason)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function fieldWords({ collection, field, fieldLabel }: AutoItem): string {
  if (fieldLabel === null) return t('conflicts.wholeRecordShort');
  return field === null ? fieldLabel : columnLabel(collection, field, fieldLabel);
}
