import { expect, it } from 'vitest';
import type { TableAccess } from '../../../engine/store/table-access.ts';
import { TableAccessMap } from '../../../engine/store/table-access-map.ts';
import { applyRemote } from '../../../engine/store/gate.ts';
import { temporaryClinic } from './temporary-store.ts';

function ownersWith(full_name: string) {
  const { store } = temporaryClinic();
  const owners: TableAccess = new TableAccessMap(store).get('owners');
  const row = (name: string, notes: string | null) =>
    owners.table.columns.map(({ name: column }) =>
      column === 'id' ? 'o1' : column === 'full_name' ? name : column === 'notes' ? notes : null,
    );
  applyRemote(store, () => {
    owners.write(row(full_name, null));
  });
  store.db.exec('DELETE FROM _sync_reworded');
  return { store, owners, row };
}

it('[SYNC-6] writes of a record that is there what differs, so that nothing is told of the rest', () => {
  const { store, owners, row } = ownersWith('Ann');
  const reworded = () => store.db.all('SELECT * FROM _sync_reworded').length;
  applyRemote(store, () => {
    owners.rewrite('o1', row('Ann', 'called'));
  });
  expect(owners.read('o1')).toEqual(row('Ann', 'called'));
  expect(reworded()).toBe(0);
  applyRemote(store, () => {
    owners.rewrite('o1', row('Bea', null));
  });
  expect(owners.read('o1')).toEqual(row('Bea', null));
  expect(reworded()).toBe(1);
});

it('[SYNC-6] writes a record whole that is not there after all', () => {
  const { store, owners, row } = ownersWith('Ann');
  applyRemote(store, () => {
    owners.remove('o1');
    owners.rewrite('o1', row('Ann', 'back'));
  });
  expect(owners.read('o1')).toEqual(row('Ann', 'back'));
});

it('[VAL-1] takes bytes that are no text for another value than the sign they are read as', () => {
  const { store, owners, row } = ownersWith('Ann');
  store.db.exec("UPDATE owners SET notes = CAST(x'ff' AS TEXT)");
  applyRemote(store, () => {
    owners.rewrite('o1', row('Ann', '\uFFFD'));
  });
  expect(store.db.get('SELECT hex(notes) AS hex FROM owners')).toEqual({ hex: 'EFBFBD' });
});
