/** Renderer → main: a fresh port to the engine, please. Main → renderer: here it is. */
export const CONNECT_CHANNEL = 'satchel:connect';
export const PORT_CHANNEL = 'satchel:port';
/** Renderer → main: save the summary you show as a PDF. Main → renderer: what became of it. */
export const PDF_CHANNEL = 'satchel:pdf';
