/** Texts by path, relative to the repository. */
export type Files = Readonly<Record<string, string>>;
