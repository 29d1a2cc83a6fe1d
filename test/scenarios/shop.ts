/** The small dbt project that the scenarios change. */
import type { Files } from '../support/git-repository.ts';

export const shop: Files = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nmodel-paths: [models]\n',
  'models/stg_orders.sql':
    "select\n  id as order_id,\n  amount,\n  status\nfrom {{ source('raw', 'orders') }}\n",
  'models/orders.sql': "select order_id, amount, status from {{ ref('stg_orders') }}\n",
  'models/revenue.sql': "select order_id, amount from {{ ref('orders') }}\n",
  'models/schema.yml':
    'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\nmodels:\n  - name: stg_orders\n    description: Orders as they come.\n',
};

/** Takes away a column that another model reads. */
export const breaking: Files = {
  'models/stg_orders.sql': "select\n  id as order_id,\n  status\nfrom {{ source('raw', 'orders') }}\n",
};

/** A column more, documented: nothing to block. */
export const harmless: Files = {
  'README.md': 'A shop.\n',
};
