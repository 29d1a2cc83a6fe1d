export const id = 541;
export const ids = [541];
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
// EXTERNAL MODULE: ./build/git/command.js
var command = __webpack_require__(3662);
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

// EXTERNAL MODULE: ./build/cli/interruption.js
var interruption = __webpack_require__(6518);
// EXTERNAL MODULE: ./build/cli/review.js + 19 modules
var review = __webpack_require__(6567);
;// CONCATENATED MODULE: ./build/cli/demo.js
/** `demo`: a review to look at, of a sample that one can change. */






/** 0 although the sample is blocked: that is what it is there to show. The sample stays where it is. */
async function demoCommand({ options }, terminal) {
    const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)((0,external_node_os_.tmpdir)(), 'parallel-review-demo-'));
    await makeSample(folder);
    const invocation = { options: { ...options, repo: folder, head: sampleBranch }, positionals: [] };
    const report = await (0,interruption/* interruptible */.In)(terminal.interruption, (signal) => (0,review.reviewLocally)(invocation, terminal, signal));
    terminal.stdout.write((0,review.render)(report, 'terminal', terminal, true));
    terminal.stderr.write(`
The sample is a git repository: ${folder}
Edit it, then review your edits with the rest of its pull request:

  ${terminal.self} review --repo ${folder}
`);
    return report.verdict === 'incomplete' ? 2 : 0;
}


/***/ })

};
