/** What the SQL of a project's resources says: each is evaluated and read once, when somebody asks for it. */
import type { Snapshot } from '../../change/snapshot.ts';
import { evaluateTemplate, type Trace, traceTemplate } from '../jinja/evaluate.ts';
import type { JinjaProblem, Template, TemplateOutline } from '../jinja/rendered.ts';
import { AlikeTexts } from '../lineage/alike.ts';
import { analyzeQuery, type LineageEnvironment, listColumns } from '../lineage/analyze.ts';
import type { QueryFacts } from '../lineage/facts.ts';
import { Readings } from '../lineage/readings.ts';
import type { SqlEngine } from '../sql/sql-engine.ts';
import type { Answered, FileFacts } from './file-facts.ts';
import type { Kept } from './kept.ts';
import type { Node } from './nodes.ts';
import { hasOpenStar } from './open-star.ts';
import { compare } from './paths.ts';
import type { Surroundings } from './questions.ts';
import { ReadAhead } from './read-ahead.ts';
import { isSameTemplate } from './same-template.ts';
import { templateSource } from './template-source.ts';

export interface QueryNeeds {
  /** Names the project: the same file may belong to several. */
  project: string;
  snapshot: Snapshot;
  facts: FileFacts;
  engine: SqlEngine;
  dialect: string;
  node(id: string): Node | undefined;
  surroundings(node: Node): Surroundings;
  /** True while columns are worked out: a template that asks for some would take that for a circle. */
  isBusy(): boolean;
}

/** What is read of a query for its columns alone. */
export type Listing = Pick<QueryFacts, 'output' | 'problem'>;

export class Queries {
  readonly #readAhead: ReadAhead;
  readonly #alike: AlikeTexts;
  readonly #needs: QueryNeeds;
  readonly #templates = new Map<string, Answered<Template> | undefined>();
  readonly #outlines = new Map<string, TemplateOutline>();
  readonly #queries = new Map<string, QueryFacts | undefined>();
  readonly #listings = new Map<string, Listing | undefined>();
  /** Will be read whole anyway. */
  #expected: ReadonlySet<string> = new Set();
  #other: Queries | undefined;
  #kept: Kept | undefined;
  /** What the other revision was not asked for yet. */
  #alone = new Set<string>();
  /** Of what is being read, for the other revision. */
  readonly #readings = new Map<string, Readings>();

  constructor(needs: QueryNeeds) {
    this.#needs = needs;
    this.#alike = new AlikeTexts(needs.dialect);
    this.#readAhead = this.#buildReadAhead();
  }

  /**
   * @param ids of what will be asked for, in that order
   * @param other revision, whose queries are read alongside: mostly they are equal, or have read the same
   * @param kept tells which of them nobody will ask for, as both say the same
   */
  expect(ids: readonly string[], other?: Queries, kept?: Kept): void {
    this.#expected = new Set(ids);
    this.#other = other;
    this.#kept = kept;
    this.#alone = new Set(other && ids);
    this.#readAhead.expect(ids);
  }

  /** Hands the parser what is needed from `id` on; in vain while columns are worked out. */
  readAhead(id: string): void {
    this.#readAhead.from(id);
  }

  /** False while it works columns out: it would take what another one asks for then for a circle. */
  get isFree(): boolean {
    return !this.#needs.isBusy();
  }

  template(id: string): Template | undefined {
    return this.#evaluated(id)?.result;
  }

  /** What is left of a template once its query is read. */
  outline(id: string): TemplateOutline | undefined {
    const known = this.#outlines.get(id);
    if (known) return known;
    const template = this.template(id);
    return template && outlineOf(template);
  }

