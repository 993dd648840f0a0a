import { describe, expect, test } from 'vitest';
import { createRecordReader } from '../../../engine/records/record-reader.ts';
import { createRecordService } from '../../../engine/records/record-service.ts';
import { openReadonly } from '../../../engine/store/database.ts';
import { quarantine } from '../../../engine/store/quarantine-store.ts';
import { clinicSchema } from '../../../shared/records/clinic.ts';
import type { WireValue } from '../../../shared/records/values.ts';
import { temporaryStore } from '../store/temporary-store.ts';

type Values = Record<string, WireValue>;

function desk() {
  const made = temporaryStore();
  const changes: string[][] = [];
  made.store.setActor('ann');
  const records = createRecordService({
    store: made.store,
    changed: (tables) => changes.push([...tables]),
    now: () => Date.now(),
  });
  return { made, records, changes };
}

const owner: Values = { full_name: 'Ann Archer', phone: '555' };
const patient: Values = { name: 'Rex', species: 'dog' };
const code = (name: string, details: object = {}, words = ''): unknown =>
  expect.objectContaining({
    code: name,
    details: expect.objectContaining(details) as unknown,
    message: expect.stringContaining(words) as string,
  });

describe('adding', () => {
  test('a record without a key gets a UUIDv7, and is pending under the name of who added it', () => {
    const { records, changes } = desk();
    const added = records.add('owners', owner);
    expect(added.key).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(added).toMatchObject({
      table: 'owners',
      title: 'Ann Archer',
      values: { full_name: 'Ann Archer', phone: '555', email: null },
      origin: 'local',
      updatedBy: 'ann',
      syncStatus: 'pending',
      syncedAt: null,
    });
    expect(Date.parse(added.updatedAt ?? '')).not.toBeNaN();
    expect(changes).toEqual([['owners']]);
  });

  test('a key whose record is set aside outside its table is taken: that is its only copy', () => {
    const { made, records } = desk();
    quarantine(made.store.db, {
      tbl: made.store.tableId('owners'),
      pk: 'o1',
      op: 'insert',
      reason: 'unique',
      columns: ['email'],
      detail: JSON.stringify(['o1', 'Ann Archer']),
      rev: 1,
      at: 1,
    });
    expect(() => records.add('owners', { ...owner, id: 'o1' })).toThrow(
      code('RECORD_EXISTS', { column: 'id' }),
    );
    expect(records.add('owners', { ...owner, id: 'o2' })).toMatchObject({ key: 'o2' });
  });

  test('every problem is named at once, in words, and nothing is saved', () => {
    const { records, changes } = desk();
    expect(() =>
      records.add('patients', {
        name: 'a\0b',
        species: 'dog',
        status: 'asleep',
        birth_date: '1.2.2020',
      }),
    ).toThrow(
      code(
        'VALUE_INVALID',
        { table: 'patients', column: 'name' },
        'must not contain the NUL character; patients.status: must be one of active, inactive, deceased; ' +
          'patients.birth_date: must be a date such as 2026-03-09',
      ),
    );
    expect(() => records.add('patients', { name: 'Rex' })).toThrow(
      code('VALUE_INVALID', { column: 'species' }, 'a value is required'),
    );
    expect(records.list({ table: 'patients' }).total).toBe(0);
    expect(changes).toEqual([]);
  });

  test('an unknown table or column is named with the nearest', () => {
    const { records } = desk();
    expect(() => records.add('patient', {})).toThrow(
      code('TABLE_UNKNOWN', { suggestion: ' Did you mean "patients"?' }),
    );
    expect(() => records.add('patients', { ...patient, brede: 'x' })).toThrow(
      code('COLUMN_UNKNOWN', { table: 'patients', suggestion: ' Did you mean "breed"?' }),
    );
  });

  test('a taken unique value is RECORD_EXISTS and names the column', () => {
    const { records } = desk();
    records.add('patients', { ...patient, microchip: '123' });
    expect(() => records.add('patients', { ...patient, microchip: '123' })).toThrow(
      code('RECORD_EXISTS', { table: 'patients', column: 'microchip' }),
    );
    const { key } = records.add('owners', owner);
    expect(() => records.add('owners', { ...owner, id: key })).toThrow(
      code('RECORD_EXISTS', { column: 'id' }),
    );
  });

  test('a reference to nobody is REFERENCE_MISSING', () => {
    const { records } = desk();
    expect(() => records.add('patients', { ...patient, owner_id: 'nobody' })).toThrow(
      code('REFERENCE_MISSING', { table: 'patients', column: 'owner_id', references: 'owners' }),
    );
  });

  test('many are saved in one transaction: all or none', () => {
    const { records, changes } = desk();
    const keys = records.addMany('owners', [owner, { full_name: 'Bob' }]);
    expect(keys).toHaveLength(2);
    expect(() =>
      records.addMany('patients', [
        { ...patient, microchip: '1' },
        { ...patient, microchip: '1' },
      ]),
    ).toThrow(code('RECORD_EXISTS'));
    expect(records.list({ table: 'patients' }).total).toBe(0);
    expect(changes).toEqual([['owners']]);
  });
});

