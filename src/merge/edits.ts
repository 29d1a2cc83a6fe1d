/** Suggested edits of different tasks that want the same lines: one of them wins, the others say so. */
import { lanes } from '../agents/agent.ts';
import type { Edit } from '../finding.ts';
import { code } from '../finding.ts';
import { touch } from './causes.ts';
import type { Reported } from './reported.ts';

/**
 * The findings in their order, with edits of which no two overlap. The lane of the agent decides, then its name, then
 * the order given. The edits of one finding stay together: it keeps all of them or none.
 */
export function resolveEdits(findings: readonly Reported[]): Reported[] {
  const accepted = new Map<string, { edit: Edit; owner: Reported }[]>();
  const losers = new Map<Reported, { edit: Edit; owner: Reported }>();
  for (const finding of findings.filter(({ edits }) => edits).sort(byEditor)) {
    const rival = finding
      .edits!.flatMap((edit) => accepted.get(edit.path)?.filter((other) => touch(other.edit, edit)) ?? [])
      .at(0);
    if (rival) {
      losers.set(finding, rival);
      continue;
    }
    for (const edit of finding.edits!) {
      const others = accepted.get(edit.path);
      if (others) others.push({ edit, owner: finding });
      else accepted.set(edit.path, [{ edit, owner: finding }]);
    }
  }
  return findings.map((finding) => {
    const rival = losers.get(finding);
    return rival ? withoutEdits(finding, rival) : finding;
  });
}

/** By precedence, as everywhere: lane first, then name. */
export function byEditor(
  { editor: a }: Pick<Reported, 'editor'>,
  { editor: b }: Pick<Reported, 'editor'>,
): number {
  return (
    lanes.indexOf(a.lane) - lanes.indexOf(b.lane) || (a.agent < b.agent ? -1 : a.agent > b.agent ? 1 : 0)
  );
}

function withoutEdits(finding: Reported, { edit, owner }: { edit: Edit; owner: Reported }): Reported {
  const { edits: _, ...rest } = finding;
  const lines =
    edit.startLine === edit.endLine ? `line ${edit.startLine}` : `lines ${edit.startLine} to ${edit.endLine}`;
  const note = `The edit that ${finding.editor.agent} suggests is left out: ${owner.editor.agent} changes ${lines} of ${code(edit.path)} for ${code(owner.rule)}.`;
  return { ...rest, notes: [...finding.notes, note] };
}