  query(id: string): QueryFacts | undefined {
    if (!this.#queries.has(id)) this.#readExpectedBefore(id);
    if (!this.#queries.has(id)) this.#readAhead.from(id);
    if (!this.#queries.has(id)) this.#queries.set(id, this.#read('query', id, analyzeQuery));
    if (this.#alone.delete(id) && this.#other?.isFree) this.#other.query(id);
    // By now both have read it.
    if (this.#other) this.#other.#readings.delete(id);
    return this.#queries.get(id);
  }

  /**
   * True if it says the same at both revisions. If not both are read: whoever asks will want to know what differs,
   * and templates of thousands of queries that are looked at in turn are not to wait for that.
   */
  keeps(id: string): boolean {
    if (!this.#queries.has(id)) this.#readExpectedBefore(id);
    if (!this.#queries.has(id)) this.#readAhead.from(id);
    if (this.#kept?.query(id)) return true;
    this.query(id);
    return false;
  }

  /** True if the template comes out alike at both revisions. */
  isWrittenAlike(id: string): boolean {
    const other = this.#other;
    const [mine, theirs] = [this.template(id), other?.template(id)];
    if (!other || !mine || !theirs || !isSameTemplate(mine, theirs)) return false;
    this.#forgetTemplate(id);
    other.#forgetTemplate(id);
    return true;
  }

  /** What is known of the query's columns; the rest of it is not read for that. */
  listing(id: string): Listing | undefined {
    if (this.#queries.has(id) || (this.#expected.has(id) && !this.#kept?.isKnown(id))) return this.query(id);
    if (!this.#listings.has(id)) this.#readAhead.from(id);
    if (!this.#listings.has(id)) this.#listings.set(id, this.#read('columns', id, listColumns));
    return this.#listings.get(id);
  }

  /** What it refers to, for the graph: nobody can ask for columns before that is there. */
  trace(node: Node): Trace | undefined {
    const { scan } = node;
    const file = templateSource(this.#needs.snapshot, node);
    const key = this.#keyOf('trace', node);
    if (!file || key === undefined || !scan) return undefined;
    const none = { columns: () => undefined, relation: () => undefined };
    const surroundings = { ...this.#needs.surroundings(node), ...none };
    return this.#needs.facts.trace(key, surroundings, (asked) => traceTemplate(file(), scan, asked));
  }

  /** Of the queries asked for so far, those that were not read because of a limit; by path. */
  get unread(): JinjaProblem[] {
    const read = new Map<string, Listing | undefined>([...this.#listings, ...this.#queries]);
    return [...read.values()]
      .flatMap((each) => each?.problem ?? [])
      .filter(({ limit }) => limit)
      .map(({ message, span }) => ({ message, span, limit: true as const }))
      .sort((a, b) => compare(a.span.path, b.span.path));
  }

  /** In the order in which the parser gets them, whatever the order in which they are asked for. */
  #readExpectedBefore(id: string): void {
    if (!this.isFree) return;
    for (const before of this.#readAhead.until(id)) {
      if (this.#expected.has(before) && !this.#kept?.query(before)) this.query(before);
    }
  }

  #evaluated(id: string): Answered<Template> | undefined {
    if (!this.#templates.has(id)) this.#templates.set(id, this.#evaluate(id));
    return this.#templates.get(id);
  }

  #evaluate(id: string): Answered<Template> | undefined {
    const { facts, node: find, surroundings } = this.#needs;
    const node = find(id);
    const file = node && templateSource(this.#needs.snapshot, node);
    const key = this.#templateKey(id);
    if (!node || !file || key === undefined) return undefined;
    return facts.template(key, surroundings(node), (asked) => evaluateTemplate(file(), asked));
  }

  #read<Facts extends Listing>(
    kind: 'query' | 'columns',
    id: string,
    read: (template: Template, environment: LineageEnvironment, path: string) => Facts,
  ): Facts | undefined {
    const { engine, dialect, facts, node: find, surroundings } = this.#needs;
    const node = find(id);
    const key = node && this.#keyOf(kind, node);
    if (!node || key === undefined) return undefined;
    const readings = kind === 'query' ? this.#readingsOf(id) : undefined;
    const result = facts.answered(key, surroundings(node), (asked) => {
      const { result: template, questions } = this.#evaluated(id)!;
      asked.add(questions);
      const environment: LineageEnvironment = {
        engine,
        warehouse: dialect,
        relation: asked.relation,
        alike: this.#alike,
        ...(readings && { readings }),
      };
      return read(template, environment, node.resource.path);
    });
    this.#noteOutline(id);
    // Hardly anyone asks for it once its facts are known, and it is larger than they are.
    if (!result.problem) this.#templates.delete(id);
    const next = this.#nextFor(id);
    // With the same text, the other revision may well say the same.
    if (!next || next.#templateKey(id) !== this.#templateKey(id))
      facts.forgetTemplate(this.#templateKey(id)!);
    return result;
  }

  /** Before the template is forgotten. */
  #noteOutline(id: string): void {
    const template = this.#templates.get(id)?.result;
    if (template) this.#outlines.set(id, outlineOf(template));
  }

  #forgetTemplate(id: string): void {
    this.#noteOutline(id);
    this.#templates.delete(id);
    const key = this.#templateKey(id);
    if (key !== undefined) this.#needs.facts.forgetTemplate(key);
  }

  #templateKey(id: string): string | undefined {
    const node = this.#needs.node(id);
    return node && this.#keyOf('template', node);
  }

  /** The other revision's queries if it is asked for `id` next. */
  #nextFor(id: string): Queries | undefined {
    return this.#other && this.#other.#alone.has(id) ? this.#other : undefined;
  }

  /** What the other revision has just read, or is to know of this one. */
  #readingsOf(id: string): Readings | undefined {
    if (!this.#nextFor(id)) return this.#other && this.#other.#readings.get(id);
    const readings = new Readings();
    this.#readings.set(id, readings);
    return readings;
  }

  /** Names what reading a resource's SQL depends on beside what it asks; undefined if it has none that is text. */
  #keyOf(kind: 'trace' | 'template' | 'query' | 'columns', { resource, sql }: Node): string | undefined {
    const { snapshot, project, dialect } = this.#needs;
    const oid = sql && snapshot.entries.get(sql.path)?.oid;
    if (!sql || oid === undefined || snapshot.text(sql.path) === undefined) return undefined;
    return JSON.stringify([kind, oid, sql.path, sql.start, resource.id, project, dialect]);
  }

  /** The SQL of what is not read yet. */
  #texts(id: string): string[] {
    if (this.#isRead(id) || (this.#expected.has(id) && this.#kept?.query(id))) return [];
    const renderings = this.template(id)?.renderings ?? [];
    return renderings.map((each) => (this.#expected.has(id) ? each : this.#alike.of(each)).text);
  }

  /** True if it is read, or the other revision has probably read the same. */
  #isRead(id: string): boolean {
    if (this.#queries.has(id) || this.#listings.has(id)) return true;
    const node = this.#needs.node(id);
    if (!node) return false;
    const surroundings = this.#needs.surroundings(node);
    return (['query', 'columns'] as const).some((kind) => {
      const key = this.#keyOf(kind, node);
      return key !== undefined && this.#needs.facts.mayBeAnswered(key, surroundings);
    });
  }

  #buildReadAhead(): ReadAhead {
    const { snapshot, engine, dialect, node: find } = this.#needs;
    return new ReadAhead({
      upstream: (id) =>
        (find(id)?.resource.dependencies ?? []).flatMap(({ target }) =>
          target !== undefined && find(target)?.sql ? target : [],
        ),
      passesOn: (id) => hasOpenStar(snapshot.text(find(id)?.resource.path ?? '') ?? ''),
      isKept: (id) => this.#kept?.query(id) === true,
      isRead: (id) => this.#isRead(id),
      texts: (id) => [this, ...(this.#other?.isFree ? [this.#other] : [])].flatMap((each) => each.#texts(id)),
      isHungry: () => this.isFree && !this.#kept?.isBusy && engine.isHungry,
      announce: (texts) => {
        engine.announce(dialect, texts);
        return !engine.isFull;
      },
    });
  }
}

function outlineOf({ renderings, incomplete, macros, problem }: Template): TemplateOutline {
  return {
    renderings: renderings.map(({ variants, text }) => ({ variants, isBlank: text.trim() === '' })),
    incomplete,
    callsUnknown: macros.some(({ resolution }) => resolution === 'unknown'),
    ...(problem && { problem }),
  };
}
