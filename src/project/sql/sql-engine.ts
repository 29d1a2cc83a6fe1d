/** Parsing SQL as its callers see it: synchronously. */
import type { ParseResult } from './parse-result.ts';

export interface SqlEngine {
  /** Starts a thread and does not wait for it, so that it gets ready while its caller reads files. */
  start(): void;
  /**
   * Reads SQL. Never throws: what cannot be read is an `error`. What was read lately is not read again.
   * @param warehouse as dbt calls it: `bigquery`, `trino`, …
   */
  parse(warehouse: string, text: string): ParseResult;
  /**
   * Says that texts will be asked for soon: the threads read them while their caller does something else.
   * Those for which there is no room wait until they are asked for.
   */
  announce(warehouse: string, texts: readonly string[]): void;
  /** True if nothing more would be taken that is announced. */
  readonly isFull: boolean;
  /** True once the threads have worked off so much of what they have that announcing more is worth while. */
  readonly isHungry: boolean;
  /** Ends the threads. A later `parse` starts others. */
  close(): void;
}
