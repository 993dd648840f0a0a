import { configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { forgetKey } from '../../../../renderer/features/encryption/held-key.ts';
import { EncryptionSection } from '../../../../renderer/features/settings/encryption-section.tsx';
import { StatusPage } from '../../../../renderer/features/status/status-page.tsx';
import { FAKE_RECOVERY_KEY } from '../../../support/fake-encryption.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

configure({ asyncUtilTimeout: 15_000 });
afterEach(forgetKey);

const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
};
const groups = async () =>
  [...(await screen.findByLabelText('The recovery key, in nine groups')).children].map(
    ({ textContent }) => textContent,
  );

describe('the encryption section', () => {
  it('shows the recovery key once, and keeps it on screen until somebody wrote it down', async () => {
    const client = clientOf(new FakeEngine({ patients: 3, sealed: true }));
    const { unmount } = renderDesk(<EncryptionSection />, client);
    await screen.findByText('Nobody has it yet');
    press('Show the recovery key…');
    await screen.findByText(/The recovery key is shown once/);
    expect((await client.encryption.status({})).recoveryKeyShown).toBe(false);
    press('Show it now');
    expect(await groups()).toEqual(FAKE_RECOVERY_KEY.split('-'));
    // The page goes, as when the desk locks: nobody could be told the key again.
    unmount();
    renderDesk(<EncryptionSection />, client);
    expect(await groups()).toEqual(FAKE_RECOVERY_KEY.split('-'));

    const done = screen.getByRole('button', { name: 'Done' });
    expect(done).toHaveProperty('disabled', true);
    fireEvent.click(screen.getByLabelText('I have written it down and compared it'));
    expect(done).toHaveProperty('disabled', false);
    fireEvent.click(done);
    await screen.findByText('Was shown once, and is not shown again');
    expect(screen.queryByRole('button', { name: 'Show the recovery key…' })).toBeNull();
    expect(screen.queryByLabelText('The recovery key, in nine groups')).toBeNull();
  });

  it('says what a key that was written down opens, and what is wrong with one that is none', async () => {
    renderDesk(<EncryptionSection />, clientOf(new FakeEngine({ patients: 3, sealed: true })));
    const field = await screen.findByRole('textbox', { name: 'Recovery key' });
    const test = (value: string) => {
      fireEvent.change(field, { target: { value } });
      press('Test');
    };
    test('0000');
    await screen.findByText(/a letter is wrong or missing/);
    test(FAKE_RECOVERY_KEY.replace('5WH3', '5WH4'));
    await screen.findByText(/opens neither the database nor a backup/);
    test(FAKE_RECOVERY_KEY);
    await screen.findByText('It is right: it opens the database.');
  });

  it('reminds on the Status page, until the key is on paper', async () => {
    const client = clientOf(new FakeEngine({ patients: 3, sealed: true }));
    renderDesk(<StatusPage />, client);
    const link = await screen.findByRole('link', { name: 'Write the recovery key down' });
    expect(link.getAttribute('href')).toBe('#/settings');
    await client.encryption.showKey({});
    forgetKey();
    await waitFor(() => {
      expect(screen.queryByRole('link', { name: 'Write the recovery key down' })).toBeNull();
    });
  });

  it('reminds nobody whose database is not encrypted', async () => {
    renderDesk(<StatusPage />, clientOf(new FakeEngine({ patients: 3 })));
    await screen.findByRole('link', { name: /backup/ });
    expect(screen.queryByRole('link', { name: 'Write the recovery key down' })).toBeNull();
  });
});
