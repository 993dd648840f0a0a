import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Setting } from '../../shared/api/settings.ts';
import { suggestion } from '../../shared/errors/nearest.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { action, exitCodes } from '../command-context.ts';
import { readOriginalConfig } from '../input/original-config.ts';
import { textTable } from '../output/text-table.ts';

type Value = Setting['value'];

export function addConfigCommand(program: Command): void {
  const config = program
    .command('config')
    .description('show all settings, or read and change one')
    .action(
      action(async ({ engine, print }) => {
        const settings = await (await engine()).settings.all();
        print.answer(Object.fromEntries(settings.map(({ key, value }) => [key, value])), () =>
          textTable(settings, [
            { title: 'Setting', value: ({ key }) => key },
            { title: 'Value', value: ({ value }) => JSON.stringify(value) },
            { title: 'From', value: ({ source }) => source },
          ]),
        );
        return exitCodes.fine;
      }),
    );

  config
    .command('get')
    .description('print one setting')
    .argument('<key>', 'such as remote.intervalSeconds')
    .action(
      action(async ({ engine, print }, key: string) => {
        const setting = findSetting(await (await engine()).settings.all(), key);
        print.answer(setting, () => asText(setting.value));
        return exitCodes.fine;
      }),
    );

  config
    .command('set')
    .description("change one setting in this home's config.json")
    .argument('<key>')
    .argument('<value>', 'JSON, or text as it stands')
    .action(
      action(async ({ engine, print }, key: string, text: string) => {
        const setting = await (await engine()).settings.set({ key, value: parseValue(text) });
        print.answer(setting, () =>
          setting.source === 'environment'
            ? `${key} was saved, but an environment variable overrides it: ${asText(setting.value)}`
            : `${key} is now ${asText(setting.value)}`,
        );
        return exitCodes.fine;
      }),
    );

  config
    .command('restore')
    .description('go back to the settings of the last start, for a config.json that cannot be read')
    .action(
      action(async ({ home, print }) => {
        const { restoreSettings } = await import('../../engine/index.ts');
        const aside = restoreSettings(home, Date.now());
        print.answer({ success: true, aside }, () =>
          [
            'The settings of the last start are back.',
            ...(aside === null ? [] : [`What was there is kept: ${aside}`]),
          ].join('\n'),
        );
        return exitCodes.fine;
      }),
    );

  config
    .command('explain')
    .description('say where the value of a setting comes from')
    .argument('<key>')
    .action(
      action(async ({ engine, home, print }, key: string) => {
        const setting = findSetting(await (await engine()).settings.all(), key);
        const sources: Record<Setting['source'], string> = {
          default: 'it is the shipped default',
          file: `it is set in ${home}/config.json`,
          environment: 'an environment variable (SATCHEL_…) sets it and overrides the file',
        };
        print.answer(
          setting,
          () => `${key} is ${asText(setting.value)}: ${sources[setting.source]}.`,
        );
        return exitCodes.fine;
      }),
    );

  config
    .command('import')
    .description("take over the settings of the original desktop client's file")
    .argument('<file>')
    .action(
      action(async ({ engine, next, print }, file: string) => {
        const text = await readFile(file, 'utf8').catch(() => {
          throw new SatchelError('USAGE', { detail: `${file} cannot be read.` });
        });
        const { settings, ignored, hasPassword } = readOriginalConfig(file, text);
        const client = await engine({ create: true });
        for (const [key, value] of settings) await client.settings.set({ key, value });
        const document = {
          imported: Object.fromEntries(settings),
          ignored,
          passwordKept: false,
        };
        print.answer(document, () =>
          [
            `${settings.length} settings were taken over from ${file}.`,
            ...(ignored.length > 0 ? [`Not known here, and left out: ${ignored.join(', ')}.`] : []),
            ...(hasPassword ? ['Its password is not kept in a file; sign in once instead.'] : []),
            `Next: ${next('login')}`,
          ].join('\n'),
        );
        return exitCodes.fine;
      }),
    );
}

function findSetting(settings: readonly Setting[], key: string): Setting {
  const setting = settings.find((each) => each.key === key);
  if (setting) return setting;
  const hint = suggestion(
    key,
    settings.map((each) => each.key),
  );
  throw new SatchelError('CONFIG_UNKNOWN_KEY', { file: 'The settings', key, suggestion: hint });
}

function asText(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseValue(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
