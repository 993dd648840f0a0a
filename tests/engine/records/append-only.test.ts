import { describe, expect, it } from 'vitest';
import { createRecordService } from '../../../engine/records/record-service.ts';
import { column, schema, table } from '../../../shared/records/define.ts';
import { openTestDesk } from '../../support/test-desk.ts';

const ledger = schema('ledger', 1, [
  table(
    'entries',
    { label: 'Entries', singular: 'Entry', title: ['what'], policy: 'append-only' },
    [
      column('what', 'text', { nullable: false }),
      column('amount', 'integer'),
      column('remark', 'text', { policy: 'manual' }),
    ],
  ),
]);

describe('a table that is append-only', () => {
  const open = () => {
    const { store } = openTestDesk({ schema: ledger });
    return createRecordService({
      store,
      changed: () => undefined,
      now: () => Date.now(),
    });
  };

  it('takes new records, fills what is empty, and refuses to change or delete what was entered', () => {
    const records = open();
    const { key } = records.add('entries', { what: 'opened' });
    records.set('entries', key, { amount: 5 });
    expect(records.set('entries', key, { what: 'opened', amount: 5 }).values.amount).toBe(5);
    for (const [name, value] of [
      ['what', 'closed'],
      ['amount', 6],
      ['amount', null],
    ] as const) {
      expect(() => records.set('entries', key, { [name]: value })).toThrow(
        /cannot be changed once/,
      );
    }
    expect(() => {
      records.delete('entries', key);
    }).toThrow(/A record of entries cannot be changed/);
    expect(records.get('entries', key).values).toMatchObject({ what: 'opened', amount: 5 });
  });

  it('leaves a column with a policy of its own to be edited', () => {
    const records = open();
    const { key } = records.add('entries', { what: 'opened', remark: 'a' });
    expect(records.set('entries', key, { remark: 'b' }).values.remark).toBe('b');
  });
});
