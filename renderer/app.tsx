import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { Suspense, use } from 'react';
import type { SatchelClient } from './client.ts';
import { Frame } from './features/frame/frame.tsx';
import { DeskProvider } from './features/session/desk-context.tsx';
import { LeaveQuestion } from './ui/leave-question.tsx';
import { useLanguage } from './text/t.ts';
import { theme } from './ui/theme.ts';

const colorScheme = localStorageColorSchemeManager({ key: 'satchel.color-scheme' });

/** The whole window, under one provider for looks and one for the engine. */
export function App({ nonce, connecting }: { nonce: string; connecting: Promise<SatchelClient> }) {
  // Texts are looked up where they are drawn: another language draws everything anew.
  const language = useLanguage();
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-center" limit={4} />
      <Suspense fallback={null}>
        <Connected key={language} connecting={connecting} />
      </Suspense>
    </MantineProvider>
  );
}

function Connected({ connecting }: { connecting: Promise<SatchelClient> }) {
  return (
    <DeskProvider client={use(connecting)}>
      <Frame />
      <LeaveQuestion />
    </DeskProvider>
  );
}
