/** What a Terraform file says about the resources it manages. */
import { parseHcl } from './hcl.ts';
import type { Attribute, Block } from './hcl.ts';
import { literalOf } from './literal.ts';
import type { Literal } from './literal.ts';

export interface TerraformResource {
  /** `google_storage_bucket.raw`: unique in its folder. */
  address: string;
  type: string;
  block: Block;
}

export interface TerraformFile {
  resources: readonly TerraformResource[];
  /** Addresses that a `moved` block leads away from, that a `removed` block forgets without destroying, that an `import` block takes in. */
  moved: ReadonlySet<string>;
  forgotten: ReadonlySet<string>;
  imported: ReadonlySet<string>;
  /** Set if the text is not HCL to its end. What it lacks is unknown then. */
  problem?: { message: string; line: number };
}

/** Reads one `.tf` file. Never throws. */
export function readTerraform(text: string): TerraformFile {
  const { blocks, problem } = parseHcl(text);
  const addresses = (type: string, key: string, counts: (block: Block) => boolean = () => true) =>
    new Set(
      blocks
        .filter((block) => block.type === type && counts(block))
        .flatMap((block) => block.attributes.get(key)?.text.replace(/\[.*$/s, '') ?? []),
    );
  return {
    resources: blocks.flatMap((block) => {
      const [type, label] = block.labels;
      if (block.type !== 'resource' || type === undefined || label === undefined) return [];
      return { address: `${type}.${label}`, type, block };
    }),
    moved: addresses('moved', 'from'),
    forgotten: addresses('removed', 'from', (block) => valueAt(block, 'lifecycle.destroy') === false),
    imported: addresses('import', 'to'),
    ...(problem && { problem }),
  };
}

/** An attribute at a path such as `settings.backup_configuration.enabled`: nested blocks, the first of each type. */
export function attributeAt(block: Block, path: string): Attribute | undefined {
  const names = path.split('.');
  const last = names.pop()!;
  let inner: Block | undefined = block;
  for (const name of names) inner = inner?.blocks.find(({ type }) => type === name);
  return inner?.attributes.get(last);
}

/** The value of an attribute; undefined if it is not set or depends on anything. Numbers and booleans may be quoted. */
export function valueAt(block: Block, path: string): Literal | undefined {
  const attribute = attributeAt(block, path);
  const value = attribute && literalOf(attribute.text);
  if (typeof value !== 'string') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
