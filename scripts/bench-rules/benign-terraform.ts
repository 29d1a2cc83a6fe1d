/** Changes of Terraform that neither open nor lose anything: nothing may be said of them. */
import type { Corpus } from './corpus.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { blocksOf, closed, foldersOf, withBlock } from './terraform.ts';

const rule = (label: string, port: number) =>
  `resource "aws_security_group_rule" "${label}" {\n  type              = "ingress"\n  from_port         = ${port}\n  to_port           = ${port}\n  protocol          = "tcp"\n  cidr_blocks       = ["0.0.0.0/0"]\n  security_group_id = aws_security_group.bench.id\n}\n`;
const each = (key: string) =>
  rule('bench', 5432).replace('" {\n', `" {\n  for_each          = toset(["${key}"])\n`);
const website =
  'resource "aws_s3_bucket" "bench" {\n  bucket = "bench"\n  acl    = "public-read"\n}\n\nresource "aws_s3_bucket_policy" "bench" {\n  bucket = aws_s3_bucket.bench.id\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }]\n  })\n}\n';
const acl = website.replace(
  '  acl    = "public-read"\n}\n',
  '}\n\nresource "aws_s3_bucket_acl" "bench" {\n  bucket = aws_s3_bucket.bench.id\n  acl    = "public-read"\n}\n',
);
const encoded = (statement: string) =>
  `resource "aws_sns_topic_policy" "bench" {\n  arn    = aws_sns_topic.bench.arn\n  policy = ${statement}\n}\n`;

/** What base holds, and what head holds in its place; of files beside each other. */
const rewritten: readonly {
  name: string;
  base: Record<string, string>;
  head: Record<string, string | null>;
}[] = [
  ...closed.map(({ name, base, edit }) => ({
    name: `what opens ${name} moves to another file`,
    base: { 'bench_a.tf': base.replace(...edit) },
    head: { 'bench_a.tf': null, 'bench_b.tf': base.replace(...edit) },
  })),
  {
    name: 'a public bucket moves to another file',
    base: { 'bench_a.tf': website },
    head: { 'bench_a.tf': null, 'bench_b.tf': website },
  },
  {
    name: 'a public bucket gets another name',
    base: { 'bench_a.tf': website },
    head: {
      'bench_a.tf':
        website.replaceAll(/"bench" \{|t\.bench\b/g, (found) => found.replace('bench', 'other')) +
        '\nmoved {\n  from = aws_s3_bucket.bench\n  to   = aws_s3_bucket.other\n}\n',
    },
  },
  {
    name: 'the list of access of a public bucket becomes a resource of its own',
    base: { 'bench_a.tf': website },
    head: { 'bench_a.tf': acl },
  },
  {
    name: 'the policy of a public bucket becomes a resource of another name',
    base: {
      'bench_a.tf':
        'resource "aws_s3_bucket" "bench" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }]\n  })\n}\n',
    },
    head: {
      'bench_a.tf':
        'resource "aws_s3_bucket" "bench" {\n}\n\nresource "aws_s3_bucket_policy" "readers" {\n  bucket = aws_s3_bucket.bench.id\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }]\n  })\n}\n',
    },
  },
  {
    name: 'the policy of a public topic becomes a document',
    base: {
      'bench_a.tf': encoded(
        'jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Subscribe" }]\n  })',
      ),
    },
    head: {
      'bench_a.tf': `data "aws_iam_policy_document" "everybody" {\n  statement {\n    actions = ["sns:Subscribe"]\n\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n  }\n}\n\n${encoded('data.aws_iam_policy_document.everybody.json')}`,
    },
  },
  {
    name: 'a security group is opened for a website',
    base: {},
    head: { 'bench_a.tf': rule('bench', 443) },
  },
  {
    name: 'a key of for_each gets another name',
    base: { 'bench_a.tf': each('db') },
    head: { 'bench_a.tf': each('database') },
  },
  {
    name: 'a rule of a security group gets another name',
    base: { 'bench_a.tf': rule('bench', 5432) },
    head: { 'bench_a.tf': rule('other', 5432) },
  },
  {
    name: 'a database is closed',
    base: { 'bench_a.tf': rule('bench', 5432) },
    head: { 'bench_a.tf': rule('bench', 5432).replace('0.0.0.0/0', '10.0.0.0/8') },
  },
  {
    name: 'a state without resources is committed',
    base: {},
    head: {
      'terraform.tfstate': '{\n  "version": 4,\n  "serial": 1,\n  "outputs": {},\n  "resources": []\n}\n',
    },
  },
];

function* written(corpus: Corpus, random: Random): Generator<Site> {
  const folders = foldersOf(corpus, random);
  for (const { name, base, head } of random.shuffled(rewritten)) {
    const folder = random.pick(folders)!;
    const inFolder = <T>(files: Record<string, T>) =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [folder + path, text]));
    yield { name, overlay: inFolder(base), head: inFolder(head), places: [] };
  }
}

/** What protects or opens something real moves to another file of its folder. */
function* movedBlocks(corpus: Corpus, random: Random): Generator<Site> {
  const told =
    /^aws_s3_bucket_|^aws_(default_)?security_group|ingress_rule$|firewall|_db_instance$|_iam_(member|binding|policy)$|_policy$/;
  for (const block of random.shuffled(blocksOf(corpus).filter(({ type }) => told.test(type)))) {
    yield {
      name: `${block.type}.${block.label} moves to another file`,
      head: {
        [block.path]: withBlock(corpus, block, ''),
        [block.path.replace(/[^/]*$/, 'bench_moved.tf')]: block.text,
      },
      places: [],
    };
  }
}

/** What protects something real gets another name, which nothing refers to. */
function* renamedShields(corpus: Corpus, random: Random): Generator<Site> {
  for (const block of random.shuffled(blocksOf(corpus))) {
    const { path, type, label, text } = block;
    const isNamed = [...corpus.files].some(
      ([other, file]) => other.endsWith('.tf') && file.includes(`${type}.${label}`),
    );
    if (!/^aws_s3_bucket_(public|versioning|server|object|policy|acl)|_iam_member$/.test(type) || isNamed)
      continue;
    yield {
      name: `${type}.${label} gets another name`,
      head: { [path]: withBlock(corpus, block, text.replace(`"${label}"`, `"${label}_bench"`)) },
      places: [],
    };
  }
}

/** A comment names what would open or lose something. */
function* commented(corpus: Corpus, random: Random): Generator<Site> {
  const said = [
    '# cidr_blocks = ["0.0.0.0/0"]',
    '// acl = "public-read"',
    '# publicly_accessible = true, deletion_protection = false',
    '/* members = ["allUsers"] */',
  ];
  for (const block of random.shuffled(blocksOf(corpus))) {
    yield {
      name: `${block.type}.${block.label} gets a comment`,
      head: {
        [block.path]: withBlock(corpus, block, block.text.replace('{\n', `{\n  ${random.pick(said)!}\n`)),
      },
      places: [],
    };
  }
}

const benign = (id: string, what: string, sites: Mutation['sites']): Mutation => ({
  id,
  what,
  rules: [],
  sites,
});

export const benignTerraformMutations: readonly Mutation[] = [
  benign('N20', 'what Terraform opens already is written otherwise, or it opens no data', written),
  benign('N21', 'a block of Terraform moves to another file', movedBlocks),
  benign('N22', 'what protects data in Terraform gets another name', renamedShields),
  benign('N23', 'a comment in Terraform names what would open data', commented),
];
