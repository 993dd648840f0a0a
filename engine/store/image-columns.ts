/**
 * The names that the columns of a base bear, place by place, when its table has the `wanted` ones: one that bears another
 * name in the same place was renamed, new ones come last, and those of dropped columns stay. A journalled image has the
 * same places, so no place ever changes its meaning.
 */
export function imageColumns(before: readonly string[], wanted: readonly string[]): string[] {
  const names = [...before];
  for (const [place, old] of before.entries()) {
    const renamed = wanted[place];
    if (renamed === undefined || wanted.includes(old) || names.includes(renamed)) continue;
    names[place] = renamed;
  }
  return [...names, ...wanted.filter((name) => !names.includes(name))];
}
