import { code } from '../../finding.ts';
import type { Attribute } from '../../project/terraform/hcl.ts';
import { anywhere, openingsOf, publicAddress } from '../../project/terraform/openings.ts';
import type { Opening } from '../../project/terraform/openings.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { changedFolders, isTrial, place } from '../shared/terraform.ts';
import type { Placed } from '../shared/terraform.ts';

export const rule = defineRule({
  id: 'governance/network-opened',
  summary:
    'A database or warehouse can be reached from the whole internet: `0.0.0.0/0` in a firewall, a public address',
  severity: 'high',
  why: 'Whoever guesses or finds one password is in, and every hole of the database is open to everybody at once.',
  advice:
    "Let in the networks that need it, or reach it by a private network, a bastion or the cloud's own proxy.",
  silent: [
    'what base opened already, also in another block, file or folder that no longer does, or under another name',
    'values that depend on variables, of which base had such a one at medium; blocks of which there may be none',
    'ports at which no database listens by default; 8123 and 9000 unless the resource names ClickHouse, all ports unless it names a database',
    'medium in environments for trying things, such as a folder `shop-staging`',
  ],
  examples: {
    fires: [
      {
        name: 'opens the port of a database, of which IPv6 alone was closed before, and a firewall',
        base: {
          'infra/main.tf':
            'resource "aws_security_group" "shop" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_security_group" "shop" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]\n  }\n}\nresource "google_compute_firewall" "house" {\n  name          = "clickhouse"\n  source_ranges = ["::/0"]\n  allow {\n    protocol = "tcp"\n    ports    = ["22", "8123"]\n  }\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 6, severity: 'high' },
          { path: 'infra/main.tf', line: 11, severity: 'high' },
        ],
      },
      {
        name: 'opens a group by a rule of its own',
        base: {},
        head: {
          'infra/rules.tf':
            'resource "aws_security_group_rule" "mysql" {\n  type              = "ingress"\n  from_port         = 3306\n  to_port           = 3306\n  protocol          = "tcp"\n  cidr_blocks       = ["0.0.0.0/0"]\n  security_group_id = aws_security_group.shop.id\n}\nresource "aws_vpc_security_group_ingress_rule" "all" {\n  ip_protocol       = "-1"\n  cidr_ipv6         = "::/0"\n  security_group_id = aws_security_group.warehouse.id\n}\n',
        },
        findings: [
          { path: 'infra/rules.tf', line: 6, severity: 'high' },
          { path: 'infra/rules.tf', line: 11, severity: 'high' },
        ],
      },
      {
        name: 'lets every network into a database, a warehouse and a workspace',
        base: {
          'infra/main.tf':
            'resource "google_sql_database_instance" "shop" {\n  settings {\n    ip_configuration {\n      authorized_networks {\n        value = "203.0.113.7/32"\n      }\n    }\n  }\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_sql_database_instance" "shop" {\n  settings {\n    ip_configuration {\n      authorized_networks {\n        value = "203.0.113.7/32"\n      }\n      authorized_networks {\n        value = "0.0.0.0/0"\n      }\n    }\n  }\n}\n',
          'infra/other.tf':
            'resource "snowflake_network_policy" "p" {\n  allowed_ip_list = ["0.0.0.0/0"]\n}\nresource "databricks_ip_access_list" "l" {\n  list_type    = "ALLOW"\n  ip_addresses = ["0.0.0.0/0"]\n}\nresource "azurerm_mssql_firewall_rule" "f" {\n  start_ip_address = "0.0.0.0"\n  end_ip_address   = "255.255.255.255"\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 8 },
          { path: 'infra/other.tf', line: 2 },
          { path: 'infra/other.tf', line: 6 },
          { path: 'infra/other.tf', line: 10 },
        ],
      },
      {
        name: 'gives databases an address on the internet',
        base: { 'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  engine = "postgres"\n}\n' },
        head: {
          'infra/main.tf':
            'resource "aws_db_instance" "shop" {\n  engine              = "postgres"\n  publicly_accessible = true\n}\n',
          'infra/shop-staging/main.tf':
            'resource "aws_redshift_cluster" "shop" {\n  publicly_accessible = true\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 3, severity: 'high' },
          { path: 'infra/shop-staging/main.tf', line: 2, severity: 'medium' },
        ],
      },
      {
        name: 'opens to everybody what a variable opened to somebody',
        base: {
          'infra/main.tf': 'resource "snowflake_network_policy" "p" {\n  allowed_ip_list = var.allowed\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "snowflake_network_policy" "p" {\n  allowed_ip_list = ["0.0.0.0/0"]\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 2, severity: 'medium' }],
      },
    ],
    silent: [
      {
        name: 'moves an opening to a rule of its own, and what may have been open before',
        base: {
          'infra/main.tf':
            'resource "aws_security_group" "shop" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\nresource "aws_redshift_cluster" "shop" {\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_security_group" "shop" {\n}\nresource "aws_vpc_security_group_ingress_rule" "shop" {\n  security_group_id = aws_security_group.shop.id\n  from_port         = 5432\n  to_port           = 5432\n  ip_protocol       = "tcp"\n  cidr_ipv4         = "0.0.0.0/0"\n}\nresource "aws_redshift_cluster" "shop" {\n  publicly_accessible = true\n}\n',
        },
      },
      {
        name: 'names every address in a comment or where a variable chooses it',
        base: {},
        head: {
          'infra/main.tf':
            'resource "snowflake_network_policy" "p" {\n  allowed_ip_list = [\n    "203.0.113.7/32",\n    # "0.0.0.0/0",\n  ]\n}\nresource "databricks_ip_access_list" "l" {\n  list_type    = "ALLOW"\n  ip_addresses = [var.open ? "0.0.0.0/0" : "203.0.113.7/32"]\n}\nresource "google_sql_database_instance" "shop" {\n  settings {\n    ip_configuration {\n      ipv4_enabled = var.public\n      authorized_networks {\n        value = "0.0.0.0/0"\n      }\n    }\n  }\n}\n',
        },
      },
      {
        name: 'writes rules out that an expression made, or that there were under a condition',
        base: {
          'infra/main.tf':
            'resource "aws_security_group" "shop" {\n  ingress = [{ from_port = 5432, to_port = 5432, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }]\n}\nresource "aws_security_group" "house" {\n  dynamic "ingress" {\n    for_each = [5432]\n    content {\n      from_port   = ingress.value\n      to_port     = ingress.value\n      protocol    = "tcp"\n      cidr_blocks = ["0.0.0.0/0"]\n    }\n  }\n}\nresource "snowflake_network_policy" "p" {\n  count           = var.open ? 1 : 0\n  allowed_ip_list = ["0.0.0.0/0"]\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_security_group" "shop" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\nresource "aws_security_group" "house" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\nresource "snowflake_network_policy" "p" {\n  allowed_ip_list = ["0.0.0.0/0"]\n}\n',
        },
      },
      {
        name: 'gives a group another name',
        base: {
          'infra/main.tf':
            'resource "aws_security_group" "shop" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n',
        },
        head: {
          'infra/main.tf':
            'moved {\n  from = aws_security_group.shop\n  to   = aws_security_group.store\n}\nresource "aws_security_group" "store" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n',
        },
      },
      {
        name: 'moves an environment to another folder',
        base: {
          'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  publicly_accessible = true\n}\n',
        },
        head: {
          'infra/main.tf': null,
          'infra/prod/main.tf': 'resource "aws_db_instance" "shop" {\n  publicly_accessible = true\n}\n',
        },
      },
      {
        name: 'lets everybody read a website, everything out, and the cloud itself in',
        base: {},
        head: {
          'infra/main.tf':
            'resource "aws_security_group" "web" {\n  ingress {\n    from_port   = 443\n    to_port     = 443\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n  ingress {\n    from_port   = 9000\n    to_port     = 9000\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n  ingress {\n    from_port   = 0\n    to_port     = 0\n    protocol    = "-1"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n  egress {\n    from_port   = 0\n    to_port     = 0\n    protocol    = "-1"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\nresource "azurerm_mssql_firewall_rule" "f" {\n  start_ip_address = "0.0.0.0"\n  end_ip_address   = "0.0.0.0"\n}\n',
        },
      },
      {
        name: 'opens a database where a variable says so, or not to the internet',
        base: {},
        head: {
          'infra/main.tf':
            'resource "aws_db_instance" "shop" {\n  publicly_accessible = var.public\n}\nresource "snowflake_network_policy" "p" {\n  allowed_ip_list = var.allowed\n}\nresource "snowflake_network_rule" "out" {\n  mode       = "EGRESS"\n  value_list = ["0.0.0.0/0"]\n}\nresource "aws_security_group_rule" "shop" {\n  count             = var.public ? 1 : 0\n  type              = "ingress"\n  from_port         = 5432\n  to_port           = 5432\n  protocol          = "tcp"\n  cidr_blocks       = ["0.0.0.0/0"]\n  security_group_id = aws_security_group.shop.id\n}\nresource "google_sql_database_instance" "shop" {\n  settings {\n    ip_configuration {\n      ipv4_enabled = false\n      authorized_networks {\n        value = "0.0.0.0/0"\n      }\n    }\n  }\n}\n',
        },
      },
    ],
  },
  *check(context) {
    yield* onePerSweep(
      opened(context),
      ({ title, message }) => [title, message],
      () => 'folder',
    );
  },
});

function* opened(context: RuleContext): Iterable<RuleFinding> {
  const reviewed = new Set(context.files.map(({ path }) => path));
  const folders = [...changedFolders(context).values()];
  const moved = new Set(
    folders.flatMap(({ base, head }) => {
      const still = keysOf(head);
      return [...keysOf(base)].filter((key) => !still.has(key));
    }),
  );
  for (const { base, head, broken } of folders) {
    if (broken) continue;
    const before = base.flatMap(openingsOf);
    // A value that depends on a variable, unlike one of a block of which there may be none, may have been narrower.
    const unsure = new Map(
      before
        .filter(({ isSure, at, attribute }) => !isSure && at !== anywhere && !holdsAll(attribute))
        .map((each) => [keyOf(each), each]),
    );
    const seen = new Set(before.map(keyOf).filter((key) => !unsure.has(key)));
    const renamed = new Set(goneFrom(base, head).map(namelessKeyOf));
    for (const resource of head) {
      if (!reviewed.has(resource.path)) continue;
      for (const opening of openingsOf(resource)) {
        const key = keyOf(opening);
        if (!opening.isSure || seen.has(key) || moved.has(key)) continue;
        if (seen.has(keyOf({ ...opening, at: anywhere })) || renamed.has(namelessKeyOf(opening))) continue;
        seen.add(key);
        yield finding(resource, opening, unsure.get(key));
      }
    }
  }
}

function keysOf(resources: readonly Placed[]): Set<string> {
  return new Set(resources.flatMap((resource) => openingsOf(resource).map(keyOf)));
}

/** Openings of what is no longer there: it may have another name now. */
function goneFrom(base: readonly Placed[], head: readonly Placed[]): Opening[] {
  const kept = new Set(head.map(({ address }) => address));
  const gone = new Set(base.map(({ address }) => address).filter((address) => !kept.has(address)));
  return base.flatMap(openingsOf).filter(({ of }) => gone.has(of));
}

function namelessKeyOf({ of, at }: Opening): string {
  return `${of.slice(0, of.indexOf('.'))} ${at}`;
}

function holdsAll({ text }: Attribute): boolean {
  return text === '' || /"(0\.0\.0\.0\/0|::\/0)"/.test(text);
}

function keyOf({ of, at }: Opening): string {
  return `${of} ${at}`;
}

/** @param unsure what base may have opened there */
function finding(
  { path, address }: Placed,
  { of, at, attribute }: Opening,
  unsure: Opening | undefined,
): RuleFinding {
  const before = unsure ? ` What it let in before depends on ${code(unsure.attribute.text)}.` : '';
  return {
    severity: unsure || isTrial(path, address) ? 'medium' : 'high',
    confidence: unsure ? 'likely' : 'proven',
    title:
      at === publicAddress
        ? `${code(of)} gets an address on the internet`
        : `${code(of)} lets the whole internet in ${at}`,
    message: `${
      at === publicAddress
        ? `With ${code(`${attribute.name} = ${attribute.text}`)} its security groups alone keep people out.`
        : `${code(attribute.name)} now holds every address there is: what is behind has but its passwords to keep people out.`
    }${before}`,
    resource: `${path} ${address}`,
    subject: at,
    location: place(path, 'head', attribute),
  };
}
