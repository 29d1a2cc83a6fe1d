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
  /** What it looks up or only computes; the address begins with `data.`. */
  data: readonly TerraformResource[];
  /** What hands values to resources: `module.site`, `var.readers`, and `local` for a block of local values. */
  givers: readonly TerraformResource[];
  /** Addresses that a `moved` block leads away from, that a `removed` block forgets without destroying, that an `import` block takes in. */
  moved: ReadonlySet<string>;
  forgotten: ReadonlySet<string>;
  imported: ReadonlySet<string>;
  /** Set if the text is not HCL to its end. What it lacks is unknown then. */
  problem?: { message: string; line: number };
}

/** What their addresses begin with. */
const givers: ReadonlyMap<string, string> = new Map([
  ['module', 'module'],
  ['variable', 'var'],
  ['locals', 'local'],
]);

/** Reads one `.tf` file. Never throws. */
export function readTerraform(text: string): TerraformFile {
  const { blocks, problem } = parseHcl(text);
  const addresses = (type: string, key: string, counts: (block: Block) => boolean = () => true) =>
    new Set(
      blocks
        .filter((block) => block.type === type && counts(block))
        .flatMap((block) => block.attributes.get(key)?.text.replace(/\[.*$/s, '') ?? []),
    );
  const labelled = (keyword: string, prefix = '') =>
    blocks.flatMap((block) => {
      const [type, label] = block.labels;
      if (block.type !== keyword || type === undefined || label === undefined) return [];
      return { address: `${prefix}${type}.${label}`, type, block };
    });
  return {
    resources: labelled('resource'),
    data: labelled('data', 'data.'),
    givers: blocks.flatMap((block) => {
      const prefix = givers.get(block.type);
      const address = prefix && [prefix, ...block.labels].join('.');
      return address === undefined ? [] : [{ address, type: block.type, block }];
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

/** All nested blocks at a path such as `settings.ip_configuration`. */
export function blocksAt(block: Block, path: string): Block[] {
  let found: readonly Block[] = [block];
  for (const name of path.split('.'))
    found = found.flatMap(({ blocks }) => blocks.filter(({ type }) => type === name));
  return [...found];
}

/** The resource that an expression takes an attribute of: `aws_s3_bucket.raw` of `aws_s3_bucket.raw.id`. */
export function referenced(text: string): string | undefined {
  return /^(?:"\$\{)?\s*([a-z]+_\w+\.[\w-]+)(?:\.[\w.]+)?\s*(?:\}")?$/.exec(text)?.[1];
}

/** True if a `dynamic` block may make one of the blocks on the path: then a missing attribute says nothing. */
export function isDynamicAt(block: Block, path: string): boolean {
  let inner: Block | undefined = block;
  for (const name of path.split('.').slice(0, -1)) {
    if (inner?.blocks.some(({ type, labels }) => type === 'dynamic' && labels[0] === name)) return true;
    inner = inner?.blocks.find(({ type }) => type === name);
  }
  return false;
}

/** The value of an attribute; undefined if it is not set or depends on anything. Numbers and booleans may be quoted. */
export function valueAt(block: Block, path: string): Literal | undefined {
  const attribute = attributeAt(block, path);
  const value = attribute && literalOf(attribute.text);
  if (typeof value !== 'string') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** Whether there will be any of a resource: `count` and `for_each` may ask for none. */
export function presenceOf(block: Block): 'always' | 'maybe' | 'never' {
  const count = valueAt(block, 'count');
  if (count === 0) return 'never';
  if (attributeAt(block, 'count') && typeof count !== 'number') return 'maybe';
  const each = attributeAt(block, 'for_each')?.text;
  if (each === undefined) return 'always';
  // Written down: there is one for each.
  return /^(toset\(\s*)?[[{]\s*[^\s\]}]/.test(each) && !/\?|[[{]\s*for\b/.test(each) ? 'always' : 'maybe';
}
