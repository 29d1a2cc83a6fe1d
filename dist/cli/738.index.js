export const id = 738;
export const ids = [738];
export const modules = {

/***/ 1633:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E2: () => (/* binding */ confidences),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   gO: () => (/* binding */ severities),
/* harmony export */   jZ: () => (/* binding */ atLeast)
/* harmony export */ });
/** What reviewers report. Every room speaks of findings in these words. */
/** Worst first; the order is the order of the report. */
const severities = ['critical', 'high', 'medium', 'low'];
/**
 * How sure a finding is, apart from how bad it would be.
 * `proven`: follows from the two revisions alone. `likely`: rests on a convention. `possible`: a hint.
 */
const confidences = ['proven', 'likely', 'possible'];
/** Marks a name in a finding's text as code; backticks and line breaks in the name cannot end the span. */
function code(name) {
    return `\`${name.replaceAll('`', "'").replaceAll(/\s+/g, ' ').trim()}\``;
}
/** True if `a` is at least as bad as `b`. */
function atLeast(a, b) {
    return severities.indexOf(a) <= severities.indexOf(b);
}


/***/ }),

/***/ 8738:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ rules)
});

// EXTERNAL MODULE: ./build/finding.js
var build_finding = __webpack_require__(1633);
;// CONCATENATED MODULE: ./build/rules/rule.js
/** Names a rule's type where it is written, so that the literal is checked. */
function defineRule(rule) {
    return rule;
}

;// CONCATENATED MODULE: ./build/rules/shared/text.js
/** Sentences that several rules build. */

/** `a`, `b` and 3 more. */
function listed(names, most = 3) {
    const shown = names.slice(0, most).map(build_finding/* code */.aY);
    const rest = names.length - shown.length;
    if (rest > 0)
        return `${shown.join(', ')} and ${rest} more`;
    if (shown.length < 2)
        return shown.join('');
    return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
/** `one model`, `3 models`. */
function counted(count, noun) {
    return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}
/** The same words at the start of a sentence. */
function sentence(words) {
    return words.charAt(0).toUpperCase() + words.slice(1);
}
/** A place in words: `models/orders.sql:12`. */
function placed(location) {
    return (0,build_finding/* code */.aY)(`${location.path}:${location.startLine}`);
}
/** Code-unit order by path and line; the order in which places are listed. */
function byPlace(a, b) {
    if (a.path !== b.path)
        return a.path < b.path ? -1 : 1;
    return a.startLine - b.startLine;
}

;// CONCATENATED MODULE: ./build/rules/shared/by-place.js

/** Findings about different resources that stand at the same line become the first of them, which names the others. */
function* onePerPlace(findings) {
    const groups = new Map();
    for (const finding of findings) {
        const { path, side, startLine } = finding.location;
        const key = `${side} ${startLine} ${path}`;
        const group = groups.get(key);
        if (group)
            group.push(finding);
        else
            groups.set(key, [finding]);
    }
    for (const [first, ...others] of groups.values()) {
        if (!first)
            continue;
        const names = [...new Set(others.map(({ resource }) => nameOf(resource)))];
        if (names.length === 0)
            yield first;
        else
            yield {
                ...first,
                title: `${first.title}, and ${counted(names.length, 'more model')} likewise`,
                message: `${first.message} The same line does it to ${listed(names, 8)}.`,
                related: [first, ...others].flatMap(({ related }) => related ?? []),
            };
    }
}
/** `model.shop.dim.v2` is called `dim.v2`. */
function nameOf(id) {
    return id.split('.').slice(2).join('.') || id;
}

;// CONCATENATED MODULE: ./build/rules/shared/pairs.js
/** The resources of these types that were changed and stayed. */
function* changedPairs(context, types) {
    for (const { base: before, head: after, changes } of context.workspace.projects) {
        if (!before || !after)
            continue;
        for (const change of changes) {
            const { base, head } = change;
            if (!base || !head || !types.includes(head.type))
                continue;
            if (base.enabled === false || head.enabled === false)
                continue;
            yield { change, base, head, before, after };
        }
    }
}
/** The resources of these types that are new and enabled. */
function* additions(context, types) {
    for (const { base: before, head: after, changes } of context.workspace.projects) {
        if (!after)
            continue;
        for (const { base, head } of changes) {
            if (base || !head || head.enabled === false || !types.includes(head.type))
                continue;
            yield before ? { head, before, after } : { head, after };
        }
    }
}
/** Resources that build a relation others can select from. */
const relationTypes = ['model', 'seed', 'snapshot'];
/** True if a file of the project at this path could not be read, so that what it says is unknown. */
function isUnreadable(project, path) {
    return project.problems.some((problem) => problem.span.path === path);
}

;// CONCATENATED MODULE: ./build/rules/cost/incremental-filter-removed.js




const rule = defineRule({
    id: 'cost/incremental-filter-removed',
    summary: 'An incremental model loses the filter that keeps its runs small',
    severity: 'high',
    why: 'Every run now scans and merges the whole history instead of the newest rows; the bill grows with the table.',
    advice: 'Filter by what is new inside `{% if is_incremental() %}`, or make the model a table on purpose.',
    silent: [
        'microbatch models, which dbt filters itself',
        'if the same column is filtered unconditionally now',
        'if a macro that is not in the repository may hold the filter',
        'if the model is no longer incremental, which is a finding of its own',
    ],
    examples: {
        fires: [
            {
                name: 'deletes the is_incremental() block',
                base: {
                    'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: events}]\n',
                    'models/events.sql': "{{ config(materialized='incremental', unique_key='id') }}\nselect id, at\nfrom {{ source('raw', 'events') }}\n{% if is_incremental() %}\nwhere at > (select max(at) from {{ this }})\n{% endif %}\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='incremental', unique_key='id') }}\nselect id, at\nfrom {{ source('raw', 'events') }}\n",
                },
                findings: [{ path: 'models/events.sql', line: 5, side: 'base' }],
            },
        ],
        silent: [
            {
                name: 'changes the window of the filter',
                base: {
                    'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if is_incremental() %}\nwhere at > 4\n{% endif %}\n",
                },
            },
            {
                name: 'filters the same column always',
                base: {
                    'models/events.sql': "{{ config(materialized='incremental') }}\nselect id, at from x\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='incremental') }}\nselect id, at from x\nwhere at > current_date - 3\n",
                },
            },
            {
                name: 'trims what the filter compares with, which only the warehouse knows',
                base: {
                    'models/events.sql': "{% set day = dbt_utils.get_column_values(this, 'day') if is_incremental() else var('start') %}\n{{ config(materialized='incremental') }}\nselect id, day from x where day >= '{{ day }}'\n",
                },
                head: {
                    'models/events.sql': "{% set day = dbt_utils.get_column_values(this, 'day') if is_incremental() else var('start') %}\n{{ config(materialized='incremental') }}\nselect id, day from x where day >= '{{ day | trim }}'\n",
                },
            },
            {
                name: 'lets dbt batch the model',
                base: {
                    'models/events.sql': "{{ config(materialized='incremental') }}\nselect id, at from x\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='at') }}\nselect id, at from x\n",
                },
            },
        ],
    },
    check: (context) => onePerPlace(lostFilters(context)),
});
function* lostFilters(context) {
    for (const pair of changedPairs(context, ['model'])) {
        const lost = lostFilter(pair);
        if (!lost)
            continue;
        const { head, before } = pair;
        yield {
            confidence: 'proven',
            title: `Incremental runs of ${(0,build_finding/* code */.aY)(head.name)} are no longer filtered`,
            message: `At base an incremental run is limited by ${(0,build_finding/* code */.aY)(writtenAs(context, lost))}; at head it reads every row.`,
            resource: head.id,
            location: before.locate(lost.span),
        };
    }
}
/** The lines of the predicate as its author wrote them: Jinja in them may reach beyond the predicate's own end. */
function writtenAs({ change }, { span, text }) {
    const file = change.base.text(span.path);
    if (file === undefined)
        return text;
    const end = file.indexOf('\n', span.end);
    return file.slice(file.lastIndexOf('\n', span.start) + 1, end < 0 ? undefined : end).trim();
}
function lostFilter({ base, head, before, after }) {
    const isIncremental = before.known(base, 'materialized') === 'incremental' &&
        after.known(head, 'materialized') === 'incremental';
    if (!isIncremental || after.known(head, 'incremental_strategy') === 'microbatch')
        return undefined;
    const then = before.query(base.id);
    const now = after.query(head.id);
    if (!then || !now || then.problem || now.problem || now.incrementalPredicates.length > 0)
        return undefined;
    const [lost] = then.incrementalPredicates;
    if (!lost || callsNewUnknownMacro(base.macros, head.macros))
        return undefined;
    const known = new Set(then.predicates.map(({ text }) => text));
    const words = new Set(then.incrementalPredicates.flatMap(({ text }) => wordsOf(text)));
    const isBounded = now.predicates.some(({ text }) => (!known.has(text) || holdsUnknown(text)) && wordsOf(text).some((word) => words.has(word)));
    return isBounded ? undefined : lost;
}
function callsNewUnknownMacro(base, head) {
    const known = new Set(base.filter(({ resolution }) => resolution === 'unknown').map(({ name }) => name));
    return head.some(({ name, resolution }) => resolution === 'unknown' && !known.has(name));
}
/** What a placeholder stands for may differ from run to run, so it may be the filter. */
const placeholder = /\w*hole_\d+/g;
function holdsUnknown(text) {
    return text.search(placeholder) >= 0;
}
/** Names in a predicate, without what is quoted. */
function wordsOf(text) {
    const bare = text
        .toLowerCase()
        .replaceAll(/'[^']*'/g, ' ')
        .replaceAll(placeholder, ' ');
    return (bare.match(/[a-z_]\w*/g) ?? []).filter((word) => !keywords.has(word));
}
const keywords = new Set([
    'and',
    'or',
    'not',
    'is',
    'null',
    'in',
    'between',
    'select',
    'from',
    'max',
    'min',
    'date',
    'timestamp',
    'interval',
    'cast',
    'as',
]);

;// CONCATENATED MODULE: ./build/rules/shared/audience.js
const publicFolders = /(^|\/)(marts?|public|published|publish|reporting|reports|exposed|shared|dashboards?|bi)\//i;
/** In words, why people outside the project read this model; undefined if nothing says that they do. */
function audienceOf(project, resource) {
    if (resource.type !== 'model')
        return undefined;
    if (project.known(resource, 'access') === 'public')
        return 'a public model';
    const exposure = project.consumers(resource.id).find((consumer) => consumer.resource.type === 'exposure');
    if (exposure)
        return `read by the ${exposure.resource.exposureType ?? 'exposure'} ${exposure.resource.name.replaceAll('`', "'")}`;
    const folder = resource.path.slice(project.root.length);
    const match = publicFolders.exec(folder);
    return match ? `a model in ${match[2]?.toLowerCase()}` : undefined;
}
/** True for models that people outside the project read. */
function isMart(project, resource) {
    return audienceOf(project, resource) !== undefined;
}
const readingTypes = new Set(['model', 'snapshot', 'exposure']);
/** Who reads a model when it has so many readers that a view costs more than a table; undefined if it has few. */
function manyReaders(project, { id }) {
    const readers = project.consumers(id).filter(({ resource }) => readingTypes.has(resource.type));
    const isMany = readers.length >= 3 || readers.some(({ resource }) => resource.type === 'exposure');
    return isMany ? readers : undefined;
}

;// CONCATENATED MODULE: ./build/rules/cost/incremental-to-full.js





const incremental_to_full_rule = defineRule({
    id: 'cost/incremental-to-full',
    summary: 'An incremental model becomes a table or view, or is rebuilt in full at every run',
    severity: 'high',
    why: 'Every run now processes the whole history; what cost minutes a day can cost hours.',
    advice: 'Keep it incremental, or say in the pull request why a full build is affordable.',
    silent: [
        'new models',
        'if the setting depends on the target, a variable or the environment',
        'materialized views and dynamic tables, which the warehouse keeps up to date itself',
        'a view with many readers, which is a finding of `cost/view-fanout`',
    ],
    examples: {
        fires: [
            {
                name: 'makes an incremental model a table',
                base: { 'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
                head: { 'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id\n" },
                findings: [{ path: 'models/events.sql', line: 1 }],
            },
            {
                name: 'forces a full refresh',
                base: { 'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
                head: {
                    'models/events.sql': "{{ config(\n  materialized='incremental',\n  full_refresh=true\n) }}\nselect 1 as id\n",
                },
                findings: [{ path: 'models/events.sql', line: 3 }],
            },
            {
                name: 'removes the setting, so that the default applies',
                base: { 'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
                head: { 'models/events.sql': 'select 1 as id\n' },
                findings: [{ path: 'models/events.sql', line: 1, side: 'base' }],
            },
        ],
        silent: [
            {
                name: 'makes the file unreadable, so that its setting is unknown',
                base: { 'models/events.sql': "{{ config({'materialized': 'incremental'}) }}\nselect 1 as id\n" },
                head: {
                    'models/events.sql': "{{ config({'materialized': 'incremental' 'schema': 'x'}) }}\nselect 1 as id\n",
                },
            },
            {
                name: 'adds a new table',
                base: {},
                head: { 'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id\n" },
            },
            {
                name: 'moves the setting to the properties file',
                base: { 'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
                head: {
                    'models/events.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: events\n    config:\n      materialized: incremental\n',
                },
            },
            {
                name: 'makes it depend on the target',
                base: { 'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
                head: {
                    'models/events.sql': "{{ config(materialized='incremental' if target.name == 'prod' else 'table') }}\nselect 1 as id\n",
                },
            },
        ],
    },
    check: (context) => onePerPlace(rebuilt(context)),
});
function* rebuilt(context) {
    for (const { base, head, before, after } of changedPairs(context, ['model'])) {
        if (before.known(base, 'materialized') !== 'incremental')
            continue;
        const now = after.known(head, 'materialized');
        const isFull = now === 'table' || now === 'view';
        const isForced = now === 'incremental' &&
            after.known(head, 'full_refresh') === true &&
            before.known(base, 'full_refresh') !== true;
        if (!isFull && !isForced)
            continue;
        // A view with many readers is the worse of the two, and has a rule of its own.
        if (now === 'view' && manyReaders(after, head))
            continue;
        const span = after.setting(head, isFull ? 'materialized' : 'full_refresh').span;
        const old = before.setting(base, 'materialized').span;
        yield {
            confidence: 'proven',
            title: isFull
                ? `${(0,build_finding/* code */.aY)(head.name)} is no longer incremental but a ${now}`
                : `${(0,build_finding/* code */.aY)(head.name)} is rebuilt in full at every run`,
            message: isFull
                ? `It was ${(0,build_finding/* code */.aY)('incremental')} at base: each run built only what was new.`
                : `${(0,build_finding/* code */.aY)('full_refresh')} overrides the incremental build.`,
            resource: head.id,
            location: span ? after.locate(span) : before.locate(old ?? base.span),
        };
    }
}

;// CONCATENATED MODULE: ./build/rules/cost/partition-removed.js




const partition_removed_rule = defineRule({
    id: 'cost/partition-removed',
    summary: 'A table loses its partitioning, clustering, sort or distribution key, or changes it',
    severity: 'high',
    why: 'Queries that read a part of the table scan all of it from now on, and changing the layout rebuilds the table once.',
    advice: 'Keep the setting; if the layout is meant to change, plan the rebuild and check who filters by the old column.',
    silent: [
        'if the model becomes a view, which has no layout',
        'added or renamed columns, other spellings of the same columns, and settings that depend on the target',
        'Databricks: from `partition_by` to `liquid_clustered_by` is advised',
    ],
    examples: {
        fires: [
            {
                name: 'removes partition_by from a table',
                base: {
                    'models/events.sql': "{{ config(\n  materialized='table',\n  partition_by={'field': 'day', 'data_type': 'date'}\n) }}\nselect 1 as id, current_date as day\n",
                },
                head: {
                    'models/events.sql': "{{ config(\n  materialized='table'\n) }}\nselect 1 as id, current_date as day\n",
                },
                findings: [
                    { path: 'models/events.sql', line: 3, side: 'base', severity: 'high', subject: 'partition_by' },
                ],
            },
            {
                name: 'no longer demands a partition filter',
                base: {
                    'models/events.sql': "{{ config(\n  materialized='table',\n  partition_by={'field': 'day'},\n  require_partition_filter=true\n) }}\nselect 1 as id\n",
                },
                head: {
                    'models/events.sql': "{{ config(\n  materialized='table',\n  partition_by={'field': 'day'},\n  require_partition_filter=false\n) }}\nselect 1 as id\n",
                },
                findings: [{ path: 'models/events.sql', line: 4, severity: 'high' }],
            },
            {
                name: 'clusters by another column',
                base: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by=['id']) }}\nselect 1 as id, 2 as day\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by=['day']) }}\nselect 1 as id, 2 as day\n",
                },
                findings: [{ path: 'models/events.sql', line: 1, severity: 'medium' }],
            },
        ],
        silent: [
            {
                name: 'adds a second cluster column and writes the first as a list',
                base: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by='id') }}\nselect 1 as id\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by=['id', 'day']) }}\nselect 1 as id\n",
                },
            },
            {
                name: 'renames the column that it is clustered by',
                base: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by='day') }}\nselect 1 as day\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by='on_day') }}\nselect 1 as on_day\n",
                },
            },
            {
                name: 'makes the table a view',
                base: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by='id') }}\nselect 1 as id\n",
                },
                head: { 'models/events.sql': "{{ config(materialized='view') }}\nselect 1 as id\n" },
            },
            {
                name: 'moves from partitions to liquid clustering',
                base: {
                    'models/events.sql': "{{ config(materialized='table', partition_by='day') }}\nselect 1 as id\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='table', liquid_clustered_by='day') }}\nselect 1 as id\n",
                },
            },
            {
                name: 'moves the setting to the properties file',
                base: {
                    'models/events.sql': "{{ config(materialized='table', cluster_by='id') }}\nselect 1 as id\n",
                },
                head: {
                    'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: events\n    config: {cluster_by: id}\n',
                },
            },
        ],
    },
    check: (context) => onePerPlace(lostLayouts(context)),
});
function* lostLayouts(context) {
    for (const pair of changedPairs(context, ['model', 'snapshot', 'seed'])) {
        const { head, before, after } = pair;
        if (!isStored(after.known(head, 'materialized'), head.type))
            continue;
        if (!isStored(before.known(pair.base, 'materialized'), head.type))
            continue;
        for (const key of layoutKeys) {
            const change = layoutChange(pair, key);
            if (!change)
                continue;
            yield {
                severity: change.severity,
                confidence: 'proven',
                title: `${(0,build_finding/* code */.aY)(head.name)} ${change.verb} ${(0,build_finding/* code */.aY)(key)}`,
                message: `At base it was ${(0,build_finding/* code */.aY)(JSON.stringify(change.was))}${change.is === undefined ? '' : `, now it is ${(0,build_finding/* code */.aY)(JSON.stringify(change.is))}`}.`,
                resource: head.id,
                subject: key,
                location: change.location,
            };
        }
    }
}
const layoutKeys = [
    'partition_by',
    'cluster_by',
    'require_partition_filter',
    'sort',
    'dist',
    'partitioned_by',
    'clustered_by',
    'liquid_clustered_by',
    'order_by',
    'primary_index',
];
function isStored(materialized, type) {
    return type !== 'model' || materialized === 'table' || materialized === 'incremental';
}
function layoutChange(pair, key) {
    const { base, head, before, after } = pair;
    const was = before.known(base, key);
    const now = after.setting(head, key);
    if (isEmpty(was) || !now.value.known)
        return undefined;
    const is = now.value.value;
    const place = now.span && after.locate(now.span);
    const oldSpan = before.setting(base, key).span;
    const oldPlace = before.locate(oldSpan ?? base.span);
    if (isEmpty(is) || is === false) {
        if (key === 'partition_by' && !isEmpty(after.known(head, 'liquid_clustered_by')))
            return undefined;
        const location = isEmpty(is) ? oldPlace : (place ?? oldPlace);
        return { severity: 'high', verb: 'loses', was, is: isEmpty(is) ? undefined : is, location };
    }
    if (keepsLayout(was, is) || isRename(pair, was, is))
        return undefined;
    return { severity: 'medium', verb: 'changes', was, is, location: place ?? oldPlace };
}
function isEmpty(value) {
    return (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0));
}
/** True if head orders by the same columns first. Only what prunes counts, not how it is written. */
function keepsLayout(was, is) {
    const [old, current] = [columnsOf(was), columnsOf(is)];
    return old.every((column, index) => current[index] === column);
}
/** True if the columns it was laid out by are gone: then it has to be laid out by others, which the rename brings. */
function isRename({ after, head }, was, is) {
    const output = after.output(head.id);
    const [old, current] = [columnsOf(was), columnsOf(is)];
    if (output.open.length > 0 || old.length !== current.length)
        return false;
    const has = (entry) => output.columns.some(({ name }) => name === entry?.split(' by ')[0]);
    const moved = old.flatMap((column, index) => (column === current[index] ? [] : [index]));
    return moved.every((index) => !has(old[index]) && has(current[index]));
}
function columnsOf(value) {
    if (Array.isArray(value))
        return value.flatMap(columnsOf);
    if (typeof value === 'object' && value !== null) {
        const { field, granularity } = value;
        return [`${String(field).toLowerCase()} by ${String(granularity ?? 'day').toLowerCase()}`];
    }
    return String(value)
        .toLowerCase()
        .split(',')
        .map((part) => part.trim());
}

