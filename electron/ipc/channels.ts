/** Renderer → main: a fresh port to the engine, please. Main → renderer: here it is. */
export const CONNECT_CHANNEL = 'satchel:connect';
export const PORT_CHANNEL = 'satchel:port';
/** Renderer → main: have a person choose one. Main → renderer, on `CHOSEN_CHANNEL`: which, or null. */
export const CHOOSE_DATABASE_CHANNEL = 'satchel:choose-database';
export const CHOOSE_FOLDER_CHANNEL = 'satchel:choose-folder';
export const CHOSEN_CHANNEL = 'satchel:chosen';
/** Renderer → main: save the summary you show as a PDF. Main → renderer: what became of it. */
export const PDF_CHANNEL = 'satchel:pdf';
