import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ConflictsPage } from '../../../../renderer/features/conflicts/conflicts-page.tsx';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

describe('the conflicts page', () => {
  it('decides field by field, and nothing before it is saved', async () => {
    const engine = new FakeEngine({ patients: 40, conflicts: true });
    renderDesk(<ConflictsPage />, clientOf(engine));
    const allergies = await screen.findByRole('group', { name: 'Allergies' });
    fireEvent.click(within(allergies).getByRole('radio', { name: /Keep mine/ }));
    const breed = screen.getByRole('group', { name: 'Breed' });
    fireEvent.click(within(breed).getByRole('radio', { name: /Keep theirs/ }));
    expect(engine.conflicts.every(({ resolved }) => !resolved)).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Save decisions' }));
    await waitFor(() => {
      expect(engine.conflicts.map(({ field, strategy }) => [field, strategy])).toEqual([
        ['allergies', 'keep_local'],
        ['breed', 'keep_remote'],
      ]);
    });
  });

  it('takes a value that neither side has, and says where it is none', async () => {
    const engine = new FakeEngine({ patients: 40, conflicts: true });
    renderDesk(<ConflictsPage />, clientOf(engine));
    const breed = await screen.findByRole('group', { name: 'Breed' });
    const input = within(breed).getByRole('textbox', { name: 'Another value for Breed' });
    fireEvent.change(input, { target: { value: 'Briard' } });
    expect(within(breed).getByRole('radio', { name: 'Another value' })).toHaveProperty(
      'checked',
      true,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Save decision' }));
    await waitFor(() => {
      expect(engine.conflicts.find(({ field }) => field === 'breed')?.strategy).toBe('merge');
    });
    const row = engine.records.tables.get('patients')?.get(engine.conflicts[0]?.localId ?? '');
    expect(row?.values['breed']).toBe('Briard');
  });

  it('opens a decided conflict again', async () => {
    const engine = new FakeEngine({ patients: 40, conflicts: true });
    renderDesk(<ConflictsPage />, clientOf(engine));
    const breed = await screen.findByRole('group', { name: 'Breed' });
    fireEvent.click(within(breed).getByRole('radio', { name: /Keep mine/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Save decision' }));
    fireEvent.click(screen.getByText('Decided'));
    fireEvent.click(await screen.findByRole('button', { name: /^Decide again: .*Breed/ }));
    await waitFor(() => {
      expect(engine.conflicts.every(({ resolved }) => !resolved)).toBe(true);
    });
  });

  it('says in words that nothing needs a person', async () => {
    renderDesk(<ConflictsPage />, clientOf(new FakeEngine({ patients: 3 })));
    expect(await screen.findByText('Nothing needs you')).toBeTruthy();
  });

  it('shows why the server set a record aside', async () => {
    renderDesk(<ConflictsPage />, clientOf(new FakeEngine({ patients: 40, conflicts: true })));
    expect(await screen.findByText(/“Microchip” is already used/)).toBeTruthy();
  });
});
