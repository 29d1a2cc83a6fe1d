/** The objects that dbt gives to templates. */
import { columnsOf } from './dbt-utils.ts';
import {
  config,
  configured,
  dbtFunctions,
  type FunctionCall,
  type ProjectMacros,
} from './context-functions.ts';
import type { Frame, Machine } from './machine.ts';
import { quoted } from './sql-text.ts';
import { emptyText, spanOf, textAt, type Place } from './text.ts';
import { callable, knownText, list, plain, unknown, yes, type Value } from './values.ts';

/** What objects need of the project around the template. */
export interface Surroundings extends ProjectMacros {
  /** `adapter.dispatch(name, package)`. */
  dispatch(call: Omit<FunctionCall, 'project'>): Value;
}

type DbtObject = (m: Machine, frame: Frame, at: Place, project: Surroundings) => Value;

function object(name: string, attributes: Iterable<readonly [string, Value]>): Value {
  return { kind: 'object', name, attributes: new Map(attributes) };
}

function unknownObject(reason: string): DbtObject {
  return (_m, _frame, at) => unknown(reason, at);
}

export const dbtObjects: ReadonlyMap<string, DbtObject> = new Map(
  Object.entries({
    execute: () => yes,
    this: (_m, _frame, at) => ({ kind: 'relation', call: { kind: 'this', span: spanOf(at) }, place: at }),
    config: (m, frame, _at, project) => ({
      kind: 'object',
      name: 'config',
      attributes: new Map<string, Value>([
        ['get', callable('config.get', (args, at) => configured({ m, args, at }))],
        ['set', callable('config.set', () => emptyText)],
        ['require', callable('config.require', (_args, place) => unknown('a config', place))],
      ]),
      call: (args, place) => config({ m, frame, args, at: place, project }),
    }),
    adapter: (m, frame, _at, project) =>
      object('adapter', [
        ['dispatch', callable('adapter.dispatch', (args, at) => project.dispatch({ m, frame, args, at }))],
        [
          'quote',
          callable('adapter.quote', (args, at) => {
            const name = knownText(args.positional[0]);
            return name === undefined
              ? unknown('a quoted name', at)
              : textAt(quoted(name, m.environment.adapter), at);
          }),
        ],
        [
          'get_columns_in_relation',
          callable('adapter.get_columns_in_relation', (args, at) => {
            const columns = columnsOf({ m, args, at }, args.positional[0]);
            return typeof columns === 'string' ? unknown(columns, at) : list(columns.map(column));
          }),
        ],
      ]),
    builtins: (m, frame, _at, project) =>
      object(
        'builtins',
        ['ref', 'source', 'config', 'var', 'env_var', 'log', 'return'].map(
          (name) =>
            [
              name,
              callable(name, (args, at) => dbtFunctions.get(name)!({ m, frame, args, at, project })),
            ] as const,
        ),
      ),
    exceptions: () =>
      object('exceptions', [
        ['raise_compiler_error', callable('raise_compiler_error', () => emptyText)],
        ['warn', callable('warn', () => emptyText)],
      ]),
    target: (m, _frame, at) => {
      const { adapter, target: run } = m.environment;
      // The warehouse is a property of the project, unlike the rest of the target.
      const type =
        adapter === undefined || adapter === 'generic' ? unknown('`target.type`', at) : textAt(adapter, at);
      const name: readonly (readonly [string, Value])[] =
        run === undefined ? [] : [['name', textAt(run, at)]];
      return object('target', [['type', type], ...name]);
    },
    model: (m, _frame, at) => object('model', [['name', textAt(m.environment.model.name, at)]]),
    project_name: (m, _frame, at) => textAt(m.environment.model.package, at),
    api: () => object('api', []),
    modules: unknownObject('`modules`'),
    flags: unknownObject('`flags`'),
    graph: unknownObject('`graph`'),
    invocation_id: unknownObject('the id of the run'),
    run_started_at: unknownObject('the time of the run'),
    dbt_version: unknownObject('the version of dbt'),
    schema: unknownObject('`schema`'),
    database: unknownObject('`database`'),
    context: unknownObject('`context`'),
    thread_id: unknownObject('`thread_id`'),
    selected_resources: unknownObject('`selected_resources`'),
    invocation_args_dict: unknownObject('`invocation_args_dict`'),
    dbt_metadata_envs: unknownObject('`dbt_metadata_envs`'),
  } satisfies Record<string, DbtObject>),
);

/** A column as adapters hand it out: its name is known, its type is not. */
function column(name: Value): Value {
  const text = plain(name);
  return object('column', [
    ['name', text],
    ['column', text],
    ['quoted', text],
  ]);
}