;// CONCATENATED MODULE: ./build/rules/cost/view-fanout.js






const view_fanout_rule = defineRule({
    id: 'cost/view-fanout',
    summary: 'A table becomes a view although several models or a dashboard read it',
    severity: 'high',
    why: 'A table computes its query once per run; a view computes it again for each reader and each time a dashboard is opened.',
    advice: 'Keep the table, or make sure that the query is as cheap as reading its source.',
    silent: [
        'fewer than three readers and no exposure',
        'views that only pass columns on are medium, not high',
        'if the setting depends on the target, a variable or the environment',
    ],
    examples: {
        fires: [
            {
                name: 'makes a joined table with three readers a view',
                base: {
                    'models/a.sql': 'select 1 as id\n',
                    'models/b.sql': 'select 1 as id, 2 as n\n',
                    'models/wide.sql': "{{ config(materialized='table') }}\nselect a.id, sum(b.n) as n from {{ ref('a') }} a join {{ ref('b') }} b on a.id = b.id group by 1\n",
                    'models/r1.sql': "select id from {{ ref('wide') }}\n",
                    'models/r2.sql': "select id from {{ ref('wide') }}\n",
                    'models/r3.sql': "select id from {{ ref('wide') }}\n",
                },
                head: {
                    'models/wide.sql': "{{ config(materialized='view') }}\nselect a.id, sum(b.n) as n from {{ ref('a') }} a join {{ ref('b') }} b on a.id = b.id group by 1\n",
                },
                findings: [{ path: 'models/wide.sql', line: 1, severity: 'high' }],
            },
            {
                name: 'makes a table that a dashboard reads a view, by removing the setting',
                base: {
                    'models/orders.sql': "{{ config(materialized='table') }}\nselect count(*) as n\n",
                    'models/exposures.yml': "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on: [ref('orders')]\n",
                },
                head: { 'models/orders.sql': 'select count(*) as n\n' },
                findings: [{ path: 'models/orders.sql', line: 1, side: 'base', severity: 'high' }],
            },
        ],
        silent: [
            {
                name: 'makes a table with one reader a view',
                base: {
                    'models/a.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
                    'models/b.sql': "select id from {{ ref('a') }}\n",
                },
                head: { 'models/a.sql': "{{ config(materialized='view') }}\nselect 1 as id\n" },
            },
            {
                name: 'makes it depend on the target',
                base: {
                    'models/a.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
                    'models/exposures.yml': "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on: [ref('a')]\n",
                },
                head: {
                    'models/a.sql': "{{ config(materialized=('table' if target.name == 'prod' else 'view')) }}\nselect 1 as id\n",
                },
            },
        ],
    },
    check: (context) => onePerPlace(fannedOut(context)),
});
function* fannedOut(context) {
    for (const pair of changedPairs(context, ['model'])) {
        const { base, head, before, after } = pair;
        const was = before.known(base, 'materialized');
        const is = after.known(head, 'materialized');
        if ((was !== 'table' && was !== 'incremental') || (is !== 'view' && is !== 'ephemeral'))
            continue;
        const readers = manyReaders(after, head);
        if (!readers)
            continue;
        const span = after.setting(head, 'materialized').span;
        yield {
            severity: isCheap(pair) ? 'medium' : 'high',
            confidence: 'proven',
            title: `${(0,build_finding/* code */.aY)(head.name)} becomes ${is === 'view' ? 'a view' : 'ephemeral'} with ${counted(readers.length, 'reader')}`,
            message: `It was ${(0,build_finding/* code */.aY)(String(was))} at base; now each of its readers computes it again.`,
            resource: head.id,
            location: span
                ? after.locate(span)
                : before.locate(before.setting(base, 'materialized').span ?? base.span),
            related: readers.map((reader) => placeOf(pair, reader)).sort(byPlace),
        };
    }
}
function placeOf({ after }, { resource, span }) {
    return { ...after.locate(span), message: `${resource.type} ${(0,build_finding/* code */.aY)(resource.name)} reads it` };
}
/** A view that only renames and passes columns on costs its readers nothing but its source's scan. */
function isCheap({ head, after }) {
    const query = after.query(head.id);
    return (query !== undefined &&
        query.output.columns.length > 0 &&
        query.output.columns.every(({ passthrough }) => passthrough));
}

