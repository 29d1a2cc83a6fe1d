/** Which licence a package's manifest declares. */

export interface Declared {
  text: string;
  /** Counted from 1. */
  line: number;
}

/** The licence of package.json, pyproject.toml, Cargo.toml or composer.json, if it is one plain text. */
export function declaredLicence(path: string, text: string): Declared | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package.json' || name === 'composer.json') return ofJson(text);
  return name === 'pyproject.toml' || name === 'Cargo.toml' ? ofToml(text) : undefined;
}

/** As npm writes it: a field of the outermost object, on a line of its own. */
function ofJson(text: string): Declared | undefined {
  const indent = /^\{\r?\n([ \t]+)"/.exec(text)?.[1];
  return declared(text, (line) => {
    const [, space, licence] = /^([ \t]*)"license"\s*:\s*"([^"]{1,100})"/.exec(line) ?? [];
    return space === indent ? licence : undefined;
  });
}

/** A key of the package's own table. */
function ofToml(text: string): Declared | undefined {
  let table = '';
  return declared(text, (line) => {
    table = /^\[([^\]]{1,100})\]/.exec(line)?.[1] ?? table;
    if (!/^(project|package|tool\.poetry|workspace\.package)$/.test(table)) return undefined;
    return /^license\s*=\s*(?:\{\s*text\s*=\s*)?["']([^"']{1,100})["']/.exec(line)?.[1];
  });
}

function declared(text: string, read: (line: string) => string | undefined): Declared | undefined {
  for (const [index, line] of text.split('\n').entries()) {
    const found = read(line);
    if (found !== undefined) return { text: found, line: index + 1 };
  }
  return undefined;
}
