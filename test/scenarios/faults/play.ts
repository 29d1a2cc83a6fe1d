/** Plays one fault on one route and says what is left of the run: what people and branch protections see. */
import { faultClasses } from '../../github/fault-classes.ts';
import type { FaultClass } from '../../github/fault-classes.ts';
import type { State } from '../../github/state.ts';
import { preloaded, Scenario } from '../../support/action.ts';
import type { Result, RunOptions } from '../../support/action.ts';
import type { Files } from '../../support/git-repository.ts';
import * as route from '../routes.ts';
import { breaking, shop } from '../shop.ts';

export interface Play {
  route: string;
  fault: FaultClass;
  /** Whether the first request of the route alone meets the fault, or each. */
  times: 'once' | 'always';
}

/** What a route needs to be asked at all. */
interface Stage {
  base?: Files;
  head?: Files;
  inputs?: Record<string, string>;
  haste?: number;
  before?: (state: State) => void;
}

export const marker = '<!-- parallel-review:default -->';
const lost = { kind: 'acted', status: 502 } as const;

/** With something to suggest. */
const suggesting = {
  head: { 'models/revenue.sql': "select order_id, amount from {{ ref('orders') }}\nwhere amount != null\n" },
  inputs: { suggestions: 'true' },
};

/** Every route that a review of a pull request uses, in the order of the run. */
export const stages: Readonly<Record<string, Stage>> = {
  [route.create]: {},
  [route.listCheckRuns]: { before: ({ faults }) => faults.add(route.create, lost, [1]) },
  [route.compare]: {},
  [route.readTree]: {},
  [route.tarball]: {},
  ARCHIVE: {},
  [route.graphql]: { base: { '.gitattributes': 'models/*orders.sql export-ignore\n' }, ...suggesting },
  [route.readBlob]: { base: { '.gitattributes': 'models/orders.sql export-ignore\n' } },
  [route.conclude]: {},
  [route.readCheckRun]: { before: ({ faults }) => faults.add(route.conclude, lost, [1]) },
  [route.readPull]: {},
  [route.listComments]: {},
  [route.readUser]: { before: (state) => void state.addComment(`${marker}\nAll is well!`, 'somebody') },
  [route.createComment]: {},
  [route.updateComment]: {
    before: (state) => void state.addComment(`${marker}\nold`, 'github-actions[bot]', true),
  },
  // Comments and reviews are seconds apart, by the clock.
  [route.createReview]: { ...suggesting, haste: 1 },
};

/** What the archive's host cannot play: it knows no API errors. */
const unplayable: Readonly<Record<string, readonly FaultClass[]>> = {
  ARCHIVE: ['reset after acting', '502 after acting'],
};

/** All of them, in a fixed order. */
export const plays: readonly Play[] = Object.keys(stages).flatMap((at) =>
  (Object.keys(faultClasses) as FaultClass[])
    .filter((fault) => !unplayable[at]?.includes(fault))
    .flatMap((fault) => (['once', 'always'] as const).map((times) => ({ route: at, fault, times }))),
);

export interface Outcome {
  code: number | null;
  /** Of the check run; `told` as far as its output tells the report. */
  check: string;
  comment: 'none' | 'new' | 'old';
  summary: boolean;
}

export interface Played {
  outcome: Outcome;
  result: Result;
  state: State;
  /** Comments of others, before and after. */
  foreign: { before: string; after: string };
}

/**
 * A review with findings that block nothing, so that it passes where nothing goes wrong: a pass is what must
 * not be given away. Ends the scenario before it returns.
 */
export async function play({ route: at, fault, times }: Play, options: RunOptions = {}): Promise<Played> {
  const { base = {}, head = {}, inputs, haste, before } = stages[at]!;
  const scenario = await Scenario.open({ ...shop, ...base }, { ...breaking, ...head });
  const { state } = scenario.double;
  try {
    state.addComment(`> ${marker}\nquoted`, 'github-actions[bot]', true);
    before?.(state);
    const isOurs = ({ body, bot }: { body: string; bot: boolean }) => bot && body.startsWith(marker);
    const foreign = () => JSON.stringify(state.comments.filter((it) => !isOurs(it)));
    const foreignBefore = foreign();
    state.faults.add(at, faultClasses[fault], times === 'once' ? [1] : undefined);
    const result = await scenario.run({
      inputs: { 'fail-on-severity': 'none', ...inputs, ...options.inputs },
      ...(haste && { haste }),
      env: passingTime,
      onStart(kill) {
        // A request that nobody answers: time passes, for all requests.
        state.onStall = () => kill('SIGUSR2');
      },
      ...options,
    });
    const outcome = {
      code: result.code,
      check: checkOf(state),
      comment: commentOf(state.comments.filter(isOurs).map(({ body }) => body)),
      summary: result.summary !== '',
    };
    return { outcome, result, state, foreign: { before: foreignBefore, after: foreign() } };
  } finally {
    await scenario.double.stop();
  }
}

/** Timeouts of requests end when the test says so and not before: no test sits one out, and no slow machine meets one. */
export const passingTime = preloaded(`
  const waiting = new Set();
  AbortSignal.timeout = () => {
    const controller = new AbortController();
    waiting.add(controller);
    return controller.signal;
  };
  process.on('SIGUSR2', () => {
    for (const it of waiting) it.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    waiting.clear();
  });`);

/** Every check run there is, in short. */
export function checkOf({ checkRuns }: State): string {
  if (checkRuns.length === 0) return 'none';
  return checkRuns
    .map(({ status, conclusion, output }) => {
      if (status !== 'completed') return status;
      const told = output.text ? '' : output.title ? ` "${output.title}"` : ' without text';
      return `${conclusion}${told}`;
    })
    .join(' + ');
}

function commentOf(ours: readonly string[]): Outcome['comment'] {
  if (ours.length > 1) throw new Error(`${ours.length} sticky comments`);
  if (ours[0] === undefined) return 'none';
  return ours[0].endsWith('\nold') ? 'old' : 'new';
}
