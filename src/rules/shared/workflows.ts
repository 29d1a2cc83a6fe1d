/** The GitHub workflows and actions that a pull request changes, read at both revisions. */
import type { ChangedFile } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { isActionPath, isWorkflowPath, readWorkflow } from '../../project/workflow/workflow.ts';
import type { Workflow } from '../../project/workflow/workflow.ts';
import type { RuleContext } from '../rule.ts';
import { perFile } from './per-file.ts';

export interface WorkflowPair {
  file: ChangedFile;
  /** Absent if head adds the file; then nothing of it was there before. */
  base?: Workflow;
  head: Workflow;
}

/** Changed files that are workflows at head, and at base unless they are new; one that cannot be read is left out. */
export function changedWorkflows({ change, files }: RuleContext, meant = isWorkflowPath): WorkflowPair[] {
  return files.flatMap((file) => {
    if (file.kind !== 'text' || !file.head || !meant(file.path)) return [];
    const head = workflowAt(change.head, file.path);
    if (!head) return [];
    if (!file.base) return [{ file, head }];
    const base = workflowAt(change.base, file.base.path);
    return base ? [{ file, base, head }] : [];
  });
}

/** All workflows and actions of a revision that can be read, by path. */
export async function allWorkflows(snapshot: Snapshot): Promise<Map<string, Workflow>> {
  const paths = [...snapshot.entries.keys()].filter((path) => isWorkflowPath(path) || isActionPath(path));
  await snapshot.load(paths, 'dispensable');
  return new Map(
    paths.flatMap((path) => {
      const workflow = workflowAt(snapshot, path);
      return workflow ? [[path, workflow] as const] : [];
    }),
  );
}

/** Conditions that decide whose event it is; whether they suffice cannot be told from here. */
export const guarded =
  /head\.repo|head_repository|\.fork\b|author_association|github\.actor|\.login\b|label|workflow_run\.event\s*[!=]=|head_branch\s*==/;

const workflowAt = perFile((text) => (text === undefined ? undefined : readWorkflow(text)));
