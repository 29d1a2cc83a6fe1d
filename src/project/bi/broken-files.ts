/** The BI files that findings name, as a picture shows them. */
import type { Finding } from '../../finding.ts';

export interface BrokenFile {
  path: string;
  /** What in the file reads, for people. */
  label: string;
  /** Unique ids of the relations that it reads and that lose something. */
  reads: readonly string[];
}

/** One for each file, however many places of it the findings name. */
export function brokenFiles(findings: readonly Finding[]): BrokenFile[] {
  const files = new Map<string, { names: Set<string>; reads: Set<string> }>();
  for (const { path, reader } of findings.flatMap(({ related }) => related)) {
    if (!reader) continue;
    const file = files.get(path) ?? { names: new Set(), reads: new Set() };
    files.set(path, file);
    file.names.add(reader.name.replaceAll('`', ''));
    file.reads.add(reader.reads);
  }
  return [...files].map(([path, { names, reads }]) => ({
    path,
    label: labelOf([...names]),
    reads: [...reads],
  }));
}

function labelOf(names: string[]): string {
  const [first = '', ...others] = names.sort();
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
