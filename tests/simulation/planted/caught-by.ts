/** By planted bug, a seed whose history of four desks and a hundred edits shows it. `simulate -- --planted` finds others. */
export const caughtBy: Readonly<Record<string, number>> = {};
