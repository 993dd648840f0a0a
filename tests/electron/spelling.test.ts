import { describe, expect, it } from 'vitest';
import { applySpelling, chooseSpelling } from '../../electron/windows/spelling.ts';

const calls: string[] = [];
const session = {
  availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US', 'pt-BR'],
  setSpellCheckerEnabled: (on: boolean) => calls.push(on ? 'on' : 'off'),
  setSpellCheckerDictionaryDownloadURL: (url: string) => calls.push(`from ${url}`),
  setSpellCheckerLanguages: (languages: string[]) => calls.push(languages.join(', ')),
};

function setUp(platform: NodeJS.Platform, url: string | null, preferred = ['de-AT', 'en-GB']) {
  calls.length = 0;
  applySpelling(session, chooseSpelling(platform, url), preferred);
  return calls;
}

describe('the spell-checker', () => {
  it.each(['linux', 'win32'] as const)('on %s fetches nothing from a foreign host', (platform) => {
    expect(setUp(platform, null)).toEqual(['off']);
  });

  it('on macOS has the system’s dictionaries, whatever is named', () => {
    expect(setUp('darwin', null)).toEqual(['on']);
    expect(setUp('darwin', 'https://files.clinic.example/dictionaries')).toEqual(['on']);
  });

  it('takes the dictionaries of the server that was named, for the languages of the system', () => {
    const from = 'from https://files.clinic.example/dictionaries/';
    const url = 'https://files.clinic.example/dictionaries';
    expect(setUp('win32', url)).toEqual([from, 'de, en-GB', 'on']);
    expect(setUp('linux', `${url}/`, ['pt-PT', 'en-AU'])).toEqual([from, 'pt-BR, en-GB', 'on']);
    expect(setUp('linux', url, ['fi'])).toEqual([from, 'en-US', 'on']);
  });
});
