/** Terraform that opens what holds data, takes away what protects it, or is committed with its state. */
import type { Corpus } from './corpus.ts';
import { lineWith } from './edits.ts';
import type { Mutation, Place, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

/** A block of a file, as `terraform fmt` writes it. */
export interface TerraformBlock {
  path: string;
  type: string;
  label: string;
  text: string;
  start: number;
  end: number;
}

/** All resources of the repository. */
export function blocksOf(corpus: Corpus): TerraformBlock[] {
  return [...corpus.files].flatMap(([path, file]) =>
    path.endsWith('.tf')
      ? [...file.matchAll(/^resource "(\w+)" "([\w-]+)" \{\n[\s\S]*?^\}\n?/gm)].map((match) => ({
          path,
          type: match[1]!,
          label: match[2]!,
          text: match[0],
          start: match.index,
          end: match.index + match[0].length,
        }))
      : [],
  );
}

/** Where the repository keeps its Terraform, and where another one would; some of them. */
export function foldersOf(corpus: Corpus, random: Random): string[] {
  const own = new Set(
    [...corpus.files.keys()].filter((path) => path.endsWith('.tf')).map((path) => path.replace(/[^/]*$/, '')),
  );
  // What is called like a place for trying things is said less loudly, and examples may hold anything.
  const real = [...own].filter((path) => !/test|example|fixture|sample|docs?\//i.test(path));
  return ['infra/', ...random.shuffled(real).slice(0, 3)];
}

/** The file with the block written otherwise. */
export function withBlock(corpus: Corpus, { path, start, end }: TerraformBlock, text: string): string {
  return spliced(corpus.text(path), start, end, text);
}

function linesFrom({ path, start, text }: TerraformBlock, corpus: Corpus): Place[] {
  const first = lineOf(corpus.text(path), start);
  return text.split('\n').map((_, index) => ({ path, line: first + index }));
}

interface Closed {
  name: string;
  base: string;
  /** What of base becomes what. */
  edit: readonly [string, string];
}

const group = (port: number, label: string) =>
  `resource "aws_security_group" "${label}" {\n  name = "${label}"\n\n  ingress {\n    from_port   = ${port}\n    to_port     = ${port}\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n}\n`;

/** What holds data and lets in somebody alone. */
export const closed: readonly Closed[] = [
  {
    name: 'a security group',
    base: group(5432, 'bench_db'),
    edit: ['["10.0.0.0/8"]', '["10.0.0.0/8", "0.0.0.0/0"]'],
  },
  {
    name: 'a rule of a security group',
    base: 'resource "aws_security_group_rule" "bench" {\n  type              = "ingress"\n  from_port         = 5439\n  to_port           = 5439\n  protocol          = "tcp"\n  cidr_blocks       = ["10.0.0.0/8"]\n  security_group_id = aws_security_group.bench.id\n}\n',
    edit: ['["10.0.0.0/8"]', '["0.0.0.0/0"]'],
  },
  {
    name: 'a rule of a security group, for IPv6',
    base: 'resource "aws_vpc_security_group_ingress_rule" "bench" {\n  security_group_id = aws_security_group.bench.id\n  from_port         = 3306\n  to_port           = 3306\n  ip_protocol       = "tcp"\n  cidr_ipv6         = "fd00::/8"\n}\n',
    edit: ['fd00::/8', '::/0'],
  },
  {
    name: 'a firewall',
    base: 'resource "google_compute_firewall" "bench" {\n  name          = "bench"\n  network       = "bench"\n  source_ranges = ["10.0.0.0/8"]\n\n  allow {\n    protocol = "tcp"\n    ports    = ["5432"]\n  }\n}\n',
    edit: ['10.0.0.0/8', '0.0.0.0/0'],
  },
  {
    name: 'Cloud SQL',
    base: 'resource "google_sql_database_instance" "bench" {\n  database_version = "POSTGRES_16"\n\n  settings {\n    tier = "db-f1-micro"\n\n    ip_configuration {\n      authorized_networks {\n        value = "203.0.113.7/32"\n      }\n    }\n  }\n}\n',
    edit: ['203.0.113.7/32', '0.0.0.0/0'],
  },
  {
    name: 'a policy of Snowflake',
    base: 'resource "snowflake_network_policy" "bench" {\n  name            = "BENCH"\n  allowed_ip_list = ["203.0.113.0/24"]\n}\n',
    edit: ['203.0.113.0/24', '0.0.0.0/0'],
  },
  {
    name: 'RDS',
    base: 'resource "aws_db_instance" "bench" {\n  engine              = "postgres"\n  publicly_accessible = false\n}\n',
    edit: ['false', 'true'],
  },
  {
    name: 'Redshift Serverless',
    base: 'resource "aws_redshiftserverless_workgroup" "bench" {\n  workgroup_name      = "bench"\n  namespace_name      = "bench"\n  publicly_accessible = false\n}\n',
    edit: ['false', 'true'],
  },
];

const databasePorts = new Set(['1433', '1521', '3306', '5432', '5439', '27017']);

/** The block of a real repository that lets the internet in; undefined if it is none for which that is sure. */
function opened({ type, text }: TerraformBlock): string | undefined {
  // There may be none of it, or nobody knows what it let in.
  if (/\b(count|for_each|dynamic)\b/.test(text)) return undefined;
  if (/^aws_(db_instance|rds_cluster_instance)$/.test(type)) {
    if (!/publicly_accessible/.test(text)) return text.replace(/\n\}/, '\n  publicly_accessible = true\n}');
    const open = text.replace(/(publicly_accessible\s*=\s*)false/, '$1true');
    return open === text ? undefined : open;
  }
  const port = /^ +from_port\s*=\s*(\d+)$/m.exec(text)?.[1];
  const isRule =
    /^aws_(security_group|vpc_security_group_ingress)_rule$/.test(type) && !/"egress"/.test(text);
  if (!isRule || port === undefined || !databasePorts.has(port) || !/"?tcp"?/.test(text)) return undefined;
  if (!new RegExp(`^ +to_port\\s*=\\s*${port}$`, 'm').test(text)) return undefined;
  const whom = /^ +(source_security_group_id|referenced_security_group_id)\s*=.*$/m;
  const open = type === 'aws_security_group_rule' ? 'cidr_blocks = ["0.0.0.0/0"]' : 'cidr_ipv4 = "0.0.0.0/0"';
  return whom.test(text) ? text.replace(whom, `  ${open}`) : undefined;
}

function* openings(corpus: Corpus, random: Random): Generator<Site> {
  for (const block of random.shuffled(blocksOf(corpus))) {
    const head = opened(block);
    if (head === undefined) continue;
    yield {
      name: `${block.type}.${block.label} is opened to the internet`,
      head: { [block.path]: withBlock(corpus, block, head) },
      places: linesFrom({ ...block, text: head }, corpus),
    };
  }
  const folders = foldersOf(corpus, random);
  for (const { name, base, edit } of random.shuffled(closed)) {
    const path = `${random.pick(folders)!}bench_network.tf`;
    const head = base.replace(...edit);
    yield {
      name: `${name} is opened to the internet`,
      overlay: { [path]: base },
      head: { [path]: head },
      places: [{ path, line: lineWith(head, edit[1]) }],
    };
  }
}

const bucket = 'resource "aws_s3_bucket" "bench" {\n  bucket = "bench"\n}\n\n';

/** With what it protects before it, which stays. */
const shields: readonly { name: string; of: string; shield: string }[] = [
  {
    name: 'a public access block',
    of: bucket,
    shield:
      'resource "aws_s3_bucket_public_access_block" "bench" {\n  bucket                  = aws_s3_bucket.bench.id\n  block_public_policy     = true\n  restrict_public_buckets = true\n}\n',
  },
  {
    name: 'versioning',
    of: bucket,
    shield:
      'resource "aws_s3_bucket_versioning" "bench" {\n  bucket = aws_s3_bucket.bench.id\n\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n',
  },
  {
    name: 'a masking policy',
    of: 'resource "snowflake_table" "bench" {\n  name = "BENCH"\n}\n\n',
    shield:
      'resource "snowflake_table_column_masking_policy_application" "bench" {\n  table          = snowflake_table.bench.fully_qualified_name\n  column         = "EMAIL"\n  masking_policy = snowflake_masking_policy.email.fully_qualified_name\n}\n',
  },
];

const protectors =
  /^aws_s3_bucket_(public_access_block|versioning|object_lock_configuration)$|^snowflake_table_column_masking_policy_application$/;
/** Clusters of machines are protected from deletion, too. */
const holdsData = /(_table|_database|_bucket|_access_block|(db|database)_instance|(rds|redshift)_cluster)$/;
/** Arguments that protect, and what they become. */
const switches: readonly (readonly [RegExp, string])[] = [
  [/^( +deletion_protection\s*=\s*)true$/m, '$1false'],
  [/^( +prevent_destroy\s*=\s*)true$/m, '$1false'],
  [/^( +storage_encrypted\s*=\s*)true$/m, '$1false'],
  [/^( +block_public_policy\s*=\s*)true$/m, '$1false'],
  [/^( +backup_retention_period\s*=\s*)(?:[2-9]|\d\d)$/m, '$11'],
  [/^( +point_in_time_recovery_enabled\s*=\s*)true$/m, '$1false'],
];

/** The bucket, or the table, of a shield that surely protects one of the same module; there is one of each. */
function protectedBy(corpus: Corpus, { path, type, text }: TerraformBlock): boolean {
  const of = /^ +(?:bucket|table)\s*=\s*(\w+)\.([\w-]+)\.\w+$/m.exec(text);
  if (!of || !protectors.test(type) || /\b(count|for_each)\b/.test(text)) return false;
  const isOn = /versioning$/.test(type)
    ? /status\s*=\s*"Enabled"/.test(text)
    : !/access_block$/.test(type) || /=\s*true/.test(text);
  return isOn && corpus.text(path).includes(`resource "${of[1]}" "${of[2]}"`);
}

function* unprotected(corpus: Corpus, random: Random): Generator<Site> {
  for (const block of random.shuffled(blocksOf(corpus))) {
    const changed = holdsData.test(block.type) && switches.find(([pattern]) => pattern.test(block.text));
    const isShield = protectedBy(corpus, block);
    if (!changed && !isShield) continue;
    const text = isShield || !changed ? '' : block.text.replace(...changed);
    yield {
      name: `${block.type}.${block.label} ${isShield ? 'goes' : 'protects no more'}`,
      head: { [block.path]: withBlock(corpus, block, text) },
      places: [
        ...linesFrom({ ...block, text }, corpus),
        { path: block.path, line: lineOf(corpus.text(block.path), block.start), side: 'base' },
      ],
    };
  }
  const folders = foldersOf(corpus, random);
  for (const { name, of, shield } of random.shuffled(shields)) {
    const path = `${random.pick(folders)!}bench_shield.tf`;
    yield {
      name: `${name} goes`,
      overlay: { [path]: of + shield },
      head: { [path]: of.trimEnd() + '\n' },
      places: [{ path, line: lineOf(of, of.length), side: 'base' }],
    };
  }
}

/** A statement for everybody, where one account was named. */
function* publicPolicies(corpus: Corpus, random: Random): Generator<Site> {
  const document = (who: string) =>
    `data "aws_iam_policy_document" "bench" {\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::bench/*"]\n\n    principals {\n      type        = "AWS"\n      identifiers = ["${who}"]\n    }\n  }\n}\n`;
  const encoded = (who: string) =>
    `resource "aws_sqs_queue_policy" "bench" {\n  queue_url = "bench"\n  policy = jsonencode({\n    Statement = [{\n      Effect    = "Allow"\n      Principal = { AWS = "${who}" }\n      Action    = "sqs:ReceiveMessage"\n    }]\n  })\n}\n`;
  const holder =
    'resource "aws_s3_bucket_policy" "bench" {\n  bucket = "bench"\n  policy = data.aws_iam_policy_document.bench.json\n}\n';
  for (const folder of foldersOf(corpus, random)) {
    for (const [name, text, other] of [
      ['a bucket', document, holder],
      ['a queue', encoded, ''],
    ] as const) {
      const path = `${folder}bench_policy.tf`;
      const head = text('*');
      yield {
        name: `${name} is opened by its policy`,
        overlay: { [path]: text('123456789012'), [`${folder}bench_holder.tf`]: other },
        head: { [path]: head },
        places: [{ path, line: lineWith(head, '"*"') }],
      };
    }
  }
}

function* states(corpus: Corpus, random: Random): Generator<Site> {
  const state = {
    version: 4,
    serial: 1,
    outputs: {},
    resources: [{ mode: 'managed', type: 'aws_db_instance', name: 'bench', instances: [{ attributes: {} }] }],
  };
  for (const folder of foldersOf(corpus, random)) {
    for (const name of ['terraform.tfstate', 'terraform.tfstate.d/prod/terraform.tfstate.backup']) {
      const path = folder + name;
      yield {
        name: `${name} is committed`,
        head: { [path]: `${JSON.stringify(state, null, 2)}\n` },
        places: [{ path, line: 1 }],
      };
    }
  }
}

export const terraformMutations: readonly Mutation[] = [
  {
    id: 'V44',
    what: 'Terraform lets the whole internet reach a database or a warehouse',
    rules: ['governance/network-opened'],
    sites: openings,
  },
  {
    id: 'V45',
    what: 'what protects data in Terraform goes or is switched off',
    rules: ['governance/protection-weakened'],
    // Storage is encrypted when it is made.
    also: ['governance/data-destroyed-iac'],
    sites: unprotected,
  },
  {
    id: 'V46',
    what: 'the state of Terraform is committed',
    rules: ['governance/secret-committed'],
    sites: states,
  },
  {
    id: 'V47',
    what: 'a policy of AWS names everybody',
    rules: ['governance/public-grant'],
    sites: publicPolicies,
  },
];
