import { Button, Card } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Finding } from '../../../shared/api/diagnose.ts';
import { isTextKey, t } from '../../text/t.ts';
import { linkTo } from '../../ui/route.ts';
import { checkTitle, findingWords, pageOf } from './check-words.ts';
import classes from './diagnostics.module.css';

interface FindingCardProps {
  readonly finding: Finding;
  readonly running: string | undefined;
  readonly onFix: (id: string) => void;
}

/** A check that needs somebody: what was found, why it matters, and what to do. */
export function FindingCard({ finding, running, onFix }: FindingCardProps) {
  const title = checkTitle(finding);
  const words = findingWords(finding);
  const page = pageOf(finding.id);
  const place = page && `frame.${page}`;
  return (
    <Card component="section" aria-label={title}>
      <div className={classes.finding} data-tone="warn">
        <IconAlertTriangle size={20} aria-hidden className={classes.sign} />
        <div className={classes.words}>
          <h3 className={classes.title}>{title}</h3>
          <p className={classes.found}>{words.finding}</p>
          <p className={classes.meaning}>{words.meaning}</p>
          <p className={classes.action}>{words.action}</p>
        </div>
        <div className={classes.buttons}>
          {page && place && isTextKey(place) && (
            <Button component="a" href={linkTo([page])} variant="default" size="sm">
              {t('diagnostics.open', { page: t(place) })}
            </Button>
          )}
          {finding.fix !== null && (
            <Button
              size="sm"
              loading={running === finding.id}
              disabled={running !== undefined}
              title={words.fix}
              aria-label={t('diagnostics.fixOf', { check: title })}
              onClick={() => {
                onFix(finding.id);
              }}
            >
              {t('diagnostics.fix')}
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}
