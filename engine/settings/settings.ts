import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import defaults from '../../config.json' with { type: 'json' };
import type { Setting } from '../../shared/api/settings.ts';
import {
  type Config,
  configSchema,
  type ConfigValue,
  environmentVariable,
  readPath,
  settingPaths,
  writePath,
} from '../../shared/config/config.ts';
import { suggestion } from '../../shared/errors/nearest.ts';
import { SatchelError } from '../../shared/errors/satchel-error.ts';
import { writeDurably } from '../store/durable-file.ts';

type Tree = Record<string, unknown>;

/**
 * The settings in force: shipped defaults, overridden key by key by the person's file, overridden by
 * environment variables. Every layer is checked as a whole before it counts.
 */
export class Settings {
  readonly #path: string;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  #file: Tree;
  #config: Config;
  readonly #listeners = new Set<() => void>();

  /** @throws SatchelError CONFIG_INVALID, CONFIG_UNKNOWN_KEY: a wrong file is named, never ignored */
  constructor(path: string, environment: Readonly<Record<string, string | undefined>>) {
    this.#path = path;
    this.#environment = environment;
    this.#file = readTree(path);
    this.#config = this.#combine(this.#file);
  }

  get config(): Config {
    return this.#config;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  all(): Setting[] {
    return settingPaths(this.#config).map((key) => this.get(key));
  }

  get(key: string): Setting {
    const value = readPath(this.#config, key);
    if (value === undefined) throw this.#unknown('The settings', key);
    return { key, value: value as ConfigValue, source: this.#source(key) };
  }

  /** Writes one setting to the person's file, whole or not at all. */
  set(key: string, value: unknown): Setting {
    const file = writePath(this.#file, key, value);
    const config = this.#combine(file);
    writeDurably(this.#path, `${JSON.stringify(file, null, 2)}\n`);
    this.#file = file;
    this.#config = config;
    for (const listener of this.#listeners) listener();
    return this.get(key);
  }

  #source(key: string): Setting['source'] {
    if (this.#environment[environmentVariable(key)] !== undefined) return 'environment';
    return readPath(this.#file, key) === undefined ? 'default' : 'file';
  }

  #combine(file: Tree): Config {
    const merged = mergeTrees(defaults, file);
    this.#check(merged, this.#path);
    let tree = merged;
    for (const path of settingPaths(merged)) {
      const text = this.#environment[environmentVariable(path)];
      if (text !== undefined) tree = writePath(tree, path, parseVariable(text));
    }
    return this.#check(tree, 'The environment variables');
  }

  #check(tree: unknown, origin: string): Config {
    const parsed = configSchema.safeParse(tree);
    if (parsed.success) return parsed.data;
    throw this.#explain(parsed.error.issues[0], origin);
  }

  #explain(issue: z.core.$ZodIssue | undefined, file: string): SatchelError {
    const folder = (issue?.path ?? []).map(String);
    if (issue?.code === 'unrecognized_keys') {
      return this.#unknown(file, [...folder, issue.keys[0] ?? ''].join('.'));
    }
    const detail = `${folder.join('.')}: ${issue?.message ?? 'not valid'}`;
    return new SatchelError('CONFIG_INVALID', { file, detail });
  }

  #unknown(file: string, key: string): SatchelError {
    const known = settingPaths(defaults);
    const folders = known.flatMap((path) => path.split('.').slice(0, -1).join('.'));
    const hint = suggestion(
      key,
      [...known, ...new Set(folders)].filter((path) => path !== ''),
    );
    return new SatchelError('CONFIG_UNKNOWN_KEY', { file, key, suggestion: hint });
  }
}

function readTree(path: string): Tree {
  if (!existsSync(path)) return {};
  let tree: unknown;
  try {
    tree = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'not JSON';
    throw new SatchelError('CONFIG_INVALID', { file: path, detail }, { cause: error });
  }
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) {
    throw new SatchelError('CONFIG_INVALID', { file: path, detail: 'it is not an object' });
  }
  return tree as Tree;
}

function mergeTrees(base: Tree, over: Tree): Tree {
  const merged: Tree = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? mergeTrees(below, value) : value;
  }
  return merged;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A variable's text as JSON where it is JSON, otherwise as it stands. */
function parseVariable(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
