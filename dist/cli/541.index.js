export const id = 541;
export const ids = [541,510];
export const modules = {

/***/ 1541:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  demoCommand: () => (/* binding */ demoCommand)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/git/command.js + 1 modules
var command = __webpack_require__(5495);
;// CONCATENATED MODULE: ./build/demo/pull-request.js
const title = 'Name the currency, and show marketing who buys';
const edits = [
    // The reader that names the column is mended; the dashboard's, three models down, is not.
    {
        path: 'models/staging/stg_orders.sql',
        find: "{{ cents_to_euros('amount_cents') }} as amount,",
        replace: "{{ cents_to_euros('amount_cents') }} as amount_eur,",
    },
    {
        path: 'models/marts/customer_value.sql',
        find: 'sum(orders.amount) as revenue',
        replace: 'sum(orders.amount_eur) as revenue',
    },
    // An address in a model that every team may read.
    {
        path: 'models/marts/customer_value.sql',
        find: `    customers.region,
    min(`,
        replace: `    contacts.email,
    customers.region,
    min(`,
    },
    {
        path: 'models/marts/customer_value.sql',
        find: 'group by 1, 2\n',
        replace: `join {{ ref('stg_customers') }} as contacts on customers.customer_id = contacts.customer_id
group by 1, 2, 3
`,
    },
    // Was in the way of a backfill.
    {
        path: 'models/marts/fct_page_views.sql',
        find: `{% if is_incremental() %}
where viewed_at > (select max(viewed_at) from {{ this }})
{% endif %}
`,
        replace: '',
    },
    // Saves one build, costs one a reader.
    {
        path: 'models/marts/dim_customers.sql',
        find: "materialized='table'",
        replace: "materialized='view'",
    },
    // Failed now and then.
    { path: 'models/marts/marts.yml', find: '          - unique\n', replace: '' },
];
const added = {
    'models/marts/sessions_daily.sql': `select
    date_trunc('day', viewed_at) as day,
    count(distinct session_id) as sessions,
    count(distinct customer_id) as customers
from {{ ref('fct_page_views') }}
group by 1
`,
};
/** The files that the pull request writes, given those of its base. */
function pullRequest(base) {
    const changed = { ...added };
    for (const { path, find, replace } of edits) {
        const text = changed[path] ?? base[path] ?? '';
        if (text.split(find).length !== 2)
            throw new Error(`the sample's ${path} does not hold '${find}' exactly once`);
        changed[path] = text.replace(find, () => replace);
    }
    return changed;
}

;// CONCATENATED MODULE: ./build/demo/shop.js
const project = {
    'README.md': `# lamplight

The warehouse of an online shop for lamps: orders, customers, page views.
`,
    '.gitignore': `target/
dbt_packages/
logs/
`,
    'dbt_project.yml': `name: lamplight
version: '1.0.0'
profile: lamplight

model-paths: [models]
seed-paths: [seeds]
macro-paths: [macros]

models:
  lamplight:
    staging:
      +materialized: view
    intermediate:
      +materialized: view
    marts:
      +materialized: table
`,
    'profiles.yml': `lamplight:
  target: prod
  outputs:
    prod:
      type: snowflake
      account: "{{ env_var('SNOWFLAKE_ACCOUNT') }}"
      user: "{{ env_var('SNOWFLAKE_USER') }}"
      password: "{{ env_var('SNOWFLAKE_PASSWORD') }}"
      role: transformer
      warehouse: transforming
      database: analytics
      schema: lamplight
      threads: 8
`,
    'macros/cents_to_euros.sql': `{% macro cents_to_euros(column) -%}
    round({{ column }} / 100.0, 2)
{%- endmacro %}
`,
    'seeds/country_regions.csv': `country_code,region
AT,central
CH,central
DE,central
DK,north
FI,north
NO,north
SE,north
`,
    'seeds/shipping_rates.csv': `region,rate
central,4.90
north,6.90
`,
};
const staging = {
    'models/staging/sources.yml': `version: 2

sources:
  - name: shop
    description: The shop's own database, copied every hour.
    database: raw
    tables:
      - name: customers
        columns:
          - name: id
          - name: email
            description: Where order confirmations go.
            tags: [pii]
          - name: country_code
          - name: created_at
      - name: orders
        columns:
          - name: id
          - name: customer_id
          - name: status
          - name: amount_cents
          - name: created_at
      - name: order_lines
        columns:
          - name: id
          - name: order_id
          - name: product_id
          - name: quantity
          - name: price_cents
      - name: products
        columns:
          - name: id
          - name: name
          - name: category
      - name: page_views
        columns:
          - name: id
          - name: session_id
          - name: customer_id
          - name: path
          - name: viewed_at
`,
    'models/staging/staging.yml': `version: 2

models:
  - name: stg_customers
    description: One row a customer.
    columns:
      - name: customer_id
        tests: [unique, not_null]
      - name: email
        tags: [pii]
  - name: stg_orders
    description: One row an order, in euros.
    columns:
      - name: order_id
        tests: [unique, not_null]
      - name: customer_id
        tests: [not_null]
      - name: amount
        description: What the customer pays, without shipping.
  - name: stg_order_lines
    description: One row a product in an order.
  - name: stg_products
    description: One row a lamp.
  - name: stg_page_views
    description: One row a page that somebody opened.
`,
    'models/staging/stg_customers.sql': `select
    id as customer_id,
    lower(email) as email,
    country_code,
    created_at as signed_up_at
from {{ source('shop', 'customers') }}
`,
    'models/staging/stg_orders.sql': `select
    id as order_id,
    customer_id,
    {{ cents_to_euros('amount_cents') }} as amount,
    created_at as ordered_at
from {{ source('shop', 'orders') }}
where status <> 'cancelled'
`,
    'models/staging/stg_order_lines.sql': `select
    id as order_line_id,
    order_id,
    product_id,
    quantity,
    {{ cents_to_euros('price_cents') }} as price
from {{ source('shop', 'order_lines') }}
`,
    'models/staging/stg_products.sql': `select
    id as product_id,
    name as product_name,
    category
from {{ source('shop', 'products') }}
`,
    'models/staging/stg_page_views.sql': `select
    id as page_view_id,
    session_id,
    customer_id,
    path,
    viewed_at
from {{ source('shop', 'page_views') }}
`,
};
const marts = {
    'models/intermediate/intermediate.yml': `version: 2

models:
  - name: int_orders_shipped
    description: One row an order, with what its shipping costs.
`,
    'models/intermediate/int_orders_shipped.sql': `with orders as (
    select * from {{ ref('stg_orders') }}
),

customers as (
    select customer_id, country_code from {{ ref('stg_customers') }}
)

select
    orders.*,
    regions.region,
    rates.rate as shipping_cost
from orders
left join customers on orders.customer_id = customers.customer_id
left join {{ ref('country_regions') }} as regions on customers.country_code = regions.country_code
left join {{ ref('shipping_rates') }} as rates on regions.region = rates.region
`,
    'models/marts/marts.yml': `version: 2

models:
  - name: dim_customers
    description: One row a customer, with where and since when.
    columns:
      - name: customer_id
        tests: [unique, not_null]
  - name: fct_orders
    description: One row an order.
    columns:
      - name: order_id
        tests:
          - unique
          - not_null
  - name: fct_page_views
    description: One row a page view.
  - name: revenue_daily
    description: One row a day and region.
  - name: product_sales
    description: One row a product and region.
  - name: customer_value
    description: One row a customer who ordered; every team may build on it.
    access: public
    columns:
      - name: customer_id
        tests: [unique]
`,
    'models/marts/dim_customers.sql': `{{ config(materialized='table') }}

select
    customers.customer_id,
    sha2(customers.email) as email_hash,
    regions.region,
    customers.signed_up_at,
    datediff('day', customers.signed_up_at, current_date) as days_since_signup
from {{ ref('stg_customers') }} as customers
left join {{ ref('country_regions') }} as regions on customers.country_code = regions.country_code
`,
    'models/marts/fct_orders.sql': `with orders as (
    select * from {{ ref('int_orders_shipped') }}
)

select
    *,
    row_number() over (partition by customer_id order by ordered_at) as order_number
from orders
`,
    'models/marts/fct_page_views.sql': `{{
    config(
        materialized='incremental',
        unique_key='page_view_id'
    )
}}

select
    page_view_id,
    session_id,
    customer_id,
    path,
    viewed_at
from {{ ref('stg_page_views') }}
{% if is_incremental() %}
where viewed_at > (select max(viewed_at) from {{ this }})
{% endif %}
`,
    'models/marts/revenue_daily.sql': `select
    date_trunc('day', ordered_at) as day,
    region,
    count(*) as orders,
    sum(amount) as revenue,
    sum(shipping_cost) as shipping_cost
from {{ ref('fct_orders') }}
group by 1, 2
`,
    'models/marts/product_sales.sql': `select
    products.product_id,
    products.product_name,
    customers.region,
    sum(lines.quantity) as sold,
    sum(lines.quantity * lines.price) as revenue
from {{ ref('stg_order_lines') }} as lines
join {{ ref('fct_orders') }} as orders on lines.order_id = orders.order_id
join {{ ref('stg_products') }} as products on lines.product_id = products.product_id
join {{ ref('dim_customers') }} as customers on orders.customer_id = customers.customer_id
group by 1, 2, 3
`,
    'models/marts/customer_value.sql': `select
    customers.customer_id,
    customers.region,
    min(orders.ordered_at) as first_order_at,
    count(*) as orders,
    sum(orders.amount) as revenue
from {{ ref('dim_customers') }} as customers
join {{ ref('fct_orders') }} as orders on customers.customer_id = orders.customer_id
group by 1, 2
`,
    'models/exposures.yml': `version: 2

exposures:
  - name: revenue_dashboard
    type: dashboard
    maturity: high
    owner:
      name: Finance
      email: finance@lamplight.example
    depends_on:
      - ref('revenue_daily')
  - name: signup_dashboard
    type: dashboard
    maturity: medium
    owner:
      name: Marketing
      email: marketing@lamplight.example
    depends_on:
      - ref('dim_customers')
`,
};
/** Every file of the main branch, by path. */
const shop = { ...project, ...staging, ...marts };

;// CONCATENATED MODULE: ./build/demo/sample.js
/** Makes the sample a real git repository. */



/** The branch of the pull request; its base is the only commit of `main`. */
const sampleBranch = 'name-the-currency';
/**
 * Writes the sample into an empty folder, with the pull request's branch checked out. The commits are
 * the same everywhere and always: nothing of the user's configuration or of the clock is in them.
 * Rejects with `GitError`.
 */
async function makeSample(folder) {
    const options = { cwd: folder, env: isolated };
    await (0,command/* git */.$Y)(['init', '--quiet', '--template='], options);
    await (0,command/* git */.$Y)(['config', 'core.autocrlf', 'false'], options);
    const branch = `refs/heads/${sampleBranch}`;
    const history = Buffer.concat([
        commit('refs/heads/main', 'Build the warehouse of the shop', shop),
        commit(branch, title, pullRequest(shop), 'refs/heads/main'),
    ]);
    await (0,command/* git */.$Y)(['fast-import', '--quiet'], { ...options, input: history });
    await (0,command/* git */.$Y)(['symbolic-ref', 'HEAD', branch], options);
    await (0,command/* git */.$Y)(['reset', '--hard', '--quiet'], options);
}
/** Another hash would give other ids, and a global filter or template other files. */
const isolated = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_DEFAULT_HASH: 'sha1' };
/** 2 March 2026, 09:00 UTC. */
const when = '1772442000 +0000';
/** A commit in the language of `git fast-import`, whose lengths count bytes. */
function commit(ref, message, files, parent) {
    return Buffer.from([
        `commit ${ref}\ncommitter Parallel Review <demo@parallel-review.example> ${when}\n`,
        data(message),
        parent === undefined ? '' : `from ${parent}\n`,
        ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
    ].join(''));
}
function data(text) {
    return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

// EXTERNAL MODULE: ./build/cli/review.js + 10 modules
var review = __webpack_require__(4510);
;// CONCATENATED MODULE: ./build/cli/demo.js
/** `demo`: a review to look at, of a sample that one can change. */





/** 0 although the sample is blocked: that is what it is there to show. The sample stays where it is. */
async function demoCommand({ options }, terminal) {
    const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)((0,external_node_os_.tmpdir)(), 'parallel-review-demo-'));
    await makeSample(folder);
    const report = await (0,review.reviewLocally)({ options: { ...options, repo: folder, head: sampleBranch }, positionals: [] }, terminal);
    terminal.stdout.write((0,review.render)(report, 'terminal', terminal, true));
    terminal.stderr.write(`
The sample is a git repository: ${folder}
Edit it, then review your edits with the rest of its pull request:

  ${terminal.self} review --repo ${folder}
`);
    return report.verdict === 'incomplete' ? 2 : 0;
}


