import { code } from '../../finding.ts';
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import { addedLines } from '../../change/lines.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { findSecrets } from '../shared/secrets.ts';
import type { Secret } from '../shared/secrets.ts';
import { resourcesInState } from '../shared/terraform-state.ts';
import { counted } from '../shared/text.ts';

/** Shaped like a token, but nobody's: it opens nothing. */
const sampleToken = `dapi${'0123456789abcdef'.repeat(2)}`;
/** The same for an access key's id. */
const sampleKeyId = `AKIA${'Q3EGYZ7VW5XN2RLT'}`;

export const rule = defineRule({
  id: 'governance/secret-committed',
  summary:
    'A credential is committed: an access key, a token, a private key, a connection string with a password, the state of Terraform',
  severity: 'critical',
  why: 'Whoever can read the repository, now or from its history later, can use the credential.',
  advice:
    'Revoke the credential first, since it stays in the history; then read it from a secret store or `env_var()`.',
  silent: [
    'a value under a name such as `PASSWORD` that is no mix of letters and digits, or stands in tests or templates',
    'the password of a dbt target whose host is the machine that dbt runs on',
    'values that come from `env_var()`, `{{ }}` or `${}`, and placeholders such as `<password>`',
    'credentials that base already held, in this file or one that the change removes them from',
    'a state of Terraform that base had, too, that holds no resource, or that stands in tests or examples',
    'a state of Terraform, connection strings and anything in tests, examples or documentation are high, not critical',
  ],
  examples: {
    fires: [
      {
        name: 'commits an access token in profiles.yml',
        base: { 'profiles.yml': 'shop:\n  outputs:\n    prod:\n      type: databricks\n' },
        head: {
          'profiles.yml': `shop:\n  outputs:\n    prod:\n      type: databricks\n      token: ${sampleToken}\n`,
        },
        findings: [{ path: 'profiles.yml', line: 5, severity: 'critical' }],
      },
      {
        name: 'commits the id of an AWS access key',
        base: {},
        head: { 'profiles.yml': `lake:\n  outputs:\n    prod:\n      aws_access_key_id: ${sampleKeyId}\n` },
        findings: [{ path: 'profiles.yml', line: 4, severity: 'critical' }],
      },
      {
        name: 'commits a password in profiles.yml',
        base: {
          'profiles.yml':
            'shop:\n  outputs:\n    prod:\n      type: postgres\n      password: "{{ env_var(\'PASSWORD\') }}"\n',
        },
        head: {
          'profiles.yml':
            'shop:\n  outputs:\n    prod:\n      type: postgres\n      password: kR7vT2qLx9 # for now\n',
        },
        findings: [{ path: 'profiles.yml', line: 5, severity: 'high' }],
      },
      {
        name: 'commits a password beside a target on the same machine',
        base: { 'profiles.yml': 'shop:\n  outputs: {}\n' },
        head: {
          'profiles.yml':
            'shop:\n  outputs:\n    dev:\n      password: kR7vT2qLx9\n      host: localhost\n    prod:\n      password: hB4wN8pZs2\n      host: db.shop.example\n',
        },
        findings: [{ path: 'profiles.yml', line: 7, severity: 'high' }],
      },
      {
        name: 'commits one password for two targets',
        base: { 'profiles.yml': 'shop:\n  outputs: {}\n' },
        head: {
          'profiles.yml':
            'shop:\n  outputs:\n    dev:\n      password: kR7vT2qLx9\n    prod:\n      password: kR7vT2qLx9\n',
        },
        findings: [{ path: 'profiles.yml', line: 4, severity: 'high' }],
      },
      {
        name: 'commits passwords where roles, users and clients get theirs',
        base: {},
        head: {
          'db/migration/V2__reader.sql': "create role reader login\n  password 'kR7vT2qLx9';\n",
          'infra/users.tf':
            'resource "snowflake_user" "loader" {\n  name     = "LOADER"\n  password = "uW3!zP8nQe"\n}\n',
          '.env': 'SNOWFLAKE_ACCOUNT=ab12345\nSNOWFLAKE_PASSWORD=mJ5#xH2bVt\n',
          'load.sh': 'PGPASSWORD=cY6kD4sRf1 psql -h db -f load.sql\n',
        },
        findings: [
          { path: '.env', line: 2, severity: 'high' },
          { path: 'db/migration/V2__reader.sql', line: 2, severity: 'high' },
          { path: 'infra/users.tf', line: 3, severity: 'high' },
          { path: 'load.sh', line: 1, severity: 'high' },
        ],
      },
      {
        name: 'commits the state of Terraform and its backup',
        base: {},
        head: {
          'infra/terraform.tfstate':
            '{\n  "version": 4,\n  "resources": [\n    {"type": "aws_db_instance", "instances": [{"attributes": {"url": "postgres://loader:kR7vT2qLx9@warehouse.internal:5432/shop" } }]}\n  ]\n}\n',
          'infra/terraform.tfstate.backup':
            '{"version": 3, "modules": [{"resources": {"aws_s3_bucket.raw": {}}}]}\n',
        },
        findings: [{ path: 'infra/terraform.tfstate', line: 1, severity: 'high' }],
      },
      {
        name: 'commits a connection string with a password',
        base: {},
        head: { 'load.py': 'URL = "postgres://loader:kR7vT2qLx9@warehouse.internal:5432/shop"\n' },
        findings: [{ path: 'load.py', line: 1, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'reads the token from the environment',
        base: {},
        head: {
          'profiles.yml':
            'shop:\n  outputs:\n    prod:\n      token: "{{ env_var(\'DATABRICKS_TOKEN\') }}"\n',
        },
      },
      {
        name: 'changes another line of a file that already held one',
        base: { 'profiles.yml': `token: ${sampleToken}\nthreads: 4\n` },
        head: { 'profiles.yml': `token: ${sampleToken}\nthreads: 8\n` },
      },
      {
        name: 'changes a state that was there, and adds an empty one and one for tests',
        base: { 'infra/terraform.tfstate': '{"version": 4, "resources": [{"type": "aws_s3_bucket"}]}\n' },
        head: {
          'infra/terraform.tfstate':
            '{"version": 4, "resources": [{"type": "aws_s3_bucket"}, {"type": "aws_sqs_queue"}]}\n',
          'infra/new/terraform.tfstate': '{"version": 4, "resources": []}\n',
          'test/plan/terraform.tfstate': '{"version": 4, "resources": [{"type": "aws_s3_bucket"}]}\n',
        },
      },
      {
        name: 'moves the file that holds one',
        base: { 'profiles.yml': `token: ${sampleToken}\n` },
        head: { 'profiles.yml': null, 'config/profiles.yml': `token: ${sampleToken}\n` },
      },
      {
        name: 'refers to passwords, and names ones for tests, examples and machines of developers',
        base: {},
        head: {
          'infra/users.tf':
            'resource "snowflake_user" "loader" {\n  password        = var.password\n  admin_password  = "${random_password.a.result}"\n  secret_password = "warehouse-password-v2"\n}\n',
          'migrations/002.sql':
            "create role a password 'postgres';\ncreate role b password :'pw';\nalter user c password '{{ env_var(\"PW\") }}';\ncomment on column users.password is 'hash of 2 parts';\nupdate users set password = 'kR7vT2qLx9' where id = 1;\n",
          'test/setup.sql': "create role a password 'kR7vT2qLx9';\n",
          'README.md': 'Call `PGPASSWORD=kR7vT2qLx9 psql`.\n',
          '.env.example': 'SNOWFLAKE_PASSWORD=kR7vT2qLx9\n',
          '.env':
            'PASSWORD=\nPGPASSWORD=$DB_PASSWORD\nAPI_TOKEN=local-token\nSECRET=thisisasecret\nDB_PASSWORD=password123\n',
          '.github/workflows/ci.yml':
            'jobs:\n  a:\n    env:\n      PGPASSWORD: password\n      SNOWFLAKE_PASSWORD: ${{ secrets.SNOWFLAKE_PASSWORD }}\n',
        },
      },
      {
        name: "opens the database of a developer's machine",
        base: {},
        head: {
          'profiles.yml':
            'shop:\n  outputs:\n    dev:\n      type: postgres\n      password: postgres\n      pass:\n      token: <token>\n',
        },
      },
      {
        name: "opens a database on a developer's machine, which its host says, beside one elsewhere",
        base: {},
        head: {
          'profiles.yml':
            'shop:\n  outputs:\n    dev:\n      password: "s3cr3t"\n      host: localhost\n      port: 5432\n    prod:\n      password: "{{ env_var(\'PASSWORD\') }}"\n      host: db.shop.example\n',
        },
      },
      {
        name: 'takes a connection string apart by a pattern',
        base: {},
        head: {
          'load.py': 'parts = re.match(r"postgresql://([^:]+):([^@]+)@([^:]+):(\\d+)/", os.environ["DSN"])\n',
        },
      },
      {
        name: 'names the password of a database that the tests start',
        base: {},
        head: {
          'ci/profiles.yml':
            "shop:\n  outputs:\n    ci:\n      type: clickhouse\n      password: 'ch_password'\n",
        },
      },
      {
        name: 'documents the form with a placeholder',
        base: {},
        head: { 'README.md': 'Set the URL to postgres://user:<password>@host:5432/db first.\n' },
      },
    ],
  },
  async *check(context: RuleContext) {
    const states = newStates(context);
    yield* ofStates(states);
    const removed = removedText(context.change);
    for (const file of context.files) {
      if (file.kind !== 'text' || !file.head || file.hunks.length === 0) continue;
      const text = context.change.head.text(file.path) ?? '';
      const added = addedLines(file);
      const seen = new Map<string, number>();
      // One that stands at several lines is changed once.
      const byValue = new Map<string, [Secret, ...Secret[]]>();
      for (const secret of await findSecrets(text, file.path)) {
        if (!added.has(secret.line) || removed.some((base) => base.includes(secret.value))) continue;
        if (!secret.specific && states.has(file)) continue;
        const same = byValue.get(secret.value);
        if (same) same.push(secret);
        else byValue.set(secret.value, [secret]);
      }
      for (const same of byValue.values()) {
        const [{ kind }] = same;
        const ordinal = (seen.get(kind) ?? 0) + 1;
        seen.set(kind, ordinal);
        yield finding(file, same, ordinal);
      }
    }
  },
});

const inTests = /(^|\/)(tests?|__tests__|fixtures?|examples?|samples?|docs?)\//i;

function finding(file: ChangedFile, same: readonly [Secret, ...Secret[]], ordinal: number): RuleFinding {
  const [secret, ...others] = same;
  const at = ({ line }: Secret) => ({
    path: file.path,
    side: 'head' as const,
    startLine: line,
    endLine: line,
  });
  const serious = secret.specific && !inTests.test(file.path);
  return {
    severity: serious ? 'critical' : 'high',
    confidence: secret.specific ? 'proven' : 'likely',
    title: `${secret.kind} in ${code(file.path)}`,
    message: `The line holds what looks like a live credential (${secret.kind}). Its value is not repeated here.`,
    resource: file.path,
    subject: `${secret.kind} #${ordinal}`,
    location: at(secret),
    related: others.map((other) => ({ ...at(other), message: 'the same value' })),
  };
}

/** The states of Terraform that base does not have, with how many resources they hold. */
function newStates({ change, files }: RuleContext): Map<ChangedFile, number> {
  const found = new Map<ChangedFile, number>();
  for (const file of files) {
    if (!file.head || inTests.test(file.path)) continue;
    const count = resourcesInState(change.head.text(file.path) ?? '', file.path);
    const hadOne = file.base && resourcesInState(change.base.text(file.base.path) ?? '', file.base.path);
    if (count !== undefined && hadOne === undefined) found.set(file, count);
  }
  return found;
}

/** Whoever commits one commits its backup, too. */
function* ofStates(states: ReadonlyMap<ChangedFile, number>): Iterable<RuleFinding> {
  const [first, ...others] = states;
  if (!first) return;
  const [{ path }, count] = first;
  const at = (of: string) => ({ path: of, side: 'head' as const, startLine: 1, endLine: 1 });
  yield {
    severity: 'high',
    confidence: 'likely',
    title: `${code(path)} is state of Terraform, which holds what its resources are given in plain text`,
    message: `It describes ${counted(count, 'resource')}: passwords, keys and connection strings among their values, marked as sensitive or not.`,
    advice:
      'Keep the state in a remote backend, take the file out of git and name it in `.gitignore`; change the credentials it holds, since it stays in the history.',
    resource: path,
    subject: 'terraform state',
    location: at(path),
    related: others.map(([other]) => ({ ...at(other.path), message: 'another one' })),
  };
}

/** The base texts of all changed files: a credential found there is not new. */
function removedText(change: ChangeSet): string[] {
  return change.files.flatMap(
    (file) => (file.kind === 'text' && file.base && change.base.text(file.base.path)) || [],
  );
}
