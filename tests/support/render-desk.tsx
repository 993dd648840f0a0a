import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { createRouterClient } from '@orpc/server';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import type { SatchelClient } from '../../renderer/client.ts';
import { DeskProvider } from '../../renderer/features/session/desk-context.tsx';
import type { FakeEngine } from './fake-engine.ts';
import { fakeRouter } from './fake-router.ts';

const nothing = (): void => undefined;

// What jsdom lacks and Mantine asks for.
Object.assign(window, {
  matchMedia: (media: string) => ({
    matches: false,
    media,
    addEventListener: nothing,
    removeEventListener: nothing,
  }),
  ResizeObserver: class {
    readonly observe = nothing;
    readonly unobserve = nothing;
    readonly disconnect = nothing;
  },
});
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
Element.prototype.scrollIntoView = nothing;

/** A client of the double without any transport between. */
export function clientOf(engine: FakeEngine): SatchelClient {
  return createRouterClient(fakeRouter(engine));
}

/** Renders a piece of the window inside its providers. */
export function renderDesk(children: ReactNode, client: SatchelClient): RenderResult {
  return render(
    <MantineProvider>
      <Notifications />
      <DeskProvider client={client}>{children}</DeskProvider>
    </MantineProvider>,
  );
}
