/** What becomes of tests that are written in SQL. */
import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { activeTests } from './keys.ts';
import { identity } from './looser-tests.ts';
import { listed } from './text.ts';

/** Tests written in SQL, gone while all that they read is still there. */
export function* deletedTests({ workspace }: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, changes } of workspace.projects) {
    if (!base || !head) continue;
    const added = new Set(
      changes.flatMap((each) => (each.head?.type === 'test' && !each.base ? targets(each.head) : [])),
    );
    for (const { base: test, head: kept } of changes) {
      if (test?.type !== 'test' || test.enabled !== true) continue;
      if (kept && kept.enabled !== false) {
        yield* onlyWarns(base, test, head, kept);
        continue;
      }
      // A folder that is switched off is a finding of its own.
      if (kept && head.setting(kept, 'enabled').span?.path.endsWith('dbt_project.yml')) continue;
      const read = targets(test);
      if (read.length === 0 || read.some((id) => added.has(id))) continue;
      if (!read.every((id) => head.resources.get(id)?.enabled === true)) continue;
      if (read.some((id) => gainsTest(base.resources.get(id), head.resources.get(id)))) continue;
      yield {
        confidence: 'proven',
        title: `Test ${code(test.name)} of ${listed(read.map((id) => head.resources.get(id)?.name ?? id))} is ${kept ? 'disabled' : 'gone'}`,
        message: 'What it reads is still there.',
        resource: test.id,
        location: base.locate(test.span),
      };
    }
  }
}

function targets({ dependencies }: Resource): string[] {
  return [...new Set(dependencies.flatMap(({ target }) => target ?? []))];
}

/** True if a properties file tests something of the resource that it did not test: that may be the same in other words. */
function gainsTest(base: Resource | undefined, head: Resource | undefined): boolean {
  const known = new Set(activeTests(base?.properties).map(identity));
  return activeTests(head?.properties).some((test) => !known.has(identity(test)));
}

/** A test written in SQL whose failures stop nothing any more, by what its own file or properties say. */
function* onlyWarns(before: Project, base: Resource, after: Project, head: Resource): Iterable<RuleFinding> {
  const isWarning = (project: Project, test: Resource) =>
    String(project.known(test, 'severity')).toLowerCase() === 'warn';
  const { value, span } = before.setting(base, 'severity');
  const place = after.setting(head, 'severity').span ?? span;
  if (!value.known || isWarning(before, base) || !isWarning(after, head)) return;
  if (!place || place.path.endsWith('dbt_project.yml')) return;
  yield {
    confidence: 'proven',
    title: `Test ${code(head.name)} only warns now`,
    message: 'Its failures stopped the run before.',
    resource: head.id,
    location: after.locate(place),
  };
}
