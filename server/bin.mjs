#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { runCommand } from '../bin/launch.mjs';

await runCommand(fileURLToPath(new URL('./main.ts', import.meta.url)), () => import('./main.ts'));
