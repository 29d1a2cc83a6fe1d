/** Whether a description says something. */

const placeholder =
  /^[\W_]*(todo|tbd|tba|fixme|wip|n\/?a|none|null|xxx+|placeholder|description|no description|add description( here)?|lorem ipsum.*)?[\W_]*$/i;

/** True for one that is empty, or a word that stands for a text still to be written. */
export function saysNothing(description: string): boolean {
  return description.length < 200 && placeholder.test(description);
}
