/** A runner that is told no secrets, whoever forgets to take them out. */
import type { Runner } from './runner.ts';

/** What a step says, as `redact` leaves it. What is masked is told as it is: that is what masking needs. */
export function discreetRunner(runner: Runner, redact: (text: string) => string): Runner {
  return {
    ...runner,
    notice: (line) => runner.notice(redact(line)),
    warning: (line) => runner.warning(redact(line)),
    error: (line) => runner.error(redact(line)),
    log: (text) => runner.log(redact(text)),
    group: (title) => runner.group(redact(title)),
    outputs(values) {
      const clean = Object.entries(values).map(([name, value]) => [name, redact(value)]);
      runner.outputs(Object.fromEntries(clean) as Record<string, string>);
    },
    summary: (markdown) => runner.summary(redact(markdown)),
  };
}
