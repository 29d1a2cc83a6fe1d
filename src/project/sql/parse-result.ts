import type { Query } from './query.ts';

/** `dialect` is the parser's dialect that read it: not always the first one tried. */
export type ParseResult =
  | { kind: 'query'; query: Query; dialect: string }
  /** Nothing but space and comments, or statements that return nothing. */
  | { kind: 'empty' }
  /** `ours` if a limit, a time-out or a trap kept us from reading it; else no dialect accepts the text. `offset` is where the warehouse's dialect gave up. */
  | { kind: 'error'; message: string; offset?: number; ours: boolean };
