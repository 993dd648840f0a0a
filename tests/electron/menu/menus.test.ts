import { describe, expect, it } from 'vitest';
import { appMenu } from '../../../electron/menu/app-menu.ts';
import { contextMenu } from '../../../electron/menu/context-menu.ts';

const editFlags = { canUndo: true, canRedo: false, canCut: true, canCopy: true, canPaste: true };
const nothing = {
  isEditable: false,
  selectionText: '',
  editFlags: { ...editFlags, canSelectAll: true } as never,
  dictionarySuggestions: [],
  misspelledWord: '',
};

describe('the right click', () => {
  it('offers nothing where there is nothing to do', () => {
    expect(contextMenu(nothing, () => undefined)).toEqual([]);
  });

  it('copies a selection, and edits a field', () => {
    const roles = (params: Parameters<typeof contextMenu>[0]) =>
      contextMenu(params, () => undefined).flatMap(({ role }) => role ?? []);
    expect(roles({ ...nothing, selectionText: 'Rex' })).toEqual(['copy']);
    expect(roles({ ...nothing, isEditable: true })).toEqual([
      ...['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'],
    ]);
  });

  it('corrects a misspelled word', () => {
    const chosen: string[] = [];
    const params = {
      ...nothing,
      isEditable: true,
      misspelledWord: 'vacination',
      dictionarySuggestions: ['vaccination', 'vacation'],
    };
    const items = contextMenu(params, (word) => chosen.push(word));
    items[0]?.click?.(...([] as unknown as [never, never, never]));
    expect(chosen).toEqual(['vaccination']);
  });
});

describe('the application’s menu', () => {
  const roles = (forDevelopers: boolean, platform: NodeJS.Platform = 'linux') =>
    JSON.stringify(appMenu({ platform, forDevelopers, print: () => undefined }));

  it('zooms, and prints what the window shows', () => {
    expect(roles(false)).toMatch(/resetZoom.*zoomIn.*zoomOut/);
    let printed = 0;
    const menu = appMenu({ platform: 'linux', forDevelopers: false, print: () => (printed += 1) });
    const file = menu[0]?.submenu as Electron.MenuItemConstructorOptions[];
    const item = file.find(({ label }) => label === 'Print…');
    expect(item?.accelerator).toBe('CmdOrCtrl+P');
    item?.click?.(...([] as unknown as [never, never, never]));
    expect(printed).toBe(1);
  });

  it('has developer tools only for developers', () => {
    expect(roles(false)).not.toMatch(/toggleDevTools|reload/);
    expect(roles(true)).toMatch(/toggleDevTools/);
  });
});
