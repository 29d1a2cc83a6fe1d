import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import { storeIn, storeOf } from '../../project/terraform/stores.ts';
import type { Store } from '../../project/terraform/stores.ts';
import { attributeAt, valueAt } from '../../project/terraform/terraform-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { changedFolders, changedResources, isTrial, place } from '../shared/terraform.ts';
import type { Placed, ResourcePair } from '../shared/terraform.ts';
import { counted } from '../shared/text.ts';

const bucket =
  'resource "google_storage_bucket" "raw" {\n  name          = "shop-raw"\n  location      = "EU"\n  force_destroy = true\n}\n';

export const rule = defineRule({
  id: 'governance/data-destroyed-iac',
  summary: 'Terraform will destroy a bucket, dataset, table or database: its block goes, or it is replaced',
  severity: 'critical',
  why: 'At the next apply Terraform deletes what it no longer finds in the code, and the data with it.',
  advice:
    'Rename with a `moved` block; to keep the data but not manage it, use a `removed` block with `destroy = false`; if it should go, have the owner of the data agree.',
  silent: [
    'a block that moves to another file of the folder, or that a `moved`, `removed` or `import` block accounts for',
    'values that depend on variables, blocks inside modules, resources that hold no data, and replicas',
    'if the provider refuses to delete what is protected or not empty, it is less severe: the apply stops, the data stays',
    'high instead of critical in environments for trying things, such as a folder `shop-staging`, and where a new block with `for_each` may take over',
    'a Glue database is high: it describes files, which stay',
    'all blocks that one file loses are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'gives the catalog of a data lake another name',
        base: {
          'infra/glue.tf':
            'resource "aws_glue_catalog_database" "orders" {\n  name = "orders"\n  lifecycle {\n    prevent_destroy = true\n  }\n}\nresource "aws_glue_catalog_database" "carts" {\n  name = "carts"\n}\n',
        },
        head: {
          'infra/glue.tf':
            'resource "aws_glue_catalog_database" "orders_raw" {\n  name = "orders_raw"\n  lifecycle {\n    prevent_destroy = true\n  }\n}\nresource "aws_glue_catalog_database" "carts" {\n  name = "carts_raw"\n}\n',
        },
        findings: [
          { path: 'infra/glue.tf', line: 1, side: 'base', severity: 'high' },
          { path: 'infra/glue.tf', line: 8, severity: 'high' },
        ],
      },
      {
        name: 'removes a bucket that Terraform may empty',
        base: {
          'infra/buckets.tf': bucket,
        },
        head: { 'infra/buckets.tf': null },
        findings: [{ path: 'infra/buckets.tf', line: 1, side: 'base', severity: 'critical' }],
      },
      {
        name: 'removes a bucket of the staging environment',
        base: {
          'infra/shop-staging/buckets.tf':
            'resource "google_storage_bucket" "raw" {\n  name          = "shop-raw"\n  force_destroy = true\n}\n',
        },
        head: { 'infra/shop-staging/buckets.tf': null },
        findings: [{ path: 'infra/shop-staging/buckets.tf', line: 1, side: 'base', severity: 'high' }],
      },
      {
        name: 'counts a dataset down to none',
        base: {
          'infra/main.tf':
            'resource "google_bigquery_dataset" "a" {\n  dataset_id                 = "a"\n  delete_contents_on_destroy = true\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_bigquery_dataset" "a" {\n  count                      = 0\n  dataset_id                 = "a"\n  delete_contents_on_destroy = true\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 2, severity: 'critical' }],
      },
      {
        name: 'makes one block of several without moved blocks',
        base: {
          'infra/main.tf':
            'resource "google_storage_bucket" "a" {\n  name          = "shop-a"\n  force_destroy = true\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_storage_bucket" "all" {\n  for_each      = toset(["shop-a", "shop-b"])\n  name          = each.key\n  force_destroy = true\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 1, side: 'base', severity: 'high' }],
      },
      {
        name: 'removes a dataset that Terraform may not empty',
        base: {
          'infra/main.tf':
            'resource "google_bigquery_dataset" "a" {\n  dataset_id = "a"\n}\n\nresource "google_bigquery_dataset" "b" {\n  dataset_id = "b"\n}\n',
        },
        head: { 'infra/main.tf': 'resource "google_bigquery_dataset" "a" {\n  dataset_id = "a"\n}\n' },
        findings: [{ path: 'infra/main.tf', line: 5, side: 'base', severity: 'medium' }],
      },
      {
        name: 'removes a folder of datasets that Terraform may not empty',
        base: {
          'infra/buckets.tf': 'resource "google_storage_bucket" "raw" {\n  name = "shop-raw"\n}\n',
          'infra/orders.tf': 'resource "google_bigquery_dataset" "a" {\n  dataset_id = "a"\n}\n',
          'infra/staging/orders.tf': 'resource "google_bigquery_dataset" "a" {\n  dataset_id = "a"\n}\n',
        },
        head: { 'infra/buckets.tf': null, 'infra/orders.tf': null, 'infra/staging/orders.tf': null },
        findings: [{ path: 'infra/buckets.tf', line: 1, side: 'base', severity: 'medium' }],
      },
      {
        name: 'renames the block of a table in the folder of each environment',
        base: {
          'infra/dev/t.tf': 'resource "google_bigquery_table" "t" {\n  table_id = "t"\n}\n',
          'infra/prod/t.tf': 'resource "google_bigquery_table" "t" {\n  table_id = "t"\n}\n',
        },
        head: {
          'infra/dev/t.tf': 'resource "google_bigquery_table" "u" {\n  table_id = "t"\n}\n',
          'infra/prod/t.tf': 'resource "google_bigquery_table" "u" {\n  table_id = "t"\n}\n',
        },
        findings: [{ path: 'infra/dev/t.tf', line: 1, side: 'base', severity: 'medium' }],
      },
      {
        name: 'renames a table in the folder of each environment',
        base: {
          'infra/dev/t.tf': 'resource "google_bigquery_table" "t" {\n  table_id = "t"\n}\n',
          'infra/prod/t.tf': 'resource "google_bigquery_table" "t" {\n  table_id = "t"\n}\n',
        },
        head: {
          'infra/dev/t.tf': 'resource "google_bigquery_table" "t" {\n  table_id = "u"\n}\n',
          'infra/prod/t.tf': 'resource "google_bigquery_table" "t" {\n  table_id = "u"\n}\n',
        },
        findings: [{ path: 'infra/dev/t.tf', line: 2, severity: 'high', subject: 'table_id' }],
      },
      {
        name: 'moves a database to another region, which replaces it',
        base: {
          'infra/main.tf':
            'resource "google_sql_database_instance" "shop" {\n  name                = "shop"\n  region              = "europe-west1"\n  deletion_protection = false\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_sql_database_instance" "shop" {\n  name                = "shop"\n  region              = "europe-west4"\n  deletion_protection = false\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 3, severity: 'critical', subject: 'region' }],
      },
      {
        name: 'renames a block without a moved block',
        base: {
          'infra/main.tf': 'resource "snowflake_database" "raw" {\n  name = "RAW"\n}\n',
        },
        head: {
          'infra/main.tf': 'resource "snowflake_database" "landing" {\n  name = "RAW"\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 1, side: 'base', severity: 'critical' }],
      },
    ],
    silent: [
      {
        name: 'writes a bucket for OpenTofu alone, and another one in JSON',
        base: { 'a/main.tf': bucket, 'b/main.tf': bucket },
        head: {
          'a/main.tf': null,
          'a/main.tofu': bucket,
          'b/main.tf': null,
          'b/main.tf.json': '{"resource": {"google_storage_bucket": {"raw": {"name": "shop-raw"}}}}\n',
        },
      },
      {
        name: 'removes a block of which there were none, or counts by a variable',
        base: {
          'infra/main.tf':
            'resource "google_storage_bucket" "a" {\n  count         = 0\n  name          = "shop-a"\n  force_destroy = true\n}\nresource "google_storage_bucket" "b" {\n  name          = "shop-b"\n  force_destroy = true\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_storage_bucket" "b" {\n  count         = var.count\n  name          = "shop-b"\n  force_destroy = true\n}\n',
        },
      },
      {
        name: 'renames a block with a moved block',
        base: { 'infra/main.tf': 'resource "snowflake_database" "raw" {\n  name = "RAW"\n}\n' },
        head: {
          'infra/main.tf':
            'resource "snowflake_database" "landing" {\n  name = "RAW"\n}\n\nmoved {\n  from = snowflake_database.raw\n  to   = snowflake_database.landing\n}\n',
        },
      },
      {
        name: 'moves a block to another file of the folder',
        base: { 'infra/main.tf': 'resource "snowflake_database" "raw" {\n  name = "RAW"\n}\n' },
        head: {
          'infra/main.tf': null,
          'infra/databases.tf': '# Databases\n\nresource "snowflake_database" "raw" {\n  name = "RAW"\n}\n',
        },
      },
      {
        name: 'stops managing a table without destroying it',
        base: { 'infra/main.tf': 'resource "snowflake_database" "raw" {\n  name = "RAW"\n}\n' },
        head: {
          'infra/main.tf':
            'removed {\n  from = snowflake_database.raw\n  lifecycle {\n    destroy = false\n  }\n}\n',
        },
      },
      {
        name: 'puts the name into a variable',
        base: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket        = "shop-raw"\n  force_destroy = true\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket        = var.bucket\n  force_destroy = true\n}\n',
        },
      },
      {
        name: 'removes what holds no data, and a replica',
        base: {
          'infra/main.tf':
            'resource "google_service_account" "loader" {\n  account_id = "loader"\n}\nresource "aws_db_instance" "replica" {\n  identifier          = "shop-replica"\n  replicate_source_db = "shop"\n}\n',
        },
        head: { 'infra/main.tf': null },
      },
    ],
  },
  *check(context) {
    yield* lost(context);
    const found = [...changedResources(context)].flatMap((pair) => [...replaced(pair)]);
    // The same edit in the folder of each environment.
    yield* onePerSweep(
      found,
      ({ title, message }) => [title, message],
      () => 'folder',
    );
  },
});

