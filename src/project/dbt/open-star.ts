/** A glance at the text of a model, to guess whether it passes on the columns of another one. */

/** A parenthesis, a `*` that stands for columns, or a FROM with the template's expression that it names, if it does. */
const starOrFrom = /[()]|(?:\bselect(?:\s+distinct)?|,|\.)\s*\*|\bfrom\b\s*(\{\{)?/gi;

/**
 * True if some `*` stands for the columns of what the template names, and the query itself ends in one, as far as a
 * glance can tell.
 */
export function hasOpenStar(text: string): boolean {
  let [depth, star, isOpen, isOuter] = [0, false, false, false];
  for (const [found, expression] of text.matchAll(starOrFrom)) {
    if (found === '(') depth++;
    else if (found === ')') depth--;
    else {
      isOpen ||= star && expression !== undefined;
      star = found.endsWith('*');
      isOuter ||= star && depth === 0;
    }
  }
  return isOpen && isOuter;
}
