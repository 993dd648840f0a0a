import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRecordReader } from '../../../engine/records/record-reader.ts';
import { createRecordService } from '../../../engine/records/record-service.ts';
import { openReadonly, openWritable } from '../../../engine/store/database.ts';
import { openSearchFile, searchFilePath } from '../../../engine/store/search-file.ts';
import { searchedTables } from '../../../engine/store/search-sql.ts';
import { SearchWriter } from '../../../engine/store/search-writer.ts';
import { clinicSchema, openTestDesk } from '../../support/test-desk.ts';

/** A desk, its index, and the search as the reader thread has it: over connections that cannot write. */
function openSearch() {
  const { store, pull, folder } = openTestDesk({ schema: clinicSchema });
  const records = createRecordService({
    store,
    changed: () => undefined,
    now: () => Date.now(),
  });
  const openWriter = (identity = 'desk') => {
    const tables = searchedTables(store.db, store.schema);
    const index = openSearchFile(searchFilePath(store.path), tables, { identity });
    onTestFinished(() => {
      index.close();
    });
    return new SearchWriter({ db: store.db, index, tables });
  };
  const db = openReadonly(store.path);
  const reader = createRecordReader({ db, schema: clinicSchema });
  onTestFinished(() => {
    reader.close();
    records.close();
    db.close();
  });
  return {
    store,
    pull,
    folder,
    records,
    openWriter,
    titles: (text: string, table?: string) =>
      reader.search({ text, ...(table ? { table } : {}) }).records.map(({ title }) => title),
    answer: (text: string) => reader.search({ text }),
  };
}

function readAll(writer: SearchWriter): void {
  while (writer.slice(() => true));
}

function owner(name: string, phone: string | null = null) {
  return { full_name: name, email: null, phone, address: null, notes: null };
}