interface Loss {
  resource: Placed;
  store: Store;
  /** In words, what keeps the provider from destroying data. */
  guard: string | undefined;
  /** The block that took its place under another address. */
  heir: Placed | undefined;
  /** Its block at head, if that is still there with a `count` of 0. */
  emptied: Placed | undefined;
  /** True if the folder gains a block of its type that `count` or `for_each` repeats: one of these may be its heir. */
  repeated: boolean;
}

function* lost(context: RuleContext): Iterable<RuleFinding> {
  const reviewed = new Set(context.files.map((file) => file.base?.path));
  const groups = new Map<string, Loss[]>();
  for (const loss of losses(context)) {
    const { path } = loss.resource;
    if (!reviewed.has(path)) continue;
    // What only may be lost was decided at once, as when a folder goes; what surely is, is shown with each file.
    const severity = severityOf(loss);
    const key = loss.guard === undefined ? `${severity} ${!loss.emptied} ${path}` : fateOf(loss);
    const group = groups.get(key);
    if (group) group.push(loss);
    else groups.set(key, [loss]);
  }
  for (const group of groups.values()) yield ofLosses(group);
}

function fateOf(loss: Loss): string {
  if (loss.emptied) return 'is emptied';
  return loss.heir === undefined ? 'goes' : movesAway(loss) ? 'moves' : 'is renamed';
}