/***/ }),

/***/ 4510:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  exitCode: () => (/* binding */ exitCode),
  render: () => (/* binding */ render),
  reviewCommand: () => (/* binding */ reviewCommand),
  reviewLocally: () => (/* binding */ reviewLocally)
});

// EXTERNAL MODULE: ./build/finding.js
var finding = __webpack_require__(1633);
// EXTERNAL MODULE: ./build/report/plain.js
var report_plain = __webpack_require__(2071);
;// CONCATENATED MODULE: ./build/report/escape.js
/**
 * Text from a pull request on its way into GitHub's markdown, HTML and mermaid.
 *
 * GitHub reads a comment twice: a markdown parser first, then filters over the text of the resulting HTML that
 * make links of @names, #numbers, commit ids, URLs and :emoji:. Backslashes stop the first reader. The second no
 * longer sees them, so there a zero-width space parts what it looks for.
 */

const gap = '&#8203;';
const markup = /:\/\/|www(?=\.)|GH(?=-\d)|(?<!\w)[0-9a-f]{7,40}(?!\w)|:(?=[\w+-]+:)|[@#]|[&<>`$]|[\\*_[\]~|]|^[-+=]|^\d+(?=[.)])/gi;
function part(match, offset) {
    switch (match[0]) {
        case ':':
            return `:${gap}${match.slice(1)}`;
        case '@':
        case '#':
            return match + gap;
        case '&':
            return '&amp;';
        case '<':
            return '&lt;';
        case '>':
            return '&gt;';
        case '`':
            return '&#96;';
        case '$':
            // What GitHub documents for a dollar sign that starts no formula.
            return '<span>$</span>';
    }
    if (/^(www|gh)$/i.test(match))
        return match + gap;
    // What is left between the gaps is too short for a commit id.
    if (/^[0-9a-f]{7,}$/i.test(match))
        return match.replace(/.{6}(?!$)/g, (six) => six + gap);
    // A number at the start would open a list: the dot is hidden from the parser.
    if (offset === 0 && /^\d/.test(match))
        return match + gap;
    return `\\${match}`;
}
/** Plain words as markdown that renders as exactly these words. */
function words(text) {
    return (0,report_plain/* visible */.RK)(text).replace(markup, part);
}
/** A name as a code span that it cannot leave. Backticks become quotes; HTML comments are broken, so that no marker is forged. */
function codeSpan(name) {
    const safe = (0,report_plain/* visible */.RK)(name).replaceAll('`', "'").replaceAll('<!--', '‹!--').replaceAll('-->', '--›');
    return safe === '' ? '' : `\`${safe}\``;
}
/** A finding's text as markdown: the names between backticks as code spans, the rest as plain words. */
function markdown(text) {
    let previousIsCode = false;
    return ((0,report_plain/* pieces */.IE)((0,report_plain/* visible */.RK)(text))
        .map((piece) => {
        const lead = previousIsCode && piece.code ? ' ' : '';
        previousIsCode = piece.code;
        return lead + (piece.code ? codeSpan(piece.text) : spaced(piece.text));
    })
        .join('')
        // An empty span leaves its spaces behind, and two at the end of a line are a line break.
        .replace(/ {2,}/g, ' ')
        .trim());
}
/** Like `words`, but keeps the spaces that part it from its neighbours. */
function spaced(text) {
    const lead = text.startsWith(' ') ? ' ' : '';
    const trail = text.length > 1 && text.endsWith(' ') ? ' ' : '';
    return lead + words(text) + trail;
}
/** A link whose label is markdown already. Without a usable http address it is the label alone. */
function escape_link(label, address) {
    const target = address === undefined ? undefined : safeAddress(address);
    return target === undefined ? label : `[${label}](<${target}>)`;
}
function safeAddress(address) {
    // A relative address is resolved against a made-up host only to be encoded, and given back without it.
    const host = 'http://relative.invalid/';
    if (!URL.canParse(address, host))
        return undefined;
    const { protocol, href } = new URL(address, host);
    if (protocol !== 'http:' && protocol !== 'https:')
        return undefined;
    const target = href.startsWith(host) ? href.slice(host.length) : href;
    return target.replace(/[\s<>()|\\`"']/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
/** A path as the path of a URL: everything but the slashes is percent-encoded. */
function encodedPath(path) {
    // A lone surrogate has no UTF-8; encodeURIComponent would throw.
    return path
        .replace(/\p{Cs}/gu, '\uFFFD')
        .split('/')
        .map(encodeURIComponent)
        .join('/');
}
const inHtml = /[&<>"'@#]|:\/\/|www(?=\.)|GH(?=-\d)|(?<!\w)[0-9a-f]{7,40}(?!\w)|:(?=[\w+-]+:)/gi;
/** Plain words inside an HTML element, where markdown's backslashes mean nothing. */
function html(text) {
    return (0,report_plain/* visible */.RK)(text).replace(inHtml, (match) => /["']/.test(match) ? `&#${match.charCodeAt(0)};` : part(match, -1));
}
/** A mermaid label, quotes included. All but letters, digits and a few signs become mermaid's own entities. */
function mermaidLabel(text) {
    const safe = (0,report_plain/* visible */.RK)(text).replace(/[^\p{L}\p{M}\p{N} _/.-]|^[-\d]/gu, (c) => `#${c.codePointAt(0)};`);
    return `"${safe}"`;
}

// EXTERNAL MODULE: ./build/report/words.js
var report_words = __webpack_require__(4702);
;// CONCATENATED MODULE: ./build/report/blocks.js



const mostTitle = 240;
const mostText = 1_200;
const mostPath = 200;
/** A place as a link to its lines; removed lines say that they are in the base revision. */
function placeLink(location, links) {
    const label = codeSpan((0,report_plain/* clip */.$Q)(location.path, mostPath) + (0,report_words/* place */.ik)({ ...location, path: '' }));
    const { side, path, startLine, endLine } = location;
    return escape_link(label, links?.blob(side, path, startLine, endLine)) + (side === 'base' ? ' (removed)' : '');
}
function blocks_text(value) {
    return markdown((0,report_plain/* clip */.$Q)(value, mostText));
}
/** A finding that somebody must act on. */
function fullFinding(finding, detail, links) {
    const { severity, confidence, rule } = finding;
    const facts = [placeLink(finding.location, links), confidence, codeSpan(rule)];
    return [
        `#### ${report_words/* severityMarks */.iq[severity]} ${markdown((0,report_plain/* clip */.$Q)(finding.title, mostTitle))}`,
        facts.join(' · '),
        ...(detail.texts ? [blocks_text(finding.message), ...reasons(finding)] : []),
        relatedPlaces(finding, detail, links),
    ]
        .filter(Boolean)
        .join('\n\n');
}
function reasons({ why, advice }) {
    const lines = [
        ...(why ? [`**Why it matters:** ${blocks_text(why)}`] : []),
        ...(advice ? [`**What to do:** ${blocks_text(advice)}`] : []),
    ];
    return lines.length === 0 ? [] : [lines.join('<br>\n')];
}
function relatedPlaces({ related }, detail, links) {
    if (related.length === 0 || detail.related === 0)
        return '';
    const shown = related.slice(0, detail.related);
    const rest = related.length - shown.length;
    return [
        ...shown.map((it) => `- ${placeLink(it, links)}${it.message ? `: ${markdown((0,report_plain/* clip */.$Q)(it.message, 200))}` : ''}`),
        ...(rest > 0 ? [`- and ${(0,report_words/* plural */.LS)(rest, 'more place')}`] : []),
    ].join('\n');
}
/** A finding as one item of a list. */
function shortFinding(finding, detail, links) {
    const head = `- ${report_words/* severityMarks */.iq[finding.severity]} ${placeLink(finding.location, links)}: ${markdown((0,report_plain/* clip */.$Q)(finding.title, mostTitle))}`;
    if (!detail.texts)
        return head;
    const body = [finding.message, finding.advice].filter(Boolean).map(blocks_text).join(' ');
    const places = relatedPlaces(finding, detail, links).replaceAll(/^/gm, '  ');
    return [head, ...(body ? [`  <br>${body}`] : []), ...(places.trim() ? [places] : [])].join('\n');
}
/** A part that opens on a click. The summary is plain words. */
function fold(summary, body) {
    return `<details><summary>${html(summary)}</summary>\n\n${body}\n\n</details>`;
}
/** A list of paths with one reason: ``- `a.csv`, `b.csv` and 3 more: binary``. */
function pathsWithReason(paths, reason, most = 5) {
    const shown = paths.slice(0, most).map((path) => codeSpan((0,report_plain/* clip */.$Q)(path, mostPath)));
    const rest = paths.length - shown.length;
    return `- ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}: ${words((0,report_plain/* clip */.$Q)(reason, 240))}`;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 17 modules
var schemas = __webpack_require__(8816);
// EXTERNAL MODULE: ./build/agents/agent.js
var agent = __webpack_require__(5266);
;// CONCATENATED MODULE: ./build/run/task.js
const taskStatuses = ['ok', 'failed', 'timed-out', 'over-budget', 'skipped'];

;// CONCATENATED MODULE: ./build/report/schema.js
/**
 * The report: the versioned JSON document that a review ends in. Everything a person sees is a view of it.
 *
 * Same base, head, config and answers give the same bytes, but for what is called timing:
 * `timing`, `agents[].durationMs` and `usage.githubRequests`. A reader of version 1 ignores keys it does not know.
 */




/** How a review can end. `passed` and `nothing-to-review` let a pull request merge, and so does `overridden`. */
const verdicts = ['passed', 'blocked', 'incomplete', 'overridden', 'nothing-to-review'];
/** What the pull request does to a node of the lineage picture. */
const impactStates = ['changed', 'broken', 'affected', 'exposed'];
const count = schemas/* int */.Whr().nonnegative();
const line = schemas/* int */.Whr().positive();
const milliseconds = schemas/* number */.aig().nonnegative();
const locationSchema = schemas/* object */.Ikc({
    path: schemas/* string */.YjP().describe('Relative to the repository, with forward slashes.'),
    side: schemas/* enum */.k5n(['base', 'head']).describe('The revision that the lines belong to: base for removed ones.'),
    startLine: line.describe('First line, counted from 1.'),
    endLine: line.describe('Last line, included.'),
});
const relatedSchema = locationSchema
    .extend({ message: schemas/* string */.YjP().describe('What this place has to do with the finding.') })
    .describe('A further place that belongs to a finding, such as one broken consumer.');
const findingSchema = schemas/* object */.Ikc({
    fingerprint: schemas/* string */.YjP().describe('Identity across pushes: it depends on no line number and no wording.'),
    rule: schemas/* string */.YjP().describe('agent/kebab-name.'),
    agents: schemas/* array */.YOg(schemas/* string */.YjP()).min(1).describe('The agents that reported it.'),
    severity: schemas/* enum */.k5n(finding/* severities */.gO).describe('How bad it would be.'),
    confidence: schemas/* enum */.k5n(finding/* confidences */.E2)
        .describe('How sure it is: proven from the two revisions alone, likely by a convention, or possible.'),
    blocking: schemas/* boolean */.zMY().describe('True if it alone keeps the pull request from merging.'),
    title: schemas/* string */.YjP().describe('One line: what is wrong. Names stand between backticks.'),
    message: schemas/* string */.YjP().describe('What happens and how it was shown. Names stand between backticks.'),
    why: schemas/* string */.YjP().describe('Why it matters, for somebody who does not know the rule.'),
    advice: schemas/* string */.YjP().describe('What to do about it.'),
    resource: schemas/* string */.YjP().describe('What it is about: a dbt unique id, else the path of the file.'),
    subject: schemas/* string */.YjP().optional().describe('What in the resource: a column, a test, a grantee.'),
    location: locationSchema.describe('Where it starts.'),
    related: schemas/* array */.YOg(relatedSchema).describe('Further places, nearest first.'),
})
    .describe('One problem that head adds over base.');
const spentSchema = schemas/* object */.Ikc({
    inputTokens: count.describe('Tokens sent to models.'),
    outputTokens: count.describe('Tokens received from models.'),
    costUsd: schemas/* number */.aig().nonnegative().describe('US dollars, by the price list in use.'),
});
const agentSchema = schemas/* object */.Ikc({
    name: schemas/* string */.YjP(),
    lane: schemas/* enum */.k5n(agent/* lanes */.w).describe('Its precedence: safety starts first and fails closed.'),
    status: schemas/* enum */.k5n(taskStatuses).describe('How it ended.'),
    attempts: count.describe('Tries that were made, retries included; 0 if it never started.'),
    durationMs: milliseconds.describe('Milliseconds of work, summed over its tasks.'),
    findings: count.describe('Findings in this report that it reported, shared ones included.'),
    reason: schemas/* string */.YjP().optional().describe('Why, unless its status is ok: one line.'),
    usage: spentSchema.describe('What its models used.'),
})
    .describe('One agent and how it ended.');
const coverageSchema = schemas/* object */.Ikc({
    changedFiles: count.describe('Files that the pull request changes.'),
    reviewedFiles: count.describe('Of these, the files that some agent reviewed to the end.'),
    notReviewed: schemas/* array */.YOg(schemas/* object */.Ikc({ path: schemas/* string */.YjP(), reason: schemas/* string */.YjP() }))
        .describe('The others, and why not.'),
})
    .describe('What was looked at.');
const timingSchema = schemas/* object */.Ikc({
    wallMs: milliseconds.describe('From start to end, in milliseconds.'),
    sequentialMs: milliseconds.describe('The sum of all tasks: what one after the other would have taken.'),
    criticalPathMs: milliseconds.describe('The longest chain of tasks that wait for each other.'),
    speedup: schemas/* number */.aig().nonnegative().describe('sequentialMs / wallMs.'),
})
    .describe('Not deterministic.');
const impactSchema = schemas/* object */.Ikc({
    nodes: schemas/* array */.YOg(schemas/* object */.Ikc({
        id: schemas/* string */.YjP().describe('A dbt unique id.'),
        label: schemas/* string */.YjP().describe('Its name, for people.'),
        type: schemas/* string */.YjP().describe('model, source, exposure, …'),
        state: schemas/* enum */.k5n(impactStates)
            .describe('changed by the pull request, broken by it, affected downstream, or exposed: seen by others.'),
    })),
    edges: schemas/* array */.YOg(schemas/* tuple */.PVZ([schemas/* string */.YjP(), schemas/* string */.YjP()]))
        .describe('[from, to], by node id, in the direction of data.'),
    omitted: count.describe('Nodes left out to keep the picture small.'),
})
    .describe('The part of the lineage that the pull request touches.');
const ignoredSchema = schemas/* object */.Ikc({
    rule: schemas/* string */.YjP(),
    resource: schemas/* string */.YjP(),
    path: schemas/* string */.YjP(),
    reason: schemas/* string */.YjP().describe('Who or what silenced it.'),
})
    .describe('A finding that was silenced on purpose.');
const reportSchema = schemas/* object */.Ikc({
    schemaVersion: schemas/* literal */.euz(1),
    tool: schemas/* object */.Ikc({ name: schemas/* string */.YjP(), version: schemas/* string */.YjP() }).describe('What made this report.'),
    conclusion: schemas/* enum */.k5n(['success', 'failure']).describe('What the check run says.'),
    verdict: schemas/* enum */.k5n(verdicts).describe('The answer: merge or do not, and why.'),
    base: schemas/* string */.YjP().describe('Commit id of the revision compared with.'),
    head: schemas/* string */.YjP().describe('Commit id of the revision reviewed, or worktree.'),
    policy: schemas/* object */.Ikc({
        failOnSeverity: schemas/* enum */.k5n([...finding/* severities */.gO, 'none']).describe('Findings at least this severe block.'),
    })
        .describe('What the verdict was reached by.'),
    findings: schemas/* array */.YOg(findingSchema).describe('The most important first.'),
    ignored: schemas/* array */.YOg(ignoredSchema).optional(),
    notes: schemas/* array */.YOg(schemas/* string */.YjP()).describe('What a reader must know to judge this report.'),
    agents: schemas/* array */.YOg(agentSchema),
    coverage: coverageSchema,
    impact: impactSchema.optional(),
    timing: timingSchema,
    usage: spentSchema
        .extend({
        githubRequests: count.describe("Requests made to GitHub's API and archives downloaded; in the results file, publishing included."),
    })
        .describe('What the whole review used.'),
})
    .describe('The result of one review by Parallel Review.');
/** The JSON schema (draft 2020-12) of the report, as committed in `schemas/report.schema.json`. */
function reportJsonSchema() {
    // As input: unknown keys stay allowed, so that version 1 can grow.
    return { title: 'Parallel Review report', ...z.toJSONSchema(reportSchema, { io: 'input' }) };
}

;// CONCATENATED MODULE: ./build/report/graph.js
/** The lineage picture as a mermaid graph, for GitHub's light and dark theme. */



/** More nodes than this are no picture any more. */
const mostNodes = 20;
/** Fill and text always come as a pair, so that each box can be read on any background. */
const styles = {
    changed: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069,stroke-width:2px',
    broken: 'fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-width:2px',
    affected: 'fill:#f6f8fa,stroke:#57606a,color:#24292f',
    exposed: 'fill:#fff8c5,stroke:#9a6700,color:#4d2d00,stroke-width:2px',
};
/** The shape says the type once more, for those who do not see the colours: people's things are round. */
function box(label, type) {
    if (type === 'exposure')
        return `([${label}])`;
    return type === 'source' || type === 'seed' ? `[(${label})]` : `[${label}]`;
}
/** A fenced mermaid block, or undefined if there is no edge to draw. */
function impactGraph(impact) {
    if (!impact)
        return undefined;
    const drawn = impact.nodes.slice(0, mostNodes);
    const ids = new Map(drawn.map((node, index) => [node.id, `n${index}`]));
    const edges = impact.edges.flatMap(([from, to]) => {
        const [a, b] = [ids.get(from), ids.get(to)];
        return a === undefined || b === undefined ? [] : [`  ${a} --> ${b}`];
    });
    if (edges.length === 0)
        return undefined;
    return [
        '```mermaid',
        'flowchart LR',
        ...drawn.map((node, index) => `  n${index}${box(mermaidLabel((0,report_plain/* clip */.$Q)(node.label, 60)), node.type)}:::${node.state}`),
        ...edges,
        ...[...new Set(drawn.map((node) => node.state))].map((state) => `  classDef ${state} ${styles[state]}`),
        '```',
    ].join('\n');
}
const legends = {
    changed: '🔵 changed here',
    broken: '🔴 breaks',
    affected: '⚪ affected downstream',
    exposed: '🟡 exposed',
};
/** What the colours mean, for the states that are drawn, and how much is not drawn. */
function impactLegend({ nodes, omitted }) {
    const drawn = new Set(nodes.slice(0, mostNodes).map((node) => node.state));
    const hidden = omitted + Math.max(0, nodes.length - mostNodes);
    return [
        ...impactStates.filter((state) => drawn.has(state)).map((state) => legends[state]),
        ...(hidden > 0 ? [`and ${hidden} more not shown`] : []),
    ].join(' · ');
}

;// CONCATENATED MODULE: ./build/report/document.js
/**
 * A report as one markdown document: verdict first, then what blocks, the lineage picture, the rest by agent,
 * and what a reader must know about the review itself. Too long, it drops the least important and says so.
 */






/**
 * GitHub says characters and, at least for check runs, counts bytes. UTF-8 bytes are never fewer than code points
 * or UTF-16 units, so what fits in bytes fits however it is counted.
 */
function size(text) {
    return Buffer.byteLength(text, 'utf8');
}
/** The document, never longer than the limit. */
function renderDocument(report, options) {
    for (const cut of cuts(report.findings.length)) {
        const text = document_document(report, cut, options);
        if (size(text) <= options.limit)
            return text;
    }
    return fewestFindings(report, options);
}
/** Related places go first, the least severe first; then the texts in the same order; then the picture. */
function* cuts(findings) {
    const detail = Object.fromEntries(finding/* severities */.gO.map((severity) => [severity, { related: 5, texts: true }]));
    const cut = { detail, findings, graph: true };
    yield cut;
    for (const related of [2, 0]) {
        for (const severity of finding/* severities */.gO.toReversed()) {
            detail[severity] = { related, texts: true };
            yield cut;
        }
    }
    for (const severity of finding/* severities */.gO.toReversed()) {
        detail[severity] = { related: 0, texts: false };
        yield cut;
    }
    yield { ...cut, graph: false };
}
/** As many titles as fit, found by bisection: a longer list is never a shorter document. */
function fewestFindings(report, options) {
    const none = { related: 0, texts: false };
    const detail = { critical: none, high: none, medium: none, low: none };
    let best = '';
    for (let [low, high] = [0, report.findings.length]; low <= high;) {
        const findings = (low + high) >> 1;
        const text = document_document(report, { detail, findings, graph: false }, options);
        if (size(text) <= options.limit) {
            best = text;
            low = findings + 1;
        }
        else
            high = findings - 1;
    }
    return best || (options.frame === false ? '' : verdictLine(report));
}
function document_document(report, cut, options) {
    const shown = report.findings.slice(0, cut.findings);
    const frame = options.frame ?? true;
    // Who owes an answer is the news of an incomplete review, and a footnote of any other.
    const incomplete = report.verdict === 'incomplete';
    return [
        frame ? `### ${verdictLine(report)}` : '',
        incomplete ? unanswered(report) : '',
        ...shown
            .filter((finding) => finding.blocking)
            .map((finding) => fullFinding(finding, cut.detail[finding.severity], options.links)),
        options.graph && cut.graph ? picture(report) : '',
        ...others(shown, cut, options.links),
        leftOut(report, cut, options),
        incomplete ? '' : unanswered(report),
        notes(report),
        notReviewed(report),
        frame ? footer(report, options.checkUrl) : '',
    ]
        .filter(Boolean)
        .join('\n\n');
}
/** `🛑 **Blocked**: 2 critical findings — breaks 3 models`. */
function verdictLine(report) {
    const { mark, word, rest } = (0,report_words/* headline */.Pl)(report);
    return `${mark} **${word}**${rest ? `: ${words(rest)}` : ''}`;
}
function unanswered(report) {
    return (0,report_words/* troubled */.Y3)(report)
        .slice(0, 20)
        .map((agent) => `⚠️ **${words(agent.name)}** ${(0,report_words/* ending */.K1)(agent)}${agent.reason ? `: ${markdown((0,report_plain/* clip */.$Q)(agent.reason, 300))}` : ''}`)
        .join('<br>\n');
}
function notes({ notes: all }) {
    return all
        .slice(0, 10)
        .map((note) => `> ${markdown((0,report_plain/* clip */.$Q)(note, 400))}`)
        .join('\n>\n');
}
function picture({ impact }) {
    const graph = impactGraph(impact);
    return graph && impact ? `${graph}\n\n<sub>${impactLegend(impact)}</sub>` : '';
}
/** What does not block, folded by the agent that found it first. */
function others(shown, cut, links) {
    const rest = shown.filter((finding) => !finding.blocking);
    return [...(0,report_words/* grouped */.zD)(rest, (finding) => finding.agents[0])].map(([agent, findings]) => fold(`${report_words/* severityMarks */.iq[findings[0].severity]} ${agent}: ${(0,report_words/* counts */.tQ)(findings)}`, findings.map((finding) => shortFinding(finding, cut.detail[finding.severity], links)).join('\n')));
}
function leftOut(report, cut, options) {
    const hidden = report.findings.slice(cut.findings);
    const shortened = report.findings
        .slice(0, cut.findings)
        .some(({ severity, message }) => message !== '' && !cut.detail[severity].texts);
    if (hidden.length === 0 && !shortened)
        return '';
    const what = [
        ...(hidden.length > 0 ? [`${(0,report_words/* counts */.tQ)(hidden)} left out`] : []),
        ...(shortened ? ['explanations left out'] : []),
    ];
    return `✂️ Too long for GitHub: ${what.join(', ')}. All of it is in ${escape_link(words(options.elsewhere), options.checkUrl)}.`;
}
function notReviewed({ coverage: { notReviewed: files } }) {
    if (files.length === 0)
        return '';
    const reasons = [...(0,report_words/* grouped */.zD)(files, (file) => file.reason)].slice(0, 10);
    const list = reasons.map(([reason, group]) => pathsWithReason(group.map((file) => file.path), reason));
    return fold(`Not reviewed: ${(0,report_words/* plural */.LS)(files.length, 'file')}`, list.join('\n'));
}
/** Agents, time, speed-up, coverage and cost on one small line. */
function footer(report, checkUrl) {
    const parts = [
        (0,report_words/* speed */.eY)(report),
        (0,report_words/* coverage */.vk)(report),
        (0,report_words/* spent */.RT)(report),
        report.ignored?.length ? `${(0,report_words/* plural */.LS)(report.ignored.length, 'finding')} silenced` : undefined,
        codeSpan(report.head.slice(0, 9)),
        checkUrl === undefined ? undefined : escape_link('full report', checkUrl),
    ];
    return `<sub>${parts.filter((part) => part !== undefined).join(' · ')}</sub>`;
}

;// CONCATENATED MODULE: ./build/report/markdown.js
/** The report as markdown for the command line: links are relative to the repository's root. */


function renderMarkdown(report) {
    const body = renderDocument(report, {
        links: {
            // What was removed is not in the work tree.
            blob: (side, path, line) => (side === 'base' ? undefined : `${encodedPath(path)}#L${line}`),
        },
        limit: Number.POSITIVE_INFINITY,
        elsewhere: 'the JSON report',
        graph: true,
    });
    return `${body}\n`;
}

;// CONCATENATED MODULE: ./build/report/sarif.js


/** GitHub refuses more in one run. The findings come most important first. */
const mostResults = 25_000;
const mostRelated = 100;
const levels = {
    critical: 'error',
    high: 'error',
    medium: 'warning',
    low: 'note',
};
/** The SARIF log as JSON, ending in a line break. Locations are in the head revision wherever it has one. */
function renderSarif(report, options) {
    const rules = usedRules(report, options.rules);
    const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
    const log = {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
            {
                tool: {
                    driver: {
                        name: report.tool.name,
                        semanticVersion: report.tool.version,
                        ...(options.informationUri !== undefined && { informationUri: options.informationUri }),
                        rules: rules.map(reportingDescriptor),
                    },
                },
                columnKind: 'utf16CodeUnits',
                originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
                invocations: [invocation(report)],
                results: report.findings.slice(0, mostResults).map((finding) => result(finding, indexes)),
            },
        ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
}
/** The rules that have findings, by id. A finding's rule that nobody described still gets an entry. */
function usedRules({ findings }, known) {
    const described = new Map(known.map((rule) => [rule.id, rule]));
    const used = new Map();
    for (const { rule: id, title, why, advice, severity } of findings) {
        if (!used.has(id))
            used.set(id, described.get(id) ?? { id, summary: (0,report_plain/* unmarked */.u7)(title), why, advice, severity });
    }
    return [...used.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
function reportingDescriptor({ id, summary, why, advice, severity }) {
    return {
        id,
        name: id,
        shortDescription: message(summary, id),
        fullDescription: message(why || summary, id),
        help: message(`${why} ${advice}`, id),
        defaultConfiguration: { level: levels[severity] },
        // No security-severity: it would file every finding as a security problem.
        properties: { tags: [id.split('/')[0]], 'problem.severity': problem[severity] },
    };
}
const problem = {
    critical: 'error',
    high: 'error',
    medium: 'warning',
    low: 'recommendation',
};
function invocation({ verdict, notes }) {
    return {
        executionSuccessful: verdict !== 'incomplete',
        ...(notes.length > 0 && {
            toolExecutionNotifications: notes.map((note) => ({
                level: 'note',
                message: message(note),
            })),
        }),
    };
}
function result(finding, indexes) {
    const { rule, severity, confidence, blocking, fingerprint, resource, agents } = finding;
    const text = [finding.title, finding.message, finding.advice]
        .filter(Boolean)
        .map((it) => sentence(it))
        .join(' ');
    const { at, others } = places(finding);
    return {
        ruleId: rule,
        ruleIndex: indexes.get(rule),
        level: levels[severity],
        message: message(text, rule),
        locations: [{ physicalLocation: physicalLocation(at) }],
        ...(others.length > 0 && {
            relatedLocations: others.slice(0, mostRelated).map((it, id) => ({
                id,
                physicalLocation: physicalLocation(it),
                message: message((it.side === 'base' ? '(before) ' : '') + it.message),
            })),
        }),
        partialFingerprints: { 'parallelReview/v1': fingerprint },
        properties: { severity, confidence, blocking, resource, agents },
    };
}
/** A viewer opens the head revision, so a removed line gives way to the first head place that is known. */
function places({ location, related }) {
    const head = location.side === 'base' ? related.find((it) => it.side === 'head') : undefined;
    return head
        ? { at: head, others: [{ ...location, message: 'The line that was removed.' }, ...related] }
        : { at: location, others: related };
}
/** SARIF wants some text in every message. */
function message(text, otherwise = '') {
    return { text: (0,report_plain/* unmarked */.u7)((0,report_plain/* clip */.$Q)(text, 8_000)) || (0,report_plain/* unmarked */.u7)(otherwise) || '–' };
}
function sentence(text) {
    const plain = (0,report_plain/* clip */.$Q)(text, 2_500).trim();
    return /[.!?…]$/.test(plain) || plain === '' ? plain : `${plain}.`;
}
function physicalLocation({ path, startLine, endLine }) {
    return {
        artifactLocation: { uri: encodedPath(path), uriBaseId: 'SRCROOT' },
        region: { startLine, endLine: Math.max(startLine, endLine) },
    };
}

// EXTERNAL MODULE: ./build/report/ansi.js
var ansi = __webpack_require__(968);
;// CONCATENATED MODULE: ./build/report/terminal.js



const severityStyles = {
    critical: ['red', 'bold'],
    high: ['magenta', 'bold'],
    medium: ['yellow'],
    low: ['dim'],
};
const terminal_mostRelated = 6;
/** The whole report, ending in a line break. It holds no control character but line breaks and its own colours. */
function renderTerminal(report, options) {
    const page = {
        paint: (0,ansi/* painter */.C2)(options.colour),
        width: Math.max(40, Math.min(options.width ?? 100, 100)),
    };
    const blocking = report.findings.filter((finding) => finding.blocking);
    const rest = report.findings.filter((finding) => !finding.blocking);
    const sections = [
        title(report, page),
        ...report.notes.slice(0, 10).map((note) => paragraph(`ℹ ${(0,report_plain/* unmarked */.u7)(note)}`, page, 2)),
        ...files(blocking, page),
        blocking.length > 0 && rest.length > 0 ? rule('does not block', page) : [],
        ...files(rest, page),
        agentTable(report, page),
        terminal_notReviewed(report, page),
        closing(report, page),
    ];
    return `${sections
        .filter((lines) => lines.length > 0)
        .map((lines) => lines.map(harmless).join('\n'))
        .join('\n\n')}\n`;
}
/** A line that a GitHub runner could take for a command to it is broken apart; indenting alone does not help. */
function harmless(line) {
    return line.replace(/^((?:\s|\u001B\[\d+m)*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}
function title(report, { paint, width }) {
    const { word, rest } = (0,report_words/* headline */.Pl)(report);
    const style = report.conclusion === 'failure' ? 'red' : report.verdict === 'overridden' ? 'yellow' : 'green';
    const mark = report.conclusion === 'failure' ? '✖' : report.verdict === 'overridden' ? '!' : '✔';
    const [first = '', ...more] = (0,ansi/* wrap */.LV)((0,report_plain/* visible */.RK)(`${mark} ${word}${rest ? `: ${rest}` : ''}`), width);
    const revisions = `${report.base.slice(0, 9)} → ${report.head.slice(0, 9)}`;
    return [
        ...[first, ...more].map((line) => paint(line, style, 'bold')),
        paint(`  ${(0,report_plain/* visible */.RK)(revisions)}`, 'dim'),
    ];
}
function rule(text, { paint, width }) {
    return [paint(`── ${text} ${'─'.repeat(Math.max(0, width - (0,ansi/* columns */.YB)(text) - 4))}`, 'dim')];
}
function files(findings, page) {
    return [...(0,report_words/* grouped */.zD)(findings, (finding) => finding.location.path)].flatMap(([path, group]) => [
        ...group.map((finding, index) => [
            ...(index === 0 ? [page.paint((0,report_plain/* visible */.RK)((0,report_plain/* clip */.$Q)(path, 200)), 'bold', 'cyan')] : []),
            ...entry(finding, page),
        ]),
    ]);
}
function entry(finding, page) {
    const { paint } = page;
    const { severity, confidence, location } = finding;
    const mark = `● ${severity}`;
    const [first = '', ...more] = (0,ansi/* wrap */.LV)((0,report_plain/* unmarked */.u7)((0,report_plain/* clip */.$Q)(finding.title, 400)), page.width - mark.length - 4);
    const facts = `${(0,report_words/* place */.ik)(location)}${location.side === 'base' ? ' (removed)' : ''} · ${finding.rule} · ${confidence}`;
    return [
        `  ${paint(mark, ...severityStyles[severity])}  ${paint(first, 'bold')}`,
        ...more.map((line) => ' '.repeat(mark.length + 4) + paint(line, 'bold')),
        ...paragraph((0,report_plain/* visible */.RK)(facts), page, 4, ['dim']),
        ...paragraph((0,report_plain/* unmarked */.u7)((0,report_plain/* clip */.$Q)(finding.message, 2_000)), page, 4),
        ...labelled('Why', finding.why, page),
        ...labelled('Do', finding.advice, page),
        ...terminal_relatedPlaces(finding, page),
    ];
}
function paragraph(text, { paint, width }, indent, styles = []) {
    if (text === '')
        return [];
    return (0,ansi/* wrap */.LV)(text, width - indent).map((line) => ' '.repeat(indent) + paint(line, ...styles));
}
/** `Why  text`, the following lines under the text. */
function labelled(label, text, { paint, width }) {
    if (text === '')
        return [];
    return (0,ansi/* wrap */.LV)((0,report_plain/* unmarked */.u7)((0,report_plain/* clip */.$Q)(text, 2_000)), width - 9).map((line, index) => index === 0 ? `    ${paint(label.padEnd(5), 'cyan')}${line}` : `${' '.repeat(9)}${line}`);
}
function terminal_relatedPlaces({ related }, page) {
    const shown = related.slice(0, terminal_mostRelated);
    const rest = related.length - shown.length;
    return [
        ...shown.flatMap((it) => {
            const [first = '', ...more] = (0,ansi/* wrap */.LV)((0,report_plain/* unmarked */.u7)(`→ ${(0,report_words/* place */.ik)(it)}${it.message ? `: ${(0,report_plain/* clip */.$Q)(it.message, 200)}` : ''}`), page.width - 6);
            return [`    ${first}`, ...more.map((line) => `      ${line}`)];
        }),
        ...(rest > 0 ? [page.paint(`    → and ${(0,report_words/* plural */.LS)(rest, 'more place')}`, 'dim')] : []),
    ];
}
const statusStyles = {
    ok: 'green',
    failed: 'red',
    'timed-out': 'red',
    'over-budget': 'yellow',
    skipped: 'dim',
};
function agentTable({ agents }, { paint, width }) {
    const name = Math.min(30, width - 25, Math.max(0, ...agents.map((agent) => agent.name.length)));
    const indent = name + 17;
    return agents.flatMap((agent) => {
        const ran = agent.status === 'ok';
        const mark = paint(ran ? '✔' : agent.status === 'skipped' ? '–' : '✖', statusStyles[agent.status]);
        const time = agent.status === 'skipped' ? '' : (0,report_words/* duration */.p0)(agent.durationMs);
        const result = ran ? (0,report_words/* plural */.LS)(agent.findings, 'finding') : (0,report_words/* ending */.K1)(agent);
        const reason = agent.reason === undefined ? '' : `: ${(0,report_plain/* unmarked */.u7)((0,report_plain/* clip */.$Q)(agent.reason, 300))}`;
        const [first = '', ...more] = (0,ansi/* wrap */.LV)(result + reason, Math.max(8, width - indent));
        return [
            `  ${mark} ${(0,report_plain/* visible */.RK)((0,report_plain/* clip */.$Q)(agent.name, name)).padEnd(name)}  ${time.padStart(9)}  ${first}`,
            ...more.map((line) => ' '.repeat(indent) + line),
        ];
    });
}
function terminal_notReviewed({ coverage: { notReviewed: all } }, page) {
    if (all.length === 0)
        return [];
    const shown = all.slice(0, 10);
    return [
        `  Not reviewed: ${(0,report_words/* plural */.LS)(all.length, 'file')}`,
        ...shown.flatMap(({ path, reason }) => paragraph((0,report_plain/* visible */.RK)(`${path}: ${reason}`), page, 4, ['dim'])),
        ...(all.length > shown.length ? [`    and ${all.length - shown.length} more`] : []),
    ];
}
function closing(report, page) {
    const facts = [(0,report_words/* speed */.eY)(report), (0,report_words/* coverage */.vk)(report), (0,report_words/* spent */.RT)(report)].filter((fact) => fact !== undefined);
    const silenced = report.ignored?.length ?? 0;
    if (silenced > 0)
        facts.push(`${(0,report_words/* plural */.LS)(silenced, 'finding')} silenced`);
    if (report.findings.length > 0)
        facts.unshift((0,report_words/* counts */.tQ)(report.findings));
    return paragraph(facts.join(' · '), page, 2, ['dim']);
}

// EXTERNAL MODULE: ./build/review.js + 94 modules
var review = __webpack_require__(9942);
// EXTERNAL MODULE: ./build/rules/index.js + 30 modules
var rules = __webpack_require__(8738);
;// CONCATENATED MODULE: ./build/run/clock.js
/** The machine's own monotonic clock. */
const systemClock = {
    now: () => performance.now(),
    after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
    },
};

// EXTERNAL MODULE: ./build/cli/arguments.js + 1 modules
var cli_arguments = __webpack_require__(9270);
// EXTERNAL MODULE: ./build/cli/configuration.js + 7 modules
var configuration = __webpack_require__(3315);
// EXTERNAL MODULE: ./build/cli/output.js
var cli_output = __webpack_require__(8288);
// EXTERNAL MODULE: ./build/cli/revisions.js + 6 modules
var revisions = __webpack_require__(7547);
// EXTERNAL MODULE: ./build/cli/terminal.js
var cli_terminal = __webpack_require__(8565);
;// CONCATENATED MODULE: ./build/cli/review.js
/** `review`: the same review as on GitHub, of a local repository. */











const formats = ['terminal', 'markdown', 'json', 'sarif'];
async function reviewCommand(invocation, terminal) {
    const format = (0,cli_arguments/* oneOf */.yL)('format', invocation.options['format'], formats);
    const output = (0,cli_arguments/* text */.Qq)(invocation.options['output']);
    const report = await reviewLocally(invocation, terminal);
    await (0,cli_output/* deliver */.c)(render(report, format, terminal, output === undefined), output, terminal);
    return exitCode(report);
}
/** The report of a local change. */
async function reviewLocally(invocation, terminal) {
    const { base, head, close } = await (0,revisions/* openRevisions */.R)(invocation, terminal);
    try {
        const config = await (0,configuration/* configurationOf */.Q)(invocation, base, terminal);
        return await (0,review/* review */.N)({ config, base, head, clock: systemClock });
    }
    finally {
        await close();
    }
}
/** What is to be written; `onScreen` if a person may be looking at it. */
function render(report, format, terminal, onScreen) {
    if (format === 'json')
        return `${JSON.stringify(report, null, 2)}\n`;
    if (format === 'sarif')
        return renderSarif(report, { rules: rules/* rules */.a });
    if (format === 'markdown')
        return renderMarkdown(report);
    return renderTerminal(report, {
        colour: onScreen && (0,cli_terminal/* wantsColour */.Ml)(terminal),
        ...(onScreen && terminal.stdout.columns && { width: terminal.stdout.columns }),
    });
}
function exitCode({ verdict, conclusion }) {
    if (verdict === 'incomplete')
        return 2;
    return conclusion === 'success' ? 0 : 1;
}


/***/ })

};
