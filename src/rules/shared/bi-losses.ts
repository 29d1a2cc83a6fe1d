/** What BI files read of what a pull request takes away. */
import type { ChangeSet } from '../../change/change-set.ts';
import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { ColumnRef } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import type { RuleContext } from '../rule.ts';
import { biReading } from './bi-reading.ts';
import type { BiPlace, BiReading } from './bi-reading.ts';
import { passedOn } from './broken-readers.ts';
import { changedPairs, relationTypes } from './pairs.ts';
import type { Pair } from './pairs.ts';
import { customOf, relationName } from './relation-names.ts';
import { removedColumns } from './removed-columns.ts';

/** Several rules ask for the same change. */
const known = new WeakMap<ChangeSet, Promise<BiReading> | undefined>();

/** Undefined if nothing is lost that a BI file can read: then none is loaded. */
export async function biReadingOf(context: RuleContext): Promise<BiReading | undefined> {
  const { change } = context;
  if (!known.has(change)) known.set(change, isLoss(context) ? biReading(context) : undefined);
  return known.get(change);
}

function isLoss(context: RuleContext): boolean {
  for (const pair of changedPairs(context, relationTypes)) if (removedColumns(pair).length > 0) return true;
  return [...lostRelations(context)].length > 0;
}

export interface BiReader extends BiPlace {
  /** From the changed relation to the one that is read, as names. */
  through: string[];
}

/** What reads a column at head that `pair` has lost, from it or through any number of `select *`. */
export function biReaders(reading: BiReading | undefined, pair: Pair, column: string): BiReader[] {
  if (!reading) return [];
  const seen = new Set<string>();
  const visit = (gone: ColumnRef, before: readonly string[]): BiReader[] => {
    const key = `${gone.relation} ${gone.column}`;
    const relation = pair.after.resources.get(gone.relation);
    if (!relation || seen.has(key)) return [];
    seen.add(key);
    const through = [...before, relation.name];
    const here = reading.ofColumn(pair.after, relation, gone.column).map((place) => ({ ...place, through }));
    const consumers = new Map(
      pair.after.consumers(relation.id).map(({ resource }) => [resource.id, resource]),
    );
    return [
      ...here,
      ...[...consumers.values()].flatMap((consumer) =>
        passedOn(pair.after, pair.before, consumer, gone).flatMap((name) =>
          visit({ relation: consumer.id, column: name }, through),
        ),
      ),
    ];
  };
  return visit({ relation: pair.head.id, column }, []);
}

export interface LostRelation {
  base: Resource;
  before: Project;
  /** What became of it, behind the name of the resource. */
  how: string;
  location: Location;
}

/**
 * Relations that base built and head does not, or not under their names. What a package builds that the repository
 * no longer holds, or a project that is not here any more, is built from elsewhere.
 */
export function* lostRelations({ workspace }: Pick<RuleContext, 'workspace'>): Iterable<LostRelation> {
  for (const { base: before, head: after, changes } of workspace.projects) {
    if (!before || !after) continue;
    for (const { base, head } of changes) {
      if (!base || base.enabled !== true || base.package !== before.name || !isRelation(base)) continue;
      const end = head ? endOf(before, base, after, head) : deleted(before, base);
      if (end) yield { base, before, ...end };
    }
  }
}

function isRelation({ type }: Resource): boolean {
  return (relationTypes as readonly string[]).includes(type);
}

type End = Pick<LostRelation, 'how' | 'location'>;

function deleted(before: Project, base: Resource): End {
  return { how: 'is gone', location: before.locate(base.span) };
}

/** Undefined for a relation that stays. */
function endOf(before: Project, base: Resource, after: Project, head: Resource): End | undefined {
  const set = (key: string) => after.setting(head, key).span;
  const at = (key: string) => after.locate(set(key) ?? head.span);
  if (head.enabled === false) return { how: 'is switched off', location: at('enabled') };
  const built = [before.known(base, 'materialized'), after.known(head, 'materialized')];
  if (built[1] === 'ephemeral' && built[0] !== undefined && built[0] !== 'ephemeral')
    return { how: 'is no relation any more', location: at('materialized') };
  // Where a macro gives other names, that is said once for all models.
  if (customOf(before, base, 'alias') === customOf(after, head, 'alias')) return undefined;
  const [then, now] = [relationName(before, base), relationName(after, head)];
  if (then === undefined || now === undefined || then === now) return undefined;
  const old = before.setting(base, 'alias').span;
  return {
    how: `is now built as ${code(now)}`,
    location: !set('alias') && old ? before.locate(old) : at('alias'),
  };
}