describe('editing', () => {
  test('changes the given columns only, and stores an integer beyond 2^53 exactly', () => {
    const { records } = desk();
    const { key } = records.add('stock_items', { name: 'Gauze', quantity: 1, unit: 'box' });
    const edited = records.set('stock_items', key, { quantity: '9007199254740993' });
    expect(edited.values).toMatchObject({
      name: 'Gauze',
      quantity: '9007199254740993',
      unit: 'box',
    });
  });

  test.each([
    ['weight_kg', Number.NaN, 'must be a finite number, not NaN or Infinity'],
    ['weight_kg', -0, 'must not be -0; use 0'],
    ['plan', '\uD800', 'contains half of a character (a lone surrogate)'],
    ['visited_at', null, 'a value is required'],
  ])('[VAL-1] refuses %s = %j', (column, value, problem) => {
    const { records } = desk();
    const { key: patient_id } = records.add('patients', patient);
    const { key } = records.add('visits', { patient_id, visited_at: '2026-01-01T10:00:00.000Z' });
    expect(() => records.set('visits', key, { [column]: value })).toThrow(
      code('VALUE_INVALID', { table: 'visits', column }, problem),
    );
    expect(records.get('visits', key).values).toMatchObject({
      visited_at: '2026-01-01T10:00:00.000Z',
    });
  });

  test('[VAL-1] keeps 10 MB of notes and tells empty from none', () => {
    const { records } = desk();
    const { key } = records.add('owners', { ...owner, notes: 'é'.repeat(5_000_000), email: '' });
    expect(records.get('owners', key).values).toMatchObject({
      email: '',
      phone: '555',
      address: null,
    });
    expect((records.get('owners', key).values['notes'] as string).length).toBe(5_000_000);
  });

  test('a record that is not there is RECORD_NOT_FOUND', () => {
    const { records } = desk();
    expect(() => records.set('owners', 'nobody', { phone: '1' })).toThrow(
      code('RECORD_NOT_FOUND', { table: 'owners', key: 'nobody' }),
    );
    expect(() => records.get('owners', 'nobody')).toThrow(code('RECORD_NOT_FOUND'));
    expect(() => {
      records.delete('owners', 'nobody');
    }).toThrow(code('RECORD_NOT_FOUND'));
  });
});

describe('deleting', () => {
  test('a record still used by others is refused, and says by how many of what', () => {
    const { records } = desk();
    const { key } = records.add('owners', owner);
    const { key: rex } = records.add('patients', { ...patient, owner_id: key });
    expect(() => {
      records.delete('owners', key);
    }).toThrow(code('RECORD_REFERENCED', { table: 'owners' }, '1 of patients'));
    records.delete('patients', rex);
    records.delete('owners', key);
    expect(records.list({ table: 'owners' }).total).toBe(0);
  });
});