function* losses(context: RuleContext): Iterable<Loss> {
  const folders = [...changedFolders(context).values()];
  const before = new Set(folders.flatMap(({ base }) => base.map(placeOf)));
  const heirs = new Map<string, Placed>();
  for (const resource of folders.flatMap(({ head }) => head)) {
    const name = before.has(placeOf(resource)) ? undefined : cloudName(resource);
    // Folders of environments call their own alike.
    if (name !== undefined) heirs.set(name, resource).set(folderOf(resource.path) + name, resource);
  }
  const imported = new Set(folders.flatMap(({ files }) => files.flatMap((file) => [...file.imported])));
  for (const { base, head, files, broken } of folders) {
    if (broken) continue;
    const emptied = new Map(head.filter(isNone).map((resource) => [resource.address, resource]));
    const kept = new Set([
      ...head.filter((resource) => !isNone(resource)).map(({ address }) => address),
      ...files.flatMap(({ moved, forgotten }) => [...moved, ...forgotten]),
    ]);
    for (const resource of base) {
      const store = storeIn(resource);
      if (!store || kept.has(resource.address) || isNone(resource)) continue;
      const name = cloudName(resource);
      const heir =
        name === undefined ? undefined : (heirs.get(folderOf(resource.path) + name) ?? heirs.get(name));
      if (heir && imported.has(heir.address)) continue;
      const repeated = head.some((other) => !before.has(placeOf(other)) && repeats(resource, other));
      yield {
        resource,
        store,
        heir,
        emptied: emptied.get(resource.address),
        repeated,
        guard: store.guard?.(resource.block),
      };
    }
  }
}

/** True for a block that makes nothing. */
function isNone({ block }: Placed): boolean {
  return valueAt(block, 'count') === 0;
}

/** Folder and address: what Terraform takes for one resource. */
function placeOf({ path, address }: Placed): string {
  return `${folderOf(path)}${address}`;
}

