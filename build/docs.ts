// `npm run docs`: writes the pages that follow from the sources.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from './docs/errors-page.ts';

const page = join(import.meta.dirname, '../docs/errors.md');
writeFileSync(page, errorsPage());
console.log(`wrote ${page}`);
