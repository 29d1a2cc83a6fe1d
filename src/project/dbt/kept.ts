/**
 * Which of the resources that a pull request changes say the same as before: most settings, descriptions and macros
 * leave the SQL of nearly all that use them as it was. What a rule would compare of them need not be read.
 */
import type { ResourceChange } from '../project.ts';
import type { Output } from '../lineage/facts.ts';
import { holdsQuery } from './relations.ts';
import type { Resource } from './resources.ts';

/** One of two revisions of a project. */
export interface Revision {
  readonly resources: ReadonlyMap<string, Resource>;
  /** Of what needs no query. */
  output(id: string): Output;
  known(resource: Resource, key: string): unknown;
  isLocalPackage(name: string): boolean;
}

export interface KeptNeeds {
  base: Revision;
  head: Revision;
  changes: readonly ResourceChange[];
  /** False while columns are worked out: a template that asks for some would take that for a circle. */
  isFree(): boolean;
  /** True if the templates of a resource come out alike at both revisions. */
  isWrittenAlike(id: string): boolean;
}

/** Longest chain of resources that are looked at for one another. */
const maxDepth = 300;

export class Kept {
  readonly #needs: KeptNeeds;
  readonly #changes: ReadonlyMap<string, ResourceChange>;
  readonly #queries = new Map<string, boolean>();
  readonly #columns = new Map<string, boolean>();
  #depth = 0;

  constructor(needs: KeptNeeds) {
    this.#needs = needs;
    this.#changes = new Map(needs.changes.map((change) => [change.id, change]));
  }

  /** True while it looks at something: what is asked meanwhile would meet halves. */
  get isBusy(): boolean {
    return this.#depth > 0;
  }

  /** True if `query` said so already. */
  isKnown(id: string): boolean {
    return this.#queries.get(id) === true;
  }

  /** True if a resource's query says the same at both revisions, places aside. */
  query(id: string): boolean {
    return this.#remembered(this.#queries, id, () => this.#keepsQuery(id));
  }

  /** The same of its columns, which settings decide about, too. */
  columns(id: string): boolean {
    return this.#remembered(this.#columns, id, () => this.#keepsColumns(id));
  }

  /** What is met again while it is looked at reads itself: nobody knows, and that is no yes. */
  #remembered(known: Map<string, boolean>, id: string, decide: () => boolean): boolean {
    const before = known.get(id);
    if (before !== undefined) return before;
    if (!this.#needs.isFree() || this.#depth >= maxDepth) return false;
    known.set(id, false);
    this.#depth++;
    const answer = decide();
    this.#depth--;
    known.set(id, answer);
    return answer;
  }

  #keepsQuery(id: string): boolean {
    const { base, head, isWrittenAlike } = this.#needs;
    const [then, now] = [base.resources.get(id), head.resources.get(id)];
    if (!then || !now || !this.#readsTheSame(then, now)) return false;
    return !this.#changes.has(id) || isWrittenAlike(id);
  }

  /** True if it depends on the same relations, and these have the same columns as before. */
  #readsTheSame(then: Resource, now: Resource): boolean {
    const [targets, others] = [now, then].map(({ dependencies }) =>
      [...new Set(dependencies.map(({ target, label }) => target ?? `no ${label}`))].sort(),
    );
    return targets!.join('\0') === others!.join('\0') && targets!.every((id) => this.columns(id));
  }

  #keepsColumns(id: string): boolean {
    const { base, head } = this.#needs;
    const [then, now] = [base.resources.get(id), head.resources.get(id)];
    if (!then || !now) return then === now;
    // Not all that differs in a project of its own is among the changes of those that use it as a package.
    if (head.isLocalPackage(now.package)) return false;
    if (then.enabled !== now.enabled || then.alternative !== now.alternative) return false;
    const change = this.#changes.get(id);
    if (!change) return this.query(id);
    if (now.type === 'source' || now.type === 'seed') return saysTheSame(base.output(id), head.output(id));
    return this.#decidesTheSame(change, then, now) && this.query(id);
  }

  /** True if what decides about columns beside the query is as before. */
  #decidesTheSame({ because }: ResourceChange, then: Resource, now: Resource): boolean {
    const { base, head } = this.#needs;
    if (now.type === 'snapshot') return !because.includes('properties') && !because.includes('config');
    const [before, after] = [base.known(then, 'materialized'), head.known(now, 'materialized')];
    const contracts = [base.known(then, 'contract'), head.known(now, 'contract')];
    // Under a contract, the properties name columns, of tables alone.
    return contracts.some((contract) => contract !== undefined)
      ? because.every((cause) => cause !== 'properties' && cause !== 'config') && before === after
      : holdsQuery(before) === holdsQuery(after);
  }
}

function saysTheSame(one: Output, other: Output): boolean {
  const key = ({ columns, open }: Output) => JSON.stringify([columns.map(({ name }) => name), open]);
  return key(one) === key(other);
}
