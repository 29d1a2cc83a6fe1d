/** What a migration made, and where. */
import type { Statement } from './statements.ts';

export type Made<Thing> = Thing & {
  path: string;
  statement: Statement;
  /** Its step's number among all. */
  at: number;
};
