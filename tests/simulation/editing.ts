import type { DeskView } from './desk-view.ts';
import type { Ledger } from './ledger.ts';
import type { Step } from './plan.ts';
import type { SimDesk } from './sim-desk.ts';

/** Somebody edits something at a desk. */
export interface Editing {
  readonly desk: SimDesk;
  readonly view: DeskView;
  readonly ledger: Ledger;
  readonly step: Step;
  readonly now: number;
}