describe('listing', () => {
  function filled() {
    const made = desk();
    const { records } = made;
    const ann = records.add('owners', owner).key;
    const rows: Values[] = [
      { name: 'Rex', species: 'dog', breed: 'Collie', owner_id: ann },
      { name: 'bella', species: 'dog', breed: 'Poodle' },
      { name: '100%', species: 'cat' },
      { name: 'Rex', species: 'cat' },
    ];
    return { ...made, ann, keys: records.addMany('patients', rows) };
  }
  const names = (page: { records: { title: string }[] }) => page.records.map(({ title }) => title);

  test('every word must occur somewhere, whatever the case; % and _ are themselves', () => {
    const { records } = filled();
    const search = (text: string) => names(records.list({ table: 'patients', search: text }));
    expect(search('REX')).toEqual(['Rex', 'Rex']);
    expect(search(' rex  col ')).toEqual(['Rex']);
    expect(search('%')).toEqual(['100%']);
    expect(search('_')).toEqual([]);
    expect(records.list({ table: 'patients', search: 'dog', limit: 1 })).toMatchObject({
      total: 2,
    });
  });

  test('by equal values, NULL included', () => {
    const { records, ann } = filled();
    expect(records.list({ table: 'patients', where: { owner_id: ann } }).total).toBe(1);
    expect(
      records.list({ table: 'patients', where: { owner_id: null, species: 'cat' } }).total,
    ).toBe(2);
    expect(() => records.list({ table: 'patients', where: { nam: 'x' } })).toThrow(
      code('COLUMN_UNKNOWN'),
    );
  });

  test('sorted as people read, and equal rows keep their places from page to page', () => {
    const { records } = filled();
    const sort = { column: 'name', descending: false };
    const whole = records.list({ table: 'patients', sort });
    expect(names(whole)).toEqual(['100%', 'bella', 'Rex', 'Rex']);
    const pages = [0, 1, 2, 3].flatMap((offset) =>
      records.list({ table: 'patients', sort, limit: 1, offset }).records.map(({ key }) => key),
    );
    expect(pages).toEqual(whole.records.map(({ key }) => key));
  });

  test('a reference shows the title of its record, in the same statement', () => {
    const { made, records, ann } = filled();
    expect(records.list({ table: 'patients', search: 'collie' }).records[0]?.references).toEqual({
      owner_id: 'Ann Archer',
    });
    const counting = { statements: 0 };
    const db = openReadonly(made.path);
    const reader = createRecordReader({
      schema: clinicSchema,
      db: {
        ...db,
        path: db.path,
        get: (sql, ...params) => db.get(sql, ...params),
        rawAll: (sql, ...params) => {
          counting.statements += 1;
          return db.rawAll(sql, ...params);
        },
        close: () => {
          db.close();
        },
      },
    });
    expect(reader.list({ table: 'patients', where: { owner_id: ann } }).records).toHaveLength(1);
    expect(reader.list({ table: 'patients' }).records).toHaveLength(4);
    expect(counting.statements).toBe(2);
    db.close();
  });

  test('[TRK-6] each row says whether the server has it, and why not', () => {
    const { made, records, keys } = filled();
    made.settle();
    const [rex, bella, percent, other] = keys as [string, string, string, string];
    const { db } = made.store;
    const table = made.store.tableId('patients');
    records.set('patients', bella, { breed: 'x' });
    records.set('patients', percent, { breed: 'x' });
    db.run(
      `INSERT INTO _sync_conflict (id, tbl, pk, field, kind, theirs_version, found_at) VALUES ('c', ?, ?, 'breed', 'field', '1.2', 0)`,
      table,
      percent,
    );
    made.other.prepare(`UPDATE patients SET breed = 'y' WHERE id = ?`).run(other);
    made.store.gather();
    db.run(
      `INSERT INTO _sync_quarantine (tbl, pk, op, reason, columns, rev, at) VALUES (?, ?, 'update', 'unique', '[]', 1, 0)`,
      table,
      other,
    );
    const status = Object.fromEntries(
      records
        .list({ table: 'patients' })
        .records.map((row) => [row.key, [row.syncStatus, row.updatedBy]]),
    );
    expect(status).toEqual({
      [rex]: ['synced', null],
      [bella]: ['pending', 'ann'],
      [percent]: ['conflict', 'ann'],
      [other]: ['rejected', 'external'],
    });
    expect(records.get('patients', rex)).toMatchObject({
      origin: 'remote',
      syncedAt: '1970-01-01T00:00:00.001Z',
      updatedAt: '1970-01-01T00:00:00.001Z',
    });
  });

  test('a table with a key of several columns is read, edited and deleted by it', () => {
    const made = temporaryStore(
      `CREATE TABLE t (a TEXT NOT NULL, b INTEGER NOT NULL, v TEXT, PRIMARY KEY (a, b))`,
    );
    const records = createRecordService({
      store: made.store,
      changed: () => undefined,
      now: () => Date.now(),
    });
    const { key } = records.add('t', { a: "it's, 1", b: '9007199254740993', v: 'x' });
    expect(key).toBe(`["it's, 1","9007199254740993"]`);
    expect(records.set('t', key, { v: 'y' })).toMatchObject({
      values: { v: 'y' },
      syncStatus: 'pending',
    });
    records.delete('t', key);
    expect(records.list({ table: 't' }).total).toBe(0);
    expect(() => records.get('t', 'not a key')).toThrow(code('RECORD_NOT_FOUND'));
  });
});

test('tables are described with their columns, without the merge policies', () => {
  const { records } = desk();
  const patients = records.tables().find(({ name }) => name === 'patients');
  expect(patients).toMatchObject({ label: 'Patients', singular: 'Patient', primaryKey: ['id'] });
  expect(patients?.columns.find(({ name }) => name === 'owner_id')).toEqual({
    name: 'owner_id',
    label: 'Owner',
    type: 'text',
    nullable: true,
    unique: false,
    sensitive: false,
    multiline: false,
    references: { table: 'owners', column: 'id' },
  });
});
