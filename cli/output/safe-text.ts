/** Text for a terminal: a value from the records must not be able to move the cursor or hide what follows. */
export function safeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === '\n' ? '⏎' : '\ufffd',
  );
}
