/** Names that differ by a slip of the keyboard. */

/** True if one letter is replaced, missing or too many, or two beside each other change places. Numbers are meant. */
export function isMisspelt(word: string, meant: string): boolean {
  if (word === meant || word.length < 4) return false;
  let start = 0;
  while (start < word.length && word[start] === meant[start]) start++;
  if (/\d/.test((word[start] ?? '') + (meant[start] ?? ''))) return false;
  const [rest, other] = [word.slice(start), meant.slice(start)];
  return (
    rest.slice(1) === other.slice(1) ||
    rest === other.slice(1) ||
    rest.slice(1) === other ||
    (rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2))
  );
}
