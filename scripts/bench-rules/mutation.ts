/** What a mutation is: an edit whose effect is known because we made it. */
import type { Severity } from '../../src/finding.ts';
import type { Corpus } from './corpus.ts';
import type { Random } from '../support/random.ts';

/** Where a finding may stand. Lines count from 1. */
export interface Place {
  path: string;
  line: number;
  side?: 'base' | 'head';
}

/** One application of a mutation. */
export interface Site {
  /** For a person: what was done to what. */
  name: string;
  /** Files that base has besides, or instead of, the repository's; head has them too unless it changes them. */
  overlay?: Record<string, string>;
  /** What head changes; `null` deletes. */
  head: Record<string, string | null>;
  /** Any of these is right: a host may not be able to point to a removed line. Empty for a benign edit. */
  places: Place[];
  /** What the finding must be at most: the evidence allows no worse. */
  atMost?: Severity;
  /** Why nobody who reads the repository alone can be sure of the damage. Such sites are counted apart. */
  beyondProof?: string;
}

export interface Mutation {
  /** `M…` and `V…` break something, `N…` do not. */
  id: string;
  what: string;
  /** Rules of which one must report it, the most fitting first; none for a benign edit. */
  rules: readonly string[];
  /** Rules that may rightly report it too. */
  also?: readonly string[];
  /** Lazily, in random order. */
  sites(corpus: Corpus, random: Random): Iterable<Site>;
}

/** What may rightly be said of a column that is gone, besides that somebody uses it. */
export const aboutLostColumns = [
  'docs/column-doc-stale',
  'docs/description-drift',
  'quality/contract-broken',
  'quality/exposure-impacted',
  'quality/incremental-schema-drift',
  'quality/key-test-removed',
  'quality/metric-broken',
  // What is united with it has one column more now.
  'quality/union-mismatch',
];
