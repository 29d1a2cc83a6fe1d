import { expect, test } from 'vitest';
import { bucketsIn, isBarred, isWebsite } from '../../../src/project/terraform/buckets.ts';
import { openingsOf } from '../../../src/project/terraform/openings.ts';
import { publicAccessOf } from '../../../src/project/terraform/public-access.ts';
import { presenceOf, readTerraform } from '../../../src/project/terraform/terraform-file.ts';

function given(text: string): string[] {
  const { resources, givers } = readTerraform(text);
  return [...resources, ...givers].flatMap((by) =>
    publicAccessOf(by).map(
      ({ member, role, isSure, line }) => `${line} ${member} ${role ?? '-'} ${isSure ? 'sure' : 'unsure'}`,
    ),
  );
}

const member = (body: string) => `resource "google_storage_bucket_iam_binding" "a" {\n${body}\n}\n`;

test.each([
  ['role = "r"\nmembers = [\n  "user:a", # "allUsers"\n  "allUsers",\n]', ['5 allUsers r sure']],
  ['members = ["user:a" /* "allUsers" */]', []],
  ['members = var.open ? ["allUsers"] : []', ['2 allUsers - unsure']],
  ['members = contains(var.all, "allUsers") ? ["a"] : ["b"]', ['2 allUsers - unsure']],
  ['members = ["what?", "allUsers"]', ['2 allUsers - sure']],
  [
    'policy_data = <<EOT\n{"members": [\n  "allAuthenticatedUsers" # none\n]}\nEOT',
    ['4 allAuthenticatedUsers - sure'],
  ],
  ['binding {\n  role    = "inner"\n  members = ["allUsers"]\n}', ['4 allUsers inner sure']],
  ['for_each = toset(["allUsers"])\nmember = each.value', ['2 allUsers - sure']],
])('a binding gives %j', (body, expected) => {
  expect(given(member(body))).toEqual(expected);
});

test('a variable gives its default, not what it is checked against', () => {
  const text =
    'variable "a" {\n  default = ["allUsers"]\n  validation {\n    error_message = "allUsers"\n  }\n}\nlocals {\n  all = "allUsers"\n}\n';
  expect(given(text)).toEqual(['2 allUsers - unsure', '8 allUsers - unsure']);
});

test.each([
  ['', 'always'],
  ['count = 2', 'always'],
  ['count = 0', 'never'],
  ['count = var.n', 'maybe'],
  ['for_each = toset(["a"])', 'always'],
  ['for_each = {\n  a = 1\n}', 'always'],
  ['for_each = []', 'maybe'],
  ['for_each = var.all', 'maybe'],
  ['for_each = { for key in var.all : key => 1 }', 'maybe'],
  ['for_each = toset([for key in var.all : key])', 'maybe'],
])('of a resource with %j there is: %s', (body, expected) => {
  expect(presenceOf(readTerraform(member(body)).resources[0]!.block)).toBe(expected);
});

test('a bucket is known by whatever refers to it', () => {
  const file = readTerraform(
    'resource "aws_s3_bucket" "a" {\n  website {\n  }\n}\nresource "aws_s3_bucket_acl" "a" {\n  bucket = aws_s3_bucket.a[0].id\n}\nresource "aws_s3_bucket_acl" "b" {\n  bucket = "b"\n}\nresource "aws_s3_bucket_public_access_block" "b" {\n  bucket            = "b"\n  block_public_acls = var.block\n}\n',
  );
  const [, ofWebsite, barred] = file.resources;
  expect([ofWebsite!, barred!].map((acl) => isWebsite(acl, bucketsIn([file])))).toEqual([true, false]);
  expect([ofWebsite!, barred!].map((acl) => isBarred(acl, bucketsIn([file]), 'list'))).toEqual([false, true]);
  expect(isBarred(barred!, bucketsIn([file]), 'policy')).toBe(false);
});

const inner = 'from_port = 5432\nto_port = 5432\nprotocol = "tcp"\ncidr_blocks = ["0.0.0.0/0"]';

test.each([
  ['aws_security_group', `ingress {\n${inner}\n}`, ['at port 5432 (PostgreSQL) sure']],
  [
    'aws_security_group',
    `count = var.n == 1 ? 1 : 0\ningress {\n${inner}\n}`,
    ['at port 5432 (PostgreSQL) unsure'],
  ],
  [
    'aws_security_group',
    `ingress {\n${inner.replace('["', '["10.0.0.0/8", var.open ? "')}\n}`.replace(
      '0/0"]',
      '0/0" : var.cidr]',
    ),
    ['at port 5432 (PostgreSQL) unsure'],
  ],
  ['aws_security_group', 'count = 0\ningress = var.rules', []],
  ['aws_security_group', 'ingress = var.rules', ['somewhere unsure']],
  ['aws_security_group', 'ingress = []', []],
  ['aws_security_group', 'dynamic "ingress" {\n  content {\n  }\n}', ['somewhere unsure']],
  [
    'google_sql_database_instance',
    'settings {\n  ip_configuration {\n    dynamic "authorized_networks" {\n      content {\n      }\n    }\n  }\n}',
    ['somewhere unsure'],
  ],
])('%s with %j opens %j', (type, body, expected) => {
  const [resource] = readTerraform(`resource "${type}" "a" {\n${body}\n}\n`).resources;
  expect(openingsOf(resource!).map(({ at, isSure }) => `${at} ${isSure ? 'sure' : 'unsure'}`)).toEqual(
    expected,
  );
});
