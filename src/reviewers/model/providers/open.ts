/** Opens a model: the only way from here to a vendor. */
import type { ModelName } from '../../../config/model-name.ts';
import type { ModelAccess } from '../access.ts';
import type { ChatModel } from '../chat.ts';
import { answerOf } from './answer.ts';
import { endpointOf } from './endpoint.ts';
import { openExchange } from './exchange.ts';
import { faultOf } from './faults.ts';
import { firstHabits, otherHabits } from './habits.ts';
import { callOptions } from './prompt.ts';
import { loadVendor } from './vendors.ts';

/** A request is put otherwise so many times at most: there are two things that an endpoint may not understand. */
const mostTries = 3;

/**
 * Loads the SDK of the model's provider. Nothing is sent yet.
 * @throws {ModelError} if the key or the address is missing or can be none.
 */
export async function openChat(name: ModelName, access: ModelAccess): Promise<ChatModel> {
  const endpoint = endpointOf(name, access);
  const connect = await loadVendor(endpoint);
  const send: typeof fetch = access.fetch ?? ((input, init) => fetch(input, init));
  let habits = firstHabits(name);
  return {
    id: name.id,
    provider: name.provider,
    async ask(request, signal) {
      for (let tries = 1; ; tries++) {
        signal.throwIfAborted();
        const exchange = openExchange(send);
        const used = habits;
        try {
          const options = callOptions(request, name, used);
          const result = await connect(exchange.fetch, used).doGenerate({ ...options, abortSignal: signal });
          const answer = answerOf(result, name.id);
          // Google's form has nothing that must be there: a body of another form is one that says nothing.
          if (answer.finish === 'other' && result.content.length === 0 && !answer.used)
            throw new Error('nothing');
          return answer;
        } catch (error) {
          signal.throwIfAborted();
          const other = tries < mostTries ? otherHabits(used, exchange.answer) : undefined;
          if (!other) throw faultOf(endpoint, exchange, error);
          habits = other;
        }
      }
    },
  };
}
