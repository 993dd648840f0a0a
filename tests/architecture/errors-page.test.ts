import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorsPage } from '../../build/docs/errors-page.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('is what the catalogue says; `npm run docs` writes it', () => {
    expect(page).toBe(errorsPage());
  });

  it.each(Object.entries(catalogue))('%s says what happened and what to do', (code, entry) => {
    expect(page).toContain(`## ${code}\n\n`);
    expect(entry.message.trim().length).toBeGreaterThan(0);
    expect(entry.action.trim().length).toBeGreaterThan(0);
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
  });
});
