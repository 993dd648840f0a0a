import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';

type Params = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'editFlags' | 'dictionarySuggestions' | 'misspelledWord'
>;

/** What a right click offers: corrections of a misspelled word, and the clipboard as far as it makes sense there. */
export function contextMenu(
  params: Params,
  correct: (word: string) => void,
): MenuItemConstructorOptions[] {
  const { isEditable, selectionText, editFlags, dictionarySuggestions, misspelledWord } = params;
  const items: MenuItemConstructorOptions[] = [];
  if (isEditable && misspelledWord !== '') {
    items.push(
      ...dictionarySuggestions.slice(0, 5).map((word) => ({
        label: word,
        click: () => {
          correct(word);
        },
      })),
    );
    if (items.length === 0) items.push({ label: 'No suggestion', enabled: false });
    items.push({ type: 'separator' });
  }
  if (isEditable) {
    items.push(
      { role: 'undo', enabled: editFlags.canUndo },
      { role: 'redo', enabled: editFlags.canRedo },
      { type: 'separator' },
      { role: 'cut', enabled: editFlags.canCut },
      { role: 'copy', enabled: editFlags.canCopy },
      { role: 'paste', enabled: editFlags.canPaste },
      { role: 'selectAll', enabled: editFlags.canSelectAll },
    );
  } else if (selectionText.trim() !== '') {
    items.push({ role: 'copy' });
  }
  return items;
}
