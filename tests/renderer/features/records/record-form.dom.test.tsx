import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { RecordForm } from '../../../../renderer/features/records/record-form.tsx';
import { useLeaveQuestion, navigate } from '../../../../renderer/ui/router.ts';
import type { TableDescription } from '../../../../shared/api/records.ts';
import { SatchelError } from '../../../../shared/errors/satchel-error.ts';
import { clinicSchema } from '../../../../shared/records/clinic.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { clientOf, renderDesk } from '../../../support/render-desk.tsx';

const tables = clinicSchema.tables as unknown as TableDescription[];
const treatments = tables.find(({ name }) => name === 'treatments');
if (!treatments) throw new Error('the schema lacks treatments');

const type = (label: string | RegExp, text: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
};

function renderForm(save: (values: object) => Promise<void>, originals?: object) {
  return renderDesk(
    <>
      <RecordForm
        table={treatments as TableDescription}
        tables={tables}
        recordKey={null}
        cancelTo={['records', 'treatments']}
        save={save}
        {...(originals ? { originals: originals as never } : {})}
      />
      <LeaveProbe />
    </>,
    clientOf(new FakeEngine({ patients: 1 })),
  );
}

function LeaveProbe() {
  const { asked, leave } = useLeaveQuestion();
  return asked ? <button onClick={leave}>asked to leave</button> : null;
}

describe('the record form', () => {
  it('saves canonical values', async () => {
    const save = vi.fn(() => Promise.resolve());
    renderForm(save);
    type(/Name/, 'Dental cleaning');
    type('Price', '120.50');
    type('Duration minutes', '45');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => {
      expect(save).toHaveBeenCalledWith({
        name: 'Dental cleaning',
        price: '120.5',
        duration_minutes: 45,
        description: null,
      });
    });
  });

  it('saves nothing while a field is wrong, says which, and goes there', () => {
    const save = vi.fn(() => Promise.resolve());
    renderForm(save);
    type(/Name/, 'X-ray');
    type('Price', '1,5');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(save).not.toHaveBeenCalled();
    const price = screen.getByLabelText('Price');
    expect(price.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(price);
    expect(screen.getByText(/after a point/)).toBeTruthy();
  });

  it('shows the engine’s refusal beside the field it is about', async () => {
    renderForm(() =>
      Promise.reject(new SatchelError('RECORD_EXISTS', { table: 'treatments', column: 'name' })),
    );
    type(/Name/, 'X-ray');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Another record already has this name.')).toBeTruthy();
  });

  it('says what to do where the whole record could not be saved', async () => {
    renderForm(() => Promise.reject(new SatchelError('STORE_DISK_FULL', { path: 'desk.db' })));
    type(/Name/, 'X-ray');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Free some space');
  });

  it('asks before unsaved changes are left, and not once they are undone', async () => {
    const arrived = new Promise((resolve) => {
      window.addEventListener('hashchange', resolve, { once: true });
    });
    navigate(['records', 'treatments', 'new']);
    await arrived;
    renderForm(() => Promise.resolve());
    type(/Name/, 'X-ray');
    act(() => {
      navigate(['status']);
    });
    expect(await screen.findByText('asked to leave')).toBeTruthy();
    expect(window.location.hash).toBe('#/records/treatments/new');
    fireEvent.click(screen.getByText('asked to leave'));
    expect(window.location.hash).toBe('#/status');
  });

  it('lets a form go that nobody changed', () => {
    renderForm(() => Promise.resolve());
    type(/Name/, 'X');
    type(/Name/, '');
    act(() => {
      navigate(['log']);
    });
    expect(screen.queryByText('asked to leave')).toBeNull();
    expect(window.location.hash).toBe('#/log');
  });
});
