/** A rule's options, for people: its page, the terminal and the starter configuration. */
import type { Rule } from './rule.ts';

export interface OptionText {
  name: string;
  /** As it is written in the config file. */
  default: string;
  description: string;
}

/** In the order of the rule's file. */
export function optionTexts({ options }: Pick<Rule, 'options'>): OptionText[] {
  return Object.entries(options?.shape ?? {}).map(([name, schema]) => ({
    name,
    default: JSON.stringify(schema.def.defaultValue),
    description: schema.description ?? '',
  }));
}

/** `medium`, or `medium, off by default`. */
export function severityText({ severity, default: byDefault }: Pick<Rule, 'severity' | 'default'>): string {
  return byDefault === 'off' ? `${severity}, off by default` : severity;
}
