/** Who calls a macro, wherever a call can be written. */
import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { DataTest, Macro, Resource } from '../../project/dbt/resources.ts';
import type { MacroCall } from '../../project/jinja/rendered.ts';
import { scanTemplate } from '../../project/jinja/scan.ts';
import type { Project } from '../../project/project.ts';
import { hookTexts } from './hooks.ts';
import { activeTests } from './keys.ts';

export interface Caller {
  call: Pick<MacroCall, 'arguments' | 'span'>;
  /** For people: `model orders`. */
  by: string;
  /** Its name alone: of the resource, the macro, or `on-run-end`. */
  name: string;
  /** True if the caller is surely run. */
  sure: boolean;
}

/** Direct calls in what is built, in tests of properties files, in hooks, and in bodies of macros, which need not run. */
export function* callersOf(project: Project, macro: Macro, snapshot: Snapshot): Iterable<Caller> {
  for (const resource of project.resources.values()) {
    if (resource.enabled === false) continue;
    for (const call of resource.macros) {
      if (call.direct && call.id === macro.id)
        yield {
          call,
          by: `${resource.type} ${code(resource.name)}`,
          name: resource.name,
          sure: runs(resource),
        };
    }
  }
  for (const { name, calls } of project.macros.values()) {
    for (const call of calls)
      if (call.id === macro.id) yield { call, by: `macro ${code(name)}`, name, sure: false };
  }
  yield* textCallersOf(project, macro, snapshot);
}

/** Those that name it outside of templates: tests in properties files, and hooks. */
export function* textCallersOf(project: Project, macro: Macro, snapshot: Snapshot): Iterable<Caller> {
  if (macro.name.startsWith('test_'))
    for (const resource of project.resources.values())
      if (resource.enabled !== false) yield* testsBy(resource, macro);
  yield* hooksWith(project, macro, snapshot);
}

function runs({ type, enabled }: Resource): boolean {
  return enabled === true && (type === 'model' || type === 'snapshot');
}

/** dbt passes each argument of a generic test by its name, and what it is about besides. */
function* testsBy(resource: Resource, macro: Macro): Iterable<Caller> {
  for (const test of activeTests(resource.properties)) {
    if (!isNamed(test.name, macro, 'test_')) continue;
    const named = [
      'model',
      ...(test.column === undefined ? [] : ['column_name']),
      ...Object.keys(test.arguments),
    ];
    yield {
      call: { span: test.span, arguments: { positional: 0, named, open: hasUnknown(test) } },
      by: `the test ${code(test.name)} of ${code(resource.name)}`,
      name: resource.name,
      sure: false,
    };
  }
}

/** Keys that a YAML merge brings are not listed. */
function hasUnknown({ arguments: passed }: DataTest): boolean {
  return '<<' in passed;
}

function* hooksWith(project: Project, macro: Macro, snapshot: Snapshot): Iterable<Caller> {
  for (const { text, span, name } of hookTexts(project, snapshot)) {
    if (!text.includes(macro.name)) continue;
    for (const call of scanTemplate({ path: span.path, text }).macros) {
      if (!isNamed(call.name, macro)) continue;
      const place = { path: span.path, start: span.start + call.span.start, end: span.start + call.span.end };
      yield { call: { ...call, span: place }, by: `the hook of ${code(name)}`, name, sure: false };
    }
  }
}

/** True if a name, perhaps with its package, can mean no other macro. */
function isNamed(name: string, macro: Macro, prefix = ''): boolean {
  const [last = '', owner] = name.split('.').reverse();
  return `${prefix}${last}` === macro.name && (owner === undefined || owner === macro.package);
}
