const CHOSEN_MESSAGE = 'satchel:chosen';

/** Has a person choose a database's file or a folder in the system's dialog; null where they thought better of it. */
export function chooseInShell(
  shell: SatchelWindow,
  what: 'database' | 'folder',
): Promise<string | null> {
  return new Promise((resolve) => {
    const receive = ({ source, data }: MessageEvent<unknown>): void => {
      if (source !== window || !isChosen(data)) return;
      window.removeEventListener('message', receive);
      resolve(data.path);
    };
    window.addEventListener('message', receive);
    if (what === 'database') shell.chooseDatabase();
    else shell.chooseFolder();
  });
}

function isChosen(data: unknown): data is { path: string | null } {
  if (typeof data !== 'object' || data === null) return false;
  const { kind, path } = data as { kind?: unknown; path?: unknown };
  return kind === CHOSEN_MESSAGE && (path === null || typeof path === 'string');
}
