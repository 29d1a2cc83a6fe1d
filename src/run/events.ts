import type { RunEvent } from './task.ts';

/** Hands events on in order. A listener that throws or rejects never hurts the run. */
export function safely(listener: ((event: RunEvent) => unknown) | undefined): (event: RunEvent) => void {
  return (event) => {
    try {
      const result = listener?.(event);
      if (result instanceof Promise) result.catch(() => {});
    } catch {
      // Listeners are views of the run, and no part of it.
    }
  };
}
