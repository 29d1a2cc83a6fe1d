/**
 * Every route × every fault × once or always, on the whole process: what is left is as expected, and whatever
 * happens some things hold. A part of the product that differs by `FAULTS_SEED`; all of it with `npm run faults`.
 */
import { expect, test } from 'vitest';
import { createRandom } from '../../../scripts/support/random.ts';
import { expected } from './expected.ts';
import { play, plays } from './play.ts';

const all = process.env['FAULTS'] === 'all';
const seed = process.env['FAULTS_SEED'] ?? '1';
/** As many as a quarter of a minute plays. */
const sampled = 32;

test.concurrent.each(all ? [...plays] : createRandom(seed).shuffled(plays).slice(0, sampled))(
  '$fault $times at $route',
  { timeout: 120_000 },
  async (it) => {
    const { outcome, result, state, foreign } = await play(it);
    expect(outcome).toEqual(expected(it));
    expect(state.violations).toEqual([]);
    expect(state.threads.length).toBeLessThanOrEqual(1);
    expect(foreign.after).toBe(foreign.before);
    expect(result.stderr).toBe('');
    expect(result.stdout).not.toMatch(/^\s+at /m);
    expect(result.stdout.match(/^::error::/gm) ?? []).toHaveLength(result.code === 0 ? 0 : 1);
    // No fault makes it ask without end.
    expect(state.requests.length).toBeLessThanOrEqual(30);
  },
);
