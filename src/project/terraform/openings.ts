/** Where Terraform lets the whole internet reach a database or a warehouse. */
import type { Attribute, Block } from './hcl.ts';
import { listItems, literalOf } from './literal.ts';
import { attributeAt, blocksAt, isDynamicAt, referenced, valueAt } from './terraform-file.ts';
import type { TerraformResource } from './terraform-file.ts';

export interface Opening {
  /** What is opened: `aws_security_group.shop`, also where a rule of its own says so. */
  of: string;
  /** In words, at what: `at port 5432 (PostgreSQL)`. With `of`, equal for the same opening, however it is written. */
  at: string;
  /** False if it depends on something: it may be open or not. */
  isSure: boolean;
  attribute: Attribute;
}

/** Where databases listen, unless told otherwise. */
const databasePorts: ReadonlyMap<number, string> = new Map([
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5439, 'Redshift'],
  [8123, 'ClickHouse'],
  [9000, 'ClickHouse'],
  [27017, 'MongoDB'],
]);
/** Much else listens there, too: the resource must name the database. */
const sharedPorts: ReadonlyMap<number, RegExp> = new Map([
  [8123, /click/i],
  [9000, /click/i],
]);
/** A resource that opens all ports must name one as well. */
const database =
  /(^|[^a-z])(db|rds|database|warehouse|postgres(ql)?|mysql|mariadb|aurora|redshift|clickhouse|mongo(db)?|mssql|oracle)([^a-z]|$)/i;

type Kind = (resource: TerraformResource) => Opening[];

const kinds: readonly { types: RegExp; openings: Kind }[] = [
  { types: /^aws_(default_)?security_group$/, openings: ofGroup },
  { types: /^aws_security_group_rule$|^aws_vpc_security_group_ingress_rule$/, openings: ofGroupRule },
  { types: /^google_compute_firewall$/, openings: ofFirewall },
  { types: /^google_sql_database_instance$/, openings: ofCloudSql },
  {
    types: /^snowflake_network_policy$/,
    openings: (resource) => ofList(resource, 'allowed_ip_list'),
  },
  {
    types: /^snowflake_network_rule$/,
    openings: (resource) =>
      valueAt(resource.block, 'mode') === 'INGRESS' ? ofList(resource, 'value_list') : [],
  },
  {
    types: /^databricks_ip_access_list$/,
    openings: (resource) =>
      valueAt(resource.block, 'list_type') === 'ALLOW' ? ofList(resource, 'ip_addresses') : [],
  },
  { types: /^mongodbatlas_project_ip_access_list$/, openings: (resource) => ofList(resource, 'cidr_block') },
  { types: /^azurerm_\w*(sql|synapse)\w*firewall_rule$/, openings: ofAzure },
  {
    types: /^aws_(db_instance|rds_cluster_instance|redshift_cluster|redshiftserverless_workgroup)$/,
    openings: ofAddress,
  },
];

/** What a resource opens to the internet, or may open. */
export function openingsOf(resource: TerraformResource): Opening[] {
  const kind = kinds.find(({ types }) => types.test(resource.type));
  if (!kind || valueAt(resource.block, 'count') === 0) return [];
  const openings = kind.openings(resource);
  return isConditional(resource.block) ? openings.map((each) => ({ ...each, isSure: false })) : openings;
}

/** True if there may be none of it. */
function isConditional(block: Block): boolean {
  return ['count', 'for_each'].some((name) => attributeAt(block, name)?.text.includes('?'));
}

/** The first attribute that opens, or that may. */
function opening(block: Block, names: readonly string[]): Pick<Opening, 'attribute' | 'isSure'> | undefined {
  const attributes = names.flatMap((name) => attributeAt(block, name) ?? []);
  const sure = attributes.find(({ text }) => isEverywhere(text));
  if (sure) return { attribute: sure, isSure: true };
  const unsure = attributes.find(({ name }) => valueAt(block, name) === undefined);
  return unsure && { attribute: unsure, isSure: false };
}

/** True for every address there is, alone or in a list: other items may depend on something, this one does not. */
function isEverywhere(text: string): boolean {
  const items = text.startsWith('[') && text.endsWith(']') ? listItems(text.slice(1, -1)) : [text];
  return items.some((item) => ['0.0.0.0/0', '::/0'].includes(String(literalOf(item))));
}

/** In words, the port of a database that a range is about. Wider ranges are for something else, unless they are all. */
function portsOf(from: unknown, to: unknown, protocol: unknown, about: string): string | undefined {
  const isAll = protocol === 'all' || protocol === -1;
  if (!isAll && protocol !== 'tcp' && protocol !== 6) return undefined;
  if (isAll || (Number(from) <= 1 && to === 65535)) return database.test(about) ? 'at every port' : undefined;
  const product = from === to ? databasePorts.get(Number(from)) : undefined;
  if (product === undefined || sharedPorts.get(Number(from))?.test(about) === false) return undefined;
  return `at port ${String(from)} (${product})`;
}

