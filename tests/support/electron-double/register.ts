/** `node --import` this, and every import of `electron` in that process is the double. */
import { registerHooks } from 'node:module';
import { recordWorkers } from './recorded-workers.ts';

const double = new URL('./main-process.ts', import.meta.url).href;

recordWorkers();
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
});
