/** Whether a description says something, and whether the pull request wrote it. */
import { addedLines } from '../../change/lines.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import type { RuleContext } from '../rule.ts';

const placeholder =
  /^[\W_]*(todo|tbd|tba|fixme|wip|n\/?a|none|null|xxx+|placeholder|description|no description|add description( here)?|lorem ipsum.*)?[\W_]*$/i;

/** True for one that is empty, or a word that stands for a text still to be written. */
export function saysNothing(description: string): boolean {
  return description.length < 200 && placeholder.test(description);
}

/** True if all lines of an entry stood in the file at base, be it of a resource that had another name there. */
export function stoodAtBase({ change }: Pick<RuleContext, 'change'>, after: Project, entry: Span): boolean {
  const { path, startLine, endLine = startLine } = after.locate(entry);
  const file = change.files.find(({ head }) => head?.path === path);
  if (!file?.base) return false;
  const added = addedLines(file);
  for (let line = startLine; line <= endLine; line++) if (added.has(line)) return false;
  return true;
}
