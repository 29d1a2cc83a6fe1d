/** The rooms that need a whole project around a template, handed in: evaluating Jinja and reading SQL. */
import type { Environment } from '../jinja/environment.ts';
import type { SourceFile } from '../jinja/parser.ts';
import type { RelationToken, Template } from '../jinja/rendered.ts';
import type { Output, QueryFacts } from '../lineage/facts.ts';

/** What `Languages.analyze` is told about a project. */
export interface QueryEnvironment {
  dialect: string;
  /** The relation that a call in the query means; undefined if it resolves to nothing. */
  relation(call: RelationToken['call']): { id: string; output: Output } | undefined;
}

export interface Languages {
  evaluate(file: SourceFile, env: Environment): Template;
  analyze(template: Template, env: QueryEnvironment): QueryFacts;
}
