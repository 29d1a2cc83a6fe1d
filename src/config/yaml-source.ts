/** Where in the file a setting stands. */
import type { Document, LineCounter, Node, Pair } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';

export interface YamlSource {
  path: string;
  document: Document.Parsed;
  lines: LineCounter;
}

/** `path:line`, or the path alone if the place is unknown. */
export function placed({ path, lines }: YamlSource, offset: number | undefined): string {
  return offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
}

/** The node at a path of keys and indexes. */
export function nodeAt({ document }: YamlSource, path: readonly PropertyKey[]): Node | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isSeq(node)) node = node.items[Number(step)];
    else node = pairIn(node, step)?.value;
  }
  return (node as Node | null | undefined) ?? undefined;
}

/** The offset of a key in the mapping at `path`. */
export function keyOffset(source: YamlSource, path: readonly PropertyKey[], key: string): number | undefined {
  const found = pairIn(nodeAt(source, path), key)?.key;
  return isScalar(found) ? found.range?.[0] : undefined;
}

function pairIn(node: unknown, key: PropertyKey): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}