describe('searching as one types', () => {
  it('finds while the index is being made: its file is there a moment before its parts', () => {
    const { store, records, openWriter, titles } = openSearch();
    records.add('owners', owner('Ada Brandt'));
    openWritable(searchFilePath(store.path)).close();
    expect(titles('brandt')).toEqual(['Ada Brandt']);
    readAll(openWriter());
    expect(titles('brandt')).toEqual(['Ada Brandt']);
  });

  it('finds what was just added, and the same after the index has read it', () => {
    const { records, openWriter, titles, answer } = openSearch();
    const ada = records.add('owners', owner('Ada Brandt', '+49 30 1234567'));
    records.add('patients', {
      owner_id: ada.key,
      name: 'Rex',
      species: 'dog',
      microchip: '276098100123456',
    });
    const look = () => [
      titles('br'),
      titles('rex brandt'),
      titles('030 123'),
      titles('276098'),
      titles('nobody'),
    ];
    const expected = [['Rex', 'Ada Brandt'], ['Rex'], ['Ada Brandt'], ['Rex'], []];
    expect(look().map((found) => found.toSorted())).toEqual(
      expected.map((found) => found.toSorted()),
    );
    const writer = openWriter();
    readAll(writer);
    expect(look().map((found) => found.toSorted())).toEqual(
      expected.map((found) => found.toSorted()),
    );
    expect(answer('rex').unread).toBe(0);
    expect(titles('br', 'owners')).toEqual(['Ada Brandt']);
  });

  it('follows edits, deletions, and an owner who is called otherwise now', () => {
    const { records, openWriter, titles } = openSearch();
    const ada = records.add('owners', owner('Ada Brandt'));
    const rex = records.add('patients', {
      owner_id: ada.key,
      name: 'Rex',
      species: 'dog',
    });
    const writer = openWriter();
    readAll(writer);
    records.set('owners', ada.key, { full_name: 'Ada Sommer' });
    records.set('patients', rex.key, { name: 'Balu' });
    for (const read of [() => undefined, () => readAll(writer)]) {
      read();
      expect(titles('rex')).toEqual([]);
      expect(titles('balu')).toEqual(['Balu']);
      expect(titles('brandt', 'owners')).toEqual([]);
      expect(titles('sommer', 'owners')).toEqual(['Ada Sommer']);
    }
    expect(titles('balu sommer')).toEqual(['Balu']);
    expect(titles('balu brandt')).toEqual([]);
    records.delete('patients', rex.key);
    expect(titles('balu')).toEqual([]);
    readAll(writer);
    // The next one may get the rowid of the one that is gone.
    records.add('patients', { name: 'Minka', species: 'cat' });
    readAll(writer);
    expect(titles('minka')).toEqual(['Minka']);
    expect(titles('balu')).toEqual([]);
  });

  it('[TRK-2] finds what another program wrote and what sync brought', async () => {
    const { store, pull, records, openWriter, titles } = openSearch();
    const ada = records.add('owners', owner('Ada Brandt'));
    const writer = openWriter();
    readAll(writer);
    const other = openWritable(store.path);
    other.run("UPDATE OR REPLACE owners SET full_name = 'Zoë Sommer' WHERE id = ?", ada.key);
    other.run("INSERT OR REPLACE INTO owners (id, full_name) VALUES ('o2', 'Otto')");
    other.close();
    await pull(3, [{ table: 'owners', row: ['o3', 'Mia Remote', null, null, null, null] }]);
    for (const read of [() => undefined, () => readAll(writer)]) {
      read();
      expect(titles('zoe')).toEqual(['Zoë Sommer']);
      expect(titles('otto')).toEqual(['Otto']);
      expect(titles('mia')).toEqual(['Mia Remote']);
      expect(titles('brandt')).toEqual([]);
    }
    await pull(4, [{ table: 'owners', row: ['o3', 'Mia Renamed', null, null, null, null] }]);
    readAll(writer);
    expect(titles('mia ren')).toEqual(['Mia Renamed']);
    await pull(5, [{ table: 'owners', deleted: 'o3' }]);
    expect(titles('mia')).toEqual([]);
  });

  it('puts whole words before beginnings, and the name before the owner', () => {
    const { records, openWriter, titles } = openSearch();
    const max = records.add('owners', owner('Max Rex'));
    records.add('patients', {
      owner_id: max.key,
      name: 'Bella',
      species: 'dog',
    });
    records.add('patients', { name: 'Rexona', species: 'cat' });
    records.add('patients', { name: 'Rex', species: 'dog' });
    readAll(openWriter());
    expect(titles('rex')).toEqual(['Rex', 'Max Rex', 'Bella', 'Rexona']);
  });

  it('[TRK-5] reads a table again that another program built anew', () => {
    const { store, records, openWriter, titles } = openSearch();
    for (const name of ['Ada', 'Berta', 'Carla']) records.add('owners', owner(name));
    const writer = openWriter();
    readAll(writer);
    const other = openWritable(store.path);
    const { sql } = other.get<{ sql: string }>(
      "SELECT sql FROM sqlite_master WHERE name = 'owners' AND type = 'table'",
    ) ?? { sql: '' };
    other.pragma('foreign_keys = OFF');
    other.transaction(() => {
      other.exec(sql.replace('"owners"', '"owners_new"'));
      other.exec('INSERT INTO owners_new SELECT * FROM owners ORDER BY full_name DESC');
      other.exec('DROP TABLE owners');
      other.exec('ALTER TABLE owners_new RENAME TO owners');
    });
    other.close();
    store.verifyTracking();
    readAll(writer);
    expect(['ada', 'berta', 'carla'].map((text) => titles(text))).toEqual([
      ['Ada'],
      ['Berta'],
      ['Carla'],
    ]);
  });

  it('notices at start that the index is of something else, and begins it anew', () => {
    const { store, records, openWriter, titles } = openSearch();
    for (const name of ['Ada', 'Berta', 'Carla']) records.add('owners', owner(name));
    readAll(openWriter());
    store.db.exec('DELETE FROM _sync_reworded');
    // As if rowids had moved: what the index calls 1 is another record now.
    store.db.exec("UPDATE owners SET full_name = full_name || 'x'");
    store.db.exec('DELETE FROM _sync_reworded');
    const writer = openWriter();
    expect(writer.check()).toEqual(['owners']);
    readAll(writer);
    expect(titles('bertax')).toEqual(['Bertax']);
    expect(writer.check()).toEqual([]);
    // A restored database: its index is another desk's.
    const restored = openWriter('another');
    readAll(restored);
    expect(titles('ada')).toEqual(['Adax']);
  });

  it('replaces an index file that cannot be read', () => {
    const { folder, records, openWriter, titles } = openSearch();
    records.add('owners', owner('Ada'));
    const path = join(folder, 'clinic.search');
    writeFileSync(path, 'x'.repeat(5000));
    readAll(openWriter());
    expect(existsSync(path)).toBe(true);
    expect(titles('ada')).toEqual(['Ada']);
  });

  it('gives the same answers as looking at every record, for what is typed letter by letter', () => {
    const { records, openWriter, answer } = openSearch();
    const names = ['Ada', 'Adam', 'Änne', 'Rex', 'Zoë', 'O’Neil', 'Straße 12', '12 Affen'];
    for (let index = 0; index < 48; index++) {
      const name = `${names[index % names.length] ?? ''} ${names[(index * 5 + 3) % names.length] ?? ''}`;
      records.add('owners', owner(name, `+49 30 ${String(1_000_000 + index * 7919)}`));
    }
    const typed = [
      'a',
      'ad',
      'ada',
      'ada r',
      'anne',
      'aenne zo',
      '12',
      '12 af',
      '030100',
      '1007',
      'strasse 12',
    ];
    const look = () => typed.map((text) => answer(text).records.map(({ key }) => key));
    const before = look();
    expect(before.filter((found) => found.length > 0).length).toBeGreaterThan(8);
    readAll(openWriter());
    expect(look()).toEqual(before);
  });

  it('finds the one record among many that share its words, and enough of those that are many', () => {
    const { store, openWriter, answer } = openSearch();
    const names = ['Kasper', 'Bella', 'Otto', 'Kasper', 'Luna'];
    const all = Array.from({ length: 1500 }, (_, index) => ({
      name: `Owner ${String(index)} ${index === 40 ? 'Kasperline' : (names[index % names.length] ?? '')}`,
      phone: `+49 30 ${String(1_000_000 + index)}`,
    }));
    store.db.transaction(() => {
      for (const [index, { name, phone }] of all.entries()) {
        const id = `o${String(index).padStart(4, '0')}`;
        store.db.run('INSERT INTO owners (id, full_name, phone) VALUES (?, ?, ?)', id, name, phone);
      }
    });
    readAll(openWriter());
    const found = (text: string) => answer(text).records.map(({ title }) => title);
    // More than can be looked at one by one begin with "kaspe"; one alone goes on so.
    expect(found('kasperli')).toEqual(['Owner 40 Kasperline']);
    expect(found('owner kasperline')).toEqual(['Owner 40 Kasperline']);
    expect(found('owner 731')).toEqual(['Owner 731 Bella']);
    expect(found('owner kasper 030 1000700')).toEqual(['Owner 700 Kasper']);
    expect(found('bella 030 1000700')).toEqual([]);
    for (const text of [
      'owner',
      'owner kasper',
      'kasper owner',
      'bel owner',
      'owner 030 100',
      'lu 030 100',
    ]) {
      const words = text.split(' ').filter((word) => !/^\d/.test(word));
      expect(found(text), text).toHaveLength(8);
      for (const title of found(text)) {
        const borne = title.toLowerCase().split(' ');
        expect(words.every((word) => borne.some((one) => one.startsWith(word)))).toBe(true);
      }
      expect(answer(text).more, text).toBe(true);
    }
  });
});
