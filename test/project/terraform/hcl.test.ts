import { expect, test } from 'vitest';
import { parseHcl } from '../../../src/project/terraform/hcl.ts';
import { literalOf } from '../../../src/project/terraform/literal.ts';
import { attributeAt, readTerraform, valueAt } from '../../../src/project/terraform/terraform-file.ts';

const bucket = `# A bucket
resource "google_storage_bucket" "raw" {
  name = "raw-\${var.env}" // }
  /* lifecycle { */
  labels = {
    team = "data" # {
  }
  lifecycle {
    prevent_destroy = "true"
  }
  policy = <<-EOT
    } resource "x" "y" {
  EOT
  location = "EU" # was US
}
`;

test('reads blocks and attributes with their lines', () => {
  const { resources, problem } = readTerraform(bucket);
  expect(problem).toBeUndefined();
  expect(resources.map(({ address }) => address)).toEqual(['google_storage_bucket.raw']);
  const { block } = resources[0]!;
  expect([block.startLine, block.endLine]).toEqual([2, 15]);
  expect(attributeAt(block, 'labels')).toMatchObject({ startLine: 5, endLine: 7 });
  expect(attributeAt(block, 'location')).toMatchObject({ text: '"EU"', startLine: 14, endLine: 14 });
  expect(valueAt(block, 'lifecycle.prevent_destroy')).toBe(true);
  expect(valueAt(block, 'name')).toBeUndefined();
});

test('reads on behind an interpolation that spans lines', () => {
  const text = 'resource "a_b" "c" {\n  name = "${var.x != null\n    ? "}"\n  : "y"}-z"\n  kept = true\n}\n';
  const { resources, problem } = readTerraform(text);
  expect(problem).toBeUndefined();
  expect(valueAt(resources[0]!.block, 'kept')).toBe(true);
});

test('an interpolation that does not end is a problem', () => {
  expect(readTerraform('resource "a_b" "c" {\n  name = "${var.x\n  kept = true\n}\n').problem).toBeDefined();
});

test('tells which addresses are accounted for', () => {
  const file = readTerraform(
    'moved {\n  from = a.b[0]\n  to = a.c\n}\nremoved {\n  from = d.e\n  lifecycle {\n    destroy = false\n  }\n}\nremoved {\n  from = d.f\n}\nimport {\n  to = g.h\n  id = "x"\n}\n',
  );
  expect([...file.moved]).toEqual(['a.b']);
  expect([...file.forgotten]).toEqual(['d.e']);
  expect([...file.imported]).toEqual(['g.h']);
});

test.each([
  ['"a\\"b"', 'a"b'],
  ['"${var.x}"', undefined],
  ['"$${var.x}"', '$${var.x}'],
  ['-1.5', -1.5],
  ['null', null],
  ['["a", # no\n "b, c",]', ['a', 'b, c']],
  ['["a", var.b]', undefined],
  ['[[1], []]', [[1], []]],
  ['upper("a")', undefined],
  ['"a" == "b"', undefined],
])('%s is %j', (text, value) => {
  expect(literalOf(text)).toEqual(value);
});

test.each([
  ['resource "a" "b" {\n  x = 1\n', 'a block does not end'],
  ['}\n', 'a brace closes no block'],
  ['resource "a" "b"\n', 'resource is followed by neither = nor a block'],
  ['x {\n'.repeat(100), 'blocks nest deeper than 30'],
  ['= 1', 'neither an attribute nor a block'],
])('%j is not HCL', (text, message) => {
  expect(parseHcl(text).problem?.message).toBe(message);
});

test.each([
  '"',
  '"${',
  '"${"'.repeat(500),
  '<<EOT\n',
  '/*',
  'a = [[[[',
  'a = <<-E',
  '__proto__ = 1',
  '\u0000',
])('survives %j', (text) => {
  expect(() => parseHcl(text)).not.toThrow();
  expect(() => literalOf(text)).not.toThrow();
});

test('reads a long hostile text in time that grows with its length', () => {
  for (const piece of ['a = "${', '[', '"', '/*', 'a = <<E\n', 'a {', 'a = <<', '<<']) {
    const { blocks } = parseHcl(piece.repeat(100_000));
    expect(blocks.length).toBeLessThan(2);
  }
});
