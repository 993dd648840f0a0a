import type { Mutation } from './batch.ts';

/** Mutations that apply whole or not at all: one alone, or all of one group. */
export type Unit = readonly Mutation[];

/**
 * Units in the order in which each finds what it needs: inserts and updates parents first, then deletes
 * children first. A group stands where its first mutation would.
 */
export function toUnits(mutations: readonly Mutation[]): Unit[] {
  const groups = Map.groupBy(mutations, ({ group, index }) =>
    group === null ? `#${String(index)}` : `g${group}`,
  );
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function rank(unit: Unit): number {
  return Math.min(...unit.map(({ op, frame }) => (op === 'd' ? 1e9 - frame : frame)));
}
