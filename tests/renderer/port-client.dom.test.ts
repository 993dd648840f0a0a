import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClient } from '../../renderer/client.ts';
import { windowError } from '../../renderer/ui/window-error.ts';
import { exactNumbers } from '../../shared/api/exact-numbers.ts';
import { FakeEngine } from '../support/fake-engine.ts';
import { fakeRouter } from '../support/fake-router.ts';

const { port1, port2 } = new MessageChannel();

afterEach(() => {
  port1.close();
  Reflect.deleteProperty(window, 'satchel');
});

describe('the window inside the desktop app', () => {
  it('asks its preload for a port, and speaks the contract over it, errors included', async () => {
    new RPCHandler(fakeRouter(new FakeEngine({ patients: 2 })), {
      customJsonSerializers: exactNumbers,
    }).upgrade(port1);
    port1.start();
    const connect = (): void => {
      const post = (source: Window | null, ports: MessagePort[]) => {
        window.dispatchEvent(new MessageEvent('message', { data: 'satchel:port', source, ports }));
      };
      // Anybody can post to a window: only the window's own preload is believed.
      post(null, [new MessageChannel().port1]);
      post(window, [port2]);
    };
    Object.assign(window, { satchel: { connect } });
    const client = await connectClient();
    expect((await client.status.get({})).tables.length).toBeGreaterThan(5);
    const failure = await client.records
      .get({ table: 'patients', key: 'nobody' })
      .catch((caught: unknown) => windowError(caught));
    expect(failure).toMatchObject({ code: 'RECORD_NOT_FOUND' });
  });
});
