/** Which row a key moves to, or undefined where the key is not about moving. */
export function rowForKey(
  key: string,
  active: number,
  list: { total: number; perPage: number },
): number | undefined {
  const within = (index: number): number => Math.max(0, Math.min(list.total - 1, index));
  switch (key) {
    case 'ArrowDown':
      return within(active + 1);
    case 'ArrowUp':
      return within(active - 1);
    case 'PageDown':
      return within(active + list.perPage);
    case 'PageUp':
      return within(active - list.perPage);
    case 'Home':
      return 0;
    case 'End':
      return within(list.total - 1);
    default:
      return undefined;
  }
}
