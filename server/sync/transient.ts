/** Deadlock, serialization failure, or a lock not granted in time: the whole batch is done again. */
export function isTransient(error: unknown): boolean {
  return ['40P01', '40001', '55P03'].includes((error as { code?: string }).code ?? '');
}
