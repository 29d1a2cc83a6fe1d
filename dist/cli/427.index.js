export const id = 427;
export const ids = [427];
export const modules = {

/***/ 1310:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Q: () => (/* binding */ configurationOf),
  W: () => (/* binding */ modelsOf)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/config/config.js
var config_config = __webpack_require__(5169);
// EXTERNAL MODULE: ./build/config/options.js
var options = __webpack_require__(6441);
// EXTERNAL MODULE: ./build/config/agents.js
var agents = __webpack_require__(5785);
// EXTERNAL MODULE: ./build/rules/policy.js
var rules_policy = __webpack_require__(9588);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 1 modules
var schemas = __webpack_require__(737);
// EXTERNAL MODULE: ./build/agents/agent.js
var agent = __webpack_require__(5266);
// EXTERNAL MODULE: ./build/agents/index.js + 4 modules
var build_agents = __webpack_require__(5288);
// EXTERNAL MODULE: ./build/config/leaves.js
var leaves = __webpack_require__(2995);
// EXTERNAL MODULE: ./build/config/say.js
var say = __webpack_require__(6568);
;// CONCATENATED MODULE: ./build/config/agent-schema.js
/** What a config file may say about agents: what is different for one that comes with the product, and what one's own is. */





const builtInNames = build_agents/* builtInAgents */.c.map(({ name }) => name);
const mapping = { error: 'a mapping' };
const someCommand = 'a text, or a list of a command and its arguments';
const word = schemas/* string */.YjP({ error: someCommand }).regex(/^[^\0]{1,2000}$/, { error: someCommand });
/** How its model is asked, or that none is. */
const model = schemas/* union */.KCZ([
    schemas/* literal */.euz(false),
    schemas/* strictObject */.rej({
        prompt: leaves/* repositoryPath */.SH
            .describe('File of the target branch with what it is asked, for an agent of one’s own.')
            .optional(),
        name: leaves/* modelName */.fD.describe("Another model than the review's.").optional(),
        votes: leaves/* votes */.a5.describe('A finding needs more than half of so many answers.').optional(),
        attempts: leaves/* votes */.a5.describe('The best of so many answers counts.').optional(),
        hedge: leaves/* duration */.p0
            .describe('After so long a second request starts, and the first answer counts.')
            .optional(),
        'max-severity': leaves/* severity */.yf.describe('No finding of its model is more severe.').optional(),
    }, mapping),
], { error: 'false, or a mapping' });
const tool = schemas/* strictObject */.rej({
    command: schemas/* union */.KCZ([
        word,
        schemas/* array */.YOg(word, { error: someCommand })
            .min(1, { error: someCommand })
            .max(200, { error: someCommand }),
    ], {
        error: someCommand,
    })
        .describe('A list is run without a shell, a text with sh -c. {files} stands for the changed files that it reads.'),
    format: schemas/* enum */.k5n(agent/* toolFormats */.HV, { error: agent/* toolFormats */.HV.join(', ') })
        .describe('What it writes to its standard output.'),
}, mapping);
const quota = schemas/* strictObject */.rej({
    'max-findings': leaves/* maxFindings */.TM.describe('With more it fails and keeps the first.'),
    'max-tokens': leaves/* tokens */.LU.describe('Tokens of its models, sent and received.'),
    'max-cost-usd': leaves/* dollars */.E9.describe('US dollars of its models.'),
    'max-requests': leaves/* requestsPerMinute */.UU.describe('Requests to its models.'),
}, mapping)
    .partial();
function shapeOf(names) {
    return {
        lane: schemas/* enum */.k5n(agent/* lanes */.wX, { error: agent/* lanes */.wX.join(', ') })
            .describe('Its precedence: safety starts before standard, standard before optional.'),
        reads: leaves/* globs */.gV
            .min(1, { error: 'a list of at least one glob' })
            .describe('Globs of the changed files it reviews; ! excludes.'),
        writes: leaves/* globs */.gV.describe('Globs of the changed files that it suggests to change. Without it, none.'),
        after: schemas/* array */.YOg(schemas/* enum */.k5n(names, { error: names.join(', ') }), {
            error: 'a list of agents',
        })
            .max(20, { error: 'at most 20 agents' })
            .describe('Agents that must have ended before it starts.'),
        stream: leaves/* yesNo */.Lm.describe('true: it starts when those in after have started, and reads what they find as they find it.'),
        'on-failure': leaves/* onFailure */.oC.describe('fail: without its verdict nothing is merged. continue: the report says that it is missing. retry: it is tried twice more, or as often as retries says, and then its default holds.'),
        retries: leaves/* retries */.ZI.describe('Further attempts after a failure, within its time budget. Without it, none.'),
        quota: quota.describe('What it may use up.'),
        timeout: leaves/* duration */.p0.describe("Its time budget, such as '90s' or '3m'."),
        enabled: leaves/* yesNo */.Lm.describe('false turns it off.'),
        model: model.describe('How its model is asked; false: not at all.'),
    };
}
function ownAgent(names) {
    const ways = 'a mapping with tool, model or both';
    return schemas/* strictObject */.rej({ ...shapeOf(names), tool: tool.describe('The command that it runs.') }, mapping)
        .partial()
        .refine(({ tool: command, model: asked }) => command !== undefined || asked, { error: ways })
        .refine(({ model: asked }) => !asked || asked.prompt !== undefined, {
        error: 'a mapping with prompt: a file that says what to ask',
        path: ['model'],
    });
}
/** What can be said of one's own agents and of those that come with the product. */
function agentsSchema(ownNames) {
    const names = [...builtInNames, ...ownNames];
    const builtIn = schemas/* strictObject */.rej(shapeOf(names), mapping).partial();
    const own = ownAgent(names);
    return schemas/* strictObject */.rej({
        ...Object.fromEntries(builtInNames.map((name) => [name, builtIn.optional()])),
        ...Object.fromEntries(ownNames.map((name) => [name, own.optional()])),
    }, mapping)
        .describe('What is different for single agents, and agents of one’s own.');
}
/** For editors, which cannot know the names. */
function agent_schema_ownAgentJsonSchema() {
    const { $schema: _, ...schema } = z.toJSONSchema(ownAgent(builtInNames), { io: 'input' });
    return schema;
}
const mostOwnAgents = 20;
/** The names under `agents` of an unchecked file that are no built-in agent's, nor one's that was mistyped. */
function ownNamesIn(file) {
    const agents = file?.agents;
    if (typeof agents !== 'object' || agents === null || Array.isArray(agents))
        return [];
    return Object.entries(agents)
        .filter(([name, value]) => isOwnName(name) && typeof value === 'object' && value !== null)
        .map(([name]) => name)
        .slice(0, mostOwnAgents);
}
function isOwnName(name) {
    const free = ![...builtInNames, 'narrative', 'sarif'].includes(name) && (0,say/* nearest */.pA)(name, builtInNames) === undefined;
    return free && /^[a-z][a-z0-9-]{0,39}$/.test(name);
}

;// CONCATENATED MODULE: ./build/config/yaml-source.js

/** `path:line`, or the path alone if the place is unknown. */
function placed({ path, lines }, offset) {
    return offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
}
/** The node at a path of keys and indexes. */
function nodeAt({ document }, path) {
    let node = document.contents;
    for (const step of path) {
        if ((0,dist/* isSeq */.oP)(node))
            node = node.items[Number(step)];
        else
            node = pairIn(node, step)?.value;
    }
    return node ?? undefined;
}
/** The offset of a key in the mapping at `path`. */
function keyOffset(source, path, key) {
    const found = pairIn(nodeAt(source, path), key)?.key;
    return (0,dist/* isScalar */.jn)(found) ? found.range?.[0] : undefined;
}
function pairIn(node, key) {
    if (!(0,dist/* isMap */.jh)(node))
        return undefined;
    return node.items.find((pair) => (0,dist/* isScalar */.jn)(pair.key) && pair.key.value === key);
}

;// CONCATENATED MODULE: ./build/config/explain.js
/** From what the validator says to one line that a person can act on. */





/** The messages of `schema` must say what is allowed. */
function explained(source, schema, issue) {
    const meant = issue.code === 'invalid_union' && (0,dist/* isMap */.jh)(nodeAt(source, issue.path)) && mappingIssue(issue);
    if (meant)
        return explained(source, schema, { ...meant, path: [...issue.path, ...meant.path] });
    if (issue.code === 'unrecognized_keys')
        return unknownKey(source, schema, issue.path, issue.keys[0]);
    const node = nodeAt(source, issue.path);
    const name = `${placed(source, node?.range?.[0])}: ${issue.path.join('.') || 'the file'}`;
    if (node === undefined)
        return new config_config/* ConfigError */.xL(`${name} is missing; allowed: ${issue.message}`);
    const value = (0,dist/* isScalar */.jn)(node) ? node.value : node.toJS(source.document);
    const near = typeof value === 'string' ? (0,say/* nearest */.pA)(value, issue.message.split(', ')) : undefined;
    return (0,say/* notAllowed */.mj)(name, value, issue.message, near);
}
/** Where a word or a mapping may stand and a mapping does: what is wrong with that. The mapping is the last alternative. */
function mappingIssue({ errors }) {
    return errors.at(-1)?.[0];
}
function unknownKey(source, schema, path, key) {
    const allowed = keysAt(schema, path);
    const name = `${placed(source, keyOffset(source, path, key))}: ${path.join('.') || 'top level'}`;
    const said = allowed.length > 20 ? 'what `parallel-review rules` lists' : allowed.join(', ') || 'none';
    return (0,say/* notAllowed */.mj)(name, key, said, (0,say/* nearest */.pA)(key, allowed));
}
/** The keys that a mapping may have, in the order of the schema. */
function keysAt(schema, path) {
    let here = schema;
    for (const step of path) {
        here = unwrapped(here);
        here = here instanceof schemas/* ZodObject */.bvH ? here.shape[String(step)] : undefined;
    }
    here = unwrapped(here);
    return here instanceof schemas/* ZodObject */.bvH ? Object.keys(here.shape) : [];
}
function unwrapped(schema) {
    if (schema instanceof schemas/* ZodUnion */.fZ7)
        return unwrapped(schema.options.at(-1));
    return schema instanceof schemas/* ZodOptional */.IiU ? unwrapped(schema.unwrap()) : schema;
}

// EXTERNAL MODULE: ./build/config/gate-schema.js
var gate_schema = __webpack_require__(6050);
// EXTERNAL MODULE: ./build/config/model-schema.js
var model_schema = __webpack_require__(9080);
;// CONCATENATED MODULE: ./build/config/policy-schema.js
/** What a config file may say of the team's policy. */


const policy_schema_mapping = { error: 'a mapping' };
function listOf(item, what) {
    return schemas/* array */.YOg(item, { error: `a list of ${what}` }).max(500, { error: `at most 500 ${what}` });
}
const someColumn = 'a column name of letters, digits, underscores and *, such as passport_*';
const column = schemas/* string */.YjP({ error: someColumn })
    .regex(/^[\w*]{1,100}$/, { error: someColumn })
    .toLowerCase();
const someKey = 'a key of 1 to 100 characters in one line';
const key = schemas/* string */.YjP({ error: someKey }).regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: someKey });
const someSelector = 'a glob of paths below the dbt project, tag:NAME, or layer:NAME with a name that layers has';
const selector = schemas/* string */.YjP({ error: someSelector })
    .max(300, { error: someSelector })
    .regex(/^(?!\.{0,2}\/)[^\0-\x1f!][^\0-\x1f]*$/, { error: someSelector });
const someLayers = 'at most 50 layers, each with a name of letters, digits, dashes and underscores';
const policySchema = schemas/* strictObject */.rej({
    pii: schemas/* strictObject */.rej({
        names: listOf(column, 'column names').describe('Columns that hold personal data, besides those called like it.'),
        not: listOf(column, 'column names').describe('Columns that hold none, whatever they are called. These win.'),
        keys: listOf(key.toLowerCase(), 'keys').describe('Keys of meta, and tags, that classify a column as personal, besides the usual ones.'),
    }, policy_schema_mapping)
        .partial()
        .describe('Which columns hold personal data.'),
    public: listOf(selector, 'selectors').describe('Models that people outside the project read, besides those with public access or an exposure: globs of paths below the dbt project, tag:NAME or layer:NAME. It replaces the default.'),
    owners: listOf(key, 'owners').describe('Who may own a model. Without one, anybody.'),
    layers: schemas/* record */.g1P(schemas/* string */.YjP(), leaves/* globs */.gV, policy_schema_mapping)
        .refine(areNames, { error: someLayers })
        .describe('Names for parts of the project, each with globs of paths below it.'),
    'required-meta': listOf(key, 'keys').describe('Keys that the meta of a new model must have, for governance/required-meta-missing.'),
}, policy_schema_mapping)
    .partial()
    .superRefine((policy, context) => {
    for (const [index, said] of (policy.public ?? []).entries())
        if (said.startsWith('layer:') && !Object.hasOwn(policy.layers ?? {}, said.slice('layer:'.length)))
            context.addIssue({ code: 'custom', path: ['public', index], message: someSelector });
})
    .describe('What the team has agreed on about its data.');
function areNames(layers) {
    const names = Object.keys(layers);
    return names.length <= 50 && names.every((name) => /^[A-Za-z0-9_-]{1,50}$/.test(name));
}

;// CONCATENATED MODULE: ./build/config/file-schema.js
/** What a config file may say. Editors get the same schema as JSON. */







const file_schema_mapping = { error: 'a mapping' };
/** `off`, a severity, or a mapping with a severity and the rule's own options. */
function ruleSetting({ options }) {
    const keys = ['severity', ...Object.keys(options?.shape ?? {})];
    const detailed = schemas/* strictObject */.rej({
        severity: leaves/* ruleSeverity */.uK.describe('Of all its findings, or off.').optional(),
        ...options?.shape,
    }, file_schema_mapping);
    return schemas/* union */.KCZ([leaves/* ruleSeverity */.uK, detailed], {
        error: `${leaves/* ruleSeverity */.uK.options.join(', ')}, a mapping with ${keys.join(', ')}`,
    })
        .optional();
}
/** `rules`: the rules there are; others are refused. `ownNames`: the agents that the file itself defines. */
function fileSchema(rules, ownNames = []) {
    return schemas/* strictObject */.rej({
        version: schemas/* literal */.euz(1, { error: '1' }).describe('Of this format.'),
        'fail-on-severity': leaves/* failOnSeverity */.XY
            .describe('Findings at least this severe block the merge.')
            .optional(),
        'path-filters': leaves/* globs */.gV
            .describe('Globs of the changed files to review; ! excludes. Without one that includes, all.')
            .optional(),
        'max-concurrency': leaves/* maxConcurrency */.mu.describe('Tasks that run at the same time.').optional(),
        'timeout-minutes': leaves/* minutes */.Gx.describe('Time budget of the whole review.').optional(),
        'on-conflict': schemas/* enum */.k5n(config_config/* conflictPolicies */.HH, { error: config_config/* conflictPolicies */.HH.join(', ') })
            .describe('For agents that write what another one reads or writes. serialize (default): one after the other, by precedence. refuse: the review does not start.')
            .optional(),
        notify: schemas/* strictObject */.rej({ webhook: leaves/* webhook */.C5.optional() }, file_schema_mapping)
            .describe('Whom to tell that an agent is about to run out of time, or has.')
            .optional(),
        model: model_schema/* modelSchema */.hC.optional(),
        budget: model_schema/* budgetSchema */.ZH.optional(),
        'requests-per-minute': leaves/* requestsPerMinute */.UU
            .describe('Most requests to one provider of models. Default 50.')
            .optional(),
        'tokens-per-minute': leaves/* tokens */.LU
            .describe('Most tokens to and from one provider of models. Without it, no limit.')
            .optional(),
        rules: schemas/* strictObject */.rej(Object.fromEntries(rules.map((rule) => [rule.id, ruleSetting(rule)])), file_schema_mapping)
            .describe('Single rules: a severity, off, or a mapping with severity and the options on its page.')
            .optional(),
        policy: policySchema.optional(),
        skip: gate_schema/* skipSchema */.R6.optional(),
        approvals: (0,gate_schema/* approvalsSchema */.AP)(rules).optional(),
        overlaps: leaves/* yesNo */.Lm
            .describe('true: the report names other open pull requests that change the same files, or models that this change depends on.')
            .optional(),
        agents: agentsSchema(ownNames).optional(),
    }, file_schema_mapping)
        .describe('Configuration of Parallel Review.');
}
/** The JSON schema (draft 2020-12) of the config file, as committed in `schemas/config.schema.json`. */
function configJsonSchema(rules) {
    const schema = z.toJSONSchema(fileSchema(rules), { io: 'input' });
    const agents = schema.properties?.['agents'];
    agents['additionalProperties'] = ownAgentJsonSchema();
    return { title: 'Parallel Review configuration', ...schema };
}

;// CONCATENATED MODULE: ./build/config/file.js
/** From the text of a config file to its settings. The text may come from anybody. */






/** No configuration needs more, and the parser's work grows with it. */
const maxCharacters = 64 * 1024;
/**
 * The validated settings.
 * @throws {ConfigError} naming file, line, key, value and what is allowed.
 */
function readConfigFile(file, rules) {
    try {
        const source = parse(file);
        const said = source.document.toJS();
        const schema = fileSchema(rules, ownNamesIn(said));
        const result = schema.safeParse(said);
        if (result.success)
            return result.data;
        throw explained(source, schema, result.error.issues[0]);
    }
    catch (error) {
        // Parser and validator are recursive: deep nesting ends in a full stack.
        if (!(error instanceof RangeError))
            throw error;
        throw tooDeep(file.path, error);
    }
}
function parse({ path, text }) {
    if (text.length > maxCharacters) {
        throw new config_config/* ConfigError */.xL(`${path}: it has ${text.length} characters; allowed: at most ${maxCharacters}`);
    }
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    const source = { path, document, lines };
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem?.code === 'RESOURCE_EXHAUSTION')
        throw tooDeep(path, problem);
    if (problem) {
        const what = problem.code === 'MULTIPLE_DOCS' ? 'only one document is allowed' : problem.message;
        const where = placed(source, problem.pos[0]);
        throw new config_config/* ConfigError */.xL(`${where}: it is not valid YAML: ${what.split('\n', 1)[0]}`, { cause: problem });
    }
    refuseSurprises(source);
    if (!(0,dist/* isMap */.jh)(document.contents)) {
        throw new config_config/* ConfigError */.xL(`${path}: it is not a mapping; allowed: \`version: 1\` and further keys`);
    }
    return source;
}
function tooDeep(path, cause) {
    return new config_config/* ConfigError */.xL(`${path}: it is nested too deeply`, { cause });
}
/** Aliases can grow without limit, and a key that is no plain text has no place in our names. */
function refuseSurprises(source) {
    (0,dist/* visit */.YR)(source.document, {
        Node(_, node) {
            if (!(0,dist/* isAlias */.Vj)(node) && node.anchor === undefined)
                return;
            throw new config_config/* ConfigError */.xL(`${placed(source, node.range?.[0])}: anchors and aliases are not allowed`);
        },
        Pair(_, { key }) {
            if ((0,dist/* isScalar */.jn)(key) && typeof key.value === 'string' && key.value !== '__proto__')
                return;
            const where = placed(source, (0,dist/* isScalar */.jn)(key) ? key.range?.[0] : undefined);
            throw new config_config/* ConfigError */.xL(`${where}: ${(0,dist/* isScalar */.jn)(key) ? String(key.value) : 'a collection'} is not allowed as a key`);
        },
    });
}

;// CONCATENATED MODULE: ./build/config/resolve.js
/** All sources of configuration become one: options before the file, the file before the defaults. */






const defaults = {
    failOnSeverity: 'critical',
    onConflict: 'serialize',
    maxConcurrency: 4,
    minutes: 10,
};
/**
 * The validated configuration.
 * @throws {ConfigError} if a source says something that is not allowed, or no agent is left.
 */
function resolveConfig({ file, options = {}, rules, say = (name) => name }) {
    const settings = file ? readConfigFile(file, rules) : { version: 1 };
    const failOnSeverity = options.failOnSeverity ?? settings['fail-on-severity'] ?? defaults.failOnSeverity;
    const model = (0,model_schema/* modelPolicyOf */.r5)(settings, options);
    return {
        ...(0,agents/* agentsOf */.e)(settings.agents ?? {}, { options, say, model, failOnSeverity }),
        failOnSeverity,
        ...ruleSettings(settings),
        policy: policyOf(settings),
        pathFilters: options.pathFilters ?? settings['path-filters'] ?? [],
        onConflict: settings['on-conflict'] ?? defaults.onConflict,
        ...(0,gate_schema/* gateOf */.Rv)(settings),
        overlaps: settings.overlaps ?? false,
        ...notified(settings),
        ...(model && { model }),
        spending: (0,model_schema/* spendingOf */.oh)(settings, options),
        rates: (0,model_schema/* ratesOf */.j1)(settings, options),
        maxConcurrency: options.maxConcurrency ?? settings['max-concurrency'] ?? defaults.maxConcurrency,
        timeoutMs: options.timeoutMs ?? fileTimeoutMs(settings),
    };
}
/** Severities and options apart: the merge needs the ones, the rules the others. */
function ruleSettings({ rules = {} }) {
    const severities = [];
    const options = [];
    for (const [id, said] of Object.entries(rules)) {
        if (typeof said === 'string')
            severities.push([id, said]);
        else if (said) {
            const { severity, ...own } = said;
            if (severity !== undefined)
                severities.push([id, severity]);
            options.push([id, own]);
        }
    }
    return { rules: Object.fromEntries(severities), ruleOptions: Object.fromEntries(options) };
}
/** What the file does not say stays as it is without one. */
function policyOf({ policy = {} }) {
    const { pii, public: readByOthers, owners, layers, 'required-meta': requiredMeta } = policy;
    return {
        ...rules_policy/* defaultPolicy */.G,
        ...(0,options/* present */.Eb)({ public: readByOthers, owners, layers, requiredMeta }),
        pii: { ...rules_policy/* defaultPolicy */.G.pii, ...(0,options/* present */.Eb)(pii ?? {}) },
    };
}
function notified({ notify }) {
    const webhook = notify?.webhook ?? 'off';
    return webhook === 'off' ? {} : { notify: { webhook } };
}
function fileTimeoutMs(settings) {
    const given = [settings['timeout-minutes'], settings.budget?.['max-minutes']];
    const minutes = given.filter((value) => value !== undefined);
    return Math.ceil((minutes.length > 0 ? Math.min(...minutes) : defaults.minutes) * 60_000);
}

;// CONCATENATED MODULE: ./build/github/proxy.js
/** Requests through the proxy that a self-hosted runner names in its environment. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
/** `fetch`, which honours `https_proxy`, `http_proxy` and `no_proxy` (or in capitals) if one of the first two is set. */
function proxyFetch(env) {
    if (!variables.some((name) => env[name]))
        return (input, init) => fetch(input, init);
    let loaded;
    // Only behind a proxy is undici needed; Node's own copy of it cannot be given an agent.
    return async (input, init) => (await (loaded ??= load(env)))(input, init);
}
async function load(env) {
    const undici = await __webpack_require__.e(/* import() */ 752).then(__webpack_require__.t.bind(__webpack_require__, 4371, 19));
    const pick = (name) => env[name.toLowerCase()] ?? env[name.toUpperCase()];
    const [httpProxy, httpsProxy, noProxy] = [pick('http_proxy'), pick('https_proxy'), pick('no_proxy')];
    const dispatcher = new undici.EnvHttpProxyAgent({
        ...(httpProxy && { httpProxy }),
        ...(httpsProxy && { httpsProxy }),
        ...(noProxy && { noProxy }),
    });
    const send = undici.fetch;
    return (input, init) => send(input, { ...init, dispatcher });
}

// EXTERNAL MODULE: ./build/config/model-name.js
var model_name = __webpack_require__(9864);
;// CONCATENATED MODULE: ./build/reviewers/model/access.js

/** Undefined if no agent asks a model. */
function modelAccess(config, keyOf, answersFolder) {
    const ids = modelIds(config);
    if (ids.length === 0)
        return undefined;
    const given = model_name/* modelProviders */.c7.flatMap((provider) => {
        const key = keyOf(provider)?.trim();
        return key ? [[provider, key]] : [];
    });
    const keys = Object.fromEntries(given);
    const baseUrl = config.model?.baseUrl;
    for (const id of ids) {
        const { provider } = (0,model_name/* parseModelName */.s_)(id);
        if (provider === 'compatible') {
            // Whatever stands at a base URL may need no key.
            if (baseUrl === undefined)
                return { ok: false, missing: { id, provider, what: 'base-url' } };
        }
        else if (keys[provider] === undefined)
            return { ok: false, missing: { id, provider, what: 'key' } };
    }
    const baseUrlFor = ids.some((id) => (0,model_name/* parseModelName */.s_)(id).provider === 'compatible') ? 'compatible' : 'any';
    return { ok: true, access: { keys, baseUrl, baseUrlFor, answersFolder } };
}
/** All models that agents may ask, each once. */
function modelIds({ agents, model }) {
    const own = agents.flatMap((agent) => agent.reviewers.includes('model') && agent.model ? [agent.model.name] : []);
    return own.length === 0 ? [] : [...new Set([...own, ...(model?.fallback ? [model.fallback.id] : [])])];
}

// EXTERNAL MODULE: ./build/reviewers/model/keys.js
var keys = __webpack_require__(9329);
// EXTERNAL MODULE: ./build/rules/index.js + 251 modules
var rules = __webpack_require__(7578);
// EXTERNAL MODULE: ./build/cli/arguments.js
var cli_arguments = __webpack_require__(8213);
// EXTERNAL MODULE: ./build/cli/terminal.js
var terminal = __webpack_require__(8565);
;// CONCATENATED MODULE: ./build/cli/configuration.js
/** From options and a file to the configuration. */











const defaultPath = '.github/parallel-review.yml';
/** `--config` is read from disk; without it the base revision's own file counts, as on GitHub. Throws `ConfigError`. */
async function configurationOf(invocation, base, terminal) {
    const texts = Object.fromEntries(options/* optionNames */.W6.map((name) => [name, (0,cli_arguments/* text */.Qq)(invocation.options[name])]));
    const say = (name) => `--${name}`;
    return resolveConfig({
        file: await configFile((0,cli_arguments/* text */.Qq)(invocation.options['config']), base, terminal),
        options: (0,options/* parseOptions */.Ac)(texts, say),
        say,
        rules: rules/* rules */.a,
    });
}
/**
 * Keys from the environment; undefined if no agent asks a model.
 * @throws {ConfigError} if one that is needed is not there.
 */
function modelsOf(invocation, config, { cwd, env }) {
    const folder = (0,cli_arguments/* text */.Qq)(invocation.options['model-cache']);
    const keyOf = (provider) => env[keys/* keySources */.Q[provider].variable] ?? (provider === 'github' ? env['GH_TOKEN'] : undefined);
    const result = modelAccess(config, keyOf, folder === undefined ? undefined : (0,external_node_path_.resolve)(cwd, folder));
    if (!result)
        return undefined;
    if (result.ok)
        return { ...result.access, env, fetch: proxyFetch(env) };
    const { id, provider, what } = result.missing;
    throw new config_config/* ConfigError */.xL(what === 'key'
        ? `${keys/* keySources */.Q[provider].variable} is not set; allowed: a key, because the model is ${id}`
        : `--llm-base-url: it is not given; allowed: an address, because the model is ${id}`);
}
async function configFile(path, base, { cwd }) {
    if (path === undefined) {
        await base.load([defaultPath]);
        const content = base.text(defaultPath);
        return content === undefined ? undefined : { path: defaultPath, text: content };
    }
    try {
        return { path, text: await (0,promises_.readFile)((0,external_node_path_.resolve)(cwd, path), 'utf8') };
    }
    catch (error) {
        throw new terminal/* UsageError */.eb(`--config '${path}' cannot be read`, { cause: error });
    }
}


/***/ }),

/***/ 8288:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ deliver)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _terminal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8565);
/** Where a report goes. */



/** To the file, if one is named, else to standard output. */
async function deliver(content, file, { cwd, stdout }) {
    if (file === undefined) {
        stdout.write(content);
        return;
    }
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(cwd, file), content);
    }
    catch (error) {
        throw new _terminal_js__WEBPACK_IMPORTED_MODULE_2__/* .UsageError */ .eb(`--output '${file}' cannot be written: ${error.code ?? String(error)}`, { cause: error });
    }
}


/***/ }),

/***/ 5785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ agentsOf),
/* harmony export */   i: () => (/* binding */ narrator)
/* harmony export */ });
/* harmony import */ var _agents_agent_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5266);
/* harmony import */ var _agents_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5288);
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1633);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5169);
/* harmony import */ var _leaves_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2995);
/* harmony import */ var _options_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6441);
/* harmony import */ var _say_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6568);







/** The agent whose model says what a change does. */
const narrator = 'narrative';
const defaults = {
    /** With `on-failure: retry`. */
    retries: 2,
    maxFindings: 10_000,
};
/** @throws {ConfigError} if an option names nobody, or no agent is left. */
function agentsOf(settings, around) {
    const { options, say } = around;
    const own = Object.entries(settings).filter(([name]) => !_agents_index_js__WEBPACK_IMPORTED_MODULE_0__/* .builtInAgents */ .c.some((it) => it.name === name));
    const all = [..._agents_index_js__WEBPACK_IMPORTED_MODULE_0__/* .builtInAgents */ .c, ...own.map(([name, said]) => ownAgent(name, said))];
    const names = all.map(({ name }) => name);
    refuseStrangers(options.agents, say('agents'), names);
    refuseStrangers(options.excludeAgents, say('exclude-agents'), names);
    const taking = all.filter(({ name }) => takesPart(name, settings[name], options));
    if (taking.length === 0) {
        throw new _config_js__WEBPACK_IMPORTED_MODULE_3__/* .ConfigError */ .xL(`agents: all of them are turned off; allowed: at least one of ${names.join(', ')}`);
    }
    const reviewing = taking.map((agent) => withModel(adapted(agent, settings[agent.name]), settings, around));
    return {
        agents: [...reviewing, ...sarifOf(options), ...narratorOf(reviewing, around.model)].sort(_agents_index_js__WEBPACK_IMPORTED_MODULE_0__/* .byPrecedence */ .m),
        excluded: names.filter((name) => !taking.some((agent) => agent.name === name)).sort(),
    };
}
/** What other steps have found: whoever names their files wants them looked at. */
function sarifOf({ sarifFiles = [] }) {
    if (sarifFiles.length === 0)
        return [];
    return [
        {
            name: 'sarif',
            summary: 'What other tools have written as SARIF',
            lane: 'standard',
            reviewers: ['tool'],
            tool: { files: sarifFiles },
            reads: ['**'],
            after: [],
            onFailure: 'fail',
            timeoutMs: 60_000,
        },
    ];
}
/** Comes last, so that it can tell what the others found; nothing waits for it. */
function narratorOf(others, model) {
    if (!model?.narrative || !model.name)
        return [];
    return [
        {
            name: narrator,
            summary: 'What the change does, at the head of the comment',
            lane: 'optional',
            reviewers: ['model'],
            model: { name: model.name.id, maxSeverity: 'low', onFailure: 'continue' },
            reads: ['**'],
            after: others.map(({ name }) => name),
            onFailure: 'continue',
            timeoutMs: 2 * 60_000,
        },
    ];
}
function refuseStrangers(given, option, known) {
    const stranger = given?.find((name) => !known.includes(name));
    if (stranger !== undefined)
        throw (0,_say_js__WEBPACK_IMPORTED_MODULE_4__/* .notAllowed */ .mj)(option, stranger, known.join(', '), (0,_say_js__WEBPACK_IMPORTED_MODULE_4__/* .nearest */ .pA)(stranger, known));
    if (given?.length === 0)
        throw new _config_js__WEBPACK_IMPORTED_MODULE_3__/* .ConfigError */ .xL(`${option}: it names no agent; allowed: ${known.join(', ')}`);
}
/** Whom an option names takes part even if the file turns it off; whom one excludes never does. */
function takesPart(name, said, options) {
    if (options.excludeAgents?.includes(name))
        return false;
    return options.agents ? options.agents.includes(name) : said?.enabled !== false;
}
/** Before its settings are applied. What is not in the safety lane is not required, unless the team says so. */
function ownAgent(name, { tool, model }) {
    return {
        name,
        summary: tool ? "the team's own tool" : "the team's own question to a model",
        lane: 'standard',
        reviewers: _agents_agent_js__WEBPACK_IMPORTED_MODULE_5__/* .reviewerKinds */ .JE.filter((kind) => (kind === 'tool' ? tool : kind === 'model' && model)),
        ...(tool && { tool }),
        reads: ['**'],
        after: [],
        onFailure: 'continue',
        timeoutMs: 5 * 60_000,
    };
}
function adapted(agent, own) {
    if (!own)
        return agent;
    const quota = quotaOf(own);
    return {
        ...agent,
        lane: own.lane ?? agent.lane,
        reads: own.reads ?? agent.reads,
        ...(own.writes && own.writes.length > 0 && { writes: own.writes }),
        after: own.after ?? agent.after,
        ...failing(agent, own),
        ...(own.stream && { stream: true }),
        ...limited(own),
        ...(quota && { quota }),
        timeoutMs: own.timeout === undefined ? agent.timeoutMs : (0,_leaves_js__WEBPACK_IMPORTED_MODULE_1__/* .durationMs */ .pc)(own.timeout),
    };
}
/** What is moved to the safety lane fails closed, unless it says otherwise. */
function failing(agent, own) {
    const usual = own.lane === 'safety' ? 'fail' : agent.onFailure;
    const retries = own.retries ?? (own['on-failure'] === 'retry' ? defaults.retries : 0);
    return { onFailure: askedPolicy(own) ?? usual, ...(retries > 0 && { retries }) };
}
function askedPolicy(own) {
    const asked = own?.['on-failure'];
    return asked === 'retry' ? undefined : asked;
}
function limited({ quota }) {
    const most = quota?.['max-findings'] ?? defaults.maxFindings;
    return most === defaults.maxFindings ? {} : { maxFindings: most };
}
function quotaOf({ quota = {} }) {
    const tokens = quota['max-tokens'];
    const most = (0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .present */ .Eb)({
        tokens: tokens === undefined ? undefined : (0,_leaves_js__WEBPACK_IMPORTED_MODULE_1__/* .tokensOf */ .k8)(tokens),
        usd: quota['max-cost-usd'],
        requests: quota['max-requests'],
    });
    return Object.keys(most).length > 0 ? most : undefined;
}
/** With a model, every agent of the product reviews with one too, unless the file says that it does not. */
function withModel(agent, settings, around) {
    const own = settings[agent.name];
    const isWanted = own?.model === undefined ? agent.reviewers.includes('rules') : own.model !== false;
    const said = own?.model || {};
    const { model: policy, failOnSeverity } = around;
    const id = said.name ?? policy?.name?.id;
    if (!isWanted || id === undefined)
        return withoutModel(agent);
    const maxSeverity = said['max-severity'] ?? policy?.maxSeverity ?? 'high';
    const mayBlock = failOnSeverity !== 'none' && (0,_finding_js__WEBPACK_IMPORTED_MODULE_6__/* .atLeast */ .jZ)(maxSeverity, failOnSeverity);
    const alone = !agent.reviewers.some((kind) => kind !== 'model');
    const model = {
        name: id,
        maxSeverity,
        // Of one that can only hint, no merge has to wait for the answer.
        onFailure: askedPolicy(own) ?? (mayBlock || alone ? agent.onFailure : 'continue'),
        ...(0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .present */ .Eb)({
            prompt: said.prompt,
            votes: said.votes,
            attempts: said.attempts,
            hedgeMs: said.hedge === undefined ? undefined : (0,_leaves_js__WEBPACK_IMPORTED_MODULE_1__/* .durationMs */ .pc)(said.hedge),
        }),
    };
    return {
        ...agent,
        reviewers: _agents_agent_js__WEBPACK_IMPORTED_MODULE_5__/* .reviewerKinds */ .JE.filter((it) => it === 'model' || agent.reviewers.includes(it)),
        model,
    };
}
function withoutModel(agent) {
    return { ...agent, reviewers: agent.reviewers.filter((kind) => kind !== 'model') };
}


/***/ }),

/***/ 9080:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JM: () => (/* binding */ defaultModelPolicy),
/* harmony export */   ZH: () => (/* binding */ budgetSchema),
/* harmony export */   cy: () => (/* binding */ defaultSpending),
/* harmony export */   hC: () => (/* binding */ modelSchema),
/* harmony export */   j1: () => (/* binding */ ratesOf),
/* harmony export */   oh: () => (/* binding */ spendingOf),
/* harmony export */   r5: () => (/* binding */ modelPolicyOf)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(737);
/* harmony import */ var _leaves_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2995);
/* harmony import */ var _model_name_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9864);
/* harmony import */ var _options_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6441);
/** What a config file may say about models and money. */




const mapping = { error: 'a mapping' };
const somePrice = 'US dollars for a million tokens, from 0 to 10,000';
const price = zod__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig({ error: somePrice }).min(0, { error: somePrice }).max(10_000, { error: somePrice });
const someWord = 'a name of 1 to 100 letters, digits, dots, dashes and underscores';
const word = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP({ error: someWord }).regex(/^[\w.-]{1,100}$/, { error: someWord });
const someArgument = 'a text of 1 to 1,000 characters in one line';
const argument = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP({ error: someArgument }).regex(/^[^\0-\x1f]{1,1000}$/, { error: someArgument });
const mcpServer = zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({
    url: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .endpoint */ .sR.describe('Of a server that is reached over HTTP.').optional(),
    command: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(argument, { error: 'a list of a command and its arguments' })
        .min(1, { error: 'a list of a command and its arguments' })
        .max(50, { error: 'at most 50 arguments' })
        .describe('Else a command that is a server on its standard input and output.')
        .optional(),
    tools: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(word, { error: 'a list of names of tools' })
        .min(1, { error: 'at least one tool' })
        .max(50, { error: 'at most 50 tools' })
        .describe('Of its tools, those that may be called.'),
    agents: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(word, { error: 'a list of agents' })
        .max(50, { error: 'at most 50 agents' })
        .describe('Agents whose models may use it.')
        .optional(),
}, mapping)
    .refine(({ url, command }) => (url === undefined) !== (command === undefined), {
    error: 'a mapping with either url or command',
});
const detailedModel = zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({
    name: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .modelName */ .fD.describe('The model, such as anthropic/NAME.').optional(),
    fallback: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .modelName */ .fD
        .describe('Asked when the first one fails, is too slow, or most of the budget is gone.')
        .optional(),
    'base-url': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .endpoint */ .sR.describe("Address of the models, instead of the provider's own.").optional(),
    'max-severity': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .severity */ .yf
        .describe('No finding of a model is more severe. high (default): a model alone does not block a merge that only critical findings block.')
        .optional(),
    verify: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .yesNo */ .Lm
        .describe('true: findings are asked about once more, and those that are refuted left out.')
        .optional(),
    narrative: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .yesNo */ .Lm
        .describe('true: a summary of the change by the model stands at the head of the comment.')
        .optional(),
    'max-input-tokens': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokens */ .LU
        .describe('Most tokens of one request; what does not fit is named as not reviewed. Default 12k.')
        .optional(),
    'max-output-tokens': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokens */ .LU
        .describe('Most tokens of one answer, reasoning included. Default 8k.')
        .optional(),
    prices: zod__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(_leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .modelName */ .fD, zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({
        input: price.describe('Of what is sent.'),
        'cached-input': price.describe("Of what the provider's cache holds.").optional(),
        'cache-write': price.describe('Of what is put there.').optional(),
        output: price.describe('Of what comes back, reasoning included.'),
    }, mapping), mapping)
        .describe('US dollars for a million tokens, by provider/name, where the built-in table does not know.')
        .optional(),
    mcp: zod__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(word, mcpServer, mapping)
        .describe('Servers of the Model Context Protocol whose tools models may use.')
        .optional(),
}, mapping);
/** A model's name, or a mapping. */
const modelSchema = zod__WEBPACK_IMPORTED_MODULE_3__/* .union */ .KCZ([_leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .modelName */ .fD, detailedModel], { error: 'provider/name, or a mapping with name' })
    .describe('The model that each agent reviews with, too. Without one no model is asked.');
const budgetSchema = zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({
    'max-minutes': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .minutes */ .Gx.describe('Of max-minutes and timeout-minutes the smaller holds.'),
    'max-tokens': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokens */ .LU.describe('Tokens of all models, sent and received. Default 400k.'),
    'max-cost-usd': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .dollars */ .E9.describe('US dollars of all models. Default 1.'),
    'safety-reserve': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .percentage */ .X1.describe('The share of tokens and dollars that is kept for agents of the safety lane. Default 30%.'),
}, mapping)
    .partial()
    .describe('What the whole review may spend.');
/** A surprise on the bill is worse than a review that says where it stopped. */
const defaultSpending = { maxTokens: 400_000, maxCostUsd: 1, safetyShare: 0.3 };
const defaultRequestsPerMinute = 50;
/** Options before the file; undefined if neither says anything of models. */
function modelPolicyOf(settings, options) {
    if (settings.model === undefined && options.model === undefined)
        return undefined;
    const said = typeof settings.model === 'string' ? { name: settings.model } : (settings.model ?? {});
    const name = (0,_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .parseModelName */ .s_)(options.model ?? said.name ?? '');
    const fallback = (0,_model_name_js__WEBPACK_IMPORTED_MODULE_1__/* .parseModelName */ .s_)(options.fallbackModel ?? said.fallback ?? '');
    const baseUrl = options.llmBaseUrl ?? said['base-url'];
    return {
        ...(name && { name }),
        ...(fallback && { fallback }),
        ...(baseUrl !== undefined && { baseUrl }),
        maxSeverity: said['max-severity'] ?? 'high',
        verify: said.verify ?? false,
        narrative: said.narrative ?? false,
        maxInputTokens: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokensOf */ .k8(said['max-input-tokens'] ?? 12_000),
        maxOutputTokens: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokensOf */ .k8(said['max-output-tokens'] ?? 8_000),
        prices: Object.fromEntries(Object.entries(said.prices ?? {}).map(([id, it]) => [id, priceOf(it)])),
        mcp: Object.fromEntries(Object.entries(said.mcp ?? {}).map(([id, { agents = [], tools, ...where }]) => [
            id,
            { ...(0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .present */ .Eb)(where), tools, agents },
        ])),
    };
}
/** Where nothing is said. */
const defaultModelPolicy = modelPolicyOf({ model: {} }, {});
function priceOf(said) {
    return {
        input: said.input,
        output: said.output,
        ...(0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .present */ .Eb)({ cachedInput: said['cached-input'], cacheWrite: said['cache-write'] }),
    };
}
function spendingOf({ budget = {} }, options) {
    const { maxTokens, maxCostUsd, safetyShare } = defaultSpending;
    const share = budget['safety-reserve'];
    return {
        maxTokens: options.maxTokens ?? _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokensOf */ .k8(budget['max-tokens'] ?? maxTokens),
        maxCostUsd: options.maxCostUsd ?? budget['max-cost-usd'] ?? maxCostUsd,
        safetyShare: share === undefined ? safetyShare : _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .shareOf */ .tC(share),
    };
}
function ratesOf(settings, options) {
    const tokens = settings['tokens-per-minute'];
    const tokensPerMinute = options.tokensPerMinute ?? (tokens === undefined ? undefined : _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokensOf */ .k8(tokens));
    return {
        requestsPerMinute: options.requestsPerMinute ?? settings['requests-per-minute'] ?? defaultRequestsPerMinute,
        ...(tokensPerMinute !== undefined && { tokensPerMinute }),
    };
}


/***/ }),

/***/ 1109:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RB: () => (/* binding */ serialized),
/* harmony export */   WY: () => (/* binding */ described),
/* harmony export */   hC: () => (/* binding */ conflictsOf)
/* harmony export */ });
/* harmony import */ var _agents_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5288);
/* harmony import */ var _config_config_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5169);
/* harmony import */ var _globs_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4345);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7154);




/** Both writing comes first: a file that is in conflict for several reasons is named once, for the worst. */
const collisions = [
    ['writes', 'writes'],
    ['writes', 'reads'],
    ['reads', 'writes'],
];
/**
 * All conflicts between agents that `before` leaves free to run together, in order of precedence: the first
 * of the two goes first. One that streams runs together with those that it waits for; those go first then.
 */
function conflictsOf(claims, before) {
    const ordered = claims.toSorted((a, b) => (0,_agents_index_js__WEBPACK_IMPORTED_MODULE_0__/* .byPrecedence */ .m)(a.agent, b.agent));
    const streaming = new Set(claims.filter(({ agent }) => agent.stream).map(({ agent }) => agent.name));
    const namesBefore = (among) => new Map(ordered.map(({ agent }) => [agent.name, (0,_order_js__WEBPACK_IMPORTED_MODULE_2__/* .endedBefore */ .a6)(before, among, agent.name)]));
    const ended = namesBefore(streaming);
    const begun = streaming.size > 0 ? namesBefore(new Set()) : ended;
    return ordered.flatMap((first, index) => ordered.slice(index + 1).flatMap((second) => {
        const [a, b] = [first.agent.name, second.agent.name];
        if (ended.get(a).has(b) || ended.get(b).has(a))
            return [];
        return begun.get(a).has(b) ? between(second, first) : between(first, second);
    }));
}
function between(first, second) {
    const named = new Set();
    return collisions.flatMap(([one, other]) => {
        const theirs = new Set(second[other]);
        const files = first[one].filter((path) => theirs.has(path) && !named.has(path));
        for (const path of files)
            named.add(path);
        if (files.length === 0)
            return [];
        return [{ first: side(first, one, files), second: side(second, other, files), files }];
    });
}
/** With the globs that mean one of the files; all of them where none does by itself, as for a renamed file. */
function side({ agent }, access, files) {
    const all = agent[access] ?? [];
    const meant = all.filter((glob) => !glob.startsWith('!') && files.some((0,_globs_js__WEBPACK_IMPORTED_MODULE_1__/* .pathMatcher */ .k)([glob])));
    return { agent: agent.name, access, globs: meant.length > 0 ? meant : all };
}
/**
 * `before` with one more step for each conflict.
 * @throws {ConfigError} if the policy is to refuse them, or if they and `after` are a cycle.
 */
function serialized(conflicts, before, policy) {
    if (policy === 'refuse' && conflicts.length > 0) {
        const what = conflicts.map(described).join('; ');
        throw new _config_config_js__WEBPACK_IMPORTED_MODULE_3__/* .ConfigError */ .xL(`agents: they would collide and \`on-conflict\` is refuse: ${what}. Name one in the other's \`after\`, or make their globs disjoint`);
    }
    const all = new Map([...before].map(([name, others]) => [name, new Set(others)]));
    for (const { first, second } of conflicts)
        all.get(second.agent).add(first.agent);
    const result = new Map([...all].map(([name, others]) => [name, [...others].sort()]));
    const cycle = (0,_order_js__WEBPACK_IMPORTED_MODULE_2__/* .cycleIn */ .QA)(result);
    if (cycle)
        throw hiddenCycle(cycle, conflicts, before);
    return result;
}
function hiddenCycle(cycle, conflicts, before) {
    const steps = cycle.slice(1).map((earlier, index) => {
        const later = cycle[index];
        if (before.get(later).includes(earlier))
            return `${later} asks for it with \`after\``;
        return described(conflicts.find(({ first, second }) => first.agent === earlier && second.agent === later));
    });
    return new _config_config_js__WEBPACK_IMPORTED_MODULE_3__/* .ConfigError */ .xL(`agents: ${cycle.join(' → ')} is a cycle of \`after\` and conflicts (${steps.join('; ')}); order the agents in conflict with \`after\``);
}
/** One line: `fixer writes models/x.sql and quality reads models/* (models/x.sql)`, at most five files. */
function described({ first, second, files }) {
    const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '');
    return `${claimed(first)} and ${claimed(second)} (${shown})`;
}
function claimed({ agent, access, globs }) {
    return `${agent} ${access} ${globs.join(', ')}`;
}


/***/ }),

/***/ 4345:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ pathMatcher)
/* harmony export */ });
/* harmony import */ var minimatch__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1138);
/** Which paths a list of globs means. */

/**
 * A path counts if some positive glob matches it (or none is given) and no `!` glob does.
 * Globs are case-sensitive, see dot files, and are relative to the repository.
 */
function pathMatcher(globs) {
    const including = globs.filter((glob) => !glob.startsWith('!')).map(compile);
    const excluding = globs.filter((glob) => glob.startsWith('!')).map((glob) => compile(glob.slice(1)));
    return (path) => (including.length === 0 || including.some((glob) => glob.match(path))) &&
        !excluding.some((glob) => glob.match(path));
}
function compile(glob) {
    // Paths come from git and have forward slashes on every platform.
    return new minimatch__WEBPACK_IMPORTED_MODULE_0__/* .Minimatch */ .VR(glob, { dot: true, nonegate: true, nocomment: true, platform: 'linux' });
}


/***/ }),

/***/ 7154:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   QA: () => (/* binding */ cycleIn),
/* harmony export */   a6: () => (/* binding */ endedBefore),
/* harmony export */   f0: () => (/* binding */ predecessors),
/* harmony export */   pJ: () => (/* binding */ depths)
/* harmony export */ });
/* harmony import */ var _config_config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5169);

/**
 * What each agent asks to wait for. Agents named in `absent` are known but do not take part: nobody waits
 * for them.
 * @throws {ConfigError} if `after` names nobody, or a cycle.
 */
function predecessors(agents, absent) {
    const names = new Set(agents.map(({ name }) => name));
    for (const { name, after } of agents) {
        const stranger = after.find((other) => !names.has(other) && !absent.includes(other));
        if (stranger !== undefined) {
            const allowed = [...names, ...absent].sort().join(', ');
            throw new _config_config_js__WEBPACK_IMPORTED_MODULE_0__/* .ConfigError */ .xL(`agents.${name}.after: ${JSON.stringify(stranger)} is not allowed; allowed: ${allowed}`);
        }
    }
    const before = new Map(agents.map(({ name, after }) => [name, [...new Set(after)].filter((other) => names.has(other))]));
    const cycle = cycleIn(before);
    if (cycle) {
        throw new _config_config_js__WEBPACK_IMPORTED_MODULE_0__/* .ConfigError */ .xL(`agents: ${cycle.join(' → ')} is a cycle of \`after\`; an agent cannot wait for itself`);
    }
    return before;
}
/** The number of steps that must come before each, by name. There must be no cycle. */
function depths(before) {
    const found = new Map();
    const depthOf = (name) => {
        const known = found.get(name);
        if (known !== undefined)
            return known;
        const depth = Math.max(-1, ...before.get(name).map(depthOf)) + 1;
        found.set(name, depth);
        return depth;
    };
    for (const name of before.keys())
        depthOf(name);
    return found;
}
/** The first cycle, each name waiting for the next one: `[a, b, a]`. */
function cycleIn(before) {
    const done = new Set();
    const visit = (name, path) => {
        const start = path.indexOf(name);
        if (start >= 0)
            return [...path.slice(start), name];
        if (done.has(name))
            return undefined;
        for (const other of before.get(name)) {
            const cycle = visit(other, [...path, name]);
            if (cycle)
                return cycle;
        }
        done.add(name);
        return undefined;
    };
    for (const name of before.keys()) {
        const cycle = visit(name, []);
        if (cycle)
            return cycle;
    }
    return undefined;
}
/**
 * All that have ended when `name` starts. Those that a streaming one waits for need only have started, so of
 * these only what has ended before them.
 */
function endedBefore(before, streaming, name) {
    const found = new Set();
    const visited = new Set();
    const open = [name];
    for (let other = open.pop(); other !== undefined; other = open.pop()) {
        if (visited.has(other))
            continue;
        visited.add(other);
        open.push(...before.get(other));
        if (!streaming.has(other))
            for (const earlier of before.get(other))
                found.add(earlier);
    }
    return found;
}


/***/ }),

/***/ 968:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C2: () => (/* binding */ painter),
/* harmony export */   LV: () => (/* binding */ wrap),
/* harmony export */   YB: () => (/* binding */ columns)
/* harmony export */ });
/** Colours and line breaks for a terminal. */
/** SGR codes: on, off. */
const codes = {
    bold: [1, 22],
    dim: [2, 22],
    red: [31, 39],
    green: [32, 39],
    yellow: [33, 39],
    magenta: [35, 39],
    cyan: [36, 39],
};
/** A function that styles text, or leaves it alone. */
function painter(colour) {
    return (text, ...styles) => colour && text !== ''
        ? styles.reduce((inner, style) => `\u001B[${codes[style][0]}m${inner}\u001B[${codes[style][1]}m`, text)
        : text;
}
/** Columns that a text takes: marks none, wide characters two. A close estimate; no terminal agrees on all of Unicode. */
function columns(text) {
    let sum = 0;
    // eslint-disable-next-line no-control-regex
    for (const point of text.replace(/\u001B\[\d+m/g, '')) {
        if (/[\p{M}\p{Cf}]/u.test(point))
            continue;
        sum +=
            /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F000}-\u{3FFFD}]/u.test(point)
                ? 2
                : 1;
    }
    return sum;
}
/** Breaks words onto lines of at most `width` columns. A word longer than a line is broken where the line ends. */
function wrap(text, width) {
    const lines = [];
    let line = '';
    let used = 0;
    for (const word of text.split(' ').flatMap((it) => chunks(it, width))) {
        const size = columns(word);
        if (line !== '' && used + 1 + size > width) {
            lines.push(line);
            line = word;
            used = size;
        }
        else {
            used += size + (line === '' ? 0 : 1);
            line = line === '' ? word : `${line} ${word}`;
        }
    }
    return line === '' && lines.length > 0 ? lines : [...lines, line];
}
function chunks(word, width) {
    if (columns(word) <= width)
        return [word];
    const parts = [''];
    for (const point of word) {
        if (columns(parts.at(-1) + point) > width)
            parts.push('');
        parts[parts.length - 1] += point;
    }
    return parts;
}


/***/ }),

/***/ 2071:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $Q: () => (/* binding */ clip),
/* harmony export */   IE: () => (/* binding */ pieces),
/* harmony export */   RK: () => (/* binding */ visible),
/* harmony export */   u7: () => (/* binding */ unmarked)
/* harmony export */ });
/* unused harmony exports holdsUnseen, clipBytes */
/** Text from a pull request, made honest: what a reader cannot see is spelled out, what runs on is cut. */
/**
 * Controls, format and bidirectional characters, private use, lone surrogates and everything else that is
 * drawn as nothing. The presentation selector of an emoji is no trick, so it stays with its emoji.
 */
const unseen = /\p{Extended_Pictographic}\uFE0F|[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** One line: white space collapsed to single spaces, invisible characters shown as `‹U+202E›`. */
function visible(text) {
    return text
        .replace(/[^\S\uFEFF]+/g, ' ')
        .trim()
        .replace(unseen, (match) => (match.endsWith('\uFE0F') && match.length > 1 ? match : spelled(match)));
}
/** True if a reader would not see all of the text; line breaks and tabs aside. */
function holdsUnseen(text) {
    const found = text.replaceAll(/[\n\t]/g, '').match(unseen) ?? [];
    return found.some((match) => !match.endsWith('\uFE0F') || match.length === 1);
}
function spelled(character) {
    return `‹U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}›`;
}
/** At most `most` code points, the last one an ellipsis if something was cut. A code span that is cut is closed. */
function clip(text, most) {
    if (text.length <= most)
        return text;
    // Slicing first keeps a text of megabytes cheap; a code point has at most two units.
    const points = [...text.slice(0, most * 2 + 2)];
    if (points.length <= most)
        return text;
    const cut = points.slice(0, most - 1).join('');
    const open = cut.split('`').length % 2 === 0;
    return `${cut}…${open ? '`' : ''}`;
}
/** At most `most` bytes of UTF-8, never half a character. */
function clipBytes(text, most) {
    if (Buffer.byteLength(text) <= most)
        return text;
    let left = most - Buffer.byteLength('…');
    let end = 0;
    for (const point of text) {
        left -= Buffer.byteLength(point);
        if (left < 0)
            break;
        end += point.length;
    }
    return `${text.slice(0, end)}…`;
}
/**
 * Splits a finding's text at its pairs of backticks. A backtick without a partner is an ordinary character, and an
 * empty pair is nothing. Words never follow words, so that each piece can be escaped by itself.
 */
function pieces(text) {
    const parts = text.split('`');
    const lonely = parts.length % 2 === 0 ? `\`${parts.pop()}` : '';
    const all = [];
    for (const [index, part] of [...parts.slice(0, -1), parts.at(-1) + lonely].entries()) {
        const code = index % 2 === 1;
        const last = all.at(-1);
        if (code ? part.trim() === '' : part === '')
            continue;
        if (last && !code && !last.code)
            last.text += part;
        else
            all.push({ code, text: part });
    }
    return all;
}
/** A finding's text without its backticks, for places that show plain text alone. */
function unmarked(text) {
    return pieces(visible(text))
        .map((piece) => piece.text)
        .join('');
}


/***/ }),

/***/ 4702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bv: () => (/* binding */ blocks),
/* harmony export */   C2: () => (/* binding */ fixable),
/* harmony export */   LS: () => (/* binding */ plural),
/* harmony export */   Pl: () => (/* binding */ headline),
/* harmony export */   RT: () => (/* binding */ spent),
/* harmony export */   Y3: () => (/* binding */ troubled),
/* harmony export */   eY: () => (/* binding */ speed),
/* harmony export */   ft: () => (/* binding */ owesAnswer),
/* harmony export */   ik: () => (/* binding */ place),
/* harmony export */   iq: () => (/* binding */ severityMarks),
/* harmony export */   l4: () => (/* binding */ waits),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   tQ: () => (/* binding */ counts),
/* harmony export */   to: () => (/* binding */ explained),
/* harmony export */   vk: () => (/* binding */ coverage),
/* harmony export */   zD: () => (/* binding */ grouped)
/* harmony export */ });
/* unused harmony exports enumerated, ending */
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1633);
/* harmony import */ var _plain_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2071);
/** The sentences that every rendering shares. Plain text; names stand between backticks. */


const severityMarks = {
    critical: '🔴',
    high: '🟠',
    medium: '🟡',
    low: '⚪',
};
const verdictWords = {
    passed: { mark: '✅', word: 'Passed' },
    blocked: { mark: '🛑', word: 'Blocked' },
    incomplete: { mark: '⚠️', word: 'Incomplete' },
    overridden: { mark: '⚠️', word: 'Overridden' },
    'nothing-to-review': { mark: '✅', word: 'Nothing to review' },
};
function headline(report) {
    if (report.skipped !== undefined)
        return { mark: '⏭️', word: 'Skipped', rest: report.skipped };
    return { ...verdictWords[report.verdict], rest: reason(report) };
}
/** Whether it keeps the pull request from merging as things are. */
function blocks({ blocking, accepted }) {
    return blocking && accepted === undefined;
}
function reason(report) {
    const blocking = report.findings.filter(blocks);
    switch (report.verdict) {
        case 'blocked':
            return [counts(blocking), harm(report)].filter(Boolean).join(' — ');
        case 'overridden':
            return `${counts(report.findings.filter((finding) => finding.blocking))} would block, and merging was allowed all the same`;
        case 'incomplete': {
            const missing = troubled(report);
            const found = report.findings.length === 0 ? '' : ` — ${counts(report.findings)} so far`;
            return missing.length === 0
                ? `a part of the change was not reviewed${found}`
                : `no answer from ${unanswering(missing)}${found}`;
        }
        case 'passed':
            if (report.findings.length === 0)
                return 'no findings';
            return blocking.length === 0
                ? `${counts(report.findings)}, none of which blocks`
                : counts(report.findings);
        case 'nothing-to-review':
            return report.coverage.changedFiles === 0
                ? 'no file is changed'
                : `none of the ${plural(report.coverage.changedFiles, 'changed file')} is for an agent here`;
    }
}
/** `docs and cost (not started: the review was cancelled), quality (failed: the file is broken)`. */
function unanswering(agents) {
    const groups = [...grouped(agents, (agent) => explained(agent, 100))];
    const said = groups.slice(0, 2).map(([why, group]) => `${few(group.map(({ name }) => name))} (${why})`);
    const rest = groups.slice(2).flatMap(([, group]) => group.map(({ name }) => name));
    return [...said, ...(rest.length > 0 ? [few(rest)] : [])].join(', ');
}
/** `a, b, c and 2 more`. */
function few(names) {
    return enumerated([...names.slice(0, 3), ...(names.length > 3 ? [`${names.length - 3} more`] : [])]);
}
/** What breaks, as far as the lineage picture shows it: `breaks 3 models and 1 exposure`. */
function harm({ impact }) {
    if (!impact)
        return '';
    const types = new Map();
    for (const node of impact.nodes) {
        if (node.state === 'broken')
            types.set(node.type, (types.get(node.type) ?? 0) + 1);
    }
    const parts = [...types].map(([type, count]) => plural(count, type.replaceAll('_', ' ')));
    // What breaks is drawn before what is merely reached.
    const isAll = impact.omitted === 0 || impact.nodes.some(({ state }) => /affected|exposed/.test(state));
    return parts.length === 0 ? '' : `breaks ${isAll ? '' : 'at least '}${enumerated(parts)}`;
}
/** `2 critical findings`, `1 critical and 3 low findings`. */
function counts(findings) {
    const parts = _finding_js__WEBPACK_IMPORTED_MODULE_0__/* .severities */ .gO.flatMap((severity) => {
        const count = findings.filter((finding) => finding.severity === severity).length;
        return count === 0 ? [] : [`${count} ${severity}`];
    });
    return `${enumerated(parts) || 'no'} finding${findings.length === 1 ? '' : 's'}`;
}
/** `a, b and c`. */
function enumerated(parts) {
    return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
/** `1 file`, `2 files`, `2 queries`. */
function plural(count, noun) {
    if (count === 1)
        return `1 ${noun}`;
    return `${count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(s|x|sh|ch)$/.test(noun) ? `${noun}es` : `${noun}s`}`;
}
/** Milliseconds for people: `850 ms`, `3.2 s`, `2 min 5 s`. */
function duration(ms) {
    if (ms < 1_000)
        return `${Math.round(ms)} ms`;
    if (ms < 59_950)
        return `${(ms / 1_000).toFixed(1)} s`;
    const seconds = Math.round(ms / 1_000);
    const rest = seconds % 60;
    return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}
/** `4 agents in 3.2 s, 2.5× as fast as one after the other (8.1 s)`; the comparison only where it says something. */
function speed({ agents, timing }) {
    const ran = agents.filter((agent) => agent.status !== 'skipped').length;
    const time = `${plural(ran, 'agent')} in ${duration(timing.wallMs)}`;
    if (ran < 2 || timing.speedup < 1.05)
        return time;
    return `${time}, ${timing.speedup.toFixed(1)}× as fast as one after the other (${duration(timing.sequentialMs)}; at best ${timing.speedupBound.toFixed(1)}×)`;
}
/** `12 of 12 changed files reviewed`. */
function coverage({ coverage: { reviewedFiles, changedFiles } }) {
    return `${reviewedFiles} of ${plural(changedFiles, 'changed file')} reviewed`;
}
/** `tasks waited 4.0 s for slots, 1.2 s for rate limits`; undefined if that is next to nothing. */
function waits({ timing: { wallMs, slotWaitMs, limiterWaitMs } }) {
    const notable = (ms, what) => ms > 0 && ms >= wallMs / 20 ? [`${duration(ms)} for ${what}`] : [];
    const parts = [...notable(slotWaitMs, 'slots'), ...notable(limiterWaitMs, 'rate limits')];
    return parts.length === 0 ? undefined : `tasks waited ${parts.join(', ')}`;
}
/** `12,345 tokens, $0.12`; undefined if no model was called. */
function spent({ usage }) {
    const tokens = usage.inputTokens + usage.outputTokens;
    if (tokens === 0)
        return undefined;
    const grouped = String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');
    // Nobody may know the price; nothing costs nothing.
    if (usage.costUsd === 0)
        return `${grouped} tokens`;
    return `${grouped} tokens, $${usage.costUsd.toFixed(usage.costUsd < 0.1 ? 3 : 2)}`;
}
/** Whether it had something to do and gave no verdict, also because it never got to start. */
function owesAnswer({ tasks, status }) {
    return tasks > 0 && status !== 'ok';
}
/** The agents that owe an answer. */
function troubled(report) {
    return report.agents.filter(owesAnswer);
}
const statusWords = {
    ok: 'ok',
    failed: 'failed',
    'timed-out': 'timed out',
    'over-budget': 'ran out of budget',
    skipped: 'skipped',
};
/** `timed out after 3 min`; `failed after 3 attempts`. */
function ending(agent) {
    const word = statusWords[agent.status];
    if (agent.status === 'timed-out')
        return `${word} after ${duration(agent.durationMs)}`;
    return agent.status === 'failed' && agent.attempts > 1 ? `${word} after ${agent.attempts} attempts` : word;
}
/** `timed out after 3 min: its time budget of 3 min is used up`; plain words, the reason cut to `most` characters. */
function explained(agent, most = 300) {
    const reason = agent.reason === undefined ? '' : (0,_plain_js__WEBPACK_IMPORTED_MODULE_1__/* .unmarked */ .u7)((0,_plain_js__WEBPACK_IMPORTED_MODULE_1__/* .clip */ .$Q)(agent.reason, most));
    // Its reason says itself that it did not start.
    if (agent.status === 'skipped' && owesAnswer(agent))
        return reason || 'not started';
    return reason === '' ? ending(agent) : `${ending(agent)}: ${reason}`;
}
/** `models/orders.sql:12` or `models/orders.sql:12-14`. */
function place({ path, startLine, endLine }) {
    return endLine > startLine ? `${path}:${startLine}-${endLine}` : `${path}:${startLine}`;
}
/** Keeps order; groups by what `key` says, in order of first appearance. */
function grouped(items, key) {
    const groups = new Map();
    for (const item of items) {
        const group = groups.get(key(item));
        if (group)
            group.push(item);
        else
            groups.set(key(item), [item]);
    }
    return groups;
}
/** What mends a finding; empty if nothing does for certain. */
function fixable({ edits = [] }) {
    return edits.length === 0 ? '' : '`parallel-review review --fix` mends it.';
}


/***/ }),

/***/ 2795:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ planChange),
  N: () => (/* binding */ review)
});

// EXTERNAL MODULE: ./build/change/hunks.js
var hunks = __webpack_require__(5052);
;// CONCATENATED MODULE: ./build/change/renames.js
/** Beyond this many pairs only exact renames are looked for, as git does. */
const maxPairs = 50_000;
/** The share of lines, by length, that must be the same. git's default. */
const minSimilarity = 0.5;
/**
 * Pairs deleted with added entries: equal contents first, then the most similar ones. The contents of
 * both sides must be loaded. The result depends on paths and contents alone.
 */
function findRenames(base, head, deleted, added) {
    const exact = exactRenames(deleted, added);
    const usedBase = new Set(exact.map((rename) => rename.base));
    const usedHead = new Set(exact.map((rename) => rename.head));
    const from = deleted.filter((entry) => !usedBase.has(entry) && hasText(base, entry));
    const to = added.filter((entry) => !usedHead.has(entry) && hasText(head, entry));
    // Lines are counted for pairs alone: of much that is new they would take several times its size.
    const pairs = from.length * to.length;
    if (pairs === 0 || pairs > maxPairs)
        return exact;
    return [...exact, ...similarRenames(linesOf(base, from), linesOf(head, to))];
}
function exactRenames(deleted, added) {
    const byOid = new Map();
    for (const entry of deleted)
        if (entry.kind === 'file')
            byOid.set(entry.oid, [...(byOid.get(entry.oid) ?? []), entry]);
    const renames = [];
    for (const head of added) {
        const candidates = byOid.get(head.oid);
        if (head.kind !== 'file' || !candidates?.length)
            continue;
        // The same file name is the better guess among equal contents.
        const named = candidates.findIndex(({ path }) => nameOf(path) === nameOf(head.path));
        const [base] = candidates.splice(Math.max(named, 0), 1);
        renames.push({ base: base, head });
    }
    return renames;
}
/** An empty file is similar to every other one. */
function hasText(snapshot, { kind, path }) {
    return kind === 'file' && /\S/.test(snapshot.text(path) ?? '');
}
function linesOf(snapshot, entries) {
    return entries.map((entry) => {
        const text = snapshot.text(entry.path);
        const counts = new Map();
        for (const line of text.split('\n'))
            counts.set(line, (counts.get(line) ?? 0) + 1);
        return { entry, counts, size: text.length };
    });
}
function similarRenames(from, to) {
    const pairs = from
        .flatMap((base) => to.map((head) => ({ base, head, score: similarity(base, head) })))
        .filter(({ score }) => score >= minSimilarity)
        .sort((a, b) => b.score - a.score ||
        Number(nameOf(b.base.entry.path) === nameOf(b.head.entry.path)) -
            Number(nameOf(a.base.entry.path) === nameOf(a.head.entry.path)) ||
        (a.head.entry.path < b.head.entry.path ? -1 : a.head.entry.path > b.head.entry.path ? 1 : 0) ||
        (a.base.entry.path < b.base.entry.path ? -1 : 1));
    const used = new Set();
    const renames = [];
    for (const { base, head } of pairs) {
        if (used.has(base) || used.has(head))
            continue;
        used.add(base).add(head);
        renames.push({ base: base.entry, head: head.entry });
    }
    return renames;
}
function similarity(a, b) {
    const larger = Math.max(a.size, b.size);
    if (Math.min(a.size, b.size) < larger * minSimilarity)
        return 0;
    let common = 0;
    for (const [line, count] of a.counts)
        common += Math.min(count, b.counts.get(line) ?? 0) * (line.length + 1);
    return common / larger;
}
function nameOf(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}

;// CONCATENATED MODULE: ./build/change/diff.js


/**
 * The change from base to head, from their two trees alone: the same for git objects, a working tree
 * and the API, and not dependent on anybody's patch. Loads the contents of all changed files.
 */
async function changeSet(base, head) {
    const deleted = [];
    const added = [];
    const modified = [];
    for (const entry of base.entries.values()) {
        const other = head.entries.get(entry.path);
        if (!other)
            deleted.push(entry);
        else if (other.oid !== entry.oid || other.kind !== entry.kind)
            modified.push({ base: entry, head: other });
    }
    for (const entry of head.entries.values())
        if (!base.entries.has(entry.path))
            added.push(entry);
    await base.load([...deleted, ...modified.map((pair) => pair.base)].map(({ path }) => path));
    await head.load([...added, ...modified.map((pair) => pair.head)].map(({ path }) => path));
    const renames = findRenames(base, head, deleted, added);
    const moved = new Set(renames.flatMap((rename) => [rename.base, rename.head]));
    const compare = comparer(base, head);
    const files = [
        ...modified.map((pair) => compare('modified', pair.base, pair.head)),
        ...renames.map((pair) => compare('renamed', pair.base, pair.head)),
        ...deleted.filter((entry) => !moved.has(entry)).map((entry) => compare('deleted', entry, undefined)),
        ...added.filter((entry) => !moved.has(entry)).map((entry) => compare('added', undefined, entry)),
    ];
    return { base, head, files: files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) };
}
function comparer(baseSnapshot, headSnapshot) {
    return (status, base, head) => {
        const before = base && baseSnapshot.content(base.path);
        const after = head && headSnapshot.content(head.path);
        const kind = kindOf([base, head], [before, after]);
        return {
            path: (head ?? base).path,
            ...(status === 'renamed' && { previousPath: base.path }),
            status,
            kind,
            ...(base && { base }),
            ...(head && { head }),
            hunks: kind === 'text' ? (0,hunks/* hunksOf */.H)(textOf(before), textOf(after)) : [],
        };
    };
}
function textOf(content) {
    return content?.kind === 'text' ? content.text : '';
}
/** The kind that keeps people from reading lines wins. */
function kindOf(entries, contents) {
    for (const kind of ['submodule', 'symlink']) {
        if (entries.some((entry) => entry?.kind === kind))
            return kind;
    }
    for (const kind of ['too-large', 'binary']) {
        if (contents.some((content) => content?.kind === kind))
            return kind;
    }
    return 'text';
}

// EXTERNAL MODULE: ./build/config/model-schema.js
var model_schema = __webpack_require__(9080);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/merge/acceptance.js
/** Which blocking findings people have accepted: a pure function of findings, claims and policy. */


/** What a person may do in the repository, least first. */
const accessLevels = (/* unused pure expression or super */ null && (['none', 'read', 'write', 'maintain', 'admin']));
/**
 * Twelve hexadecimal digits for exactly this finding. Unlike its fingerprint it changes with what the finding says, so
 * that what somebody accepted cannot become worse under the same name; lines may move.
 */
function findingId({ rule, resource, subject, severity, title, location, related, }) {
    const places = [...new Set([location, ...related].map(({ path }) => path))].sort();
    const said = JSON.stringify([rule, resource, subject ?? null, severity, title, places]);
    return (0,external_node_crypto_.createHash)('sha256').update(said).digest('hex').slice(0, 12);
}
/** Claims about other findings are left alone: they are about an older state. `author` is the pull request's. */
function acceptances(findings, claims, policy, author) {
    const accepted = new Map();
    const notes = [];
    for (const finding of findings) {
        const id = findingId(finding);
        const counted = new Map();
        const strangers = [];
        let owned = !policy.codeOwner;
        for (const claim of claims.filter((it) => it.id === id)) {
            const objection = objectionTo(claim, finding, policy, author);
            if (objection !== undefined) {
                notes.push(`${code(claim.by)} wants to accept ${code(id)}, which does not count: ${objection}.`);
            }
            else if (!counted.has(claim.by)) {
                counted.set(claim.by, { by: claim.by, reason: claim.reason, url: claim.url });
                if (claim.owner === true)
                    owned = true;
                else if (claim.owner !== undefined)
                    strangers.push(claim.owner);
            }
        }
        if (counted.size === 0)
            continue;
        if (counted.size < policy.count) {
            notes.push(`${code(id)} is accepted by ${counted.size} of the ${policy.count} people that it takes.`);
        }
        else if (owned)
            accepted.set(id, [...counted.values()]);
        else
            notes.push(`${code(id)} is accepted by nobody who is known to own its file: ${strangers[0]}.`);
    }
    return { accepted, notes };
}
function objectionTo({ by, access, bot, edited }, { rule }, policy, author) {
    if (!policy.allow)
        return 'the configuration allows no acceptance';
    if (policy.not.includes(rule))
        return `the configuration allows none for ${code(rule)}`;
    if (bot)
        return 'a program wrote it';
    if (accessLevels.indexOf(access) < accessLevels.indexOf(policy.by))
        return `it takes ${policy.by} access to the repository, and this is ${access === 'none' ? 'no' : access} access`;
    if (edited)
        return 'the comment was edited afterwards; it must be written anew';
    if (!policy.author && by.toLowerCase() === author.toLowerCase())
        return "the pull request's own author cannot accept its findings";
    return undefined;
}

// EXTERNAL MODULE: ./build/finding.js
var build_finding = __webpack_require__(1633);
;// CONCATENATED MODULE: ./build/merge/ignores.js

/** Findings keep their order. */
function applyIgnores(findings, ignores, context) {
    const kept = [];
    const ignored = [];
    const byRule = new Map();
    for (const ignore of ignores.filter(({ reason }) => isReason(reason))) {
        const key = JSON.stringify([ignore.path, ignore.rule]);
        const others = byRule.get(key);
        if (others)
            others.push(ignore);
        else
            byRule.set(key, [ignore]);
    }
    for (const finding of findings) {
        const place = context.lineAtHead(finding);
        const by = place
            ? byRule
                .get(JSON.stringify([place.path, finding.rule]))
                ?.find(({ from, to }) => from <= place.line && place.line <= to)
            : undefined;
        if (!by)
            kept.push(finding);
        else if (finding.blocking)
            kept.push(withNote(finding, by));
        else
            ignored.push({ finding, by });
    }
    return { findings: kept, ignored, notes: notesOn(ignores, ignored, context) };
}
/** A word at least: dots and dashes are no reason. */
function isReason(text) {
    return /\p{L}{2}/u.test(text);
}
function withNote(finding, by) {
    const note = `The comment at ${placed(by)} asks to ignore this, but what blocks the merge cannot be ignored.`;
    return { ...finding, notes: [...(finding.notes ?? []), note] };
}
function notesOn(ignores, ignored, { ruleIds, config }) {
    const known = new Set(ruleIds);
    const agents = [...config.agents.map(({ name }) => name), ...config.excluded];
    // Other reviewers have rules of their own.
    const isUnknown = (rule) => !known.has(rule) &&
        (!rule.includes('/') || agents.some((name) => rule.startsWith(`${name}/`)) || rule === '');
    const own = ignores.filter(({ added }) => added);
    const unknown = own.filter(({ rule }) => isUnknown(rule));
    const baseless = own.filter(({ rule, reason }) => !isUnknown(rule) && !isReason(reason));
    const fresh = ignored.filter(({ by }) => by.added);
    return [
        ...(fresh.length > 0
            ? [
                `${fresh.length === 1 ? 'One finding is' : `${fresh.length} findings are`} ignored by comments that this pull request adds: ${several(fresh.map(({ by }) => placed(by)))}.`,
            ]
            : []),
        ...(unknown.length > 0
            ? [
                `Ignore comments that name no rule: ${several(unknown.map((it) => `${(0,build_finding/* code */.aY)(it.rule || '(nothing)')} at ${placed(it)}`))}.`,
            ]
            : []),
        ...(baseless.length > 0
            ? [
                `Ignore comments that give no reason: ${several(baseless.map((it) => `${(0,build_finding/* code */.aY)(it.rule)} at ${placed(it)}`))}.`,
            ]
            : []),
    ];
}
function placed({ path, line }) {
    return (0,build_finding/* code */.aY)(`${path}:${line}`);
}
function several(all) {
    const distinct = [...new Set(all)];
    const more = distinct.length > 3 ? ` and ${distinct.length - 3} more` : '';
    return `${distinct.slice(0, 3).join(', ')}${more}`;
}

;// CONCATENATED MODULE: ./build/merge/causes.js

/** Rule by rule: what the first one finds makes the others report what they find at the places it names. */
const explains = new Map([
    ['quality/model-removed-in-use', ['quality/unresolved-ref']],
    ['quality/column-removed-in-use', ['quality/unknown-column', 'quality/config-column-missing']],
    [
        'quality/config-column-missing',
        ['cost/full-refresh-forced', 'quality/incremental-schema-drift', 'quality/snapshot-config-changed'],
    ],
    ['cost/partition-filter-missing', ['quality/filter-changed']],
    ['governance/cross-environment-ref', ['quality/hardcoded-relation']],
    ['cost/seed-too-large', ['cost/large-file']],
]);
/** The same, anywhere in the file: where both versions of some lines stand, what follows may be at fault. */
const spoils = new Map([['quality/conflict-marker', ['quality/syntax-broken']]]);
/** The same, wherever it stands: what a model loses with its way of being built. */
const entails = new Map([
    [
        'cost/incremental-to-full',
        ['cost/partition-removed', 'cost/incremental-filter-removed', 'cost/incremental-predicates-removed'],
    ],
]);
/**
 * True if `effect` goes away once `cause` is dealt with. A consequence that is worse than its cause
 * stands for itself: folding it in must not open the gate.
 */
function isExplainedBy(effect, cause) {
    if (!(0,build_finding/* atLeast */.jZ)(cause.severity, effect.severity))
        return false;
    // What has places of other resources, too, is more than this one's loss.
    if (entails.get(cause.rule)?.includes(effect.rule))
        return effect.resource === cause.resource && effect.related.length === 0;
    if (spoils.get(cause.rule)?.includes(effect.rule))
        return effect.location.path === cause.location.path;
    return (explains.get(cause.rule)?.includes(effect.rule) === true &&
        isAbout(effect, cause) &&
        [cause.location, ...cause.related].some((place) => overlaps(place, effect.location)));
}
/**
 * What has no subject is about all of its resource; `unique_key id` is about `id`, and about `unique_key`. A list of
 * subjects is about each of them.
 */
function isAbout(effect, cause) {
    if (cause.subject === undefined)
        return true;
    if (effect.subject === undefined)
        return effect.resource === cause.resource;
    const causes = [cause.subject, ...cause.subject.split(', ')];
    const effects = causes.includes(effect.subject) ? [effect.subject] : effect.subject.split(', ');
    return effects.every((subject) => causes.some((part) => part === subject || holds(subject, part) || holds(part, subject)));
}
function holds(subject, part) {
    return subject.startsWith(`${part} `) || subject.endsWith(` ${part}`);
}
/**
 * True if another kind of reviewer says of the same thing at the same place what a rule has shown already.
 * Without a subject the two may well be about different things.
 */
function isEchoOf(echo, shown) {
    return (echo.subject !== undefined &&
        echo.subject === shown.subject &&
        echo.resource === shown.resource &&
        isBeside(echo.location, shown.location) &&
        (0,build_finding/* atLeast */.jZ)(shown.severity, echo.severity));
}
/** The same line, or the two sides of one edit: what a rule shows where it went, a model quotes where it came. */
function isBeside(a, b) {
    const near = { ...b, startLine: b.startLine - nearLines, endLine: b.endLine + nearLines };
    return a.side === b.side ? touch(a, b) : touch(a, near);
}
const nearLines = 3;
/** True if one line is in both. */
function overlaps(a, b) {
    return a.side === b.side && touch(a, b);
}
/** The same, where both are of one revision. */
function touch(a, b) {
    return a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

// EXTERNAL MODULE: ./build/agents/agent.js
var agent = __webpack_require__(5266);
;// CONCATENATED MODULE: ./build/merge/edits.js
/** Suggested edits of different tasks that want the same lines: one of them wins, the others say so. */



/**
 * The findings in their order, with edits of which no two overlap. The lane of the agent decides, then its name, then
 * the order given. The edits of one finding stay together: it keeps all of them or none.
 */
function resolveEdits(findings) {
    const accepted = new Map();
    const losers = new Map();
    for (const finding of findings.filter(({ edits }) => edits).sort(byEditor)) {
        const rival = finding
            .edits.flatMap((edit) => accepted.get(edit.path)?.filter((other) => touch(other.edit, edit)) ?? [])
            .at(0);
        if (rival) {
            losers.set(finding, rival);
            continue;
        }
        for (const edit of finding.edits) {
            const others = accepted.get(edit.path);
            if (others)
                others.push({ edit, owner: finding });
            else
                accepted.set(edit.path, [{ edit, owner: finding }]);
        }
    }
    return findings.map((finding) => {
        const rival = losers.get(finding);
        return rival ? withoutEdits(finding, rival) : finding;
    });
}
/** By precedence, as everywhere: lane first, then name. */
function byEditor({ editor: a }, { editor: b }) {
    return (agent/* lanes */.wX.indexOf(a.lane) - agent/* lanes */.wX.indexOf(b.lane) || (a.agent < b.agent ? -1 : a.agent > b.agent ? 1 : 0));
}
function withoutEdits(finding, { edit, owner }) {
    const { edits: _, ...rest } = finding;
    const lines = edit.startLine === edit.endLine ? `line ${edit.startLine}` : `lines ${edit.startLine} to ${edit.endLine}`;
    const note = `The edit that ${finding.editor.agent} suggests is left out: ${owner.editor.agent} changes ${lines} of ${(0,build_finding/* code */.aY)(edit.path)} for ${(0,build_finding/* code */.aY)(owner.rule)}.`;
    return { ...rest, notes: [...finding.notes, note] };
}

;// CONCATENATED MODULE: ./build/merge/order.js

/** Worst and surest first, then by place and identity. Only equal findings compare as equal. */
function byWeight(a, b) {
    return (build_finding/* severities */.gO.indexOf(a.severity) - build_finding/* severities */.gO.indexOf(b.severity) ||
        build_finding/* confidences */.E2.indexOf(a.confidence) - build_finding/* confidences */.E2.indexOf(b.confidence) ||
        byCodeUnit(a.location.path, b.location.path) ||
        a.location.startLine - b.location.startLine ||
        byCodeUnit(a.rule, b.rule) ||
        byCodeUnit(a.resource, b.resource) ||
        byCodeUnit(a.subject ?? '', b.subject ?? '') ||
        byCodeUnit(JSON.stringify(contents(a)), JSON.stringify(contents(b))));
}
/** The places in the order given, each once. */
function distinctPlaces(places) {
    const key = ({ path, side, startLine, endLine, message }) => JSON.stringify([path, side, startLine, endLine, message]);
    // Later entries of a map do not move its keys, so the first mention keeps its position.
    return [...new Map(places.map((place) => [key(place), place])).values()];
}
/** Everything else, in a fixed order: the order of an object's keys is an accident. */
function contents({ title, message, why, advice, location, related, edits = [] }) {
    const { side, endLine } = location;
    const places = related.map((place) => [
        place.path,
        place.side,
        place.startLine,
        place.endLine,
        place.message,
    ]);
    const changes = edits.map((edit) => [edit.path, edit.startLine, edit.endLine, edit.replacement]);
    return [title, message, why, advice, side, endLine, places, changes];
}
function byCodeUnit(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

;// CONCATENATED MODULE: ./build/merge/merge.js




/**
 * Merges findings by root cause, the most important first. The result does not depend on the order of
 * outcomes, nor on the order in which a task reported.
 */
function mergeFindings(outcomes, policy) {
    const reported = outcomes
        .flatMap(({ task, findings }) => findings.map((finding) => ({
        ...finding,
        agents: [task.agent],
        reviewers: [task.reviewer],
        editor: task,
        notes: [],
    })))
        .flatMap((finding) => underPolicy(finding, policy))
        // Findings that say the same differ in whose they are.
        .sort((a, b) => byWeight(a, b) || byEditor(a, b));
    return (resolveEdits(foldEchoes(foldEffects(uniteSame(reported))))
        .map((finding) => merged(finding, policy))
        // Severity comes first in this order, so what blocks comes first, too.
        .sort(byWeight));
}
/** A rule's configured severity replaces the reported one; a rule that is off reports nothing. */
function underPolicy(finding, { rules }) {
    const severity = Object.hasOwn(rules, finding.rule) ? rules[finding.rule] : undefined;
    if (severity === 'off')
        return [];
    return [severity === undefined ? finding : { ...finding, severity }];
}
function merged(reported, policy) {
    const { reviewers: _, editor: __, notes, ...finding } = reported;
    return { ...finding, blocking: blocks(finding, policy), ...(notes.length > 0 && { notes }) };
}
function blocks({ severity }, { failOnSeverity }) {
    return failOnSeverity !== 'none' && (0,build_finding/* atLeast */.jZ)(severity, failOnSeverity);
}
/**
 * Findings of the same rule about the same thing are one, and so are those of several agents' models, which have no
 * rules: what the others call it is noted. Expects and keeps the order by weight.
 */
function uniteSame(findings) {
    const byIdentity = new Map();
    for (const finding of findings) {
        const by = isModels(finding) ? 'model' : finding.rule;
        const identity = JSON.stringify([by, finding.resource, finding.subject ?? null]);
        const group = byIdentity.get(identity);
        if (group)
            group.push(finding);
        else
            byIdentity.set(identity, [finding]);
    }
    return [...byIdentity.values()].map(([first, ...others]) => unite(first, others.map(noted(first))));
}
/** Whatever an agent's model finds has one rule. */
function isModels({ rule }) {
    return rule.endsWith('/model');
}
/** With its own words as a note, if the one that it becomes a part of says something else. */
function noted(first) {
    return (other) => isModels(first) && other.title !== first.title
        ? { ...other, notes: [...other.notes, `${other.agents.join(', ')}: ${other.title}`] }
        : other;
}
/** A consequence becomes a place of its first cause, or of what causes that in turn. */
function foldEffects(findings) {
    const causeOf = (finding) => findings.find((other) => isExplainedBy(finding, other));
    return fold(findings, (finding) => {
        const passed = new Set();
        let root = causeOf(finding);
        for (let next = root; next && !passed.has(next); next = causeOf(next)) {
            passed.add(next);
            root = next;
        }
        return root;
    });
}
/** What another kind of reviewer repeats is folded into what a rule has shown. What rules show is never an echo. */
function foldEchoes(findings) {
    const shown = new Map();
    for (const finding of findings) {
        if (!finding.reviewers.includes('rules'))
            continue;
        const others = shown.get(finding.resource);
        if (others)
            others.push(finding);
        else
            shown.set(finding.resource, [finding]);
    }
    return fold(findings, (finding) => finding.reviewers.includes('rules')
        ? undefined
        : shown.get(finding.resource)?.find((other) => isEchoOf(finding, other)));
}
/** Each finding becomes a part of its root, if it has one. A root must not have one itself. */
function fold(findings, rootOf) {
    const parts = new Map();
    const roots = [];
    for (const finding of findings) {
        const root = rootOf(finding);
        if (root)
            parts.set(root, [...(parts.get(root) ?? []), finding]);
        else
            roots.push(finding);
    }
    return roots.map((root) => unite(root, parts.get(root) ?? []));
}
/**
 * `first` with the agents and the places of the others. Its severity and confidence stay a pair: a likely
 * critical and a proven low finding do not make a proven critical one.
 */
function unite(first, others) {
    if (others.length === 0)
        return first;
    const known = [first.location, ...first.related];
    const places = others
        // What a model says beside a place that is known is no further one: readers are counted by their places.
        .filter((other) => {
        const same = isModels(other) ? isBeside : overlaps;
        return !known.some((place) => same(place, other.location));
    })
        .map(({ location, title }) => ({ ...location, message: title }));
    const all = [first, ...others];
    // All edits of one finding mend it; those of several would mend it several times.
    const mended = all.find(({ edits }) => edits !== undefined);
    return {
        ...first,
        ...(mended?.edits && { edits: mended.edits, editor: mended.editor }),
        agents: [...new Set(all.flatMap(({ agents }) => agents))].sort(),
        reviewers: [...new Set(all.flatMap(({ reviewers }) => reviewers))].sort(),
        notes: all.flatMap(({ notes }) => notes),
        related: distinctPlaces([...first.related, ...places, ...others.flatMap(({ related }) => related)]),
    };
}

;// CONCATENATED MODULE: ./build/merge/verdict.js
/**
 * Blocked wins over incomplete: what is proven stays proven when another agent fails, and both are said.
 * Incomplete is no pass: a required agent (`on-failure: fail`) gave no verdict, or nobody could read what the
 * change makes of a file. Overridden takes that people accepted all that blocks and nothing is missing.
 */
function verdictOf(findings, outcomes, plan, policy) {
    if (policy.skipped !== undefined)
        return { verdict: 'nothing-to-review', conclusion: 'success', reasons: [policy.skipped] };
    const { open, accepted } = openAndAccepted(findings);
    const blocking = open.length;
    const missing = [
        ...plan.tasks.flatMap((task) => missingVerdict(task, outcomes)),
        ...unreadFiles(plan, policy.unread),
    ];
    const reasons = missing.map(({ reason }) => reason);
    if (blocking > 0) {
        const what = `${blocking} ${blocking === 1 ? 'finding is' : 'findings are'}`;
        const blocked = `${what} at least ${policy.failOnSeverity}`;
        return { verdict: 'blocked', conclusion: 'failure', reasons: [blocked, ...reasons] };
    }
    if (missing.some(({ required }) => required || policy.stopped))
        return { verdict: 'incomplete', conclusion: 'failure', reasons };
    if (accepted.length > 0) {
        const what = `${accepted.length} ${accepted.length === 1 ? 'finding that blocks is' : 'findings that block are'} accepted`;
        return { verdict: 'overridden', conclusion: 'success', reasons: [what, ...reasons] };
    }
    if (plan.tasks.length === 0) {
        const nothing = 'no agent reads any of the changed files';
        return { verdict: 'nothing-to-review', conclusion: 'success', reasons: [nothing] };
    }
    return { verdict: 'passed', conclusion: 'success', reasons };
}
/** What blocks, apart by whether people accepted it. */
function openAndAccepted(findings) {
    const blocking = findings.filter((finding) => finding.blocking);
    return {
        open: blocking.filter((finding) => !finding.accepted),
        accepted: blocking.filter((finding) => finding.accepted),
    };
}
function missingVerdict(task, outcomes) {
    const outcome = outcomes.find((it) => it.task.id === task.id);
    if (outcome?.status === 'ok')
        return [];
    const required = task.onFailure === 'fail';
    const kind = task.reviewer === 'model' ? 'model of' : 'agent';
    const who = `the ${required ? 'required ' : ''}${kind} ${task.agent}`;
    const why = outcome ? `${outcome.status}${outcome.reason ? `: ${outcome.reason}` : ''}` : 'it never ran';
    return [{ required, reason: `${who} gave no verdict (${why})` }];
}
/** A file that the change makes unreadable is no pass if it is beyond reading, or if there was nothing else to review. */
function unreadFiles({ tasks }, unread = new Map()) {
    const read = new Set(tasks.flatMap(({ files }) => files));
    const isAll = read.size > 0 && [...read].every((path) => unread.has(path));
    return [...unread]
        .filter(([path]) => read.has(path))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, { reason, isNew, isHuge }]) => ({
        required: isNew && (isHuge || isAll),
        reason: `${path} was not reviewed: it ${reason}`,
    }));
}

// EXTERNAL MODULE: ./build/agents/index.js + 4 modules
var agents = __webpack_require__(5288);
// EXTERNAL MODULE: ./build/plan/globs.js
var plan_globs = __webpack_require__(4345);
// EXTERNAL MODULE: ./build/plan/conflicts.js
var plan_conflicts = __webpack_require__(1109);
// EXTERNAL MODULE: ./build/plan/order.js
var order = __webpack_require__(7154);
;// CONCATENATED MODULE: ./build/plan/plan-review.js




/** Nobody reviews anything, for one reason. */
function emptyPlan({ agents }, reason) {
    const skipped = agents.map(({ name }) => ({ agent: name, reason }));
    return { tasks: [], waves: [], conflicts: [], skipped, unread: [] };
}
/**
 * Which agent reviews which files, and in which order. The order of `files` does not matter.
 * @throws {ConfigError} if the agents' `after` name nobody or a cycle, or a conflict cannot be resolved.
 */
function planReview(config, files) {
    const asked = (0,order/* predecessors */.f0)(config.agents, config.excluded);
    const { readable, opaque, unread } = sift(config, files);
    const slices = config.agents.map((agent) => ({
        agent,
        files: pathsMeant(agent.reads, agent.opaque ? [...readable, ...opaque] : readable),
    }));
    const isWorking = (slice) => slice.files.length > 0 && slice.agent.reviewers.length > 0;
    const working = slices.filter(isWorking);
    const idle = slices.filter((slice) => !isWorking(slice));
    const free = among(working, asked);
    const claims = working.map((slice) => ({
        agent: slice.agent,
        reads: slice.files,
        writes: slice.agent.writes?.length ? pathsMeant(slice.agent.writes, readable) : [],
    }));
    const conflicts = (0,plan_conflicts/* conflictsOf */.hC)(claims, free);
    const before = (0,plan_conflicts/* serialized */.RB)(conflicts, free, config.onConflict ?? 'serialize');
    const depth = (0,order/* depths */.pJ)(before);
    const kept = new Set(conflicts.map(({ second }) => second.agent));
    const idsOf = new Map(working.map(({ agent }) => [agent.name, agent.reviewers.map((it) => idOf(agent, it))]));
    const tasks = working
        .toSorted((a, b) => depth.get(a.agent.name) - depth.get(b.agent.name) || (0,agents/* byPrecedence */.m)(a.agent, b.agent))
        .flatMap((slice) => {
        const earlier = before.get(slice.agent.name).flatMap((name) => idsOf.get(name));
        // Who would read while somebody writes waits for the end.
        return tasksOf(slice, earlier, !kept.has(slice.agent.name));
    });
    const reading = new Set(tasks.flatMap((task) => task.files));
    return {
        tasks,
        waves: wavesOf(tasks),
        conflicts,
        skipped: [
            ...idle.map(({ agent }) => ({ agent: agent.name, reason: whyIdle(agent) })),
            ...config.excluded.map((agent) => ({ agent, reason: 'turned off' })),
        ].sort((a, b) => plan_review_byCodeUnit(a.agent, b.agent)),
        unread: [
            ...unread,
            ...readable
                .filter(({ path }) => !reading.has(path))
                .map(({ path }) => ({ path, reason: 'no agent reads this file' })),
        ].sort((a, b) => plan_review_byCodeUnit(a.path, b.path)),
    };
}
/** An agent without a task is nobody to wait for. */
function among(working, asked) {
    const names = new Set(working.map(({ agent }) => agent.name));
    return new Map([...names].map((name) => [name, asked.get(name).filter((other) => names.has(other))]));
}
const unreadableKinds = {
    binary: 'binary file',
    'too-large': 'file is too large',
    symlink: 'symbolic link',
    submodule: 'submodule',
};
function sift(config, files) {
    const counts = (0,plan_globs/* pathMatcher */.k)(config.pathFilters);
    const readable = [];
    const opaque = [];
    const unread = [];
    for (const file of files) {
        const { path, kind = 'text' } = file;
        if (!touches(counts, file))
            unread.push({ path, reason: 'excluded by path-filters' });
        else if (kind !== 'text') {
            unread.push({ path, reason: unreadableKinds[kind] });
            opaque.push(file);
        }
        else
            readable.push(file);
    }
    return { readable, opaque, unread };
}
function pathsMeant(globs, files) {
    const meant = (0,plan_globs/* pathMatcher */.k)(globs);
    return files
        .filter((file) => touches(meant, file))
        .map(({ path }) => path)
        .sort();
}
/** A renamed file concerns those who read it under its old path, too. */
function touches(matches, { path, previousPath }) {
    return matches(path) || (previousPath !== undefined && matches(previousPath));
}
function whyIdle({ reviewers }) {
    return reviewers.length === 0 ? 'no model is configured' : 'it reads none of the changed files';
}
/** Rough, and enough: only who takes longer than whom decides the order of starts. */
const expected = {
    rules: (files) => files * 20,
    tool: (files) => 3_000 + files * 50,
    model: (files) => 15_000 + files * 200,
};
function idOf(agent, reviewer) {
    return `${agent.name}/${reviewer}/1`;
}
/** One for each engine of the agent. Its model comes last, and is told what the others found. */
function tasksOf({ agent, files }, earlier, mayStream) {
    return agent.reviewers.map((reviewer) => {
        const own = reviewer === 'model' ? agent.reviewers.filter((it) => it !== 'model') : [];
        const after = [...earlier, ...own.map((it) => idOf(agent, it))].sort();
        const stream = agent.stream && mayStream && after.length > 0 && own.length === 0;
        const onFailure = reviewer === 'model' ? agent.model.onFailure : agent.onFailure;
        return {
            id: idOf(agent, reviewer),
            agent: agent.name,
            reviewer,
            lane: agent.lane,
            files,
            after,
            onFailure,
            timeoutMs: agent.timeoutMs,
            expectedMs: expected[reviewer](files.length),
            ...(agent.retries !== undefined && { retries: agent.retries }),
            ...(agent.maxFindings !== undefined && { maxFindings: agent.maxFindings }),
            ...(stream && { stream: true }),
            ...(reviewer === 'model' && asked(agent.model)),
        };
    });
}
/** How often a model is asked the same, and whose endpoint that is. */
function asked({ name, votes = 1, attempts = 1, hedgeMs, }) {
    const provider = name.slice(0, name.indexOf('/'));
    if (votes > 1)
        return { provider, redundancy: { kind: 'vote', weights: Array(votes).fill(1) } };
    if (attempts > 1)
        return { provider, redundancy: { kind: 'best', attempts } };
    return { provider, ...(hedgeMs !== undefined && { redundancy: { kind: 'hedge', afterMs: hedgeMs } }) };
}
/** Needs tasks in an order in which each follows those it waits for. */
function wavesOf(tasks) {
    const waveOf = new Map();
    const waves = [];
    for (const { id, after } of tasks) {
        const wave = Math.max(-1, ...after.map((other) => waveOf.get(other))) + 1;
        waveOf.set(id, wave);
        (waves[wave] ??= []).push(id);
    }
    return waves;
}
function plan_review_byCodeUnit(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

// EXTERNAL MODULE: ./build/change/lines.js
var lines = __webpack_require__(8246);
// EXTERNAL MODULE: ./build/project/dbt/lines.js
var dbt_lines = __webpack_require__(2260);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./build/project/airflow/python.js
var python = __webpack_require__(8847);
// EXTERNAL MODULE: ./build/project/terraform/scan.js
var scan = __webpack_require__(2864);
;// CONCATENATED MODULE: ./build/project/comments/sql-comments.js
/** What of a SQL template is comment, code, Jinja or a string. One pass; what never ends goes to the end. */
/** `backslash`: whether a backslash in a string escapes the next character, as it does in some dialects. */
function sqlPieces(text, backslash) {
    const pieces = [];
    for (let at = 0; at < text.length;) {
        const found = pieceAt(text, at, backslash);
        if (found)
            pieces.push({ ...found, start: at });
        at = found?.end ?? at + 1;
    }
    return pieces;
}
function pieceAt(text, at, backslash) {
    const char = text[at];
    const next = text[at + 1];
    if (char === '{' && next === '#')
        return { kind: 'comment', end: behind(text, '#}', at + 2) };
    if (char === '{' && (next === '{' || next === '%'))
        return { kind: 'jinja', end: jinjaEnd(text, at) };
    if (char === '-' && next === '-') {
        const end = text.indexOf('\n', at);
        return { kind: 'comment', end: end < 0 ? text.length : end };
    }
    if (char === '/' && next === '*')
        return { kind: 'comment', end: behind(text, '*/', at + 2) };
    if (char === '$' && next === '$')
        return { kind: 'string', end: behind(text, '$$', at + 2) };
    if (char === ';')
        return { kind: 'separator', end: at + 1 };
    if (char !== "'" && char !== '"' && char !== '`')
        return undefined;
    const triple = char.repeat(3);
    if (backslash && char !== '`' && text.startsWith(triple, at))
        return { kind: 'string', end: behind(text, triple, at + 3) };
    return { kind: 'string', end: quotedEnd(text, at, backslash) };
}
function behind(text, mark, from) {
    const end = text.indexOf(mark, from);
    return end < 0 ? text.length : end + mark.length;
}
/** Behind `}}` or `%}`, those in strings left out. */
function jinjaEnd(text, start) {
    const close = text[start + 1] === '{' ? '}}' : '%}';
    for (let at = start + 2; at < text.length;) {
        const char = text[at];
        if (char === "'" || char === '"')
            at = quotedEnd(text, at, true);
        else if (text.startsWith(close, at))
            return at + 2;
        else
            at++;
    }
    return text.length;
}
/** A doubled quote is an end and a beginning, which comes to the same. */
function quotedEnd(text, start, backslash) {
    const quote = text[start];
    for (let at = start + 1; at < text.length; at++) {
        if (backslash && text[at] === '\\')
            at++;
        else if (text[at] === quote)
            return at + 1;
    }
    return text.length;
}

;// CONCATENATED MODULE: ./build/project/comments/comments.js
/** The comments of a file, by the grammar of its language: what stands in a string is none. */




/** In the order of the file; none for languages that are not known and for files that cannot be read. */
async function commentsIn(path, text) {
    if (/\.sql$/i.test(path))
        return inSql(text);
    if (/\.ya?ml$/i.test(path))
        return inYaml(text);
    if (/\.(tf|tfvars|hcl)$/i.test(path))
        return inTerraform(text);
    if (/\.py$/i.test(path))
        return inPython(text);
    return /\.([cm]?[jt]sx?|go|java|kt|scala)$/i.test(path) ? inSlashes(text) : [];
}
/** Dialects differ in what ends a string: a comment is one in all of them. */
function inSql(text) {
    const comments = (backslash) => sqlPieces(text, backslash).filter(({ kind }) => kind === 'comment');
    const other = new Map(comments(true).map(({ start, end }) => [start, end]));
    return comments(false)
        .filter(({ start, end }) => other.get(start) === end)
        .map(({ start, end }) => ({ start, end }));
}
function inYaml(text) {
    const comments = [];
    let start = 0;
    for (const token of new dist/* Lexer */.JG().lex(text)) {
        // Control characters of the lexer stand for nothing in the text.
        if (!text.startsWith(token, start) || /^[\x02\x18\x1f]$/.test(token))
            continue;
        if (token.startsWith('#') && text[start] === '#')
            comments.push({ start, end: start + token.length });
        start += token.length;
    }
    return comments;
}
function inTerraform(text) {
    const comments = [];
    for (let at = 0; at < text.length;) {
        const end = (0,scan/* commentEnd */.TM)(text, at);
        if (end > at)
            comments.push({ start: at, end });
        const next = text[at] === '"' ? (0,scan/* stringEnd */.VS)(text, at) : Math.max(end, (0,scan/* heredocEnd */.e)(text, at));
        at = Math.max(at + 1, next);
    }
    return comments;
}
async function inPython(text) {
    const file = await (0,python/* readPython */.Zl)(text);
    const comments = [];
    file?.tree.iterate({
        enter: ({ name, from, to }) => {
            if (name === 'Comment')
                comments.push({ start: from, end: to });
        },
    });
    return comments;
}
const slashPieces = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;
function inSlashes(text) {
    return [...text.matchAll(slashPieces)]
        .filter(([piece]) => piece.startsWith('/'))
        .map(({ index, 0: piece }) => ({ start: index, end: index + piece.length }));
}

;// CONCATENATED MODULE: ./build/project/comments/ignores.js
/** Comments that ask to ignore what a rule finds: `-- parallel-review: ignore RULE reason`. */



const directive = /^parallel-review:\s*ignore\b\s*(\S*)\s*([\s\S]*)$/;
/** Nobody writes more, and each may have to be looked at for each finding. */
const maxIgnores = 1000;
/** In the order of the file. */
async function ignoresIn(path, text) {
    // Most files have none, and nobody need read those.
    if (!text.includes('parallel-review:'))
        return [];
    const comments = await commentsIn(path, text);
    const page = pageOf(path, text, comments);
    const found = [];
    for (const comment of comments) {
        const match = directive.exec(contentOf(text.slice(comment.start, comment.end)));
        if (!match || found.length >= maxIgnores)
            continue;
        const [, rule = '', reason = ''] = match;
        const line = page.lines.lineAt(comment.start);
        found.push({
            path,
            line,
            rule,
            reason: reason.replaceAll(/\s+/g, ' '),
            from: line,
            to: lastLine(page, comment),
        });
    }
    return found;
}
/** Without the marks, and without what people put between a rule and a reason. */
function contentOf(comment) {
    return comment
        .replace(/^(?:\{#-?|\/\*+|\/\/+|--+|#+)\s*/, '')
        .replace(/(?:-?#\}|(?<!\*)\*+\/)$/, '')
        .trim();
}
function pageOf(path, text, comments) {
    const lines = new dbt_lines/* Lines */.q(text);
    const code = linesWithText(text, comments, lines);
    return { lines, code, statements: /\.sql$/i.test(path) ? statementsIn(text, lines) : new Map() };
}
/** A comment behind code is about its line, one above it about the line or statement below. */
function lastLine({ lines, code, statements }, { start, end }) {
    const own = lines.lineAt(Math.max(start, end - 1));
    const next = code.find((line) => line >= lines.lineAt(start));
    if (next === undefined || next <= own)
        return own;
    return statements.get(next) ?? next;
}
/** Lines of which something is left when these parts are taken out. */
function linesWithText(text, parts, lines) {
    const found = new Set();
    let at = 0;
    for (const { start, end } of [...parts, { start: text.length, end: text.length }]) {
        for (const { index } of text.slice(at, start).matchAll(/\S+/g))
            found.add(lines.lineAt(at + index));
        at = end;
    }
    return [...found];
}
/** A statement begins with its first line, and again with its first line that is not Jinja, as behind a `config()`. */
function statementsIn(text, lines) {
    const pieces = sqlPieces(text, false);
    const comments = pieces.filter(({ kind }) => kind === 'comment');
    const template = pieces.filter(({ kind }) => kind === 'comment' || kind === 'jinja');
    const all = linesWithText(text, comments, lines);
    const plain = linesWithText(text, template, lines);
    const statements = new Map();
    const ends = pieces.filter(({ kind }) => kind === 'separator').map(({ start }) => lines.lineAt(start));
    for (const numbers of [all, plain]) {
        let next = 0;
        for (const end of [...ends, lines.lineAt(text.length)]) {
            const first = numbers[next];
            if (first !== undefined && first <= end)
                statements.set(first, end);
            while (next < numbers.length && numbers[next] <= end)
                next++;
        }
    }
    return statements;
}

;// CONCATENATED MODULE: ./build/project/comments/change-ignores.js
/** The ignore comments at head that a change, or what is found about it, has to do with. */


/** Those of the changed files and of the files in which something is found, in code-unit order of paths. */
async function ignoresOf(change, places) {
    const changed = new Map(change.files.map((file) => [file.path, file]));
    const found = places.filter(({ side }) => side === 'head').map(({ path }) => path);
    const paths = [...new Set([...changed.keys(), ...found])]
        .filter((path) => change.head.entries.get(path)?.kind === 'file')
        .sort();
    await change.head.load(paths, 'dispensable');
    const all = [];
    for (const path of paths) {
        const file = changed.get(path);
        const added = file && (0,lines/* addedLines */.u4)(file);
        for (const ignore of await ignoresIn(path, change.head.text(path) ?? ''))
            all.push({ ...ignore, added: added?.has(ignore.line) ?? false });
    }
    return all;
}
/** Where at head a finding is, or where it would be if its line were still there. */
function placeAtHead(change, { path, side, startLine }) {
    if (side === 'head')
        return { path, line: startLine };
    const file = change.files.find(({ base }) => base?.path === path);
    if (!file)
        return { path, line: startLine };
    return file.head ? { path: file.head.path, line: (0,lines/* nearestAtHead */.uv)(file, startLine) } : undefined;
}

;// CONCATENATED MODULE: ./build/project/bi/broken-files.js
/** One for each file, however many places of it the findings name. */
function brokenFiles(findings) {
    const files = new Map();
    for (const { path, reader } of findings.flatMap(({ related }) => related)) {
        if (!reader)
            continue;
        const file = files.get(path) ?? { names: new Set(), reads: new Set() };
        files.set(path, file);
        file.names.add(reader.name.replaceAll('`', ''));
        file.reads.add(reader.reads);
    }
    return [...files].map(([path, { names, reads }]) => ({
        path,
        label: labelOf([...names]),
        reads: [...reads],
    }));
}
function labelOf(names) {
    const [first = '', ...others] = names.sort();
    return others.length === 0 ? first : `${first} and ${others.length} more`;
}

// EXTERNAL MODULE: ./build/project/dbt/paths.js
var dbt_paths = __webpack_require__(6695);
;// CONCATENATED MODULE: ./build/project/impact.js

const maxNodes = 20;
/** So many changes that break something are drawn before all that they break. */
const maxCauses = 5;
/** What is drawn first if not all can be; what BI files lose goes with them, so that they do not stand alone. */
const rank = {
    cause: -1,
    broken: 0,
    bi: 1,
    exposed: 2,
    changed: 3,
    affected: 4,
};
/**
 * Tests are left out unless they are broken.
 * @param broken ids of resources that findings say will fail
 * @param files what findings name; drawn if the change reaches what they read
 */
function impactOf(change, broken, files = []) {
    const resources = reachedBy(change, broken);
    const placed = new Map(resources.map((node) => [node.id, node]));
    const reads = files.flatMap(({ path, reads: ids }) => ids.filter((id) => placed.has(id)).map((id) => [id, path]));
    const losing = new Set(reads.map(([id]) => id));
    const all = [...resources.filter(isShown), ...files.flatMap((file) => nodeOf(file, placed))];
    all.sort((a, b) => (0,dbt_paths/* compare */.UD)(a.id, b.id));
    const causes = new Set(all.filter(({ harms }) => harms).slice(0, maxCauses));
    const rankOf = (node) => {
        if (causes.has(node))
            return rank.cause;
        return node.type === 'bi_file' || losing.has(node.id)
            ? Math.min(rank.bi, rank[node.state])
            : rank[node.state];
    };
    // What stands alone says less than what reads another, or is read.
    const linked = new Set(all.length > maxNodes ? edgesAmong(all, change, reads).flat() : []);
    const looseness = ({ id }) => (linked.has(id) ? 0 : 1);
    const nodes = all
        .toSorted((a, b) => rankOf(a) - rankOf(b) || looseness(a) - looseness(b) || a.distance - b.distance)
        .slice(0, maxNodes)
        .map(({ id, label, type, state }) => ({ id, label, type, state }))
        .sort((a, b) => (0,dbt_paths/* compare */.UD)(a.id, b.id));
    return { nodes, edges: edgesAmong(nodes, change, reads), omitted: all.length - nodes.length };
}
const own = new Set(['added', 'deleted', 'moved', 'sql', 'enabled']);
function reachedBy(change, broken) {
    const changed = new Set(change.changes.map(({ id }) => id));
    const reached = new Map();
    for (const { id, base, head, because } of change.changes) {
        const resource = head ?? base;
        if (!resource)
            continue;
        const descendants = (head ? change.head : change.base)?.descendants(id) ?? [];
        const harms = !broken.has(id) && descendants.some((below) => broken.has(below.id));
        // A macro or a setting changes many that nobody has touched.
        const distance = because.some((cause) => own.has(cause)) ? 0 : 1;
        reached.set(id, { resource, distance, harms });
        for (const [index, below] of descendants.entries()) {
            if (!reached.has(below.id))
                reached.set(below.id, { resource: below, distance: index + 1, harms: false });
        }
    }
    return [...reached.values()].map(({ resource, distance, harms }) => ({
        id: resource.id,
        label: resource.name,
        type: resource.type,
        state: stateOf(resource, changed, broken),
        distance,
        harms,
    }));
}
function isShown({ type, state }) {
    return (type !== 'test' && type !== 'unit_test') || state === 'broken';
}
/** Behind the nearest of what it reads; nothing if all of that is of another project. */
function nodeOf({ path, label, reads }, placed) {
    const distances = reads.flatMap((id) => placed.get(id)?.distance ?? []);
    if (distances.length === 0)
        return [];
    const distance = Math.min(...distances) + 1;
    return [{ id: path, label, type: 'bi_file', state: 'exposed', distance, harms: false }];
}
function stateOf({ id, type }, changed, broken) {
    if (broken.has(id))
        return 'broken';
    if (changed.has(id))
        return 'changed';
    return type === 'exposure' ? 'exposed' : 'affected';
}
function edgesAmong(nodes, { base, head }, further) {
    const ids = new Set(nodes.map(({ id }) => id));
    const edges = new Map();
    for (const [from, to] of further) {
        if (ids.has(from) && ids.has(to))
            edges.set(`${from}\0${to}`, [from, to]);
    }
    for (const { id } of nodes) {
        for (const project of [base, head]) {
            for (const reader of readersOf(project, id)) {
                if (ids.has(reader))
                    edges.set(`${id}\0${reader}`, [id, reader]);
            }
        }
    }
    return [...edges].sort(([a], [b]) => (0,dbt_paths/* compare */.UD)(a, b)).map(([, edge]) => edge);
}
function readersOf(project, id) {
    return project?.consumers(id).map(({ resource }) => resource.id) ?? [];
}

;// CONCATENATED MODULE: ./build/project/summarise.js
/** What the report says about the project beside the findings. */



/** Says what was understood of both revisions, and draws what the change reaches. */
function summarise(workspace, findings) {
    const notes = summarise_notesOn(workspace);
    const { projects } = workspace;
    const files = brokenFiles(findings);
    const pictures = projects.map((change) => impactOf(change, brokenBy(findings, change), files));
    const broken = ({ nodes }) => nodes.filter(({ state }) => state === 'broken').length;
    const inBi = ({ nodes }) => nodes.filter(({ type }) => type === 'bi_file').length;
    const [worst] = pictures.sort((a, b) => broken(b) - broken(a) ||
        inBi(b) - inBi(a) ||
        b.edges.length - a.edges.length ||
        b.nodes.length - a.nodes.length);
    return worst && worst.nodes.length > 0 ? { notes, impact: worst } : { notes };
}
function summarise_notesOn({ projects, untouched }) {
    if (projects.length + untouched.length === 0) {
        return [
            'There is no dbt_project.yml in this repository: only the rules that need no dbt project had something to review.',
        ];
    }
    return projects.flatMap(({ head }) => {
        const broken = paths(head?.problems ?? []);
        const unread = paths(head?.unread ?? []);
        return [
            ...(broken.length > 0
                ? [`What these files define is unknown, because they cannot be read: ${shown(broken)}.`]
                : []),
            ...(unread.length > 0
                ? [
                    `The SQL of these files went over a limit of size, depth or time, so their columns were not reviewed: ${shown(unread)}.`,
                ]
                : []),
        ];
    });
}
function paths(problems) {
    return [...new Set(problems.map(({ span }) => span.path))];
}
function shown(names) {
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return `${names.slice(0, 3).map(build_finding/* code */.aY).join(', ')}${more}`;
}
/** What a proven critical quality finding names at head is no longer built; other findings break nothing. */
function brokenBy(findings, { head }) {
    const failing = findings.filter(({ rule, severity, confidence }) => rule.startsWith('quality/') && severity === 'critical' && confidence === 'proven');
    const places = failing.flatMap(({ location, related }) => [location, ...related]);
    const paths = new Set(places.filter(({ side }) => side === 'head').map(({ path }) => path));
    const resources = [...(head?.resources.values() ?? [])];
    return new Set(resources.filter(({ path, type }) => type !== 'source' && paths.has(path)).map(({ id }) => id));
}

// EXTERNAL MODULE: ./build/project/yaml/parse.js + 1 modules
var parse = __webpack_require__(6683);
;// CONCATENATED MODULE: ./build/project/unread.js

/** By path. Complete once the rules have asked for what they need. */
async function unread_unreadFiles(change, { projects, unplaced }) {
    const changed = change.files.map(({ path }) => path);
    const found = new Map();
    for (const [path, why] of unplaced)
        if (changed.includes(path))
            found.set(path, { ...why, isHuge: false });
    for (const { base, head } of projects) {
        const known = new Set(base ? problemsOf(base).map(({ span }) => span.path) : []);
        for (const { message, span, limit } of head ? problemsOf(head) : []) {
            if (!changed.includes(span.path))
                continue;
            found.set(span.path, { reason: said(message), isNew: !known.has(span.path), isHuge: limit === true });
        }
    }
    const others = changed.filter((path) => /\.ya?ml$/i.test(path) && !found.has(path));
    await Promise.all([change.base.load(others), change.head.load(others)]);
    for (const path of others) {
        // What is no YAML may be a template of it; what goes over a limit is neither.
        const { problem } = (0,parse/* parseYaml */.h)(change.head.text(path) ?? '');
        if (!problem?.limit)
            continue;
        const before = (0,parse/* parseYaml */.h)(change.base.text(path) ?? '').problem;
        found.set(path, { reason: said(problem.message), isNew: !before, isHuge: true });
    }
    return found;
}
function problemsOf({ problems, unread }) {
    return [...problems, ...unread];
}
function said(message) {
    return `cannot be read: ${message}`;
}

;// CONCATENATED MODULE: ./build/project/compare.js

function compareProjects(base, head) {
    const names = new Names(base, head);
    const all = names.all((project) => project.resources.keys());
    const macros = changedMacros(base, head, names);
    const changes = all.flatMap((id) => {
        const before = base?.resources.get(names.atBase(id));
        const after = head?.resources.get(id);
        if (!belongs(before, base) && !belongs(after, head))
            return [];
        if (!before || !after || !base || !head) {
            if (before)
                return { id: before.id, base: before, because: ['deleted'] };
            return after ? { id, head: after, because: ['added'] } : [];
        }
        const because = reasons(base, before, head, after, macros);
        return because.length > 0 ? { id, base: before, head: after, because } : [];
    });
    const ids = (side) => changes.flatMap((change) => change[side]?.id ?? []);
    const kept = base && head?.keptSince(base, changes);
    base?.expect(ids('base'), head, kept);
    head?.expect(ids('head'), base, kept);
    return { ...(base ? { base } : {}), ...(head ? { head } : {}), changes };
}
/** Ids by which both revisions are compared: head's, where the project itself got another name. */
class Names {
    #projects;
    #then;
    #now;
    constructor(base, head) {
        this.#projects = [base, head].filter((project) => project !== undefined);
        this.#then = `.${base?.name ?? ''}.`;
        this.#now = `.${head?.name ?? base?.name ?? ''}.`;
    }
    /** In code-unit order. */
    all(keys) {
        const ids = this.#projects.flatMap((project) => [...keys(project)].map((id) => this.#atHead(id)));
        return [...new Set(ids)].sort(dbt_paths/* compare */.UD);
    }
    atBase(id) {
        return swapped(id, this.#now, this.#then);
    }
    #atHead(id) {
        return swapped(id, this.#then, this.#now);
    }
}
/** `model.shop.orders`: the package is the second part. */
function swapped(id, from, to) {
    const at = id.indexOf('.');
    return from !== to && id.startsWith(from, at) ? id.slice(0, at) + to + id.slice(at + from.length) : id;
}
/** A package that is a project of its own is compared there; here only what others than itself read of it. */
function belongs(resource, project) {
    if (!project || !resource)
        return false;
    if (!project.isLocalPackage(resource.package))
        return true;
    return project.consumers(resource.id).some((consumer) => consumer.resource.package !== resource.package);
}
function reasons(base, before, head, after, macros) {
    const because = [...base.definitionChanges(before, head, after)];
    const called = [...before.macros, ...after.macros].some(({ id }) => id !== undefined && macros.ids.has(id));
    const asks = () => asksIncremental(base.ownText(before)) || asksIncremental(head.ownText(after));
    if (called || (macros.answerOtherwise && asks()))
        because.push('macro');
    if (before.enabled !== after.enabled)
        because.push('enabled');
    return because;
}
function changedMacros(base, head, names) {
    const all = names.all((project) => project.macros.keys());
    const differ = all.filter((id) => base?.macroText(names.atBase(id)) !== head?.macroText(id));
    const answerOtherwise = differ.some((id) => id.endsWith('.is_incremental'));
    const asking = answerOtherwise ? all.filter((id) => asksIncremental(head?.macroText(id))) : [];
    return { ids: new Set([...differ, ...differ.map((id) => names.atBase(id)), ...asking]), answerOtherwise };
}
function asksIncremental(text) {
    return text !== undefined && /\bis_incremental\s*\(/.test(text);
}

// EXTERNAL MODULE: ./build/project/jinja/quiet.js
var quiet = __webpack_require__(1893);
// EXTERNAL MODULE: ./build/project/yaml/node.js
var yaml_node = __webpack_require__(226);
// EXTERNAL MODULE: ./build/project/dbt/doc-blocks.js
var doc_blocks = __webpack_require__(2488);
;// CONCATENATED MODULE: ./build/project/dbt/dialect.js



/** Settings that one adapter alone has. */
const settings = [
    [
        'databricks',
        'liquid_clustered_by|auto_liquid_cluster|databricks_\\w+|tblproperties|location_root|submission_method: *(?:serverless|all_purpose|job)_cluster',
    ],
    ['snowflake', 'snowflake_warehouse|copy_grants|automatic_clustering|target_lag'],
    [
        'bigquery',
        'require_partition_filter|partition_expiration_days|hours_to_expiration|kms_key_name|grant_access_to',
    ],
    ['redshift', 'bind|sort_type|dist'],
    ['sqlserver', 'as_columnstore'],
];
/** dbt's adapters, by the names of their packages without `dbt-`. */
const adapters = new Set(('bigquery snowflake postgres redshift databricks spark duckdb clickhouse sqlserver fabric synapse mysql ' +
    'sqlite trino athena').split(' '));
const dependencyFile = /^(requirements.*\.(txt|in)|pyproject\.toml|Pipfile|setup\.(py|cfg)|.*Dockerfile.*|environment\.ya?ml)$/i;
/** Files that `detectDialect` reads. */
function dialectPaths(snapshot) {
    return [...snapshot.entries.keys()].filter((path) => {
        const name = (0,dbt_paths/* fileName */.Md)(path);
        return /^profiles\.ya?ml$/.test(name) || dependencyFile.test(name);
    });
}
/**
 * The dialect of the project at `root`: of its profile, else of the only dbt adapter that is installed
 * (files near the project count first), else that of which it uses settings, else `sample` decides.
 */
function detectDialect(snapshot, root, profile, sample) {
    return (declaredDialect(snapshot, root, profile) ?? configured(snapshot, root) ?? evidence(sample()) ?? 'generic');
}
/** The same as far as files say what the project runs on, and its texts need not be asked. */
function declaredDialect(snapshot, root, profile) {
    const paths = dialectPaths(snapshot);
    const profiled = paths.flatMap((path) => readProfile(snapshot.text(path) ?? '', (0,dbt_paths/* fileName */.Md)(path), profile));
    return only(profiled) ?? installedAdapter(snapshot, root, paths);
}
function configured(snapshot, root) {
    const text = snapshot.text(root === '' ? 'dbt_project.yml' : `${root}/dbt_project.yml`) ?? '';
    const found = settings.filter(([, keys]) => new RegExp(`^ +["']?\\+?(?:${keys})\\b`, 'm').test(text));
    return only(found.map(([dialect]) => dialect));
}
/** Adapter types of a profile's outputs. */
function readProfile(text, name, profile) {
    if (!name.startsWith('profiles.') || profile === undefined)
        return [];
    const outputs = (0,yaml_node/* get */.Jt)((0,yaml_node/* get */.Jt)((0,parse/* parseYaml */.h)(text).root, profile), 'outputs');
    if (outputs?.kind !== 'map')
        return [];
    return [...outputs.entries.values()].flatMap(({ value }) => (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(value, 'type'))?.toLowerCase() ?? []);
}
function installedAdapter(snapshot, root, paths) {
    const files = paths.filter((path) => dependencyFile.test((0,dbt_paths/* fileName */.Md)(path))).sort(dbt_paths/* compare */.UD);
    const near = files.filter((path) => (0,dbt_paths/* relative */.V8)(root, path) !== undefined);
    for (const group of [near, files]) {
        const named = group.flatMap((path) => [...(snapshot.text(path) ?? '').matchAll(/\bdbt-([a-z]+)\b/g)].flatMap(([, name = '']) => adapters.has(name) ? name : []));
        const adapter = only(named);
        if (adapter)
            return adapter;
    }
    return undefined;
}
function only(names) {
    return new Set(names).size === 1 ? names[0] : undefined;
}
/** Spellings that only one language has. Counted over files; a tie decides nothing. */
const marks = [
    ['bigquery', /`[\w-]+\.[\w-]+\.|partition_by\s*=\s*\{|\bsafe_cast\s*\(|\bsafe_divide\s*\(|\bstruct\s*</i],
    [
        'snowflake',
        /\blateral\s+flatten\b|\btable\s*\(\s*flatten\b|\b(try_)?parse_json\s*\(.*::|::(variant|timestamp_ntz|number)\b|\biff\s*\(/i,
    ],
    [
        'databricks',
        /\b(liquid_clustered_by|tblproperties)\s*=|\bfile_format\s*=\s*['"]delta|<=>|\blateral\s+view\b|\b(explode(_outer)?|get_json_object|from_json)\s*\(/i,
    ],
    ['redshift', /\b(dist|sort)\s*=\s*['"]|\bdistkey\b|\bsortkey\b/i],
    [
        'sqlserver',
        /\bas_columnstore\s*=|\b(cross|outer)\s+apply\b|\bhashbytes\s*\(|\bdatetime2\b|\bselect\s+top\s+\(?\d|\w\.\[\w+\]\s*(,|\n|=|as\b)/i,
    ],
];
function evidence(texts) {
    const counts = new Map();
    for (const text of texts) {
        for (const [dialect, mark] of marks)
            if (mark.test(text))
                counts.set(dialect, (counts.get(dialect) ?? 0) + 1);
    }
    const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
    return first && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}

;// CONCATENATED MODULE: ./build/project/dbt/settings.js

const settings_merged = new Set(['meta', 'docs', 'column_types', 'quoting', 'freshness']);
const united = new Set(['tags', 'packages']);
const appended = new Set(['pre_hook', 'post_hook']);
/** dbt writes hooks with a dash in YAML and with an underscore in Jinja. */
function normal(key) {
    return key === 'pre-hook' || key === 'post-hook' ? key.replace('-', '_') : key;
}
/** Keys of a `config:` block, or those of `map` that `accepts` says are settings. */
function yamlLayer(path, map, accepts) {
    const layer = new Map();
    if (map?.kind !== 'map')
        return layer;
    for (const [key, { key: place, value }] of map.entries) {
        if (accepts && !accepts(key))
            continue;
        layer.set(normal(key), { value: yamlValue(value), span: { path, start: place.start, end: value.end } });
    }
    return layer;
}
const entryLayers = new WeakMap();
/** The settings of an entry, beside its `config:` and in it; the same objects for the same entry. */
function layersOfEntry(entry, structure) {
    const known = entryLayers.get(entry);
    if (known)
        return known;
    const layers = [
        new EntryLayer(entry, ({ path, node }) => yamlLayer(path, node, (key) => !structure.has(key))),
        new EntryLayer(entry, ({ path, node }) => yamlLayer(path, (0,yaml_node/* get */.Jt)(node, 'config'))),
    ];
    entryLayers.set(entry, layers);
    return layers;
}
/** Reads the entry only for a key that it mentions. */
class EntryLayer {
    #entry;
    #read;
    #settings;
    constructor(entry, read) {
        this.#entry = entry;
        this.#read = read;
    }
    get(key) {
        const written = key.endsWith('_hook') ? [key, key.replace('_', '-')] : [key];
        return written.some((name) => this.#entry.mentions(name)) ? this.#all().get(key) : undefined;
    }
    keys() {
        return this.#all().keys();
    }
    #all() {
        return (this.#settings ??= this.#read(this.#entry));
    }
}
const templateLayers = new WeakMap();
/** What a template's config() calls set; the same object for the same calls. */
function templateLayer(entries) {
    const layer = templateLayers.get(entries) ?? readTemplateLayer(entries);
    templateLayers.set(entries, layer);
    return layer;
}
/** Two unequal values of one key mean that it depends on something. */
function readTemplateLayer(entries) {
    const layer = new Map();
    for (const { key, value, span } of entries) {
        const name = normal(key);
        const before = layer.get(name);
        const agrees = !before || JSON.stringify(before.value) === JSON.stringify(value);
        layer.set(name, { value: agrees ? value : { known: false }, span });
    }
    return layer;
}
/** From dbt_project.yml: the levels of a section's tree from its top down to the resource. */
function treeLayers(path, section, fqn) {
    const layers = [];
    let level = section;
    for (const part of [...fqn, '']) {
        if (level?.kind !== 'map')
            break;
        layers.push(treeLayer(path, level));
        level = level.entries.get(part)?.value;
    }
    return layers;
}
const treeLayersRead = new WeakMap();
/** The same object for the same level. */
function treeLayer(path, level) {
    const layer = treeLayersRead.get(level) ?? readTreeLayer(path, level);
    treeLayersRead.set(level, layer);
    return layer;
}
/** With `+` a key is a setting; without, it is one unless its value is a map, which is a folder. */
function readTreeLayer(path, level) {
    const layer = new Map();
    for (const [key, { key: place, value }] of level.entries) {
        const plus = key.startsWith('+');
        if (!plus && value.kind === 'map')
            continue;
        const span = { path, start: place.start, end: value.end };
        layer.set(normal(plus ? key.slice(1) : key), { value: yamlValue(value), span });
    }
    return layer;
}
const differences = new WeakMap();
/** Keys that not both set, or that they set otherwise. */
function differingKeys(one, other) {
    if (one === other)
        return [];
    const known = differences.get(one) ?? new WeakMap();
    differences.set(one, known);
    const value = (layer, key) => JSON.stringify(layer.get(key)?.value);
    const keys = known.get(other) ??
        [...new Set([...one.keys(), ...other.keys()])].filter((key) => value(one, key) !== value(other, key));
    known.set(other, keys);
    return keys;
}
/** Layers from the weakest to the strongest. Undefined if none of them sets the key. */
function resolve(layers, key) {
    const name = normal(key);
    const set = layers.flatMap((layer) => layer.get(name) ?? []);
    return set.reduce((weak, strong) => (weak ? combine(name, weak, strong) : strong), undefined);
}
function combine(key, weak, strong) {
    const merges = settings_merged.has(key) || united.has(key) || appended.has(key) || key === 'grants';
    if (!merges)
        return strong;
    if (!weak.value.known || !strong.value.known)
        return { ...strong, value: { known: false } };
    const value = combineValues(key, weak.value.value, strong.value.value);
    return { ...strong, value: { known: true, value } };
}
function combineValues(key, weak, strong) {
    if (settings_merged.has(key))
        return isRecord(weak) && isRecord(strong) ? mergeRecords(weak, strong) : strong;
    if (united.has(key))
        return [...new Set([...list(weak), ...list(strong)])];
    if (appended.has(key))
        return [...list(weak), ...list(strong)];
    return isRecord(weak) && isRecord(strong) ? mergeGrants(weak, strong) : strong;
}
/** `grants` replaces a privilege's grantees, `+privilege` adds to them. */
function mergeGrants(weak, strong) {
    const grants = Object.assign(Object.create(null), weak);
    for (const [key, value] of Object.entries(strong)) {
        if (!key.startsWith('+'))
            grants[key] = value;
        else
            grants[key.slice(1)] = [...list(grants[key.slice(1)]), ...list(value)];
    }
    return grants;
}
function mergeRecords(weak, strong) {
    return Object.assign(Object.create(null), weak, strong);
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function list(value) {
    return Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
}
function yamlValue(node) {
    if (!hasJinja(node))
        return { known: true, value: (0,yaml_node/* toJson */.aB)(node) };
    return node.kind === 'scalar' ? constant(node.text) : { known: false };
}
/** True if some text below holds a Jinja expression or statement. */
function hasJinja(node) {
    if (node.kind === 'scalar')
        return typeof node.value === 'string' && /\{[{%]/.test(node.value);
    return node.kind === 'list'
        ? node.items.some(hasJinja)
        : [...node.entries.values()].some(({ value }) => hasJinja(value));
}
/** An expression that is nothing but a literal is known; everything else depends on the run. */
function constant(text) {
    const [, inner] = /^\s*\{\{\s*(.*?)\s*\}\}\s*$/s.exec(text) ?? [];
    if (inner === undefined)
        return { known: false };
    if (/^(true|false)$/i.test(inner))
        return { known: true, value: inner.toLowerCase() === 'true' };
    if (/^-?\d{1,15}$/.test(inner))
        return { known: true, value: Number(inner) };
    const [, , quoted] = /^(['"])([^'"\\]*)\1$/.exec(inner) ?? [];
    return quoted === undefined ? { known: false } : { known: true, value: quoted };
}

;// CONCATENATED MODULE: ./build/project/dbt/expression-columns.js


const bareColumn = /^[A-Za-z_]\w*$/;
/** Words that stand alone in an expression without being columns. */
const constants = new Set(('true false null current_date current_time current_timestamp current_user current_role current_catalog ' +
    'current_schema session_user system_user user localtime localtimestamp sysdate systimestamp getdate today now ' +
    'rowid rownum oid ctid _partitiontime _partitiondate _table_suffix _file_name').split(' '));
/** In lower case; none if the expression is Jinja or cannot be read. */
function expressionColumns(node, engine, warehouse) {
    const text = (0,yaml_node/* textOf */.b6)(node);
    if (text === undefined || hasJinja(node))
        return [];
    if (bareColumn.test(text))
        return constants.has(text.toLowerCase()) ? [] : [text.toLowerCase()];
    const parsed = engine.parse(warehouse, `select ${text}`);
    if (parsed.kind !== 'query' || parsed.query.body.kind !== 'select')
        return [];
    const { projection, from } = parsed.query.body;
    const [item] = projection;
    if (projection.length !== 1 || from.length > 0 || item?.kind !== 'expression')
        return [];
    const names = item.expression.columns
        .filter(({ parts, doubtful }) => parts.length === 1 && !doubtful)
        .map(({ parts }) => parts[0]?.name ?? '');
    return [...new Set(names)].filter((name) => name !== '' && !constants.has(name));
}

;// CONCATENATED MODULE: ./build/project/dbt/resource-settings.js
/** All places that may set something of a resource, in dbt's order. */


/** Keys of dbt_project.yml that hold the config tree of a type, today's first. */
const treeKeys = {
    model: ['models'],
    seed: ['seeds'],
    snapshot: ['snapshots'],
    source: ['sources'],
    analysis: ['analyses'],
    test: ['data_tests', 'tests'],
    exposure: ['exposures'],
    semantic_model: ['semantic-models', 'semantic_models'],
    metric: ['metrics'],
    saved_query: ['saved-queries', 'saved_queries'],
    unit_test: ['unit_tests', 'unit-tests'],
};
const materialized = {
    model: 'view',
    seed: 'seed',
    snapshot: 'snapshot',
    test: 'test',
};
/** What dbt takes if no place sets the key. */
function fallback(type, key) {
    if (key === 'materialized')
        return materialized[type];
    if (key === 'enabled')
        return true;
    if (key === 'tags')
        return [];
    if (key === 'meta')
        return {};
    if (key === 'access' && type === 'model')
        return 'protected';
    if (key === 'on_schema_change' && type === 'model')
        return 'ignore';
    if (key === 'severity' && type === 'test')
        return 'error';
    return undefined;
}
/** Nothing is known of a resource whose own text cannot be read: its config() may set anything. */
function settingOf(node, main, key) {
    if (node.scan?.problem)
        return { value: { known: false } };
    if (node.scan?.openConfig && !resolve([templateLayer(node.scan.config)], key))
        return { value: { known: false } };
    const { type } = node.resource;
    return resolve(layersOf(node, main), key) ?? { value: { known: true, value: fallback(type, key) } };
}
/**
 * The materialization that everything but the template sets; undefined if that depends on the run, or if the main
 * project has the last word on a package.
 */
function materializedAround(node, main) {
    const { file: own, yaml, resource } = node;
    const layers = [...treeOf(own, node), ...yaml, ...(own === main ? [] : treeOf(main, node))];
    const { value } = resolve(layers, 'materialized') ?? {
        value: { known: true, value: fallback(resource.type, 'materialized') },
    };
    return value.known && typeof value.value === 'string' ? value.value : undefined;
}
/** True if every setting is the same at two revisions; those of places that say the same are not looked at. */
function hasSameSettings(then, now) {
    const keys = isReadAlike(then.node, now.node) ? changedKeys(then, now) : allKeys(then, now);
    return keys.every((key) => resource_settings_valueOf(then, key) === resource_settings_valueOf(now, key));
}
function isReadAlike({ scan }, { scan: twin }) {
    return !scan?.problem === !twin?.problem && scan?.openConfig === twin?.openConfig;
}
/** Where both have the same places, a key that each of them sets alike comes to the same. */
function changedKeys(then, now) {
    const [these, those] = [layersOf(then.node, then.main), layersOf(now.node, now.main)];
    if (these.length !== those.length)
        return allKeys(then, now);
    return [...new Set(these.flatMap((layer, index) => differingKeys(layer, those[index])))];
}
function allKeys(...sited) {
    const layers = sited.flatMap(({ node, main }) => layersOf(node, main));
    return [...new Set(layers.flatMap((layer) => [...layer.keys()]))];
}
/** As JSON; undefined if no place sets it. */
function resource_settings_valueOf({ node, main }, key) {
    if (!resolve(layersOf(node, main), key))
        return undefined;
    return JSON.stringify(settingOf(node, main, key).value);
}
/** Weakest first: the package's project file, properties, the template, and over all the main project's file. */
function layersOf(node, main) {
    const { file: own, yaml, scan } = node;
    const written = [...yaml, ...(scan ? [templateLayer(scan.config)] : [])];
    const project = treeOf(own, node);
    return own === main ? [...project, ...written] : [...project, ...written, ...treeOf(main, node)];
}
function treeOf(file, node) {
    const keys = treeKeys[node.resource.type];
    const section = keys.map((key) => (0,yaml_node/* get */.Jt)(file.root, key)).find((each) => each);
    return section ? treeLayers(file.path, section, node.fqn) : [];
}
/** Settings of a project's resources, each worked out once. */
class ResourceSettings {
    #nodes;
    #main;
    #known = new Map();
    constructor(nodes, main) {
        this.#nodes = nodes;
        this.#main = main;
    }
    get(id, key) {
        const node = this.#nodes.get(id);
        if (!node)
            return { value: { known: false } };
        let known = this.#known.get(id);
        if (!known)
            this.#known.set(id, (known = new Map()));
        let setting = known.get(key);
        if (!setting)
            known.set(key, (setting = settingOf(node, this.#main, key)));
        return setting;
    }
}

;// CONCATENATED MODULE: ./build/project/dbt/definitions.js
/**
 * How a resource is defined at two revisions. A macro or a project file that many use makes thousands of resources
 * differ: what both revisions have in common is told by its identity, and not read for that.
 */


/** What of a definition differs between two revisions; nothing if the resource is the same. */
function definitionChanges(then, now) {
    if (isShared(then, now))
        return [];
    const isYaml = /\.ya?ml$/i.test(now.node.resource.path);
    const hasSameText = ownText(then) === ownText(now);
    const causes = [];
    if (then.node.resource.path !== now.node.resource.path)
        causes.push('moved');
    if (!hasSameText)
        causes.push(isYaml ? 'properties' : 'sql');
    if ((hasSameText || !isYaml) && !hasSameProperties(then.node, now.node))
        causes.push('properties');
    if (!hasSameSettings(then, now))
        causes.push('config');
    return causes;
}
/** True only if nothing that defines the resource differs; looks at nothing but identities. */
function isShared(then, now) {
    const [node, twin] = [then.node, now.node];
    return (node === twin ||
        (node.resource.path === twin.resource.path &&
            then.oid === now.oid &&
            isSameEntry(node, twin) &&
            node.yaml.length === twin.yaml.length &&
            node.yaml.every((layer, index) => layer === twin.yaml[index]) &&
            then.main.text === now.main.text &&
            node.file.text === twin.file.text));
}
/** The text that is the resource's own: its file, its block of a file, or its YAML entry as JSON. */
function ownText({ node, text }) {
    if (node.resource.type === 'source')
        return '';
    if (node.entry)
        return entryText(node.entry);
    return node.sql?.end === undefined ? text() : text().slice(node.sql.start, node.sql.end);
}
const entryTexts = new WeakMap();
function entryText(entry) {
    const text = entryTexts.get(entry) ?? JSON.stringify((0,yaml_node/* toJson */.aB)(entry.node));
    entryTexts.set(entry, text);
    return text;
}
function hasSameProperties(node, twin) {
    return (isSameEntry(node, twin) ||
        propertiesKey(node.resource.properties) === propertiesKey(twin.resource.properties));
}
/** One entry, or what was read from it, is the same object for both revisions unless its file differs. */
function isSameEntry(node, twin) {
    if (node.patch && node.patch === twin.patch && node.resource.version === twin.resource.version)
        return true;
    if (node.table || twin.table)
        return node.table === twin.table;
    if (node.entry && node.entry === twin.entry)
        return true;
    return node.resource.properties === twin.resource.properties;
}
/** Properties by meaning: where they stand does not count. */
function propertiesKey(properties) {
    return JSON.stringify(properties ?? null, (key, value) => key === 'span' || key === 'nameSpan' ? undefined : value);
}

// EXTERNAL MODULE: ./build/project/jinja/evaluate.js + 18 modules
var evaluate = __webpack_require__(3625);
;// CONCATENATED MODULE: ./build/project/dbt/template-source.js
/** Undefined if there is none; a function, as most of them are known by what was read before. */
function templateSource(snapshot, { sql }) {
    const text = sql && snapshot.text(sql.path);
    if (!sql || text === undefined)
        return undefined;
    const { path, start = 0, end = text.length } = sql;
    // Blanks before the block keep its offsets those of the file.
    const isWhole = start === 0 && end === text.length;
    return () => ({ path, text: isWhole ? text : ' '.repeat(start) + text.slice(start, end) });
}

;// CONCATENATED MODULE: ./build/project/dbt/alternatives.js





/** Makes the one count that is built, as far as that is known. */
function chooseAlternatives({ nodes, duplicates }, conditions) {
    const groups = new Map();
    for (const node of duplicates) {
        const { id } = node.resource;
        groups.set(id, [...(groups.get(id) ?? [nodes.get(id)]), node]);
    }
    for (const [id, group] of groups) {
        const chosen = choose(group, conditions);
        const first = nodes.get(id);
        if (chosen === first)
            continue;
        nodes.set(id, chosen);
        duplicates[duplicates.indexOf(chosen)] = first;
    }
}
function choose(group, conditions) {
    const live = group.filter(({ resource }) => resource.enabled !== false);
    const on = live.filter(({ resource }) => resource.enabled === true);
    if (on.length > 1)
        return decided(on[0], 'contested');
    if (on.length === 1 || live.length < 2)
        return on[0] ?? live[0] ?? group[0];
    const states = new Map(live.map((node) => [node, evaluated(node, conditions)]));
    const those = (state) => live.filter((node) => states.get(node) === state);
    const possible = those(true).length > 0 ? those(true) : those('unknown');
    const chosen = possible[0] ?? live[0];
    // All of them may be off in this warehouse: the project builds in theirs, too.
    if (possible.length !== 1 || !conditions.knowsWarehouse())
        return decided(chosen, 'contested');
    for (const state of [true, false]) {
        // Both revisions share a source.
        for (const { table, resource } of those(state))
            if (!table)
                resource.enabled = state;
    }
    return decided(chosen, 'chosen');
}
function decided(node, alternative) {
    // A source's columns are unknown in any case.
    if (!node.table && alternative)
        node.resource.alternative = alternative;
    return node;
}
/** By what its condition comes to in the project's warehouse. A variable may have another value in each run. */
function evaluated(node, conditions) {
    const setting = settingOf(node, conditions.main, 'enabled');
    const config = isTemplates(node, setting) ? configOf(node, conditions) : entryOf(node, setting, conditions);
    const [first, ...others] = config
        .filter(({ key }) => key === 'enabled')
        .map(({ value }) => (value.known ? String(value.value).toLowerCase() : undefined));
    if (others.some((other) => other !== first))
        return 'unknown';
    return first === 'true' ? true : first === 'false' ? false : 'unknown';
}
function isTemplates({ sql }, { span }) {
    return sql !== undefined && (span === undefined || span.path === sql.path);
}
/** What its template's config() calls set, of those that are made in this project. */
function configOf(node, { snapshot, environment }) {
    const file = templateSource(snapshot, node);
    return file ? (0,evaluate/* evaluateTemplate */.M)(file(), environment(node)).config : [];
}
/** The same of an expression in YAML. */
function entryOf(node, { span }, { snapshot, environment }) {
    const written = span && snapshot.text(span.path)?.slice(span.start, span.end);
    const { root } = (0,parse/* parseYaml */.h)(written ?? '');
    const [, expression] = /^\s*\{\{(.*)\}\}\s*$/s.exec((0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(root, 'enabled') ?? (0,yaml_node/* get */.Jt)(root, '+enabled')) ?? '') ?? [];
    if (expression === undefined)
        return [];
    const text = `{{ config(enabled=(${expression})) }}`;
    return (0,evaluate/* evaluateTemplate */.M)({ path: span.path, text }, environment(node)).config;
}

;// CONCATENATED MODULE: ./build/project/dbt/enabled.js
/** Which resources of a project are switched on. */



function decideEnabled(inventory, conditions) {
    const { nodes, duplicates } = inventory;
    for (const node of [...nodes.values(), ...duplicates]) {
        // A source's has been decided where it was listed.
        if (!node.table)
            node.resource.enabled = isEnabled(node, conditions.main);
    }
    chooseAlternatives(inventory, conditions);
    // dbt leaves out the unit tests of a model that is switched off.
    for (const { resource, entry } of nodes.values()) {
        if (resource.type !== 'unit_test' || resource.enabled === false || !entry)
            continue;
        const tested = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry.node, 'model')) ?? '';
        const enabled = nodes.get(`model.${resource.package}.${tested}`)?.resource.enabled;
        if (enabled !== undefined && enabled !== true)
            resource.enabled = enabled;
    }
}
/** By its own settings. */
function isEnabled(node, main) {
    const { value } = settingOf(node, main, 'enabled');
    return value.known ? value.value !== false && value.value !== 'false' : 'unknown';
}

;// CONCATENATED MODULE: ./build/project/dbt/graph.js

class Graph {
    #consumers = new Map();
    constructor(resources) {
        for (const resource of resources) {
            if (resource.enabled === false)
                continue;
            const seen = new Set();
            for (const { target, span } of resource.dependencies) {
                if (target === undefined || seen.has(target))
                    continue;
                seen.add(target);
                const readers = this.#consumers.get(target);
                if (readers)
                    readers.push({ resource, span });
                else
                    this.#consumers.set(target, [{ resource, span }]);
            }
        }
        for (const readers of this.#consumers.values())
            readers.sort((a, b) => (0,dbt_paths/* compare */.UD)(a.resource.id, b.resource.id));
    }
    consumers(id) {
        return this.#consumers.get(id) ?? [];
    }
    /** Breadth first, so nearest first; `id` itself is not in it, even if it is part of a cycle. */
    descendants(id) {
        const seen = new Set([id]);
        const found = [];
        const pending = [id];
        for (const next of pending) {
            for (const { resource } of this.consumers(next)) {
                if (seen.has(resource.id))
                    continue;
                seen.add(resource.id);
                found.push(resource);
                pending.push(resource.id);
            }
        }
        return found;
    }
}

;// CONCATENATED MODULE: ./build/project/dbt/lazy-resource.js
const none = Object.freeze([]);
/** Thousands are made for every revision: a getter for all of them is cheaper than one for each. */
class LazyResource {
    id;
    type;
    package;
    name;
    path;
    enabled = true;
    dependencies = none;
    dynamic = none;
    macros = none;
    columnUses = none;
    #span;
    #properties;
    constructor({ id, type, package: package_, name, path, span, properties, version, latest }) {
        this.id = id;
        this.type = type;
        this.package = package_;
        this.name = name;
        this.path = path;
        if (version !== undefined)
            this.version = version;
        if (latest !== undefined)
            this.latest = latest;
        this.#span = span;
        this.#properties = properties;
    }
    get span() {
        return typeof this.#span === 'function' ? this.#span() : this.#span;
    }
    get properties() {
        return this.#properties?.();
    }
}

// EXTERNAL MODULE: ./build/project/dbt/properties.js + 2 modules
var dbt_properties = __webpack_require__(2982);
;// CONCATENATED MODULE: ./build/project/dbt/sources.js
/** Source tables out of properties files: what stands on the source holds for its tables too. */



/** Keys of a source or table that are not settings. */
const structure = new Set([
    'name',
    'description',
    'tables',
    'columns',
    'tests',
    'data_tests',
    'config',
    'overrides',
]);
const known = new WeakMap();
/** The same objects for the same entry. */
function readSource(entry) {
    const tables = known.get(entry) ?? tablesOf(entry);
    known.set(entry, tables);
    return tables;
}
function tablesOf(source) {
    const entries = source.parts?.('tables') ?? readTables(source);
    return entries.map((entry) => {
        let properties;
        return {
            source: source.name,
            table: entry.name,
            properties: () => (properties ??= inherited((0,dbt_properties/* readProperties */.Qh)(source), (0,dbt_properties/* readProperties */.Qh)(entry))),
            layers: [...layersOfEntry(source, structure), ...layersOfEntry(entry, structure)],
            holds: (text) => source.holds(text),
        };
    });
}
function readTables({ path, node }) {
    return (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(node, 'tables')).flatMap((table) => {
        const name = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(table, 'name'));
        if (table.kind !== 'map' || !name)
            return [];
        return { name, path, node: table, mentions: () => true, holds: () => true };
    });
}
function inherited(source, table) {
    return {
        ...table,
        description: table.description || source.description,
        meta: { ...source.meta, ...table.meta },
        tags: [...new Set([...source.tags, ...table.tags])],
    };
}

;// CONCATENATED MODULE: ./build/project/dbt/source-nodes.js
/**
 * Source tables as nodes. A large project lists more of them than of all else. Nothing of one depends on anything
 * but its entry and the project files that set something for it, so both revisions share its node where those
 * are the same.
 */



const source_nodes_known = new WeakMap();
/** The tables of a source, in the order of the file; the same objects for the same entry and project files. */
function sourceNodes(entry, owner) {
    const [{ file }, { file: main }] = [owner.package, owner.main];
    const lists = source_nodes_known.get(entry) ?? [];
    const before = lists.find((list) => list.file === file && list.main === main);
    if (before)
        return before.nodes;
    const nodes = readSource(entry).map((table) => new SourceNode(table, entry.path, owner));
    source_nodes_known.set(entry, [...lists, { file, main, nodes }]);
    return nodes;
}
class SourceNode {
    resource;
    file;
    table;
    #folders;
    constructor(table, path, { package: own, main, folders }) {
        const name = `${table.source}.${table.table}`;
        this.resource = new LazyResource({
            id: `source.${own.name}.${name}`,
            type: 'source',
            package: own.name,
            name,
            path,
            span: () => table.properties().span,
            properties: table.properties,
        });
        this.file = own.file;
        this.table = table;
        this.#folders = folders;
        this.resource.enabled = isEnabled(this, main.file);
    }
    get fqn() {
        const { source, table } = this.table;
        return [this.resource.package, ...this.#folders, source, table];
    }
    get yaml() {
        return this.table.layers;
    }
}

;// CONCATENATED MODULE: ./build/project/dbt/inventory.js






/** Keys of a properties entry that are not settings. */
const inventory_structure = new Set('name description columns tests data_tests unit_tests config versions arguments semantic_model metrics'.split(' '));
function takeInventory(snapshot, layout, facts) {
    const inventory = { nodes: new Map(), duplicates: [], latest: new Map() };
    for (const pack of [layout.main, ...layout.packages])
        new PackageReader(snapshot, pack, { main: layout.main, facts, inventory }).read();
    return inventory;
}
class PackageReader {
    #snapshot;
    #package;
    #main;
    #facts;
    #inventory;
    #patches;
    #foldersOfYaml = new Map();
    /** Sources that change those of a package. */
    #overriding = [];
    constructor(snapshot, pack, { main, facts, inventory }) {
        this.#snapshot = snapshot;
        this.#package = pack;
        this.#main = main;
        this.#facts = facts;
        this.#inventory = inventory;
        this.#patches = this.#readPatches();
    }
    read() {
        this.#models();
        this.#seeds();
        this.#snapshots();
        this.#templates('analysis', 'analysis', 'analyses');
        this.#templates('test', 'test', undefined);
        for (const path of this.#package.properties)
            this.#yamlResources(path);
        for (const entry of this.#overriding)
            this.#sourceTables(entry);
    }
    #readPatches() {
        const patches = new Map();
        for (const path of this.#package.properties) {
            for (const [section, entries] of this.#facts.properties(this.#snapshot, path)?.entries ?? []) {
                const named = patches.get(section) ?? new Map();
                for (const entry of entries)
                    named.set(entry.name, entry);
                patches.set(section, named);
            }
        }
        return patches;
    }
    #models() {
        const versions = this.#versionedModels();
        for (const path of this.#package.files.model) {
            if (!['sql', 'py'].includes((0,dbt_paths/* extension */.ck)(path)))
                continue;
            const name = (0,dbt_paths/* stem */.WS)(path);
            const version = versions.get(name);
            const entry = version?.entry ?? this.#patches.get('models')?.get(name);
            const own = version ? [version.version, version.node] : undefined;
            const modelName = version ? version.entry.name : name;
            this.#add({
                type: 'model',
                name: modelName,
                path,
                span: this.#firstLine(path),
                fqn: version
                    ? [...this.#folders('model', path), modelName, `v${version.version}`]
                    : [...this.#folders('model', path), name],
                ...(own ? { version: own[0] } : {}),
                properties: entry && (() => (0,dbt_properties/* readProperties */.Qh)(entry, own?.[1])),
                yaml: entry
                    ? [
                        ...layersOfEntry(entry, inventory_structure),
                        ...(own ? layersOfEntry(partEntry(entry, own[1]), inventory_structure) : []),
                    ]
                    : [],
                patch: entry,
                scan: this.#facts.scan(this.#snapshot, path),
                ...((0,dbt_paths/* extension */.ck)(path) === 'sql' ? { sql: { path } } : {}),
            });
        }
    }
    /** By the name of the file that holds the version. */
    #versionedModels() {
        const files = new Set(this.#package.files.model.map(dbt_paths/* stem */.WS));
        const found = new Map();
        for (const entry of this.#patches.get('models')?.values() ?? []) {
            if (!entry.mentions('versions'))
                continue;
            const versions = (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(entry.node, 'versions')).flatMap((node) => {
                const version = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(node, 'v'));
                return node.kind === 'map' && version !== undefined ? { version, node } : [];
            });
            if (versions.length === 0)
                continue;
            const latest = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry.node, 'latest_version')) ?? highest(versions.map(({ version }) => version));
            this.#inventory.latest.set(`${this.#package.name}.${entry.name}`, latest);
            for (const { version, node } of versions) {
                const file = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(node, 'defined_in')) ?? `${entry.name}_v${version}`;
                // The latest version may keep the model's own file name.
                const name = !files.has(file) && version === latest ? entry.name : file;
                found.set(name, { entry, version, node });
            }
        }
        return found;
    }
    #seeds() {
        for (const path of this.#package.files.seed) {
            if ((0,dbt_paths/* extension */.ck)(path) !== 'csv')
                continue;
            const name = (0,dbt_paths/* stem */.WS)(path);
            this.#add({
                type: 'seed',
                name,
                path,
                span: this.#firstLine(path),
                fqn: [...this.#folders('seed', path), name],
                ...this.#patch('seeds', name),
            });
        }
    }
    #snapshots() {
        for (const path of this.#package.files.snapshot) {
            if ((0,dbt_paths/* extension */.ck)(path) !== 'sql')
                continue;
            for (const block of this.#facts.macros(this.#snapshot, path)?.snapshots ?? []) {
                this.#add({
                    type: 'snapshot',
                    name: block.name,
                    path,
                    span: block.span,
                    fqn: [...this.#folders('snapshot', path), (0,dbt_paths/* stem */.WS)(path), block.name],
                    ...this.#patch('snapshots', block.name),
                    scan: block.scan,
                    sql: { path, start: block.bodySpan.start, end: block.bodySpan.end },
                });
            }
        }
    }
    /** Files that are one template each. Generic tests are macros. */
    #templates(type, kind, section) {
        for (const path of this.#package.files[kind]) {
            if ((0,dbt_paths/* extension */.ck)(path) !== 'sql')
                continue;
            if (type === 'test' && this.#isGeneric(path))
                continue;
            const name = (0,dbt_paths/* stem */.WS)(path);
            this.#add({
                type,
                name,
                path,
                span: this.#firstLine(path),
                fqn: [...this.#folders(kind, path), name],
                ...(section ? this.#patch(section, name) : {}),
                scan: this.#facts.scan(this.#snapshot, path),
                sql: { path },
            });
        }
    }
    #isGeneric(path) {
        return this.#package.file.folders.test.some((folder) => {
            const generic = (0,dbt_paths/* join */.fj)(this.#package.root, `${folder}/generic`);
            return generic !== undefined && (0,dbt_paths/* relative */.V8)(generic, path) !== undefined;
        });
    }
    #yamlResources(path) {
        const entries = this.#facts.properties(this.#snapshot, path)?.entries;
        for (const entry of entries?.get('sources') ?? []) {
            if (entry.mentions('overrides') && (0,yaml_node/* get */.Jt)(entry.node, 'overrides'))
                this.#overriding.push(entry);
            else
                this.#sourceTables(entry);
        }
        for (const entry of entries?.get('models') ?? [])
            this.#modelSemantics(entry);
        for (const entry of entries?.get('snapshots') ?? [])
            if ((0,yaml_node/* get */.Jt)(entry.node, 'relation'))
                this.#addEntry('snapshot', entry);
        for (const type of ['exposure', 'semantic_model', 'metric', 'saved_query', 'unit_test']) {
            const section = type === 'saved_query' ? 'saved_queries' : `${type}s`;
            for (const entry of entries?.get(section) ?? [])
                this.#addEntry(type, entry);
        }
    }
    #sourceTables(entry) {
        const folders = this.#yamlFolders(entry.path);
        // What overrides a package's table is not another one of this project.
        const isOverriding = this.#overriding.includes(entry);
        for (const node of sourceNodes(entry, { package: this.#package, main: this.#main, folders })) {
            if (!isOverriding || !this.#inventory.nodes.has(node.resource.id))
                this.#register(node);
        }
    }
    /** A model's entry may hold a semantic model and metrics of its own. */
    #modelSemantics(entry) {
        if (!entry.mentions('semantic_model'))
            return;
        const semantics = (0,yaml_node/* get */.Jt)(entry.node, 'semantic_model');
        if (!semantics || /^(false|no)$/i.test((0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(semantics, 'enabled') ?? semantics) ?? ''))
            return;
        const named = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(semantics, 'name')) ?? entry.name;
        this.#addEntry('semantic_model', partEntry(entry, entry.node, named));
        for (const node of (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(entry.node, 'metrics'))) {
            const name = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(node, 'name'));
            if (name && node.kind === 'map')
                this.#addEntry('metric', partEntry(entry, node, name));
        }
    }
    #addEntry(type, entry) {
        const { name, path, node } = entry;
        // A unit test's name is unique among those of its model only.
        const model = type === 'unit_test' ? (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(node, 'model')) : undefined;
        const full = model === undefined ? name : `${model}.${name}`;
        this.#add({
            type,
            name: full,
            path,
            span: (0,dbt_properties/* spanOf */.ee)(path, node),
            fqn: [...this.#yamlFolders(path), ...full.split('.')],
            properties: () => (0,dbt_properties/* readProperties */.Qh)(entry),
            yaml: layersOfEntry(entry, inventory_structure),
            entry,
        });
    }
    #patch(section, name) {
        const entry = this.#patches.get(section)?.get(name);
        return entry
            ? { properties: () => (0,dbt_properties/* readProperties */.Qh)(entry), yaml: layersOfEntry(entry, inventory_structure), patch: entry }
            : {};
    }
    #add({ type, name, path, span, version, fqn, properties, yaml = [], patch, scan, sql, entry, }) {
        const package_ = this.#package.name;
        const id = `${type}.${package_}.${name}${version === undefined ? '' : `.v${version}`}`;
        const latest = this.#inventory.latest.get(`${package_}.${name}`);
        const resource = new LazyResource({
            id,
            type,
            package: package_,
            name,
            path,
            span,
            properties,
            ...(version === undefined ? {} : { version, latest: version === latest }),
        });
        const node = {
            resource,
            file: this.#package.file,
            fqn: [package_, ...fqn],
            yaml,
            ...(scan ? { scan } : {}),
            ...(sql ? { sql } : {}),
            ...(entry ? { entry } : {}),
            ...(patch ? { patch } : {}),
        };
        if (type === 'exposure' && entry)
            Object.assign(resource, exposureFacts(entry));
        this.#register(node);
    }
    #register(node) {
        const { nodes, duplicates } = this.#inventory;
        const { id } = node.resource;
        if (nodes.has(id))
            duplicates.push(node);
        else
            nodes.set(id, node);
    }
    #firstLine(path) {
        const text = this.#snapshot.text(path) ?? '';
        const end = text.indexOf('\n');
        return { path, start: 0, end: end < 0 ? Math.min(text.length, 200) : Math.min(end, 200) };
    }
    /** The folders between one of the configured ones and the file. */
    #folders(kind, path) {
        for (const folder of this.#package.file.folders[kind]) {
            const root = (0,dbt_paths/* join */.fj)(this.#package.root, folder);
            const below = root === undefined ? undefined : (0,dbt_paths/* relative */.V8)(root, path);
            if (below !== undefined)
                return (0,dbt_paths/* folderOf */.yS)(below).split('/').filter(Boolean);
        }
        return [];
    }
    #yamlFolders(path) {
        const known = this.#foldersOfYaml.get(path) ?? this.#findYamlFolders(path);
        this.#foldersOfYaml.set(path, known);
        return known;
    }
    #findYamlFolders(path) {
        const kinds = ['model', 'seed', 'snapshot', 'analysis', 'test', 'macro'];
        const kind = kinds.find((each) => this.#package.files[each].includes(path));
        return kind ? this.#folders(kind, path) : [];
    }
}
const partEntries = new WeakMap();
/** A part of an entry that is read like one, such as a version's. */
function partEntry({ name: whole, path }, node, name = whole) {
    const entry = partEntries.get(node) ?? { name, path, node, mentions: () => true, holds: () => true };
    partEntries.set(node, entry);
    return entry;
}
function exposureFacts({ node }) {
    const owner = (0,yaml_node/* get */.Jt)(node, 'owner') ?? (0,yaml_node/* get */.Jt)((0,yaml_node/* get */.Jt)(node, 'config'), 'owner');
    const contact = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(owner, 'name')) ?? (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(owner, 'email')) ?? (0,yaml_node/* textOf */.b6)(owner);
    const exposureType = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(node, 'type'));
    return { ...(contact ? { owner: contact } : {}), ...(exposureType ? { exposureType } : {}) };
}
/** dbt's default for latest_version. */
function highest(versions) {
    const numeric = versions.every((version) => version.trim() !== '' && Number.isFinite(Number(version)));
    const sorted = [...versions].sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
    return sorted.at(-1) ?? '';
}

;// CONCATENATED MODULE: ./build/project/dbt/csv.js
/** Reads the header of a seed. */
/**
 * The columns of the first line, by the rules of CSV: a quoted name may hold the delimiter, line breaks
 * and doubled quotes. Undefined if a name is empty or a quote is not closed.
 */
function readHeader(text, delimiter = ',') {
    const columns = [];
    let at = text.startsWith('\ufeff') ? 1 : 0;
    for (;;) {
        const column = text[at] === '"' ? quotedName(text, at) : plainName(text, at, delimiter);
        if (!column || column.name === '')
            return undefined;
        columns.push(column);
        at = column.end + (text[column.start - 1] === '"' ? 1 : 0);
        if (text[at] !== delimiter)
            break;
        at++;
    }
    const next = text[at];
    return next === undefined || next === '\n' || next === '\r' ? columns : undefined;
}
function quotedName(text, at) {
    for (let end = at + 1; end < text.length; end++) {
        if (text[end] !== '"')
            continue;
        if (text[end + 1] === '"')
            end++;
        else
            return { name: text.slice(at + 1, end).replaceAll('""', '"'), start: at + 1, end };
    }
    return undefined;
}
function plainName(text, at, delimiter) {
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r')
        end++;
    return { name: text.slice(at, end).trim(), start: at, end };
}

;// CONCATENATED MODULE: ./build/project/dbt/outputs.js

function outputs_open(reason, columns = []) {
    return { columns, open: [reason] };
}
/** A column that nothing flows into. */
function column(name, span) {
    return { name: name.toLowerCase(), span, certain: true, origins: [], passthrough: false };
}
/** Outputs by what they follow from: two revisions share them where that is the same. */
const outputs_known = new WeakMap();
function once(of, key, make) {
    const made = outputs_known.get(of) ?? new Map();
    outputs_known.set(of, made);
    const output = made.get(key) ?? make();
    made.set(key, output);
    return output;
}
/** What the properties file documents, which need not be all there is. The same object for the same properties. */
function documentedOutput({ properties }, reason) {
    return once(properties ?? nothing, reason, () => outputs_open(reason, (properties?.columns ?? []).map(({ name, nameSpan }) => column(name, nameSpan))));
}
const nothing = {};
const unreadableSeed = outputs_open('the header of the seed cannot be read');
/** A seed has the columns of its header and no others. */
function seedOutput(path, text, delimiter) {
    const header = readHeader(text, delimiter);
    if (!header)
        return unreadableSeed;
    return { columns: header.map(({ name, start, end }) => column(name, { path, start, end })), open: [] };
}
/**
 * What a model gives that dbt holds to a contract, and whose query does not say it: what the properties file does. In a
 * table the columns stand in that file's order.
 */
function contractedOutput({ properties }, query) {
    const promised = properties?.columns ?? [];
    if (promised.length === 0)
        return query;
    return once(query, JSON.stringify(['contract', promised.map(({ name, nameSpan }) => [name, nameSpan])]), () => {
        const given = new Map(query.columns.map((each) => [each.name, each]));
        // `address.street` is a field of the column `address`.
        const named = new Map(promised.map(({ name, nameSpan }) => [name.toLowerCase().split('.')[0], nameSpan]));
        const columns = [...named].map(([name, span]) => given.get(name) ?? column(name, span));
        return { columns: [...columns, ...query.columns.filter(({ name }) => !named.has(name))], open: [] };
    });
}
const contested = 'nothing tells which of several with its name is enabled';
/** What one of several with the same name gives, of which another may be built. */
function contestedOutput(output) {
    return once(output, contested, () => ({
        columns: output.columns,
        open: [contested, ...output.open],
    }));
}
/** Everything of another relation, unchanged. */
function passedOn(relation, output) {
    return once(output, `passed on by ${relation}`, () => ({
        columns: output.columns.map((each) => ({
            ...each,
            origins: [{ relation, column: each.name, functions: [] }],
            passthrough: true,
        })),
        open: output.open,
    }));
}
/** A snapshot adds columns to what its query returns; `renamed` if a setting gives them other names. */
function snapshotOutput({ span }, query, recordsDeletes, renamed) {
    return once(query, JSON.stringify(['snapshot', span, recordsDeletes, renamed]), () => {
        const { columns } = query;
        if (renamed)
            return { columns, open: [...query.open, 'its snapshot columns have names of their own'] };
        const names = ['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'];
        if (recordsDeletes)
            names.push('dbt_is_deleted');
        return { columns: [...columns, ...names.map((name) => column(name, span))], open: query.open };
    });
}

;// CONCATENATED MODULE: ./build/project/dbt/relations.js

/** Longest chain of models that are evaluated for one another. */
const maxDepth = 150;
const itself = outputs_open('it is the table that this model builds');
/**
 * Materializations whose relation has the columns that the query selects. Of any other, be it an adapter's such as
 * ClickHouse's dictionaries or the project's own, nobody knows without running it.
 */
const holdsItsQuery = new Set([
    'table',
    'view',
    'incremental',
    'ephemeral',
    'materialized_view',
    'materializedview',
    'dynamic_table',
    'streaming_table',
    'distributed_table',
    'distributed_incremental',
    'external',
    'insert_by_period',
    'test',
]);
/** @param materialized undefined if it is not known */
function holdsQuery(materialized) {
    return materialized === undefined || holdsItsQuery.has(String(materialized));
}
/** Of those, what dbt refuses to build with other columns, or in another order, than its contract says. */
const heldToContract = new Set(['table', 'incremental']);
const circle = outputs_open('it reads itself through a cycle');
class Relations {
    #needs;
    #outputs = new Map();
    #lists = new Map();
    /** Ids whose columns are being worked out: meeting one again is a cycle. */
    #underway = new Set();
    constructor(needs) {
        this.#needs = needs;
    }
    get isBusy() {
        return this.#underway.size > 0;
    }
    /** What a ref, source or `this` of a resource stands for; undefined if it is not known. */
    relation(call, reader) {
        if (call.kind === 'this')
            return { id: reader.id, list: itself };
        const id = this.#needs.target(call, reader.package);
        if (id === undefined)
            return undefined;
        const list = () => (this.#isForAnother(reader, id) ? this.#contestedList(id) : this.#list(id));
        return {
            id,
            get list() {
                return list();
            },
        };
    }
    /** True if the reader may be built where another resource of that id is. */
    #isForAnother({ enabled, alternative }, id) {
        const isUnsure = enabled === 'unknown' || alternative === 'contested';
        return isUnsure && this.#needs.node(id)?.resource.alternative === 'chosen';
    }
    #contestedList(id) {
        const { columns, open: reasons } = this.#list(id);
        return this.#needs.facts.only({ columns, open: [contested, ...reasons] });
    }
    output(id) {
        const known = this.#outputs.get(id);
        if (known)
            return known;
        this.#needs.queries().readAhead(id);
        const output = this.#guarded(id, () => this.#outputOf(id, 'everything'));
        if (!this.#underway.has(id))
            this.#outputs.set(id, output);
        return output;
    }
    /** Equal lists are one object: readers of a model that keeps its columns read nothing anew. */
    #list(id) {
        const known = this.#lists.get(id);
        if (known)
            return known;
        const { columns, open: reasons } = this.#guarded(id, () => this.#outputOf(id, 'columns'));
        const list = this.#needs.facts.only({ columns: columns.map(({ name }) => ({ name })), open: reasons });
        if (!this.#underway.has(id))
            this.#lists.set(id, list);
        return list;
    }
    /** What is met again while it is worked out reads itself. */
    #guarded(id, work) {
        if (this.#underway.has(id))
            return circle;
        if (this.#underway.size >= maxDepth)
            return outputs_open('the chain of models above it is too long');
        this.#underway.add(id);
        try {
            return work();
        }
        finally {
            this.#underway.delete(id);
        }
    }
    #outputOf(id, wanted) {
        const node = this.#needs.node(id);
        if (!node)
            return outputs_open('it is not in this project');
        const { resource } = node;
        if (resource.enabled === false)
            return outputs_open('it is disabled');
        const output = this.#ownOutput(id, node, wanted);
        return resource.alternative === 'contested' ? contestedOutput(output) : output;
    }
    #ownOutput(id, node, wanted) {
        const { resource } = node;
        if (resource.type === 'source')
            return documentedOutput(resource, 'a source may have columns that are not listed');
        if (resource.type === 'seed') {
            const { snapshot, facts } = this.#needs;
            return facts.seed(snapshot, resource.path, this.#known(resource, 'delimiter'));
        }
        if (resource.type === 'snapshot')
            return this.#snapshotOutput(node, wanted);
        if (!node.sql)
            return documentedOutput(resource, 'it is not written in SQL');
        const built = this.#known(resource, 'materialized');
        if (resource.type === 'model' && !holdsQuery(built))
            return outputs_open('its materialization decides about its columns');
        const output = this.#queryOutput(id, wanted) ?? outputs_open('its template cannot be read');
        const isOpen = resource.type === 'model' && output.open.length > 0;
        return isOpen && heldToContract.has(built) && this.#hasContract(resource)
            ? contractedOutput(resource, output)
            : output;
    }
    #hasContract(resource) {
        const contract = this.#known(resource, 'contract');
        return (typeof contract === 'object' &&
            contract !== null &&
            'enforced' in contract &&
            contract.enforced === true);
    }
    #queryOutput(id, wanted) {
        const queries = this.#needs.queries();
        return (wanted === 'columns' ? queries.listing(id) : queries.query(id))?.output;
    }
    #snapshotOutput({ resource, sql }, wanted) {
        const relation = resource.dependencies[0]?.target;
        const query = sql
            ? this.#queryOutput(resource.id, wanted)
            : relation === undefined
                ? undefined
                : passedOn(relation, this.output(relation));
        const recordsDeletes = this.#known(resource, 'hard_deletes') === 'new_record';
        const renamed = this.#needs.setting(resource, 'snapshot_meta_column_names').span !== undefined;
        return snapshotOutput(resource, query ?? outputs_open('its query cannot be read'), recordsDeletes, renamed);
    }
    #known(resource, key) {
        const { value } = this.#needs.setting(resource, key);
        return value.known ? value.value : undefined;
    }
}

;// CONCATENATED MODULE: ./build/project/dbt/kept.js

/** Longest chain of resources that are looked at for one another. */
const kept_maxDepth = 300;
class Kept {
    #needs;
    #changes;
    #queries = new Map();
    #columns = new Map();
    #depth = 0;
    constructor(needs) {
        this.#needs = needs;
        this.#changes = new Map(needs.changes.map((change) => [change.id, change]));
    }
    /** True while it looks at something: what is asked meanwhile would meet halves. */
    get isBusy() {
        return this.#depth > 0;
    }
    /** True if `query` said so already. */
    isKnown(id) {
        return this.#queries.get(id) === true;
    }
    /** True if a resource's query says the same at both revisions, places aside. */
    query(id) {
        return this.#remembered(this.#queries, id, () => this.#keepsQuery(id));
    }
    /** The same of its columns, which settings decide about, too. */
    columns(id) {
        return this.#remembered(this.#columns, id, () => this.#keepsColumns(id));
    }
    /** What is met again while it is looked at reads itself: nobody knows, and that is no yes. */
    #remembered(known, id, decide) {
        const before = known.get(id);
        if (before !== undefined)
            return before;
        if (!this.#needs.isFree() || this.#depth >= kept_maxDepth)
            return false;
        known.set(id, false);
        this.#depth++;
        const answer = decide();
        this.#depth--;
        known.set(id, answer);
        return answer;
    }
    #keepsQuery(id) {
        const { base, head, isWrittenAlike } = this.#needs;
        const [then, now] = [base.resources.get(id), head.resources.get(id)];
        if (!then || !now || !this.#readsTheSame(then, now))
            return false;
        return !this.#changes.has(id) || isWrittenAlike(id);
    }
    /** True if it depends on the same relations, and these have the same columns as before. */
    #readsTheSame(then, now) {
        const [targets, others] = [now, then].map(({ dependencies }) => [...new Set(dependencies.map(({ target, label }) => target ?? `no ${label}`))].sort());
        return targets.join('\0') === others.join('\0') && targets.every((id) => this.columns(id));
    }
    #keepsColumns(id) {
        const { base, head } = this.#needs;
        const [then, now] = [base.resources.get(id), head.resources.get(id)];
        if (!then || !now)
            return then === now;
        // Not all that differs in a project of its own is among the changes of those that use it as a package.
        if (head.isLocalPackage(now.package))
            return false;
        if (then.enabled !== now.enabled || then.alternative !== now.alternative)
            return false;
        const change = this.#changes.get(id);
        if (!change)
            return this.query(id);
        if (now.type === 'source' || now.type === 'seed')
            return saysTheSame(base.output(id), head.output(id));
        return this.#decidesTheSame(change, then, now) && this.query(id);
    }
    /** True if what decides about columns beside the query is as before. */
    #decidesTheSame({ because }, then, now) {
        const { base, head } = this.#needs;
        if (now.type === 'snapshot')
            return !because.includes('properties') && !because.includes('config');
        const [before, after] = [base.known(then, 'materialized'), head.known(now, 'materialized')];
        const contracts = [base.known(then, 'contract'), head.known(now, 'contract')];
        // Under a contract, the properties name columns, of tables alone.
        return contracts.some((contract) => contract !== undefined)
            ? because.every((cause) => cause !== 'properties' && cause !== 'config') && before === after
            : holdsQuery(before) === holdsQuery(after);
    }
}
function saysTheSame(one, other) {
    const key = ({ columns, open }) => JSON.stringify([columns.map(({ name }) => name), open]);
    return key(one) === key(other);
}

;// CONCATENATED MODULE: ./build/project/dbt/semantic.js
/** What semantic models give to metrics, and what metrics and saved queries take from them. */


const kinds = { entities: 'entity', dimensions: 'dimension', measures: 'measure' };
/** Entities, dimensions and measures in the order they are written: lists of them, or those beside a model's columns. */
function partsOf({ node, path }) {
    const listed = [node, (0,yaml_node/* get */.Jt)(node, 'derived_semantics')].flatMap((holder) => Object.entries(kinds).flatMap(([key, kind]) => (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(holder, key)).flatMap((part) => {
        const name = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(part, 'name'));
        const isMetric = (0,yaml_node/* toJson */.aB)((0,yaml_node/* get */.Jt)(part, 'create_metric') ?? part) === true;
        return name ? { kind, name, ...(isMetric && { isMetric }), span: (0,dbt_properties/* spanOf */.ee)(path, part) } : [];
    })));
    const primary = (0,yaml_node/* get */.Jt)(node, 'primary_entity');
    const name = (0,yaml_node/* textOf */.b6)(primary);
    return [
        ...listed,
        ...(0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(node, 'columns')).flatMap((column) => columnParts(column, path)),
        ...(primary && name ? [{ kind: 'entity', name, span: (0,dbt_properties/* spanOf */.ee)(path, primary) }] : []),
    ];
}
/** What a column of a model is to metrics; it has the column's name unless it says another one. */
function columnParts(column, path) {
    return ['entity', 'dimension'].flatMap((kind) => {
        const part = (0,yaml_node/* get */.Jt)(column, kind);
        const name = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(part, 'name')) ?? (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(column, 'name'));
        return part && name ? { kind, name, span: (0,dbt_properties/* spanOf */.ee)(path, part) } : [];
    });
}
/** Keys whose text may hold `{{ Dimension('order__status') }}`. */
const filterKeys = new Set(['filter', 'where', 'group_by', 'order_by']);
const named = /\b(Dimension|TimeDimension|Entity)\s*\(\s*(['"])([^'"\\]{1,300})\2/g;
/** Dimensions and entities that the entry names in filters, groupings and as time of an aggregation. */
function semanticUses({ node, path }) {
    const uses = [];
    const visit = (at, inFilter) => {
        if (at.kind === 'list')
            for (const item of at.items)
                visit(item, inFilter);
        if (at.kind === 'scalar' && inFilter)
            uses.push(...namedIn(at, path));
        if (at.kind !== 'map')
            return;
        for (const [key, { value }] of at.entries) {
            const time = key === 'agg_time_dimension' ? (0,yaml_node/* textOf */.b6)(value) : undefined;
            if (time)
                uses.push({ kind: 'dimension', name: time, label: time, span: (0,dbt_properties/* spanOf */.ee)(path, value) });
            else
                visit(value, inFilter || filterKeys.has(key));
        }
    };
    visit(node, false);
    return uses;
}
/** `order__status` reaches the dimension `status` through the entity `order`. */
function namedIn(node, path) {
    return [...((0,yaml_node/* textOf */.b6)(node) ?? '').matchAll(named)].map(([, word, , label = '']) => ({
        kind: word === 'Entity' ? 'entity' : 'dimension',
        name: label.split('__').at(-1) ?? label,
        label,
        span: (0,dbt_properties/* spanOf */.ee)(path, node),
    }));
}

;// CONCATENATED MODULE: ./build/project/dbt/literal-calls.js
const call = /\b(ref|source|metric|config)\s*\(([^()]{0,2000})\)/g;
const argument = /^\s*(?:(\w+)\s*=\s*)?(?:(['"])([^'"\\]*)\2|(-?\d+(?:\.\d+)?)|(True|False|true|false))\s*$/;
/** Calls in `text`; spans are of the call where `offset` is given, else of the whole `span`. */
function literalCalls(text, span, offset) {
    return [...text.matchAll(call)].flatMap((match) => {
        const args = readArguments(match[2] ?? '');
        const place = offset === undefined ? span : callSpan(match, span.path, offset);
        return args ? (toCall(match[1] ?? '', args, place) ?? []) : [];
    });
}
/** What a Python model says: dbt.ref(), dbt.source() and dbt.config(). */
function scanPython({ path, text }) {
    const scan = { refs: [], sources: [], dynamic: [], macros: [], config: [] };
    for (const match of text.matchAll(/\bdbt\s*\.\s*(ref|source|config)\s*\(([^()]{0,2000})\)/g)) {
        const span = callSpan(match, path, 0);
        const kind = match[1] ?? '';
        const args = readArguments(match[2] ?? '');
        const found = args && toCall(kind, args, span);
        if (found?.kind === 'ref')
            scan.refs.push(found);
        else if (found?.kind === 'source')
            scan.sources.push(found);
        else if (kind === 'config')
            scan.config.push(...pythonConfig(match[2] ?? '', span));
        else
            scan.dynamic.push({ kind: 'dynamic', function: kind === 'ref' ? 'ref' : 'source', span });
    }
    return scan;
}
function pythonConfig(text, span) {
    const args = readArguments(text);
    if (args) {
        return args.flatMap(({ name, value }) => name ? { key: name, value: { known: true, value }, span } : []);
    }
    return [...text.matchAll(/(\w+)\s*=/g)].map(([, key = '']) => ({ key, value: { known: false }, span }));
}
function callSpan(match, path, offset) {
    return { path, start: offset + match.index, end: offset + match.index + match[0].length };
}
/** Undefined if some argument is not a literal. */
function readArguments(text) {
    const args = [];
    if (text.trim() === '')
        return args;
    for (const part of text.replace(/,\s*$/, '').split(',')) {
        const match = argument.exec(part);
        if (!match)
            return undefined;
        const [, name, , quoted, number, boolean] = match;
        const value = quoted ?? (number === undefined ? boolean?.toLowerCase() === 'true' : Number(number));
        args.push({ ...(name ? { name } : {}), value });
    }
    return args;
}
function toCall(kind, args, span) {
    const [first, second] = args.flatMap(({ name, value }) => (name ? [] : String(value)));
    if (first === undefined)
        return undefined;
    if (kind === 'metric')
        return { kind, name: first, span };
    if (kind === 'source')
        return second === undefined ? undefined : { kind, source: first, table: second, span };
    if (kind !== 'ref')
        return undefined;
    const version = args.find(({ name }) => name === 'v' || name === 'version')?.value;
    const versioned = version === undefined ? {} : { version: String(version) };
    return second === undefined
        ? { kind, name: first, ...versioned, span }
        : { kind, package: first, name: second, ...versioned, span };
}

;// CONCATENATED MODULE: ./build/project/dbt/yaml-links.js



function readLinks(type, entry, lookup) {
    const links = { dependencies: [], columnUses: [] };
    const read = readers[type];
    if (read)
        read(entry, lookup, links);
    return links;
}
const readers = {
    snapshot: ({ node, path }, lookup, { dependencies }) => {
        dependencies.push(...calls((0,yaml_node/* get */.Jt)(node, 'relation'), path, lookup));
    },
    exposure: ({ node, path }, lookup, { dependencies }) => {
        for (const item of (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(node, 'depends_on')))
            dependencies.push(...calls(item, path, lookup));
    },
    semantic_model: readSemanticModel,
    metric: readMetric,
    saved_query: ({ node, path }, lookup, { dependencies }) => {
        for (const item of (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)((0,yaml_node/* get */.Jt)(node, 'query_params'), 'metrics'))) {
            const name = (0,yaml_node/* textOf */.b6)(item);
            if (name)
                dependencies.push(lookup.metric(name, (0,dbt_properties/* spanOf */.ee)(path, item)));
        }
    },
    unit_test: readUnitTest,
};
function calls(node, path, lookup) {
    const text = (0,yaml_node/* textOf */.b6)(node);
    if (!node || !text)
        return [];
    return literalCalls(text, (0,dbt_properties/* spanOf */.ee)(path, node)).map((call) => call.kind === 'metric' ? lookup.metric(call.name, call.span) : lookup.call(call));
}
/** The parts of a semantic model name columns by `expr`, or by their own name if they have none. */
function readSemanticModel({ node, path }, lookup, links) {
    links.dependencies.push(...calls((0,yaml_node/* get */.Jt)(node, 'model'), path, lookup));
    const relation = links.dependencies[0]?.target;
    for (const key of ['entities', 'dimensions', 'measures']) {
        for (const part of (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(node, key))) {
            const expression = (0,yaml_node/* get */.Jt)(part, 'expr') ?? (0,yaml_node/* get */.Jt)(part, 'name');
            if (!expression)
                continue;
            for (const column of lookup.columns(expression))
                links.columnUses.push(use(relation, column, (0,dbt_properties/* spanOf */.ee)(path, expression)));
        }
    }
}
function use(relation, column, span) {
    return { ...(relation === undefined ? {} : { relation }), column: column.toLowerCase(), span };
}
const measureKeys = ['measure', 'base_measure', 'conversion_measure'];
const metricKeys = ['numerator', 'denominator', 'metric', 'input_metric', 'base_metric', 'conversion_metric'];
function readMetric({ node, path }, lookup, { dependencies }) {
    const parameters = (0,yaml_node/* get */.Jt)(node, 'type_params');
    for (const scope of [
        node,
        parameters,
        (0,yaml_node/* get */.Jt)(parameters, 'conversion_type_params'),
        (0,yaml_node/* get */.Jt)(parameters, 'cumulative_type_params'),
    ]) {
        for (const key of measureKeys)
            for (const { name, at } of yaml_links_named((0,yaml_node/* get */.Jt)(scope, key))) {
                dependencies.push(lookup.measure(name, (0,dbt_properties/* spanOf */.ee)(path, at)));
            }
        for (const key of metricKeys)
            for (const { name, at } of yaml_links_named((0,yaml_node/* get */.Jt)(scope, key))) {
                dependencies.push(lookup.metric(name, (0,dbt_properties/* spanOf */.ee)(path, at)));
            }
        for (const item of ['metrics', 'input_metrics'].flatMap((key) => (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(scope, key))))
            for (const { name, at } of yaml_links_named(item)) {
                dependencies.push(lookup.metric(name, (0,dbt_properties/* spanOf */.ee)(path, at)));
            }
    }
}
/** A name, written alone or as `name:` of a map. */
function yaml_links_named(node) {
    const at = node?.kind === 'map' ? (0,yaml_node/* get */.Jt)(node, 'name') : node;
    const name = (0,yaml_node/* textOf */.b6)(at);
    return at && name ? [{ name, at }] : [];
}
function readUnitTest({ node, path }, lookup, links) {
    const modelNode = (0,yaml_node/* get */.Jt)(node, 'model');
    const model = (0,yaml_node/* textOf */.b6)(modelNode);
    if (!model || !modelNode)
        return;
    const tested = lookup.call({ kind: 'ref', name: model, span: (0,dbt_properties/* spanOf */.ee)(path, modelNode) });
    links.dependencies.push(tested);
    for (const given of (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(node, 'given'))) {
        const input = calls((0,yaml_node/* get */.Jt)(given, 'input'), path, lookup);
        links.dependencies.push(...input);
        if (input[0])
            links.columnUses.push(...rowColumns(given, path, input[0].target));
    }
    const expected = (0,yaml_node/* get */.Jt)(node, 'expect');
    if (expected)
        links.columnUses.push(...rowColumns(expected, path, tested.target));
}
/** Each column once, where it stands first. Rows as CSV or SQL text are not read. */
function rowColumns(holder, path, relation) {
    const found = new Map();
    for (const row of (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(holder, 'rows'))) {
        if (row.kind !== 'map')
            continue;
        for (const [column, { key }] of row.entries) {
            const name = column.toLowerCase();
            if (!found.has(name))
                found.set(name, use(relation, name, (0,dbt_properties/* spanOf */.ee)(path, key)));
        }
    }
    return [...found.values()];
}

;// CONCATENATED MODULE: ./build/project/dbt/linker.js


const semanticTypes = new Set(['semantic_model', 'metric', 'saved_query']);
class Linker {
    #needs;
    #metrics = new Map();
    #measures = new Map();
    constructor(inventory, needs) {
        this.#needs = needs;
        for (const { resource, entry } of inventory.nodes.values()) {
            if (resource.type === 'metric')
                this.#metrics.set(resource.name, resource.id);
            if (resource.type !== 'semantic_model' || !entry)
                continue;
            resource.parts = partsOf(entry);
            for (const { kind, name } of resource.parts) {
                if (kind === 'measure')
                    this.#measures.set(name, resource.id);
            }
        }
        this.#addMeasureMetrics(inventory);
    }
    /** A measure may be a metric of the same name as well; one that is written out counts before it. */
    #addMeasureMetrics({ nodes }) {
        for (const { resource } of nodes.values()) {
            for (const { name, isMetric } of resource.parts ?? []) {
                if (isMetric && !this.#metrics.has(name))
                    this.#metrics.set(name, resource.id);
            }
        }
    }
    link(node) {
        if (node.scan)
            this.#linkTemplate(node);
        else if (node.entry)
            this.#linkYaml(node);
    }
    #linkYaml({ resource, entry }) {
        if (!entry)
            return;
        const { dependencies, columnUses } = readLinks(resource.type, entry, this.#lookup(resource));
        resource.dependencies = dependencies;
        resource.columnUses = columnUses;
        if (semanticTypes.has(resource.type))
            resource.semanticUses = semanticUses(entry);
    }
    #lookup(resource) {
        const named = (kind, known) => (name, span) => {
            const target = known.get(name);
            return target === undefined
                ? { kind, label: name, unresolved: 'unknown', span }
                : { kind, label: name, target, span };
        };
        return {
            call: (call) => this.#dependency(call, resource.package),
            metric: named('metric', this.#metrics),
            measure: named('measure', this.#measures),
            columns: this.#needs.columns,
        };
    }
    #linkTemplate(node) {
        const { resource, scan } = node;
        if (!scan)
            return;
        const found = [...scan.refs, ...scan.sources].map((call) => this.#dependency(call, resource.package));
        const throughMacros = this.#callMacros(node, found);
        const dynamic = [...scan.dynamic, ...throughMacros];
        if (dynamic.length > 0) {
            const template = this.#needs.evaluate(node);
            const settled = template && !template.problem;
            if (settled) {
                const calls = [...template.refs, ...template.sources];
                found.push(...calls.map((call) => this.#dependency(call, resource.package)));
            }
            resource.dynamic = settled ? template.dynamic : dynamic;
        }
        resource.dependencies = distinct(found);
    }
    /**
     * Follows the calls of macros through macros. Their literal refs are added to `found`, at the place of
     * the resource's own call; what they compute is returned.
     */
    #callMacros({ resource, scan }, found) {
        const dynamic = [];
        const calls = [];
        const seen = new Set();
        const pending = [];
        const follow = (call, from, span, direct) => {
            const answer = this.#needs.macros.called(call, from);
            const target = typeof answer === 'object' ? answer : undefined;
            calls.push(linker_toCall(call, target?.id, span, direct));
            const known = target && !seen.has(target.id) ? this.#needs.macros.get(target.id) : undefined;
            if (!target || !known)
                return;
            seen.add(target.id);
            const { refs, sources, macros, dynamic: computed } = known.definition.scan;
            for (const inner of [...refs, ...sources])
                found.push(this.#dependency({ ...inner, span }, target.package));
            for (const inner of computed)
                dynamic.push({ ...inner, span });
            for (const inner of macros)
                pending.push({ call: inner, from: target.package, span });
        };
        for (const call of scan?.macros ?? [])
            follow(call, resource.package, call.span, true);
        for (const { call, from, span } of pending)
            follow(call, from, span, false);
        resource.macros = calls;
        return dynamic;
    }
    #dependency(call, from) {
        const { kind, span } = call;
        const resolution = kind === 'ref' ? this.#needs.resolver.ref(call, from) : this.#needs.resolver.source(call, from);
        const label = kind === 'ref' ? refLabel(call) : `${call.source}.${call.table}`;
        return 'target' in resolution
            ? { kind, target: resolution.target.id, label, span }
            : { kind, label, unresolved: resolution.unresolved, span };
    }
}
function refLabel({ package: package_, name, version }) {
    return `${package_ === undefined ? '' : `${package_}.`}${name}${version === undefined ? '' : `.v${version}`}`;
}
function linker_toCall(call, id, span, direct) {
    const { name, dispatch, arguments: passed } = call;
    const made = { name, resolution: id === undefined ? 'unknown' : 'found', span, direct };
    if (id !== undefined)
        made.id = id;
    if (dispatch)
        made.dispatch = dispatch;
    if (passed)
        made.arguments = passed;
    return made;
}
/** One dependency for each place and target, in the order of the file. */
function distinct(found) {
    if (found.length < 2)
        return found;
    const byKey = new Map(found.map((each) => [`${each.span.path}:${each.span.start}:${each.kind}:${each.label}`, each]));
    return [...byKey.values()].sort((a, b) => a.span.start - b.span.start);
}

;// CONCATENATED MODULE: ./build/project/dbt/macros.js
function toMacro(package_, { name, span, parameters, variadic }) {
    return {
        id: `macro.${package_}.${name}`,
        package: package_,
        name,
        span,
        parameters: parameters.map((each) => ({ name: each.name, optional: !each.required, span: each.span })),
        variadic,
        calls: [],
    };
}
/** Answers calls as dbt does: a package's own macros first, then the main project's. */
class MacroIndex {
    #byId;
    /** By package and name: templates ask some thousands of times. */
    #answers = new Map();
    #scope;
    constructor(byId, scope) {
        this.#byId = byId;
        this.#scope = scope;
        for (const { macro, definition } of byId.values()) {
            const { id, package: package_, name } = macro;
            const named = this.#answers.get(package_) ?? new Map();
            this.#answers.set(package_, named.set(name, { id, package: package_, definition }));
        }
    }
    get(id) {
        return this.#byId.get(id);
    }
    /** `package_` is what stands before the dot, or the namespace given to adapter.dispatch. */
    lookup(name, package_, from) {
        const { mainPackage, packages, missing, dispatch } = this.#scope;
        if (package_ === undefined)
            return this.#first([from, mainPackage], name) ?? 'builtin-unknown';
        // Names with an adapter in front are what dispatch tries; a project may put its own before a package's.
        const searched = name.includes('__') ? (dispatch.get(package_) ?? [mainPackage, package_]) : [];
        const found = this.#first([...searched, package_], name);
        if (found)
            return found;
        const absent = missing.includes(package_) || !packages.has(package_);
        return absent && package_ !== 'dbt' ? 'missing-package' : 'builtin-unknown';
    }
    /** What a scanned call reaches: for adapter.dispatch the implementation of this dialect, else the default one. */
    called({ name, dispatch }, from) {
        const dot = name.indexOf('.');
        const package_ = dot < 0 ? undefined : name.slice(0, dot);
        const bare = name.slice(dot + 1);
        if (!dispatch)
            return this.lookup(bare, package_, from);
        const implementation = this.lookup(`${this.#scope.dialect()}__${bare}`, package_ ?? from, from);
        return typeof implementation === 'object'
            ? implementation
            : this.lookup(`default__${bare}`, package_ ?? from, from);
    }
    #first(packages, name) {
        for (const package_ of packages) {
            const found = this.#answers.get(package_)?.get(name);
            if (found)
                return found;
        }
        return undefined;
    }
}

// EXTERNAL MODULE: ./build/project/dbt/naming.js
var naming = __webpack_require__(7839);
// EXTERNAL MODULE: ./build/project/sql/tokens.js
var sql_tokens = __webpack_require__(7135);
;// CONCATENATED MODULE: ./build/project/lineage/alike.js

/** What a literal may stand behind to be a value. Behind others it may be a name, as after AS in some warehouses. */
const beforeValue = /^([(,=<>+\-*/%|]|select|when|then|else|and|or|not|in|like|ilike|between|interval|date|timestamp|values|limit|offset)$/i;
/** Columns are named after values there. */
const namesAfterValues = /\b(un)?pivot\b/i;
const nowhere = { at: () => undefined, span: () => undefined };
class AlikeTexts {
    #warehouse;
    #first = new Map();
    #known = new WeakMap();
    /** @param warehouse as dbt calls it */
    constructor(warehouse) {
        this.#warehouse = warehouse;
    }
    /** The rendering with the text of the first one that is alike, which may be its own. Places in that are nowhere. */
    of(rendering) {
        let known = this.#known.get(rendering);
        if (!known)
            this.#known.set(rendering, (known = this.#find(rendering)));
        return known;
    }
    #find(rendering) {
        const { relations, holes } = rendering;
        // What a hole does depends on where it is, and on why it is there.
        const pattern = holes.length > 0 ? undefined : patternOf(rendering, this.#warehouse);
        if (pattern === undefined)
            return rendering;
        const first = this.#first.get(pattern);
        if (!first) {
            this.#first.set(pattern, rendering);
            return rendering;
        }
        return {
            ...rendering,
            text: first.text,
            map: nowhere,
            relations: relations.map(({ call }, index) => ({ token: first.relations[index].token, call })),
        };
    }
}
/** The text without its literals and names of relations; undefined if they may decide about its columns. */
function patternOf({ text, relations }, warehouse) {
    if (namesAfterValues.test(text))
        return undefined;
    const { tokens, unterminated } = (0,sql_tokens/* tokenize */.qw)(text, warehouse);
    if (unterminated !== undefined)
        return undefined;
    const places = new Map(relations.map(({ token }, index) => [token, `\0${index}`]));
    const named = new Set();
    const parts = [];
    let before = '';
    for (const { kind, start, end } of tokens) {
        const written = text.slice(start, end);
        const isValue = (kind === 'string' || kind === 'number') && beforeValue.test(before);
        const place = places.get(written);
        if (place !== undefined)
            named.add(place);
        parts.push(isValue ? `\0${kind}` : (place ?? written));
        before = written;
    }
    // One that stands in a comment or in quotes alone has no place in the other text.
    return named.size === relations.length ? parts.join(' ') : undefined;
}

// EXTERNAL MODULE: ./build/project/lineage/analyze.js + 2 modules
var analyze = __webpack_require__(9960);
// EXTERNAL MODULE: ./build/project/lineage/reading.js + 14 modules
var lineage_reading = __webpack_require__(4083);
;// CONCATENATED MODULE: ./build/project/lineage/readings.js

class Readings {
    #kept = [];
    /** What was read of the same text if every relation is still the same, with the same columns. */
    find(rendering, { warehouse, relation }) {
        const isAnsweredAlike = ({ rendering: { relations }, answers }) => rendering.relations.every(({ call }, index) => {
            const before = answers.get(relations[index].call);
            if (!before)
                return true;
            const now = relation(call);
            return now?.id === before.id && (!before.list || now?.list === before.list);
        });
        return this.#kept.find((kept) => kept.warehouse === warehouse && isAlike(kept.rendering, rendering) && isAnsweredAlike(kept))?.reading;
    }
    /** Reads a rendering, and keeps what it says. */
    read(rendering, environment) {
        const answers = new Map();
        const relation = (call) => {
            const found = environment.relation(call);
            const answer = { id: found?.id };
            answers.set(call, answer);
            return (found && {
                id: found.id,
                get list() {
                    return (answer.list = found.list);
                },
            });
        };
        const reading = (0,lineage_reading/* readRendering */.v)(rendering, { ...environment, relation }, 'everything');
        this.#kept.push({ rendering, warehouse: environment.warehouse, answers, reading });
        return reading;
    }
}
/** True for texts that say the same wherever their relations have the same columns. */
function isAlike(one, other) {
    return (one.text === other.text &&
        isEach(one.holes, other.holes, isSameHole) &&
        isEach(one.relations, other.relations, isSameRelation));
}
function isSameHole(one, other) {
    return one.start === other.start && one.end === other.end && one.reason === other.reason;
}
function isSameRelation(one, other) {
    return one.token === other.token && (0,lineage_reading/* nameOf */.V)(one.call) === (0,lineage_reading/* nameOf */.V)(other.call);
}
function isEach(some, others, isSame) {
    return some.length === others.length && some.every((each, index) => isSame(each, others[index]));
}

;// CONCATENATED MODULE: ./build/project/dbt/open-star.js
/** A glance at the text of a model, to guess whether it passes on the columns of another one. */
/** A parenthesis, a `*` that stands for columns, or a FROM with the template's expression that it names, if it does. */
const starOrFrom = /[()]|(?:\bselect(?:\s+distinct)?|,|\.)\s*\*|\bfrom\b\s*(\{\{)?/gi;
/**
 * True if some `*` stands for the columns of what the template names, and the query itself ends in one, as far as a
 * glance can tell.
 */
function hasOpenStar(text) {
    let [depth, star, isOpen, isOuter] = [0, false, false, false];
    for (const [found, expression] of text.matchAll(starOrFrom)) {
        if (found === '(')
            depth++;
        else if (found === ')')
            depth--;
        else {
            isOpen ||= star && expression !== undefined;
            star = found.endsWith('*');
            isOuter ||= star && depth === 0;
        }
    }
    return isOpen && isOuter;
}

;// CONCATENATED MODULE: ./build/project/dbt/read-ahead.js
/** The order in which queries are best read, and what the parser is handed of it ahead of time. */
/** How far around a query that is asked for to look for those that come next. */
const reach = 64;
class ReadAhead {
    #needs;
    #expected = new Set();
    /** What follows is found when it is wanted: whether a query is kept takes its template. */
    #following = [].values();
    #order = [];
    #positions = new Map();
    /** What nobody asked for after all is not announced again. */
    #announced = new Set();
    /** How much of the order was named. */
    #named = 0;
    #isBusy = false;
    constructor(needs) {
        this.#needs = needs;
    }
    /** To be called once. @param ids in the order in which they will be asked for */
    expect(ids) {
        this.#expected = new Set(ids);
        this.#following = upstreamFirst(this.#expected, this.#needs);
    }
    /** Announces what is needed from `id` on, as far as there is room. Nothing happens while it is at that. */
    from(id) {
        const { isRead, texts, isHungry, announce } = this.#needs;
        if (!isHungry())
            return;
        this.#alone(() => {
            for (const next of this.#next(id)) {
                if (this.#announced.has(next) || isRead(next))
                    continue;
                this.#announced.add(next);
                // Each at once, so that it is read while the next one's template is evaluated.
                if (announce(texts(next)))
                    continue;
                // Not all of its texts may have found room.
                this.#announced.delete(next);
                break;
            }
        });
    }
    /** What comes before `id` in the order of reading and was not named yet; nothing for what nobody expects. */
    *until(id) {
        const isComing = () => {
            const position = this.#positions.get(id);
            return position === undefined ? this.#expected.has(id) : this.#named < position;
        };
        while (isComing()) {
            const next = this.#order[this.#named] ?? this.#alone(() => this.#grown());
            if (next === undefined || next === id)
                return;
            this.#named++;
            yield next;
        }
    }
    /** What is not read right before `id`, which is what it reads itself, then `id` and those after it. */
    *#next(id) {
        let isComing = this.#expected.has(id);
        while (isComing && !this.#positions.has(id))
            isComing = this.#grown() !== undefined;
        const position = this.#positions.get(id);
        if (position === undefined)
            return;
        let first = position;
        while (first > 0 && position - first < reach && !this.#needs.isRead(this.#order[first - 1]))
            first--;
        for (let index = first; index < position + reach; index++) {
            const next = this.#order[index] ?? this.#grown();
            if (next === undefined)
                return;
            yield next;
        }
    }
    /** One more of the order; undefined at its end. */
    #grown() {
        const { value, done } = this.#following.next();
        if (done)
            return undefined;
        this.#positions.set(value, this.#order.length);
        this.#order.push(value);
        return value;
    }
    /** A template that is looked at may ask for columns, and so for queries. */
    #alone(act) {
        if (this.#isBusy)
            return undefined;
        this.#isBusy = true;
        try {
            return act();
        }
        finally {
            this.#isBusy = false;
        }
    }
}
/** The ids and what is read for them, each after what it reads itself, if it is read. Circles are harmless. */
function* upstreamFirst(expected, { upstream, passesOn, isKept }) {
    const seen = new Set();
    for (const id of expected) {
        const pending = [{ id, left: false }];
        for (let next = pending.pop(); next; next = pending.pop()) {
            if (next.left)
                yield next.id;
            else if (!seen.has(next.id)) {
                seen.add(next.id);
                pending.push({ id: next.id, left: true });
                if (expected.has(next.id) ? isKept(next.id) : !passesOn(next.id))
                    continue;
                for (const above of [...upstream(next.id)].toReversed())
                    pending.push({ id: above, left: false });
            }
        }
    }
}

;// CONCATENATED MODULE: ./build/project/dbt/same-template.js

/** True if both say the same in all their renderings; blanks around these say nothing. */
function isSameTemplate(one, other) {
    if (one === other)
        return true;
    return (!one.problem &&
        !other.problem &&
        one.incomplete === other.incomplete &&
        one.renderings.length === other.renderings.length &&
        one.renderings.every((rendering, index) => isSame(rendering, other.renderings[index])));
}
function isSame(one, other) {
    return (isAlike(trimmed(one), trimmed(other)) && JSON.stringify(one.variants) === JSON.stringify(other.variants));
}
/** `{{ config(…) }}` leaves an empty line before the query. */
function trimmed({ text, holes, relations }) {
    const blanks = text.length - text.trimStart().length;
    return {
        text: text.trim(),
        holes: holes.map(({ start, end, reason }) => ({ start: start - blanks, end: end - blanks, reason })),
        relations,
    };
}

;// CONCATENATED MODULE: ./build/project/dbt/queries.js









class Queries {
    #readAhead;
    #alike;
    #needs;
    #templates = new Map();
    #outlines = new Map();
    #queries = new Map();
    #listings = new Map();
    /** Will be read whole anyway. */
    #expected = new Set();
    #other;
    #kept;
    /** What the other revision was not asked for yet. */
    #alone = new Set();
    /** Of what is being read, for the other revision. */
    #readings = new Map();
    constructor(needs) {
        this.#needs = needs;
        this.#alike = new AlikeTexts(needs.dialect);
        this.#readAhead = this.#buildReadAhead();
    }
    /**
     * @param ids of what will be asked for, in that order
     * @param other revision, whose queries are read alongside: mostly they are equal, or have read the same
     * @param kept tells which of them nobody will ask for, as both say the same
     */
    expect(ids, other, kept) {
        this.#expected = new Set(ids);
        this.#other = other;
        this.#kept = kept;
        this.#alone = new Set(other && ids);
        this.#readAhead.expect(ids);
    }
    /** Hands the parser what is needed from `id` on; in vain while columns are worked out. */
    readAhead(id) {
        this.#readAhead.from(id);
    }
    /** False while it works columns out: it would take what another one asks for then for a circle. */
    get isFree() {
        return !this.#needs.isBusy();
    }
    template(id) {
        return this.#evaluated(id)?.result;
    }
    /** What is left of a template once its query is read. */
    outline(id) {
        const known = this.#outlines.get(id);
        if (known)
            return known;
        const template = this.template(id);
        return template && outlineOf(template);
    }
    query(id) {
        if (!this.#queries.has(id))
            this.#readExpectedBefore(id);
        if (!this.#queries.has(id))
            this.#readAhead.from(id);
        if (!this.#queries.has(id))
            this.#queries.set(id, this.#read('query', id, analyze/* analyzeQuery */.F));
        if (this.#alone.delete(id) && this.#other?.isFree)
            this.#other.query(id);
        // By now both have read it.
        if (this.#other)
            this.#other.#readings.delete(id);
        return this.#queries.get(id);
    }
    /**
     * True if it says the same at both revisions. If not both are read: whoever asks will want to know what differs,
     * and templates of thousands of queries that are looked at in turn are not to wait for that.
     */
    keeps(id) {
        if (!this.#queries.has(id))
            this.#readExpectedBefore(id);
        if (!this.#queries.has(id))
            this.#readAhead.from(id);
        if (this.#kept?.query(id))
            return true;
        this.query(id);
        return false;
    }
    /** True if the template comes out alike at both revisions. */
    isWrittenAlike(id) {
        const other = this.#other;
        const [mine, theirs] = [this.template(id), other?.template(id)];
        if (!other || !mine || !theirs || !isSameTemplate(mine, theirs))
            return false;
        this.#forgetTemplate(id);
        other.#forgetTemplate(id);
        return true;
    }
    /** What is known of the query's columns; the rest of it is not read for that. */
    listing(id) {
        if (this.#queries.has(id) || (this.#expected.has(id) && !this.#kept?.isKnown(id)))
            return this.query(id);
        if (!this.#listings.has(id))
            this.#readAhead.from(id);
        if (!this.#listings.has(id))
            this.#listings.set(id, this.#read('columns', id, analyze/* listColumns */.U));
        return this.#listings.get(id);
    }
    /** What it refers to, for the graph: nobody can ask for columns before that is there. */
    trace(node) {
        const { scan } = node;
        const file = templateSource(this.#needs.snapshot, node);
        const key = this.#keyOf('trace', node);
        if (!file || key === undefined || !scan)
            return undefined;
        const none = { columns: () => undefined, relation: () => undefined };
        const surroundings = { ...this.#needs.surroundings(node), ...none };
        return this.#needs.facts.trace(key, surroundings, (asked) => (0,evaluate/* traceTemplate */.k)(file(), scan, asked));
    }
    /** Of the queries asked for so far, those that were not read because of a limit; by path. */
    get unread() {
        const read = new Map([...this.#listings, ...this.#queries]);
        return [...read.values()]
            .flatMap((each) => each?.problem ?? [])
            .filter(({ limit }) => limit)
            .map(({ message, span }) => ({ message, span, limit: true }))
            .sort((a, b) => (0,dbt_paths/* compare */.UD)(a.span.path, b.span.path));
    }
    /** In the order in which the parser gets them, whatever the order in which they are asked for. */
    #readExpectedBefore(id) {
        if (!this.isFree)
            return;
        for (const before of this.#readAhead.until(id)) {
            if (this.#expected.has(before) && !this.#kept?.query(before))
                this.query(before);
        }
    }
    #evaluated(id) {
        if (!this.#templates.has(id))
            this.#templates.set(id, this.#evaluate(id));
        return this.#templates.get(id);
    }
    #evaluate(id) {
        const { facts, node: find, surroundings } = this.#needs;
        const node = find(id);
        const file = node && templateSource(this.#needs.snapshot, node);
        const key = this.#templateKey(id);
        if (!node || !file || key === undefined)
            return undefined;
        return facts.template(key, surroundings(node), (asked) => (0,evaluate/* evaluateTemplate */.M)(file(), asked));
    }
    #read(kind, id, read) {
        const { engine, dialect, facts, node: find, surroundings } = this.#needs;
        const node = find(id);
        const key = node && this.#keyOf(kind, node);
        if (!node || key === undefined)
            return undefined;
        const readings = kind === 'query' ? this.#readingsOf(id) : undefined;
        const result = facts.answered(key, surroundings(node), (asked) => {
            const { result: template, questions } = this.#evaluated(id);
            asked.add(questions);
            const environment = {
                engine,
                warehouse: dialect,
                relation: asked.relation,
                alike: this.#alike,
                ...(readings && { readings }),
            };
            return read(template, environment, node.resource.path);
        });
        this.#noteOutline(id);
        // Hardly anyone asks for it once its facts are known, and it is larger than they are.
        if (!result.problem)
            this.#templates.delete(id);
        const next = this.#nextFor(id);
        // With the same text, the other revision may well say the same.
        if (!next || next.#templateKey(id) !== this.#templateKey(id))
            facts.forgetTemplate(this.#templateKey(id));
        return result;
    }
    /** Before the template is forgotten. */
    #noteOutline(id) {
        const template = this.#templates.get(id)?.result;
        if (template)
            this.#outlines.set(id, outlineOf(template));
    }
    #forgetTemplate(id) {
        this.#noteOutline(id);
        this.#templates.delete(id);
        const key = this.#templateKey(id);
        if (key !== undefined)
            this.#needs.facts.forgetTemplate(key);
    }
    #templateKey(id) {
        const node = this.#needs.node(id);
        return node && this.#keyOf('template', node);
    }
    /** The other revision's queries if it is asked for `id` next. */
    #nextFor(id) {
        return this.#other && this.#other.#alone.has(id) ? this.#other : undefined;
    }
    /** What the other revision has just read, or is to know of this one. */
    #readingsOf(id) {
        if (!this.#nextFor(id))
            return this.#other && this.#other.#readings.get(id);
        const readings = new Readings();
        this.#readings.set(id, readings);
        return readings;
    }
    /** Names what reading a resource's SQL depends on beside what it asks; undefined if it has none that is text. */
    #keyOf(kind, { resource, sql }) {
        const { snapshot, project, dialect } = this.#needs;
        const oid = sql && snapshot.entries.get(sql.path)?.oid;
        if (!sql || oid === undefined || snapshot.text(sql.path) === undefined)
            return undefined;
        return JSON.stringify([kind, oid, sql.path, sql.start, resource.id, project, dialect]);
    }
    /** The SQL of what is not read yet. */
    #texts(id) {
        if (this.#isRead(id) || (this.#expected.has(id) && this.#kept?.query(id)))
            return [];
        const renderings = this.template(id)?.renderings ?? [];
        return renderings.map((each) => (this.#expected.has(id) ? each : this.#alike.of(each)).text);
    }
    /** True if it is read, or the other revision has probably read the same. */
    #isRead(id) {
        if (this.#queries.has(id) || this.#listings.has(id))
            return true;
        const node = this.#needs.node(id);
        if (!node)
            return false;
        const surroundings = this.#needs.surroundings(node);
        return ['query', 'columns'].some((kind) => {
            const key = this.#keyOf(kind, node);
            return key !== undefined && this.#needs.facts.mayBeAnswered(key, surroundings);
        });
    }
    #buildReadAhead() {
        const { snapshot, engine, dialect, node: find } = this.#needs;
        return new ReadAhead({
            upstream: (id) => (find(id)?.resource.dependencies ?? []).flatMap(({ target }) => target !== undefined && find(target)?.sql ? target : []),
            passesOn: (id) => hasOpenStar(snapshot.text(find(id)?.resource.path ?? '') ?? ''),
            isKept: (id) => this.#kept?.query(id) === true,
            isRead: (id) => this.#isRead(id),
            texts: (id) => [this, ...(this.#other?.isFree ? [this.#other] : [])].flatMap((each) => each.#texts(id)),
            isHungry: () => this.isFree && !this.#kept?.isBusy && engine.isHungry,
            announce: (texts) => {
                engine.announce(dialect, texts);
                return !engine.isFull;
            },
        });
    }
}
function outlineOf({ renderings, incomplete, macros, problem }) {
    return {
        renderings: renderings.map(({ variants, text }) => ({ variants, isBlank: text.trim() === '' })),
        incomplete,
        callsUnknown: macros.some(({ resolution }) => resolution === 'unknown'),
        ...(problem && { problem }),
    };
}

;// CONCATENATED MODULE: ./build/project/dbt/questions.js
/** True if `surroundings` answer as before. */
function sameAnswers(questions, surroundings) {
    return questions.every((question) => answerOf(question, surroundings) === question.answer);
}
/** The same of what can be answered without reading other resources. */
function sameShallowAnswers(questions, surroundings) {
    return sameAnswers(questions.filter(({ kind }) => kind !== 'list'), surroundings);
}
function answerOf(question, { macro, isQuiet, variable, materialized, relation }) {
    if (question.kind === 'macro')
        return definitionOf(macro(question.name, question.package, question.from));
    if (question.kind === 'quiet')
        return isQuiet?.(question.id);
    if (question.kind === 'variable')
        return JSON.stringify(variable(question.name, question.from));
    if (question.kind === 'materialized')
        return materialized();
    const found = relation(question.call);
    return question.kind === 'id' ? found?.id : found?.list;
}
/** A definition is the same object in both revisions if its file is the same. */
function definitionOf(found) {
    return typeof found === 'string' ? found : found.definition;
}
function recorder(answering) {
    const asked = new Map();
    const note = (question) => {
        const key = keyOf(question);
        if (!asked.has(key))
            asked.set(key, question);
    };
    const noted = (call) => {
        const relation = answering.relation(call);
        note({ kind: 'id', call, answer: relation?.id });
        return (relation && {
            id: relation.id,
            get list() {
                const { list } = relation;
                note({ kind: 'list', call, answer: list });
                return list;
            },
        });
    };
    return {
        ...answering,
        get questions() {
            return [...asked.values()];
        },
        add(questions) {
            for (const question of questions)
                note(question);
        },
        macro(name, package_, from) {
            const found = answering.macro(name, package_, from);
            note({ kind: 'macro', name, package: package_, from, answer: definitionOf(found) });
            return found;
        },
        isQuiet(id) {
            const answer = answering.isQuiet?.(id) ?? false;
            note({ kind: 'quiet', id, answer });
            return answer;
        },
        variable(name, from) {
            const value = answering.variable(name, from);
            note({ kind: 'variable', name, from, answer: JSON.stringify(value) });
            return value;
        },
        materialized() {
            const answer = answering.materialized();
            note({ kind: 'materialized', answer });
            return answer;
        },
        columns: (call) => closedColumns(noted(call)),
        relation: noted,
    };
}
function keyOf(question) {
    const { kind } = question;
    if (kind === 'macro')
        return `macro ${question.name} ${question.package ?? ''} ${question.from}`;
    if (kind === 'quiet')
        return `quiet ${question.id}`;
    if (kind === 'variable')
        return `variable ${question.name} ${question.from}`;
    if (kind === 'materialized')
        return kind;
    const { call } = question;
    if (call.kind === 'this')
        return kind;
    return call.kind === 'source'
        ? JSON.stringify([kind, call.source, call.table])
        : JSON.stringify([kind, call.package ?? null, call.name, call.version ?? null]);
}
/** The complete list of a relation's columns, if it is known. */
function closedColumns(relation) {
    const list = relation?.list;
    return list && list.open.length === 0 ? list.columns.map(({ name }) => name) : undefined;
}

;// CONCATENATED MODULE: ./build/project/dbt/packages.js
/** Which packages a project installs. */


/** Packages of macros and tests, or whose models nobody else reads: no ref() of a project can mean a model of theirs. */
const macroOnly = new Set([
    'dbt_utils',
    'dbt_expectations',
    'dbt_date',
    'codegen',
    'audit_helper',
    'spark_utils',
    'snowflake_utils',
    'tsql_utils',
    'redshift',
    'segment_utils',
    'fivetran_utils',
    'dbt_profiler',
    'dbt_project_evaluator',
    'dbt_meta_testing',
    'dbt_constraints',
    'dbt_external_tables',
    'dbt_snowflake_query_tags',
    'dbt_unit_testing',
    'dbt_ml',
    'trino_utils',
    'athena_utils',
    'dbtplyr',
    'dbt_snow_mask',
    'dbt_tags',
    'automate_dv',
    'dbtvault',
    'dbt_semantic_view',
]);
/** What packages call their models and `source.table`, where that can be told from a project's own. */
const modelNames = new Map([
    [
        'elementary',
        /^(alerts_\w+|dbt_\w+|elementary\w*|\w+_run_results|\w*information_schema\w*|anomaly_threshold_sensitivity|metrics_anomaly_score|data_monitoring_metrics|schema_columns_snapshot|test_result_rows|metadata|monitors_runs|enriched_\w+)$/i,
    ],
    [
        'dbt_artifacts',
        /^((stg|dim|fct)_dbt__\w+|dbt_artifacts\.\w+|(model|seed|snapshot|test)_executions|(all_|missing_)?(exposures|invocations|models|seeds|snapshots|sources|tests))$/i,
    ],
]);
/**
 * True if a package that is not in the repository could hold what an unqualified ref or a source names.
 * @param name of a model, or `source.table`
 */
function mayDefine(packageName, name) {
    return !macroOnly.has(packageName) && modelNames.get(packageName)?.test(name) !== false;
}
/** The packages that packages.yml, dependencies.yml or dbt-loom's configuration names; a broken file names none. */
function readPackages(text) {
    const { root } = (0,parse/* parseYaml */.h)(text);
    const declared = (0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(root, 'packages')).flatMap((entry) => readPackage(entry) ?? []);
    // Projects whose models this one reads (mesh), for dbt itself and for dbt-loom: the names are the projects' own.
    for (const entry of [...(0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(root, 'projects')), ...(0,yaml_node/* items */.ld)((0,yaml_node/* get */.Jt)(root, 'manifests'))]) {
        const name = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'name'));
        if (name)
            declared.push({ name, isProject: true });
    }
    return declared;
}
function readPackage(entry) {
    const local = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'local'));
    if (local)
        return { name: lastPart(local), local };
    const hub = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'package'));
    if (hub)
        return { name: lastPart(hub) };
    const git = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'git')) ?? (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'tarball')) ?? (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'private'));
    if (!git)
        return undefined;
    const subdirectory = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'subdirectory'));
    const name = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'name')) ?? lastPart(subdirectory ?? git);
    return { name: projectNameOf(name.replace(/\.(git|tar\.gz|tgz)$/, '').replaceAll('-', '_'), git) };
}
/** Repositories are mostly called as their project is; Fivetran's and some of dbt Labs' have `dbt_` before it. */
function projectNameOf(repository, url) {
    const prefixed = /[/:]fivetran\//.test(url) || ['dbt_audit_helper', 'dbt_codegen'].includes(repository);
    return prefixed ? repository.replace(/^dbt_/, '') : repository;
}
function lastPart(path) {
    return path.replace(/\/+$/, '').split('/').at(-1) ?? path;
}

;// CONCATENATED MODULE: ./build/project/dbt/resolver.js

/** Two resources of one package and name that are both enabled make a name ambiguous. */
class Resolver {
    #names;
    #refable = new Map();
    #sources = new Map();
    #latest;
    /** `latest` holds, by `package.name`, the version that an unpinned ref of a versioned model means. */
    constructor(resources, latest, names) {
        this.#names = names;
        this.#latest = latest;
        for (const resource of resources) {
            const { type } = resource;
            if (type === 'model' || type === 'seed' || type === 'snapshot')
                push(this.#refable, resource.name, resource);
            else if (type === 'source')
                push(this.#sources, resource.name, resource);
        }
    }
    ref(call, from) {
        const named = this.#refable.get(call.name) ?? [];
        const versioned = named.filter((resource) => this.#isVersion(resource, call.version));
        const found = this.#search(versioned, call.package, from);
        if (found)
            return found;
        const otherVersion = named.some((each) => call.package === undefined || each.package === call.package);
        if (otherVersion && call.version !== undefined) {
            return { unresolved: this.#names.brokenYaml ? 'unknown' : 'version-missing' };
        }
        return this.#nothing(call.name, call.package, this.#names.brokenSnapshots || this.#names.brokenYaml);
    }
    source(call, from) {
        const name = `${call.source}.${call.table}`;
        const found = this.#search(this.#sources.get(name) ?? [], undefined, from);
        return found ?? this.#nothing(name, undefined, this.#names.brokenYaml);
    }
    #isVersion(resource, version) {
        if (resource.version === undefined)
            return version === undefined;
        const wanted = version ?? this.#latest.get(`${resource.package}.${resource.name}`);
        return resource.version === wanted;
    }
    /** dbt looks in the caller's package, then in the main project, then anywhere. */
    #search(named, qualifier, from) {
        const scopes = qualifier === undefined ? [from, this.#names.mainPackage, undefined] : [qualifier];
        let disabled = false;
        for (const scope of scopes) {
            const inScope = scope === undefined ? named : named.filter((resource) => resource.package === scope);
            const live = inScope.filter(({ enabled }) => enabled !== false);
            const certain = live.filter(({ enabled }) => enabled === true);
            if (certain.length === 1 && certain[0])
                return { target: certain[0] };
            if (live.length === 1 && live[0])
                return { target: live[0] };
            if (live.length > 1)
                return { unresolved: 'unknown' };
            disabled ||= inScope.length > 0;
        }
        return disabled ? { unresolved: 'disabled' } : undefined;
    }
    #nothing(name, qualifier, broken) {
        const { missing, packages } = this.#names;
        if (qualifier !== undefined && !packages.has(qualifier)) {
            // Nobody names the package: a typo, or a project of a mesh that is set up elsewhere.
            return {
                unresolved: missing.includes(qualifier) || missing.length > 0 ? 'package-not-installed' : 'missing',
            };
        }
        if (broken)
            return { unresolved: 'unknown' };
        const elsewhere = qualifier === undefined && missing.some((each) => mayDefine(each, name));
        return { unresolved: elsewhere ? 'package-not-installed' : 'missing' };
    }
}
function push(map, key, value) {
    const list = map.get(key);
    if (list)
        list.push(value);
    else
        map.set(key, [value]);
}

;// CONCATENATED MODULE: ./build/project/dbt/variables.js
/** Values that dbt_project.yml gives to var(). */


/** As seen from package `from`: the main project's word for that package, its word for all, the package's own. */
function variable(name, from, main, own) {
    for (const file of own && own !== main ? [main, own] : [main]) {
        const vars = (0,yaml_node/* get */.Jt)(file.root, 'vars');
        const scoped = (0,yaml_node/* get */.Jt)((0,yaml_node/* get */.Jt)(vars, from), name);
        const value = scoped ?? (0,yaml_node/* get */.Jt)(vars, name);
        // dbt renders a text where it is used, and leaves alone what else may hold Jinja: nobody means that.
        if (value)
            return value.kind !== 'scalar' && hasJinja(value) ? undefined : (0,yaml_node/* toJson */.aB)(value);
    }
    return undefined;
}

;// CONCATENATED MODULE: ./build/project/dbt/dbt-project.js





















class DbtProject {
    root;
    name;
    dialect;
    resources;
    duplicates;
    macros;
    missingPackages;
    problems;
    #sources;
    #inventory;
    #macroIndex;
    #quietMacros;
    #resolver;
    #graph;
    #settings;
    #packageFiles;
    #queries;
    #relations;
    #lines = new Map();
    #kept;
    #docBlocks;
    constructor(sources) {
        const { snapshot, layout, facts } = sources;
        this.#sources = sources;
        this.root = layout.main.root;
        this.name = layout.main.name;
        this.missingPackages = layout.missing;
        this.#inventory = takeInventory(snapshot, layout, facts);
        this.#settings = new ResourceSettings(this.#inventory.nodes, layout.main.file);
        this.#packageFiles = new Map(this.#packages().map(({ name, file }) => [name, file]));
        const known = this.#readMacros();
        this.macros = new Map([...known].map(([id, { macro }]) => [id, macro]));
        this.dialect = detectDialect(snapshot, this.root, layout.main.file.profile, () => this.#sqlTexts());
        this.problems = this.#collectProblems();
        this.#macroIndex = new MacroIndex(known, {
            mainPackage: this.name,
            packages: new Set(this.#packages().map(({ name }) => name)),
            missing: layout.missing,
            dispatch: layout.main.file.dispatch,
            dialect: () => this.dialect,
        });
        this.#quietMacros = new quiet/* QuietMacros */.g({
            macro: (name, package_, from) => this.#macroIndex.lookup(name, package_, from),
            definition: (id) => {
                const found = this.#macroIndex.get(id);
                return found && { package: found.macro.package, definition: found.definition };
            },
        });
        this.#linkMacros(known.values());
        decideEnabled(this.#inventory, {
            main: layout.main.file,
            snapshot,
            environment: (node) => ({ ...this.#surroundings(node), columns: () => undefined }),
            knowsWarehouse: () => declaredDialect(snapshot, this.root, layout.main.file.profile) !== undefined,
        });
        this.duplicates = this.#inventory.duplicates.map(({ resource }) => resource);
        this.resources = sorted([...this.#inventory.nodes].map(([id, { resource }]) => [id, resource]));
        this.#resolver = this.#buildResolver();
        this.#relations = this.#buildRelations();
        this.#queries = this.#buildQueries();
        const linker = new Linker(this.#inventory, {
            resolver: this.#resolver,
            macros: this.#macroIndex,
            evaluate: (node) => this.#queries.trace(node),
            columns: (expression) => expressionColumns(expression, sources.engine, this.dialect),
        });
        for (const node of this.#inventory.nodes.values())
            linker.link(node);
        this.#graph = new Graph(this.resources.values());
    }
    get unread() {
        return this.#queries.unread;
    }
    /** Told whose queries will be asked for, in this revision and in the other one, the project reads ahead. */
    expect(ids, other, kept) {
        this.#kept = kept;
        this.#queries.expect(ids, other && other.#queries, kept);
    }
    /** Which changed resources say what they said in `base`; undefined if too much else differs. */
    keptSince(base, changes) {
        if (this.#circumstances() !== base.#circumstances())
            return undefined;
        return new Kept({
            base,
            head: this,
            changes,
            isFree: () => this.#queries.isFree && base.#queries.isFree,
            isWrittenAlike: (id) => this.#queries.isWrittenAlike(id),
        });
    }
    keepsQuery(id) {
        return this.#kept !== undefined && this.#queries.keeps(id);
    }
    keepsColumns(id) {
        return this.keepsQuery(id) && this.#kept.columns(id);
    }
    get docBlocks() {
        return (this.#docBlocks ??= (0,doc_blocks/* readDocBlocks */.P)(this.#sources.snapshot, this.#packages(), this.#sources.facts));
    }
    setting({ id }, key) {
        return this.#settings.get(id, key);
    }
    known(resource, key) {
        const { value } = this.setting(resource, key);
        return value.known ? value.value : undefined;
    }
    /** What of a resource's own definition differs from that of its twin in another revision. */
    definitionChanges(resource, other, twin) {
        const [then, now] = [this.#defined(resource), other.#defined(twin)];
        return then && now ? definitionChanges(then, now) : [];
    }
    /** The text that is the resource's own: its file, its block of a file, or its YAML entry as JSON. */
    ownText(resource) {
        const defined = this.#defined(resource);
        return defined ? ownText(defined) : '';
    }
    /** The text of a macro's definition. */
    macroText(id) {
        const macro = this.#macroIndex.get(id);
        return macro ? macro.definition.text.slice(macro.macro.span.start, macro.macro.span.end) : '';
    }
    names(resource, part, custom, target) {
        const node = this.#inventory.nodes.get(resource.id);
        if (!node)
            return undefined;
        const macro = this.#macroIndex.lookup(`generate_${part}_name`, this.name, this.name);
        return (0,naming/* namesOf */.e)(resource, part, custom, {
            macro: typeof macro === 'string' ? undefined : macro,
            environment: this.#surroundings(node),
            text: (path) => this.#sources.snapshot.text(path),
            target,
        });
    }
    /** True for a package that is a project of this repository itself, with reviews of its own. */
    isLocalPackage(name) {
        const found = this.#sources.layout.packages.find((each) => each.name === name);
        return found !== undefined && this.#sources.layout.localRoots.has(found.root);
    }
    mentioning(text) {
        return [...this.resources].flatMap(([id, resource]) => {
            const { patch, entry, table } = this.#inventory.nodes.get(id);
            return (patch ?? entry ?? table)?.holds(text) ? [resource] : [];
        });
    }
    consumers(id) {
        return this.#graph.consumers(id);
    }
    descendants(id) {
        return this.#graph.descendants(id);
    }
    template(id) {
        return this.#queries.template(id);
    }
    outline(id) {
        return this.#queries.outline(id);
    }
    query(id) {
        return this.#queries.query(id);
    }
    literalTables(id) {
        return this.query(id)?.literalTables ?? [];
    }
    output(id) {
        return this.#relations.output(id);
    }
    uses(id, column) {
        const name = column.toLowerCase();
        return this.consumers(id).flatMap(({ resource: by }) => (this.query(by.id)?.uses ?? [])
            .filter((use) => use.relation === id && use.column === name)
            .map((use) => ({ ...use, by })));
    }
    locate({ path, start, end }) {
        let lines = this.#lines.get(path);
        if (!lines) {
            lines = new dbt_lines/* Lines */.q(this.#sources.snapshot.text(path) ?? '');
            this.#lines.set(path, lines);
        }
        const last = Math.max(start, end - 1);
        return { path, side: this.#sources.side, startLine: lines.lineAt(start), endLine: lines.lineAt(last) };
    }
    #defined({ id, path }) {
        const { snapshot, layout } = this.#sources;
        const node = this.#inventory.nodes.get(id);
        const oid = snapshot.entries.get(path)?.oid;
        return node && { node, main: layout.main.file, oid, text: () => snapshot.text(path) ?? '' };
    }
    /** What any template may depend on beside macros and what it refers to, as JSON. */
    #circumstances() {
        const packages = this.#packages().map(({ name, file }) => [
            name,
            (0,yaml_node/* toRecord */.Lv)((0,yaml_node/* get */.Jt)(file.root, 'vars')),
            [...file.dispatch],
        ]);
        return JSON.stringify([this.dialect, this.missingPackages, packages]);
    }
    #packages() {
        return [this.#sources.layout.main, ...this.#sources.layout.packages];
    }
    #readMacros() {
        const { snapshot, facts } = this.#sources;
        const found = [];
        for (const { name, files } of this.#packages()) {
            for (const path of [...files.macro, ...files.test]) {
                if ((0,dbt_paths/* extension */.ck)(path) !== 'sql')
                    continue;
                for (const definition of facts.macros(snapshot, path)?.macros ?? []) {
                    const macro = toMacro(name, definition);
                    found.push([macro.id, { macro, definition }]);
                }
            }
        }
        return sorted(found);
    }
    #linkMacros(known) {
        for (const { macro, definition } of known) {
            for (const call of definition.scan.macros) {
                const target = this.#macroIndex.called(call, macro.package);
                const found = typeof target === 'object' ? { resolution: 'found', id: target.id } : {};
                macro.calls.push({ ...call, ...found });
            }
        }
    }
    #collectProblems() {
        const { snapshot, facts } = this.#sources;
        const problems = new Map();
        const add = (problem) => {
            if (problem && !problems.has(problem.span.path))
                problems.set(problem.span.path, problem);
        };
        for (const problem of this.#sources.problems)
            add(problem);
        for (const { files, properties } of this.#packages()) {
            for (const path of properties)
                add(facts.properties(snapshot, path)?.problem);
            for (const path of [...files.macro, ...files.snapshot]) {
                if ((0,dbt_paths/* extension */.ck)(path) === 'sql')
                    add(facts.macros(snapshot, path)?.problem);
            }
        }
        for (const { scan } of this.#inventory.nodes.values())
            add(scan?.problem);
        return [...problems.values()].sort((a, b) => (0,dbt_paths/* compare */.UD)(a.span.path, b.span.path));
    }
    #buildResolver() {
        const broken = (pattern) => this.problems.some(({ span }) => pattern.test(span.path));
        const snapshotFiles = new Set(this.#packages().flatMap(({ files }) => files.snapshot));
        return new Resolver(this.resources.values(), this.#inventory.latest, {
            mainPackage: this.name,
            packages: new Set(this.#packages().map(({ name }) => name)),
            missing: this.missingPackages,
            brokenYaml: broken(/\.ya?ml$/i),
            brokenSnapshots: this.problems.some(({ span }) => snapshotFiles.has(span.path)),
        });
    }
    *#sqlTexts() {
        for (const { sql } of this.#inventory.nodes.values()) {
            const text = sql && this.#sources.snapshot.text(sql.path);
            if (text)
                yield text;
        }
    }
    #buildRelations() {
        const { snapshot, facts } = this.#sources;
        return new Relations({
            snapshot,
            facts,
            node: (id) => this.#inventory.nodes.get(id),
            target: (call, from) => {
                const found = call.kind === 'ref' ? this.#resolver.ref(call, from) : this.#resolver.source(call, from);
                return 'target' in found ? found.target.id : undefined;
            },
            setting: (resource, key) => this.setting(resource, key),
            queries: () => this.#queries,
        });
    }
    #buildQueries() {
        const { snapshot, facts, engine } = this.#sources;
        return new Queries({
            project: this.name,
            snapshot,
            facts,
            engine,
            dialect: this.dialect,
            node: (id) => this.#inventory.nodes.get(id),
            surroundings: (node) => this.#surroundings(node),
            isBusy: () => this.#relations.isBusy,
        });
    }
    #surroundings(node) {
        const { resource } = node;
        const { main } = this.#sources.layout;
        const relation = (call) => this.#relations.relation(call, resource);
        return {
            macro: (name, package_, from) => this.#macroIndex.lookup(name, package_, from),
            isQuiet: (id) => this.#quietMacros.has(id),
            variable: (name, from) => variable(name, from, main.file, this.#packageFiles.get(from)),
            materialized: () => materializedAround(node, main.file),
            model: { name: resource.name, package: resource.package },
            adapter: this.dialect,
            columns: (call) => closedColumns(relation(call)),
            relation,
        };
    }
}
/** In code-unit order of the keys; the last of equal ones counts. */
function sorted(entries) {
    const known = new Map(entries);
    // Without a function to compare, sorting takes half the time.
    return new Map([...known.keys()].sort().map((key) => [key, known.get(key)]));
}

// EXTERNAL MODULE: ./build/project/jinja/macro-file.js + 1 modules
var macro_file = __webpack_require__(2311);
// EXTERNAL MODULE: ./build/project/jinja/scan.js + 1 modules
var jinja_scan = __webpack_require__(2967);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
;// CONCATENATED MODULE: ./build/project/heap.js
/**
 * What V8 may take for its heap. By itself it takes twice the memory a large project needs, for next to no time, on a
 * machine that runs more than a review; and it can be told so by whoever starts it, which we do not do, or on the way.
 */

/** From so many bytes on, both halves of the young generation together stay as they are. V8 would go on to 128 MB. */
const maxYoungBytes = 16_000_000;
/** From so many bytes on, the rest grows by `growthPercent` of what is alive before it is collected again. */
const largeBytes = 150_000_000;
const growthPercent = 50;
/** Every so many calls it looks, which takes two microseconds. */
const every = 32;
let heap_calls = 0;
let isYoungFull = false;
let isLarge = false;
/** To be called wherever much is read, as nothing tells a busy thread that its heap has grown. */
function restrainHeap() {
    if (heap_calls++ % every !== 0)
        return;
    let young = 0;
    let rest = 0;
    for (const { space_name, space_size } of (0,external_node_v8_.getHeapSpaceStatistics)()) {
        if (space_name === 'new_space')
            young += space_size;
        else
            rest += space_size;
    }
    if (isYoungFull !== young >= maxYoungBytes) {
        isYoungFull = !isYoungFull;
        (0,external_node_v8_.setFlagsFromString)(`--semi-space-growth-factor=${isYoungFull ? 1 : 2}`);
    }
    if (isLarge !== rest >= largeBytes) {
        isLarge = !isLarge;
        // 0 leaves it to V8.
        (0,external_node_v8_.setFlagsFromString)(`--heap-growing-percent=${isLarge ? growthPercent : 0}`);
    }
}

;// CONCATENATED MODULE: ./build/project/dbt/project-file.js
/** Reads dbt_project.yml. */


/** What a folder of the project holds. */
const folderKinds = ['model', 'seed', 'snapshot', 'macro', 'test', 'analysis', 'docs'];
/** Today's key, the one before dbt 1.0, and the default. */
const folderKeys = {
    model: ['model-paths', 'source-paths', ['models']],
    seed: ['seed-paths', 'data-paths', ['seeds']],
    snapshot: ['snapshot-paths', undefined, ['snapshots']],
    macro: ['macro-paths', undefined, ['macros']],
    test: ['test-paths', undefined, ['tests']],
    analysis: ['analysis-paths', undefined, ['analyses']],
    docs: ['docs-paths', undefined, []],
};
/** Undefined with a problem if the file is not a project: broken, or without a name. */
function readProjectFile(path, text) {
    const { root, problem } = (0,parse/* parseYaml */.h)(text);
    if (problem)
        return { message: problem.message, span: { path, start: problem.start, end: problem.end } };
    const name = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(root, 'name'));
    if (root?.kind !== 'map' || !name)
        return { message: 'it has no `name`', span: { path, start: 0, end: 0 } };
    const profile = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(root, 'profile'));
    return {
        path,
        name,
        folders: readFolders(root),
        installPath: (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(root, 'packages-install-path')) ?? (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(root, 'modules-path')) ?? 'dbt_packages',
        ...(profile ? { profile } : {}),
        text,
        root,
        dispatch: readDispatch((0,yaml_node/* get */.Jt)(root, 'dispatch')),
    };
}
function readFolders(root) {
    const folders = {};
    for (const kind of folderKinds) {
        const [key, legacy, fallback] = folderKeys[kind];
        const node = (0,yaml_node/* get */.Jt)(root, key) ?? (legacy ? (0,yaml_node/* get */.Jt)(root, legacy) : undefined);
        folders[kind] = node ? (0,yaml_node/* texts */.Te)(node) : fallback;
    }
    return folders;
}
function readDispatch(node) {
    const dispatch = new Map();
    for (const entry of (0,yaml_node/* items */.ld)(node)) {
        const namespace = (0,yaml_node/* textOf */.b6)((0,yaml_node/* get */.Jt)(entry, 'macro_namespace'));
        if (namespace)
            dispatch.set(namespace, (0,yaml_node/* texts */.Te)((0,yaml_node/* get */.Jt)(entry, 'search_order')));
    }
    return dispatch;
}

;// CONCATENATED MODULE: ./build/project/dbt/file-facts.js









class FileFacts {
    #known;
    #changed;
    /** Needed until both revisions are linked. */
    #traces = new Map();
    /** Needed until their queries are read. */
    #templates = new Map();
    /**
     * @param known by content; shared by all changes of one repository.
     * @param changed paths of which every problem must be known.
     */
    constructor(known, changed) {
        this.#known = known;
        this.#changed = changed;
    }
    /** Of a dbt_project.yml; what is wrong with one that cannot be read. */
    projectFile(snapshot, path) {
        return this.#fact('project', snapshot, path, (text) => readProjectFile(path, text));
    }
    properties(snapshot, path) {
        const whole = this.#changed.has(path);
        const kind = whole ? 'properties' : 'outline';
        return this.#fact(kind, snapshot, path, (text) => (0,dbt_properties/* readPropertiesFile */.gm)(path, text, whole));
    }
    /** Of a .sql or .py file. */
    scan(snapshot, path) {
        const read = (0,dbt_paths/* extension */.ck)(path) === 'py' ? scanPython : jinja_scan/* scanTemplate */.WH;
        return this.#fact('scan', snapshot, path, (text) => read({ path, text }));
    }
    /** Macros, snapshots and docs of a .sql or .md file. */
    macros(snapshot, path) {
        return this.#fact('macros', snapshot, path, (text) => (0,macro_file/* parseMacroFile */._)({ path, text }));
    }
    /**
     * What `read` makes of a template, or what it made of it the last time if everything it asked has the same answer
     * still: between two revisions that is so for most.
     * @param key names all that `read` depends on beside what it asks
     */
    answered(key, surroundings, read) {
        return answered(this.#known, key, surroundings, read).result;
    }
    /** The same for what a template refers to. */
    trace(key, surroundings, read) {
        return answered(this.#traces, key, surroundings, read).result;
    }
    forgetTraces() {
        this.#traces.clear();
    }
    /** The same for a template with all its renderings, together with what it asked. */
    template(key, surroundings, read) {
        return answered(this.#templates, key, surroundings, read);
    }
    /** Renderings are larger than what is read from them. */
    forgetTemplate(key) {
        this.#templates.delete(key);
    }
    /** False if `answered` will certainly have to read. */
    mayBeAnswered(key, surroundings) {
        const before = this.#known.get(key);
        return before !== undefined && sameShallowAnswers(before.questions, surroundings);
    }
    /** The columns of a .csv file. */
    seed(snapshot, path, delimiter) {
        const separator = typeof delimiter === 'string' ? delimiter : ',';
        const kind = `seed${separator}`;
        return this.#fact(kind, snapshot, path, (text) => seedOutput(path, text, separator)) ?? unreadableSeed;
    }
    /** The same object for every equal list. */
    only(list) {
        const key = `list\0${JSON.stringify(list)}`;
        const known = this.#known.get(key);
        if (!known)
            this.#known.set(key, list);
        return known ?? list;
    }
    /** Undefined if the file is not there or holds no text. */
    #fact(kind, snapshot, path, read) {
        const oid = snapshot.entries.get(path)?.oid;
        const text = snapshot.text(path);
        if (oid === undefined || text === undefined)
            return undefined;
        restrainHeap();
        const facts = this.#ofPaths(kind);
        const first = facts.get(path);
        for (let known = first; known; known = known.older)
            if (known.oid === oid)
                return known.fact;
        const fact = read(text);
        facts.set(path, { oid, fact, older: first });
        return fact;
    }
    /** By path, whose hash everything else needs as well: one made up of kind, content and path is slower to find. */
    #ofPaths(kind) {
        const known = this.#known.get(kind) ?? new Map();
        this.#known.set(kind, known);
        return known;
    }
}
function answered(known, key, surroundings, read) {
    const before = known.get(key);
    if (before && sameAnswers(before.questions, surroundings))
        return before;
    restrainHeap();
    const asked = recorder(surroundings);
    const result = read(asked);
    const now = { result, questions: asked.questions };
    known.set(key, now);
    return now;
}

// EXTERNAL MODULE: ./build/project/codeowners/codeowners.js
var codeowners = __webpack_require__(5145);
;// CONCATENATED MODULE: ./build/project/dbt/dbt-ignore.js


const ignoreFileName = '.dbtignore';
/** Editors' and systems' own files, by dbt's habit. */
const dbt_ignore_hidden = /^[.#~]/;
/** Tells of paths below `root` whether dbt leaves them out. Needs the project's .dbtignore loaded. */
function ignoredBy(snapshot, root) {
    const text = snapshot.text((0,dbt_paths/* join */.fj)(root, ignoreFileName) ?? '') ?? '';
    const patterns = text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .slice(0, 1000)
        // Unlike in CODEOWNERS, `folder/*` means all that is below.
        .map((line) => ({ keeps: line.startsWith('!'), pattern: line.replace(/^!/, '').replace(/\/\*$/, '/') }));
    return (path) => {
        if (dbt_ignore_hidden.test((0,dbt_paths/* fileName */.Md)(path)))
            return true;
        const below = (0,dbt_paths/* relative */.V8)(root, path);
        const last = patterns.findLast(({ pattern }) => below !== undefined && (0,codeowners/* matchesPattern */.MT)(pattern, below));
        return last !== undefined && !last.keeps;
    };
}

;// CONCATENATED MODULE: ./build/project/dbt/views.js


const views_call = /^([^{}]*)\{\{-?\s*env_var\(\s*(['"])([^'"\\]+)\2\s*(?:,\s*(?:default\s*=\s*)?(['"])([^'"\\{}]*)\4\s*)?\)\s*-?\}\}([^{}]*)$/;
/** Besides the project's own, folders of the root that hold no models. */
const notModels = new Set(['target', 'logs', 'dbt_packages', 'dbt_modules', 'node_modules', 'venv']);
/** Where models alone are kept there is nothing but these. */
const readable = new Set(['sql', 'py', 'yml', 'yaml', 'md', 'csv']);
/**
 * Each folder that the variable may name makes a view of its own, beside the one of a run without the variable, if
 * there is such a folder. A folder that has no fixed part in its name must look like one of models.
 */
function viewsOf(file, around) {
    const written = folderKinds.flatMap((kind) => file.folders[kind].flatMap((folder) => (isTemplate(folder) ? { kind, folder } : [])));
    if (written.length === 0)
        return { views: [{ file }], unknown: [], incomplete: false };
    const rest = filled(file, () => undefined);
    const patterns = written.flatMap(({ kind, folder }) => views_patternOf(kind, folder) ?? []);
    const areAll = patterns.length === written.length;
    if (areAll && patterns.every((pattern) => isCovered(pattern, rest)))
        return { views: [{ file: rest }], unknown: [], incomplete: false };
    const isBounded = around.most > 0;
    const usual = areAll && isBounded ? usualOf(file, patterns, around) : undefined;
    if (areAll && isBounded && new Set(patterns.map(({ variable }) => variable)).size === 1) {
        const views = [
            ...(usual ? [{ file: usual }] : []),
            ...valuesBeside(usual, patterns, rest, around).map((value) => ({
                file: filled(file, (each) => folderOf(each, value)),
                value,
            })),
        ];
        if (views.length > 0 && views.length <= around.most)
            return { views, unknown: [], incomplete: false };
    }
    const unknown = written.map(({ folder }) => ({
        root: around.root,
        folder: (0,dbt_paths/* join */.fj)(around.root, placeOf({ before: folder.slice(0, folder.indexOf('{')) })) ?? around.root,
        written: folder,
    }));
    return { views: [{ file: usual ?? rest }], unknown, incomplete: !usual };
}
/** As a run without the variables has it; undefined if there is no such run, or no such folder. */
function usualOf(file, patterns, around) {
    const folders = patterns.flatMap((each) => each.fallback === undefined ? [] : folderOf(each, each.fallback));
    const isThere = around.later?.has(undefined) || folders.some((folder) => holdsAny(folder, around));
    if (folders.length < patterns.length || !isThere)
        return undefined;
    return filled(file, (each) => each.fallback !== undefined && folderOf(each, each.fallback));
}
/** Values besides the default, in code-unit order. */
function valuesBeside(usual, patterns, rest, around) {
    const isWhole = usual && patterns.some((pattern) => isCovered(pattern, usual) || isBare(pattern));
    const values = new Set(isWhole ? [] : valuesOf(patterns, rest, around));
    for (const value of around.later ?? [])
        if (value !== undefined)
            values.add(value);
    if (usual)
        for (const { fallback } of patterns)
            values.delete(fallback);
    return [...values].sort();
}
/** True if two revisions of a project differ in how variables name its folders. */
function namesOtherwise(a, b) {
    const [one, other] = [a, b].map(({ folders }) => JSON.stringify(folderKinds.map((kind) => folders[kind])));
    return one !== other && [a, b].some(({ folders }) => Object.values(folders).flat().some(isTemplate));
}
function isTemplate(folder) {
    return /\{[{%]/.test(folder);
}
/** Undefined if more than one variable's plain value is in it. */
function views_patternOf(kind, written) {
    const [, before = '', , variable, , fallback, after = ''] = views_call.exec(written.trim()) ?? [];
    if (variable === undefined || /(^|\/)\.\.(\/|$)/.test(`${before}x${after}`))
        return undefined;
    return {
        kind,
        written,
        before: before.replace(/^(\.?\/)+/, ''),
        variable,
        ...(fallback !== undefined && { fallback }),
        after: after.replace(/\/+$/, ''),
    };
}
function folderOf({ before, after }, value) {
    return `${before}${value}${after}`;
}
/** The folder of which the named one is a part. */
function placeOf({ before }) {
    return before.slice(0, Math.max(0, before.lastIndexOf('/')));
}
function isBare({ before, after }) {
    return before === '' && after === '';
}
/** With other folders in place of those that are templates; without those for which there is none. */
function filled(file, folder) {
    const folders = { ...file.folders };
    for (const kind of folderKinds) {
        folders[kind] = file.folders[kind].flatMap((written) => {
            if (!isTemplate(written))
                return written;
            const pattern = views_patternOf(kind, written);
            const named = pattern && folder(pattern);
            return typeof named === 'string' ? named : [];
        });
    }
    return { ...file, folders };
}
/** True if a folder of its kind holds whatever the pattern may name. */
function isCovered(pattern, { folders }) {
    return folders[pattern.kind].some((folder) => isBelow(placeOf(pattern), folder));
}
function isBelow(folder, other) {
    const [inner, outer] = [(0,dbt_paths/* join */.fj)('', folder), (0,dbt_paths/* join */.fj)('', other)];
    return (inner !== undefined && outer !== undefined && (inner === outer || (0,dbt_paths/* relative */.V8)(outer, inner) !== undefined));
}
function holdsAny(folder, { root, entries }) {
    const whole = (0,dbt_paths/* join */.fj)(root, folder);
    if (whole === undefined)
        return false;
    for (const path of entries.keys())
        if ((0,dbt_paths/* relative */.V8)(whole, path) !== undefined)
            return true;
    return false;
}
/** Values that lead to a folder with files of its kind. */
function valuesOf(patterns, { folders, installPath }, { root, entries, isNested }) {
    const taken = [...Object.values(folders).flat(), installPath];
    const matchers = patterns.map((pattern) => ({
        pattern,
        matcher: matcherOf(pattern),
        found: new Map(),
    }));
    for (const path of entries.keys()) {
        const inside = (0,dbt_paths/* relative */.V8)(root, path);
        if (inside === undefined)
            continue;
        for (const { pattern, matcher, found } of matchers) {
            const value = matcher.exec(inside)?.[1];
            if (value === undefined || value.startsWith('.') || isNested(path))
                continue;
            const candidate = found.get(value) ?? { fits: false, isDescribed: false, isStrange: false };
            const kind = (0,dbt_paths/* extension */.ck)(path);
            candidate.fits ||= fits(pattern.kind, kind);
            candidate.isDescribed ||= kind === 'yml' || kind === 'yaml';
            candidate.isStrange ||= !readable.has(kind);
            found.set(value, candidate);
        }
    }
    const values = matchers.flatMap(({ pattern, found }) => [...found].flatMap(([value, { fits: isOfKind, isDescribed, isStrange }]) => {
        const folder = folderOf(pattern, value);
        const isTaken = notModels.has(folder.split('/', 1).join()) || taken.some((other) => isBelow(folder, other));
        const looksRight = !isBare(pattern) || (isDescribed && !isStrange);
        return isOfKind && looksRight && !isTaken ? value : [];
    }));
    return values;
}
function matcherOf({ before, after }) {
    const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${literal(before)}([^/]+)${literal(after)}/`);
}
function fits(kind, ending) {
    if (kind === 'seed')
        return ending === 'csv';
    if (kind === 'docs')
        return ending === 'md';
    return ending === 'sql' || (kind === 'model' && ending === 'py');
}

;// CONCATENATED MODULE: ./build/project/dbt/layout.js





/** So many projects at most are made of folders that variables name. */
const mostViews = 100;
const projectFileName = 'dbt_project.yml';
const packageFileNames = [
    'packages.yml',
    'dependencies.yml',
    'package-lock.yml',
    'dbt_loom.config.yml',
];
/** Where dbt put packages by default before 1.0 and does since. */
const installFolders = ['dbt_packages', 'dbt_modules'];
/** Files that `readLayouts` reads. */
function layoutPaths(snapshot) {
    const wanted = new Set([projectFileName, ignoreFileName, ...packageFileNames]);
    return [...snapshot.entries.keys()].filter((path) => wanted.has((0,dbt_paths/* fileName */.Md)(path)));
}
/**
 * Needs `layoutPaths` loaded. A dbt_project.yml that cannot be read counts as it was in `before`: its
 * project is broken, not gone.
 * @param after of the later revision: where variables name folders otherwise there, its words count for both, as
 * nothing could be compared
 */
function readLayouts(snapshot, facts, { before, after } = {}) {
    const problems = [];
    const files = new Map();
    for (const path of snapshot.entries.keys()) {
        if ((0,dbt_paths/* fileName */.Md)(path) !== projectFileName)
            continue;
        const read = facts.projectFile(snapshot, path);
        if (!read)
            continue;
        if (!('name' in read))
            problems.push(read);
        const earlier = 'name' in read || !before ? undefined : facts.projectFile(before, path);
        const file = earlier ?? read;
        if ('name' in file)
            files.set((0,dbt_paths/* folderOf */.yS)(path), file);
    }
    const vendored = vendoredRoots(files);
    const roots = [...files.keys()].sort(dbt_paths/* compare */.UD);
    const views = readViews(snapshot, files, after);
    const packages = collectPackages(snapshot, views, roots);
    const layouts = [...packages]
        .filter(([, { root }]) => !vendored.has(root))
        .map(([key, main]) => readLayout(snapshot, { key, main, views }, packages, vendored))
        .sort((a, b) => (0,dbt_paths/* compare */.UD)(a.key, b.key));
    return { layouts, problems, files, unknown: [...views.values()].flatMap(({ unknown }) => unknown) };
}
/** By root, in code-unit order. */
function readViews(snapshot, files, after) {
    const views = new Map();
    const roots = [...files.keys()].sort(dbt_paths/* compare */.UD);
    let most = mostViews;
    for (const root of roots) {
        const file = files.get(root);
        const other = after?.files.get(root);
        const later = after && valuesIn(after, root);
        const nested = nestedIn(root, roots);
        const isNested = (path) => nested.some((each) => (0,dbt_paths/* relative */.V8)(each, path) !== undefined);
        const around = { root, entries: snapshot.entries, isNested, most, ...(later && { later }) };
        const read = viewsOf(other && namesOtherwise(file, other) ? { ...file, folders: other.folders } : file, around);
        if (read.views[0]?.file !== file)
            most -= read.views.length;
        views.set(root, read);
    }
    return views;
}
/** Values of the variable that make projects of a root; undefined if nobody can tell them. */
function valuesIn({ layouts, unknown }, root) {
    if (unknown.some((each) => each.root === root))
        return undefined;
    return new Set(layouts.flatMap(({ main, value }) => (main.root === root ? [value] : [])));
}
function nestedIn(root, roots) {
    return roots.filter((other) => other !== root && (0,dbt_paths/* relative */.V8)(root, other) !== undefined);
}
/**
 * Roots inside another project's package folder. Those right below it are its packages, with the root of that
 * project; deeper ones, such as a package's own tests, dbt does not load at all.
 */
function vendoredRoots(files) {
    const vendored = new Map();
    for (const [root, file] of files) {
        for (const folder of new Set([file.installPath, ...installFolders])) {
            const installed = (0,dbt_paths/* join */.fj)(root, folder);
            if (!installed)
                continue;
            for (const other of files.keys()) {
                const inside = (0,dbt_paths/* relative */.V8)(installed, other);
                if (inside !== undefined)
                    vendored.set(other, inside.includes('/') ? vendored.get(other) : root);
            }
        }
    }
    return vendored;
}
/**
 * Sorts files into the kinds of folders of each package, without those of projects nested in its root. A folder may
 * lie outside of the root, where several projects share it.
 */
function collectPackages(snapshot, views, roots) {
    const drafts = [...views].flatMap(([root, { views: own }]) => own.map(({ file, value }) => new Draft(snapshot, { root, file, value }, roots)));
    // Another folder has the holders of the one that it is in.
    const starts = new Set(['', ...roots, ...drafts.flatMap(({ folders }) => folders.map(({ path }) => path))]);
    const byFolder = new Map();
    const holdersOf = (folder) => {
        const known = byFolder.get(folder);
        if (known)
            return known;
        const holders = starts.has(folder)
            ? drafts.flatMap((draft) => draft.holder(folder) ?? [])
            : holdersOf((0,dbt_paths/* folderOf */.yS)(folder));
        byFolder.set(folder, holders);
        return holders;
    };
    for (const { path, kind } of snapshot.entries.values()) {
        if (kind === 'file')
            for (const holder of holdersOf((0,dbt_paths/* folderOf */.yS)(path)))
                addTo(holder, path);
    }
    return new Map(drafts.map(({ key, package: made }) => [key, made]));
}
class Draft {
    /** Other projects know a package by its root, as it is without the variable. */
    key;
    package;
    #files;
    #properties = [];
    #isIgnored;
    /** What its project file names. */
    folders;
    #nested;
    constructor(snapshot, { root, file, value }, roots) {
        this.key = value === undefined ? root : `${root}\0${value}`;
        this.#files = Object.fromEntries(folderKinds.map((kind) => [kind, []]));
        this.#isIgnored = ignoredBy(snapshot, root);
        this.folders = folderKinds.flatMap((kind) => file.folders[kind].flatMap((folder) => {
            const path = (0,dbt_paths/* join */.fj)(root, folder);
            return path === undefined ? [] : { kind, path };
        }));
        this.#nested = nestedIn(root, roots);
        this.package = { name: file.name, root, file, files: this.#files, properties: this.#properties };
    }
    /** Undefined if it has nothing of what is right below `folder`. */
    holder(folder) {
        const holds = (path) => path === folder || (0,dbt_paths/* relative */.V8)(path, folder) !== undefined;
        const kinds = new Set(this.folders.filter(({ path }) => holds(path)).map(({ kind }) => kind));
        if (kinds.size === 0 || this.#nested.some(holds))
            return undefined;
        return {
            files: this.#files,
            properties: this.#properties,
            kinds: [...kinds],
            isIgnored: this.#isIgnored,
        };
    }
}
function addTo({ files, properties, kinds, isIgnored }, path) {
    if (isIgnored(path))
        return;
    for (const kind of kinds)
        files[kind].push(path);
    const isProperties = /\.ya?ml$/i.test(path) && (0,dbt_paths/* fileName */.Md)(path) !== projectFileName;
    if (isProperties && kinds.some((kind) => kind !== 'docs'))
        properties.push(path);
}
function readLayout(snapshot, { key, main, views }, packages, vendored) {
    const { root } = main;
    const found = new Map();
    for (const [other, owner] of vendored) {
        const held = packages.get(other);
        if (owner === root && held)
            found.set(held.name, held);
    }
    const localRoots = new Set();
    const missing = new Set();
    const pending = [root];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        for (const declared of declaredPackages(snapshot, next)) {
            const localRoot = declared.isProject
                ? rootOf(declared.name, packages, vendored)
                : declared.local === undefined
                    ? undefined
                    : (0,dbt_paths/* join */.fj)(next, declared.local);
            const local = localRoot === undefined ? undefined : packages.get(localRoot);
            if (!local || localRoot === undefined)
                missing.add(declared.name);
            else if (localRoot !== root && !localRoots.has(localRoot)) {
                localRoots.add(localRoot);
                found.set(local.name, local);
                pending.push(localRoot);
            }
        }
    }
    for (const name of [main.name, ...found.keys()])
        missing.delete(name);
    for (const each of [main, ...found.values()]) {
        const { incomplete = false, unknown = [] } = views.get(each.root) ?? {};
        if (incomplete)
            for (const { written } of unknown)
                missing.add(written);
    }
    const sorted = [...found.values()].sort((a, b) => (0,dbt_paths/* compare */.UD)(a.name, b.name));
    const value = key === root ? undefined : key.slice(root.length + 1);
    return { key, value, main, packages: sorted, localRoots, missing: [...missing].sort(dbt_paths/* compare */.UD) };
}
/** Of the only project of that name that stands in the repository for itself. */
function rootOf(name, packages, vendored) {
    const roots = [...packages].flatMap(([key, { name: own, root }]) => own === name && !vendored.has(root) ? key : []);
    return roots.length === 1 ? roots[0] : undefined;
}
function declaredPackages(snapshot, root) {
    return packageFileNames.flatMap((name) => readPackages(snapshot.text(root ? `${root}/${name}` : name) ?? ''));
}

;// CONCATENATED MODULE: ./build/project/dbt/belonging.js




function differencesOf(before, after) {
    const oid = (snapshot, path) => snapshot.entries.get(path)?.oid;
    const differs = (path) => oid(before, path) !== oid(after, path);
    const all = [
        ...after.entries.keys(),
        ...[...before.entries.keys()].filter((path) => !after.entries.has(path)),
    ];
    const differing = all.filter(differs);
    // These say what belongs to whom.
    const moves = differing.some((path) => [projectFileName, ignoreFileName].includes((0,dbt_paths/* fileName */.Md)(path)));
    return { paths: (moves ? all : differing).sort(dbt_paths/* compare */.UD), differs };
}
/** Files of a project that differ between two revisions, in code-unit order; undefined if it is made of other packages. */
function changedPaths({ paths, differs }, old, layout) {
    const made = ({ main, packages, missing }) => JSON.stringify([[main, ...packages].map(({ name, root }) => [name, root]), missing]);
    if (made(old) !== made(layout))
        return undefined;
    return paths.filter((path) => {
        const [was, is] = [belonging_holds(old, path), belonging_holds(layout, path)];
        return was !== is || (is && differs(path));
    });
}
/** True if the path is one of its files, or of its packages'. */
function belonging_holds({ main, packages }, path) {
    return [main, ...packages].some(({ root, file, files, properties }) => path === file.path ||
        layoutFiles(root).includes(path) ||
        isIn(properties, path) ||
        folderKinds.some((kind) => isIn(files[kind], path)));
}
/** @param sorted paths in code-unit order */
function isIn(sorted, path) {
    let [from, to] = [0, sorted.length];
    while (from < to) {
        const middle = (from + to) >> 1;
        if (sorted[middle] < path)
            from = middle + 1;
        else
            to = middle;
    }
    return sorted[from] === path;
}
function layoutFiles(root) {
    return [ignoreFileName, ...packageFileNames].map((name) => (root === '' ? name : `${root}/${name}`));
}

;// CONCATENATED MODULE: ./build/project/dbt/unplaced.js
/** Changed files that no project reads, because nobody can tell what folders a variable names. */




/** By path: files that may be models, and the project file that newly names its folders otherwise. */
function unplacedFiles(paths, base, head) {
    const found = new Map();
    for (const path of paths) {
        if ((0,dbt_paths/* extension */.ck)(path) !== 'sql')
            continue;
        const words = wordsFor(path, head);
        if (words === undefined)
            continue;
        const isNew = wordsFor(path, base) === undefined;
        found.set(path, { reason: `may be part of a project whose folders ${(0,build_finding/* code */.aY)(words)} names`, isNew });
    }
    for (const [root, file] of head.files) {
        const before = base.files.get(root);
        if (!before || !paths.includes(file.path) || !namesOtherwise(before, file))
            continue;
        const reason = 'changes how a variable names folders: what comes and goes with that is not known';
        found.set(file.path, { reason, isNew: true });
    }
    return found;
}
/** What may name the folder that the path is in; undefined if nothing does, or a project has the file anyway. */
function wordsFor(path, { layouts, unknown }) {
    const place = unknown.find(({ folder }) => (0,dbt_paths/* relative */.V8)(folder, path) !== undefined);
    return place && !layouts.some((layout) => belonging_holds(layout, path)) ? place.written : undefined;
}

;// CONCATENATED MODULE: ./build/project/moved-projects.js
/**
 * The keys at base of projects that stand elsewhere at head, by their keys there. Of those of one name that come and go
 * nobody knows which is which, unless there is one of each.
 */
function movedProjects(base, head) {
    const came = without(head, base);
    const gone = without(base, head);
    const moved = new Map();
    for (const { key, main } of came) {
        const [twin, ...others] = gone.filter((each) => each.main.name === main.name);
        if (!twin || others.length > 0)
            continue;
        if (came.filter((each) => each.main.name === main.name).length === 1)
            moved.set(key, twin.key);
    }
    return moved;
}
function without(layouts, others) {
    const keys = new Set(others.map(({ key }) => key));
    return layouts.filter(({ key }) => !keys.has(key));
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(3136);
// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
;// CONCATENATED MODULE: ./build/project/sql/thread.js
/** A thread that parses SQL, as its owner sees it: requests go in, answers come out in the same order. */




/** How long a thread may take to start, in milliseconds: it loads 3.5 MB of WebAssembly. */
const startMs = 30_000;
/** How long an answer is waited for before anybody asks for its time, in milliseconds. */
const briefMs = 50;
/** Processor time of all threads of this process, in milliseconds. */
function processorMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
}
/** Of a thread: next to nothing of a text outlives its answer, and the default lets 100 MB of that pile up. */
const maxYoungGenerationSizeMb = 4;
/**
 * The parser's largest functions take V8's optimizing compiler 200 MB and more time than their code saves in a review.
 */
const flags = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
/** The parser's bytes and the thread's entry, beside this file while developing, in `sql-worker/` in a bundle. */
const places = [
    ['./worker.ts', '../../../node_modules/@guanmingchiu/sqlparser-ts/wasm/sqlparser_rs_wasm_bg.wasm'],
    ['./sql-worker/index.js', './sql-worker/sqlparser.wasm'],
    ['../sql-worker/index.js', '../sql-worker/sqlparser.wasm'],
];
/** Compiled by the first thread, for all that follow. */
let compiled;
class ParserThread {
    /** Undefined if the parser's files are missing. */
    #worker;
    #port;
    /** How many answers are out and not taken. */
    #bell = new SharedArrayBuffer(4);
    #signal = new Int32Array(this.#bell);
    #isReady = false;
    /** Oldest first. */
    #waiting = [];
    #waitingLength = 0;
    #processorMs;
    #maxTurns;
    /**
     * Starts it, and does not wait until it is up.
     * @param clock processor time of the process in milliseconds
     * @param maxTurns how many times its time a text may take where others have the processor
     */
    constructor(limits, clock = processorMs, maxTurns = 10) {
        this.#processorMs = clock;
        this.#maxTurns = maxTurns;
        const { port1, port2 } = new external_node_worker_threads_.MessageChannel();
        this.#port = port1;
        this.#port.unref();
        const input = { port: port2, bell: this.#bell, limits };
        this.#worker = startWorker(input);
    }
    /** How many texts it was handed whose answers nobody has taken. */
    get waiting() {
        return this.#waiting.length;
    }
    /** The same in UTF-16 code units. */
    get waitingLength() {
        return this.#waitingLength;
    }
    has(key) {
        return this.#waiting.some((each) => each.key === key);
    }
    /** True if what it was handed first is answered: to take that waits for nothing. */
    get isAnswered() {
        // The first thing it says is that it is up.
        return this.#waiting.length > 0 && Atomics.load(this.#signal, 0) > (this.#isReady ? 0 : 1);
    }
    hand(key, request) {
        const { length } = request.text;
        this.#waiting.push({ key, length });
        this.#waitingLength += length;
        this.#port.postMessage(request);
    }
    /**
     * Waits for the answer to what was handed over first: there must be some. After one without, it is of no use.
     * @param timeoutMs of processor time, for a text of so many UTF-16 code units
     */
    take(timeoutMs) {
        const { key, length } = this.#waiting.shift();
        this.#waitingLength -= length;
        return { key, answer: this.#comesUp() ? (this.#next(timeoutMs(length)) ?? 'late') : 'unstarted' };
    }
    stop() {
        this.#port.close();
        void this.#worker?.terminate();
    }
    #comesUp() {
        if (this.#isReady || !this.#worker)
            return this.#isReady;
        const hello = this.#next(startMs);
        if (hello && 'ready' in hello)
            compiled = hello.ready;
        return (this.#isReady = hello !== undefined);
    }
    /** The time is what the process may compute for it: where others take the processor, it waits for its turn. */
    #next(timeoutMs) {
        // To ask for the processor's time takes longer than many answers do.
        if (this.#rings(Math.min(timeoutMs, briefMs)))
            return this.#received();
        const begun = this.#processorMs();
        for (let turn = 0; turn < this.#maxTurns; turn++) {
            if (this.#rings(timeoutMs))
                return this.#received();
            if (this.#processorMs() - begun >= timeoutMs * 0.9)
                return undefined;
        }
        return undefined;
    }
    /** Waits until an answer is out; false if none came in time. */
    #rings(timeoutMs) {
        return Atomics.wait(this.#signal, 0, 0, timeoutMs) !== 'timed-out';
    }
    #received() {
        Atomics.sub(this.#signal, 0, 1);
        return (0,external_node_worker_threads_.receiveMessageOnPort)(this.#port)?.message;
    }
}
function startWorker(input) {
    const found = places
        .map((pair) => pair.map((path) => new URL(path, import.meta.url)))
        .find((pair) => pair.every((url) => (0,external_node_fs_.existsSync)(url)));
    const [entry, wasm] = found ?? [];
    if (!entry || !wasm)
        return undefined;
    if (!compiled)
        flags.forEach(external_node_v8_.setFlagsFromString);
    const workerData = { ...input, parser: compiled ?? (0,external_node_url_.fileURLToPath)(wasm) };
    const options = {
        workerData,
        transferList: [input.port],
        execArgv: [],
        stdout: false,
        stderr: false,
        resourceLimits: { maxYoungGenerationSizeMb },
    };
    const worker = new external_node_worker_threads_.Worker(entry, options);
    // An error after start-up shows as a missing answer; unheard, the event would end the process.
    worker.on('error', () => { });
    worker.unref();
    return worker;
}

;// CONCATENATED MODULE: ./build/project/sql/engine.js
/** Parsing SQL in threads of its own. */


/** What a text may take: so much, and so much for each of its UTF-16 code units, in milliseconds of processor time. */
const [shortMs, perUnitMs] = [3000, 0.04];
/** The same once a few texts took too long: a review of many such must end, too. */
const hastyMs = 1000;
/** What waits for one thread at most before no more is announced to it, in texts and in UTF-16 code units. */
const [maxWaiting, maxWaitingLength] = [32, 200_000];
const failures = {
    unstarted: 'the SQL parser could not be started',
    late: 'reading the SQL took too long',
    trapped: 'the SQL parser broke off',
};
function createSqlEngine(options = {}) {
    const { timeoutMs = 20_000, maxTokens = 150_000, maxNesting = 60, maxLength = 2_000_000 } = options;
    const { maxThreads = (0,external_node_os_.availableParallelism)() > 2 ? 2 : 1, secondAfter = 500_000 } = options;
    const recent = new RecentAnswers();
    const threads = [];
    /** Characters handed over so far. */
    let handed = 0;
    /** Texts that took too long. After a few, the next ones get little time. */
    let late = 0;
    let isBroken = false;
    const another = () => new ParserThread({ maxTokens, maxNesting }, options.clock, options.maxTurns);
    const start = () => {
        if (threads.length === 0)
            threads.push(another());
    };
    /** The thread that has the least to do. */
    const idlest = () => {
        collect();
        start();
        if (threads.length < maxThreads && handed > secondAfter)
            threads.push(another());
        return threads.reduce((least, each) => (each.waitingLength < least.waitingLength ? each : least));
    };
    const hand = (thread, key, request) => {
        thread.hand(key, request);
        handed += request.text.length;
    };
    /** One that could not answer is ended, and what else it was handed is forgotten. */
    const end = (thread, why, words) => {
        if (why === 'late')
            late++;
        if (why === 'unstarted')
            isBroken = true;
        thread.stop();
        threads.splice(threads.indexOf(thread), 1);
        return JSON.stringify(failure(words === undefined ? failures[why] : `${failures[why]}: ${words}`));
    };
    /** Keeps the answer to what a thread was handed first, for which it may have to wait. */
    const take = (thread) => {
        const { key, answer } = thread.take((length) => Math.min(timeoutMs, late < 3 ? shortMs + length * perUnitMs : hastyMs));
        const why = typeof answer === 'string' ? answer : 'trapped';
        const words = typeof answer === 'object' && 'trapped' in answer ? answer.trapped : undefined;
        const isAnswer = typeof answer === 'object' && 'result' in answer;
        const json = isAnswer ? answer.result : end(thread, why, words);
        recent.set(key, json);
        return { key, json, isLast: !isAnswer };
    };
    /** Takes what is answered: a thread is busy with what it has not read, and with nothing else. */
    const collect = () => {
        for (const thread of [...threads])
            while (thread.isAnswered)
                if (take(thread).isLast)
                    break;
    };
    /** Answers come in the order in which texts were handed over. Undefined if the thread ended on one before. */
    const takeUntil = (thread, wanted) => {
        while (thread.has(wanted)) {
            const { key, json, isLast } = take(thread);
            if (key === wanted)
                return resultOf(json);
            if (isLast)
                return undefined;
        }
        return undefined;
    };
    const find = (key) => threads.find((thread) => thread.has(key));
    const holdsLess = (share) => (thread) => thread.waiting < maxWaiting * share && thread.waitingLength < maxWaitingLength * share;
    return {
        start,
        parse(warehouse, text) {
            const key = engine_keyOf(warehouse, text);
            const known = recent.get(key);
            if (known !== undefined)
                return resultOf(known);
            let thread = find(key);
            if (!thread) {
                const refused = isBroken ? failure(failures.unstarted) : tooLong(text, maxLength);
                if (refused)
                    return refused;
                thread = idlest();
                hand(thread, key, { warehouse, text });
            }
            return takeUntil(thread, key) ?? this.parse(warehouse, text);
        },
        announce(warehouse, texts) {
            for (const text of texts) {
                const key = engine_keyOf(warehouse, text);
                if (isBroken || tooLong(text, maxLength) || find(key) || recent.get(key) !== undefined)
                    continue;
                const thread = idlest();
                if (!holdsLess(1)(thread))
                    break;
                hand(thread, key, { warehouse, text });
            }
        },
        get isFull() {
            collect();
            return threads.length > 0 && !threads.some(holdsLess(1));
        },
        get isHungry() {
            collect();
            return threads.length === 0 || threads.some(holdsLess(0.5));
        },
        close() {
            for (const thread of threads.splice(0))
                thread.stop();
        },
    };
}
function tooLong(text, maxLength) {
    return text.length > maxLength
        ? failure(`${text.length} characters of SQL are more than the ${maxLength} read here`)
        : undefined;
}
function engine_keyOf(warehouse, text) {
    return `${warehouse}\n${text}`;
}
/** A chain of thousands of UNIONs is a tree too deep to read back. */
function resultOf(json) {
    try {
        return JSON.parse(json);
    }
    catch {
        return failure('the SQL nests too deep to be read here');
    }
}
/**
 * Characters of texts and answers that are kept. As JSON a query is eight times as large as its text; in memory it
 * would be fifty times as large.
 */
const maxRecent = 35_000_000;
/** Answers by key; those not asked for the longest are forgotten first. */
class RecentAnswers {
    #answers = new Map();
    #total = 0;
    get(key) {
        const found = this.#answers.get(key);
        if (found === undefined)
            return undefined;
        this.#answers.delete(key);
        this.#answers.set(key, found);
        return found;
    }
    /** Of a key that is not there. */
    set(key, json) {
        this.#answers.set(key, json);
        this.#total += key.length + json.length;
        for (const [oldest, { length }] of this.#answers) {
            if (this.#total <= maxRecent || oldest === key)
                break;
            this.#answers.delete(oldest);
            this.#total -= oldest.length + length;
        }
    }
}
function failure(message) {
    return { kind: 'error', message, ours: true };
}

;// CONCATENATED MODULE: ./build/project/dbt/added-docs.js
/** Markdown files that differ in nothing but docs blocks which come newly. */

/**
 * The names of docs blocks that a file holds newly; undefined if another one differs, or if the file is gone.
 * @param before undefined if the file is new
 */
function addedDocs(path, before, after) {
    if (after === undefined)
        return undefined;
    const [old, now] = [before ?? '', after].map((text) => (0,macro_file/* parseMacroFile */._)({ path, text }).docs);
    const texts = new Map(now.map(({ name, text }) => [name, text]));
    const isKept = old.every(({ name, text }) => texts.get(name) === text);
    // One of two blocks of a name counts.
    if (!isKept || texts.size < now.length)
        return undefined;
    const known = new Set(old.map(({ name }) => name));
    return [...texts.keys()].filter((name) => !known.has(name));
}
/** True if the file holds a docs block of one of the names. */
function holdsDocs(path, text, names) {
    if (!names.some((name) => text.includes(name)))
        return false;
    return (0,macro_file/* parseMacroFile */._)({ path, text }).docs.some(({ name }) => names.includes(name));
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./build/project/dbt/added-sources.js
/** Properties files that differ in nothing but source tables which come newly. */





/**
 * The source tables that a file declares newly; undefined if anything else differs, if what is new may reach beyond
 * its own file (a test, a template, a package's source that it overrides), or if a text cannot be read.
 * @param before undefined if the file is new
 */
function addedTables(before, after) {
    const [old, new_] = [readFile(before ?? ''), after === undefined ? undefined : readFile(after)];
    if (!old || !new_ || !(0,external_node_util_.isDeepStrictEqual)(old.rest, new_.rest))
        return undefined;
    const added = [];
    for (const [source, item] of new_.sources) {
        const was = old.sources.get(source);
        const tables = tablesAdded(was, item);
        if (!tables)
            return undefined;
        added.push(...tables.map((table) => ({ source, table })));
    }
    return [...old.sources.keys()].every((source) => new_.sources.has(source)) ? added : undefined;
}
/** True if the file declares one of the tables. */
function declaresAny(path, text, tables) {
    const sources = [...new Set(tables.map(({ source }) => source))].filter((source) => text.includes(source));
    const mentioned = tables.filter(({ source, table }) => sources.includes(source) && text.includes(table));
    if (mentioned.length === 0)
        return false;
    const declared = ((0,dbt_properties/* readPropertiesFile */.gm)(path, text, false).entries.get('sources') ?? []).flatMap(readSource);
    return mentioned.some(({ source, table }) => declared.some((each) => each.source === source && each.table === table));
}
function tablesAdded(was, item) {
    const { tables: listed, ...own } = item;
    const { tables: listedBefore, ...ownBefore } = was ?? {};
    if (was ? !(0,external_node_util_.isDeepStrictEqual)(ownBefore, own) : reaches(own))
        return undefined;
    const before = byName(listedBefore ?? []);
    const after = byName(listed ?? []);
    if (!before || !after)
        return undefined;
    for (const [name, table] of before)
        if (!(0,external_node_util_.isDeepStrictEqual)(after.get(name), table))
            return undefined;
    const added = [...after].filter(([name]) => !before.has(name));
    return added.some(([, table]) => reaches(table)) ? undefined : added.map(([name]) => name);
}
/** The number of the format says nothing of what is in it. */
function readFile(text) {
    const { root, problem } = (0,parse/* parseYaml */.h)(text);
    if (problem || (root && root.kind !== 'map'))
        return undefined;
    const { sources = [], ...rest } = (0,yaml_node/* toRecord */.Lv)(root);
    delete rest['version'];
    const named = byName(sources);
    return named && { sources: named, rest };
}
/** Undefined unless it is a list of objects with names of their own. */
function byName(list) {
    if (!Array.isArray(list))
        return undefined;
    const named = new Map();
    for (const item of list) {
        const { name } = (item ?? {});
        if (typeof name !== 'string' || named.has(name))
            return undefined;
        named.set(name, item);
    }
    return named;
}
const reaching = new Set(['tests', 'data_tests', 'overrides']);
function reaches(value) {
    if (typeof value === 'string')
        return value.includes('{{') || value.includes('{%');
    if (typeof value !== 'object' || value === null)
        return false;
    return Object.entries(value).some(([key, inner]) => reaching.has(key) || reaches(inner));
}

;// CONCATENATED MODULE: ./build/project/dbt/changed-macros.js
/** Files of macros that differ: what that does shows where one of them is named, and nowhere else. */

/**
 * The names that those call who mean a macro of a file: without the adapter's, which dispatch puts in front. Undefined
 * if the file cannot be read, or holds what runs without being named so: tests, materializations, snapshots, and what
 * dbt itself calls to name relations.
 * @param texts of the file, at both revisions; undefined where there is none
 */
function macroNames(path, texts) {
    const names = new Set();
    for (const text of texts) {
        const { macros, snapshots, problem } = (0,macro_file/* parseMacroFile */._)({ path, text: text ?? '' });
        if (problem || snapshots.length > 0)
            return undefined;
        for (const { kind, name } of macros) {
            if (kind !== 'macro' || name.includes('generate_'))
                return undefined;
            names.add(name.replace(/^.*?__(?=.)/, ''));
        }
    }
    return [...names];
}
/** A dispatched name that is put together: it may be any. */
const anyName = /\bdispatch\s*\((?!\s*(?:macro_name\s*=\s*)?(["'])\w*\1\s*[,)])/;
/** True if a text names one of the macros, in whatever sense, or calls one by a name that is made on the way. */
function mentionsAny(text, names) {
    if (anyName.test(text))
        return true;
    const found = names.filter((name) => text.includes(name));
    return found.length > 0 && new RegExp(String.raw `(?<!\w)(?:\w+__)?(?:${found.join('|')})(?!\w)`).test(text);
}

;// CONCATENATED MODULE: ./build/project/touched.js







/**
 * Keys of head's projects of which nothing can come to light that another project would not show. Those of which no
 * file differs; and those of which all that differs is shared with a project that is opened, where it is read, and
 * matters to nobody here: source tables and docs blocks that come newly, which nobody here can have named, and macros
 * that nobody here names.
 */
async function untouchedProjects(base, head) {
    const untouched = new Set();
    const oids = ({ snapshot }) => dialectPaths(snapshot).map((path) => [path, snapshot.entries.get(path)?.oid]);
    if (JSON.stringify(oids(base)) !== JSON.stringify(oids(head)))
        return untouched;
    const differences = differencesOf(base.snapshot, head.snapshot);
    const olds = new Map(base.layouts.map((layout) => [layout.key, layout]));
    const inessential = [];
    const shown = new Set();
    const known = new Map();
    for (const layout of head.layouts) {
        const before = olds.get(layout.key);
        const paths = before && changedPaths(differences, before, layout);
        if (paths?.length === 0)
            untouched.add(layout.key);
        else if (paths && (await concernsNobody(base, head, layout, paths, known)))
            inessential.push({ layout, paths });
        else
            for (const path of paths ?? [])
                shown.add(path);
    }
    for (const { layout, paths } of inessential) {
        if (paths.every((path) => shown.has(path)))
            untouched.add(layout.key);
        else
            for (const path of paths)
                shown.add(path);
    }
    return untouched;
}
const touched_nothing = { tables: [], docs: [], macros: [] };
/** @param known what changes with the files, by path: several projects share them */
async function concernsNobody(base, head, layout, paths, known) {
    const { properties, pages, macros } = filesOf(layout);
    if (!paths.every((path) => properties.has(path) || pages.has(path) || macros.has(path)))
        return false;
    await Promise.all([base.snapshot.load(paths), head.snapshot.load(paths)]);
    const all = { tables: [], docs: [], macros: [] };
    for (const path of paths) {
        if (!known.has(path))
            known.set(path, namedBy(path, base.snapshot.text(path), head.snapshot.text(path)));
        const named = known.get(path);
        if (!named)
            return false;
        all.tables.push(...named.tables);
        all.docs.push(...named.docs);
        all.macros.push(...named.macros);
    }
    // Of what comes, another file may hold the same, and then something else counts than before.
    const beside = (files) => [...files].filter((path) => !paths.includes(path)).sort(dbt_paths/* compare */.UD);
    const tablesElsewhere = all.tables.length > 0 ? beside(properties) : [];
    const docsElsewhere = all.docs.length > 0 ? beside(pages) : [];
    const callers = all.macros.length > 0 ? beside(templatesOf(layout)) : [];
    await head.snapshot.load([...tablesElsewhere, ...docsElsewhere, ...callers]);
    const text = (path) => head.snapshot.text(path) ?? '';
    return (!tablesElsewhere.some((path) => declaresAny(path, text(path), all.tables)) &&
        !docsElsewhere.some((path) => holdsDocs(path, text(path), all.docs)) &&
        !callers.some((path) => mentionsAny(text(path), all.macros)));
}
/** Where what others share with it may stand. */
function filesOf(layout) {
    const others = new Set(pathsOf(layout, ['model', 'seed', 'snapshot', 'test', 'analysis']));
    return {
        properties: new Set(propertiesOf(layout)),
        pages: new Set(pathsOf(layout, folderKinds).filter(isPage)),
        macros: new Set(pathsOf(layout, ['macro']).filter((path) => !others.has(path))),
    };
}
/** Where a macro can be called. */
function templatesOf(layout) {
    const queries = pathsOf(layout, folderKinds).filter((path) => (0,dbt_paths/* extension */.ck)(path) === 'sql');
    const projectFiles = packagesOf(layout).map(({ file }) => file.path);
    return new Set([...projectFiles, ...propertiesOf(layout), ...queries]);
}
function packagesOf({ main, packages }) {
    return [main, ...packages];
}
function pathsOf(layout, kinds) {
    return packagesOf(layout).flatMap(({ files }) => kinds.flatMap((kind) => files[kind]));
}
function propertiesOf(layout) {
    return packagesOf(layout).flatMap(({ properties }) => [...properties]);
}
/** Undefined if it may matter to others, too. */
function namedBy(path, before, after) {
    switch ((0,dbt_paths/* extension */.ck)(path)) {
        case 'md': {
            const docs = addedDocs(path, before, after);
            return docs && { ...touched_nothing, docs };
        }
        case 'yml':
        case 'yaml': {
            const tables = addedTables(before, after);
            return tables && { ...touched_nothing, tables };
        }
        case 'sql': {
            const macros = macroNames(path, [before, after]);
            return macros && { ...touched_nothing, macros };
        }
        default:
            // dbt reads nothing else of a folder of macros.
            return touched_nothing;
    }
}
function isPage(path) {
    return (0,dbt_paths/* extension */.ck)(path) === 'md';
}

;// CONCATENATED MODULE: ./build/project/workspace.js










function createReading() {
    const engine = createSqlEngine();
    return { engine, known: new Map(), close: () => engine.close() };
}
/**
 * Loads what dbt would read of both revisions; everything after that is synchronous. Close it after use.
 * @param shared by several changes of one repository; whoever made it closes it
 * @param scope whether projects of which the change touches nothing are opened, too
 */
async function openWorkspace(change, shared, scope = 'touched') {
    const reading = shared ?? createReading();
    const close = () => {
        if (!shared)
            reading.close();
    };
    try {
        return { ...(await openProjects(change, reading, scope)), engine: reading.engine, close };
    }
    catch (error) {
        close();
        throw error;
    }
}
async function openProjects({ base, head, files }, { engine, known }, scope) {
    const changed = files.flatMap(({ path, previousPath }) => [
        path,
        ...(previousPath === undefined ? [] : [previousPath]),
    ]);
    const facts = new FileFacts(known, new Set(changed));
    const projectFiles = [base, head].map((snapshot) => layoutPaths(snapshot));
    // The thread gets ready while files are read.
    const mayTouch = changed.some((path) => workspace_code.has((0,dbt_paths/* extension */.ck)(path)));
    if (mayTouch && projectFiles.some((paths) => paths.length > 0))
        engine.start();
    await Promise.all([base, head].map((snapshot, side) => snapshot.load([...projectFiles[side], ...dialectPaths(snapshot)])));
    const layoutsAtHead = readLayouts(head, facts, { before: base });
    const all = { base: readLayouts(base, facts, { after: layoutsAtHead }), head: layoutsAtHead };
    const untouched = scope === 'touched'
        ? await untouchedProjects({ snapshot: base, ...all.base }, { snapshot: head, ...all.head })
        : new Set();
    const touched = ({ layouts, ...others }) => ({
        layouts: layouts.filter(({ key }) => !untouched.has(key)),
        ...others,
    });
    const before = touched(all.base);
    const after = touched(all.head);
    // Rules look up what one revision had in the other, too, where it may belong to no project any more.
    const paths = [...new Set([...projectPaths(before), ...projectPaths(after)])];
    const of = (kinds) => paths.filter((path) => kinds.has((0,dbt_paths/* extension */.ck)(path)));
    const [written, listed] = [of(workspace_code), of(data)];
    await Promise.all([base, head].flatMap((snapshot) => [snapshot.load(written), snapshot.load(listed, 'dispensable')]));
    const open = (snapshot, side, { layouts, problems }) => new Map(layouts.map((layout) => {
        const own = problems.filter(({ span }) => isProjectFile(layout, span.path));
        return [layout.key, new DbtProject({ snapshot, side, layout, facts, engine, problems: own })];
    }));
    const olds = open(base, 'base', before);
    const news = open(head, 'head', after);
    facts.forgetTraces();
    const moved = movedProjects(all.base.layouts, all.head.layouts);
    const left = new Set(moved.values());
    const keys = [...new Set([...olds.keys(), ...news.keys()])].filter((key) => !left.has(key)).sort(dbt_paths/* compare */.UD);
    return {
        projects: keys.map((key) => compareProjects(olds.get(moved.get(key) ?? key), news.get(key))),
        unplaced: unplacedFiles(changed, all.base, all.head),
        untouched: all.head.layouts
            .filter(({ key, main }, index, layouts) => untouched.has(key) && layouts[index - 1]?.main.root !== main.root)
            .map(({ main: { root, name, file } }) => ({
            root,
            name,
            dialect: detectDialect(head, root, file.profile, () => []),
        })),
    };
}
const workspace_code = new Set(['sql', 'py', 'yml', 'yaml', 'md']);
/** Without its file a seed's columns are unknown, and everything else is still right. */
const data = new Set(['csv']);
function projectPaths({ layouts }) {
    return layouts.flatMap(({ main, packages }) => [main, ...packages].flatMap(packagePaths));
}
function packagePaths({ files, properties }) {
    return [...Object.values(files).flat(), ...properties];
}
function isProjectFile({ main, packages }, path) {
    return [main, ...packages].some(({ file }) => file.path === path);
}

// EXTERNAL MODULE: ./build/config/agents.js
var config_agents = __webpack_require__(5785);
;// CONCATENATED MODULE: ./build/run/timing.js
function timing(outcomes, options) {
    const { maxConcurrency, preparedMs = 0, sharesThread = () => false } = options;
    const prepared = Math.round(preparedMs);
    const wallMs = prepared + Math.max(0, ...outcomes.map(({ startedMs, durationMs }) => startedMs + durationMs));
    const sequentialMs = prepared + sum(outcomes, workMs);
    const criticalPathMs = prepared + criticalPath(outcomes);
    const serialMs = prepared +
        sum(outcomes.filter(({ task }) => sharesThread(task)), workMs);
    const shortestMs = Math.max(criticalPathMs, serialMs + (sequentialMs - serialMs) / maxConcurrency);
    return {
        wallMs,
        sequentialMs,
        criticalPathMs,
        speedup: factor(sequentialMs, wallMs),
        speedupBound: factor(sequentialMs, shortestMs),
        slotWaitMs: sum(outcomes, ({ queuedMs }) => queuedMs),
        limiterWaitMs: sum(outcomes, ({ limitedMs }) => limitedMs),
    };
}
function factor(whole, part) {
    return part === 0 ? 1 : Math.round((100 * whole) / part) / 100;
}
function sum(outcomes, of) {
    return outcomes.reduce((total, outcome) => total + of(outcome), 0);
}
/** Tasks that share a thread wait for each other's turns; one after the other, only their own work would be left. */
function workMs({ durationMs, waitedMs }) {
    return durationMs - waitedMs;
}
function criticalPath(outcomes) {
    const byId = new Map(outcomes.map((outcome) => [outcome.task.id, outcome]));
    const ends = new Map();
    const endOf = (id) => {
        const outcome = byId.get(id);
        if (!outcome)
            return 0;
        const known = ends.get(id);
        if (known !== undefined)
            return known;
        // Set first: tasks that wait for each other never ran, and must not be followed in circles.
        ends.set(id, workMs(outcome));
        const end = Math.max(0, ...outcome.task.after.map(endOf)) + workMs(outcome);
        ends.set(id, end);
        return end;
    };
    return Math.max(0, ...[...byId.keys()].map(endOf));
}

;// CONCATENATED MODULE: ./build/report/fingerprint.js
/** The identity of a finding across pushes. */

/**
 * One fingerprint (20 hexadecimal digits) for each finding, in the order given.
 * Findings that share rule, resource and subject are told apart by their order among each other.
 */
function fingerprints(findings) {
    const seen = new Map();
    return findings.map(({ rule, resource, subject }) => {
        const identity = JSON.stringify([rule, resource, subject ?? null]);
        const ordinal = (seen.get(identity) ?? 0) + 1;
        seen.set(identity, ordinal);
        // The first one's fingerprint does not depend on whether there is a second.
        const text = ordinal === 1 ? identity : `${identity}#${ordinal}`;
        return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 20);
    });
}

;// CONCATENATED MODULE: ./build/report/build.js




/** The order of `outcomes` does not matter. */
function buildReport(given) {
    const parts = {
        ...given,
        outcomes: given.outcomes.toSorted((a, b) => (a.task.id < b.task.id ? -1 : 1)),
    };
    const { tool, config, change, findings, decision, outcomes, notes, impact } = parts;
    const { ignored = [] } = given;
    // What is silenced comes last, so that it changes no other's fingerprint.
    const ids = fingerprints([...findings, ...ignored.map(({ finding }) => finding)]);
    return {
        schemaVersion: 1,
        tool,
        conclusion: decision.conclusion,
        verdict: decision.verdict,
        ...(parts.skip !== undefined && { skipped: parts.skip }),
        base: change.base.revision,
        head: change.head.revision,
        policy: { failOnSeverity: config.failOnSeverity },
        findings: findings.map(({ accepted, ...finding }, index) => ({
            fingerprint: ids[index],
            id: findingId(finding),
            ...finding,
            related: finding.related.map(withoutReader),
            ...(accepted && { accepted: [...accepted] }),
        })),
        ...(ignored.length > 0 && {
            ignored: ignored.map((it, index) => silenced(it, ids[findings.length + index])),
        }),
        ...(given.narrative && { narrative: { ...given.narrative, lines: [...given.narrative.lines] } }),
        notes: [...notes],
        agents: agentsOf(parts),
        coverage: coverageOf(parts),
        ...(impact && impact.nodes.length > 0 && { impact }),
        timing: timing(outcomes, {
            maxConcurrency: config.maxConcurrency,
            preparedMs: parts.preparedMs,
            // Rules work in this process's one thread.
            sharesThread: ({ reviewer }) => reviewer === 'rules',
        }),
        usage: { ...totalOf(outcomes), githubRequests: 0 },
    };
}
/** The picture has drawn it. */
function withoutReader(place) {
    const { reader: _, ...rest } = place;
    return rest;
}
function silenced({ finding, by }, fingerprint) {
    return {
        fingerprint,
        location: finding.location,
        rule: finding.rule,
        resource: finding.resource,
        severity: finding.severity,
        title: finding.title,
        path: by.path,
        line: by.line,
        reason: by.reason,
        added: by.added,
    };
}
function agentsOf({ config, plan, outcomes, findings }) {
    return config.agents.flatMap(({ name, lane }) => {
        const own = outcomes.filter(({ task }) => task.agent === name);
        if (own.length === 0) {
            const reason = plan.skipped.find(({ agent }) => agent === name)?.reason ?? 'nothing to do';
            return [
                {
                    name,
                    lane,
                    status: 'skipped',
                    attempts: 0,
                    tasks: 0,
                    durationMs: 0,
                    findings: 0,
                    reason,
                    usage: totalOf([]),
                },
            ];
        }
        // One task that did not end well is how its agent ended.
        const worst = own.find(({ status }) => status !== 'ok') ?? own[0];
        return [
            {
                name,
                lane,
                status: worst.status,
                attempts: Math.max(...own.map(({ attempts }) => attempts)),
                tasks: own.length,
                durationMs: own.reduce((sum, { durationMs, waitedMs }) => sum + durationMs - waitedMs, 0),
                findings: findings.filter(({ agents }) => agents.includes(name)).length,
                ...(worst.reason !== undefined && { reason: worst.reason }),
                usage: totalOf(own),
            },
        ];
    });
}
function coverageOf({ change, plan, outcomes, unseen, unread: unreadable = new Map(), }) {
    // Some agents get files in which nobody reads lines, for their paths and sizes.
    const unread = new Set([...plan.unread.map(({ path }) => path), ...unreadable.keys()]);
    const reviewed = new Set(outcomes
        .filter(({ status, task }) => status === 'ok' && task.agent !== config_agents/* narrator */.i)
        .flatMap(({ task }) => {
        const hidden = unseen?.(task);
        return hidden ? task.files.filter((path) => !hidden.has(path)) : task.files;
    })
        .filter((path) => !unread.has(path)));
    const failed = outcomes
        .filter(({ status }) => status !== 'ok')
        .flatMap(({ task, status }) => task.files
        .filter((path) => !reviewed.has(path))
        .map((path) => ({ path, reason: `${task.agent} ended as ${status}` })));
    const tooMuch = outcomes
        .filter(({ status }) => status === 'ok')
        .flatMap(({ task }) => [...(unseen?.(task) ?? [])])
        .filter(([path]) => !reviewed.has(path))
        .map(([path, reason]) => ({ path, reason }));
    const broken = change.files
        .map(({ path }) => ({ path, reason: unreadable.get(path)?.reason }))
        .filter((entry) => entry.reason !== undefined);
    const notReviewed = new Map([...tooMuch, ...failed, ...broken, ...plan.unread].map((entry) => [entry.path, entry]));
    return {
        changedFiles: change.files.length,
        reviewedFiles: reviewed.size,
        notReviewed: [...notReviewed.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
}
function totalOf(outcomes) {
    const total = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
    for (const { usage } of outcomes) {
        total.inputTokens += usage.inputTokens;
        total.outputTokens += usage.outputTokens;
        total.costUsd += usage.costUsd;
    }
    return total;
}

;// CONCATENATED MODULE: ./build/report/redact.js
/**
 * Every text of the report as `redact` leaves it. An edit that would change is left out with all others of its
 * finding: applied, it would write a mark in place of the secret.
 */
function redacted(report, redact) {
    const withoutEdits = report.findings.map((finding) => withSameEdits(finding, redact));
    return mapTexts({ ...report, findings: withoutEdits }, redact);
}
function withSameEdits(finding, redact) {
    const { edits, ...rest } = finding;
    if (!edits?.some((it) => redact(it.replacement) !== it.replacement || redact(it.path) !== it.path))
        return finding;
    const note = 'Its fix is left out: it would repeat what looks like a secret.';
    return { ...rest, notes: [...(rest.notes ?? []), note] };
}
/** A value of JSON with every text in it changed, but for the names of keys. */
function mapTexts(value, change) {
    if (typeof value === 'string')
        return change(value);
    if (Array.isArray(value))
        return value.map((it) => mapTexts(it, change));
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, mapTexts(it, change)]));
}

// EXTERNAL MODULE: ./build/rules/index.js + 251 modules
var rules = __webpack_require__(7578);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./build/rules/policy.js
var policy = __webpack_require__(9588);
;// CONCATENATED MODULE: ./build/reviewers/rules/reviewer.js
/** The rules engine: an agent's rules over one shared reading of the project. */



/**
 * Reviews a task with the rules of its agent (the first half of their ids) that are not off.
 * A rule that crashes costs only its own findings, but the task fails and names it: what was not
 * checked must not look clean.
 */
function rulesReviewer(rules, context) {
    const { config, change } = context;
    return async (task, taskContext) => {
        const mine = rules.filter((rule) => rule.id.startsWith(`${task.agent}/`) && isOn(config, rule));
        if (mine.length === 0)
            return;
        const slice = new Set(task.files);
        const files = change.files.filter(({ path }) => slice.has(path));
        // A rule may follow the project anywhere, but a changed file that this task does not review is not its business.
        const outside = new Set(change.files
            .filter(({ path }) => !slice.has(path))
            .flatMap(({ path, previousPath }) => [path, previousPath]));
        const shared = {
            policy: config.policy ?? policy/* defaultPolicy */.G,
            change,
            files,
            workspace: await taskContext.waiting(context.workspace()),
        };
        const crashes = [];
        for (const rule of mine) {
            // Rules are synchronous for long stretches; in between, timers and other tasks have their turn.
            await taskContext.waiting((0,promises_.setImmediate)());
            taskContext.signal.throwIfAborted();
            try {
                await runRule(rule, { ...shared, options: optionsOf(config, rule) }, taskContext, ({ location }) => !outside.has(location.path));
            }
            catch (error) {
                taskContext.signal.throwIfAborted();
                crashes.push({ id: rule.id, error });
            }
        }
        if (crashes.length > 0)
            throw crashed(crashes);
    };
}
async function runRule(rule, context, { signal, report }, concerns) {
    for await (const finding of rule.check(context)) {
        signal.throwIfAborted();
        if (concerns(finding))
            report(completed(rule, finding));
    }
}
/** Adds what the rule knows. A finding is never worse than its rule says that it can be. */
function completed(rule, finding) {
    const severity = finding.severity ?? rule.severity;
    return {
        ...finding,
        rule: rule.id,
        severity: (0,build_finding/* atLeast */.jZ)(rule.severity, severity) ? severity : rule.severity,
        why: rule.why,
        advice: finding.advice ?? rule.advice,
        related: finding.related ?? [],
    };
}
/** A rule that is off by default is on as soon as the configuration says anything else of it. */
function isOn({ rules, ruleOptions = {} }, rule) {
    if (Object.hasOwn(rules, rule.id))
        return rules[rule.id] !== 'off';
    return rule.default !== 'off' || Object.hasOwn(ruleOptions, rule.id);
}
function optionsOf({ ruleOptions = {} }, { id, options }) {
    return options?.parse(Object.hasOwn(ruleOptions, id) ? ruleOptions[id] : {});
}
function crashed(crashes) {
    const shown = crashes
        .slice(0, 3)
        .map(({ id, error }) => `${id} (${error instanceof Error ? error.message : String(error)})`);
    const more = crashes.length > 3 ? ` and ${crashes.length - 3} more` : '';
    const message = `${crashes.length === 1 ? 'a rule' : `${crashes.length} rules`} crashed: ${shown.join(', ')}${more}`;
    return new Error(message, { cause: crashes[0]?.error });
}

;// CONCATENATED MODULE: ./build/reviewers/open.js



async function openReviewers(context) {
    const { config, change, base, workspace, models: access } = context;
    const memory = openMemory();
    const { agents } = config;
    const uses = (kind) => agents.some(({ reviewers }) => reviewers.includes(kind));
    const reviewers = { rules: memory.listening(rulesReviewer(rules/* rules */.a, context)) };
    if (uses('tool')) {
        const { toolReviewer } = await __webpack_require__.e(/* import() */ 937).then(__webpack_require__.bind(__webpack_require__, 9937));
        const { clock, env = process.env, workspaceFolder = process.cwd() } = context;
        reviewers.tool = memory.listening(toolReviewer({ agents, change, clock, env, workspace: workspaceFolder }));
    }
    if (!access || !uses('model'))
        return { reviewers };
    const { openModelReview } = await __webpack_require__.e(/* import() */ 623).then(__webpack_require__.bind(__webpack_require__, 7623));
    const { reviewer: model, ledger } = openModelReview({
        agents,
        policy: config.model ?? model_schema/* defaultModelPolicy */.JM,
        change,
        trusted: context.trusted ?? base,
        workspace,
        access,
        foundBy: memory.foundBy,
    });
    reviewers.model = model;
    return { reviewers, ledger };
}
/** What engines report, kept for those of the same agent that come after them. */
function openMemory() {
    const byTask = new Map();
    return {
        listening: (reviewer) => (task, context) => {
            const findings = [];
            // Another attempt starts anew.
            byTask.set(task.id, { agent: task.agent, findings });
            const report = (finding) => {
                findings.push(finding);
                return context.report(finding);
            };
            return reviewer(task, Object.assign(Object.create(context), { report }));
        },
        /** In code-unit order of what they say, so that the same findings make the same question. */
        foundBy: (agent) => [...byTask.values()]
            .filter((it) => agent === undefined || it.agent === agent)
            .flatMap(({ findings }) => findings)
            .map((finding) => [JSON.stringify(finding), finding])
            .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
            .map(([, finding]) => finding),
    };
}

// EXTERNAL MODULE: ./build/rules/shared/secrets.js + 1 modules
var secrets = __webpack_require__(2840);
;// CONCATENATED MODULE: ./build/rules/shared/change-secrets.js

/** A shorter value would black out ordinary words. */
const shortest = 8;
/** Files that are looked through; beyond, what has the shape of a secret is still known by it. */
const mostFiles = 500;
/** Their values at both revisions, the longest first: one may be part of another. Rejects as `findSecrets` does. */
async function changeSecrets({ base, head, files }, places) {
    const paths = new Set(places.map(({ path }) => path));
    const spoken = files.filter(({ path, previousPath }) => paths.has(path) || paths.has(previousPath ?? path));
    const values = new Set();
    for (const file of spoken.slice(0, mostFiles)) {
        const before = file.base && base.text(file.base.path);
        const after = file.head && head.text(file.head.path);
        for (const text of new Set([before, after])) {
            if (text === undefined)
                continue;
            for (const { value } of await (0,secrets/* findSecrets */.d)(text, file.path))
                if (value.length >= shortest)
                    values.add(value);
        }
    }
    return [...values].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

// EXTERNAL MODULE: ./build/version.js
var version = __webpack_require__(8508);
;// CONCATENATED MODULE: ./build/run/events.js
/** Hands events on in order. A listener that throws or rejects never hurts the run. */
function safely(listener) {
    return (event) => {
        try {
            const result = listener?.(event);
            if (result instanceof Promise)
                result.catch(() => { });
        }
        catch {
            // Listeners are views of the run, and no part of it.
        }
    };
}

;// CONCATENATED MODULE: ./build/run/reason.js
/** Reasons are one line: they stand in logs, tables and annotations. */
const longest = 300;
/** What went wrong, from whatever was thrown. */
function reasonOf(thrown) {
    return oneLine(messageOf(thrown)) || 'it failed without saying why';
}
/** `text` without line breaks and other control characters, cut to 300 characters. */
function oneLine(text) {
    // Cut first: a hostile text may be megabytes long.
    const line = text
        .slice(0, 4 * longest)
        .replaceAll(/[\s\p{Cc}]+/gu, ' ')
        .trim();
    return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
/** Milliseconds in the largest unit that fits: `90 s`, `3 min`. */
function spoken(ms) {
    if (ms < 1000)
        return `${ms} ms`;
    return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
function messageOf(thrown) {
    try {
        return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
    }
    catch {
        // Anything can be thrown, even what cannot be turned into a text.
        return '';
    }
}

// EXTERNAL MODULE: ./build/run/breaker.js
var breaker = __webpack_require__(1254);
;// CONCATENATED MODULE: ./build/run/budget.js
/** What calls are counted in. Time is no purse: it passes for all at once, and `Resources` watches it. */
const currencies = ['tokens', 'usd', 'requests'];
class OverBudget extends Error {
    name = 'OverBudget';
}
/** Units of a purse in one of a currency: dollars are counted in billionths. */
const scale = { tokens: 1, usd: 1e9, requests: 1 };
/**
 * Reservations are made at once or not at all, so that calls side by side cannot pass a limit together. When
 * a call turns out to have used more than it had reserved and so passes a limit, all others of that purse are
 * stopped: whatever the estimates, spent ≤ limit + the error of one call.
 */
function openBudget(options) {
    const { cap, safetyShare = 0, quotas = new Map(), throttleAt = 0.8 } = options;
    const run = purse('the budget of the review', cap, 1);
    const others = purse('the budget of the review without the reserve for safety', cap, 1 - safetyShare);
    const agents = new Map([...quotas].map(([agent, quota]) => [agent, purse(`the quota of ${agent}`, quota, 1)]));
    return {
        reserve(agent, lane, estimate) {
            const own = agents.get(agent);
            const purses = [run, ...(lane === 'safety' ? [] : [others]), ...(own ? [own] : [])];
            for (const currency of currencies) {
                const amount = unitsOf(estimate, currency);
                const short = purses.find((it) => taken(it, currency) + amount > it.limit[currency]);
                if (short)
                    throw usedUp(short, currency, amount);
            }
            const call = new AbortController();
            for (const it of purses) {
                it.open.add(call);
                for (const currency of currencies)
                    it.reserved[currency] += unitsOf(estimate, currency);
            }
            const close = (used) => {
                for (const it of purses) {
                    if (!it.open.delete(call))
                        return;
                    for (const currency of currencies) {
                        it.reserved[currency] -= unitsOf(estimate, currency);
                        it.spent[currency] += unitsOf(used, currency);
                    }
                    stopIfPassed(it);
                }
            };
            return { settle: close, release: () => close({}), signal: call.signal };
        },
        spent: (currency) => run.spent[currency] / scale[currency],
        reserved: (currency) => run.reserved[currency] / scale[currency],
        get throttled() {
            return currencies.some((it) => taken(run, it) >= throttleAt * run.limit[it]);
        },
    };
}
function stopIfPassed(purse) {
    const passed = currencies.find((it) => taken(purse, it) > purse.limit[it]);
    if (passed === undefined)
        return;
    const reason = new OverBudget(`${purse.name} is used up in mid-call: ${budget_shown(purse, passed)}`);
    for (const call of purse.open)
        call.abort(reason);
}
function purse(name, limit, share) {
    const limits = currencies.map((it) => [it, Math.round((limit[it] ?? Infinity) * scale[it] * share)]);
    return {
        name,
        limit: Object.fromEntries(limits),
        spent: zero(),
        reserved: zero(),
        open: new Set(),
    };
}
function usedUp(purse, currency, amount) {
    const wanted = amount / scale[currency];
    return new OverBudget(`${purse.name} has no ${wanted} ${currency} left: ${budget_shown(purse, currency)}`);
}
function budget_shown({ spent, reserved, limit }, currency) {
    const of = (amount) => amount / scale[currency];
    return `${of(spent[currency])} spent and ${of(reserved[currency])} reserved of ${of(limit[currency])}`;
}
function zero() {
    return { tokens: 0, usd: 0, requests: 0 };
}
function taken({ spent, reserved }, currency) {
    return spent[currency] + reserved[currency];
}
/** What a reviewer says that it used is not trusted to be a number. */
function unitsOf(amounts, currency) {
    const amount = amounts[currency] ?? 0;
    return Number.isFinite(amount) && amount > 0 ? Math.round(amount * scale[currency]) : 0;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 1 modules
var schemas = __webpack_require__(737);
;// CONCATENATED MODULE: ./build/run/finding-schema.js
/** The edge between reviewers and the run: what is not a finding does not get in. */


const line = schemas/* int */.Whr().positive();
const finding_schema_text = schemas/* string */.YjP().min(1);
const finding_schema_location = schemas/* object */.Ikc({ path: finding_schema_text, side: schemas/* enum */.k5n(['base', 'head']), startLine: line, endLine: line })
    .refine(({ startLine, endLine }) => endLine >= startLine, { error: 'ends before it starts' });
const edit = schemas/* object */.Ikc({ path: finding_schema_text, startLine: line, endLine: line, replacement: schemas/* string */.YjP() })
    .refine(({ startLine, endLine }) => endLine >= startLine, { error: 'ends before it starts' });
const related = schemas/* object */.Ikc({
    message: schemas/* string */.YjP(),
    reader: schemas/* object */.Ikc({ name: finding_schema_text, reads: finding_schema_text }).optional(),
});
const finding = schemas/* object */.Ikc({
    rule: schemas/* string */.YjP().regex(/^[a-z0-9-]+\/[^\s/]+$/, { error: 'is not agent/name' }),
    severity: schemas/* enum */.k5n(build_finding/* severities */.gO),
    confidence: schemas/* enum */.k5n(build_finding/* confidences */.E2),
    title: finding_schema_text,
    message: schemas/* string */.YjP(),
    why: schemas/* string */.YjP(),
    advice: schemas/* string */.YjP(),
    resource: finding_schema_text,
    subject: schemas/* string */.YjP().optional(),
    location: finding_schema_location,
    related: schemas/* array */.YOg(schemas/* intersection */.E$q(finding_schema_location, related)),
    edits: schemas/* array */.YOg(edit).min(1).max(1_000).optional(),
});
/** A copy of a finding that nobody else holds, or what is wrong with it. */
function checkFinding(value) {
    const result = finding.safeParse(value);
    // Zod's `subject?: string | undefined` holds undefined if the input does.
    if (result.success)
        return { ok: true, finding: withoutUndefined(result.data) };
    const issue = result.error.issues[0];
    return { ok: false, problem: `${issue.path.join('.') || 'finding'}: ${issue.message}` };
}
function withoutUndefined({ subject, edits, ...rest }) {
    return { ...rest, ...(subject !== undefined && { subject }), ...(edits !== undefined && { edits }) };
}

;// CONCATENATED MODULE: ./build/run/inbox.js


/** Of one task, unless it says otherwise: a flood says nothing. */
const defaultMaxFindings = 10_000;
/** `onFlood` is called once, when more than `limit` findings arrive; those beyond are dropped. */
function openInbox(options) {
    const findings = [];
    let problem;
    let open = true;
    return {
        findings,
        get problem() {
            return problem;
        },
        receive(value) {
            if (!open)
                return undefined;
            if (findings.length >= options.limit) {
                problem = `it reported more than ${options.limit} findings; the rest were dropped`;
                open = false;
                options.onFlood();
                return undefined;
            }
            const checked = check(value);
            if (!checked.ok) {
                problem ??= oneLine(`it reported a malformed finding: ${checked.problem}`);
                return undefined;
            }
            findings.push(checked.finding);
            options.onFinding(checked.finding);
            return checked.finding;
        },
        close() {
            open = false;
        },
    };
}
function check(value) {
    try {
        return checkFinding(value);
    }
    catch {
        return { ok: false, problem: 'it cannot be read' };
    }
}

;// CONCATENATED MODULE: ./build/run/stop.js
class Stop extends Error {
    name = 'Stop';
    /** How a task ends that was running when it came. */
    status;
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}
/** The stop that a signal carries; a foreign reason means that somebody cancelled the review. */
function stopOf(signal) {
    if (!signal.aborted)
        return undefined;
    return signal.reason instanceof Stop ? signal.reason : new Stop('failed', 'the review was cancelled');
}
/** Thrown by a reviewer whose worker died under it: no fault of the task, which runs once more. */
class WorkerDied extends Error {
    name = 'WorkerDied';
}

;// CONCATENATED MODULE: ./build/run/attempt.js





/**
 * Ends when the reviewer does, or `graceMs` after it was told to stop. What it reports by then is kept,
 * whatever the end; what it reports later is dropped.
 */
async function attempt(task, reviewer, options) {
    const { clock, graceMs, shared } = options;
    const stopping = new AbortController();
    const over = new AbortController();
    const bill = openBill();
    const inbox = openInbox({
        limit: task.maxFindings ?? defaultMaxFindings,
        onFinding: options.onFinding,
        onFlood: () => stopping.abort(new Stop('failed', 'too many findings')),
    });
    const cancelBudget = clock.after(options.timeoutMs, () => stopping.abort(new Stop('timed-out', `its time budget of ${spoken(task.timeoutMs)} is used up`)));
    const passOn = () => stopping.abort(stopOf(options.signal));
    options.signal.addEventListener('abort', passOn, { once: true });
    let waitedMs = 0;
    const waiting = async (promise) => {
        const fromMs = clock.now();
        try {
            return await promise;
        }
        finally {
            waitedMs += clock.now() - fromMs;
        }
    };
    const calls = new Set();
    const calling = (call) => {
        calls.add(call);
        return call;
    };
    let giveUp = () => { };
    const abandoned = new Promise((resolve) => (giveUp = () => resolve(undefined)));
    let cancelGrace = () => { };
    const startGrace = () => {
        cancelGrace = clock.after(graceMs, giveUp);
    };
    stopping.signal.addEventListener('abort', startGrace, { once: true });
    try {
        if (options.signal.aborted)
            passOn();
        const context = {
            signal: stopping.signal,
            async report(finding) {
                const taken = inbox.receive(finding);
                if (taken)
                    await waiting(shared.send(taken));
            },
            waiting,
            variant: 0,
            upstream: () => shared.upstream(AbortSignal.any([stopping.signal, over.signal])),
            call: (call) => calling(shared.call(call, AbortSignal.any([stopping.signal, over.signal]), bill)),
            get throttled() {
                return shared.throttled();
            },
        };
        const work = (async () => reviewer(task, context))();
        const thrown = await Promise.race([work.then(noError, wrapped), abandoned]);
        // Whoever was given up, or left something running, calls and reads no more; what that cost is known at once.
        over.abort(new Stop('failed', 'the attempt is over'));
        await Promise.allSettled(calls);
        inbox.close();
        const how = endOf(inbox.findings, stopOf(stopping.signal), inbox.problem, thrown);
        return { ...how, waitedMs: waitedMs + bill.limitedMs, bill };
    }
    finally {
        inbox.close();
        cancelBudget();
        cancelGrace();
        options.signal.removeEventListener('abort', passOn);
        stopping.signal.removeEventListener('abort', startGrace);
    }
}
/** A time-out explains everything that follows it; broken output explains more than the error after it. */
function endOf(findings, stop, problem, thrown) {
    if (stop && (stop.status === 'timed-out' || !problem)) {
        return { status: stop.status, reason: oneLine(stop.message), findings };
    }
    if (problem)
        return { status: 'failed', reason: problem, findings };
    if (thrown) {
        const { error } = thrown;
        const status = error instanceof OverBudget ? 'over-budget' : 'failed';
        const cause = error instanceof WorkerDied ? 'worker' : error instanceof breaker/* BreakerOpen */.r ? 'provider' : undefined;
        return { status, reason: reasonOf(error), findings, ...(cause && { cause }) };
    }
    return { status: 'ok', findings };
}
function noError() {
    return undefined;
}
function wrapped(error) {
    return { error };
}
/** An empty one. */
function openBill() {
    return { usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 }, limitedMs: 0 };
}
/** `into` with what `bill` says. */
function addBill(into, bill) {
    into.limitedMs += bill.limitedMs;
    addUsage(into.usage, bill.usage);
}
function addUsage(into, { inputTokens, outputTokens, costUsd }) {
    into.inputTokens += inputTokens;
    into.outputTokens += outputTokens;
    into.costUsd += costUsd;
}

// EXTERNAL MODULE: ./build/run/provider.js + 1 modules
var provider = __webpack_require__(7176);
;// CONCATENATED MODULE: ./build/run/resources.js




const defaultLimits = { requestsPerMinute: 50 };
/** From this share of its time on, a run asks the cheaper model, which is the faster one too. */
const throttleAt = 0.8;
function openResources(options, around) {
    const { clock, deadlineMs, timeoutMs, random, elapsed, emit } = around;
    const { limits = defaultLimits, breaker } = options;
    const budget = openBudget(options.budget ?? { cap: {} });
    const providers = new Map();
    const providerOf = (name) => {
        const known = providers.get(name);
        if (known)
            return known;
        const opened = (0,provider/* openProvider */.C)(clock, budget, { limits, random, ...(breaker && { breaker }) });
        providers.set(name, opened);
        return opened;
    };
    let said = false;
    const noteThrottling = () => {
        if (said || !budget.throttled)
            return;
        said = true;
        emit({ type: 'throttled', atMs: elapsed(), reason: 'four fifths of the budget are spent or reserved' });
        around.onThrottle();
    };
    let calls = 0;
    return {
        throttled: () => budget.throttled || clock.now() >= deadlineMs - (1 - throttleAt) * timeoutMs,
        async call(task, { provider, estimate, estimateMs = 0, make }, signal, bill) {
            const leftMs = deadlineMs - clock.now();
            if (estimateMs > leftMs) {
                const left = spoken(Math.max(0, Math.round(leftMs)));
                throw new OverBudget(`the time budget of the whole review has ${left} left, and a call takes ${spoken(estimateMs)}`);
            }
            let call = 0;
            let billed;
            let reason;
            try {
                return await providerOf(provider).call({
                    agent: task.agent,
                    lane: task.lane,
                    signal,
                    estimate,
                    make,
                    onSent(waitedMs) {
                        call = ++calls;
                        bill.limitedMs += waitedMs;
                        emit({
                            type: 'call-started',
                            atMs: elapsed(),
                            task,
                            call,
                            provider,
                            waitedMs: Math.round(waitedMs),
                        });
                        noteThrottling();
                    },
                    onBilled(used) {
                        billed = checked(used);
                        addUsage(bill.usage, billed);
                    },
                });
            }
            catch (error) {
                reason = reasonOf(error);
                throw error;
            }
            finally {
                if (billed) {
                    const why = reason === undefined ? {} : { reason };
                    emit({ type: 'call-ended', atMs: elapsed(), task, call, used: billed, ...why });
                }
                noteThrottling();
            }
        },
    };
}
/** What a provider says that was used is not trusted to be a number. */
function checked({ inputTokens, outputTokens, costUsd }) {
    const amount = (value) => (Number.isFinite(value) && value > 0 ? value : 0);
    return {
        inputTokens: Math.ceil(amount(inputTokens)),
        outputTokens: Math.ceil(amount(outputTokens)),
        costUsd: amount(costUsd),
    };
}

// EXTERNAL MODULE: ./node_modules/p-queue/dist/index.js + 2 modules
var p_queue_dist = __webpack_require__(7814);
;// CONCATENATED MODULE: ./build/run/channel.js
/** A bounded buffer between a task and one that starts on its partial results. */
/** For one reader. A reader that stops early closes it, so that no writer waits for nobody. */
function openChannel(capacity) {
    const buffer = [];
    let open = true;
    let wakeReader = () => { };
    let writers = [];
    const wakeWriters = () => {
        const woken = writers;
        writers = [];
        for (const wake of woken)
            wake();
    };
    const close = () => {
        open = false;
        wakeReader();
        wakeWriters();
    };
    return {
        get buffered() {
            return buffer.length;
        },
        async send(value) {
            while (open && buffer.length >= capacity)
                await new Promise((resolve) => writers.push(resolve));
            if (!open)
                return;
            buffer.push(value);
            wakeReader();
        },
        close,
        async *[Symbol.asyncIterator]() {
            try {
                for (;;) {
                    while (buffer.length > 0) {
                        const value = buffer.shift();
                        wakeWriters();
                        yield value;
                    }
                    if (!open)
                        return;
                    await new Promise((resolve) => (wakeReader = resolve));
                }
            }
            finally {
                buffer.length = 0;
                close();
            }
        },
    };
}

;// CONCATENATED MODULE: ./build/run/feed.js

/** Who has not begun to read keeps nobody waiting, because it may itself wait for the writer's slot. */
function openFeed() {
    const sent = new Map();
    const readers = new Set();
    let open = true;
    return {
        async send(finding) {
            const key = JSON.stringify(finding);
            if (sent.has(key))
                return;
            sent.set(key, finding);
            if (readers.size > 0)
                await Promise.all([...readers].map((reader) => reader.send(finding)));
        },
        close() {
            open = false;
            for (const reader of readers)
                reader.close();
        },
        async *read(signal, capacity) {
            const missed = [...sent.values()];
            const channel = openChannel(capacity);
            if (open)
                readers.add(channel);
            else
                channel.close();
            const stop = () => channel.close();
            signal.addEventListener('abort', stop, { once: true });
            try {
                for (const finding of missed) {
                    if (signal.aborted)
                        return;
                    yield finding;
                }
                yield* channel;
            }
            finally {
                signal.removeEventListener('abort', stop);
                readers.delete(channel);
                channel.close();
            }
        },
    };
}
/** Several feeds as one, in the order of arrival; a reader is at most `capacity` findings and one a feed behind. */
async function* feed_merged(feeds, capacity, signal) {
    const channel = openChannel(capacity);
    const done = new AbortController();
    const inner = AbortSignal.any([signal, done.signal]);
    const pumps = feeds.map(async (feed) => {
        for await (const finding of feed.read(inner, 1))
            await channel.send(finding);
    });
    void Promise.all(pumps).finally(() => channel.close());
    const stop = () => channel.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
        yield* channel;
    }
    finally {
        signal.removeEventListener('abort', stop);
        done.abort();
        channel.close();
        await Promise.all(pumps);
    }
}

;// CONCATENATED MODULE: ./build/run/precedence.js

/** Longer than any task can take; the lane counts for more than any length. */
const laneWeight = 1e9;
/**
 * The precedence of each task; higher starts first. The lane decides, and a task inherits that of whoever
 * waits for it. Within a lane the longest expected chain starts first: begun last, it alone would make the
 * review longer. A run has finitely many tasks, each with a time budget: a task starts at the latest when
 * all those of higher precedence have ended.
 */
function precedences(tasks) {
    const followers = new Map();
    for (const task of tasks) {
        for (const id of task.after)
            followers.set(id, [...(followers.get(id) ?? []), task]);
    }
    const known = new Map();
    const of = (task) => {
        const found = known.get(task);
        if (found)
            return found;
        const own = { lane: weight(task.lane), chainMs: task.expectedMs ?? 0 };
        // Set first: tasks that wait for each other never run, and must not be followed in circles.
        known.set(task, own);
        const after = (followers.get(task.id) ?? []).map(of);
        const all = {
            lane: Math.max(own.lane, ...after.map(({ lane }) => lane)),
            chainMs: own.chainMs + Math.max(0, ...after.map(({ chainMs }) => chainMs)),
        };
        known.set(task, all);
        return all;
    };
    return new Map(tasks.map((task) => {
        const { lane, chainMs } = of(task);
        return [task, lane * laneWeight + Math.min(chainMs, laneWeight - 1)];
    }));
}
function weight(lane) {
    return agent/* lanes */.wX.length - agent/* lanes */.wX.indexOf(lane);
}

// EXTERNAL MODULE: ./build/run/backoff.js
var backoff = __webpack_require__(7542);
;// CONCATENATED MODULE: ./build/run/stagger.js
/** Keeps tasks that call the same endpoint from reaching it in the same instant. */

/**
 * Starts of one provider are between half of `gapMs` and `gapMs` apart.
 * @param random in [0, 1).
 */
function openStagger(clock, gapMs, random) {
    const nextMs = new Map();
    return {
        async turn(provider, signal) {
            const now = clock.now();
            const atMs = Math.max(now, nextMs.get(provider) ?? now);
            nextMs.set(provider, atMs + gapMs * (0.5 + 0.5 * random()));
            if (atMs > now)
                await (0,backoff/* sleep */.yy)(clock, atMs - now, signal);
        },
    };
}

;// CONCATENATED MODULE: ./build/run/effort.js


/** An attempt that succeeds stands for all; if none does, what any of them found is kept. */
function openEffort(task, reviewer, options) {
    const { clock, signal, random } = options;
    const found = [];
    const bill = openBill();
    let deadlineMs;
    let waitedMs = 0;
    let attempts = 0;
    let retries = task.retries ?? 0;
    let mayDie = true;
    return {
        async goOn() {
            deadlineMs ??= clock.now() + task.timeoutMs;
            for (;;) {
                options.onAttempt(++attempts);
                const timeoutMs = Math.max(0, deadlineMs - clock.now());
                const { cause, ...result } = await attempt(task, reviewer, { ...options, timeoutMs });
                waitedMs += result.waitedMs;
                addBill(bill, result.bill);
                if (result.status === 'ok')
                    return { ...result, waitedMs, bill, attempts };
                found.push(...result.findings);
                const ended = () => ({ ...result, findings: effort_distinct(found), waitedMs, bill, attempts });
                if (result.status !== 'failed' || signal.aborted)
                    return ended();
                if (cause === 'worker' && mayDie) {
                    mayDie = false;
                    return undefined;
                }
                // Nobody calls that provider for a while: to ask again at once is to fail again.
                if (cause === 'provider' || retries-- <= 0)
                    return ended();
                const fromMs = clock.now();
                const waitMs = (0,backoff/* backoffMs */.jo)(attempts, random);
                if (fromMs + waitMs >= deadlineMs)
                    return ended();
                options.onRetry(waitMs, result.reason ?? 'it failed');
                // Told to stop while it sleeps, it ends with what it knows.
                const slept = await (0,backoff/* sleep */.yy)(clock, waitMs, signal).then(() => true, () => false);
                waitedMs += clock.now() - fromMs;
                if (!slept)
                    return ended();
            }
        },
    };
}
/** Attempts mostly find the same again. */
function effort_distinct(values) {
    return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

;// CONCATENATED MODULE: ./build/run/redundancy.js


/** The reviewer as often as the task asks for it, each time under another `variant`. */
function redundant(reviewer, how, clock) {
    if (!how)
        return reviewer;
    const variant = (number) => (task, context) => reviewer(task, withChanges(context, { variant: number }));
    const variants = (count) => Array.from({ length: count }, (_, number) => variant(number));
    if (how.kind === 'hedge')
        return hedged(variant(0), variant(1), clock, how.afterMs);
    if (how.kind === 'best')
        return best(variants(how.attempts), quality);
    return voted(variants(how.weights.length), how.weights);
}
/**
 * How much a list of findings says: 3 for each that is proven, 2 for likely, 1 for possible, each thing once.
 * An attempt that repeats itself or only guesses does not win over one that shows something.
 */
function quality(found) {
    const weight = { proven: 3, likely: 2, possible: 1 };
    const ballots = openBallots();
    found.forEach((finding) => ballots.cast(finding, 0));
    return ballots.all().reduce((sum, { finding }) => sum + weight[finding.confidence], 0);
}
/** Findings that say the same, together. */
function openBallots() {
    const byTopic = new Map();
    return {
        cast(finding, voter) {
            const topic = JSON.stringify([finding.rule, finding.resource, finding.location.path]);
            const ballots = byTopic.get(topic) ?? [];
            byTopic.set(topic, ballots);
            const ballot = ballots.find((it) => sameThing(it.finding, finding));
            if (ballot)
                ballot.voters.add(voter);
            else
                ballots.push({ finding, voters: new Set([voter]) });
        },
        all: () => [...byTopic.values()].flat(),
    };
}
/** Of two findings about one resource and file: the same subject, or the same lines. */
function sameThing(a, b) {
    if (a.subject !== undefined && b.subject !== undefined)
        return a.subject === b.subject;
    const [one, other] = [a.location, b.location];
    return one.side === other.side && one.startLine <= other.endLine && other.startLine <= one.endLine;
}
/**
 * Starts `second` if `first` has not ended after `afterMs`, or has failed. The first that succeeds wins and
 * the other is aborted; if both fail, the task fails as the first one did. What both spend is theirs to
 * settle with the budget, the loser's too.
 */
function hedged(first, second, clock, afterMs) {
    return async (task, context) => {
        const losers = new AbortController();
        const signal = AbortSignal.any([context.signal, losers.signal]);
        const early = new AbortController();
        const primary = quietly(first, task, context, signal);
        primary.catch(() => early.abort());
        const delayed = async () => {
            await (0,backoff/* sleep */.yy)(clock, afterMs, AbortSignal.any([signal, early.signal])).catch(() => signal.throwIfAborted());
            return quietly(second, task, context, signal);
        };
        try {
            const found = await Promise.any([primary, delayed()]);
            await reportAll(found, context);
        }
        catch {
            // None has succeeded: the first one's reason is the task's.
            await primary;
        }
        finally {
            losers.abort(new Error('another attempt was faster'));
        }
    };
}
/** All review; the findings of the one with the highest score are reported. Of equal ones the first wins. */
function best(reviewers, score) {
    return async (task, context) => {
        const results = await allOf(reviewers, task, context);
        const ranked = results.flatMap(({ found }) => (found ? [{ found, score: score(found) }] : []));
        await reportAll(ranked.toSorted((a, b) => b.score - a.score)[0].found, context);
    };
}
/**
 * All review, and each finding needs more than half of the weight of those who gave an answer. One that has
 * less is reported as no more than a low hint, so that it can never block.
 * @param weights one for each reviewer.
 */
function voted(reviewers, weights) {
    return async (task, context) => {
        const results = await allOf(reviewers, task, context);
        const ballots = openBallots();
        for (const [voter, { found = [] }] of results.entries()) {
            for (const finding of found)
                ballots.cast(finding, voter);
        }
        const present = results.reduce((sum, { found }, voter) => sum + (found ? weights[voter] : 0), 0);
        for (const { finding, voters } of ballots.all()) {
            const weight = [...voters].reduce((sum, voter) => sum + weights[voter], 0);
            const agreed = weight > present / 2;
            await context.report(agreed ? finding : { ...finding, severity: 'low', confidence: 'possible' });
        }
    };
}
/** @throws the first one's error if all fail. */
async function allOf(reviewers, task, context) {
    const runs = reviewers.map((review) => quietly(review, task, context, context.signal));
    const settled = await Promise.allSettled(runs);
    if (settled.every(({ status }) => status === 'rejected'))
        await runs[0];
    return settled.map((it) => ({ found: it.status === 'fulfilled' ? it.value : undefined }));
}
/** Reviews without reporting. An answer with anything malformed in it, or far too much, is no answer. */
async function quietly(review, task, context, outer) {
    const flooded = new AbortController();
    const signal = AbortSignal.any([outer, flooded.signal]);
    const inbox = openInbox({
        limit: task.maxFindings ?? defaultMaxFindings,
        onFinding: () => { },
        onFlood: () => flooded.abort(new Error('too many findings')),
    });
    const report = async (finding) => void inbox.receive(finding);
    try {
        await review(task, withChanges(context, { signal, report }));
    }
    finally {
        inbox.close();
    }
    if (inbox.problem !== undefined)
        throw new Error(inbox.problem);
    return inbox.findings;
}
async function reportAll(found, { report }) {
    for (const finding of found)
        await report(finding);
}
/** Not a copy: what the context says of the moment must stay true. */
function withChanges(context, changes) {
    return Object.assign(Object.create(context), changes);
}

;// CONCATENATED MODULE: ./build/run/work.js
/** One task from its start to its outcome. */




/** `feeds`: what is read along, by the id of the task that writes it. */
function openWork(task, run, feeds) {
    let begun;
    return {
        async goOn(readyMs) {
            const nowMs = run.elapsed();
            const queuedMs = nowMs - (readyMs ?? nowMs);
            if (!begun) {
                const obstacle = obstacleTo(task, run);
                if (obstacle)
                    return { ...obstacle, queuedMs };
                begun = {
                    effort: effortOf(task, run, feeds),
                    startedMs: nowMs,
                    queuedMs,
                    stopWarnings: warnInTime(task, run),
                };
            }
            const { effort, startedMs, stopWarnings } = begun;
            const result = await effort.goOn();
            if (!result) {
                const reason = 'its worker died; it is put back into the queue';
                run.emit({ type: 'task-requeued', atMs: run.elapsed(), task, reason });
                return undefined;
            }
            stopWarnings();
            const { bill, ...rest } = result;
            const durationMs = run.elapsed() - startedMs;
            const waitedMs = Math.min(Math.round(result.waitedMs), durationMs);
            const limitedMs = Math.min(Math.round(bill.limitedMs), waitedMs);
            return {
                task,
                ...rest,
                startedMs,
                durationMs,
                waitedMs,
                limitedMs,
                queuedMs: begun.queuedMs,
                usage: bill.usage,
            };
        },
    };
}
/** What keeps a task from starting at all. */
function obstacleTo(task, run) {
    const stop = stopOf(run.signal);
    if (stop)
        return unstarted(task, 'skipped', `not started: ${stop.message}`, run.elapsed());
    if (Object.hasOwn(run.reviewers, task.reviewer))
        return undefined;
    const known = Object.keys(run.reviewers).sort().join(', ') || 'none';
    const reason = `there is no reviewer '${task.reviewer}'; known: ${known}`;
    return unstarted(task, 'failed', reason, run.elapsed());
}
function effortOf(task, run, feeds) {
    const { clock, graceMs, random, bufferedFindings, elapsed, emit } = run;
    const own = feeds.get(task.id);
    const sources = task.stream ? task.after.flatMap((id) => feeds.get(id) ?? []) : [];
    return openEffort(task, redundant(run.reviewers[task.reviewer], task.redundancy, clock), {
        clock,
        graceMs,
        random,
        signal: run.signal,
        shared: {
            send: own ? (finding) => own.send(finding) : async () => { },
            upstream: (signal) => feed_merged(sources, bufferedFindings, signal),
            call: (call, signal, bill) => run.resources.call(task, call, signal, bill),
            throttled: () => run.resources.throttled(),
        },
        onAttempt: (attempt) => emit({ type: 'task-started', atMs: elapsed(), task, attempt }),
        onRetry: (waitMs, reason) => emit({ type: 'task-retrying', atMs: elapsed(), task, waitMs: Math.round(waitMs), reason }),
        onFinding: (finding) => emit({ type: 'finding', atMs: elapsed(), task, finding }),
    });
}
/** Says when half and when four fifths of the task's time budget are gone; the returned function ends that. */
function warnInTime(task, { clock, elapsed, emit }) {
    const warn = (share, type) => clock.after(task.timeoutMs * share, () => emit({ type, atMs: elapsed(), task }));
    const cancels = [warn(0.5, 'deadline-warning'), warn(0.8, 'deadline-alert')];
    return () => cancels.forEach((cancel) => cancel());
}
function unstarted(task, status, reason, atMs) {
    return {
        task,
        status,
        reason,
        attempts: 0,
        startedMs: atMs,
        durationMs: 0,
        waitedMs: 0,
        limitedMs: 0,
        queuedMs: 0,
        findings: [],
        usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
    };
}

;// CONCATENATED MODULE: ./build/run/supervise.js
/** The supervisor: starts every task that may run, holds the ceiling, and survives all of them. */





/** One outcome for each task, in the order of `tasks`. Never rejects. */
async function supervise(tasks, run) {
    const { maxConcurrency, clock, staggerMs, random } = run;
    const queue = new p_queue_dist/* default */.Ay({ concurrency: maxConcurrency, autoStart: false });
    run.slowDown = () => {
        queue.concurrency = Math.max(1, Math.floor(maxConcurrency / 2));
    };
    const stagger = openStagger(clock, staggerMs, random);
    const precedence = precedences(tasks);
    const feeds = feedsOf(tasks);
    const outcomes = new Map();
    const waiting = new Set(tasks.toSorted((a, b) => precedence.get(b) - precedence.get(a)));
    /** Ids of the tasks that have not started, and of those that have not ended. */
    const unbegun = new Set(tasks.map((task) => task.id));
    const open = new Set(unbegun);
    const end = (outcome) => {
        outcomes.set(outcome.task, outcome);
        unbegun.delete(outcome.task.id);
        open.delete(outcome.task.id);
        feeds.get(outcome.task.id)?.close();
        run.emit({ type: 'task-ended', atMs: run.elapsed(), outcome });
    };
    const enqueue = (task) => {
        // With a slot free, what passes until it starts is the process's own pace.
        const isFull = queue.pending + queue.size >= queue.concurrency;
        const readyMs = isFull ? run.elapsed() : undefined;
        const work = openWork(task, run, feeds);
        const turn = async () => {
            if (task.provider !== undefined)
                await stagger.turn(task.provider, run.signal).catch(() => { });
            const going = work.goOn(readyMs);
            if (unbegun.delete(task.id))
                startReady();
            const outcome = await going;
            if (outcome)
                end(outcome);
            // Before all others, so that nobody who reads along waits in a slot for who waits for a slot.
            else
                void queue.add(turn, { priority: Infinity });
            // Before this slot is free, so that the queue sees all candidates when it picks the next task.
            startReady();
        };
        void queue.add(turn, { priority: precedence.get(task) });
    };
    const startReady = () => {
        for (const task of [...waiting]) {
            const kept = task.stream ? unbegun : open;
            if (task.after.some((id) => kept.has(id)))
                continue;
            // Starting one may have started others on the way.
            if (waiting.delete(task))
                enqueue(task);
        }
    };
    startReady();
    queue.start();
    await queue.onIdle();
    const stuck = new Set(open);
    for (const task of waiting) {
        const reason = `it waits for tasks that never end: ${task.after.filter((id) => stuck.has(id)).join(', ')}`;
        end(unstarted(task, 'failed', reason, run.elapsed()));
    }
    return tasks.map((task) => outcomes.get(task));
}
/** What is read along, by the id of the task that writes it. */
function feedsOf(tasks) {
    const read = tasks.filter(({ stream }) => stream).flatMap(({ after }) => after);
    return new Map([...new Set(read)].map((id) => [id, openFeed()]));
}

;// CONCATENATED MODULE: ./build/run/run.js
/** A run: tasks in, one outcome for each out, whatever they do. */





/**
 * Runs all tasks, safety first, then longest first, each after those it names. `after` means order, not success: a task
 * whose predecessor failed still runs. Resolves with one outcome for each task, in the order of `tasks`;
 * never rejects.
 */
async function runTasks(tasks, reviewers, options) {
    const { clock, signal: outer, timeoutMs, preparedMs = 0, random = Math.random } = options;
    const startMs = clock.now();
    const elapsed = () => Math.round(clock.now() - startMs);
    const emit = safely(options.onEvent);
    const stopping = new AbortController();
    const cancelDeadline = clock.after(Math.max(0, timeoutMs - preparedMs), () => stopping.abort(new Stop('timed-out', `the time budget of the whole review, ${spoken(timeoutMs)}, is used up`)));
    const passOn = () => stopping.abort(stopOf(outer));
    outer?.addEventListener('abort', passOn, { once: true });
    const { maxConcurrency, graceMs = 5000, staggerMs = 200, bufferedFindings = 64 } = options;
    const run = {
        clock,
        maxConcurrency,
        graceMs,
        staggerMs,
        bufferedFindings,
        random,
        reviewers,
        resources: openResources(options, {
            clock,
            deadlineMs: startMs + timeoutMs - preparedMs,
            timeoutMs,
            random,
            elapsed,
            emit,
            onThrottle: () => run.slowDown(),
        }),
        elapsed,
        emit,
        signal: stopping.signal,
        slowDown: () => { },
    };
    try {
        if (outer?.aborted)
            passOn();
        emit({ type: 'run-started', atMs: elapsed(), tasks });
        const outcomes = await supervise(tasks, run);
        emit({ type: 'run-ended', atMs: elapsed() });
        return outcomes;
    }
    finally {
        cancelDeadline();
        outer?.removeEventListener('abort', passOn);
    }
}

;// CONCATENATED MODULE: ./build/review.js
/**
 * The whole story of a review, in one direction: what changed, who looks at it, what they find, and
 * what that means for the merge. Both ends hand in what they know (snapshots, config, clock) and
 * publish the report that comes out.
 */


















/** What will be reviewed by whom. Reads the changed files, runs nothing. */
async function planChange(request) {
    const change = await changeSet(request.base, request.head);
    const { config, skip } = request;
    return { change, plan: skip === undefined ? planReview(config, change.files) : emptyPlan(config, skip) };
}
/** Reviews the change from base to head. Rejects only if a revision cannot be read or the plan is impossible. */
async function review(request) {
    const { config, clock } = request;
    const { change, plan } = await planChange(request);
    // All agents share one reading of the project, made before they start so that none is charged for it.
    const startMs = clock.now();
    let opening;
    const workspace = () => (opening ??= openWorkspace(change, request.reading));
    // A failure is each agent's to report, when it asks again.
    const opened = plan.tasks.length > 0 ? await workspace().catch(() => undefined) : undefined;
    const preparedMs = clock.now() - startMs;
    const { reviewers, ledger } = await openReviewers({ ...request, change, workspace });
    const outcomes = await runTasks(plan.tasks, reviewers, {
        ...request,
        ...config,
        ...resourcesOf(config),
        preparedMs,
    });
    try {
        const stopped = request.signal?.aborted === true;
        const silenced = await withoutIgnored(mergeFindings(outcomes, config), change, config);
        const { findings, notes } = await judged(silenced.findings, stopped ? {} : request);
        const unread = opened ? await unread_unreadFiles(change, opened) : new Map();
        const judging = { ...config, stopped, skipped: request.skip, unread };
        const decision = verdictOf(findings, outcomes, plan, judging);
        const understood = opened ? summarise(opened, findings) : { notes: [] };
        const report = buildReport({
            tool: version/* tool */.z,
            config,
            change,
            plan,
            outcomes,
            preparedMs,
            findings,
            decision,
            skip: request.skip,
            unread,
            ...understood,
            narrative: ledger?.narrative,
            unseen: ({ agent, reviewer }) => (reviewer === 'model' ? ledger?.unseenBy(agent) : undefined),
            ignored: silenced.ignored,
            notes: [
                ...(request.notes ?? []),
                ...notes,
                ...silenced.notes,
                ...understood.notes,
                ...(ledger?.notes() ?? []),
            ],
        });
        return await discreet(report, change, request.redact);
    }
    finally {
        opened?.close();
    }
}
/** Without the secrets of the surroundings, and without those in the files that it speaks of. */
async function discreet(report, change, redact = (text) => text) {
    const places = report.findings.flatMap(({ location, related }) => [location, ...related]);
    const values = await changeSecrets(change, places);
    return redacted(report, (text) => values.reduce((it, value) => it.replaceAll(value, '***'), redact(text)));
}
/** What calls may use up, in the words of the run. */
function resourcesOf({ agents, spending = model_schema/* defaultSpending */.cy, rates }) {
    const { maxTokens: tokens, maxCostUsd: usd, safetyShare } = spending;
    return {
        budget: {
            cap: { tokens, usd },
            safetyShare,
            quotas: new Map(agents.flatMap(({ name, quota }) => (quota ? [[name, quota]] : []))),
        },
        ...(rates && {
            limits: {
                requestsPerMinute: rates.requestsPerMinute,
                ...(rates.tokensPerMinute !== undefined && { unitsPerMinute: rates.tokensPerMinute }),
            },
        }),
    };
}
/** The findings but those that comments at head silence. */
async function withoutIgnored(findings, change, config) {
    const ignores = await ignoresOf(change, findings.map(({ location }) => location));
    return applyIgnores(findings, ignores, {
        config,
        ruleIds: rules/* rules */.a.map(({ id }) => id),
        lineAtHead: ({ location }) => placeAtHead(change, location),
    });
}
/** The findings with who accepted them. Nobody is asked where nothing blocks. */
async function judged(findings, { acceptances }) {
    const blocking = findings.filter((finding) => finding.blocking);
    if (!acceptances || blocking.length === 0)
        return { findings, notes: [] };
    const { accepted, notes } = await acceptances(blocking);
    const marked = findings.map((finding) => {
        const by = finding.blocking ? accepted.get(findingId(finding)) : undefined;
        return by ? { ...finding, accepted: by } : finding;
    });
    return { findings: marked, notes };
}


/***/ }),

/***/ 9329:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ keySources)
/* harmony export */ });
const keySources = {
    anthropic: { input: 'anthropic-api-key', variable: 'ANTHROPIC_API_KEY' },
    openai: { input: 'openai-api-key', variable: 'OPENAI_API_KEY' },
    google: { input: 'google-api-key', variable: 'GOOGLE_GENERATIVE_AI_API_KEY' },
    github: { input: 'github-token', variable: 'GITHUB_TOKEN' },
    compatible: { input: 'llm-api-key', variable: 'LLM_API_KEY' },
};


/***/ }),

/***/ 7542:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   jo: () => (/* binding */ backoffMs),
/* harmony export */   yy: () => (/* binding */ sleep)
/* harmony export */ });
/* unused harmony export defaultBackoff */
const defaultBackoff = { baseMs: 500, capMs: 30_000 };
/**
 * Exponential with full jitter, so that those who failed together do not come back together.
 * @param failures how many there were, from 1.
 * @param random in [0, 1).
 */
function backoffMs(failures, random, { baseMs, capMs } = defaultBackoff) {
    return Math.floor(random() * Math.min(capMs, baseMs * 2 ** (failures - 1)));
}
/** Resolves after `ms`; rejects at once with the signal's reason when it is aborted. */
async function sleep(clock, ms, signal) {
    signal.throwIfAborted();
    await new Promise((resolve, reject) => {
        const onAbort = () => {
            cancel();
            reject(signal.reason);
        };
        const cancel = clock.after(ms, () => {
            signal.removeEventListener('abort', onAbort);
            resolve();
        });
        signal.addEventListener('abort', onAbort, { once: true });
    });
}


/***/ }),

/***/ 1254:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ openBreaker),
/* harmony export */   r: () => (/* binding */ BreakerOpen)
/* harmony export */ });
class BreakerOpen extends Error {
    name = 'BreakerOpen';
}
/** Own code, because libraries for it read the machine's clock and set its timers. */
function openBreaker(clock, options = {}) {
    const { failures: limit = 5, openMs = 30_000 } = options;
    let failures = 0;
    let openedMs;
    let probing = false;
    const state = () => {
        if (openedMs === undefined)
            return 'closed';
        return clock.now() - openedMs >= openMs ? 'half-open' : 'open';
    };
    const check = () => {
        const now = state();
        if (now === 'open' || (now === 'half-open' && probing)) {
            throw new BreakerOpen(`not called: it failed ${failures} times in a row`);
        }
    };
    return {
        check,
        get state() {
            return state();
        },
        async run(call, counts = () => true) {
            check();
            const probe = state() === 'half-open';
            if (probe)
                probing = true;
            try {
                const value = await call();
                // An answer to a call from before it opened says nothing about now.
                if (probe || openedMs === undefined) {
                    failures = 0;
                    openedMs = undefined;
                }
                return value;
            }
            catch (error) {
                if (counts(error)) {
                    failures++;
                    if (probe || (openedMs === undefined && failures >= limit))
                        openedMs = clock.now();
                }
                throw error;
            }
            finally {
                if (probe)
                    probing = false;
            }
        },
    };
}


/***/ }),

/***/ 7176:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  g: () => (/* binding */ ProviderFault),
  C: () => (/* binding */ openProvider)
});

// EXTERNAL MODULE: ./build/run/backoff.js
var backoff = __webpack_require__(7542);
// EXTERNAL MODULE: ./build/run/breaker.js
var run_breaker = __webpack_require__(1254);
// EXTERNAL MODULE: ./build/agents/agent.js
var agent = __webpack_require__(5266);
;// CONCATENATED MODULE: ./build/run/limiter.js

const minuteMs = 60_000;
/** So many calls of a lane may go in a row while a lower lane waits; then that one has its turn. */
const mostInARow = 8;
/**
 * A token bucket of one request, refilled once in 60 s / requestsPerMinute: calls start staggered, and a
 * safety call waits for one interval at most, whatever the others do. A log of the last minute makes
 * sure that no window of 60 s, wherever it starts, holds more requests or units than allowed.
 *
 * Nobody starves: the first in line of the lane below safety starts after at most 8 others, and of the lane
 * below that after at most 80.
 */
function openLimiter(clock, limits) {
    const { requestsPerMinute, unitsPerMinute = Infinity } = limits;
    const intervalMs = minuteMs / requestsPerMinute;
    const line = fairLine();
    const log = [];
    let spent = 0;
    let nextMs = -Infinity;
    let pausedUntilMs = -Infinity;
    let cancelTimer;
    /** When the first in line may start. */
    const earliest = (units) => {
        let at = Math.max(nextMs, pausedUntilMs);
        let count = log.length;
        let left = spent;
        for (const entry of log) {
            if (count < requestsPerMinute && left + units <= unitsPerMinute)
                break;
            at = Math.max(at, entry.at + minuteMs);
            count--;
            left -= entry.units;
        }
        return at;
    };
    const forget = (now) => {
        while (log.length > 0 && log[0].at + minuteMs <= now)
            spent -= log.shift().units;
    };
    const pump = () => {
        cancelTimer?.();
        cancelTimer = undefined;
        for (;;) {
            const first = line.first();
            if (!first)
                return;
            const now = clock.now();
            forget(now);
            const at = earliest(first.units);
            if (at > now) {
                cancelTimer = clock.after(at - now, pump);
                return;
            }
            line.serve();
            log.push({ at: now, units: first.units });
            spent += first.units;
            // A timer that came a little late must not cost throughput: the next one counts from when this was due.
            nextMs = (now - nextMs < intervalMs ? nextMs : now) + intervalMs;
            first.go();
        }
    };
    return {
        async take(lane, units, signal) {
            signal.throwIfAborted();
            if (units > unitsPerMinute) {
                throw new RangeError(`a call of ${units} units never passes a limit of ${unitsPerMinute} per minute`);
            }
            await new Promise((resolve, reject) => {
                const waiter = {
                    units,
                    go() {
                        signal.removeEventListener('abort', onAbort);
                        resolve();
                    },
                };
                const onAbort = () => {
                    line.leave(lane, waiter);
                    reject(signal.reason);
                    pump();
                };
                signal.addEventListener('abort', onAbort, { once: true });
                line.join(lane, waiter);
                pump();
            });
        },
        pause(ms) {
            pausedUntilMs = Math.max(pausedUntilMs, clock.now() + ms);
        },
    };
}
/** One queue a lane. The highest lane is served first, but for one turn in nine that those below it have. */
function fairLine() {
    const queues = agent/* lanes */.wX.map(() => new Set());
    /** How often each lane was served in a row while a lower one waited. */
    const inARow = agent/* lanes */.wX.map(() => 0);
    const waitsBelow = (index) => queues.slice(index + 1).some(({ size }) => size > 0);
    const next = () => queues.findIndex(({ size }, index) => size > 0 && (inARow[index] < mostInARow || !waitsBelow(index)));
    return {
        join: (lane, waiter) => void queues[agent/* lanes */.wX.indexOf(lane)].add(waiter),
        leave: (lane, waiter) => void queues[agent/* lanes */.wX.indexOf(lane)].delete(waiter),
        first() {
            const [first] = queues[next()] ?? [];
            return first;
        },
        serve() {
            const index = next();
            const [first] = queues[index];
            queues[index].delete(first);
            // Lanes above have given way once and may go again; their turns count anew.
            for (let above = 0; above < index; above++)
                inARow[above] = 0;
            inARow[index] = waitsBelow(index) ? inARow[index] + 1 : 0;
        },
    };
}

;// CONCATENATED MODULE: ./build/run/provider.js



/** Thrown by a call when the provider is at fault: it is overloaded, broken, or out of reach. */
class ProviderFault extends Error {
    name = 'ProviderFault';
    /** How long the provider asks everybody to stay away, in milliseconds. */
    retryAfterMs;
    /** It has too much to do (429, 503, 529): without a time of its own, everybody stays away for longer each time. */
    overloaded;
    constructor(message, options = {}) {
        super(message, 'cause' in options ? { cause: options.cause } : {});
        this.retryAfterMs = options.retryAfterMs;
        this.overloaded = options.overloaded ?? options.retryAfterMs !== undefined;
    }
}
/** Nobody is sent away for longer than this: a provider that says so is as good as broken. */
const longestPauseMs = 5 * 60_000;
function openProvider(clock, budget, options) {
    const { limits, random = Math.random } = options;
    const limiter = openLimiter(clock, limits);
    const breaker = (0,run_breaker/* openBreaker */.$)(clock, options.breaker);
    let overloads = 0;
    const stayAway = (fault) => {
        if (!fault.overloaded)
            return;
        overloads++;
        const { retryAfterMs = (0,backoff/* backoffMs */.jo)(overloads, random) } = fault;
        limiter.pause(Math.min(Math.max(0, retryAfterMs), longestPauseMs));
    };
    return {
        async call({ agent, lane, signal: outer, estimate, make, onSent, onBilled }) {
            const reservation = budget.reserve(agent, lane, amountsOf(estimate));
            const signal = AbortSignal.any([outer, reservation.signal]);
            try {
                breaker.check();
                const askedMs = clock.now();
                await limiter.take(lane, tokensOf(estimate), signal);
                // Asked again: it may have opened while this call waited for its turn.
                return await breaker.run(async () => {
                    onSent?.(clock.now() - askedMs);
                    // Sent is billed: without an answer that says how much, the estimate stands.
                    let used = estimate;
                    try {
                        const answer = await untilAborted(make(signal), signal);
                        used = answer.used;
                        overloads = 0;
                        return answer.value;
                    }
                    catch (error) {
                        if (error instanceof ProviderFault)
                            stayAway(error);
                        throw error;
                    }
                    finally {
                        reservation.settle(amountsOf(used));
                        onBilled?.(used);
                    }
                }, (error) => error instanceof ProviderFault);
            }
            finally {
                // Without effect once it is settled.
                reservation.release();
            }
        },
    };
}
/** A call that does not listen must hold neither its reservation nor the breaker's probe for ever. */
function untilAborted(promise, signal) {
    return new Promise((resolve, reject) => {
        const onAbort = () => reject(signal.reason);
        if (signal.aborted)
            onAbort();
        else
            signal.addEventListener('abort', onAbort, { once: true });
        promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
}
function amountsOf(usage) {
    return { tokens: tokensOf(usage), usd: usage.costUsd, requests: 1 };
}
function tokensOf({ inputTokens, outputTokens }) {
    return inputTokens + outputTokens;
}


/***/ })

};
