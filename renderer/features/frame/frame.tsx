import { useCallback, useEffect, useState } from 'react';
import { t } from '../../text/t.ts';
import { useRoute } from '../../ui/router.ts';
import { noteLocked, rememberPerson } from '../desk/last-person.ts';
import { LockScreen } from '../desk/lock-screen.tsx';
import { useLockWatch } from '../desk/use-lock.ts';
import { SetupPage } from '../session/setup-page.tsx';
import { useSession } from '../session/desk-context.tsx';
import { CommandPalette } from './command-palette.tsx';
import { Connecting } from './connecting.tsx';
import classes from './frame.module.css';
import { Navigation } from './navigation.tsx';
import { Pages } from './pages.tsx';
import { canRescue, Rescue } from './rescue.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { useShortcuts } from './shortcuts.ts';
import { StatusBar } from './status-bar.tsx';

/** Navigation, page and status bar; or, on the first run, the desk's setup alone. */
export function Frame() {
  const known = useSession(({ report }) => report !== undefined);
  const configured = useSession(({ report }) => report?.configured ?? false);
  const [later, setLater] = useState(false);
  const [sheet, setSheet] = useState(false);
  const showSheet = useCallback(() => {
    setSheet(true);
  }, []);
  const broken = useSession(({ link, linkError }) =>
    link === 'lost' && linkError && canRescue(linkError) ? linkError : undefined,
  );
  const locked = useSession(({ report }) => report?.desk.locked ?? false);
  const person = useSession(({ report }) => report?.desk.person ?? null);
  useEffect(() => {
    if (locked) noteLocked();
    else rememberPerson(person);
  }, [locked, person]);
  useLockWatch();
  const { segments } = useRoute();
  useShortcuts({ showSheet });
  if (broken) return <Rescue problem={broken} />;
  if (!known) return <Connecting />;
  if (locked) return <LockScreen />;
  if ((!configured && !later) || segments[0] === 'setup')
    return (
      <SetupPage
        onLater={() => {
          setLater(true);
        }}
      />
    );
  return (
    <div className={classes.frame}>
      <a
        href="#content"
        className={classes.skip}
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {t('frame.skip')}
      </a>
      <Navigation />
      <main id="content" tabIndex={-1} className={classes.main}>
        <Pages />
      </main>
      <StatusBar />
      <CommandPalette showSheet={showSheet} />
      <ShortcutSheet
        opened={sheet}
        onClose={() => {
          setSheet(false);
        }}
      />
    </div>
  );
}