/** What it is called in the cloud: equal for blocks about the same thing. Undefined for what has no name there. */
function cloudName({ type, block }: Placed): string | undefined {
  const values = storeOf(type)?.identity.map((key) => attributeAt(block, key)?.text ?? '') ?? [];
  return values.some((value) => value !== '') ? JSON.stringify([type, ...values]) : undefined;
}

function repeats({ type }: Placed, other: Placed): boolean {
  return (
    other.type === type &&
    ['count', 'for_each'].some((argument) => attributeAt(other.block, argument) !== undefined)
  );
}

/** A block that moves to another folder may have its state moved there by hand. */
function movesAway({ resource, heir }: Loss): boolean {
  return heir !== undefined && folderOf(heir.path) !== folderOf(resource.path);
}

function severityOf(loss: Loss): Severity {
  if (loss.guard !== undefined) return 'medium';
  const { path, address } = loss.resource;
  return loss.store.describes || movesAway(loss) || loss.repeated || isTrial(path, address)
    ? 'high'
    : 'critical';
}

function unguarded({ describes }: Store): string {
  return describes
    ? 'The definitions of its tables go with it, and what was granted on them; the files stay.'
    : 'Nothing keeps the provider from deleting what it holds.';
}

/** @param group losses of one severity, of one file or for one reason */
function ofLosses(group: readonly Loss[]): RuleFinding {
  const [first, ...others] = group as readonly [Loss, ...Loss[]];
  const { resource, store, heir, emptied, guard } = first;
  const what = `the ${store.noun} ${code(resource.address)}`;
  const more = others.length > 0 ? ` and ${counted(others.length, 'more resource')}` : '';
  const verb = guard === undefined ? 'will destroy' : 'will try to destroy';
  return {
    severity: severityOf(first),
    confidence: movesAway(first) || first.repeated ? 'likely' : 'proven',
    title: heir
      ? `${code(resource.address)} ${movesAway(first) ? 'moves to' : 'becomes'} ${code(movesAway(first) ? heir.path : heir.address)}: Terraform ${verb} the ${store.noun}${more} and makes an empty one`
      : `Terraform ${verb} ${what}${more}`,
    message: `${
      emptied
        ? 'Its `count` becomes 0.'
        : !heir
          ? 'The pull request removes its block, and no `moved` or `removed` block says that the data stays.'
          : movesAway(first)
            ? `The block moves to ${code(heir.path)}; unless its state is moved there by hand, that is another resource.`
            : 'The block is renamed, and no `moved` block says that it is the same resource.'
    }${first.repeated ? ' A new block with `count` or `for_each` may take its place, which needs a `moved` block too.' : ''} ${guard === undefined ? unguarded(store) : `The apply may stop: ${guard}.`}`,
    resource: `${folderOf(resource.path)}${resource.address}`,
    subject: 'block',
    location: emptied
      ? place(emptied.path, 'head', attributeAt(emptied.block, 'count') ?? emptied.block)
      : place(resource.path, 'base', resource.block),
    related: others.map(({ resource: other }) => ({
      ...place(other.path, 'base', other.block),
      message: `${code(other.address)} goes likewise`,
    })),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function* replaced({ base, head }: ResourcePair): Iterable<RuleFinding> {
  const store = storeIn(base);
  if (!store) return;
  for (const key of store.replacedBy) {
    const was = valueAt(base.block, key);
    const is = valueAt(head.block, key);
    if (was === undefined || is === undefined || String(was).toLowerCase() === String(is).toLowerCase())
      continue;
    const guard =
      valueAt(head.block, 'lifecycle.prevent_destroy') === true
        ? '`prevent_destroy` forbids it'
        : store.guard?.(base.block);
    yield {
      severity:
        guard === undefined && !store.describes && !isTrial(head.path, head.address) ? 'critical' : 'high',
      confidence: 'proven',
      title: `Another ${code(key)} replaces the ${store.noun} ${code(head.address)}: its ${store.describes ? 'tables are' : 'data is'} destroyed`,
      message: `${code(key)} cannot be changed in place: from ${code(JSON.stringify(was))} to ${code(JSON.stringify(is))} means delete and make anew.${
        guard === undefined ? ` ${unguarded(store)}` : ` The apply may stop: ${guard}.`
      }`,
      resource: `${folderOf(head.path)}${head.address}`,
      subject: key,
      location: place(head.path, 'head', attributeAt(head.block, key) ?? head.block),
    };
    return;
  }
}
