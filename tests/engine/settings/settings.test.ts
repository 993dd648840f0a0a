import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Settings } from '../../../engine/settings/settings.ts';
import { temporaryFolder } from '../../support/test-desk.ts';

function withFile(content: string, environment: Record<string, string> = {}): Settings {
  const path = join(temporaryFolder(), 'config.json');
  writeFileSync(path, content);
  return new Settings(path, environment);
}

describe('settings', () => {
  it('starts from the shipped defaults', () => {
    const settings = new Settings(join(temporaryFolder(), 'config.json'), {});
    expect(settings.get('remote.intervalSeconds')).toEqual({
      key: 'remote.intervalSeconds',
      value: 60,
      source: 'default',
    });
  });

  it('lets a file override single keys, and the environment override both', () => {
    const file = JSON.stringify({ remote: { intervalSeconds: 5 }, log: { level: 'debug' } });
    const settings = withFile(file, { SATCHEL_LOG_LEVEL: 'error' });
    expect(settings.get('remote.intervalSeconds')).toMatchObject({ value: 5, source: 'file' });
    expect(settings.get('log.level')).toMatchObject({ value: 'error', source: 'environment' });
    expect(settings.get('sync.batchSize')).toMatchObject({ source: 'default' });
  });

  it('names a misspelt key with the nearest one', () => {
    expect(() => withFile('{"remote": {"intervallSeconds": 5}}')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_UNKNOWN_KEY',
        message: expect.stringMatching(
          /remote\.intervallSeconds.*Did you mean "remote\.intervalSeconds"\?/,
        ) as string,
      }),
    );
  });

  it.each([
    ['{"remote": {"intervalSeconds": "often"}}', /remote\.intervalSeconds/],
    ['{"sync": {"batchSize": 0}}', /sync\.batchSize/],
    ['{"remote": ', /JSON/],
    ['[]', /not an object/],
  ])('refuses %s and says what is wrong', (content, reason) => {
    expect(() => withFile(content)).toThrow(reason);
  });

  it('keeps a refused change out of the file', () => {
    const path = join(temporaryFolder(), 'config.json');
    const settings = new Settings(path, {});
    settings.set('sync.batchSize', 200);
    expect(() => settings.set('sync.batchSize', -1)).toThrow(/sync\.batchSize/);
    expect(() => settings.set('sync.batchSzie', 5)).toThrow(/Did you mean "sync\.batchSize"/);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ sync: { batchSize: 200 } });
    expect(new Settings(path, {}).config.sync.batchSize).toBe(200);
  });
});
