/**
 * What only some runs ask GitHub: who accepted a finding, and with which right; the reaction to a command; other open
 * pull requests; the pull request of a push. Each × every fault × once or always. Part of them, or all with
 * `npm run faults`.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../../scripts/support/random.ts';
import { faultClasses } from '../../github/fault-classes.ts';
import type { FaultClass } from '../../github/fault-classes.ts';
import type { State } from '../../github/state.ts';
import { Scenario } from '../../support/action.ts';
import type { RunOptions } from '../../support/action.ts';
import {
  createReaction,
  listComments,
  listFiles,
  listPulls,
  permission,
  pullsOfCommit,
  readPull,
} from '../routes.ts';
import { breaking, shop } from '../shop.ts';
import { checkOf, marker, passingTime } from './play.ts';

interface Outcome {
  code: number;
  check: string;
  /** What our comment says, and the warnings' beginnings. */
  comment: 'none' | 'Blocked' | 'Overridden';
}

interface Asked {
  route: string;
  /** In the words of docs/reliability.md. */
  when: string;
  options?: (state: State) => RunOptions;
  config?: string;
  before?: (state: State) => void;
  /** Without a fault. @default accepted */
  complete?: Outcome;
  lasting: Outcome;
  /** If one refusal is met; those that last, where it is not the same. */
  refusedOnce?: Outcome;
  /** If a 404 says something of its own. */
  notFound?: Outcome;
}

const accepted: Outcome = { code: 0, check: 'success', comment: 'Overridden' };
const blocked: Outcome = { code: 1, check: 'failure', comment: 'Blocked' };
/** No check run was made yet. */
const unknown: Outcome = { code: 1, check: 'none', comment: 'none' };

const commented = (state: State): RunOptions => ({
  event: {
    name: 'issue_comment',
    payload: {
      action: 'created',
      issue: { number: state.pull.number, pull_request: {} },
      comment: { id: state.comments[0]!.id, body: state.comments[0]!.body, user: { login: 'bea' } },
    },
  },
});
const pushed = ({ pull }: State): RunOptions => ({
  event: {
    name: 'push',
    payload: {
      ref: 'refs/heads/feature',
      after: pull.head,
      before: '0'.repeat(40),
      deleted: false,
      repository: { default_branch: 'main' },
    },
  },
});
const overlapping = {
  config: 'version: 1\noverlaps: true\n',
  before: ({ others }: State) => void others.set(9, ['models/stg_orders.sql']),
};

const asked: readonly Asked[] = [
  { route: permission, when: 'somebody accepted what blocks', lasting: blocked },
  {
    route: listComments,
    when: 'something blocks',
    lasting: { ...blocked, comment: 'none' },
    // The comment is looked for later.
    refusedOnce: blocked,
  },
  {
    route: permission,
    when: 'a comment gives a command',
    options: commented,
    lasting: unknown,
    // GitHub's word for a user that is not there: nobody has asked for anything.
    notFound: { ...unknown, code: 0 },
  },
  { route: createReaction, when: 'a comment gives a command', options: commented, lasting: accepted },
  { route: readPull, when: 'a comment gives a command', options: commented, lasting: unknown },
  { route: listPulls, when: '`overlaps: true`', ...overlapping, lasting: accepted },
  { route: listFiles, when: '`overlaps: true`', ...overlapping, lasting: accepted },
  {
    route: pullsOfCommit,
    when: 'a branch was pushed',
    options: pushed,
    complete: { ...accepted, comment: 'none' },
    lasting: unknown,
  },
];

/** Repeating it is of no use. */
const final: readonly FaultClass[] = ['401', '403 permission', '404', '422'];

function expected(
  { lasting, refusedOnce, notFound, complete = accepted }: Asked,
  fault: FaultClass,
  times: string,
): Outcome {
  if (notFound && fault === '404') return notFound;
  if (times === 'always') return lasting;
  return final.includes(fault) ? (refusedOnce ?? lasting) : complete;
}

/** The finding's, which is the same in every repository with these files. */
let id: string;
beforeAll(async () => {
  const scenario = await Scenario.open(shop, breaking);
  const { outputs, stdout } = await scenario.run();
  if (!outputs['results-file']) throw new Error(`the first review failed:\n${stdout}`);
  const { findings } = JSON.parse(readFileSync(outputs['results-file'], 'utf8')) as {
    findings: { id: string }[];
  };
  id = findings[0]!.id;
  await scenario.close();
});

const plays = asked.flatMap((it) =>
  (Object.keys(faultClasses) as FaultClass[]).flatMap((fault) =>
    (['once', 'always'] as const).map((times) => ({ ...it, fault, times })),
  ),
);
const all = process.env['FAULTS'] === 'all';
const seed = process.env['FAULTS_SEED'] ?? '1';

test.concurrent.each(all ? plays : createRandom(seed).shuffled(plays).slice(0, 10))(
  '$fault $times at $route, where $when',
  { timeout: 120_000 },
  async (it) => {
    const { route, fault, times, config = 'version: 1\n', before, options } = it;
    const scenario = await Scenario.open({ ...shop, '.github/parallel-review.yml': config }, breaking);
    const { state } = scenario.double;
    try {
      state.access.set('bea', 'write');
      state.addComment(`/parallel-review accept ${id} as agreed`, 'bea');
      before?.(state);
      state.faults.add(route, faultClasses[fault], times === 'once' ? [1] : undefined);
      const result = await scenario.run({
        ...options?.(state),
        env: passingTime,
        onStart(kill) {
          state.onStall = () => kill('SIGUSR2');
        },
      });
      const ours = state.comments.filter(({ body }) => body.startsWith(marker));
      const comment = /Blocked|Overridden/.exec(ours[0]?.body ?? '')?.[0] ?? 'none';
      expect({ code: result.code, check: checkOf(state), comment }).toEqual(expected(it, fault, times));
      expect(ours.length).toBeLessThanOrEqual(1);
      expect(result.stderr).toBe('');
      expect(result.stdout.match(/^::error::/gm) ?? []).toHaveLength(result.code === 0 ? 0 : 1);
      expect(state.violations).toEqual([]);
      expect(state.requests.length).toBeLessThanOrEqual(30);
    } finally {
      await scenario.double.stop();
    }
  },
);