;// CONCATENATED MODULE: ./build/rules/shared/pii.js
/** Names that stand for personal data on their own. */
const strong = /(^|_)(e?mail|e?mail_address|email|ssn|social_security(_number)?|passport(_number)?|dob|date_of_birth|birth_?date|phone(_number)?|mobile(_number)?|iban|card_number|credit_card(_number)?|bank_account(_number)?|first_?name|last_?name|surname|street(_address)?|tax_id|driver_?licen[cs]e(_number)?|ip_address|salary|diagnosis)$/;
/** Much has a full name: a mode of transport, a file, a place. A person's is called after the person, or nothing. */
const fullName = /^((user|customer|client|person|people|contact|employee|staff|owner|lead|member|patient|rider|passenger|driver|author|account|subscriber|student|teacher|guest|buyer|billing|recipient)_)?full_?name$/;
/** Names about such data that are not the data. */
const harmless = /^(is|has|was|are|num|count|total|n)_|_(count|hash|hashed|at|date|type|template|campaign|domain|status|flag|id|key|opt_in|enabled|verified)$|(product|company|file|table|template|event|campaign|column|model|agency|feed|route|stop|organization|service|system|bot|support|sender|from|reply_to|noreply)_/;
/** True if the name alone says that a column holds personal data. */
function isPersonalName(column) {
    const name = column.toLowerCase();
    if (name === 'date_of_birth' || name === 'birth_date' || name === 'tax_id')
        return true;
    return fullName.test(name) || (strong.test(name) && !harmless.test(name));
}
const levels = /^(pii|phi|pci|personal|sensitive|confidential|restricted|private|gdpr|identifier|quasi_identifier|secret)$/i;
const keys = /^(contains_)?(pii|phi|pci|gdpr|is_pii|sensitive|is_sensitive)$/i;
const classifiers = /^((data_?)?(classification|sensitivity|privacy)(_level)?|pii_(type|level|category|class)|privacy_category)$/i;
/** How a documented column is classified as personal data, in its own words; undefined if it is not. */
function classificationOf(column) {
    const policy = column.policyTags[0];
    if (policy !== undefined)
        return `policy tag ${policy}`;
    return markIn(column.meta, column.tags);
}
/** The same for what `meta` and `tags` say of a whole resource or column. */
function markIn(meta, tags) {
    const tag = tags.find((name) => levels.test(name.split(/[:=/]/)[0] ?? ''));
    if (tag !== undefined)
        return `tag ${tag}`;
    for (const [key, value] of Object.entries(meta)) {
        if (keys.test(key) && isYes(value))
            return `meta ${key}`;
        if (classifiers.test(key) && typeof value === 'string' && levels.test(value))
            return `meta ${key}: ${value}`;
    }
    return undefined;
}
function isYes(value) {
    return value === true || (typeof value === 'string' && !/^(false|no|none|n|0|)$/i.test(value));
}
function documented(resource, column) {
    return resource?.properties?.columns.find(({ name }) => name.toLowerCase() === column);
}
/** Functions and operators after which a value no longer tells who a person is. Operators are called as the SQL parser calls them. */
const breakers = [
    /^(sha\d*|md5|hash|farm_fingerprint|murmur|xxhash)/,
    /(surrogate_key|mask|hash|redact|anonymi[sz]e|encrypt|tokeni[sz]e|pseudonymi[sz]e)/,
    /^(count|count_if|countif|count_distinct|approx_.*|length|len|char_length|exists|row_number|rank|dense_rank|ntile)$/,
    /^(is_(not_)?(null|true|false|distinct_from)|(not_)?eq|spaceship|(gt|lt)(_eq)?|in_list|in_subquery|in_unnest|between|i?_?like|like_any|similar_to|r_?like|reg_?exp.*|contains.*|starts?_?with|ends?_?with)$/,
    /^(split|split_part|net\.\w+|left|right|substr|substring|strpos|position|charindex|year|extract|date_trunc|date_?diff|age)$/,
];
/** True if something on the way hides the person: a hash, a mask, a count, a comparison, a part of the text. */
function isMasked({ functions }) {
    return functions.some((name) => breakers.some((pattern) => pattern.test(name)));
}
/**
 * Follows a column upstream along unmasked flows to a column that is classified, or is called like
 * personal data. A classification wins over a name. Undefined if neither is found.
 */
function personalOrigin(project, id, column, seen = new Set()) {
    const key = `${id} ${column}`;
    if (seen.has(key) || seen.size > 500)
        return undefined;
    seen.add(key);
    const here = { id, column };
    const entry = documented(project.resources.get(id), column);
    const classification = entry && classificationOf(entry);
    if (classification !== undefined)
        return { path: [here], classification };
    const output = project.output(id).columns.find(({ name }) => name === column);
    let byName;
    for (const origin of output?.origins ?? []) {
        if (isMasked(origin))
            continue;
        const found = personalOrigin(project, origin.relation, origin.column, seen);
        if (found?.classification !== undefined)
            return { ...found, path: [here, ...found.path] };
        byName ??= found && { path: [here, ...found.path] };
    }
    if (byName)
        return byName;
    const isLeaf = !output || output.origins.length === 0;
    return isLeaf && isPersonalName(column) ? { path: [here] } : undefined;
}

;// CONCATENATED MODULE: ./build/rules/shared/removed-columns.js
/**
 * Columns that base surely had and head surely lacks. Base need not be closed (a column that is seen is
 * there), head must be. A column that only vanished because an upstream relation of this pull request
 * lost it is left to that relation: one finding per root cause.
 */
function removedColumns(pair) {
    const { before, after, base, head } = pair;
    if (!pair.change.because.some((cause) => changesColumns(pair, cause)))
        return [];
    const now = after.output(head.id);
    if (now.open.length > 0)
        return [];
    const stillThere = new Set(now.columns.map((column) => column.name));
    return before
        .output(base.id)
        .columns.filter((column) => column.certain && !stillThere.has(column.name))
        .filter((column) => {
        const [origin] = column.origins;
        return !(column.passthrough && origin && isGone(pair, origin.relation, origin.column));
    })
        .map((column) => ({ name: column.name, location: before.locate(column.span) }));
}
/** Properties say what a model is; only of a snapshot that is written in YAML do they say what it selects from. */
function changesColumns({ head }, cause) {
    if (cause === 'properties')
        return head.type === 'snapshot' && !head.path.endsWith('.sql');
    return cause === 'sql' || cause === 'macro' || cause === 'config';
}
function isGone({ before, after }, relation, column) {
    if (!after.resources.has(relation))
        return false;
    const now = after.output(relation);
    return (now.open.length === 0 &&
        !now.columns.some(({ name }) => name === column) &&
        before.output(relation).columns.some(({ name }) => name === column));
}

;// CONCATENATED MODULE: ./build/rules/docs/column-doc-stale.js






const column_doc_stale_rule = defineRule({
    id: 'docs/column-doc-stale',
    summary: 'A properties file still describes a column that the pull request removes from the model',
    severity: 'medium',
    why: 'The catalogue keeps promising a column that is not there, and a contract or persisted docs fail on it.',
    advice: 'Remove the entry, or rename it with the column.',
    silent: [
        'columns that were missing before this pull request',
        'if the new column list cannot be known completely',
        'several columns of one model are one finding',
    ],
    examples: {
        fires: [
            {
                name: 'removes a column and keeps its entry',
                base: {
                    'models/orders.sql': 'select 1 as id, 2 as amount\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n      - name: amount\n        description: In euros\n',
                },
                head: { 'models/orders.sql': 'select 1 as id\n' },
                findings: [{ path: 'models/schema.yml', line: 6, subject: 'amount' }],
            },
            {
                name: 'removes several columns and keeps their entries',
                base: {
                    'models/orders.sql': 'select 1 as id, 2 as amount, 3 as tax\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n      - name: tax\n      - name: amount\n',
                },
                head: { 'models/orders.sql': 'select 1 as id\n' },
                findings: [{ path: 'models/schema.yml', line: 6 }],
            },
        ],
        silent: [
            {
                name: 'removes the column with its entry',
                base: {
                    'models/orders.sql': 'select 1 as id, 2 as amount\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns: [{name: id}, {name: amount}]\n',
                },
                head: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns: [{name: id}]\n',
                },
            },
            {
                name: 'changes a model whose entry was stale before',
                base: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns: [{name: amount}]\n',
                },
                head: { 'models/orders.sql': 'select 2 as id\n' },
            },
            {
                name: 'writes the column in another case',
                base: {
                    'models/orders.sql': 'select 1 as AMOUNT\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns: [{name: amount}]\n',
                },
                head: { 'models/orders.sql': 'select 1 as amount\n' },
            },
        ],
    },
    *check(context) {
        for (const pair of changedPairs(context, relationTypes)) {
            const stale = removedColumns(pair).flatMap((column) => documented(pair.head, column.name) ?? []);
            const [first, ...others] = stale
                .map((entry) => ({ entry, place: pair.after.locate(entry.nameSpan) }))
                .sort((a, b) => a.place.startLine - b.place.startLine);
            if (!first)
                continue;
            const names = [first, ...others].map(({ entry }) => entry.name);
            yield {
                confidence: 'proven',
                title: `${listed(names)} of ${(0,build_finding/* code */.aY)(pair.head.name)} ${names.length === 1 ? 'is' : 'are'} documented, but no longer there`,
                message: `This pull request removes ${names.length === 1 ? 'the column' : `${names.length} columns`} from ${(0,build_finding/* code */.aY)(pair.head.name)} and keeps what the properties file says of ${names.length === 1 ? 'it' : 'them'}.`,
                resource: pair.head.id,
                ...(others.length === 0 && { subject: first.entry.name.toLowerCase() }),
                location: first.place,
                related: others.map(({ entry, place }) => ({ ...place, message: `entry of ${(0,build_finding/* code */.aY)(entry.name)}` })),
            };
        }
    },
});

;// CONCATENATED MODULE: ./build/rules/docs/new-model-undocumented.js





const new_model_undocumented_rule = defineRule({
    id: 'docs/new-model-undocumented',
    summary: 'A new model has no description',
    severity: 'medium',
    why: 'Whoever finds the model later cannot tell what one row of it is, and builds the next one beside it.',
    advice: 'Add an entry with a description to a properties file: what one row is, and what it is for.',
    silent: [
        'if the description is in a doc block, or anywhere in the project',
        'low instead of medium for models that only the project itself reads',
        'projects in which hardly any model is described',
        'several new models of one project are one finding',
    ],
    examples: {
        fires: [
            {
                name: 'adds a mart without a description',
                base: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
                },
                head: { 'models/marts/revenue.sql': "select id from {{ ref('orders') }}\n" },
                findings: [{ path: 'models/marts/revenue.sql', line: 1, severity: 'medium' }],
            },
            {
                name: 'adds a staging model with an entry that says nothing',
                base: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
                },
                head: {
                    'models/staging/stg_items.sql': 'select 1 as id\n',
                    'models/staging/schema.yml': 'version: 2\nmodels:\n  - name: stg_items\n    description: ""\n',
                },
                findings: [{ path: 'models/staging/stg_items.sql', line: 1, severity: 'low' }],
            },
            {
                name: 'adds several models without descriptions',
                base: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
                },
                head: {
                    'models/base/base_items.sql': 'select 1 as id\n',
                    'models/marts/items.sql': "select id from {{ ref('base_items') }}\n",
                },
                findings: [{ path: 'models/marts/items.sql', line: 1, severity: 'medium' }],
            },
        ],
        silent: [
            {
                name: 'adds a model with its description',
                base: {},
                head: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
                },
            },
            {
                name: 'describes it in a doc block',
                base: {},
                head: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'orders\') }}"\n',
                    'models/docs.md': '{% docs orders %}One row an order{% enddocs %}\n',
                },
            },
            {
                name: 'moves an undescribed model',
                base: { 'models/orders.sql': 'select 1 as id\n' },
                head: { 'models/orders.sql': null, 'models/staging/orders.sql': 'select 1 as id\n' },
            },
        ],
    },
    *check(context) {
        const projects = new Map();
        for (const { head, after, before } of additions(context, ['model'])) {
            if (head.properties?.description || (before && !usuallyDescribes(before)))
                continue;
            if (hasUnreadableProperties(after))
                continue;
            projects.set(after, [...(projects.get(after) ?? []), head]);
        }
        for (const [project, models] of projects) {
            // The models that others read come first: they are where the finding is shown.
            const [first, ...others] = models.toSorted((a, b) => Number(isMart(project, b)) - Number(isMart(project, a)));
            const start = (head) => project.locate({ ...head.span, end: head.span.start });
            yield {
                severity: isMart(project, first) ? 'medium' : 'low',
                confidence: 'proven',
                title: `${listed([first, ...others].map(({ name }) => name))} ${others.length === 0 ? 'has' : 'have'} no description`,
                message: `No properties file says what a row of ${others.length === 0 ? 'the new model' : `these ${models.length} new models`} is.`,
                resource: others.length === 0 ? first.id : `${project.root}${project.root && '/'}dbt_project.yml`,
                location: start(first),
                related: others.map((head) => ({ ...start(head), message: `model ${(0,build_finding/* code */.aY)(head.name)}` })),
            };
        }
    },
});
/** A team that describes fewer than one model in five has decided not to; reminding it helps nobody. */
function usuallyDescribes(project) {
    const models = [...project.resources.values()].filter(({ type, package: name }) => type === 'model' && name === project.name);
    const described = models.filter(({ properties }) => properties?.description);
    return models.length === 0 || described.length * 5 >= models.length;
}
function hasUnreadableProperties(project) {
    return project.problems.some(({ span }) => /\.ya?ml$/.test(span.path) && isUnreadable(project, span.path));
}

;// CONCATENATED MODULE: ./build/rules/governance/pii-exposed.js




