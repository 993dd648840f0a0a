import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import {
  noClockOrChance,
  noRawErrors,
  noSqlOutsideStores,
  houseSyntax,
  noLooseWords,
} from './build/lint/restrictions.js';

/** The folders that may hold SQL: the stores, and what copies, reads or checks whole database files. */
const sqlFolders = [
  '**/store/**',
  '**/backup/**',
  'engine/import/**',
  'engine/compare/**',
  'engine/diagnose/**',
  'server/snapshot/**',
];

/** Where real clocks, timers and randomness are wired to the engine's ports. */
const realPorts = [
  'engine/thread/**',
  // Measures its own statements, for the log only.
  'engine/store/database.ts',
];

const configFiles = [
  '*.config.{js,ts}',
  '*/vite.config.ts',
  'build/lint/*.js',
  'build/layers/*.js',
];

export default defineConfig(
  globalIgnores(['**/node_modules', 'build/out', 'coverage', 'tests/output', '.satchel-demo']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    // The rules of this set that ask for types are in .oxlintrc.json.
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      // The type checker resolves names better.
      'no-undef': 'off',
    },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'object-shorthand': 'error',
      'max-lines': ['error', { max: 500 }],
      'no-restricted-syntax': ['error', ...houseSyntax],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '(^|/)(utils?|helpers?|common|misc)(\\.[cm]?[jt]sx?)?$',
              message: 'Name a file after what it exports; put it beside the code that needs it.',
            },
            {
              regex:
                '^(fs|path|os|crypto|stream|url|util|events|http|https|net|zlib|worker_threads|child_process)(/|$)',
              message: 'Write Node built-ins with their prefix: node:fs.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['{shared,engine,server,host,cli,electron,renderer}/**/*.{ts,tsx}'],
    ignores: sqlFolders,
    rules: {
      'no-restricted-syntax': ['error', ...houseSyntax, ...noRawErrors, ...noSqlOutsideStores],
    },
  },
  {
    files: ['renderer/**/*.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...houseSyntax,
        ...noRawErrors,
        ...noSqlOutsideStores,
        ...noLooseWords,
      ],
    },
  },
  {
    files: sqlFolders,
    ignores: ['tests/**'],
    rules: { 'no-restricted-syntax': ['error', ...houseSyntax, ...noRawErrors] },
  },
  {
    files: ['engine/**/*.ts'],
    ignores: [...realPorts, ...sqlFolders],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...houseSyntax,
        ...noRawErrors,
        ...noSqlOutsideStores,
        ...noClockOrChance,
      ],
    },
  },
  {
    files: sqlFolders.filter((folder) => !folder.startsWith('server/')),
    ignores: ['tests/**', 'server/**', ...realPorts],
    rules: {
      'no-restricted-syntax': ['error', ...houseSyntax, ...noRawErrors, ...noClockOrChance],
    },
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^node:',
              message:
                'shared/ also runs in the window: take what Node would give as an argument, or move this to engine/ or server/.',
            },
            {
              regex: '\\.\\./(engine|server|host|cli|electron|renderer|build|tests)/',
              message: 'shared/ imports nothing of ours; turn the dependency around.',
            },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'window', 'document'].map((name) => ({
          name,
          message: 'shared/ runs in Node, workers and the window alike: use what all have.',
        })),
      ],
    },
  },
  {
    // Programs that talk to a terminal.
    files: [
      'cli/**',
      'build/**',
      'server/{main,admin/**,commands/**}*',
      'host/main.ts',
      'tests/bench/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    // The engine's face to its hosts.
    files: ['engine/index.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Tools load these by their default export.
    files: configFiles,
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
);
