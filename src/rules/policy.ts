/** What a team has agreed on about its data: rules ask here instead of knowing better. */

export interface Policy {
  pii: {
    /** Columns that hold personal data, besides those called like it; in lower case, `*` stands for any rest. */
    names: readonly string[];
    /** Columns that do not, whatever they are called. These win. */
    not: readonly string[];
    /** Keys of `meta`, and tags, that classify a column as personal, besides the usual ones; in lower case. */
    keys: readonly string[];
  };
  /** Models that people outside the project read, besides public ones and those with an exposure: selectors. */
  public: readonly string[];
  /** Who may own a model; empty if anybody may. */
  owners: readonly string[];
  /** Names for parts of the project, each with globs of paths below the project; `layer:NAME` selects one. */
  layers: Readonly<Record<string, readonly string[]>>;
  /** Keys that the `meta` of a new model must have. */
  requiredMeta: readonly string[];
}

const publicFolders = [
  'mart',
  'marts',
  'public',
  'published',
  'publish',
  'reporting',
  'reports',
  'exposed',
  'shared',
  'dashboard',
  'dashboards',
  'bi',
];

/** What holds where nobody has said otherwise. */
export const defaultPolicy: Policy = {
  pii: { names: [], not: [], keys: [] },
  public: publicFolders.map((folder) => `**/${folder}/**`),
  owners: [],
  layers: {},
  requiredMeta: [],
};