const pii_exposed_rule = defineRule({
    id: 'governance/pii-exposed',
    summary: 'Personal data newly reaches a model that others read: a mart, a public model, an exposure',
    severity: 'critical',
    why: 'Whoever may read the mart can now identify people, usually without a legal basis and without anybody having decided it.',
    advice: 'Leave the column out, hash or mask it, or put a policy on it and have the owner of the data agree.',
    silent: [
        'if the value is hashed, masked, counted, compared or cut on the way',
        'if the column carries a policy tag or a masking policy where it arrives',
        'if the model it comes from is read by the same people already and has it',
        'if only the name says that it is personal data, it is high instead of critical',
        'if the column is classified where it arrives too, it is high instead of critical',
    ],
    examples: {
        fires: [
            {
                name: 'selects a column tagged as personal data into a mart',
                base: {
                    'models/staging/stg_users.sql': 'select 1 as user_id, 2 as contact\n',
                    'models/staging/schema.yml': 'version: 2\nmodels:\n  - name: stg_users\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
                    'models/marts/users.sql': "select\n  user_id\nfrom {{ ref('stg_users') }}\n",
                },
                head: { 'models/marts/users.sql': "select\n  user_id,\n  contact\nfrom {{ ref('stg_users') }}\n" },
                findings: [{ path: 'models/marts/users.sql', line: 3, severity: 'critical', subject: 'contact' }],
            },
            {
                name: 'selects such a column into a mart that marks it as well',
                base: {
                    'models/staging/stg_users.sql': 'select 1 as user_id, 2 as contact\n',
                    'models/staging/schema.yml': 'version: 2\nmodels:\n  - name: stg_users\n    columns:\n      - name: contact\n        tags: [pii]\n',
                },
                head: {
                    'models/marts/users.sql': "select\n  user_id,\n  contact\nfrom {{ ref('stg_users') }}\n",
                    'models/marts/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n        tags: [pii]\n',
                },
                findings: [{ path: 'models/marts/users.sql', line: 3, severity: 'high', subject: 'contact' }],
            },
            {
                name: 'renames an email address on its way into a mart',
                base: {
                    'models/staging/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: users}]\n',
                    'models/staging/stg_users.sql': "select id as user_id, email from {{ source('raw', 'users') }}\n",
                    'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
                },
                head: {
                    'models/marts/users.sql': "select user_id, lower(email) as contact from {{ ref('stg_users') }}\n",
                },
                findings: [{ path: 'models/marts/users.sql', line: 1, severity: 'high', subject: 'contact' }],
            },
        ],
        silent: [
            {
                name: 'hashes the address',
                base: {
                    'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
                    'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
                },
                head: {
                    'models/marts/users.sql': "select user_id, sha256(email) as email_key from {{ ref('stg_users') }}\n",
                },
            },
            {
                name: 'selects the address into another staging model',
                base: { 'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n" },
                head: { 'models/staging/stg_people.sql': "select user_id, email from {{ ref('stg_users') }}\n" },
            },
            {
                name: 'changes a mart that had the address before',
                base: {
                    'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
                    'models/marts/users.sql': "select user_id, email from {{ ref('stg_users') }}\n",
                },
                head: { 'models/marts/users.sql': "select user_id, email, 1 as n from {{ ref('stg_users') }}\n" },
            },
            {
                name: 'renames a column that the mart had before',
                base: {
                    'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
                    'models/marts/users.sql': "select user_id, email as mail from {{ ref('stg_users') }}\n",
                },
                head: { 'models/marts/users.sql': "select user_id, email from {{ ref('stg_users') }}\n" },
            },
            {
                name: 'says whether there is an address',
                base: {
                    'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
                    'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
                },
                head: {
                    'models/marts/users.sql': "select user_id, email is not null as has_email, count(email) as emails from {{ ref('stg_users') }} group by 1, 2\n",
                },
            },
        ],
    },
    *check(context) {
        for (const { after, before, base, head, audience } of sinks(context)) {
            const had = new Set(base ? before?.output(base.id).columns.map(({ name }) => name) : []);
            for (const column of after.output(head.id).columns) {
                if (had.has(column.name) || isProtected(head, column.name))
                    continue;
                const origin = unmaskedOrigin(after, column);
                if (!origin || comesFromEqualAudience(after, before, column))
                    continue;
                if (base && before && hadValueOf(before, base, column))
                    continue;
                const [source] = origin.path.slice(-1);
                const proven = origin.classification !== undefined;
                // Whoever marks the column in the mart as well knows what it is, and the mark's protection goes with it.
                const entry = documented(head, column.name);
                const marked = entry && classificationOf(entry) !== undefined;
                yield {
                    severity: proven && !marked ? 'critical' : 'high',
                    confidence: proven ? 'proven' : 'likely',
                    title: `Personal data reaches ${(0,build_finding/* code */.aY)(head.name)}, ${audience}, in ${(0,build_finding/* code */.aY)(column.name)}`,
                    message: `${[{ id: head.id, column: column.name }, ...origin.path]
                        .reverse()
                        .map(({ id, column: name }) => (0,build_finding/* code */.aY)(`${after.resources.get(id)?.name ?? id}.${name}`))
                        .join(' → ')}. ${origin.classification === undefined
                        ? `The name ${(0,build_finding/* code */.aY)(source?.column ?? column.name)} says that it is personal data.`
                        : `${(0,build_finding/* code */.aY)(source?.column ?? column.name)} is classified there: ${origin.classification}.`} Nothing on the way masks it${marked ? ', though the column is marked in the mart too' : ''}.`,
                    resource: head.id,
                    subject: column.name,
                    location: after.locate(column.span),
                };
            }
        }
    },
});
/** Changed or new models at head that others read. */
function* sinks(context) {
    for (const { base: before, head: after, changes } of context.workspace.projects) {
        if (!after)
            continue;
        for (const { base, head, because } of changes) {
            if (head?.type !== 'model' || head.enabled !== true)
                continue;
            if (!because.some((cause) => cause === 'added' || cause === 'sql' || cause === 'macro'))
                continue;
            const audience = audienceOf(after, head);
            if (audience === undefined)
                continue;
            yield { after, head, audience, ...(before && { before }), ...(base && { base }) };
        }
    }
}
function unmaskedOrigin(after, column) {
    for (const origin of column.origins) {
        if (isMasked(origin))
            continue;
        const found = personalOrigin(after, origin.relation, origin.column);
        if (found)
            return found;
    }
    return undefined;
}
/** True if the model gave the same value away at base, under whatever name. */
function hadValueOf(before, base, column) {
    const given = before
        .output(base.id)
        .columns.flatMap(({ origins }) => origins.filter((origin) => !isMasked(origin)));
    const open = column.origins.filter((origin) => !isMasked(origin));
    return open.every((origin) => given.some(({ relation, column: name }) => relation === origin.relation && name === origin.column));
}
function isProtected(head, column) {
    const entry = documented(head, column);
    if (!entry)
        return false;
    if (entry.policyTags.length > 0)
        return true;
    return (Object.keys(entry.meta).some((key) => /mask/i.test(key)) ||
        /policy tag/.test(classificationOf(entry) ?? ''));
}
/** True if the relation the value comes from has an audience already at base: then nobody new sees it. */
function comesFromEqualAudience(after, before, column) {
    return column.origins.some(({ relation }) => {
        const upstream = before?.resources.get(relation);
        return upstream !== undefined && upstream.type !== 'source' && audienceOf(after, upstream) !== undefined;
    });
}

;// CONCATENATED MODULE: ./build/rules/governance/pii-tag-dropped.js




const pii_tag_dropped_rule = defineRule({
    id: 'governance/pii-tag-dropped',
    summary: 'A column loses its classification as personal data while it stays',
    severity: 'high',
    why: 'Masking, access and deletion follow the classification: without it the data is treated as harmless.',
    advice: 'Keep the tag or meta entry, or remove the column with it.',
    silent: [
        'if the entry moves to another properties file, or from `meta` to `config.meta`',
        'if the model or its folder is classified as a whole',
        'if the column is gone too',
    ],
    examples: {
        fires: [
            {
                name: 'removes the mark from a column that stays',
                base: {
                    'models/users.sql': "select 1 as user_id, 'x' as email\n",
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        meta:\n          contains_pii: true\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n',
                },
                findings: [{ path: 'models/schema.yml', line: 5, side: 'base', subject: 'email' }],
            },
            {
                name: 'removes the whole entry of a tagged column that stays',
                base: {
                    'models/users.sql': "select 1 as user_id, 'x' as email\n",
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: user_id\n      - name: email\n        tags: [pii]\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: user_id\n',
                },
                findings: [{ path: 'models/schema.yml', line: 6, side: 'base', subject: 'email' }],
            },
        ],
        silent: [
            {
                name: 'moves the mark from `meta` to `config.meta`',
                base: {
                    'models/users.sql': "select 'x' as email\n",
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        meta: {pii: true}\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        config:\n          meta: {pii: true}\n',
                },
            },
            {
                name: 'removes the column with its entry',
                base: {
                    'models/users.sql': "select 1 as user_id, 'x' as email\n",
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        tags: [pii]\n',
                },
                head: {
                    'models/users.sql': 'select 1 as user_id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n',
                },
            },
            {
                name: 'tags the whole model instead',
                base: {
                    'models/users.sql': "select 'x' as email\n",
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        tags: [pii]\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    config:\n      tags: [pii]\n    columns:\n      - name: email\n',
                },
            },
        ],
    },
    *check(context) {
        for (const { base, head, before, after } of changedPairs(context, [
            'model',
            'seed',
            'snapshot',
            'source',
        ])) {
            if (!base.properties || isClassified(after, head))
                continue;
            if (!head.properties && isUnreadable(after, base.properties.span.path))
                continue;
            for (const column of base.properties.columns) {
                const then = classificationOf(column);
                if (then === undefined)
                    continue;
                const name = column.name.toLowerCase();
                const entry = documented(head, name);
                if (entry && classificationOf(entry) !== undefined)
                    continue;
                if (pii_tag_dropped_isGone(after, head, name))
                    continue;
                yield {
                    confidence: 'proven',
                    title: `${(0,build_finding/* code */.aY)(column.name)} of ${(0,build_finding/* code */.aY)(head.name)} is no longer marked as personal data`,
                    message: entry
                        ? `At base it had ${(0,build_finding/* code */.aY)(then)}; the column is still there.`
                        : `Its entry with ${(0,build_finding/* code */.aY)(then)} is removed; the column is still there.`,
                    resource: head.id,
                    subject: name,
                    location: before.locate(column.nameSpan),
                };
            }
        }
    },
});
function isClassified(project, resource) {
    const meta = project.known(resource, 'meta');
    const tags = project.known(resource, 'tags');
    return (markIn(typeof meta === 'object' && meta !== null ? meta : {}, (Array.isArray(tags) ? tags : [tags]).filter((tag) => typeof tag === 'string')) !== undefined);
}
/** A source has no list to show that a column is gone: there an entry that goes counts as the column going. */
function pii_tag_dropped_isGone(after, head, column) {
    if (head.type === 'source')
        return !documented(head, column);
    const output = after.output(head.id);
    return output.open.length === 0 && !output.columns.some(({ name }) => name === column);
}

;// CONCATENATED MODULE: ./build/change/lines.js
/** The lines that head adds or changes. */
function addedLines({ hunks }) {
    return new Set(hunks.flatMap(({ headStart, headCount }) => run(headStart, headCount)));
}
/** Where an unchanged line of base is at head; undefined if it was removed or changed. */
function toHead({ hunks }, baseLine) {
    let shift = 0;
    for (const { baseStart, baseCount, headCount } of hunks) {
        if (baseLine < baseStart)
            break;
        if (baseLine < baseStart + baseCount)
            return undefined;
        shift += headCount - baseCount;
    }
    return baseLine + shift;
}
/** The line of head that stands where a line of base stood, or next to it. 1 if head has none. */
function nearestAtHead({ hunks }, baseLine) {
    const same = toHead({ hunks }, baseLine);
    if (same !== undefined)
        return same;
    const around = hunks.find(({ baseStart, baseCount }) => baseLine >= baseStart && baseLine < baseStart + baseCount);
    if (!around)
        return baseLine;
    // Where nothing came instead, the line before: the one after may not exist.
    const offset = Math.min(baseLine - around.baseStart, around.headCount - 1);
    return Math.max(1, around.headStart + offset);
}
function run(start, count) {
    return Array.from({ length: count }, (_, index) => start + index);
}

;// CONCATENATED MODULE: ./build/rules/shared/added-matches.js
/** What a pull request adds to a file, found by a pattern over its text. */

/**
 * Matches of `pattern` (global) in the head text that touch an added line, and that base has fewer of.
 * `prepare` may blank out what does not count, such as comments, but keeps every offset.
 */
function addedMatches(change, file, pattern, prepare = (text) => text) {
    if (file.kind !== 'text' || !file.head)
        return [];
    const headText = prepare(change.head.text(file.path) ?? '');
    const baseText = prepare((file.base && change.base.text(file.base.path)) ?? '');
    const known = new Map();
    for (const match of baseText.matchAll(pattern)) {
        const text = normalised(match[0]);
        known.set(text, (known.get(text) ?? 0) + 1);
    }
    const added = addedLines(file);
    const found = [];
    for (const match of headText.matchAll(pattern)) {
        const text = normalised(match[0]);
        const before = known.get(text) ?? 0;
        if (before > 0) {
            known.set(text, before - 1);
            continue;
        }
        const startLine = lineAt(headText, match.index);
        const endLine = lineAt(headText, match.index + match[0].length - 1);
        if (!range(startLine, endLine).some((line) => added.has(line)))
            continue;
        found.push({ match, text, location: { path: file.path, side: 'head', startLine, endLine } });
    }
    return found;
}
function normalised(text) {
    return text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
function lineAt(text, offset) {
    let line = 1;
    for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1))
        line += 1;
    return line;
}
function range(from, to) {
    return Array.from({ length: Math.min(to - from + 1, 1000) }, (_, index) => from + index);
}
/** Replaces comments by spaces, line breaks kept: SQL `--` and block comments, Jinja comments. */
function withoutSqlComments(text) {
    return text.replaceAll(/'(?:[^'\n]|'')*'|"[^"\n]*"|\{#[\s\S]*?#\}|\/\*[\s\S]*?\*\/|--[^\n]*/g, (piece) => piece.startsWith("'") || piece.startsWith('"') ? piece : blank(piece));
}
/** Replaces `#` comments by spaces; a `#` inside quotes or a word is none. */
function withoutHashComments(text) {
    return text.replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|(?<=^|\s)#[^\n]*/gm, (piece) => piece.startsWith('#') ? blank(piece) : piece);
}
function blank(piece) {
    return piece.replaceAll(/[^\n]/g, ' ');
}

;// CONCATENATED MODULE: ./build/rules/governance/public-grant.js




