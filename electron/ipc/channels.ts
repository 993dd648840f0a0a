/** Renderer → main: a fresh port to the engine, please. Main → renderer: here it is. */
export const CONNECT_CHANNEL = 'satchel:connect';
export const PORT_CHANNEL = 'satchel:port';