const ranges = ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6'];

function ofRule(of: string, rule: Block, about: string): Opening[] {
  const protocol = valueAt(rule, 'protocol') ?? valueAt(rule, 'ip_protocol');
  const at = portsOf(valueAt(rule, 'from_port'), valueAt(rule, 'to_port'), protocol, about);
  const open = opening(rule, ranges);
  return at !== undefined && open ? [{ of, at, ...open }] : [];
}

function ofGroup({ address, block }: TerraformResource): Opening[] {
  const rules = blocksAt(block, 'ingress').flatMap((rule) => ofRule(address, rule, aboutOf(address, block)));
  return [...rules, ...unread(address, block, 'ingress')];
}

/** Blocks that an expression makes may open anything. */
function unread(address: string, block: Block, path: string): Opening[] {
  const listed = attributeAt(block, path);
  if (listed ? listed.text === '[]' : !isDynamicAt(block, `${path}.any`)) return [];
  const attribute = listed ?? { name: '', text: '', startLine: block.startLine, endLine: block.startLine };
  return [{ of: address, at: anywhere, attribute, isSure: false }];
}

function ofGroupRule({ address, type, block }: TerraformResource): Opening[] {
  if (type === 'aws_security_group_rule' && valueAt(block, 'type') !== 'ingress') return [];
  const group = attributeAt(block, 'security_group_id')?.text ?? address;
  return ofRule(referenced(group) ?? group, block, `${group} ${aboutOf(address, block)}`);
}

/** What it calls itself. */
function aboutOf(address: string, block: Block): string {
  return [address, attributeAt(block, 'name')?.text, attributeAt(block, 'description')?.text].join(' ');
}

function ofFirewall({ address, block }: TerraformResource): Opening[] {
  const open = opening(block, ['source_ranges']);
  if (!open || (valueAt(block, 'direction') ?? 'INGRESS') !== 'INGRESS') return [];
  if (valueAt(block, 'disabled') === true) return [];
  return blocksAt(block, 'allow').flatMap((allow) => {
    const protocol = valueAt(allow, 'protocol');
    const ports = attributeAt(allow, 'ports') ? valueAt(allow, 'ports') : ['0-65535'];
    return (Array.isArray(ports) ? ports : []).flatMap((port) => {
      const [from, to = from] = String(port).split('-').map(Number);
      const at = portsOf(from, to, protocol, aboutOf(address, block));
      return at === undefined ? [] : [{ of: address, at, ...open }];
    });
  });
}

function ofCloudSql({ address, block }: TerraformResource): Opening[] {
  const path = 'settings.ip_configuration.ipv4_enabled';
  const isReachable = attributeAt(block, path) ? valueAt(block, path) : true;
  if (isReachable === false) return [];
  const networks = 'settings.ip_configuration.authorized_networks';
  const written = blocksAt(block, networks).flatMap((network) =>
    ofList({ address, block: network }, 'value'),
  );
  return [
    ...written.map((each) => (isReachable === true ? each : { ...each, isSure: false })),
    ...unread(address, block, networks),
  ];
}

function ofList({ address, block }: Pick<TerraformResource, 'address' | 'block'>, name: string): Opening[] {
  const open = opening(block, [name]);
  return open ? [{ of: address, at: 'from every network', ...open }] : [];
}

function ofAzure({ address, block }: TerraformResource): Opening[] {
  const attribute = attributeAt(block, 'end_ip_address');
  // From 0.0.0.0 to 0.0.0.0 stands for the cloud's own services.
  const isEvery =
    valueAt(block, 'start_ip_address') === '0.0.0.0' &&
    valueAt(block, 'end_ip_address') === '255.255.255.255';
  return isEvery && attribute ? [{ of: address, at: 'from every network', attribute, isSure: true }] : [];
}

function ofAddress({ address, type, block }: TerraformResource): Opening[] {
  const attribute = attributeAt(block, 'publicly_accessible');
  const value = attribute && valueAt(block, 'publicly_accessible');
  const of = { of: address, at: publicAddress };
  if (attribute) return value === false ? [] : [{ ...of, attribute, isSure: value === true }];
  // Without a word, a Redshift cluster has one or not by the provider's version.
  const unsaid = { name: '', text: '', startLine: block.startLine, endLine: block.startLine };
  return type === 'aws_redshift_cluster' ? [{ ...of, attribute: unsaid, isSure: false }] : [];
}

/** Wherever it may be: nobody can tell. */
export const anywhere = 'somewhere';

/** It has an address on the internet; others decide who may use it. */
export const publicAddress = 'by an address of its own';
