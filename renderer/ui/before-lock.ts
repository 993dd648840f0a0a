/** What has to happen before records leave the screen: a form keeps its last letters, a list forgets what was searched. */
type Step = () => unknown;

const steps = new Set<Step>();

/** Returns how to take it back. */
export function beforeLock(step: Step): () => void {
  steps.add(step);
  return () => {
    steps.delete(step);
  };
}

/** Fulfilled when every step has ended, however it ended. */
export async function runBeforeLock(): Promise<void> {
  await Promise.allSettled([...steps].map(async (step) => step()));
}
