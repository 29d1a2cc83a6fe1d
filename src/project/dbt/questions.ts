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

/** Plain values: they outlive the project that answered. Answers are compared by identity. */
export type Question = { readonly answer: unknown } & (
  | { kind: 'macro'; name: string; package: string | undefined; from: string }
  | { kind: 'quiet'; id: string }
  | { kind: 'variable'; name: string; from: string }
  | { kind: 'materialized' }
  | { kind: 'id' | 'list'; call: RelationCall }
);

/** True if `surroundings` answer as before. */
export function sameAnswers(questions: readonly Question[], surroundings: Surroundings): boolean {
  return questions.every((question) => answerOf(question, surroundings) === question.answer);
}

/** The same of what can be answered without reading other resources. */
export function sameShallowAnswers(questions: readonly Question[], surroundings: Surroundings): boolean {
  return sameAnswers(
    questions.filter(({ kind }) => kind !== 'list'),
    surroundings,
  );
}

function answerOf(
  question: Question,
  { macro, isQuiet, variable, materialized, relation }: Surroundings,
): unknown {
  if (question.kind === 'macro') return definitionOf(macro(question.name, question.package, question.from));
  if (question.kind === 'quiet') return isQuiet?.(question.id);
  if (question.kind === 'variable') return JSON.stringify(variable(question.name, question.from));
  if (question.kind === 'materialized') return materialized();
  const found = relation(question.call);
  return question.kind === 'id' ? found?.id : found?.list;
}

/** A definition is the same object in both revisions if its file is the same. */
function definitionOf(found: MacroLookup): unknown {
  return typeof found === 'string' ? found : found.definition;
}

/** Answers as another one does, and keeps what was asked. */
export interface Recorder extends Surroundings {
  readonly questions: readonly Question[];
  /** Takes over what another one was asked. */
  add(questions: readonly Question[]): void;
}

export function recorder(answering: Surroundings): Recorder {
  const asked = new Map<string, Question>();
  const note = (question: Question): void => {
    const key = keyOf(question);
    if (!asked.has(key)) asked.set(key, question);
  };
  const noted = (call: RelationCall): Relation | undefined => {
    const relation = answering.relation(call);
    note({ kind: 'id', call, answer: relation?.id });
    return (
      relation && {
        id: relation.id,
        get list() {
          const { list } = relation;
          note({ kind: 'list', call, answer: list });
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
      for (const question of questions) note(question);
    },
    macro(name, package_, from) {
      const found = answering.macro(name, package_, from);
      note({ kind: 'macro', name, package: package_, from, answer: definitionOf(found) });
      return found;
    },
    isQuiet(id) {
      const answer = answering.isQuiet?.(id) ?? false;
      note({ kind: 'quiet', id, answer });
      return answer;
    },
    variable(name, from) {
      const value = answering.variable(name, from);
      note({ kind: 'variable', name, from, answer: JSON.stringify(value) });
      return value;
    },
    materialized() {
      const answer = answering.materialized();
      note({ kind: 'materialized', answer });
      return answer;
    },
    columns: (call) => closedColumns(noted(call)),
    relation: noted,
  };
}

function keyOf(question: Question): string {
  const { kind } = question;
  if (kind === 'macro') return `macro ${question.name} ${question.package ?? ''} ${question.from}`;
  if (kind === 'quiet') return `quiet ${question.id}`;
  if (kind === 'variable') return `variable ${question.name} ${question.from}`;
  if (kind === 'materialized') return kind;
  const { call } = question;
  if (call.kind === 'this') return kind;
  return call.kind === 'source'
    ? JSON.stringify([kind, call.source, call.table])
    : JSON.stringify([kind, call.package ?? null, call.name, call.version ?? null]);
}

/** The complete list of a relation's columns, if it is known. */
export function closedColumns(relation: Relation | undefined): readonly string[] | undefined {
  const list = relation?.list;
  return list && list.open.length === 0 ? list.columns.map(({ name }) => name) : undefined;
}