const public_grant_rule = defineRule({
    id: 'governance/public-grant',
    summary: 'Data is granted to everybody: `to public`, `allUsers`, a public bucket',
    severity: 'critical',
    why: 'Every role of the account, or everybody on the internet, can read the data from the next deployment on.',
    advice: 'Grant it to the roles or groups that need it.',
    silent: [
        'REVOKE, comments, and a schema that is called public',
        'grants that base already had, also if they move within the file',
        'a service that everybody may call is high, not critical: it decides itself what it shows',
    ],
    examples: {
        fires: [
            {
                name: 'grants a table to public in a hook',
                base: { 'models/orders.sql': 'select 1 as id\n' },
                head: {
                    'models/orders.sql': '{{ config(\n  post_hook="grant select on {{ this }} to public"\n) }}\nselect 1 as id\n',
                },
                findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
            },
            {
                name: 'grants a model to public by config',
                base: { 'models/orders.sql': 'select 1 as id\n' },
                head: {
                    'models/schema.yml': "version: 2\nmodels:\n  - name: orders\n    config:\n      grants: {select: ['public']}\n",
                },
                findings: [{ path: 'models/schema.yml', line: 5, severity: 'critical' }],
            },
            {
                name: 'opens a dataset to everybody in Terraform',
                base: {},
                head: {
                    'infra/main.tf': 'resource "google_bigquery_dataset_iam_member" "open" {\n  role   = "roles/bigquery.dataViewer"\n  member = "allUsers"\n}\n',
                },
                findings: [{ path: 'infra/main.tf', line: 3, severity: 'critical' }],
            },
            {
                name: 'lets everybody call a service',
                base: {},
                head: {
                    'infra/main.tf': 'resource "google_cloud_run_service_iam_binding" "app" {\n  role    = "roles/run.invoker"\n  members = ["allUsers"]\n}\n',
                },
                findings: [{ path: 'infra/main.tf', line: 3, severity: 'high' }],
            },
        ],
        silent: [
            {
                name: 'grants a role the use of the schema public',
                base: { 'setup.sql': 'select 1;\n' },
                head: { 'setup.sql': 'grant usage on schema public to role analyst;\n' },
            },
            {
                name: 'revokes from public and says so in a comment',
                base: { 'setup.sql': 'select 1;\n' },
                head: { 'setup.sql': '-- never: grant select on t to public\nrevoke select on t from public;\n' },
            },
            {
                name: 'moves a statement within the file',
                base: { 'setup.sql': 'grant select on t to public;\nselect 1;\n' },
                head: { 'setup.sql': 'select 1;\ngrant select on t to public;\n' },
            },
        ],
    },
    *check(context) {
        for (const file of context.files)
            yield* statements(context, file);
        yield* grantConfigs(context);
    },
});
const grantToPublic = /\bgrant\b(?:(?!\brevoke\b|\bgrant\b|;)[\s\S]){1,600}?\bto\s+(?:role\s+|group\s+)?(?:public\b|["'`]?(?:specialGroup:)?all(?:Authenticated)?Users\b)/gi;
const openMember = /["'](?:allUsers|allAuthenticatedUsers)["']|\bacl\s*=\s*"public-read(?:-write)?"/g;
function* statements(context, file) {
    const name = file.path.toLowerCase();
    const found = /\.sql$/.test(name)
        ? addedMatches(context.change, file, grantToPublic, withoutSqlComments)
        : /\.tf$/.test(name)
            ? addedMatches(context.change, file, openMember, withoutHashComments)
            : /\.ya?ml$/.test(name)
                ? addedMatches(context.change, file, grantToPublic, onlyHooks)
                : [];
    const seen = new Map();
    for (const { match, text, location } of found) {
        const ordinal = seen.get(text) ?? 0;
        seen.set(text, ordinal + 1);
        yield {
            ...(/\.tf$/.test(name) ? ofTerraform(match) : ofStatement(match)),
            confidence: 'proven',
            resource: file.path,
            subject: ordinal === 0 ? text : `${text} #${ordinal + 1}`,
            location: { ...location, startLine: location.endLine },
        };
    }
}
function ofStatement(match) {
    const text = match[0].replaceAll(/\s+/g, ' ');
    const short = text.length <= 80 ? text : `${text.slice(0, 50)} … ${text.slice(-25)}`;
    return {
        title: `${(0,build_finding/* code */.aY)(short)} opens data to everybody`,
        message: `This pull request adds the grant. It takes effect when the statement is next run.`,
    };
}
/** A service that everybody may call still decides itself what it shows; data that everybody may read does not. */
function ofTerraform(match) {
    const before = match.input.slice(0, match.index);
    const start = before.lastIndexOf('\nresource ') + 1;
    const [, type, label] = /^resource\s+"([^"]+)"\s+"([^"]+)"/.exec(before.slice(start)) ?? [];
    const end = match.input.indexOf('\n}', match.index);
    const block = match.input.slice(start, end < 0 ? undefined : end);
    const role = /\brole\s*=\s*"([^"]+)"/.exec(block)?.[1];
    const member = /all(?:Authenticated)?Users/.exec(match[0])?.[0] ?? 'public';
    const isCall = role !== undefined && /invoker$/i.test(role);
    const what = type === undefined ? 'The change' : (0,build_finding/* code */.aY)(`${type}.${label}`);
    return {
        ...(isCall && { severity: 'high' }),
        title: `${what} ${isCall ? 'may be called' : 'opens data'} ${isCall ? 'by' : 'to'} everybody`,
        message: `It gives ${role === undefined ? 'access' : (0,build_finding/* code */.aY)(role)} to ${(0,build_finding/* code */.aY)(member)}: ${member === 'allAuthenticatedUsers'
            ? 'whoever is signed in to any account'
            : 'everybody on the internet, without signing in'}.`,
    };
}
/** In YAML a grant is only executed in a hook: everything outside hook keys is blanked. */
function onlyHooks(text) {
    let hookIndent;
    return withoutHashComments(text)
        .split('\n')
        .map((line) => {
        const indent = line.search(/\S/);
        const key = /^\s*(?:-\s+)?["']?\+?([\w-]+)["']?\s*:/.exec(line)?.[1];
        if (key !== undefined && /^(pre|post)[-_]hook$|^on-run-(start|end)$/.test(key))
            hookIndent = indent;
        else if (hookIndent !== undefined && indent !== -1 && indent <= hookIndent && key !== undefined)
            hookIndent = undefined;
        return hookIndent === undefined ? ' '.repeat(line.length) : line;
    })
        .join('\n');
}
/** `grants:` of dbt: privileges by name, each a list of grantees. */
function* grantConfigs(context) {
    for (const { base, head, before, after } of changedPairs(context, granted)) {
        yield* newGrants(after, head, publicPrivileges(before.known(base, 'grants')));
    }
    for (const { head, after } of additions(context, granted))
        yield* newGrants(after, head, []);
}
const granted = ['model', 'seed', 'snapshot'];
function* newGrants(after, head, had) {
    const { value, span } = after.setting(head, 'grants');
    if (!value.known || !span)
        return;
    for (const privilege of publicPrivileges(value.value)) {
        if (had.includes(privilege))
            continue;
        yield {
            confidence: 'proven',
            title: `${(0,build_finding/* code */.aY)(head.name)} grants ${(0,build_finding/* code */.aY)(privilege)} to everybody`,
            message: `dbt applies the grant at the next run of the model.`,
            resource: head.id,
            subject: privilege,
            location: after.locate(span),
        };
    }
}
function publicPrivileges(grants) {
    if (typeof grants !== 'object' || grants === null)
        return [];
    return Object.entries(grants)
        .filter(([, grantees]) => [grantees]
        .flat()
        .some((name) => /^(public|allusers|allauthenticatedusers|specialgroup:all.*users)$/i.test(String(name))))
        .map(([privilege]) => privilege.replace(/^\+/, ''));
}

;// CONCATENATED MODULE: ./build/rules/shared/secrets.js
/** Credentials in a text, found by secretlint. The engine is loaded when the first file is scanned. */
/** Beyond this the patterns cost more than they find: data files, lock files, bundles. */
const longestText = 1_000_000;
/** secretlint's rules whose matches have no shape of their own. */
const generic = /basicauth|database-connection-string|no-homedir|no-dotenv|pattern/;
/** Values that stand for a credential without being one. */
const secrets_placeholder = /\{\{|\}\}|\$\{|\$\(|<[^>]*>|%\(|env_var|\*{3,}|x{4,}|\.\.\.|changeme|example|placeholder|your[-_]?|dummy|:(password|passwd|pass|secret|postgres|root|admin|mysecretpassword|test|user)@|@(localhost|127\.0\.0\.1|0\.0\.0\.0|host|db|postgres|mysql|redis)[:/]/i;
/**
 * Finds credentials in order of their lines. Texts over a million characters are not scanned.
 * Rejects only if the engine itself cannot be loaded.
 */
async function findSecrets(text, path) {
    if (text.length > longestText)
        return [];
    const [{ lintSource }, { creator }] = await Promise.all([
        __webpack_require__.e(/* import() */ 198).then(__webpack_require__.bind(__webpack_require__, 198)),
        __webpack_require__.e(/* import() */ 577).then(__webpack_require__.bind(__webpack_require__, 1577)),
    ]);
    const name = path.split('/').at(-1) ?? path;
    const { messages } = await lintSource({
        source: { content: text, filePath: name, ext: /\.[^.]*$/.exec(name)?.[0] ?? '', contentType: 'text' },
        options: { config: { rules: [{ id: 'recommended', rule: creator }] }, noPhysicFilePath: true },
    });
    const found = messages.map(({ message, range, ruleId, loc }) => {
        const value = text.slice(range[0], range[1]);
        const specific = !generic.test(ruleId);
        return { kind: kindOf(message), line: loc.start.line, value, specific };
    });
    return [...found, ...awsKeyIds(text)]
        .filter(({ value }) => !secrets_placeholder.test(value))
        .sort((a, b) => a.line - b.line || (a.kind < b.kind ? -1 : 1));
}
/** secretlint looks for the secret half alone; whoever commits the id of a long-lived key rarely keeps the rest apart. */
function awsKeyIds(text) {
    return [...text.matchAll(/(?<![A-Za-z0-9])AKIA[A-Z2-7]{16}(?![A-Za-z0-9])/g)].map(({ 0: value, index }) => ({
        kind: 'AWS access key ID',
        line: text.slice(0, index).split('\n').length,
        value,
        specific: true,
    }));
}
/** secretlint says "found KIND: value"; the value must not get out. */
function kindOf(message) {
    const kind = /^found ([^:(]+)/i.exec(message)?.[1]?.trim() ?? 'credential';
    return kind.charAt(0).toUpperCase() + kind.slice(1);
}

;// CONCATENATED MODULE: ./build/rules/governance/secret-committed.js




/** Shaped like a token, but nobody's: it opens nothing. */
const sampleToken = `dapi${'0123456789abcdef'.repeat(2)}`;
/** The same for an access key's id. */
const sampleKeyId = `AKIA${'Q3EGYZ7VW5XN2RLT'}`;
const secret_committed_rule = defineRule({
    id: 'governance/secret-committed',
    summary: 'A credential is committed: an access key, a token, a private key, a connection string with a password',
    severity: 'critical',
    why: 'Whoever can read the repository, now or from its history later, can use the credential.',
    advice: 'Revoke the credential first, since it stays in the history; then read it from a secret store or `env_var()`.',
    silent: [
        'values that come from `env_var()`, `{{ }}` or `${}`, and placeholders such as `<password>`',
        'credentials that base already held, in this file or one that the change removes them from',
        'connection strings and anything in tests, examples or documentation is high, not critical',
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
                    'profiles.yml': 'shop:\n  outputs:\n    prod:\n      token: "{{ env_var(\'DATABRICKS_TOKEN\') }}"\n',
                },
            },
            {
                name: 'changes another line of a file that already held one',
                base: { 'profiles.yml': `token: ${sampleToken}\nthreads: 4\n` },
                head: { 'profiles.yml': `token: ${sampleToken}\nthreads: 8\n` },
            },
            {
                name: 'moves the file that holds one',
                base: { 'profiles.yml': `token: ${sampleToken}\n` },
                head: { 'profiles.yml': null, 'config/profiles.yml': `token: ${sampleToken}\n` },
            },
            {
                name: 'documents the form with a placeholder',
                base: {},
                head: { 'README.md': 'Set the URL to postgres://user:<password>@host:5432/db first.\n' },
            },
        ],
    },
    async *check(context) {
        const removed = removedText(context.change);
        for (const file of context.files) {
            if (file.kind !== 'text' || !file.head || file.hunks.length === 0)
                continue;
            const text = context.change.head.text(file.path) ?? '';
            const added = addedLines(file);
            const seen = new Map();
            for (const secret of await findSecrets(text, file.path)) {
                if (!added.has(secret.line) || removed.some((base) => base.includes(secret.value)))
                    continue;
                const ordinal = (seen.get(secret.kind) ?? 0) + 1;
                seen.set(secret.kind, ordinal);
                yield finding(file, secret, ordinal);
            }
        }
    },
});
function finding(file, secret, ordinal) {
    const serious = secret.specific && !/(^|\/)(tests?|__tests__|fixtures?|examples?|samples?|docs?)\//i.test(file.path);
    return {
        severity: serious ? 'critical' : 'high',
        confidence: secret.specific ? 'proven' : 'likely',
        title: `${secret.kind} in ${(0,build_finding/* code */.aY)(file.path)}`,
        message: `The line holds what looks like a live credential (${secret.kind}). Its value is not repeated here.`,
        resource: file.path,
        subject: `${secret.kind} #${ordinal}`,
        location: { path: file.path, side: 'head', startLine: secret.line, endLine: secret.line },
    };
}
/** The base texts of all changed files: a credential found there is not new. */
function removedText(change) {
    return change.files.flatMap((file) => (file.kind === 'text' && file.base && change.base.text(file.base.path)) || []);
}

;// CONCATENATED MODULE: ./build/rules/shared/conditional.js
/** Tags that open, turn or close a block whose body may be left out. Comments count as text without tags. */
const tag = /\{#[\s\S]*?#\}|\{%[-+]?\s*(if|elif|else|endif)\b([\s\S]*?)[-+]?%\}/g;
/** Conditions that hold in some run of every project. */
const always = /^\s*(execute|is_incremental\(\)|not is_incremental\(\)|flags\.\w+|true)\s*$/i;
/**
 * True if the text around `span` decides at run time whether it is read at all: it stands in an `{% if %}`
 * whose condition is more than `execute` or `is_incremental()`. What is wrong there breaks some runs, not surely all.
 */
function isConditional(snapshot, { path, start }) {
    if (!path.endsWith('.sql'))
        return false;
    const before = (snapshot.text(path) ?? '').slice(0, start);
    const open = [];
    for (const [, name, condition = ''] of before.matchAll(tag)) {
        if (name === 'if')
            open.push(!always.test(condition));
        else if (name === 'endif')
            open.pop();
        else if (name === 'elif' && open.length > 0)
            open[open.length - 1] = true;
    }
    return open.includes(true);
}

;// CONCATENATED MODULE: ./build/rules/shared/broken-readers.js


/** A reader's failure stops a build, except where dbt only tests or analyses. */
const failing = new Set(['model', 'snapshot', 'semantic_model']);
/**
 * Readers of `removed` at head, through any number of `select *`, whose query names the column although
 * every relation in its scope is known and lacks it.
 */
function brokenReaders({ after, before }, removed, head) {
    const found = [];
    const seen = new Set();
    const visit = (gone, path) => {
        const key = `${gone.relation} ${gone.column}`;
        if (seen.has(key))
            return;
        seen.add(key);
        const relation = after.resources.get(gone.relation);
        if (!relation)
            return;
        const here = [...path, relation.name];
        found.push(...testsNaming(after, relation, gone.column, here));
        const consumers = new Map(after.consumers(gone.relation).map(({ resource }) => [resource.id, resource]));
        for (const resource of consumers.values()) {
            found.push(...readersIn(after, resource, gone, here, head));
            for (const column of passedOn(after, before, resource, gone))
                visit({ relation: resource.id, column }, here);
        }
    };
    visit(removed, []);
    return found;
}
function readersIn(after, resource, gone, path, head) {
    const spans = [
        ...(after.query(resource.id)?.missing ?? [])
            .filter((missing) => missing.column === gone.column && missing.candidates.includes(gone.relation))
            .map((missing) => missing.span),
        ...resource.columnUses
            .filter((use) => use.relation === gone.relation && use.column === gone.column)
            .map((use) => use.span),
    ];
    return spans.map((span) => ({
        name: resource.name,
        path: [...path, resource.name],
        location: after.locate(span),
        what: `${resource.type.replace('_', ' ')} ${(0,build_finding/* code */.aY)(resource.name)} reads ${(0,build_finding/* code */.aY)(gone.column)}`,
        fails: failing.has(resource.type) && resource.enabled === true && !isConditional(head, span),
    }));
}
/** The columns that `resource` had from `gone` at base by passing it on, and has no more. */
function passedOn(after, before, resource, gone) {
    if (!before.resources.has(resource.id))
        return [];
    const now = after.output(resource.id);
    if (now.open.length > 0)
        return [];
    return before
        .output(resource.id)
        .columns.filter(({ origins }) => origins.some((origin) => origin.relation === gone.relation && origin.column === gone.column))
        .map(({ name }) => name)
        .filter((name) => !now.columns.some((column) => column.name === name));
}
function testsNaming(after, relation, column, path) {
    const { properties } = relation;
    if (!properties)
        return [];
    const entry = properties.columns.find(({ name }) => name.toLowerCase() === column);
    const tests = [
        ...(entry?.tests ?? []),
        ...properties.tests.filter((test) => broken_readers_columnsOf(test).includes(column)),
    ];
    return tests.map((test) => ({
        name: `the ${test.name} test`,
        path: [...path, test.name],
        location: after.locate(test.span),
        what: `test ${(0,build_finding/* code */.aY)(test.name)} on ${(0,build_finding/* code */.aY)(column)}`,
        fails: false,
    }));
}
/** The columns that a table-level test lists in its arguments. */
function broken_readers_columnsOf(test) {
    const lists = ['combination_of_columns', 'column_list', 'columns', 'column_names', 'column_name'];
    return lists
        .flatMap((key) => test.arguments[key])
        .filter((value) => typeof value === 'string')
        .map((name) => name.toLowerCase());
}

;// CONCATENATED MODULE: ./build/rules/quality/column-removed-in-use.js






const column_removed_in_use_rule = defineRule({
    id: 'quality/column-removed-in-use',
    summary: 'A column is removed or renamed while something downstream still reads it',
    severity: 'critical',
    why: 'Whatever reads the column fails at its next run, and everything that depends on it goes stale.',
    advice: 'Keep the column, or change its readers in this pull request too.',
    silent: [
        'if the new column list cannot be known completely (a `*` from a source, an unknown macro)',
        'if the readers are changed in the same pull request',
        'if a reader may get the column from another relation',
        'a change of case or quoting is no removal',
    ],
    examples: {
        fires: [
            {
                name: 'renames a column that a child still selects',
                base: {
                    'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
                    'models/orders.sql': "select\n  order_id,\n  amount\nfrom {{ ref('stg_orders') }}\n",
                },
                head: { 'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount_usd\n' },
                findings: [
                    { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'critical', subject: 'amount' },
                ],
            },
            {
                name: 'removes a column that is read two steps down, through `select *`, in a filter',
                base: {
                    'models/stg_orders.sql': "select\n  1 as order_id,\n  'x' as status\n",
                    'models/int_orders.sql': "with o as (select * from {{ ref('stg_orders') }})\nselect * from o\n",
                    'models/orders.sql': "select o.order_id\nfrom {{ ref('int_orders') }} as o\nwhere o.status = 'paid'\n",
                },
                head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
                findings: [
                    { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'critical', subject: 'status' },
                ],
            },
            {
                name: 'removes a column from a CTE of which everything is selected',
                base: {
                    'models/stg_orders.sql': 'with renamed as (\n  select\n    1 as order_id,\n    2 as amount\n)\nselect * from renamed\n',
                    'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
                },
                head: {
                    'models/stg_orders.sql': 'with renamed as (\n  select 1 as order_id\n)\nselect * from renamed\n',
                },
                findings: [
                    { path: 'models/stg_orders.sql', line: 4, side: 'base', severity: 'critical', subject: 'amount' },
                ],
            },
            {
                name: 'renames a column in the header of a seed',
                base: {
                    'seeds/countries.csv': 'code,name\nde,Germany\n',
                    'models/places.sql': "select c.code, c.name from {{ ref('countries') }} as c\n",
                },
                head: { 'seeds/countries.csv': 'code,label\nde,Germany\n' },
                findings: [
                    { path: 'seeds/countries.csv', line: 1, side: 'base', severity: 'critical', subject: 'name' },
                ],
            },
            {
                name: 'removes a column from a snapshot',
                base: {
                    'snapshots/orders.sql': "{% snapshot orders_history %}\n{{ config(unique_key='id', strategy='check', check_cols='all') }}\nselect\n  1 as id,\n  2 as amount\n{% endsnapshot %}\n",
                    'models/orders.sql': "select h.id, h.amount from {{ ref('orders_history') }} as h\n",
                },
                head: {
                    'snapshots/orders.sql': "{% snapshot orders_history %}\n{{ config(unique_key='id', strategy='check', check_cols='all') }}\nselect\n  1 as id\n{% endsnapshot %}\n",
                },
                findings: [
                    { path: 'snapshots/orders.sql', line: 5, side: 'base', severity: 'critical', subject: 'amount' },
                ],
            },
            {
                name: 'removes a column that is read where a variable says so',
                base: {
                    'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
                    'models/orders.sql': "select o.order_id\n{% if var('with_amounts', false) %}, o.amount{% endif %}\nfrom {{ ref('stg_orders') }} as o\n",
                },
                head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
                findings: [
                    { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'high', subject: 'amount' },
                ],
            },
            {
                name: 'removes a column that only a test names',
                base: {
                    'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: stg_orders\n    columns:\n      - name: amount\n        tests: [not_null]\n',
                },
                head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
                findings: [
                    { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'high', subject: 'amount' },
                ],
            },
        ],
        silent: [
            {
                name: 'renames a column and its reader together',
                base: {
                    'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
                    'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
                },
                head: {
                    'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount_usd\n',
                    'models/orders.sql': "select order_id, amount_usd as amount from {{ ref('stg_orders') }}\n",
                },
            },
            {
                name: 'removes a column that nothing reads',
                base: {
                    'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
                    'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
                },
                head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
            },
            {
                name: 'replaces the column list by `*` from a source, which may have the column',
                base: {
                    'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: orders}]\n',
                    'models/stg_orders.sql': "select order_id, amount from {{ source('raw', 'orders') }}\n",
                    'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
                },
                head: { 'models/stg_orders.sql': "select * from {{ source('raw', 'orders') }}\n" },
            },
            {
                name: 'moves the column to the other side of the join its reader makes',
                base: {
                    'models/a.sql': 'select 1 as id, 2 as amount\n',
                    'models/b.sql': 'select 1 as id\n',
                    'models/c.sql': "select amount from {{ ref('a') }} join {{ ref('b') }} using (id)\n",
                },
                head: {
                    'models/a.sql': 'select 1 as id\n',
                    'models/b.sql': 'select 1 as id, 2 as amount\n',
                },
            },
        ],
    },
    *check(context) {
        for (const pair of changedPairs(context, relationTypes)) {
            for (const column of removedColumns(pair)) {
                const readers = brokenReaders(pair, { relation: pair.head.id, column: column.name }, context.change.head);
                const failing = readers.filter((reader) => reader.fails);
                const shown = failing[0] ?? readers[0];
                if (!shown)
                    continue;
                const finding = {
                    severity: failing.length > 0 ? 'critical' : 'high',
                    confidence: 'proven',
                    title: `${(0,build_finding/* code */.aY)(column.name)} is gone from ${(0,build_finding/* code */.aY)(pair.head.name)}, but ${listed([...new Set(readers.map((reader) => reader.name))], 2)} still ${readers.length === 1 ? 'reads' : 'read'} it`,
                    message: `${sentence(counted(failing.length || readers.length, 'reader'))} ${failing.length > 0 ? 'will' : 'may'} fail${readers.length > 1 ? ', the first' : ''} at ${placed(shown.location)}: ${shown.path.map(build_finding/* code */.aY).join(' → ')}.`,
                    resource: pair.head.id,
                    subject: column.name,
                    location: column.location,
                    related: readers.map(({ location, what }) => ({ ...location, message: what })).sort(byPlace),
                };
                yield finding;
            }
        }
    },
});

;// CONCATENATED MODULE: ./build/rules/quality/key-test-removed.js






const key_test_removed_rule = defineRule({
    id: 'quality/key-test-removed',
    summary: 'The test that guards a key is dropped while the model stays',
    severity: 'high',
    why: 'Without it nobody notices duplicate or missing keys, and every join on the key multiplies or loses rows silently.',
    advice: 'Keep the test, or replace it by one that guards the new key.',
    silent: [
        'if the entry moves to another properties file',
        'if another uniqueness test or a primary key constraint of the same model takes its place',
        'if the column itself is gone',
        '`not_null` counts only on a column that is part of a key',
    ],
    examples: {
        fires: [
            {
                name: 'drops `unique` from the key',
                base: {
                    'models/orders.sql': 'select 1 as order_id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - unique\n          - not_null\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - not_null\n',
                },
                findings: [{ path: 'models/schema.yml', line: 7, side: 'base', subject: 'unique order_id' }],
            },
            {
                name: 'lets some duplicates pass',
                base: {
                    'models/orders.sql': 'select 1 as order_id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - unique\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - unique_proportion: {at_least: 0.99}\n',
                },
                findings: [{ path: 'models/schema.yml', line: 7, side: 'base', severity: 'medium' }],
            },
            {
                name: 'drops the test of a compound key',
                base: {
                    'models/items.sql': 'select 1 as order_id, 1 as line\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: items\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: [order_id, line]\n',
                },
                head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: items\n' },
                findings: [{ path: 'models/schema.yml', line: 5, side: 'base' }],
            },
        ],
        silent: [
            {
                name: 'moves the entry to another file',
                base: {
                    'models/orders.sql': 'select 1 as order_id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n',
                },
                head: {
                    'models/schema.yml': null,
                    'models/orders.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        data_tests: [unique]\n',
                },
            },
            {
                name: 'replaces `unique` by a compound key when the grain changes',
                base: {
                    'models/orders.sql': 'select 1 as order_id, 1 as line\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: [order_id, line]\n',
                },
            },
            {
                name: 'drops `not_null` from a column that is no key',
                base: {
                    'models/orders.sql': "select 1 as order_id, 'x' as note\n",
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n      - name: note\n        tests: [not_null]\n',
                },
                head: {
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n      - name: note\n',
                },
            },
            {
                name: 'removes the column together with its test',
                base: {
                    'models/orders.sql': 'select 1 as order_id, 2 as legacy_id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: legacy_id\n        tests: [unique]\n',
                },
                head: {
                    'models/orders.sql': 'select 1 as order_id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n',
                },
            },
        ],
    },
    check: (context) => onePerPlace(losses(context)),
});
function* losses(context) {
    for (const { base, head, before, after } of changedPairs(context, [
        'model',
        'seed',
        'snapshot',
        'source',
    ])) {
        if (!base.properties)
            continue;
        if (!head.properties && isUnreadable(after, base.properties.span.path))
            continue;
        const kept = activeTests(head.properties);
        const uniqueNow = kept.filter(isUniqueness).map(identity);
        const uniqueThen = new Set(keyTests(base.properties).filter(isUniqueness).map(identity));
        const replaced = uniqueNow.some((key) => !uniqueThen.has(key));
        const lost = keyTests(base.properties).filter((test) => !kept.some((other) => identity(other) === identity(test)) &&
            !(replaced && isUniqueness(test)) &&
            !key_test_removed_isGone(after, head, test));
        if (lost.length > 0)
            yield key_test_removed_finding(before, head, lost, kept);
    }
}
/** All that one model loses. */
function key_test_removed_finding(before, head, lost, kept) {
    const [first, ...others] = lost;
    const weaker = lost.map((test) => weakened(test, kept));
    const columns = [...new Set(lost.flatMap((test) => (test.column ? [test.column] : [])))];
    const tests = [...new Set(lost.map(({ name }) => name))];
    const where = columns.length === 1 ? `${(0,build_finding/* code */.aY)(columns[0] ?? '')} of ${(0,build_finding/* code */.aY)(head.name)}` : (0,build_finding/* code */.aY)(head.name);
    const instead = weaker.filter((test) => test !== undefined).map(({ name }) => name);
    return {
        ...(instead.length === lost.length && { severity: 'medium' }),
        confidence: 'proven',
        title: `${listed(tests)} no longer ${tests.length === 1 ? 'guards' : 'guard'} ${where}`,
        message: instead.length > 0
            ? `${listed([...new Set(instead)])} takes its place and lets some rows pass.`
            : kept.some(isUniqueness)
                ? `The model keeps another uniqueness test, but this part of its key is unguarded.`
                : lost.some(isUniqueness)
                    ? `No other test of the model shows that its key is unique.`
                    : `A row without a key would no longer be noticed.`,
        resource: head.id,
        subject: lost.map(identity).join('; '),
        location: before.locate(first.span),
        related: others.map((test) => ({
            ...before.locate(test.span),
            message: `${(0,build_finding/* code */.aY)(test.name)}, also removed`,
        })),
    };
}
/** A test of the same column that tolerates some of what the lost one did not. */
function weakened(lost, kept) {
    const word = isUniqueness(lost) ? /unique/ : /not_null/;
    return kept.find((test) => word.test(test.name) && keyColumns(test).join() === keyColumns(lost).join() && test.name !== lost.name);
}
const uniqueness = new Set([
    'unique',
    'dbt_utils.unique_combination_of_columns',
    'unique_combination_of_columns',
    'dbt_expectations.expect_column_values_to_be_unique',
    'dbt_expectations.expect_compound_columns_to_be_unique',
    'dbt_constraints.primary_key',
    'dbt_constraints.unique_key',
    'primary_key',
]);
function isUniqueness(test) {
    return uniqueness.has(test.name);
}
function activeTests(properties) {
    if (!properties)
        return [];
    const tests = [...properties.tests, ...properties.columns.flatMap((column) => column.tests)];
    return tests.filter((test) => test.config['enabled'] !== false);
}
/** The tests that together say what a row's key is. */
function keyTests(properties) {
    const tests = activeTests(properties);
    const keys = new Set(tests.filter(isUniqueness).flatMap(keyColumns));
    return tests.filter((test) => isUniqueness(test) || (test.name === 'not_null' && keyColumns(test).some((name) => keys.has(name))));
}
function keyColumns(test) {
    return test.column ? [test.column.toLowerCase()] : broken_readers_columnsOf(test);
}
/** Two spellings of the same guard are equal: `unique` on a column and a combination of just that column. */
function identity(test) {
    return `${isUniqueness(test) ? 'unique' : test.name} ${keyColumns(test).sort().join(', ')}`;
}
function key_test_removed_isGone(after, head, test) {
    const output = after.output(head.id);
    if (output.open.length > 0)
        return false;
    const names = new Set(output.columns.map(({ name }) => name));
    return keyColumns(test).some((name) => !names.has(name));
}

;// CONCATENATED MODULE: ./build/rules/shared/dangling.js
/**
 * Dependencies that head does not resolve. Left out are those that may resolve elsewhere (a package that
 * is not installed, a setting that depends on the target) and those that base did not resolve either.
 */
function danglingDependencies({ base, head }) {
    if (!head)
        return [];
    const knownAtBase = base ? targetsByLabel(base) : new Map();
    const found = [];
    for (const by of head.resources.values()) {
        if (by.enabled !== true)
            continue;
        for (const dependency of by.dependencies) {
            if (dependency.target || !isSure(dependency) || mayBeHidden(head, dependency))
                continue;
            const lost = knownAtBase.get(labelOf(dependency));
            if (lost !== undefined)
                found.push({ by, dependency, lost });
            else if (!danglesAtBase(base, by, dependency))
                found.push({ by, dependency });
        }
    }
    return found;
}
function isSure({ unresolved }) {
    return unresolved === 'missing' || unresolved === 'disabled' || unresolved === 'version-missing';
}
/** A properties file that cannot be read may declare the source; a broken SQL file may hold the snapshot. */
function mayBeHidden(project, { kind }) {
    return project.problems.some(({ span }) => kind === 'ref' || /\.ya?ml$/.test(span.path));
}
function labelOf({ kind, label }) {
    return `${kind} ${label}`;
}
function targetsByLabel(project) {
    const targets = new Map();
    for (const { dependencies } of project.resources.values()) {
        for (const dependency of dependencies) {
            if (dependency.target)
                targets.set(labelOf(dependency), dependency.target);
        }
    }
    return targets;
}
function danglesAtBase(base, by, dependency) {
    return (base?.resources
        .get(by.id)
        ?.dependencies.some((other) => !other.target && labelOf(other) === labelOf(dependency)) ?? false);
}

;// CONCATENATED MODULE: ./build/rules/shared/lost-macros.js
/**
 * Calls in enabled resources at head of a macro that base has and head has not. A call that names a package
 * counts only if the repository still holds the package: else its macros come from an installation.
 */
function lostMacros({ base, head }) {
    if (!base || !head || head.problems.length > 0)
        return [];
    const gone = new Map();
    // A macro that moved to another package may still answer to a bare name.
    const stillNamed = new Set([...head.macros.values()].map(({ name }) => name));
    for (const macro of base.macros.values()) {
        if (!stillNamed.has(macro.name) && !dbtMacros.has(macro.name))
            gone.set(macro.id, macro);
    }
    if (gone.size === 0)
        return [];
    const held = new Set([head.name, ...[...head.macros.values()].map((macro) => macro.package)]);
    return [...head.resources.values()]
        .filter((by) => by.enabled === true)
        .flatMap((by) => by.macros
        .filter((call) => call.direct && !call.dispatch && call.resolution === 'unknown')
        .flatMap((call) => {
        const lost = candidates(call, by, head.name).find((id) => gone.has(id));
        return lost !== undefined && held.has(gone.get(lost)?.package ?? '') ? [{ by, call, lost }] : [];
    }));
}
/** Ids that a call may mean: a bare name is of the caller's package or of the main project. */
function candidates({ name }, by, main) {
    return name.includes('.') ? [`macro.${name}`] : [`macro.${by.package}.${name}`, `macro.${main}.${name}`];
}
/** Macros of dbt itself that projects override: without the override, dbt's own answers. */
const dbtMacros = new Set(`any_value array_append array_concat array_construct bool_or cast cast_bool_to_text concat convert_datetime
  copy_grants create_schema create_table_as create_view_as current_timestamp
  current_timestamp_backcompat current_timestamp_in_utc_backcompat date date_spine date_trunc dateadd datediff
  drop_relation drop_schema equals escape_single_quotes except generate_alias_name generate_database_name
  generate_schema_name generate_schema_name_for_env generate_series get_columns_in_query get_intervals_between
  get_powers_of_two get_where_subquery hash incremental_validate_on_schema_change intersect is_incremental
  last_day length listagg partition_range position replace resolve_model_name right run_hooks run_query
  safe_cast set_query_tag should_full_refresh should_revoke should_store_failures snapshot_get_time split_part
  statement string_literal type_bigint type_boolean type_float type_int type_numeric type_string
  type_timestamp unset_query_tag ref source`.split(/\s+/));

;// CONCATENATED MODULE: ./build/rules/quality/model-removed-in-use.js






const model_removed_in_use_rule = defineRule({
    id: 'quality/model-removed-in-use',
    summary: 'A model, seed, snapshot, source or macro is deleted, renamed or disabled while something still refers to it',
    severity: 'critical',
    why: 'dbt stops at parse time: not one model of the project is built until the reference is gone.',
    advice: 'Bring it back, or change what refers to it in this pull request too.',
    silent: [
        'a file that moves keeps its name, so nothing is deleted',
        'if `enabled` depends on the target, a variable or the environment',
        'if a package that is not in the repository may define it',
        'in a branch of a template that some runs leave out it is high, not critical',
        'a test on a missing model is a warning in dbt, and is reported as high',
    ],
    examples: {
        fires: [
            {
                name: 'deletes a model that another still refers to',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id\nfrom {{ ref('stg_orders') }}\n",
                },
                head: { 'models/stg_orders.sql': null },
                findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
            },
            {
                name: 'disables a model that an exposure depends on',
                base: {
                    'models/orders.sql': 'select 1 as order_id\n',
                    'models/exposures.yml': "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on:\n      - ref('orders')\n",
                },
                head: { 'models/orders.sql': '{{ config(enabled=false) }}\nselect 1 as order_id\n' },
                findings: [{ path: 'models/exposures.yml', line: 7, severity: 'critical' }],
            },
            {
                name: 'drops a source table that a model reads',
                base: {
                    'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n      - name: items\n',
                    'models/items.sql': "select id from {{ source('raw', 'items') }}\n",
                },
                head: {
                    'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n',
                },
                findings: [{ path: 'models/items.sql', line: 1, severity: 'critical' }],
            },
            {
                name: 'deletes a macro that a model calls',
                base: {
                    'macros/cents.sql': '{% macro cents(column) %}{{ column }} / 100{% endmacro %}\n',
                    'models/orders.sql': "select\n  {{ cents('amount') }} as amount\nfrom {{ ref('raw') }}\n",
                    'models/raw.sql': 'select 1 as amount\n',
                },
                head: { 'macros/cents.sql': null },
                findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
            },
        ],
        silent: [
            {
                name: 'moves a model to another folder',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
                },
                head: { 'models/stg_orders.sql': null, 'models/staging/stg_orders.sql': 'select 1 as order_id\n' },
            },
            {
                name: 'deletes a model together with its only reader',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
                },
                head: { 'models/stg_orders.sql': null, 'models/orders.sql': null },
            },
            {
                name: 'no longer holds a copy of a package, and installs it',
                base: {
                    'dbt_packages/dates/dbt_project.yml': 'name: dates\n',
                    'dbt_packages/dates/macros/today.sql': '{% macro today() %}current_date{% endmacro %}\n',
                    'models/orders.sql': 'select {{ dates.today() }} as day\n',
                },
                head: {
                    'dbt_packages/dates/dbt_project.yml': null,
                    'dbt_packages/dates/macros/today.sql': null,
                    'packages.yml': 'packages:\n  - package: acme/dates\n    version: 1.0.0\n',
                },
            },
            {
                name: "replaces its own macro by a package's",
                base: {
                    'macros/cents.sql': '{% macro cents(column) %}{{ column }} / 100{% endmacro %}\n',
                    'models/orders.sql': "select {{ cents('amount') }} as amount\n",
                },
                head: {
                    'macros/cents.sql': null,
                    'models/orders.sql': "select {{ money.cents('amount') }} as amount\n",
                    'packages.yml': 'packages:\n  - package: acme/money\n    version: 1.0.0\n',
                },
            },
            {
                name: 'makes `enabled` depend on a variable',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
                },
                head: {
                    'models/stg_orders.sql': "{{ config(enabled=var('with_orders', false)) }}\nselect 1 as order_id\n",
                },
            },
        ],
    },
    *check(context) {
        for (const project of context.workspace.projects) {
            for (const [id, uses] of usesOfTheLost(project))
                yield model_removed_in_use_finding(project, id, uses, context.change.head);
        }
    },
});
function usesOfTheLost(project) {
    const uses = new Map();
    const add = (id, use) => uses.set(id, [...(uses.get(id) ?? []), use]);
    for (const { by, dependency, lost } of danglingDependencies(project)) {
        if (lost !== undefined)
            add(lost, { by, span: dependency.span });
    }
    for (const { by, call, lost } of lostMacros(project))
        add(lost, { by, span: call.span });
    return uses;
}
function model_removed_in_use_finding({ base, head }, id, uses, snapshot) {
    const after = head;
    const places = uses
        .map(({ by, span }) => ({
        ...after.locate(span),
        message: `${by.type} ${(0,build_finding/* code */.aY)(by.name)}`,
    }))
        .sort(byPlace);
    const [first, ...others] = places;
    const { message: _, ...location } = first;
    const names = [...new Set(uses.map(({ by }) => by.name))].sort();
    const onlyTests = uses.every(({ by }) => by.type === 'test');
    const sure = uses.some(({ by, span }) => by.type !== 'test' && !isConditional(snapshot, span));
    const definition = definedAt(base, id);
    const how = after.resources.has(id) ? 'disabled' : 'gone';
    const name = id.split('.').slice(2).join('.');
    return {
        severity: sure ? 'critical' : 'high',
        confidence: sure || onlyTests ? 'proven' : 'likely',
        title: `${id.split('.')[0]} ${(0,build_finding/* code */.aY)(name)} is ${how}, but ${listed(names, 2)} still ${names.length === 1 ? 'refers' : 'refer'} to it`,
        message: onlyTests
            ? `dbt skips ${counted(uses.length, 'test')} with a warning: what they checked is checked no more.`
            : sure
                ? `dbt cannot resolve ${counted(uses.length, 'reference')} and stops before anything is built.`
                : `In runs that take these branches of the templates, dbt cannot resolve ${counted(uses.length, 'reference')}.`,
        resource: id,
        location,
        related: definition ? [{ ...definition, message: `was defined here` }, ...others] : others,
    };
}
function definedAt(base, id) {
    const definition = base.resources.get(id) ?? base.macros.get(id);
    return definition && base.locate(definition.span);
}

