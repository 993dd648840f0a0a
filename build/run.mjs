#!/usr/bin/env node
// Runs a TypeScript program of this repository under a Node that can, with the installed tools first on the PATH.
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, requirePackage, runUnder } from '../bin/launch.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('usage: node build/run.mjs SCRIPT.ts [arguments]\n');
  process.exit(1);
}
requirePackage('vite');

const tools = join(root, 'node_modules', '.bin');
const PATH = [tools, process.env.PATH ?? ''].join(delimiter);
runUnder(findNode(), [resolve(root, script), ...args], { ...process.env, PATH });
