/** The rules engine: an agent's rules over one shared reading of the project. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChangeSet } from '../../change/change-set.ts';
import type { Config } from '../../config/config.ts';
import type { Finding } from '../../finding.ts';
import { atLeast } from '../../finding.ts';
import type { Workspace } from '../../project/project.ts';
import { defaultPolicy } from '../../rules/policy.ts';
import type { Rule, RuleContext, RuleFinding } from '../../rules/rule.ts';
import type { Reviewer, TaskContext } from '../../run/task.ts';

export interface RulesReviewerContext {
  config: Pick<Config, 'rules' | 'ruleOptions' | 'policy'>;
  change: ChangeSet;
  /** Shared by all tasks; called by each. */
  workspace: () => Promise<Workspace>;
}

/**
 * Reviews a task with the rules of its agent (the first half of their ids) that are not off.
 * A rule that crashes costs only its own findings, but the task fails and names it: what was not
 * checked must not look clean.
 */
export function rulesReviewer(rules: readonly Rule[], context: RulesReviewerContext): Reviewer {
  const { config, change } = context;
  return async (task, taskContext) => {
    const mine = rules.filter((rule) => rule.id.startsWith(`${task.agent}/`) && isOn(config, rule));
    if (mine.length === 0) return;
    const slice = new Set(task.files);
    const files = change.files.filter(({ path }) => slice.has(path));
    // A rule may follow the project anywhere, but a changed file that this task does not review is not its business.
    const outside = new Set(
      change.files
        .filter(({ path }) => !slice.has(path))
        .flatMap(({ path, previousPath }) => [path, previousPath]),
    );
    const shared: Omit<RuleContext, 'options'> = {
      policy: config.policy ?? defaultPolicy,
      change,
      files,
      workspace: await taskContext.waiting(context.workspace()),
    };
    const crashes: { id: string; error: unknown }[] = [];
    for (const rule of mine) {
      // Rules are synchronous for long stretches; in between, timers and other tasks have their turn.
      await taskContext.waiting(nextTurn());
      taskContext.signal.throwIfAborted();
      try {
        await runRule(
          rule,
          { ...shared, options: optionsOf(config, rule) },
          taskContext,
          ({ location }) => !outside.has(location.path),
        );
      } catch (error) {
        taskContext.signal.throwIfAborted();
        crashes.push({ id: rule.id, error });
      }
    }
    if (crashes.length > 0) throw crashed(crashes);
  };
}

async function runRule(
  rule: Rule,
  context: RuleContext,
  { signal, report }: TaskContext,
  concerns: (finding: RuleFinding) => boolean,
): Promise<void> {
  for await (const finding of rule.check(context)) {
    signal.throwIfAborted();
    if (concerns(finding)) report(completed(rule, finding));
  }
}

/** Adds what the rule knows. A finding is never worse than its rule says that it can be. */
function completed(rule: Rule, finding: RuleFinding): Finding {
  const severity = finding.severity ?? rule.severity;
  return {
    ...finding,
    rule: rule.id,
    severity: atLeast(rule.severity, severity) ? severity : rule.severity,
    why: rule.why,
    advice: finding.advice ?? rule.advice,
    related: finding.related ?? [],
  };
}

/** A rule that is off by default is on as soon as the configuration says anything else of it. */
function isOn({ rules, ruleOptions = {} }: RulesReviewerContext['config'], rule: Rule): boolean {
  if (Object.hasOwn(rules, rule.id)) return rules[rule.id] !== 'off';
  return rule.default !== 'off' || Object.hasOwn(ruleOptions, rule.id);
}

function optionsOf({ ruleOptions = {} }: RulesReviewerContext['config'], { id, options }: Rule): unknown {
  return options?.parse(Object.hasOwn(ruleOptions, id) ? ruleOptions[id] : {});
}

function crashed(crashes: readonly { id: string; error: unknown }[]): Error {
  const shown = crashes
    .slice(0, 3)
    .map(({ id, error }) => `${id} (${error instanceof Error ? error.message : String(error)})`);
  const more = crashes.length > 3 ? ` and ${crashes.length - 3} more` : '';
  const message = `${crashes.length === 1 ? 'a rule' : `${crashes.length} rules`} crashed: ${shown.join(', ')}${more}`;
  return new Error(message, { cause: crashes[0]?.error });
}