;// CONCATENATED MODULE: ./build/rules/quality/syntax-broken.js



const syntax_broken_rule = defineRule({
    id: 'quality/syntax-broken',
    summary: 'SQL, Jinja or YAML that could be read at base can no longer be read',
    severity: 'critical',
    why: 'dbt or the warehouse stops at the syntax error: the model, or the whole project, is not built.',
    advice: 'Correct the syntax at this line.',
    silent: [
        'if it could not be read at base either',
        'if the SQL may be right and only our reading of it is not: a dialect feature, or text that macros put together',
    ],
    examples: {
        fires: [
            {
                name: 'leaves a parenthesis open',
                base: { 'models/orders.sql': 'select\n  coalesce(1, 2) as amount\nfrom x\n' },
                head: { 'models/orders.sql': 'select\n  coalesce(1, 2 as amount\nfrom x\n' },
                findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
            },
            {
                name: 'leaves a Jinja block open',
                base: {
                    'models/orders.sql': 'select 1 as id\n{% if is_incremental() %}\nwhere true\n{% endif %}\n',
                },
                head: { 'models/orders.sql': 'select 1 as id\n{% if is_incremental() %}\nwhere true\n' },
                findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
            },
            {
                name: 'breaks the indentation of a properties file',
                base: {
                    'models/orders.sql': 'select 1 as id\n',
                    'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: All orders\n',
                },
                head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n   description: All orders\n' },
                findings: [{ path: 'models/schema.yml', line: 4, severity: 'critical' }],
            },
        ],
        silent: [
            {
                name: 'changes a model that was broken before',
                base: { 'models/orders.sql': 'select coalesce(1, 2 as amount\n' },
                head: { 'models/orders.sql': 'select coalesce(1, 3 as amount\n' },
            },
            {
                name: 'uses syntax that only one warehouse knows',
                base: { 'models/orders.sql': 'select 1 as id\n' },
                head: { 'models/orders.sql': 'select 1 as id from t match_condition frobnicate 5\n' },
            },
            {
                name: 'lets an unknown macro write a part of the query',
                base: { 'models/orders.sql': 'select 1 as id\n' },
                head: { 'models/orders.sql': "select 1 as id {{ some_package.clause('x') }} ) y\n" },
            },
        ],
    },
    *check(context) {
        const reported = new Set();
        for (const { base, head, before, after } of changedPairs(context, [
            'model',
            'snapshot',
            'analysis',
            'test',
        ])) {
            if (before.template(base.id)?.problem || before.query(base.id)?.problem)
                continue;
            const sql = after.query(head.id)?.problem;
            const problem = after.template(head.id)?.problem ?? (sql?.certain ? sql : undefined);
            if (!problem)
                continue;
            reported.add(problem.span.path);
            yield {
                confidence: 'proven',
                title: `${(0,build_finding/* code */.aY)(head.name)} can no longer be read`,
                message: problem.message,
                resource: head.id,
                location: after.locate(problem.span),
            };
        }
        for (const { base, head } of context.workspace.projects) {
            if (!base || !head)
                continue;
            const brokenAtBase = new Set(base.problems.map(({ span }) => span.path));
            for (const problem of head.problems) {
                const { path } = problem.span;
                if (reported.has(path) || brokenAtBase.has(path) || !context.change.base.entries.has(path))
                    continue;
                yield {
                    confidence: 'proven',
                    title: `${(0,build_finding/* code */.aY)(path)} can no longer be read`,
                    message: problem.message,
                    resource: path,
                    location: head.locate(problem.span),
                };
            }
        }
    },
});

