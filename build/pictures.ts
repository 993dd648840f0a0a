// `npm run pictures`: the browser tests write the pictures of docs/images, from the window as it is now.
import { dirname } from 'node:path';
import { runTool } from './test/run-tool.ts';

const { code } = await runTool(
  dirname(import.meta.dirname),
  ['node_modules/vitest/vitest.mjs', 'run', 'tests/renderer/pictures.e2e.test.ts'],
  { show: true, env: { SATCHEL_PICTURES: '1' } },
);
process.exitCode = code;
