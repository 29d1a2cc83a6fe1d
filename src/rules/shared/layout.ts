/** Which models dbt builds as tables that follow their layout settings. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { isStored } from './materialized.ts';

/**
 * How sure it is that a resource is built as `setting` says: dbt's own materializations of tables do it, one of the
 * project is likely to if it asks for the setting by its name. Undefined where neither is known.
 */
export function followsLayout(
  project: Project,
  snapshot: Snapshot,
  resource: Resource,
  setting: string,
): 'proven' | 'likely' | undefined {
  if (resource.type !== 'model') return 'proven';
  const materialized = project.known(resource, 'materialized');
  if (isStored(project, resource)) return 'proven';
  if (materialized === 'view' || materialized === 'ephemeral') return undefined;
  const asked = new RegExp(`\\bconfig\\.(get|require)\\(\\s*(['"])${setting}\\2`);
  const asks = [...project.macros.values()].some(({ name, span }) => {
    if (name !== materialized) return false;
    const text = snapshot.text(span.path)?.slice(span.start, span.end).replaceAll(comment, '') ?? '';
    return opening.test(text) && asked.test(text);
  });
  return asks ? 'likely' : undefined;
}

const opening = /^\{%[-+]?\s*materialization\b/;
const comment = /\{#[\s\S]*?#\}/g;
