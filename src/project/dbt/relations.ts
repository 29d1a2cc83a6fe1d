/** The columns of a project's relations, whatever they are made by. */
import type { RefCall, SourceCall } from '../jinja/rendered.ts';
import type { ColumnList, Output } from '../lineage/facts.ts';
import type { Relation } from '../lineage/table.ts';
import type { FileFacts } from './file-facts.ts';
import type { Node } from './nodes.ts';
import {
  contested,
  contestedOutput,
  contractedOutput,
  documentedOutput,
  open,
  passedOn,
  snapshotOutput,
} from './outputs.ts';
import type { Queries } from './queries.ts';
import type { Resource, Setting } from './resources.ts';
import type { Snapshot } from '../../change/snapshot.ts';

export interface RelationNeeds {
  snapshot: Snapshot;
  facts: FileFacts;
  node(id: string): Node | undefined;
  /** The id that a call in a file of package `from` reaches. */
  target(call: RefCall | SourceCall, from: string): string | undefined;
  setting(resource: Resource, key: string): Setting;
  queries(): Pick<Queries, 'query' | 'listing' | 'readAhead'>;
}

type Wanted = 'everything' | 'columns';

/** Longest chain of models that are evaluated for one another. */
const maxDepth = 150;

const itself = open('it is the table that this model builds');
/**
 * Materializations whose relation has the columns that the query selects. Of any other, be it an adapter's such as
 * ClickHouse's dictionaries or the project's own, nobody knows without running it.
 */
const holdsItsQuery: ReadonlySet<string> = new Set([
  'table',
  'view',
  'incremental',
  'ephemeral',
  'materialized_view',
  'materializedview',
  'dynamic_table',
  'streaming_table',
  'distributed_table',
  'distributed_incremental',
  'external',
  'insert_by_period',
  'test',
]);

/** @param materialized undefined if it is not known */
export function holdsQuery(materialized: unknown): boolean {
  return materialized === undefined || holdsItsQuery.has(String(materialized));
}

/** Of those, what dbt refuses to build with other columns, or in another order, than its contract says. */
const heldToContract: ReadonlySet<unknown> = new Set(['table', 'incremental']);
const circle = open('it reads itself through a cycle');

export class Relations {
  readonly #needs: RelationNeeds;
  readonly #outputs = new Map<string, Output>();
  readonly #lists = new Map<string, ColumnList>();
  /** Ids whose columns are being worked out: meeting one again is a cycle. */
  readonly #underway = new Set<string>();

  constructor(needs: RelationNeeds) {
    this.#needs = needs;
  }

  get isBusy(): boolean {
    return this.#underway.size > 0;
  }

  /** What a ref, source or `this` of a resource stands for; undefined if it is not known. */
  relation(call: RefCall | SourceCall | { kind: 'this' }, reader: Resource): Relation | undefined {
    if (call.kind === 'this') return { id: reader.id, list: itself };
    const id = this.#needs.target(call, reader.package);
    if (id === undefined) return undefined;
    const list = () => (this.#isForAnother(reader, id) ? this.#contestedList(id) : this.#list(id));
    return {
      id,
      get list() {
        return list();
      },
    };
  }

  /** True if the reader may be built where another resource of that id is. */
  #isForAnother({ enabled, alternative }: Resource, id: string): boolean {
    const isUnsure = enabled === 'unknown' || alternative === 'contested';
    return isUnsure && this.#needs.node(id)?.resource.alternative === 'chosen';
  }

  #contestedList(id: string): ColumnList {
    const { columns, open: reasons } = this.#list(id);
    return this.#needs.facts.only({ columns, open: [contested, ...reasons] });
  }

  output(id: string): Output {
    const known = this.#outputs.get(id);
    if (known) return known;
    this.#needs.queries().readAhead(id);
    const output = this.#guarded(id, () => this.#outputOf(id, 'everything'));
    if (!this.#underway.has(id)) this.#outputs.set(id, output);
    return output;
  }

  /** Equal lists are one object: readers of a model that keeps its columns read nothing anew. */
  #list(id: string): ColumnList {
    const known = this.#lists.get(id);
    if (known) return known;
    const { columns, open: reasons } = this.#guarded(id, () => this.#outputOf(id, 'columns'));
    const list = this.#needs.facts.only({ columns: columns.map(({ name }) => ({ name })), open: reasons });
    if (!this.#underway.has(id)) this.#lists.set(id, list);
    return list;
  }

  /** What is met again while it is worked out reads itself. */
  #guarded(id: string, work: () => Output): Output {
    if (this.#underway.has(id)) return circle;
    if (this.#underway.size >= maxDepth) return open('the chain of models above it is too long');
    this.#underway.add(id);
    try {
      return work();
    } finally {
      this.#underway.delete(id);
    }
  }

  #outputOf(id: string, wanted: Wanted): Output {
    const node = this.#needs.node(id);
    if (!node) return open('it is not in this project');
    const { resource } = node;
    if (resource.enabled === false) return open('it is disabled');
    const output = this.#ownOutput(id, node, wanted);
    return resource.alternative === 'contested' ? contestedOutput(output) : output;
  }

  #ownOutput(id: string, node: Node, wanted: Wanted): Output {
    const { resource } = node;
    if (resource.type === 'source')
      return documentedOutput(resource, 'a source may have columns that are not listed');
    if (resource.type === 'seed') {
      const { snapshot, facts } = this.#needs;
      return facts.seed(snapshot, resource.path, this.#known(resource, 'delimiter'));
    }
    if (resource.type === 'snapshot') return this.#snapshotOutput(node, wanted);
    if (!node.sql) return documentedOutput(resource, 'it is not written in SQL');
    const built = this.#known(resource, 'materialized');
    if (resource.type === 'model' && !holdsQuery(built))
      return open('its materialization decides about its columns');
    const output = this.#queryOutput(id, wanted) ?? open('its template cannot be read');
    const isOpen = resource.type === 'model' && output.open.length > 0;
    return isOpen && heldToContract.has(built) && this.#hasContract(resource)
      ? contractedOutput(resource, output)
      : output;
  }

  #hasContract(resource: Resource): boolean {
    const contract = this.#known(resource, 'contract');
    return (
      typeof contract === 'object' &&
      contract !== null &&
      'enforced' in contract &&
      contract.enforced === true
    );
  }

  #queryOutput(id: string, wanted: Wanted): Output | undefined {
    const queries = this.#needs.queries();
    return (wanted === 'columns' ? queries.listing(id) : queries.query(id))?.output;
  }

  #snapshotOutput({ resource, sql }: Node, wanted: Wanted): Output {
    const relation = resource.dependencies[0]?.target;
    const query = sql
      ? this.#queryOutput(resource.id, wanted)
      : relation === undefined
        ? undefined
        : passedOn(relation, this.output(relation));
    const recordsDeletes = this.#known(resource, 'hard_deletes') === 'new_record';
    const renamed = this.#needs.setting(resource, 'snapshot_meta_column_names').span !== undefined;
    return snapshotOutput(resource, query ?? open('its query cannot be read'), recordsDeletes, renamed);
  }

  #known(resource: Resource, key: string): unknown {
    const { value } = this.#needs.setting(resource, key);
    return value.known ? value.value : undefined;
  }
}
