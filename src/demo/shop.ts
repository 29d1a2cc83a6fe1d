/** The sample: the dbt project of a shop that sells lamps online, as it stands on the main branch. */
import type { Files } from './files.ts';

const project: Files = {
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

const staging: Files = {
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

const marts: Files = {
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
export const shop: Files = { ...project, ...staging, ...marts };
