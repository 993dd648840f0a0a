import { describe, expect, it } from 'vitest';
import {
  changedValues,
  formColumns,
  inputsOf,
  problemOfError,
  readForm,
  startValues,
} from '../../../../renderer/features/records/form-state.ts';
import type { TableDescription } from '../../../../shared/api/records.ts';
import { SatchelError } from '../../../../shared/errors/satchel-error.ts';
import { clinicSchema } from '../../../../shared/records/clinic.ts';
import { getTable } from '../../../../shared/records/manifest.ts';

const table = (name: string) => getTable(clinicSchema, name) as unknown as TableDescription;

describe('a form made from the manifest', () => {
  it('leaves out the key that the engine makes, and puts long text last', () => {
    const names = formColumns(table('patients'), true).map(({ name }) => name);
    expect(names).not.toContain('id');
    expect(names.slice(-2)).toEqual(['allergies', 'notes']);
  });

  it('asks for a key that a person gives, but only once', () => {
    const codes: TableDescription = { ...table('treatments'), primaryKey: ['name'] };
    expect(formColumns(codes, true).map(({ name }) => name)).toContain('name');
    expect(formColumns(codes, false).map(({ name }) => name)).not.toContain('name');
  });

  it('starts a new record with what the address says and the first choice where one must be made', () => {
    const columns = formColumns(table('appointments'), true);
    const values = startValues(columns, { patient_id: 'p1' });
    expect(values).toMatchObject({ patient_id: 'p1', status: 'scheduled', reason: null });
    expect(startValues(formColumns(table('prescriptions'), true), {})).toMatchObject({
      is_active: true,
    });
  });

  it('names every field that is missing or wrong', () => {
    const columns = formColumns(table('prescriptions'), true);
    const inputs = { ...inputsOf(columns, startValues(columns, {})), dose: '1,5' };
    const { problems } = readForm(columns, inputs, undefined);
    expect(Object.keys(problems).sort()).toEqual(['dose', 'medication', 'patient_id']);
  });

  it('writes only what was changed', () => {
    const originals = { name: 'Rex', breed: null, species: 'dog' };
    expect(changedValues({ name: 'Rex', breed: 'Beagle', species: 'dog' }, originals)).toEqual({
      breed: 'Beagle',
    });
  });

  it('puts the engine’s refusal beside its field', () => {
    const columns = formColumns(table('patients'), true);
    const taken = new SatchelError('RECORD_EXISTS', { table: 'patients', column: 'microchip' });
    expect(problemOfError(columns, taken)).toEqual({
      microchip: 'Another record already has this microchip.',
    });
    const full = new SatchelError('STORE_DISK_FULL', { path: 'desk.db' });
    expect(problemOfError(columns, full)).toBeUndefined();
  });
});
