/** Reviews an input and says what went wrong. */
import { resolveConfig } from '../../src/config/resolve.ts';
import { changeSet } from '../../src/change/diff.ts';
import type { Snapshot } from '../../src/change/snapshot.ts';
import { openWorkspace } from '../../src/project/workspace.ts';
import type { Reading } from '../../src/project/workspace.ts';
import { review } from '../../src/review.ts';
import { rules } from '../../src/rules/index.ts';
import { systemClock } from '../../src/run/clock.ts';
import { textSnapshot } from '../support/revision.ts';
import type { Input } from './inputs.ts';

export interface Tried {
  /** Of the processor, all threads together: how busy the machine is with other things does not count. */
  ms: number;
  /** Absent if every agent came to its end. */
  problem?: string;
}

const config = resolveConfig({ rules });

/** The whole review, the thread that parses SQL included. Never rejects. */
export async function tryInput({ base, head }: Input, reading: Reading): Promise<Tried> {
  const started = process.cpuUsage();
  const ended = (problem?: string): Tried => {
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1000;
    return problem === undefined ? { ms } : { ms, problem };
  };
  try {
    const request = {
      config,
      base: textSnapshot(base),
      head: textSnapshot(head),
      clock: systemClock,
      reading,
    };
    const { agents } = await review(request);
    const failed = agents.find(({ status }) => status !== 'ok' && status !== 'skipped');
    if (failed) return ended(`${failed.name} ${failed.status}: ${failed.reason ?? ''}`);
    return ended(await mistake(request, reading));
  } catch (error) {
    return ended(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** A query that our own mistake kept from being read: a review survives that, and does not say so. */
async function mistake(
  { base, head }: { base: Snapshot; head: Snapshot },
  reading: Reading,
): Promise<string | undefined> {
  const { projects } = await openWorkspace(await changeSet(base, head), reading);
  for (const project of projects.flatMap(({ base: before, head: after }) => [before, after])) {
    for (const id of project?.resources.keys() ?? []) {
      const message = project?.query(id)?.problem?.message;
      if (message?.startsWith('its columns could not be resolved')) return `${id}: ${message}`;
    }
  }
  return undefined;
}
