/** Which model is asked, and which one if that fails. */
import type { ModelPolicy } from '../../config/config.ts';
import { parseModelName } from '../../config/model-name.ts';
import type { TaskContext } from '../../run/task.ts';
import type { ModelAccess } from './access.ts';
import { openAnswers } from './answers-cache.ts';
import type { ChatModel } from './chat.ts';
import { ModelError } from './chat.ts';
import { priceOf } from './prices.ts';
import { openChat } from './providers/open.ts';
import type { Speaker } from './talk.ts';

export interface Speakers {
  /** Begins to load what these models need, while there is something else to do. */
  warm(ids: readonly string[]): void;
  /**
   * What the first of these models that can be asked makes of it. `onNext` is told why the next one is.
   * @throws the last one's error, or the signal's reason.
   */
  first<T>(
    ids: readonly string[],
    context: Pick<TaskContext, 'signal'>,
    use: (speaker: Speaker) => Promise<T>,
    onNext: (id: string, error: unknown) => void,
  ): Promise<T>;
}

interface SpeakersOptions {
  policy: Pick<ModelPolicy, 'prices'>;
  access: ModelAccess;
  /** @default the provider's */
  open?: ((id: string) => Promise<ChatModel>) | undefined;
}

export function openSpeakers({ policy, access, open = opener(access) }: SpeakersOptions): Speakers {
  const opened = new Map<string, Promise<Speaker>>();
  const answers = access.answersFolder === undefined ? undefined : openAnswers(access.answersFolder);
  const speakerOf = (id: string): Promise<Speaker> => {
    const known = opened.get(id);
    if (known) return known;
    const speaker = open(id).then((chat): Speaker => ({
      chat,
      price: priceOf(id, policy.prices),
      ...(answers && {
        remembered: (request) => answers.find(id, request),
        remember: (request, answer) => answers.keep(id, request, answer),
      }),
    }));
    opened.set(id, speaker);
    return speaker;
  };
  return {
    // What goes wrong is said when one of them is asked.
    warm: (ids) => ids.forEach((id) => void speakerOf(id).catch(() => {})),
    async first(ids, { signal }, use, onNext) {
      for (const [index, id] of ids.entries()) {
        try {
          return await use(await speakerOf(id));
        } catch (error) {
          const next = ids[index + 1];
          if (signal.aborted || next === undefined) throw error;
          onNext(next, error);
        }
      }
      throw new ModelError('no model is named');
    },
  };
}

function opener(access: ModelAccess) {
  return (id: string): Promise<ChatModel> => {
    const name = parseModelName(id);
    if (!name) throw new ModelError(`${JSON.stringify(id)} is no model's name`);
    return openChat(name, access);
  };
}
