/** What an endpoint was found not to understand, so that it is asked otherwise from then on. */
import type { ModelName } from '../../../config/model-name.ts';
import type { HttpAnswer } from './exchange.ts';
import { saidBy } from './said.ts';

export interface Habits {
  /** The schema goes into a field of its own; else into the prompt. */
  structured: boolean;
  /** How `/chat/completions` wants the limit of the answer to be called. */
  outputLimit: 'max_tokens' | 'max_completion_tokens';
  /** What a model thought before it called tools goes back to it: some need that, others refuse it. */
  thoughts: boolean;
}

const aboutStructure =
  /response[_ ]?(?:format|schema|json|mime)|json[_ ]?(?:schema|mode|object)|structured|output_?(?:config|format)|text\.format|\bschema\b|grammar|guided/i;
const aboutThoughts = /reasoning(?:_content|_details)?\b/i;
const aboutLimit = /max_(?:completion_)?tokens/;

export function firstHabits({ provider, model }: ModelName): Habits {
  const newer = provider === 'github' && model.startsWith('openai/');
  return { structured: true, outputLimit: newer ? 'max_completion_tokens' : 'max_tokens', thoughts: true };
}

/**
 * How to ask again after `answer` refused a request that was made with `used`; undefined if that would not help.
 * A refused request costs nothing: nothing was generated.
 */
export function otherHabits(used: Habits, answer: HttpAnswer | undefined): Habits | undefined {
  if (!answer || ![400, 422, 501].includes(answer.status)) return undefined;
  const said = saidBy(answer) ?? '';
  // Endpoints that know the other name for it say so, and may be right only once.
  if (aboutLimit.test(said) && /unsupported|not supported|unrecognized|instead|unknown|extra/i.test(said)) {
    const other = used.outputLimit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    return { ...used, outputLimit: other };
  }
  if (used.thoughts && aboutThoughts.test(said)) return { ...used, thoughts: false };
  return used.structured && aboutStructure.test(said) ? { ...used, structured: false } : undefined;
}
