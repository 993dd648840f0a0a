import { describe, expect, test } from 'vitest';
import { readOriginalConfig } from '../../../cli/input/original-config.ts';
import { errorFromClient } from '../../../shared/api/client-error.ts';

describe("the original desktop client's settings", () => {
  test('are read under their new names, and the password is not among them', () => {
    const text = JSON.stringify({
      database: { path: '/data/clinic.db', backup_dir: 'copies', real_time_sync: false },
      remote_database: {
        enabled: true,
        url: 'https://clinic.example',
        username: 'front',
        password: 'hunter2',
        sync_interval: 300,
        auto_sync: true,
      },
      app: { auto_backup: true, theme: 'dark' },
    });
    const read = readOriginalConfig('old.json', text);
    expect(Object.fromEntries(read.settings)).toEqual({
      'database.path': '/data/clinic.db',
      'backup.dir': 'copies',
      'database.realTimeSync': false,
      'remote.enabled': true,
      'environments.production.url': 'https://clinic.example',
      'environments.production.username': 'front',
      'remote.intervalSeconds': 300,
      'remote.autoSync': true,
      'backup.enabled': true,
    });
    expect(read.ignored).toEqual(['app.theme']);
    expect(read.hasPassword).toBe(true);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  test.each(['{', '[]', '"text"'])('that are not an object (%s) are refused by name', (text) => {
    const read = (): unknown => readOriginalConfig('old.json', text);
    expect(read).toThrow('old.json');
    try {
      read();
    } catch (error) {
      expect(errorFromClient(error).code).toBe('CONFIG_INVALID');
    }
  });
});
