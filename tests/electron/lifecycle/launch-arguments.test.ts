import { describe, expect, it } from 'vitest';
import { launchOf, pageOfLink } from '../../../electron/lifecycle/launch-arguments.ts';

describe('what a start of the app asks for', () => {
  it('is read from its arguments, among those that Chromium adds', () => {
    const argv = ['satchel', '--allow-file-access', '--home', '/data', '--hidden', '--lang=de'];
    expect(launchOf(argv)).toEqual({ home: '/data', hidden: true, page: undefined });
    expect(launchOf(['satchel', '--home=/data']).home).toBe('/data');
    expect(launchOf(['satchel'])).toEqual({ home: undefined, hidden: false, page: undefined });
  });

  it('may be a link to a record', () => {
    const key = '019411a4-ca80-7022-903f-aa2f8665aec1';
    const { page } = launchOf(['satchel', `satchel://patient/${key}`]);
    expect(page).toBe(`records/patients/record/${key}`);
  });
});

describe('a link that any web page may send', () => {
  it.each([
    'satchel://patient/',
    'satchel://patient/a/edit',
    'satchel://patient/../../settings',
    'satchel://patient/%2e%2e%2fsettings',
    'satchel://patient/a?run=1',
    'satchel://patient/<script>',
    'satchel://constructor/a',
    'satchel://staff/a',
    'satchel:patient/a',
    'satchelx://patient/a',
    `satchel://patient/${'a'.repeat(65)}`,
  ])('%s opens nothing', (link) => {
    expect(pageOfLink(link)).toBeUndefined();
  });
});
