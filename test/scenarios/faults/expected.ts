/** What is left of a run after each fault on each route, stated by hand: the test and docs/reliability.md hold to it. */
import type { FaultClass } from '../../github/fault-classes.ts';
import * as route from '../routes.ts';
import type { Outcome, Play } from './play.ts';

/** GitHub did it although the answer is not there. */
const acted: readonly FaultClass[] = ['502 after acting', 'reset after acting', 'truncated', 'malformed'];
/** Repeating it is of no use. */
const final: readonly FaultClass[] = ['401', '403 permission', '404', '422'];

const complete: Outcome = { code: 0, check: 'success', comment: 'new', summary: true };
const unreviewed: Outcome = {
  code: 1,
  check: 'failure "Could not review"',
  comment: 'none',
  summary: true,
};
const uncommented: Outcome = { ...complete, comment: 'none' };

/** Where the answer to a write was lost, it is looked for before it is written again. */
const lookedFor = (fault: FaultClass) => acted.includes(fault);

/** By route: what is left if the fault stays. */
const lasting: Readonly<Record<string, (fault: FaultClass) => Outcome>> = {
  [route.create]: (fault) => (lookedFor(fault) ? complete : { ...complete, check: 'none' }),
  // Whether there is a check run to conclude cannot be found out: the step says so.
  [route.listCheckRuns]: () => ({ ...complete, code: 1, check: 'in_progress' }),
  [route.compare]: () => unreviewed,
  [route.readTree]: () => unreviewed,
  // Single blobs make up for an archive.
  [route.tarball]: () => complete,
  ARCHIVE: () => complete,
  [route.graphql]: () => complete,
  [route.readBlob]: () => unreviewed,
  [route.conclude]: (fault) => (lookedFor(fault) ? complete : { ...complete, code: 1, check: 'in_progress' }),
  [route.readCheckRun]: () => complete,
  [route.readPull]: () => uncommented,
  [route.listComments]: () => uncommented,
  [route.readUser]: (fault) =>
    fault === '401' || fault === '403 permission' || fault === '404' ? complete : uncommented,
  [route.createComment]: (fault) => (lookedFor(fault) ? complete : uncommented),
  // Nothing else hangs on it.
  [route.createReview]: () => complete,
  [route.updateComment]: (fault) => (lookedFor(fault) ? complete : { ...complete, comment: 'old' }),
};

/** Creations are not repeated on a refusal; what is asked twice in any case gets over a refusal that does not last. */
const once: Readonly<Record<string, (fault: FaultClass) => boolean>> = {
  [route.create]: (fault) => fault === '409',
  [route.createComment]: (fault) => fault === '409',
};
const askedAgain: readonly string[] = [route.conclude, route.listCheckRuns];

/** What must be left. */
export function expected({ route: at, fault, times }: Play): Outcome {
  const lost = times === 'always' || final.includes(fault) || once[at]?.(fault);
  if (!lost || (times === 'once' && askedAgain.includes(at))) return complete;
  return lasting[at]!(fault);
}