;// CONCATENATED MODULE: ./build/rules/quality/unknown-column.js




const unknown_column_rule = defineRule({
    id: 'quality/unknown-column',
    summary: 'A query names a column that its upstream model does not have',
    severity: 'critical',
    why: 'The warehouse rejects the query, and everything downstream of it is not built.',
    advice: 'Correct the name, or add the column to the upstream model.',
    silent: [
        'if the column list of any relation in scope cannot be known completely',
        'aliases of the same select, struct fields, lambda parameters, date parts and pseudo-columns',
        'if base named the same missing column',
        'in a branch of the template that some runs leave out it is high, not critical',
        'a column that this pull request removes upstream is reported there',
    ],
    examples: {
        fires: [
            {
                name: 'misspells a column of an upstream model',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
                    'models/orders.sql': "select\n  o.order_id,\n  o.amount\nfrom {{ ref('stg_orders') }} as o\n",
                },
                head: {
                    'models/orders.sql': "select\n  o.order_id,\n  o.amuont\nfrom {{ ref('stg_orders') }} as o\n",
                },
                findings: [{ path: 'models/orders.sql', line: 3, severity: 'critical', subject: 'amuont' }],
            },
            {
                name: 'adds a model that reads through a CTE what is not there',
                base: { 'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n' },
                head: {
                    'models/orders.sql': "with orders as (\n  select * from {{ ref('stg_orders') }}\n)\nselect order_id, status\nfrom orders\n",
                },
                findings: [{ path: 'models/orders.sql', line: 4, severity: 'critical', subject: 'status' }],
            },
            {
                name: 'reads two columns that the upstream model never got',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
                },
                head: {
                    'models/orders.sql': "select\n  order_id,\n  status,\n  channel\nfrom {{ ref('stg_orders') }}\n",
                },
                findings: [{ path: 'models/orders.sql', line: 3, severity: 'critical', subject: 'status, channel' }],
            },
        ],
        silent: [
            {
                name: 'reads a column of a source, whose list may be incomplete',
                base: { 'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: orders}]\n' },
                head: { 'models/orders.sql': "select o.anything from {{ source('raw', 'orders') }} as o\n" },
            },
            {
                name: 'uses an alias of the same select',
                base: { 'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n' },
                head: {
                    'models/orders.sql': "select amount * 2 as doubled, doubled + 1 as more from {{ ref('stg_orders') }} where doubled > 1\n",
                },
            },
            {
                name: 'reads a field of a struct',
                base: { 'models/stg_orders.sql': 'select struct(1 as city) as address\n' },
                head: { 'models/orders.sql': "select address.city from {{ ref('stg_orders') }}\n" },
            },
            {
                name: 'reads a new column that the upstream model gains in the same pull request',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
                },
                head: {
                    'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
                    'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
                },
            },
        ],
    },
    *check(context) {
        for (const { project, change, after } of rewritten(context)) {
            const before = change.base && project.base?.query(change.base.id)?.missing;
            const known = new Set(before?.map(({ column }) => column));
            const wrong = firstOfEach(after.query(change.id)?.missing ?? []).filter(({ column, candidates }) => !known.has(column) &&
                candidates.length > 0 &&
                !candidates.some((id) => removedHere(project, id, column)));
            for (const missing of sameUpstream(wrong)) {
                const isMild = change.head?.type === 'test' || change.head?.type === 'analysis';
                const conditional = missing.every(({ span }) => isConditional(context.change.head, span));
                yield {
                    ...described(after, change.id, missing),
                    severity: isMild || conditional ? 'high' : 'critical',
                    confidence: conditional ? 'likely' : 'proven',
                };
            }
        }
    },
});
/** Names that were looked for in the same relations have one cause: a version of them that is not there. */
function sameUpstream(missing) {
    const groups = new Map();
    for (const entry of missing) {
        const key = entry.candidates.join(' ');
        const group = groups.get(key);
        if (group)
            group.push(entry);
        else
            groups.set(key, [entry]);
    }
    return [...groups.values()];
}
function described(after, id, missing) {
    const [first, ...others] = missing;
    const columns = missing.map(({ column }) => column);
    const upstream = first.candidates.map((candidate) => unknown_column_nameOf(after, candidate));
    const where = (entry) => after.locate(entry.span);
    return {
        title: `${listed(upstream)} ${upstream.length === 1 ? 'has' : 'have'} no ${columns.length === 1 ? 'column' : 'columns'} ${listed(columns)}`,
        message: `${(0,build_finding/* code */.aY)(unknown_column_nameOf(after, id))} reads ${columns.length === 1 ? 'it' : 'them'}, and everything that is in scope there is known: ${first.candidates
            .map((candidate) => `${(0,build_finding/* code */.aY)(unknown_column_nameOf(after, candidate))} gives ${columnNames(after, candidate)}`)
            .join('; ')}.`,
        resource: id,
        subject: columns.join(', '),
        location: where(first),
        related: others.map((entry) => ({ ...where(entry), message: `${(0,build_finding/* code */.aY)(entry.column)} is read here` })),
    };
}
/** Resources whose own SQL is new or different: others cannot have gained a wrong name. */
function* rewritten(context) {
    for (const project of context.workspace.projects) {
        for (const change of project.changes) {
            const { head } = change;
            if (!project.head || !head || head.enabled !== true)
                continue;
            if (!change.because.some((cause) => cause === 'added' || cause === 'sql' || cause === 'macro'))
                continue;
            yield { project, change, after: project.head };
        }
    }
}
function firstOfEach(missing) {
    return [...new Map([...missing].reverse().map((entry) => [entry.column, entry])).values()].reverse();
}
/** True if base had the column: then it is the removal that is wrong, not its reader. */
function removedHere({ base }, id, column) {
    return base?.resources.has(id) === true && base.output(id).columns.some(({ name }) => name === column);
}
function unknown_column_nameOf(project, id) {
    return project.resources.get(id)?.name ?? id;
}
/** All names of a narrow relation, so that the right one can be found; of a wide one only how many there are. */
function columnNames(project, id) {
    const names = project.output(id).columns.map(({ name }) => name);
    return names.length <= 8 ? listed(names, 8) : `${names.length} other columns`;
}

