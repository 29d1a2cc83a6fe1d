/** The sample's pull request: an honest change with seven things that a tired reviewer would miss. */
import type { Files } from './files.ts';

interface Edit {
  path: string;
  /** Stands exactly once in the file. */
  find: string;
  replace: string;
}

export const title = 'Name the currency, and show marketing who buys';

const edits: readonly Edit[] = [
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

const added: Files = {
  'models/marts/sessions_daily.sql': `select
    date_trunc('day', viewed_at) as day,
    count(distinct session_id) as sessions,
    count(distinct customer_id) as customers
from {{ ref('fct_page_views') }}
group by 1
`,
};

/** The files that the pull request writes, given those of its base. */
export function pullRequest(base: Files): Files {
  const changed: Record<string, string> = { ...added };
  for (const { path, find, replace } of edits) {
    const text = changed[path] ?? base[path] ?? '';
    if (text.split(find).length !== 2)
      throw new Error(`the sample's ${path} does not hold '${find}' exactly once`);
    changed[path] = text.replace(find, () => replace);
  }
  return changed;
}
