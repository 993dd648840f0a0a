import { statements as missingTables } from './0005-system-tables.ts';

export const name = '0006-aliases';

/** A table of Satchel's own that came after the others: made where it is missing, like those. */
export const statements = missingTables;
