/** What reading a template asks of the project around it: with the same answers, it comes out the same. */
import type { Environment, MacroLookup } from '../jinja/environment.ts';
import type { RefCall, SourceCall, ThisCall } from '../jinja/rendered.ts';
import type { Relation } from '../lineage/table.ts';

type RelationCall = RefCall | SourceCall | ThisCall;

/** A project as one of its templates sees it. */
export interface Surroundings extends Environment {
  /** What a ref, source or `this` stands for; undefined if it is not known. */
  relation(call: RelationCall): Relation | undefined;
}

export interface Question {
  key: string;
  /** Compared by identity. */
  answer: unknown;
  ask(surroundings: Surroundings): unknown;
  /** True if answering it reads other resources. */
  isDeep: boolean;
}

export function sameAnswers(questions: readonly Question[], surroundings: Surroundings): boolean {
  return questions.every(({ ask, answer }) => ask(surroundings) === answer);
}

/** Answers as another one does, and keeps what was asked. */
export interface Recorder extends Surroundings {
  readonly questions: readonly Question[];
  /** Takes over what another one was asked. */
  add(questions: readonly Question[]): void;
}

export function recorder(answering: Surroundings): Recorder {
  const asked = new Map<string, Question>();
  const note = (key: string, answer: unknown, ask: Question['ask'], isDeep = false): void => {
    if (!asked.has(key)) asked.set(key, { key, answer, ask, isDeep });
  };
  const noted = (call: RelationCall, relation: Relation | undefined): Relation | undefined => {
    const { span: _, ...names } = call;
    const key = JSON.stringify(names);
    note(`id ${key}`, relation?.id, (surroundings) => surroundings.relation(call)?.id);
    return (
      relation && {
        id: relation.id,
        get list() {
          const { list } = relation;
          note(`list ${key}`, list, (surroundings) => surroundings.relation(call)?.list, true);
          return list;
        },
      }
    );
  };
  return {
    ...answering,
    get questions() {
      return [...asked.values()];
    },
    add(questions) {
      for (const { key, answer, ask, isDeep } of questions) note(key, answer, ask, isDeep);
    },
    macro(name, package_, from) {
      const found = answering.macro(name, package_, from);
      const ask: Question['ask'] = (surroundings) => definitionOf(surroundings.macro(name, package_, from));
      note(`macro ${name} ${package_ ?? ''} ${from}`, definitionOf(found), ask);
      return found;
    },
    variable(name, from) {
      const value = answering.variable(name, from);
      const ask: Question['ask'] = (surroundings) => JSON.stringify(surroundings.variable(name, from));
      note(`variable ${name} ${from}`, JSON.stringify(value), ask);
      return value;
    },
    columns: (call) => closedColumns(noted(call, answering.relation(call))),
    relation: (call) => noted(call, answering.relation(call)),
  };
}

/** The complete list of a relation's columns, if it is known. */
export function closedColumns(relation: Relation | undefined): readonly string[] | undefined {
  const list = relation?.list;
  return list && list.open.length === 0 ? list.columns.map(({ name }) => name) : undefined;
}

/** A definition is the same object in both revisions if its file is the same. */
function definitionOf(found: MacroLookup): unknown {
  return typeof found === 'string' ? found : found.definition;
}
