/** What is needed to reach models, handed in by the entries. It never becomes part of a config or a report. */
import type { ModelProvider } from '../../config/model-name.ts';

export interface ModelAccess {
  /** `github`: the job's token. `compatible`: for whatever stands at `baseUrl`; local servers need none. */
  keys: Readonly<Partial<Record<ModelProvider, string>>>;
  /** Instead of the provider's own address; `compatible` has no other. */
  baseUrl?: string | undefined;
  /** How requests are sent, as through a proxy. @default Node's own */
  fetch?: typeof fetch | undefined;
  /** Folder of answers that were paid for already. @default none is kept */
  answersFolder?: string | undefined;
}