;// CONCATENATED MODULE: ./build/rules/quality/unresolved-ref.js




const unresolved_ref_rule = defineRule({
    id: 'quality/unresolved-ref',
    summary: 'A new `ref()` or `source()` names something that does not exist',
    severity: 'critical',
    why: 'dbt stops at parse time: not one model of the project is built until the reference resolves.',
    advice: 'Correct the name, or add the model or the source entry to this pull request.',
    silent: [
        'if a package that is not in the repository may define it',
        'if the name is put together at run time',
        'if it did not resolve at base either',
        'if a file that may define it cannot be read',
        'in a branch of the template that some runs leave out it is high, not critical',
    ],
    examples: {
        fires: [
            {
                name: 'misspells a model',
                base: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id\nfrom {{ ref('stg_orders') }}\n",
                },
                head: { 'models/orders.sql': "select order_id\nfrom {{ ref('stg_order') }}\n" },
                findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
            },
            {
                name: 'misspells a model in a branch that depends on a variable',
                base: { 'models/orders.sql': 'select 1 as order_id\n' },
                head: {
                    'models/orders.sql': "select 1 as order_id\n{% if var('with_items', false) %}\nunion all select item_id from {{ ref('itms') }}\n{% endif %}\n",
                },
                findings: [{ path: 'models/orders.sql', line: 3, severity: 'high' }],
            },
            {
                name: 'reads a source table that no file declares',
                base: {
                    'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: orders}]\n',
                },
                head: { 'models/items.sql': "select id from {{ source('raw', 'items') }}\n" },
                findings: [{ path: 'models/items.sql', line: 1, severity: 'critical' }],
            },
        ],
        silent: [
            {
                name: 'refers to a model of a package that is not installed',
                base: { 'packages.yml': 'packages:\n  - package: fivetran/zendesk\n    version: 1.0.0\n' },
                head: { 'models/tickets.sql': "select * from {{ ref('zendesk', 'zendesk__tickets') }}\n" },
            },
            {
                name: 'builds the name from a variable',
                base: {},
                head: { 'models/orders.sql': "select * from {{ ref('orders_' ~ var('region')) }}\n" },
            },
            {
                name: 'adds the model in the same pull request',
                base: {},
                head: {
                    'models/stg_orders.sql': 'select 1 as order_id\n',
                    'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
                },
            },
        ],
    },
    *check(context) {
        for (const project of context.workspace.projects) {
            for (const { by, dependency, lost } of danglingDependencies(project)) {
                if (lost !== undefined || !project.head)
                    continue;
                const conditional = isConditional(context.change.head, dependency.span);
                yield {
                    severity: by.type === 'test' || conditional ? 'high' : 'critical',
                    confidence: conditional ? 'likely' : 'proven',
                    title: `${(0,build_finding/* code */.aY)(by.name)} refers to ${dependency.kind} ${(0,build_finding/* code */.aY)(dependency.label)}, which does not exist`,
                    message: dependency.unresolved === 'version-missing'
                        ? `The model exists, but not in this version.`
                        : `No file of this project defines it, nor does a package that the repository holds.`,
                    resource: by.id,
                    subject: `${dependency.kind} ${dependency.label}`,
                    location: project.head.locate(dependency.span),
                };
            }
        }
    },
});

;// CONCATENATED MODULE: ./build/rules/index.js
/** All rules. Generated from the files beside it by `npm run generate`. */
















/** In code-unit order of their ids. */
const rules = [
    rule,
    incremental_to_full_rule,
    partition_removed_rule,
    view_fanout_rule,
    column_doc_stale_rule,
    new_model_undocumented_rule,
    pii_exposed_rule,
    pii_tag_dropped_rule,
    public_grant_rule,
    secret_committed_rule,
    column_removed_in_use_rule,
    key_test_removed_rule,
    model_removed_in_use_rule,
    syntax_broken_rule,
    unknown_column_rule,
    unresolved_ref_rule,
];


/***/ })

};
