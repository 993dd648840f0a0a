import defaults from '../../config.json' with { type: 'json' };
import type { Setting } from '../../shared/api/settings.ts';
import { readPath, settingPaths } from '../../shared/config/config.ts';

/** The shipped settings, with those that were changed over them. */
export function settingsOver(changed: ReadonlyMap<string, Setting['value']>): Setting[] {
  return settingPaths(defaults).map((key) => {
    const own = changed.get(key);
    return own === undefined
      ? { key, value: readPath(defaults, key) as Setting['value'], source: 'default' }
      : { key, value: own, source: 'file' };
  });
}
