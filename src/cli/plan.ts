/** `plan`: who would review what. */
import { renderPlan } from '../report/plan.ts';
import { planChange } from '../review.ts';
import { oneOf, text } from './arguments.ts';
import type { Invocation } from './arguments.ts';
import { configurationOf } from './configuration.ts';
import { deliver } from './output.ts';
import { openRevisions } from './revisions.ts';
import { wantsColour } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export async function planCommand(invocation: Invocation, terminal: Terminal): Promise<ExitCode> {
  const format = oneOf('format', invocation.options['format'], ['terminal', 'json']);
  const output = text(invocation.options['output']);
  const { base, head, close } = await openRevisions(invocation, terminal);
  try {
    const { plan } = await planChange({
      config: await configurationOf(invocation, base, terminal),
      base,
      head,
    });
    const colour = output === undefined && wantsColour(terminal);
    await deliver(
      format === 'json' ? `${JSON.stringify(plan, null, 2)}\n` : renderPlan(plan, { colour }),
      output,
      terminal,
    );
    return 0;
  } finally {
    await close();
  }
}
