export const id = 796;
export const ids = [796];
export const modules = {

/***/ 3315:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Q: () => (/* binding */ configurationOf)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/agents/index.js + 4 modules
var agents = __webpack_require__(5288);
// EXTERNAL MODULE: ./build/config/config.js
var config = __webpack_require__(5169);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 17 modules
var schemas = __webpack_require__(8816);
// EXTERNAL MODULE: ./build/finding.js
var finding = __webpack_require__(1633);
;// CONCATENATED MODULE: ./build/config/leaves.js
/** The single values that can be configured. The message of each schema says what is allowed. */


function oneOf(words) {
    return schemas/* enum */.k5n(words, { error: words.join(', ') });
}
function whole(min, max) {
    const error = `a whole number from ${min} to ${max}`;
    return schemas/* int */.Whr({ error }).min(min, { error }).max(max, { error });
}
const someMinutes = 'a number of minutes, above 0 and at most 360';
const someDuration = "a duration from 1s to 6h, such as '90s' or '3m'";
const someGlob = "a glob relative to the repository, such as 'models/**', at most 300 characters";
const failOnSeverity = oneOf([...finding/* severities */.gO, 'none']);
const ruleSeverity = oneOf([...finding/* severities */.gO, 'off']);
const maxConcurrency = whole(1, 64);
const retries = whole(0, 5);
const leaves_minutes = schemas/* number */.aig({ error: someMinutes })
    .positive({ error: someMinutes })
    .max(360, { error: someMinutes });
/** In milliseconds by `durationMs`. */
const duration = schemas/* string */.YjP({ error: someDuration })
    .regex(/^[1-9]\d{0,4}[smh]$/, { error: someDuration })
    .refine((text) => durationMs(text) <= 6 * 3_600_000, { error: someDuration });
const leaves_glob = schemas/* string */.YjP({ error: someGlob })
    .max(300, { error: someGlob })
    .regex(/^!?(?!\.{0,2}\/)[^\0-\x1f!][^\0-\x1f]*$/, { error: someGlob });
const globs = schemas/* array */.YOg(leaves_glob, { error: 'a list of globs' }).max(200, { error: 'at most 200 globs' });
/** Of a text that `duration` accepts. */
function durationMs(text) {
    const units = { s: 1000, m: 60_000, h: 3_600_000 };
    return Number(text.slice(0, -1)) * units[text.at(-1)];
}
const checkName = schemas/* string */.YjP()
    .regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: '1 to 100 characters in one line' });
const commentWhen = oneOf(['always', 'on-failure', 'never']);
const instanceId = schemas/* string */.YjP().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/, {
    error: '1 to 50 letters, digits, dashes and underscores, the first one a letter or digit',
});
const mode = oneOf(['review', 'plan']);
const yesNo = schemas/* boolean */.zMY({ error: 'true, false' });
const inRepository = 'a path inside the repository, without ..';
const repositoryPath = schemas/* string */.YjP()
    .max(500, { error: inRepository })
    .regex(/^(?!\/|[A-Za-z]:|.*\\)[^\0-\x1f]+$/, { error: inRepository })
    .refine((path) => !path.split('/').includes('..'), { error: inRepository });
const someAddress = 'an https:// address without user and password, http:// on this machine alone, or off';
const webhook = schemas/* string */.YjP({ error: someAddress })
    .max(2000, { error: someAddress })
    .refine(isSafeAddressOrOff, {
    error: someAddress,
});
/** What is sent there says who failed at what: nobody on the way may read it. */
function isSafeAddressOrOff(text) {
    if (text === 'off')
        return true;
    if (!URL.canParse(text))
        return false;
    const { protocol, hostname, username, password } = new URL(text);
    if (username || password)
        return false;
    const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    return protocol === 'https:' || (protocol === 'http:' && loopback);
}

// EXTERNAL MODULE: ./build/config/say.js
var say = __webpack_require__(6568);
;// CONCATENATED MODULE: ./build/config/options.js




/** The names of the texts that `parseOptions` reads. */
const optionNames = [
    'agents',
    'exclude-agents',
    'path-filters',
    'fail-on-severity',
    'max-concurrency',
    'timeout-minutes',
];
/**
 * Parses texts by name; an empty one counts as not given. Lists are separated by commas or line breaks.
 * @param say turns a name into how the user wrote it, such as `--agents`.
 * @throws {ConfigError} naming the option, its value and what is allowed.
 */
function parseOptions(texts, say) {
    const reader = textReader(texts, say);
    const minutes = reader('timeout-minutes', leaves_minutes, numberOf);
    return present({
        agents: agentsIn(reader.list('agents'), say('agents')),
        excludeAgents: agentsIn(reader.list('exclude-agents'), say('exclude-agents')),
        pathFilters: reader.list('path-filters')?.map((glob) => checked(say('path-filters'), glob, leaves_glob)),
        failOnSeverity: reader('fail-on-severity', failOnSeverity),
        maxConcurrency: reader('max-concurrency', maxConcurrency, numberOf),
        timeoutMs: minutes === undefined ? undefined : Math.ceil(minutes * 60_000),
    });
}
/** Reads named texts with the schema of one value each. */
function textReader(texts, say) {
    const textOf = (name) => texts[name]?.trim() || undefined;
    const read = (name, schema, convert = (text) => text) => {
        const text = textOf(name);
        return text === undefined ? undefined : checked(say(name), text, schema, convert);
    };
    const list = (name) => textOf(name)
        // Not at the commas of a glob such as `*.{sql,yml}`.
        ?.split(/\n|,(?![^{\n]*\})/)
        .map((item) => item.trim())
        .filter((item) => item !== '');
    return Object.assign(read, { list });
}
/** `1.5`, but not `1e3`, `0x10` or ` `; what is no number stays a text and is refused by the schema. */
function numberOf(text) {
    return /^-?\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
}
/** As YAML 1.2 spells them: true or false, in three ways of case. */
function booleanOf(text) {
    if (/^(true|True|TRUE)$/.test(text))
        return true;
    return /^(false|False|FALSE)$/.test(text) ? false : text;
}
function checked(name, text, schema, convert = (it) => it) {
    const result = schema.safeParse(convert(text));
    if (result.success)
        return result.data;
    const allowed = result.error.issues[0].message;
    throw (0,say/* notAllowed */.mj)(name, text, allowed, (0,say/* nearest */.pA)(text, allowed.split(', ')));
}
function agentsIn(names, option) {
    const known = agents/* builtInAgents */.c.map(({ name }) => name);
    const stranger = names?.find((name) => !known.includes(name));
    if (stranger !== undefined)
        throw (0,say/* notAllowed */.mj)(option, stranger, known.join(', '), (0,say/* nearest */.pA)(stranger, known));
    if (names?.length === 0)
        throw new config/* ConfigError */.x(`${option}: it names no agent; allowed: ${known.join(', ')}`);
    return names;
}
/** Without the keys that hold undefined. */
function present(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
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
    if (issue.code === 'unrecognized_keys')
        return unknownKey(source, schema, issue.path, issue.keys[0]);
    const node = nodeAt(source, issue.path);
    const name = `${placed(source, node?.range?.[0])}: ${issue.path.join('.') || 'the file'}`;
    if (node === undefined)
        return new config/* ConfigError */.x(`${name} is missing; allowed: ${issue.message}`);
    const value = (0,dist/* isScalar */.jn)(node) ? node.value : node.toJS(source.document);
    const near = typeof value === 'string' ? (0,say/* nearest */.pA)(value, issue.message.split(', ')) : undefined;
    return (0,say/* notAllowed */.mj)(name, value, issue.message, near);
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
    return schema instanceof schemas/* ZodOptional */.IiU ? unwrapped(schema.unwrap()) : schema;
}

// EXTERNAL MODULE: ./build/agents/agent.js
var agent = __webpack_require__(5266);
;// CONCATENATED MODULE: ./build/config/file-schema.js
/** What a config file may say. Editors get the same schema as JSON. */





const agentNames = agents/* builtInAgents */.c.map(({ name }) => name);
const mapping = { error: 'a mapping' };
const file_schema_agent = schemas/* strictObject */.rej({
    lane: schemas/* enum */.k5n(agent/* lanes */.w, { error: agent/* lanes */.w.join(', ') })
        .describe('Its precedence: safety starts before standard, standard before optional.'),
    reads: globs
        .min(1, { error: 'a list of at least one glob' })
        .describe('Globs of the changed files it reviews; ! excludes.'),
    writes: globs.describe('Globs of the changed files that it suggests to change. Without it, none.'),
    after: schemas/* array */.YOg(schemas/* enum */.k5n(agentNames, { error: agentNames.join(', ') }), { error: 'a list of agents' })
        .max(20, { error: 'at most 20 agents' })
        .describe('Agents that must have ended before it starts.'),
    'on-failure': schemas/* enum */.k5n(agent/* failurePolicies */.F, { error: agent/* failurePolicies */.F.join(', ') })
        .describe('fail: without its verdict nothing is merged. continue: the report says that it is missing.'),
    retries: retries.describe('Further attempts after a failure, within its time budget. Without it, none.'),
    timeout: duration.describe("Its time budget, such as '90s' or '3m'."),
    enabled: yesNo.describe('false turns it off.'),
}, mapping)
    .partial();
/** `ruleIds`: the rules there are; others are refused. */
function fileSchema(ruleIds) {
    const rule = ruleSeverity.optional();
    return schemas/* strictObject */.rej({
        version: schemas/* literal */.euz(1, { error: '1' }).describe('Of this format.'),
        'fail-on-severity': failOnSeverity
            .describe('Findings at least this severe block the merge.')
            .optional(),
        'path-filters': globs
            .describe('Globs of the changed files to review; ! excludes. Without one that includes, all.')
            .optional(),
        'max-concurrency': maxConcurrency.describe('Tasks that run at the same time.').optional(),
        'timeout-minutes': leaves_minutes.describe('Time budget of the whole review.').optional(),
        'on-conflict': schemas/* enum */.k5n(config/* conflictPolicies */.H, { error: config/* conflictPolicies */.H.join(', ') })
            .describe('For agents that write what another one reads or writes. serialize (default): one after the other, by precedence. refuse: the review does not start.')
            .optional(),
        notify: schemas/* strictObject */.rej({ webhook: webhook.optional() }, mapping)
            .describe('Whom to tell that an agent is about to run out of time, or has.')
            .optional(),
        budget: schemas/* strictObject */.rej({ 'max-minutes': leaves_minutes.optional() }, mapping)
            .describe('What the whole review may spend. Of max-minutes and timeout-minutes the smaller holds.')
            .optional(),
        rules: schemas/* strictObject */.rej(Object.fromEntries(ruleIds.map((id) => [id, rule])), mapping)
            .describe('The severity of single rules, or off.')
            .optional(),
        agents: schemas/* strictObject */.rej(Object.fromEntries(agentNames.map((name) => [name, file_schema_agent.optional()])), mapping)
            .describe('What is different for single agents.')
            .optional(),
    }, mapping)
        .describe('Configuration of Parallel Review.');
}
/** The JSON schema (draft 2020-12) of the config file, as committed in `schemas/config.schema.json`. */
function configJsonSchema(ruleIds) {
    const schema = z.toJSONSchema(fileSchema(ruleIds), { io: 'input' });
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
function readConfigFile(file, ruleIds) {
    const schema = fileSchema(ruleIds);
    try {
        const source = parse(file);
        const result = schema.safeParse(source.document.toJS());
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
        throw new config/* ConfigError */.x(`${path}: it has ${text.length} characters; allowed: at most ${maxCharacters}`);
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
        throw new config/* ConfigError */.x(`${where}: it is not valid YAML: ${what.split('\n', 1)[0]}`, { cause: problem });
    }
    refuseSurprises(source);
    if (!(0,dist/* isMap */.jh)(document.contents)) {
        throw new config/* ConfigError */.x(`${path}: it is not a mapping; allowed: \`version: 1\` and further keys`);
    }
    return source;
}
function tooDeep(path, cause) {
    return new config/* ConfigError */.x(`${path}: it is nested too deeply`, { cause });
}
/** Aliases can grow without limit, and a key that is no plain text has no place in our names. */
function refuseSurprises(source) {
    (0,dist/* visit */.YR)(source.document, {
        Node(_, node) {
            if (!(0,dist/* isAlias */.Vj)(node) && node.anchor === undefined)
                return;
            throw new config/* ConfigError */.x(`${placed(source, node.range?.[0])}: anchors and aliases are not allowed`);
        },
        Pair(_, { key }) {
            if ((0,dist/* isScalar */.jn)(key) && typeof key.value === 'string' && key.value !== '__proto__')
                return;
            const where = placed(source, (0,dist/* isScalar */.jn)(key) ? key.range?.[0] : undefined);
            throw new config/* ConfigError */.x(`${where}: ${(0,dist/* isScalar */.jn)(key) ? String(key.value) : 'a collection'} is not allowed as a key`);
        },
    });
}

;// CONCATENATED MODULE: ./build/config/resolve.js





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
function resolveConfig({ file, options = {}, ruleIds }) {
    const settings = file ? readConfigFile(file, ruleIds) : { version: 1 };
    const taking = agents/* builtInAgents */.c.filter(({ name }) => takesPart(name, settings, options));
    if (taking.length === 0) {
        const names = agents/* builtInAgents */.c.map(({ name }) => name).join(', ');
        throw new config/* ConfigError */.x(`agents: all of them are turned off; allowed: at least one of ${names}`);
    }
    return {
        agents: taking.map((agent) => adapted(agent, settings)).sort(agents/* byPrecedence */.m),
        excluded: agents/* builtInAgents */.c
            .filter((agent) => !taking.includes(agent))
            .map(({ name }) => name)
            .sort(),
        failOnSeverity: options.failOnSeverity ?? settings['fail-on-severity'] ?? defaults.failOnSeverity,
        rules: present(settings.rules ?? {}),
        pathFilters: options.pathFilters ?? settings['path-filters'] ?? [],
        onConflict: settings['on-conflict'] ?? defaults.onConflict,
        ...notified(settings),
        maxConcurrency: options.maxConcurrency ?? settings['max-concurrency'] ?? defaults.maxConcurrency,
        timeoutMs: options.timeoutMs ?? fileTimeoutMs(settings),
    };
}
/** Whom an option names takes part even if the file turns it off; whom one excludes never does. */
function takesPart(name, { agents }, options) {
    if (options.excludeAgents?.includes(name))
        return false;
    return options.agents ? options.agents.includes(name) : agents?.[name]?.enabled !== false;
}
function adapted(agent, { agents }) {
    const own = agents?.[agent.name];
    if (!own)
        return agent;
    return {
        ...agent,
        lane: own.lane ?? agent.lane,
        reads: own.reads ?? agent.reads,
        ...(own.writes && own.writes.length > 0 && { writes: own.writes }),
        after: own.after ?? agent.after,
        onFailure: own['on-failure'] ?? agent.onFailure,
        ...(own.retries !== undefined && own.retries > 0 && { retries: own.retries }),
        timeoutMs: own.timeout === undefined ? agent.timeoutMs : durationMs(own.timeout),
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

// EXTERNAL MODULE: ./build/rules/index.js + 30 modules
var rules = __webpack_require__(8738);
// EXTERNAL MODULE: ./build/cli/arguments.js + 1 modules
var cli_arguments = __webpack_require__(9270);
// EXTERNAL MODULE: ./build/cli/terminal.js
var terminal = __webpack_require__(8565);
;// CONCATENATED MODULE: ./build/cli/configuration.js
/** From options and a file to the configuration. */







const defaultPath = '.github/parallel-review.yml';
/** `--config` is read from disk; without it the base revision's own file counts, as on GitHub. Throws `ConfigError`. */
async function configurationOf(invocation, base, terminal) {
    const texts = Object.fromEntries(optionNames.map((name) => [name, (0,cli_arguments/* text */.Qq)(invocation.options[name])]));
    return resolveConfig({
        file: await configFile((0,cli_arguments/* text */.Qq)(invocation.options['config']), base, terminal),
        options: parseOptions(texts, (name) => `--${name}`),
        ruleIds: rules/* rules */.a.map(({ id }) => id),
    });
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
 * of the two goes first.
 */
function conflictsOf(claims, before) {
    const ordered = claims.toSorted((a, b) => (0,_agents_index_js__WEBPACK_IMPORTED_MODULE_0__/* .byPrecedence */ .m)(a.agent, b.agent));
    const earlier = new Map(ordered.map(({ agent }) => [agent.name, (0,_order_js__WEBPACK_IMPORTED_MODULE_2__/* .ancestors */ .T1)(before, agent.name)]));
    return ordered.flatMap((first, index) => ordered.slice(index + 1).flatMap((second) => {
        const [a, b] = [first.agent.name, second.agent.name];
        return earlier.get(a).has(b) || earlier.get(b).has(a) ? [] : between(first, second);
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
        throw new _config_config_js__WEBPACK_IMPORTED_MODULE_3__/* .ConfigError */ .x(`agents: they would collide and \`on-conflict\` is refuse: ${what}. Name one in the other's \`after\`, or make their globs disjoint`);
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
    return new _config_config_js__WEBPACK_IMPORTED_MODULE_3__/* .ConfigError */ .x(`agents: ${cycle.join(' → ')} is a cycle of \`after\` and conflicts (${steps.join('; ')}); order the agents in conflict with \`after\``);
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
/* harmony export */   T1: () => (/* binding */ ancestors),
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
            throw new _config_config_js__WEBPACK_IMPORTED_MODULE_0__/* .ConfigError */ .x(`agents.${name}.after: ${JSON.stringify(stranger)} is not allowed; allowed: ${allowed}`);
        }
    }
    const before = new Map(agents.map(({ name, after }) => [name, [...new Set(after)].filter((other) => names.has(other))]));
    const cycle = cycleIn(before);
    if (cycle) {
        throw new _config_config_js__WEBPACK_IMPORTED_MODULE_0__/* .ConfigError */ .x(`agents: ${cycle.join(' → ')} is a cycle of \`after\`; an agent cannot wait for itself`);
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
/** All that come before `name`, over any number of steps. */
function ancestors(before, name) {
    const found = new Set();
    const open = [...before.get(name)];
    for (let other = open.pop(); other !== undefined; other = open.pop()) {
        if (found.has(other))
            continue;
        found.add(other);
        open.push(...before.get(other));
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
/* unused harmony export clipBytes */
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
/* harmony export */   K1: () => (/* binding */ ending),
/* harmony export */   LS: () => (/* binding */ plural),
/* harmony export */   Pl: () => (/* binding */ headline),
/* harmony export */   RT: () => (/* binding */ spent),
/* harmony export */   Y3: () => (/* binding */ troubled),
/* harmony export */   eY: () => (/* binding */ speed),
/* harmony export */   ik: () => (/* binding */ place),
/* harmony export */   iq: () => (/* binding */ severityMarks),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   tQ: () => (/* binding */ counts),
/* harmony export */   vk: () => (/* binding */ coverage),
/* harmony export */   zD: () => (/* binding */ grouped)
/* harmony export */ });
/* unused harmony export enumerated */
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1633);
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
    return { ...verdictWords[report.verdict], rest: reason(report) };
}
function reason(report) {
    const blocking = report.findings.filter((finding) => finding.blocking);
    switch (report.verdict) {
        case 'blocked':
            return [counts(blocking), harm(report)].filter(Boolean).join(' — ');
        case 'overridden':
            return `${counts(blocking)} would block, and merging was allowed all the same`;
        case 'incomplete': {
            const missing = troubled(report).map((agent) => agent.name);
            const found = report.findings.length === 0 ? '' : ` — ${counts(report.findings)} so far`;
            return missing.length === 0
                ? `a part of the change was not reviewed${found}`
                : `no answer from ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}${found}`;
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
/** What breaks, as far as the lineage picture shows all of it: `breaks 3 models and 1 exposure`. */
function harm({ impact }) {
    if (!impact || impact.omitted > 0)
        return '';
    const types = new Map();
    for (const node of impact.nodes) {
        if (node.state === 'broken')
            types.set(node.type, (types.get(node.type) ?? 0) + 1);
    }
    const parts = [...types].map(([type, count]) => plural(count, type.replaceAll('_', ' ')));
    return parts.length === 0 ? '' : `breaks ${enumerated(parts)}`;
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
    return `${time}, ${timing.speedup.toFixed(1)}× as fast as one after the other (${duration(timing.sequentialMs)})`;
}
/** `12 of 12 changed files reviewed`. */
function coverage({ coverage: { reviewedFiles, changedFiles } }) {
    return `${reviewedFiles} of ${plural(changedFiles, 'changed file')} reviewed`;
}
/** `12,345 tokens, $0.12`; undefined if no model was called. */
function spent({ usage }) {
    const tokens = usage.inputTokens + usage.outputTokens;
    if (tokens === 0)
        return undefined;
    const grouped = String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');
    return `${grouped} tokens, $${usage.costUsd.toFixed(usage.costUsd < 0.1 ? 3 : 2)}`;
}
/** The agents that owe an answer. */
function troubled(report) {
    return report.agents.filter((agent) => agent.status !== 'ok' && agent.status !== 'skipped');
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


/***/ }),

/***/ 2187:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ planChange),
  N: () => (/* binding */ review)
});

// EXTERNAL MODULE: ./node_modules/diff/libesm/diff/array.js + 1 modules
var array = __webpack_require__(8965);
;// CONCATENATED MODULE: ./build/change/hunks.js
/** Which lines differ between two texts. */

/**
 * Edits after which the search for the shortest difference stops: it grows with their square. Beyond
 * them the whole differing middle counts as changed. A number, not a timer, so that equal inputs give
 * equal hunks.
 */
const maxEdits = 4000;
/** The changed runs between two texts, in order. Lines keep their ends, so that CRLF and LF differ as git sees it. */
function hunksOf(base, head) {
    const [a, b] = [linesOf(base), linesOf(head)];
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start])
        start += 1;
    let end = 0;
    while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end))
        end += 1;
    const before = a.slice(start, a.length - end);
    const after = b.slice(start, b.length - end);
    if (before.length === 0 && after.length === 0)
        return [];
    const whole = hunk(start, before.length, start, after.length);
    if (before.length === 0 || after.length === 0)
        return [whole];
    const changes = (0,array/* diffArrays */.E)(before, after, { maxEditLength: maxEdits });
    return changes ? collect(changes, start) : [whole];
}
function collect(changes, offset) {
    const hunks = [];
    let [base, head] = [offset, offset];
    let open;
    for (const { value, added, removed } of changes) {
        if (!added && !removed) {
            open = undefined;
            base += value.length;
            head += value.length;
            continue;
        }
        if (!open)
            hunks.push((open = hunk(base, 0, head, 0)));
        if (removed) {
            open.baseCount += value.length;
            base += value.length;
        }
        else {
            open.headCount += value.length;
            head += value.length;
        }
    }
    return hunks;
}
/** From offsets, which count from 0. */
function hunk(base, baseCount, head, headCount) {
    return { baseStart: base + 1, baseCount, headStart: head + 1, headCount };
}
/** Lines with their ends; an empty text has none. */
function linesOf(text) {
    const lines = text.split(/(?<=\n)/);
    return lines.length === 1 && lines[0] === '' ? [] : lines;
}

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
    const from = texts(base, deleted.filter((entry) => !usedBase.has(entry)));
    const to = texts(head, added.filter((entry) => !usedHead.has(entry)));
    if (from.length * to.length > maxPairs)
        return exact;
    return [...exact, ...similarRenames(from, to)];
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
function texts(snapshot, entries) {
    return entries.flatMap((entry) => {
        const text = entry.kind === 'file' ? snapshot.text(entry.path) : undefined;
        // An empty file is similar to every other one.
        if (!text?.trim())
            return [];
        const counts = new Map();
        for (const line of text.split('\n'))
            counts.set(line, (counts.get(line) ?? 0) + 1);
        return [{ entry, counts, size: text.length }];
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
            hunks: kind === 'text' ? hunksOf(textOf(before), textOf(after)) : [],
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

// EXTERNAL MODULE: ./build/finding.js
var build_finding = __webpack_require__(1633);
;// CONCATENATED MODULE: ./build/merge/causes.js

/** Rule by rule: what the first one finds makes the others report what they find at the places it names. */
const explains = new Map([
    ['quality/model-removed-in-use', ['quality/unresolved-ref']],
    ['quality/column-removed-in-use', ['quality/unknown-column']],
]);
/**
 * True if `effect` goes away once `cause` is dealt with. A consequence that is worse than its cause
 * stands for itself: folding it in must not open the gate.
 */
function isExplainedBy(effect, cause) {
    return (explains.get(cause.rule)?.includes(effect.rule) === true &&
        (effect.subject === cause.subject || cause.subject === undefined) &&
        (0,build_finding/* atLeast */.jZ)(cause.severity, effect.severity) &&
        [cause.location, ...cause.related].some((place) => overlaps(place, effect.location)));
}
/**
 * True if another kind of reviewer says of the same thing at the same place what a rule has shown already.
 * Without a subject the two may well be about different things.
 */
function isEchoOf(echo, shown) {
    return (echo.subject !== undefined &&
        echo.subject === shown.subject &&
        echo.resource === shown.resource &&
        overlaps(echo.location, shown.location) &&
        (0,build_finding/* atLeast */.jZ)(shown.severity, echo.severity));
}
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
    return (agent/* lanes */.w.indexOf(a.lane) - agent/* lanes */.w.indexOf(b.lane) || (a.agent < b.agent ? -1 : a.agent > b.agent ? 1 : 0));
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
/** Findings of the same rule about the same thing are one. Expects and keeps the order by weight. */
function uniteSame(findings) {
    const byIdentity = new Map();
    for (const finding of findings) {
        const identity = JSON.stringify([finding.rule, finding.resource, finding.subject ?? null]);
        const group = byIdentity.get(identity);
        if (group)
            group.push(finding);
        else
            byIdentity.set(identity, [finding]);
    }
    return [...byIdentity.values()].map(([first, ...others]) => unite(first, others));
}
/** A consequence becomes a place of its first cause. Causes are never effects themselves, so one pass is enough. */
function foldEffects(findings) {
    return fold(findings, (finding) => findings.find((other) => isExplainedBy(finding, other)));
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
        .filter(({ location }) => !known.some((place) => overlaps(place, location)))
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
 * Incomplete is no pass: a required agent (`on-failure: fail`) gave no verdict.
 */
function verdictOf(findings, outcomes, plan, policy) {
    const blocking = findings.filter((finding) => finding.blocking).length;
    const missing = plan.tasks.flatMap((task) => missingVerdict(task, outcomes));
    const reasons = missing.map(({ reason }) => reason);
    if (blocking > 0) {
        const what = `${blocking} ${blocking === 1 ? 'finding is' : 'findings are'}`;
        const blocked = `${what} at least ${policy.failOnSeverity}`;
        return { verdict: 'blocked', conclusion: 'failure', reasons: [blocked, ...reasons] };
    }
    if (missing.some(({ required }) => required || policy.stopped))
        return { verdict: 'incomplete', conclusion: 'failure', reasons };
    if (plan.tasks.length === 0) {
        const nothing = 'no agent reads any of the changed files';
        return { verdict: 'nothing-to-review', conclusion: 'success', reasons: [nothing] };
    }
    return { verdict: 'passed', conclusion: 'success', reasons };
}
function missingVerdict(task, outcomes) {
    const outcome = outcomes.find((it) => it.task.id === task.id);
    if (outcome?.status === 'ok')
        return [];
    const required = task.onFailure === 'fail';
    const who = `${required ? 'the required' : 'the'} agent ${task.agent}`;
    const why = outcome ? `${outcome.status}${outcome.reason ? `: ${outcome.reason}` : ''}` : 'it never ran';
    return [{ required, reason: `${who} gave no verdict (${why})` }];
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




/**
 * Which agent reviews which files, and in which order. The order of `files` does not matter.
 * @throws {ConfigError} if the agents' `after` name nobody or a cycle, or a conflict cannot be resolved.
 */
function planReview(config, files) {
    const asked = (0,order/* predecessors */.f0)(config.agents, config.excluded);
    const { readable, unread } = sift(config, files);
    const slices = config.agents.map((agent) => ({ agent, files: pathsMeant(agent.reads, readable) }));
    const working = slices.filter((slice) => slice.files.length > 0);
    const idle = slices.filter((slice) => slice.files.length === 0);
    const free = among(working, asked);
    const claims = working.map((slice) => ({
        agent: slice.agent,
        reads: slice.files,
        writes: slice.agent.writes?.length ? pathsMeant(slice.agent.writes, readable) : [],
    }));
    const conflicts = (0,plan_conflicts/* conflictsOf */.hC)(claims, free);
    const before = (0,plan_conflicts/* serialized */.RB)(conflicts, free, config.onConflict ?? 'serialize');
    const depth = (0,order/* depths */.pJ)(before);
    const ids = new Map(working.map(({ agent }) => [agent.name, idOf(agent)]));
    const tasks = working
        .toSorted((a, b) => depth.get(a.agent.name) - depth.get(b.agent.name) || (0,agents/* byPrecedence */.m)(a.agent, b.agent))
        .map((slice) => taskOf(slice, before
        .get(slice.agent.name)
        .map((name) => ids.get(name))
        .sort()));
    const reading = new Set(tasks.flatMap((task) => task.files));
    return {
        tasks,
        waves: wavesOf(tasks),
        conflicts,
        skipped: [
            ...idle.map(({ agent }) => ({ agent: agent.name, reason: 'it reads none of the changed files' })),
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
    const unread = [];
    for (const file of files) {
        const { path, kind = 'text' } = file;
        if (!touches(counts, file))
            unread.push({ path, reason: 'excluded by path-filters' });
        else if (kind !== 'text')
            unread.push({ path, reason: unreadableKinds[kind] });
        else
            readable.push(file);
    }
    return { readable, unread };
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
function idOf(agent) {
    return `${agent.name}/${agent.reviewer}/1`;
}
function taskOf({ agent, files }, after) {
    return {
        id: idOf(agent),
        agent: agent.name,
        reviewer: agent.reviewer,
        lane: agent.lane,
        files,
        after,
        onFailure: agent.onFailure,
        timeoutMs: agent.timeoutMs,
        ...(agent.retries !== undefined && { retries: agent.retries }),
    };
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

;// CONCATENATED MODULE: ./build/project/dbt/paths.js
/** Paths inside the repository: relative, with `/`, without a slash at the end; `` is its root. */
/** `folder/name`, where either may be empty and `name` may climb with `..`; undefined if it leaves the repository. */
function join(folder, name) {
    const parts = [];
    for (const part of `${folder}/${name}`.split('/')) {
        if (part === '' || part === '.')
            continue;
        if (part !== '..')
            parts.push(part);
        else if (parts.pop() === undefined)
            return undefined;
    }
    return parts.join('/');
}
/** The path as seen from `folder`, or undefined if it is not below it. */
function relative(folder, path) {
    if (folder === '')
        return path;
    return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
function folderOf(path) {
    return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
function fileName(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}
/** The file's name without its last extension: what dbt calls a model. */
function stem(path) {
    const name = fileName(path);
    const dot = name.lastIndexOf('.');
    return dot > 0 ? name.slice(0, dot) : name;
}
function extension(path) {
    const name = fileName(path);
    const dot = name.lastIndexOf('.');
    return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
/** Code-unit order, for sorting. */
function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

;// CONCATENATED MODULE: ./build/project/impact.js
/** What a change reaches, as plain data for a picture. */

const maxNodes = 20;
const rank = { broken: 0, exposed: 1, changed: 2, affected: 3 };
/** `broken` holds the ids of resources that findings say will fail. Tests are left out unless they are broken. */
function impactOf(change, broken) {
    const changed = new Set(change.changes.map(({ id }) => id));
    const reached = new Map();
    for (const { id, base, head } of change.changes) {
        const resource = head ?? base;
        if (!resource)
            continue;
        reached.set(id, { resource, distance: 0 });
        const project = head ? change.head : change.base;
        for (const [index, below] of (project?.descendants(id) ?? []).entries()) {
            if (!reached.has(below.id))
                reached.set(below.id, { resource: below, distance: index + 1 });
        }
    }
    const all = [...reached.values()].flatMap(({ resource, distance }) => {
        const state = stateOf(resource, changed, broken);
        const hidden = (resource.type === 'test' || resource.type === 'unit_test') && state !== 'broken';
        return hidden ? [] : { id: resource.id, label: resource.name, type: resource.type, state, distance };
    });
    all.sort((a, b) => rank[a.state] - rank[b.state] || a.distance - b.distance || compare(a.id, b.id));
    const nodes = all
        .slice(0, maxNodes)
        .map(({ id, label, type, state }) => ({ id, label, type, state }))
        .sort((a, b) => compare(a.id, b.id));
    return { nodes, edges: edgesAmong(nodes, change), omitted: all.length - nodes.length };
}
function stateOf({ id, type }, changed, broken) {
    if (broken.has(id))
        return 'broken';
    if (changed.has(id))
        return 'changed';
    return type === 'exposure' ? 'exposed' : 'affected';
}
function edgesAmong(nodes, { base, head }) {
    const ids = new Set(nodes.map(({ id }) => id));
    const edges = new Map();
    for (const { id } of nodes) {
        for (const project of [base, head]) {
            for (const reader of readersOf(project, id)) {
                if (ids.has(reader))
                    edges.set(`${id}\0${reader}`, [id, reader]);
            }
        }
    }
    return [...edges].sort(([a], [b]) => compare(a, b)).map(([, edge]) => edge);
}
function readersOf(project, id) {
    return project?.consumers(id).map(({ resource }) => resource.id) ?? [];
}

;// CONCATENATED MODULE: ./build/project/summarise.js
/** What the report says about the project beside the findings. */


/** Says what was understood of both revisions, and draws what the change reaches. */
function summarise({ projects }, findings) {
    const notes = notesOn(projects);
    const pictures = projects.map((change) => impactOf(change, brokenBy(findings, change)));
    const broken = ({ nodes }) => nodes.filter(({ state }) => state === 'broken').length;
    const [worst] = pictures.sort((a, b) => broken(b) - broken(a) || b.nodes.length - a.nodes.length);
    return worst && worst.nodes.length > 0 ? { notes, impact: worst } : { notes };
}
function notesOn(projects) {
    if (projects.length === 0) {
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

;// CONCATENATED MODULE: ./build/project/compare.js

function compareProjects(base, head) {
    const ids = [...new Set([...(base?.resources.keys() ?? []), ...(head?.resources.keys() ?? [])])].sort(compare);
    const macros = changedMacros(base, head);
    const changes = ids.flatMap((id) => {
        if (!belongs(id, base, head))
            return [];
        const before = base?.resources.get(id);
        const after = head?.resources.get(id);
        if (!before || !after || !base || !head) {
            if (before)
                return { id, base: before, because: ['deleted'] };
            return after ? { id, head: after, because: ['added'] } : [];
        }
        const because = reasons(base, before, head, after, macros);
        return because.length > 0 ? { id, base: before, head: after, because } : [];
    });
    return { ...(base ? { base } : {}), ...(head ? { head } : {}), changes };
}
/** A package that is a project of its own is compared there; here only what others than itself read of it. */
function belongs(id, base, head) {
    return [base, head].some((project) => {
        const resource = project?.resources.get(id);
        if (!project || !resource)
            return false;
        if (!project.isLocalPackage(resource.package))
            return true;
        return project.consumers(id).some((consumer) => consumer.resource.package !== resource.package);
    });
}
function reasons(base, before, head, after, macros) {
    const because = [];
    if (!base.sameDefinition(before, head))
        because.push(...definitionReasons(base, before, head, after));
    const called = [...before.macros, ...after.macros].some(({ id }) => id !== undefined && macros.has(id));
    if (called)
        because.push('macro');
    if (before.enabled !== after.enabled)
        because.push('enabled');
    return because;
}
function definitionReasons(base, before, head, after) {
    const because = [];
    if (before.path !== after.path)
        because.push('moved');
    if (base.ownText(before) !== head.ownText(after))
        because.push(isYaml(after) ? 'properties' : 'sql');
    if (propertiesKey(before) !== propertiesKey(after) && !because.includes('properties'))
        because.push('properties');
    if (settingsKey(base, before) !== settingsKey(head, after))
        because.push('config');
    return because;
}
function isYaml({ path }) {
    return /\.ya?ml$/i.test(path);
}
/** Macros that only one revision has, or whose text differs. */
function changedMacros(base, head) {
    const ids = new Set([...(base?.macros.keys() ?? []), ...(head?.macros.keys() ?? [])]);
    return new Set([...ids].filter((id) => base?.macroText(id) !== head?.macroText(id)));
}
/** Properties by meaning: where they stand does not count. */
function propertiesKey({ properties }) {
    return JSON.stringify(properties ?? null, (key, value) => key === 'span' || key === 'nameSpan' ? undefined : value);
}
function settingsKey(project, resource) {
    return JSON.stringify([...project.settings(resource)]);
}

;// CONCATENATED MODULE: ./build/project/jinja/calls.js
/** The arguments by parameter name, positional ones first; what is not given is undefined. */
function bind(args, ...parameters) {
    const bound = Object.create(null);
    for (const [index, name] of parameters.entries())
        bound[name] = args.positional[index] ?? args.named.get(name);
    return bound;
}

;// CONCATENATED MODULE: ./build/project/jinja/text.js
const emptyText = { kind: 'text', pieces: [], known: '' };
/** Characters that came from a place as a whole, or, if `verbatim`, stand there one by one. */
function textAt(text, place, verbatim = false) {
    if (text === '')
        return emptyText;
    return { kind: 'text', pieces: [{ kind: 'characters', text, verbatim, place }], known: text };
}
function text_textOf(pieces) {
    let known = '';
    for (const piece of pieces)
        known = piece.kind === 'characters' && known !== undefined ? known + piece.text : undefined;
    return { kind: 'text', pieces, known };
}
function holeText(reason, place) {
    return { kind: 'text', pieces: [{ kind: 'hole', reason, place }], known: undefined };
}
function joinTexts(texts) {
    if (texts.length === 1)
        return texts[0];
    const pieces = [];
    let known = '';
    for (const text of texts) {
        for (const piece of text.pieces)
            pieces.push(piece);
        known = known === undefined || text.known === undefined ? undefined : known + text.known;
    }
    return { kind: 'text', pieces, known };
}
/** `[start, end)` of a known text, its origins kept. */
function sliceText(text, start, end) {
    const pieces = [];
    let at = 0;
    for (const piece of text.pieces) {
        if (piece.kind !== 'characters')
            continue;
        const from = Math.max(start - at, 0);
        const to = Math.min(end - at, piece.text.length);
        if (from < to)
            pieces.push(cut(piece, from, to));
        at += piece.text.length;
        if (at >= end)
            break;
    }
    return text_textOf(pieces);
}
function cut(piece, from, to) {
    if (from === 0 && to === piece.text.length)
        return piece;
    const { site, start } = piece.place;
    const place = piece.verbatim ? { site, start: start + from, end: start + to } : piece.place;
    return { ...piece, text: piece.text.slice(from, to), place };
}
/** Without characters of `set` (default: white space) at either or one end; works around relations and holes too. */
function trimText(text, side = 'both', set) {
    const strips = (char) => (set === undefined ? /\s/.test(char) : set.includes(char));
    const pieces = [...text.pieces];
    if (side !== 'end') {
        for (let first = pieces[0]; first?.kind === 'characters'; first = pieces[0]) {
            let from = 0;
            while (from < first.text.length && strips(first.text[from]))
                from++;
            if (from < first.text.length) {
                pieces[0] = cut(first, from, first.text.length);
                break;
            }
            pieces.shift();
        }
    }
    if (side !== 'start') {
        for (let last = pieces.at(-1); last?.kind === 'characters'; last = pieces.at(-1)) {
            let to = last.text.length;
            while (to > 0 && strips(last.text[to - 1]))
                to--;
            if (to > 0) {
                pieces[pieces.length - 1] = cut(last, 0, to);
                break;
            }
            pieces.pop();
        }
    }
    return text_textOf(pieces);
}
/** The parts of a known text between separators; without a separator, between runs of white space. */
function splitText(text, separator, limit = -1) {
    const known = text.known ?? '';
    const parts = [];
    const pattern = separator === undefined ? /\s+/g : undefined;
    let at = separator === undefined ? known.length - known.trimStart().length : 0;
    const stop = separator === undefined ? known.trimEnd().length : known.length;
    while (limit < 0 || parts.length < limit) {
        let found;
        let length = separator?.length ?? 0;
        if (pattern) {
            pattern.lastIndex = at;
            const match = pattern.exec(known);
            found = match && match.index < stop ? match.index : -1;
            length = match?.[0].length ?? 0;
        }
        else
            found = known.indexOf(separator, at);
        if (found < 0)
            break;
        parts.push(sliceText(text, at, found));
        at = found + length;
    }
    if (separator !== undefined || at < stop)
        parts.push(sliceText(text, at, separator === undefined ? stop : known.length));
    return parts;
}
/** A known text with occurrences of `from` exchanged for `to`; what stays keeps its origin. */
function replaceText(text, from, to, limit = -1) {
    const known = text.known ?? '';
    if (from === '' || !known.includes(from))
        return text;
    const parts = splitText(text, from, limit);
    return joinTexts(parts.flatMap((part, index) => (index === 0 ? [part] : [to, part])));
}
function originOf(place, verbatim) {
    const { site, start, end } = place;
    return { path: site.path, start, end, verbatim, calls: [...site.calls] };
}
function spanOf(place) {
    return { path: place.site.path, start: place.start, end: place.end };
}

;// CONCATENATED MODULE: ./build/project/jinja/values.js

const none = { kind: 'none' };
const yes = { kind: 'boolean', value: true };
const no = { kind: 'boolean', value: false };
function values_boolean(value) {
    return value ? yes : no;
}
function number(value, float = false) {
    if (!float && !Number.isSafeInteger(value))
        return unknown('a number too large to compute here');
    return { kind: 'number', value, float };
}
function list(items, tuple = false) {
    return tuple ? { kind: 'list', items, tuple } : { kind: 'list', items };
}
function unknown(reason, place) {
    return place ? { kind: 'unknown', reason, place } : { kind: 'unknown', reason };
}
function callable(name, call) {
    return { kind: 'callable', name, call };
}
/** The value itself, assumed or not. */
function plain(value) {
    return value.kind === 'assumed' ? value.value : value;
}
function assume(value, reason) {
    return value.kind === 'assumed' || value.kind === 'unknown' ? value : { kind: 'assumed', value, reason };
}
/** Applies `compute` below an assumption. */
function through(value, compute) {
    return value.kind === 'assumed' ? assume(compute(value.value), value.reason) : compute(value);
}
function through2(a, b, compute) {
    return through(a, (left) => through(b, (right) => compute(left, right)));
}
/** The key a dict files a value under; undefined if it is not known or cannot be one. */
function dictKey(value) {
    const key = plain(value);
    if (key.kind === 'text')
        return key.known === undefined ? undefined : `s${key.known}`;
    if (key.kind === 'number')
        return `n${key.value}`;
    if (key.kind === 'boolean')
        return `n${Number(key.value)}`;
    if (key.kind === 'none')
        return 'none';
    if (key.kind !== 'list' || !key.tuple)
        return undefined;
    const parts = key.items.map(dictKey);
    return parts.includes(undefined) ? undefined : `t${JSON.stringify(parts)}`;
}
function dict(entries) {
    const result = { kind: 'dict', entries: new Map() };
    for (const [key, value] of entries)
        put(result, key, value);
    return result;
}
function put(into, key, value) {
    const filed = dictKey(key);
    if (filed === undefined)
        into.open = 'a key of this dictionary is not known';
    else
        into.entries.set(filed, { key, value });
}
function lookUp(from, key) {
    const filed = dictKey(key);
    if (filed === undefined)
        return unknown('the key is not known');
    return from.entries.get(filed)?.value ?? (from.open === undefined ? undefined : unknown(from.open));
}
/** Whether Python would take it for true; undefined if that cannot be told. */
function truth(value) {
    switch (value.kind) {
        case 'none':
        case 'undefined':
            return false;
        case 'boolean':
            return value.value;
        case 'number':
            return value.value !== 0;
        case 'text':
            if (value.known !== undefined)
                return value.known !== '';
            return value.pieces.some((piece) => piece.kind !== 'hole') || undefined;
        case 'list':
            return value.items.length > 0;
        case 'dict':
            return value.entries.size > 0 || (value.open === undefined ? false : undefined);
        case 'assumed':
        case 'unknown':
            return undefined;
        default:
            return true;
    }
}
/** Whether two values are equal; undefined if that cannot be told. */
function equal(left, right) {
    const a = plain(left);
    const b = plain(right);
    if (a.kind === 'unknown' || b.kind === 'unknown')
        return undefined;
    if (a.kind === 'text' && b.kind === 'text')
        return a.known === undefined || b.known === undefined ? undefined : a.known === b.known;
    if (a.kind === 'list' && b.kind === 'list') {
        if (a.items.length !== b.items.length)
            return false;
        return every(a.items.map((item, index) => equal(item, b.items[index])));
    }
    if (a.kind === 'dict' && b.kind === 'dict') {
        if (a.open !== undefined || b.open !== undefined)
            return undefined;
        if (a.entries.size !== b.entries.size)
            return false;
        return every([...a.entries].map(([key, { value }]) => {
            const other = b.entries.get(key);
            return other ? equal(value, other.value) : false;
        }));
    }
    const x = asNumber(a);
    const y = asNumber(b);
    if (x !== undefined && y !== undefined)
        return x === y;
    if (a.kind === 'relation' || b.kind === 'relation')
        return undefined;
    return a.kind === b.kind && (a.kind === 'none' || a.kind === 'undefined' || a === b);
}
function every(answers) {
    if (answers.includes(false))
        return false;
    return answers.includes(undefined) ? undefined : true;
}
/** Numbers and booleans as a number. */
function asNumber(value) {
    const settled = plain(value);
    if (settled.kind === 'number')
        return settled.value;
    return settled.kind === 'boolean' ? Number(settled.value) : undefined;
}
function knownText(value) {
    const settled = value && plain(value);
    return settled?.kind === 'text' ? settled.known : undefined;
}
/** Where a value first is unknown, looking into lists and dicts; undefined if all of it is known. */
function unknownIn(value) {
    const settled = plain(value);
    if (settled.kind === 'unknown')
        return settled.reason;
    if (settled.kind === 'text') {
        const hole = settled.pieces.find((piece) => piece.kind === 'hole');
        return hole?.kind === 'hole' ? hole.reason : undefined;
    }
    if (settled.kind === 'list')
        return first(settled.items);
    if (settled.kind !== 'dict')
        return undefined;
    return settled.open ?? first([...settled.entries.values()].map((entry) => entry.value));
}
function first(values) {
    for (const value of values) {
        const reason = unknownIn(value);
        if (reason !== undefined)
            return reason;
    }
    return undefined;
}
/**
 * How much work it is to look through a value, in steps; counting stops beyond `most`, so that a list which
 * holds another many times over cannot make the counting endless.
 */
function weight(value, most) {
    let total = 0;
    const open = [value];
    for (let each = open.pop(); each && total <= most; each = open.pop()) {
        const settled = plain(each);
        if (settled.kind === 'text')
            total += settled.pieces.length / 16 + (settled.known?.length ?? 0) / 512;
        else if (settled.kind === 'list') {
            total += settled.items.length / 8;
            for (const item of settled.items)
                open.push(item);
        }
        else if (settled.kind === 'dict') {
            total += settled.entries.size / 4;
            for (const entry of settled.entries.values())
                open.push(entry.value);
        }
        if (open.length > most * 8 + 8)
            return Infinity;
    }
    return total;
}
/** What `{{ value }}` or `~` writes; `at` is where a computed text is said to come from. */
function print(value, at) {
    const settled = plain(value);
    switch (settled.kind) {
        case 'text':
            return settled;
        case 'undefined':
            return emptyText;
        case 'relation':
            return {
                kind: 'text',
                pieces: [{ kind: 'relation', call: settled.call, place: settled.place }],
                known: undefined,
            };
        case 'unknown':
            return holeText(settled.reason, settled.place ?? at);
        case 'callable':
        case 'object':
            return holeText(`\`${settled.name}\` is printed, not called`, at);
        default: {
            const text = represent(settled, 0);
            if (text === undefined)
                return holeText(unknownIn(settled) ?? 'a value printed whole is not known here', at);
            return textAt(text, at);
        }
    }
}
/** Python's `repr`; undefined if part of the value is unknown. */
function represent(value, depth = 0) {
    const settled = plain(value);
    if (depth > 20)
        return undefined;
    switch (settled.kind) {
        case 'none':
            return 'None';
        case 'boolean':
            return settled.value ? 'True' : 'False';
        case 'number':
            return settled.float && Number.isInteger(settled.value)
                ? settled.value.toFixed(1)
                : String(settled.value);
        case 'text':
            return settled.known === undefined ? undefined : quoted(settled.known);
        case 'list': {
            const items = settled.items.map((item) => represent(item, depth + 1));
            if (items.includes(undefined))
                return undefined;
            if (!settled.tuple)
                return `[${items.join(', ')}]`;
            return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
        }
        case 'dict': {
            if (settled.open !== undefined)
                return undefined;
            const entries = [...settled.entries.values()].map(({ key, value: each }) => {
                const text = represent(each, depth + 1);
                return text === undefined ? undefined : `${represent(key, depth + 1)}: ${text}`;
            });
            return entries.includes(undefined) ? undefined : `{${entries.join(', ')}}`;
        }
        default:
            return undefined;
    }
}
function quoted(text) {
    const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    const escaped = text
        .replaceAll('\\', '\\\\')
        .replaceAll('\n', '\\n')
        .replaceAll('\t', '\\t')
        .replaceAll('\r', '\\r');
    return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

;// CONCATENATED MODULE: ./build/project/jinja/sequences.js


/** What a `for` goes through; undefined if that is not known. */
function sequences_elements(value) {
    const settled = plain(value);
    switch (settled.kind) {
        case 'list':
            return settled.items;
        case 'dict':
            return settled.open === undefined ? [...settled.entries.values()].map((entry) => entry.key) : undefined;
        case 'text': {
            if (settled.known === undefined)
                return undefined;
            return Array.from(settled.known, (_, index) => sliceText(settled, index, index + 1));
        }
        case 'undefined':
        case 'none':
            return [];
        default:
            return undefined;
    }
}
function pairs(value) {
    const settled = plain(value);
    if (settled.kind !== 'dict' || settled.open !== undefined)
        return undefined;
    return [...settled.entries.values()].map(({ key, value: each }) => list([key, each], true));
}
function whyUnknown(value) {
    return unknownIn(value) ?? (value.kind === 'relation' ? 'a relation' : `a ${plain(value).kind}`);
}

;// CONCATENATED MODULE: ./build/project/jinja/sql-text.js


/** SQL around values: the words come from the call as a whole, the values from where they were written. */
function sql({ m, at }, words, ...values) {
    const parts = words.flatMap((word, index) => {
        const value = values[index];
        if (value === undefined)
            return [textAt(word, at)];
        return [textAt(word, at), typeof value === 'string' ? textAt(value, at) : print(value, at)];
    });
    return m.made(at, joinTexts(parts));
}
/** Texts with a separator between. */
function separated(call, items, separator) {
    const between = textAt(separator, call.at);
    const parts = items.flatMap((item, index) => index === 0 ? [print(item, call.at)] : [between, print(item, call.at)]);
    return call.m.made(call.at, joinTexts(parts));
}

;// CONCATENATED MODULE: ./build/project/jinja/cross-db.js
/** dbt's cross-database macros, as SQL any parser reads. */





const missing = unknown('an argument that is not given');
/** The named arguments of a call, each at least unknown. */
function given({ args }, ...names) {
    const bound = bind(args, ...names);
    const all = Object.create(null);
    for (const name of names)
        all[name] = bound[name] ?? missing;
    return all;
}
function type(bigquery, others) {
    return (call) => textAt(call.m.environment.adapter === 'bigquery' ? bigquery : others, call.at);
}
/** `name(a, b)` of the arguments as given. */
function functionOf(name, ...parameters) {
    return (call) => {
        const bound = bind(call.args, ...parameters);
        const values = parameters.map((each) => bound[each]).filter((value) => value !== undefined);
        return sql(call, [`${name}(`, `)`], separated(call, values, ', '));
    };
}
function quotedPart(call, part) {
    const text = knownText(part);
    return text === undefined ? part : textAt(text.replace(/['"]/g, ''), call.at);
}
function tuple(value) {
    return plain(value).kind === 'list' ? (sequences_elements(value) ?? [value]) : [value];
}
const crossDatabase = new Map(Object.entries({
    type_string: type('string', 'varchar'),
    type_timestamp: type('timestamp', 'timestamp'),
    type_float: type('float64', 'float'),
    type_numeric: type('numeric', 'numeric'),
    type_bigint: type('int64', 'bigint'),
    type_int: type('int64', 'int'),
    type_boolean: type('bool', 'boolean'),
    current_timestamp: (call) => textAt('current_timestamp()', call.at),
    current_timestamp_backcompat: (call) => textAt('current_timestamp()', call.at),
    current_timestamp_in_utc_backcompat: (call) => textAt('current_timestamp()', call.at),
    dateadd: (call) => {
        const { datepart, interval, from_date_or_timestamp } = given(call, 'datepart', 'interval', 'from_date_or_timestamp');
        const part = quotedPart(call, datepart);
        return call.m.environment.adapter === 'bigquery'
            ? sql(call, ['datetime_add(cast(', ' as datetime), interval ', ' ', ')'], from_date_or_timestamp, interval, part)
            : sql(call, ['dateadd(', ', ', ', ', ')'], part, interval, from_date_or_timestamp);
    },
    datediff: (call) => {
        const { first_date, second_date, datepart } = given(call, 'first_date', 'second_date', 'datepart');
        const part = quotedPart(call, datepart);
        return call.m.environment.adapter === 'bigquery'
            ? sql(call, ['datetime_diff(cast(', ' as datetime), cast(', ' as datetime), ', ')'], second_date, first_date, part)
            : sql(call, ['datediff(', ', ', ', ', ')'], part, first_date, second_date);
    },
    date_trunc: (call) => {
        const { datepart, date } = given(call, 'datepart', 'date');
        const part = quotedPart(call, datepart);
        return call.m.environment.adapter === 'bigquery'
            ? sql(call, ['timestamp_trunc(cast(', ' as timestamp), ', ')'], date, part)
            : sql(call, ["date_trunc('", "', ", ')'], part, date);
    },
    last_day: functionOf('last_day', 'date', 'datepart'),
    date: functionOf('date', 'year', 'month', 'day'),
    safe_cast: (call) => {
        const { field, type: to } = given(call, 'field', 'type');
        return sql(call, ['cast(', ' as ', ')'], field, to);
    },
    cast: (call) => {
        const { field, type: to } = given(call, 'field', 'type');
        return sql(call, ['cast(', ' as ', ')'], field, to);
    },
    concat: (call) => {
        const { fields } = given(call, 'fields');
        return sql(call, ['concat(', ')'], separated(call, tuple(fields), ', '));
    },
    hash: (call) => {
        const { field } = given(call, 'field');
        return sql(call, ['md5(cast(', ' as varchar))'], field);
    },
    any_value: functionOf('any_value', 'expression'),
    bool_or: functionOf('max', 'expression'),
    length: functionOf('length', 'expression'),
    position: functionOf('strpos', 'string_text', 'substring_text'),
    replace: functionOf('replace', 'field', 'old_chars', 'new_chars'),
    right: functionOf('right', 'string_text', 'length_expression'),
    split_part: functionOf('split_part', 'string_text', 'delimiter_text', 'part_number'),
    listagg: (call) => {
        const { measure, delimiter_text } = bind(call.args, 'measure', 'delimiter_text');
        return sql(call, ['string_agg(', ', ', ')'], measure ?? missing, delimiter_text ?? textAt("','", call.at));
    },
    string_literal: (call) => sql(call, ["'", "'"], given(call, 'value').value),
    escape_single_quotes: (call) => given(call, 'expression').expression,
    except: (call) => textAt(call.m.environment.adapter === 'bigquery' ? 'except distinct' : 'except', call.at),
    intersect: (call) => textAt(call.m.environment.adapter === 'bigquery' ? 'intersect distinct' : 'intersect', call.at),
    array_construct: (call) => {
        const { inputs } = bind(call.args, 'inputs');
        return sql(call, ['array(', ')'], separated(call, inputs ? tuple(inputs) : [], ', '));
    },
    array_append: functionOf('array_append', 'array', 'new_element'),
    array_concat: functionOf('array_concat', 'array_1', 'array_2'),
}));

;// CONCATENATED MODULE: ./build/project/jinja/dbt-utils.js
/** Macros of dbt_utils, acted out as far as the project knows the columns they look up. */






/** The columns of a relation as texts, or why they are not known. */
function columnsOf(call, relation) {
    const of = relation && plain(relation);
    if (of?.kind !== 'relation')
        return 'the columns of a relation that is not known';
    const columns = call.m.environment.columns(of.call);
    const name = of.call.kind === 'ref' ? of.call.name : of.call.kind === 'source' ? of.call.table : 'this';
    if (!columns)
        return `the columns of \`${name}\` are not known`;
    call.m.step(call.at, columns.length);
    return columns.map((column) => textAt(column, call.at));
}
function names(value) {
    if (!value)
        return new Set();
    const texts = (sequences_elements(value) ?? [undefined]).map((each) => knownText(each)?.toLowerCase());
    return texts.includes(undefined) ? undefined : new Set(texts);
}
/** Columns of a relation without those of `except`. */
function filtered(call, relation, except) {
    const columns = columnsOf(call, relation);
    const left = names(except);
    if (typeof columns === 'string')
        return columns;
    if (!left)
        return 'the columns left out are not known';
    return columns.filter((column) => !left.has(knownText(column).toLowerCase()));
}
const star = (call) => {
    const { from, relation_alias, except, prefix, suffix } = bind(call.args, 'from', 'relation_alias', 'except', 'prefix', 'suffix', 'quote_identifiers');
    const columns = filtered(call, from, except);
    if (typeof columns === 'string')
        return unknown(columns, call.at);
    const items = columns.map((column) => {
        const qualified = relation_alias && truth(relation_alias) ? sql(call, ['', '.', ''], relation_alias, column) : column;
        const affixed = (prefix && truth(prefix)) || (suffix && truth(suffix));
        if (!affixed)
            return qualified;
        return sql(call, ['', ' as ', '', '', ''], qualified, prefix ?? '', column, suffix ?? '');
    });
    return separated(call, items, ', ');
};
const surrogateKey = (call) => {
    const [first, ...rest] = call.args.positional.length > 0 ? call.args.positional : [...call.args.named.values()];
    const fields = first && plain(first).kind === 'list' ? sequences_elements(first) : first ? [first, ...rest] : [];
    const casts = fields.map((field) => sql(call, ['coalesce(cast(', " as string), '')"], field));
    return sql(call, ['md5(concat(', '))'], separated(call, casts, ", '-', "));
};
const unionRelations = (call) => {
    const { relations, exclude, include, source_column_name, where } = bind(call.args, 'relations', 'column_override', 'include', 'exclude', 'source_column_name', 'where');
    const all = relations && sequences_elements(relations);
    if (!all || all.length === 0)
        return unknown('the relations of a union are not known', call.at);
    const perRelation = all.map((relation) => filtered(call, relation, exclude));
    const reason = perRelation.find((each) => typeof each === 'string');
    const wanted = include && truth(include) ? names(include) : undefined;
    const columns = new Map();
    for (const each of perRelation)
        if (typeof each !== 'string')
            for (const column of each)
                columns.set(knownText(column).toLowerCase(), column);
    const marked = !source_column_name || truth(source_column_name);
    const mark = source_column_name && truth(source_column_name) ? source_column_name : '_dbt_source_relation';
    const selects = all.map((relation, index) => {
        const own = names(list(typeof perRelation[index] === 'string' ? [] : perRelation[index]));
        const items = marked ? [sql(call, ["'", "' as ", ''], relation, mark)] : [];
        if (typeof reason === 'string')
            items.push(textAt('*', call.at), unknown(reason, call.at));
        else
            for (const [name, column] of columns)
                if (!wanted || wanted.has(name))
                    items.push(own.has(name) ? column : sql(call, ['null as ', ''], column));
        const condition = where && truth(where) ? sql(call, [' where ', ''], where) : '';
        return sql(call, ['(select ', ' from ', '', ')'], separated(call, items, ', '), relation, condition);
    });
    return separated(call, selects, ' union all ');
};
const unpivot = (call) => {
    const { relation, cast_to, exclude, remove, field_name, value_name } = bind(call.args, 'relation', 'cast_to', 'exclude', 'remove', 'field_name', 'value_name', 'quote_identifiers');
    const columns = filtered(call, relation, remove);
    const kept = names(exclude);
    if (typeof columns === 'string')
        return unknown(columns, call.at);
    if (!kept)
        return unknown('the columns left out are not known', call.at);
    const stay = columns.filter((column) => kept.has(knownText(column).toLowerCase()));
    const turned = columns.filter((column) => !kept.has(knownText(column).toLowerCase()));
    const selects = turned.map((column) => sql(call, ['select ', '', "cast('", "' as string) as ", ', cast(', ' as ', ') as ', ' from ', ''], separated(call, stay, ', '), stay.length > 0 ? ', ' : '', column, field_name ?? 'field_name', column, cast_to ?? 'varchar', value_name ?? 'value', relation));
    return selects.length > 0
        ? separated(call, selects, ' union all ')
        : unknown('an unpivot of no columns', call.at);
};
const pivot = (call) => {
    const { column, values, alias, agg, cmp, prefix, suffix, then_value, else_value } = bind(call.args, 'column', 'values', 'alias', 'agg', 'cmp', 'prefix', 'suffix', 'then_value', 'else_value', 'quote_identifiers', 'distinct');
    const cases = values && sequences_elements(values);
    if (!cases || !column)
        return unknown('the values of a pivot are not known', call.at);
    const aliased = !alias || truth(alias) !== false;
    return separated(call, cases.map((value) => {
        const name = knownText(value)?.replace(/\W/g, '_');
        const as = aliased
            ? sql(call, [' as "', '', '', '"'], prefix ?? '', name === undefined ? value : textAt(name, call.at), suffix ?? '')
            : '';
        return sql(call, ['', '(case when ', ' ', " '", "' then ", ' else ', ' end)', ''], agg ?? 'sum', column, cmp ?? '=', value, then_value ?? '1', else_value ?? '0', as);
    }), ', ');
};
const dateSpine = (call) => {
    const { datepart, start_date, end_date } = bind(call.args, 'datepart', 'start_date', 'end_date');
    const part = knownText(datepart) ?? 'day';
    return sql(call, ['select ', ' as date_', ' union all select ', ' as date_', ''], start_date ?? none, part, end_date ?? none, part);
};
const groupBy = (call) => {
    const count = asNumber(call.args.positional[0] ?? call.args.named.get('n') ?? none);
    if (count === undefined)
        return unknown('the number of columns grouped by', call.at);
    call.m.step(call.at, Math.max(count, 0));
    const numbers = Array.from({ length: Math.max(count, 0) }, (_, index) => index + 1);
    return textAt(`group by ${numbers.join(', ')}`, call.at);
};
const deduplicate = (call) => {
    const { relation, partition_by, order_by } = bind(call.args, 'relation', 'partition_by', 'order_by');
    return sql(call, ['select * from ', ' qualify row_number() over (partition by ', ' order by ', ') = 1'], relation ?? unknown('the relation'), partition_by ?? '1', order_by ?? '1');
};
/** `safe_add(['a', 'b'])` or `safe_add('a', 'b')`. */
function safe(operator) {
    return (call) => {
        const [first, ...rest] = call.args.positional;
        const fields = first && plain(first).kind === 'list' ? sequences_elements(first) : first ? [first, ...rest] : [];
        const operands = fields.map((field) => sql(call, ['coalesce(', ', 0)'], field));
        return separated(call, operands, operator);
    };
}
const utilities = Object.entries({
    star,
    surrogate_key: surrogateKey,
    generate_surrogate_key: surrogateKey,
    union_relations: unionRelations,
    unpivot,
    pivot,
    date_spine: dateSpine,
    group_by: groupBy,
    deduplicate,
    safe_add: safe(' + '),
    safe_subtract: safe(' - '),
    safe_divide: (call) => {
        const { numerator, denominator } = bind(call.args, 'numerator', 'denominator');
        return sql(call, ['((', ') / nullif((', '), 0))'], numerator ?? unknown('the numerator'), denominator ?? unknown('the denominator'));
    },
    generate_series: (call) => textAt('select 1 as generated_number', call.at),
    nullcheck: (call) => {
        const columns = sequences_elements(call.args.positional[0] ?? none);
        if (!columns)
            return unknown('the columns are not known', call.at);
        return separated(call, columns.map((column) => sql(call, ['nullif(', ", '') as ", ''], column, column)), ', ');
    },
    nullcheck_table: (call) => sql(call, ['select * from ', ''], call.args.positional[0] ?? unknown('the relation')),
    get_filtered_columns_in_relation: (call) => {
        const { from, except } = bind(call.args, 'from', 'except');
        const columns = filtered(call, from, except);
        return typeof columns === 'string' ? unknown(columns, call.at) : list(columns);
    },
    get_column_values: (call) => unknown('the values in a column', call.at),
    slugify: (call) => {
        const text = knownText(call.args.positional[0]);
        if (text === undefined)
            return unknown('a text that is not known', call.at);
        return textAt(text
            .toLowerCase()
            .replace(/[ -]+/g, '_')
            .replace(/[^a-z0-9_]+/g, '')
            .replace(/^(?=\d)/, '_'), call.at);
    },
    pretty_time: (call) => unknown('the time of the run', call.at),
    pretty_log_format: () => none,
    log_info: () => textAt('', { site: { path: '', calls: [] }, start: 0, end: 0 }),
});
/** Including the cross-database macros, which older versions of dbt_utils had. */
const dbtUtils = new Map([...crossDatabase, ...utilities]);

;// CONCATENATED MODULE: ./build/project/jinja/json.js


/** Plain JSON, as far as nothing in the value is unknown or may be overridden. */
function toJson(value, depth = 0) {
    if (depth > 50)
        return { known: false };
    switch (value.kind) {
        case 'none':
            return { known: true, value: null };
        case 'boolean':
        case 'number':
            return { known: true, value: value.value };
        case 'text':
            return value.known === undefined ? { known: false } : { known: true, value: value.known };
        case 'list': {
            const items = value.items.map((item) => toJson(item, depth + 1));
            if (!items.every((item) => item.known))
                return { known: false };
            return { known: true, value: items.map((item) => item.value) };
        }
        case 'dict': {
            if (value.open !== undefined)
                return { known: false };
            const entries = [];
            for (const entry of value.entries.values()) {
                const key = toJson(entry.key, depth + 1);
                const json = toJson(entry.value, depth + 1);
                if (!key.known || !json.known)
                    return { known: false };
                entries.push([String(key.value), json.value]);
            }
            // fromEntries defines properties, so a key named __proto__ is only a key.
            return { known: true, value: Object.fromEntries(entries) };
        }
        default:
            return { known: false };
    }
}
/** A template value of plain JSON; every text in it is said to come from `at`. */
function ofJson(json, at, depth = 0) {
    if (depth > 50)
        return unknown('a value nested too deeply', at);
    if (json === null || json === undefined)
        return none;
    if (typeof json === 'boolean')
        return values_boolean(json);
    if (typeof json === 'number')
        return number(json, !Number.isInteger(json));
    if (typeof json === 'string')
        return textAt(json, at);
    if (Array.isArray(json))
        return list(json.map((item) => ofJson(item, at, depth + 1)));
    if (typeof json !== 'object')
        return unknown(`a ${typeof json}`, at);
    return dict(Object.entries(json).map(([key, item]) => [textAt(key, at), ofJson(item, at, depth + 1)]));
}
function fromJson(text, at) {
    if (text === undefined)
        return unknown('JSON that is not known', at);
    try {
        return ofJson(JSON.parse(text), at);
    }
    catch {
        return unknown('text that is not JSON', at);
    }
}

;// CONCATENATED MODULE: ./build/project/jinja/machine.js

/** Stops an evaluation that used up a limit; never leaves this folder. */
class LimitReached {
    message;
    place;
    constructor(message, place) {
        this.message = message;
        this.place = place;
    }
}
/** `return(value)`: ends the macro it is called in. */
class Return {
    value;
    constructor(value) {
        this.value = value;
    }
}
/** What the renderings of a template have seen between them. */
class Sightings {
    refs = new Map();
    sources = new Map();
    dynamic = new Map();
    macros = new Map();
    config = new Map();
    /** Some condition could not be decided. */
    undecided = false;
    askedIncremental = false;
    incomplete = false;
}
function spanKey(span) {
    return `${span.start}-${span.end}-${span.path}`;
}
class Machine {
    environment;
    variant;
    limits;
    budget;
    seen;
    /** How undecided conditions were answered so far, by their text. */
    decisions = new Map();
    /** Undecided conditions that have an `else` with something in it. */
    alternatives = new Set();
    /** Inside a branch that is taken in some renderings only. */
    conditional = 0;
    /** Inside a loop over something unknown: changes made here are not known. */
    uncertain = 0;
    depth = 0;
    constructor(environment, variant, limits, budget, seen) {
        this.environment = environment;
        this.variant = variant;
        this.limits = limits;
        this.budget = budget;
        this.seen = seen;
    }
    /** Pays for `count` steps of work. @throws LimitReached */
    step(at, count = 1) {
        this.budget.steps -= count;
        if (!(this.budget.steps >= 0))
            throw new LimitReached('evaluating this template takes too many steps', at);
    }
    /** Pays for making a text of `length`. @throws LimitReached */
    write(at, length) {
        this.budget.characters -= length;
        if (!(this.budget.characters >= 0))
            throw new LimitReached('this template makes too much text', at);
    }
    /** Pays for looking through values whole: comparing, printing, converting. @throws LimitReached */
    weigh(at, ...values) {
        for (const value of values)
            this.step(at, weight(value, this.budget.steps));
    }
    /** Pays for a text that was put together. */
    made(at, text) {
        this.step(at, text.pieces.length);
        this.write(at, text.known?.length ?? 0);
        return text;
    }
    enter(at) {
        if (++this.depth > this.limits.depth)
            throw new LimitReached('this template nests too deeply', at);
    }
    /** Answers a condition nobody can decide: the first branch in renderings of branch 0, else the last. */
    decide(frame, test) {
        let inverse = false;
        while (test.type === 'unary' && test.operator === 'not') {
            inverse = !inverse;
            test = test.operand;
        }
        const key = frame.text.slice(test.start, test.end).replace(/\s+/g, ' ');
        let answer = this.decisions.get(key);
        if (answer === undefined) {
            answer = (this.variant.branch === 0) !== inverse;
            if (this.uncertain > 0)
                return answer !== inverse;
            this.decisions.set(key, answer);
            this.seen.undecided = true;
        }
        return answer !== inverse;
    }
}
function placeIn(frame, range) {
    return { site: frame.site, start: range.start, end: range.end };
}

;// CONCATENATED MODULE: ./build/project/jinja/context.js
/** What dbt puts around a template: its functions and objects, and the macros of the project. */








class Context {
    callMacro;
    constructor(callMacro) {
        this.callMacro = callMacro;
    }
    /** The value of a name that the template does not define itself. */
    global(m, frame, name, at) {
        const known = objects.get(name);
        if (known)
            return known(m, frame, at, this);
        const builtin = functions.get(name);
        if (builtin)
            return callable(name, (args, place) => builtin({ m, frame, args, at: place, context: this }));
        const found = m.environment.macro(name, undefined, frame.package);
        if (typeof found !== 'string')
            return this.macro(m, frame, name, name, found);
        const emulated = crossDatabase.get(name);
        if (emulated)
            return this.emulated(m, frame, name, emulated);
        return { kind: 'undefined', name };
    }
    /** `package.name` as a value to call. */
    packaged(m, frame, package_, name, at) {
        const written = `${package_}.${name}`;
        const emulated = context_packages.get(package_)?.get(name);
        if (emulated)
            return this.emulated(m, frame, written, emulated);
        const found = m.environment.macro(name, package_, frame.package);
        if (typeof found !== 'string')
            return this.macro(m, frame, written, name, found);
        const reason = `macro \`${written}\` is not in this repository`;
        return callable(written, (_, call) => {
            record(m, frame, written, 'unknown', call);
            return unknown(reason, at);
        });
    }
    macro(m, frame, written, name, found) {
        const macro = plain(this.callMacro(m, frame, found));
        if (macro.kind !== 'callable')
            return macro;
        return callable(name, (args, at) => {
            record(m, frame, written, 'found', at, found.id);
            return macro.call(args, at);
        });
    }
    emulated(m, frame, written, builtin) {
        return callable(written, (args, at) => {
            record(m, frame, written, 'builtin', at);
            return builtin({ m, args, at });
        });
    }
    /** `adapter.dispatch(name, package)`: `<adapter>__name`, else `default__name`. */
    dispatch({ m, frame, args, at }) {
        const bound = bind(args, 'macro_name', 'macro_namespace');
        const name = knownText(bound.macro_name);
        const given = bound.macro_namespace && plain(bound.macro_namespace);
        const namespace = given && given.kind !== 'none' ? knownText(given) : undefined;
        if (name === undefined)
            return unknown('the name of a dispatched macro', at);
        for (const prefix of [m.environment.adapter, 'default']) {
            if (prefix === undefined)
                continue;
            const found = m.environment.macro(`${prefix}__${name}`, namespace, frame.package);
            if (typeof found !== 'string')
                return this.macro(m, frame, name, name, found);
        }
        const emulated = context_packages.get(namespace ?? 'dbt')?.get(name) ?? crossDatabase.get(name);
        if (emulated)
            return this.emulated(m, frame, name, emulated);
        return callable(name, (_, call) => {
            record(m, frame, name, 'unknown', call);
            return unknown(`macro \`${namespace ? `${namespace}.` : ''}${name}\` is not in this repository`, call);
        });
    }
}
/** Packages whose macros are acted out here. */
const context_packages = new Map([
    ['dbt', crossDatabase],
    ['dbt_utils', dbtUtils],
]);
function record(m, frame, name, resolution, at, id) {
    const span = spanOf(at);
    m.seen.macros.set(spanKey(span), {
        name,
        resolution,
        ...(id !== undefined && { id }),
        span,
        direct: frame.calls === 0,
    });
}
function ref({ m, args, at }) {
    const span = spanOf(at);
    const names = args.positional.map(knownText);
    const name = names.at(-1);
    const version = args.named.get('v') ?? args.named.get('version');
    const written = version && knownText(print(version, at));
    if (name === undefined ||
        names.includes(undefined) ||
        names.length > 2 ||
        (version && written === undefined)) {
        m.seen.dynamic.set(spanKey(span), { kind: 'dynamic', function: 'ref', span });
        return unknown('a ref whose arguments are not known', at);
    }
    const call = {
        kind: 'ref',
        ...(names.length === 2 && { package: names[0] }),
        name,
        ...(written !== undefined && { version: written }),
        span,
    };
    m.seen.refs.set(`${spanKey(span)} ${names.join('.')} ${written ?? ''}`, call);
    return { kind: 'relation', call, place: at };
}
function source({ m, args, at }) {
    const span = spanOf(at);
    const [name, table] = args.positional.map(knownText);
    if (name === undefined || table === undefined) {
        m.seen.dynamic.set(spanKey(span), { kind: 'dynamic', function: 'source', span });
        return unknown('a source whose arguments are not known', at);
    }
    const call = { kind: 'source', source: name, table, span };
    m.seen.sources.set(`${spanKey(span)} ${name}.${table}`, call);
    return { kind: 'relation', call, place: at };
}
function config({ m, args, at }) {
    const given = [...args.named].map(([key, value]) => [
        key,
        value,
        args.spans?.get(key) ?? at,
    ]);
    const first = args.positional[0] && plain(args.positional[0]);
    if (first?.kind === 'dict')
        for (const { key, value } of first.entries.values())
            given.push([knownText(key) ?? '', value, at]);
    for (const [key, value, place] of given) {
        const span = spanOf(place);
        const json = toJson(value);
        const id = `${spanKey(span)} ${key}`;
        const before = m.seen.config.get(id);
        const same = !before || JSON.stringify(before.value) === JSON.stringify(json);
        m.seen.config.set(id, {
            key,
            value: json.known && m.conditional === 0 && same ? json : { known: false },
            span,
        });
    }
    return emptyText;
}
function variable({ m, frame, args, at }) {
    const { name: given, default: fallback } = bind(args, 'name', 'default');
    const name = knownText(given);
    if (name === undefined)
        return unknown('a variable whose name is not known', at);
    const reason = `variable \`${name}\``;
    const value = m.environment.variable(name, frame.package);
    if (value !== undefined)
        return assume(ofJson(value, at), reason);
    return fallback
        ? assume(fallback, reason)
        : unknown(`variable \`${name}\` has no default in this project`, at);
}
function environmentVariable({ args, at }) {
    const [name, fallback] = args.positional;
    const reason = `environment variable \`${knownText(name) ?? '?'}\``;
    return fallback ? assume(fallback, reason) : unknown(reason, at);
}
function range({ m, args, at }) {
    const bounds = args.positional.map(asNumber);
    if (bounds.includes(undefined) || bounds.length === 0)
        return unknown('a range that is not known', at);
    const [from, to, step] = bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0], bounds[1], bounds[2] ?? 1];
    const count = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
    m.step(at, count);
    return list(Array.from({ length: count }, (_, index) => number(from + index * step)));
}
function distinct(items) {
    const seen = new Map();
    for (const item of items) {
        const key = dictKey(item) ?? item;
        if (!seen.has(key))
            seen.set(key, item);
    }
    return [...seen.values()];
}
function dictOf({ args, at }) {
    const first = args.positional[0] && plain(args.positional[0]);
    const result = dict([]);
    if (first?.kind === 'dict')
        for (const [key, entry] of first.entries)
            result.entries.set(key, entry);
    for (const [name, value] of args.named)
        result.entries.set(`s${name}`, { key: textAt(name, at), value });
    return result;
}
function zip({ args, at }) {
    const lists = args.positional.map((each) => sequences_elements(each));
    if (lists.includes(undefined))
        return unknown('a zip of lists that are not known', at);
    const count = Math.min(...lists.map((each) => each.length));
    if (!Number.isFinite(count))
        return list([]);
    return list(Array.from({ length: count }, (_, index) => list(lists.map((each) => each[index]), true)));
}
const silent = () => emptyText;
const functions = new Map(Object.entries({
    ref,
    source,
    config,
    var: variable,
    env_var: environmentVariable,
    range,
    zip,
    zip_strict: zip,
    dict: dictOf,
    log: silent,
    print: silent,
    debug: silent,
    store_result: silent,
    is_incremental: ({ m }) => {
        m.seen.askedIncremental = true;
        return values_boolean(m.variant.incremental);
    },
    return: ({ args }) => {
        throw new Return(args.positional[0] ?? args.named.get('data') ?? none);
    },
    namespace: (call) => {
        const from = plain(dictOf(call));
        const attributes = new Map();
        if (from.kind === 'dict')
            for (const { key, value } of from.entries.values())
                attributes.set(knownText(key) ?? '', value);
        return { kind: 'object', name: 'namespace', attributes };
    },
    set: ({ args }) => list(distinct(sequences_elements(args.positional[0] ?? none) ?? [unknown('a set')])),
    set_strict: ({ args }) => list(distinct(sequences_elements(args.positional[0] ?? none) ?? [unknown('a set')])),
    tojson: ({ args, at }) => {
        const json = toJson(args.positional[0] ?? none);
        return json.known
            ? textAt(JSON.stringify(json.value) ?? 'null', at)
            : unknown('JSON of something not known', at);
    },
    fromjson: ({ args, at }) => fromJson(knownText(args.positional[0]), at),
    toyaml: ({ at }) => unknown('YAML text', at),
    fromyaml: ({ at }) => unknown('YAML', at),
    local_md5: ({ at }) => unknown('a hash', at),
    statement: silent,
    run_query: ({ at }) => unknown('the result of a query', at),
    load_result: ({ at }) => unknown('the result of a query', at),
}));
function object(name, attributes) {
    return { kind: 'object', name, attributes: new Map(attributes) };
}
function unknownObject(reason) {
    return (_m, _frame, at) => unknown(reason, at);
}
const objects = new Map(Object.entries({
    execute: () => yes,
    this: (_m, _frame, at) => ({ kind: 'relation', call: { kind: 'this', span: spanOf(at) }, place: at }),
    config: (m, frame, _at, context) => ({
        kind: 'object',
        name: 'config',
        attributes: new Map([
            [
                'get',
                callable('config.get', ({ positional, named }, place) => {
                    const fallback = positional[1] ?? named.get('default');
                    const reason = `config \`${knownText(positional[0]) ?? '?'}\``;
                    return fallback ? assume(fallback, reason) : unknown(reason, place);
                }),
            ],
            ['set', callable('config.set', () => emptyText)],
            ['require', callable('config.require', (_args, place) => unknown('a config', place))],
        ]),
        call: (args, place) => config({ m, frame, args, at: place, context }),
    }),
    adapter: (m, frame, _at, context) => object('adapter', [
        [
            'dispatch',
            callable('adapter.dispatch', (args, at) => context.dispatch({ m, frame, args, at, context })),
        ],
        [
            'quote',
            callable('adapter.quote', (args, at) => {
                const quote = m.environment.adapter === 'bigquery' || m.environment.adapter === 'databricks' ? '`' : '"';
                const name = knownText(args.positional[0]);
                return name === undefined ? unknown('a quoted name', at) : textAt(`${quote}${name}${quote}`, at);
            }),
        ],
        [
            'get_columns_in_relation',
            callable('adapter.get_columns_in_relation', (args, at) => {
                const columns = columnsOf({ m, args, at }, args.positional[0]);
                return typeof columns === 'string' ? unknown(columns, at) : list(columns.map(column));
            }),
        ],
    ]),
    builtins: (m, frame, _at, context) => object('builtins', ['ref', 'source', 'config'].map((name) => [
        name,
        callable(name, (args, at) => functions.get(name)({ m, frame, args, at, context })),
    ])),
    exceptions: () => object('exceptions', [
        ['raise_compiler_error', callable('raise_compiler_error', () => emptyText)],
        ['warn', callable('warn', () => emptyText)],
    ]),
    target: (m, _frame, at) => {
        const { adapter } = m.environment;
        // The warehouse is a property of the project, unlike the rest of the target.
        const type = adapter === undefined || adapter === 'generic' ? unknown('`target.type`', at) : textAt(adapter, at);
        return object('target', [['type', type]]);
    },
    model: (m, _frame, at) => object('model', [['name', textAt(m.environment.model.name, at)]]),
    project_name: (m, _frame, at) => textAt(m.environment.model.package, at),
    api: () => object('api', []),
    modules: unknownObject('`modules`'),
    flags: unknownObject('`flags`'),
    graph: unknownObject('`graph`'),
    invocation_id: unknownObject('the id of the run'),
    run_started_at: unknownObject('the time of the run'),
    dbt_version: unknownObject('the version of dbt'),
    schema: unknownObject('`schema`'),
    database: unknownObject('`database`'),
    context: unknownObject('`context`'),
    thread_id: unknownObject('`thread_id`'),
    selected_resources: unknownObject('`selected_resources`'),
    invocation_args_dict: unknownObject('`invocation_args_dict`'),
    dbt_metadata_envs: unknownObject('`dbt_metadata_envs`'),
}));
/** A column as adapters hand it out: its name is known, its type is not. */
function column(name) {
    const text = plain(name);
    return object('column', [
        ['name', text],
        ['column', text],
        ['quoted', text],
    ]);
}

;// CONCATENATED MODULE: ./build/project/jinja/source-map.js

/** A source map over segments in order of `start`, without gaps. `path` is the template's own file. */
function sourceMap(segments, path) {
    return {
        at(offset) {
            const segment = segments[find(segments, offset)];
            return segment && offset < segment.end ? narrowed(segment, offset, offset + 1) : undefined;
        },
        span(start, end) {
            const origins = [];
            for (let index = find(segments, start); index < segments.length; index++) {
                const segment = segments[index];
                if (segment.start >= Math.max(end, start + 1))
                    break;
                if (segment.end > start)
                    origins.push(narrowed(segment, Math.max(start, segment.start), Math.min(end, segment.end)));
            }
            return cover(origins, path);
        },
    };
}
/** The index of the segment that holds `offset`, or the first after it. */
function find(segments, offset) {
    let low = 0;
    let high = segments.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (segments[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
function narrowed(segment, from, to) {
    const origin = originOf(segment.place, segment.verbatim);
    if (!segment.verbatim)
        return origin;
    const shift = segment.place.start - segment.start;
    return { ...origin, start: from + shift, end: to + shift };
}
function cover(origins, path) {
    const file = origins.some((origin) => origin.path === path) ? path : origins[0]?.path;
    if (file === undefined)
        return undefined;
    let start = Infinity;
    let end = -1;
    for (const origin of origins) {
        // Text out of a macro stands where the macro was called.
        const span = origin.path === file ? origin : origin.calls.findLast((call) => call.path === file);
        if (!span)
            continue;
        start = Math.min(start, span.start);
        end = Math.max(end, span.end);
    }
    return { path: file, start, end };
}

;// CONCATENATED MODULE: ./build/project/jinja/sql-context.js
/** What may stand at a place in SQL: enough to put something sensible where a value is not known. */
/** Words after which an operand or a clause must follow; any other word ends an operand. */
const keywords = new Set(`all and any as asc between by case cross cube desc distinct else except exclude exists from full group grouping
   having if ilike in inner intersect interval into is join lateral left like limit minus natural not offset on or
   order outer over partition qualify range regexp rename replace right rlike rollup rows select set similar sets
   then union using values when where window with array struct cast create table view insert update merge into`.split(/\s+/));
/** Reads SQL as it is written and says at any time what may follow. */
class SqlContext {
    quote;
    comment;
    /** The last word or sign, lower case. */
    last = '';
    beforeLast = '';
    word = '';
    read(text) {
        for (let at = 0; at < text.length; at++) {
            const char = text[at];
            if (this.comment) {
                if (this.comment === 'line' ? char === '\n' : char === '/' && text[at - 1] === '*')
                    this.comment = undefined;
            }
            else if (this.quote) {
                if (char === '\\' && this.quote === "'")
                    at++;
                else if (char === this.quote) {
                    this.quote = undefined;
                    this.sign("'");
                }
            }
            else if (isWordCharacter(char))
                this.word += char;
            else {
                this.endWord();
                if (char === "'" || char === '"' || char === '`')
                    this.quote = char;
                else if (char === '-' && text[at + 1] === '-')
                    this.comment = 'line';
                else if (char === '#' && /^#(?:\s|$)/.test(text.slice(at, at + 2)))
                    this.comment = 'line';
                else if (char === '/' && text[at + 1] === '*')
                    this.comment = 'block';
                else if (char > ' ')
                    this.sign(char);
            }
        }
    }
    endWord() {
        if (this.word === '')
            return;
        this.sign(this.word.toLowerCase());
        this.word = '';
    }
    sign(text) {
        this.beforeLast = this.last;
        this.last = text;
    }
    /** What may stand here, given the text that will follow as far as it is known. */
    slot(following) {
        if (this.comment)
            return 'nothing';
        if (this.quote || this.word !== '')
            return 'inside';
        const next = /^\s*(\w+|\S)?/.exec(following)?.[1]?.toLowerCase() ?? '';
        if (this.startsQuery()) {
            if (next === 'select' || next === 'with')
                return 'nothing';
            // `count( {{ x }}, 1)` is no query, nor is `( {{ x }} + 1)`.
            return next === '' || next === ')' || next === 'union' || next === ';' ? 'statement' : 'operand';
        }
        if (/^[\w$]/.test(following))
            return 'inside';
        return this.endsOperand() ? 'nothing' : 'operand';
    }
    startsQuery() {
        if (this.last === '' || this.last === ';')
            return true;
        if (this.last === 'union' || this.last === 'except' || this.last === 'intersect' || this.last === 'minus')
            return true;
        if (this.last === 'all' || this.last === 'distinct')
            return ['union', 'except', 'intersect'].includes(this.beforeLast);
        return (this.last === '(' && ['as', 'from', 'join', 'materialized', '', 'exists'].includes(this.beforeLast));
    }
    endsOperand() {
        const { last } = this;
        if (last === ')' || last === ']' || last === "'" || last === '*')
            return last !== '*' || this.afterStar();
        return isWordCharacter(last[0] ?? '') && !keywords.has(last);
    }
    /** `select *` and `count(*` end an operand; `2 *` does not. */
    afterStar() {
        const { beforeLast } = this;
        return beforeLast === ',' || beforeLast === '.' || beforeLast === '(' || keywords.has(beforeLast);
    }
}
function isWordCharacter(char) {
    return /[\w$]/.test(char);
}

;// CONCATENATED MODULE: ./build/project/jinja/flatten.js


function flatten(pieces, path, variant) {
    const writer = new Writer(pieces);
    const { text, segments, holes, relations } = writer.write();
    return { variant, text, map: sourceMap(segments, path), holes, relations };
}
class Writer {
    pieces;
    segments = [];
    holes = [];
    relations = [];
    /** Tokens by what they stand for. */
    tokens = new Map();
    regions = [];
    context = new SqlContext();
    prefix;
    needsContext;
    text = '';
    constructor(pieces) {
        this.pieces = pieces;
        this.prefix = freePrefix(pieces);
        this.needsContext = pieces.some((piece) => piece.kind === 'hole' && piece.region === undefined);
    }
    write() {
        for (const [index, piece] of this.pieces.entries()) {
            if (piece.kind === 'characters')
                this.add(piece.text, piece.place, piece.verbatim);
            else if (piece.kind === 'relation')
                this.add(this.token(piece), piece.place, false);
            else if (piece.region === 'open')
                this.regions.push({ start: this.text.length, reason: piece.reason });
            else if (piece.region === 'close')
                this.closeRegion();
            else
                this.hole(piece, index);
        }
        while (this.regions.length > 0)
            this.closeRegion();
        this.holes.sort((a, b) => a.start - b.start || a.end - b.end);
        return this;
    }
    add(text, place, verbatim) {
        if (text === '')
            return;
        const start = this.text.length;
        this.text += text;
        this.segments.push({ start, end: this.text.length, verbatim, place });
        if (this.needsContext)
            this.context.read(text);
    }
    closeRegion() {
        const region = this.regions.pop();
        if (region)
            this.holes.push({ start: region.start, end: this.text.length, reason: region.reason });
    }
    hole(piece, index) {
        const start = this.text.length;
        const slot = this.context.slot(this.following(index));
        const name = `${this.prefix}hole_${this.holes.length + 1}`;
        if (slot === 'statement')
            this.add(`select * from ${name}`, piece.place, false);
        else if (slot !== 'nothing')
            this.add(name, piece.place, false);
        this.holes.push({ start, end: this.text.length, reason: piece.reason });
    }
    /** The text after a piece up to something that is not known yet: a few characters are enough. */
    following(index) {
        let text = '';
        for (let at = index + 1; at < this.pieces.length && text.length < 200; at++) {
            const piece = this.pieces[at];
            if (piece.kind === 'relation')
                return `${text}r`;
            if (piece.kind === 'characters')
                text += piece.text.replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ');
            if (text.trim() !== '')
                return text;
        }
        return text;
    }
    token(piece) {
        const { call } = piece;
        const target = JSON.stringify(call.kind === 'ref'
            ? ['ref', call.package, call.name, call.version]
            : call.kind === 'source'
                ? ['source', call.source, call.table]
                : ['this']);
        let token = this.tokens.get(target);
        if (token === undefined) {
            const name = call.kind === 'ref' ? call.name : call.kind === 'source' ? call.table : 'model';
            const safe = name.replace(/\W/g, '_').slice(0, 60);
            token = `${this.prefix}${call.kind}_${this.tokens.size + 1}__${safe}`;
            this.tokens.set(target, token);
            this.relations.push({ token, call });
        }
        return token;
    }
}
/** A start for identifiers that the text itself nowhere uses, even put together out of several pieces. */
function freePrefix(pieces) {
    const text = pieces.map((piece) => (piece.kind === 'characters' ? piece.text : '')).join('');
    const used = text.toLowerCase();
    let prefix = 'pr_';
    for (let more = 2; used.includes(`${prefix}ref_`) ||
        used.includes(`${prefix}source_`) ||
        used.includes(`${prefix}this_`) ||
        used.includes(`${prefix}hole_`); more++)
        prefix = `pr${more}_`;
    return prefix;
}

;// CONCATENATED MODULE: ./build/project/jinja/limits.js
/** How much of anything one template may use. Going over gives a `problem`, never a hang. */
const defaultLimits = {
    tokens: 200_000,
    nesting: 80,
    steps: 250_000,
    characters: 6_000_000,
    calls: 60,
    depth: 900,
};

;// CONCATENATED MODULE: ./build/project/jinja/lexer.js
/** A place where the template stops being valid Jinja; never leaves this folder. */
class SyntaxFailure {
    message;
    start;
    end;
    constructor(message, range) {
        this.message = message;
        this.start = range.start;
        this.end = range.end;
    }
}
const operators = ['//', '**', '==', '!=', '>=', '<=', ...'<>=+-*/%~[](){}|,:.;'];
const closers = { '(': ')', '[': ']', '{': '}' };
const lexer_name = /[\p{L}_][\p{L}\p{N}_]*/uy;
const lexer_number = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const space = /\s+/y;
/** `{% raw %}` and `{% docs x %}` hold text that is not Jinja. */
const rawBegin = /\{%[-+]?\s*(?:raw|docs\s+([A-Za-z_]\w*))\s*([-+]?)%\}/y;
const rawEnd = { raw: /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g, docs: /\{%([-+]?)\s*enddocs\s*([-+]?)%\}/g };
/**
 * The tokens of a template, ending in `eof`.
 * @throws SyntaxFailure
 */
function tokenize(text, limits) {
    const lexer = new Lexer(text, limits.tokens);
    lexer.run();
    return lexer.tokens;
}
class Lexer {
    tokens = [];
    text;
    limit;
    position = 0;
    /** The tag before the data at hand ended in `-`. */
    trimNext = false;
    constructor(text, limit) {
        this.text = text;
        this.limit = limit;
    }
    run() {
        while (this.position < this.text.length) {
            const open = this.nextOpening();
            if (open < 0) {
                this.data(this.position, this.text.length, false);
                this.position = this.text.length;
                break;
            }
            this.data(this.position, open, this.text[open + 2] === '-');
            this.position = open;
            if (this.text[open + 1] === '#')
                this.comment();
            else if (this.text[open + 1] !== '%' || !this.raw())
                this.tag();
        }
        this.push('eof', this.text.length, this.text.length);
    }
    nextOpening() {
        for (let at = this.text.indexOf('{', this.position); at >= 0; at = this.text.indexOf('{', at + 1)) {
            const next = this.text[at + 1];
            if (next === '{' || next === '%' || next === '#')
                return at;
        }
        return -1;
    }
    push(type, start, end, text = this.text.slice(start, end)) {
        if (this.tokens.length >= this.limit)
            throw new SyntaxFailure(`the template has more than ${this.limit} tokens`, { start, end });
        this.tokens.push({ type, start, end, text });
    }
    data(start, end, trimEnd) {
        if (this.trimNext)
            while (start < end && isSpace(this.text, start))
                start++;
        if (trimEnd)
            while (end > start && isSpace(this.text, end - 1))
                end--;
        this.trimNext = false;
        if (start < end)
            this.push('data', start, end);
    }
    comment() {
        const start = this.position;
        const close = this.text.indexOf('#}', start + 2);
        if (close < 0)
            throw new SyntaxFailure('this comment is never closed', { start, end: start + 2 });
        this.trimNext = this.text[close - 1] === '-' && close - 1 >= start + 2;
        this.position = close + 2;
    }
    raw() {
        rawBegin.lastIndex = this.position;
        const begin = rawBegin.exec(this.text);
        if (!begin)
            return false;
        const tag = begin[1] === undefined ? 'raw' : 'docs';
        const start = this.position;
        const body = start + begin[0].length;
        const pattern = rawEnd[tag];
        pattern.lastIndex = body;
        const end = pattern.exec(this.text);
        if (!end)
            throw new SyntaxFailure(`{% ${tag} %} is never closed`, { start, end: body });
        this.trimNext = begin[2] === '-';
        if (begin[1] === undefined)
            this.data(body, end.index, end[1] === '-');
        else {
            this.push('docs', start, end.index + end[0].length, begin[1]);
            this.push('data', body, end.index);
        }
        this.trimNext = end[2] === '-';
        this.position = end.index + end[0].length;
        return true;
    }
    tag() {
        const start = this.position;
        const block = this.text[start + 1] === '%';
        const sign = this.text[start + 2];
        this.position += sign === '-' || sign === '+' ? 3 : 2;
        this.push('begin', start, this.position, block ? '{%' : '{{');
        const open = [];
        for (;;) {
            this.skipSpace();
            if (this.position >= this.text.length)
                throw new SyntaxFailure(`this ${block ? '{%' : '{{'} is never closed`, { start, end: start + 2 });
            if (open.length === 0 && this.tagEnd(block))
                return;
            this.inside(open);
        }
    }
    skipSpace() {
        space.lastIndex = this.position;
        if (space.test(this.text))
            this.position = space.lastIndex;
    }
    tagEnd(block) {
        const close = block ? '%}' : '}}';
        const sign = this.text[this.position];
        const signed = sign === '-' || (block && sign === '+');
        const at = signed ? this.position + 1 : this.position;
        if (!this.text.startsWith(close, at))
            return false;
        this.push('end', this.position, at + 2, close);
        this.trimNext = sign === '-';
        this.position = at + 2;
        return true;
    }
    inside(open) {
        const start = this.position;
        const first = this.text[start];
        if (first === '"' || first === "'")
            return this.string(first);
        for (const [pattern, type] of [[lexer_name, 'name'], [lexer_number, 'number']]) {
            pattern.lastIndex = start;
            if (!pattern.test(this.text))
                continue;
            this.position = pattern.lastIndex;
            return this.push(type, start, this.position);
        }
        const operator = operators.find((each) => this.text.startsWith(each, start));
        if (operator === undefined)
            throw new SyntaxFailure(`unexpected character ${JSON.stringify(first)}`, { start, end: start + 1 });
        const closer = closers[operator];
        if (closer)
            open.push(closer);
        else if (operator === ')' || operator === ']' || operator === '}') {
            const expected = open.pop();
            if (expected !== operator)
                throw new SyntaxFailure(expected ? `unexpected '${operator}', expected '${expected}'` : `unexpected '${operator}'`, { start, end: start + 1 });
        }
        this.position = start + operator.length;
        this.push('operator', start, this.position);
    }
    string(quote) {
        const start = this.position;
        let at = start + 1;
        while (at < this.text.length && this.text[at] !== quote)
            at += this.text[at] === '\\' ? 2 : 1;
        if (at >= this.text.length)
            throw new SyntaxFailure('this string is never closed', { start, end: start + 1 });
        this.position = at + 1;
        this.push('string', start, this.position);
    }
}
function isSpace(text, at) {
    const code = text.charCodeAt(at);
    return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(text[at]));
}

;// CONCATENATED MODULE: ./build/project/jinja/string-literal.js
const simple = new Map([
    ['n', '\n'],
    ['t', '\t'],
    ['r', '\r'],
    ['b', '\b'],
    ['f', '\f'],
    ['v', '\v'],
    ['a', '\x07'],
    ['0', '\0'],
    ['\\', '\\'],
    ["'", "'"],
    ['"', '"'],
    ['\n', ''],
]);
const coded = /x([\da-fA-F]{2})|u([\da-fA-F]{4})/y;
/** What a quoted token stands for, split where Python's escapes make the value differ from the file. */
function stringParts(token) {
    const parts = [];
    const { text, start } = token;
    const last = text.length - 1;
    for (let at = 1; at < last;) {
        const found = text.indexOf('\\', at);
        const stop = found < 0 ? last : Math.min(found, last);
        if (stop > at)
            parts.push({ text: text.slice(at, stop), start: start + at, end: start + stop, verbatim: true });
        if (stop >= last)
            break;
        const [value, length] = escaped(text, stop + 1);
        parts.push({ text: value, start: start + stop, end: start + stop + length, verbatim: false });
        at = stop + length;
    }
    return parts;
}
/** The character an escape stands for, and how many the escape takes, backslash included. */
function escaped(text, at) {
    const value = simple.get(text[at]);
    if (value !== undefined)
        return [value, 2];
    coded.lastIndex = at;
    const code = coded.exec(text);
    if (code)
        return [String.fromCharCode(parseInt(code[1] ?? code[2], 16)), code[0].length + 1];
    return [`\\${text[at]}`, 2];
}

;// CONCATENATED MODULE: ./build/project/jinja/expression-parser.js


const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const constants = new Map([
    ['true', true],
    ['True', true],
    ['false', false],
    ['False', false],
    ['none', null],
    ['None', null],
]);
/** Names that cannot start the argument of a test written without parentheses. */
const afterTest = new Set(['else', 'or', 'and', 'is', 'in', 'if', 'not']);
/** Reads tokens one after another; every method throws SyntaxFailure where the template is not valid. */
class ExpressionParser {
    tokens;
    limits;
    position = 0;
    depth = 0;
    constructor(tokens, limits) {
        this.tokens = tokens;
        this.limits = limits;
    }
    get token() {
        return this.tokens[this.position];
    }
    get previous() {
        return this.tokens[this.position - 1];
    }
    peek(offset = 1) {
        return this.tokens[Math.min(this.position + offset, this.tokens.length - 1)];
    }
    next() {
        const token = this.token;
        if (token.type !== 'eof')
            this.position++;
        return token;
    }
    is(type, text) {
        return this.token.type === type && (text === undefined || this.token.text === text);
    }
    accept(type, text) {
        if (!this.is(type, text))
            return false;
        this.position++;
        return true;
    }
    expect(type, text) {
        if (!this.is(type, text))
            this.fail(`expected ${text === undefined ? `a ${type}` : `'${text}'`}`);
        return this.next();
    }
    fail(message, range = this.token) {
        const found = this.token.type === 'eof' ? 'the end of the file' : `'${this.token.text.slice(0, 40)}'`;
        throw new SyntaxFailure(range === this.token ? `${message}, found ${found}` : message, range);
    }
    /** Runs `parse` one level deeper. */
    nested(parse) {
        if (++this.depth > this.limits.nesting)
            this.fail(`nested more than ${this.limits.nesting} levels deep`);
        const result = parse();
        this.depth--;
        return result;
    }
    expression(conditional = true) {
        return this.nested(() => (conditional ? this.conditional() : this.or()));
    }
    /** One expression, or several with commas between: a tuple. */
    tuple(conditional = true) {
        const first = this.expression(conditional);
        if (!this.is('operator', ','))
            return first;
        const items = [first];
        while (this.accept('operator', ',') && !this.endsTuple())
            items.push(this.expression(conditional));
        return { type: 'tuple', items, start: first.start, end: this.previous.end };
    }
    endsTuple() {
        return this.is('end') || this.is('operator', ')') || this.is('name', 'in') || this.is('operator', '=');
    }
    conditional() {
        let value = this.or();
        for (let links = 0; this.accept('name', 'if'); links++) {
            this.checkChain(links);
            const test = this.or();
            const otherwise = this.accept('name', 'else') ? this.expression() : undefined;
            value = {
                type: 'conditional',
                then: value,
                test,
                ...(otherwise && { else: otherwise }),
                start: value.start,
                end: this.previous.end,
            };
        }
        return value;
    }
    checkChain(links) {
        if (links > 2 * this.limits.nesting)
            this.fail(`more than ${2 * this.limits.nesting} operators in a row`);
    }
    leftToRight(type, texts, operand) {
        let left = operand();
        for (let links = 0; this.token.type === type; links++) {
            const operator = texts.find((text) => text === this.token.text);
            if (!operator)
                break;
            this.checkChain(links);
            this.next();
            const right = operand();
            left = { type: 'binary', operator, left, right, start: left.start, end: right.end };
        }
        return left;
    }
    or() {
        return this.leftToRight('name', ['or'], () => this.leftToRight('name', ['and'], () => this.not()));
    }
    not() {
        const { start } = this.token;
        if (!this.accept('name', 'not'))
            return this.comparison();
        const operand = this.nested(() => this.not());
        return { type: 'unary', operator: 'not', operand, start, end: operand.end };
    }
    comparison() {
        const first = this.sum();
        const rest = [];
        for (;;) {
            let operator;
            if (this.token.type === 'operator' && comparisons.has(this.token.text))
                operator = this.next().text;
            else if (this.accept('name', 'in'))
                operator = 'in';
            else if (this.is('name', 'not') && this.peek().type === 'name' && this.peek().text === 'in') {
                this.position += 2;
                operator = 'not in';
            }
            else
                break;
            rest.push({ operator, operand: this.sum() });
        }
        if (rest.length === 0)
            return first;
        return { type: 'compare', first, rest, start: first.start, end: this.previous.end };
    }
    sum() {
        return this.leftToRight('operator', ['+', '-'], () => this.leftToRight('operator', ['~'], () => this.leftToRight('operator', ['*', '/', '//', '%'], () => this.leftToRight('operator', ['**'], () => this.unary()))));
    }
    unary(filters = true) {
        const { start, text } = this.token;
        let value;
        if (this.token.type === 'operator' && (text === '-' || text === '+')) {
            this.next();
            const operand = this.nested(() => this.unary(false));
            value = { type: 'unary', operator: text, operand, start, end: operand.end };
        }
        else
            value = this.postfix(this.primary());
        return filters ? this.filters(value) : value;
    }
    primary() {
        const token = this.token;
        const { start, end } = token;
        if (token.type === 'name') {
            this.next();
            const constant = constants.get(token.text);
            if (constant !== undefined)
                return { type: 'constant', value: constant, start, end };
            return { type: 'name', name: token.text, start, end };
        }
        if (token.type === 'number') {
            this.next();
            const float = !/^0[xXoObB]/.test(token.text) && /[.eE]/.test(token.text);
            return { type: 'number', value: Number(token.text.replaceAll('_', '')), float, start, end };
        }
        if (token.type === 'string')
            return this.string();
        if (token.text === '(')
            return this.parenthesized();
        if (token.text === '[')
            return this.list();
        if (token.text === '{')
            return this.dict();
        return this.fail('expected an expression');
    }
    string() {
        const { start } = this.token;
        const parts = [];
        while (this.is('string'))
            parts.push(...stringParts(this.next()));
        return { type: 'string', parts, start, end: this.previous.end };
    }
    parenthesized() {
        const { start } = this.next();
        if (this.accept('operator', ')'))
            return { type: 'tuple', items: [], start, end: this.previous.end };
        const value = this.tuple();
        this.expect('operator', ')');
        return { ...value, start, end: this.previous.end };
    }
    list() {
        const { start } = this.next();
        const items = [];
        while (!this.is('operator', ']')) {
            items.push(this.expression());
            if (!this.accept('operator', ','))
                break;
        }
        this.expect('operator', ']');
        return { type: 'list', items, start, end: this.previous.end };
    }
    dict() {
        const { start } = this.next();
        const entries = [];
        while (!this.is('operator', '}')) {
            const key = this.expression();
            this.expect('operator', ':');
            entries.push({ key, value: this.expression() });
            if (!this.accept('operator', ','))
                break;
        }
        this.expect('operator', '}');
        return { type: 'dict', entries, start, end: this.previous.end };
    }
    postfix(value) {
        for (let links = 0; this.token.type === 'operator'; links++) {
            const { text } = this.token;
            if (text === '.')
                value = this.attribute(value);
            else if (text === '[')
                value = this.subscript(value);
            else if (text === '(')
                value = this.call(value);
            else
                break;
            this.checkChain(links);
        }
        return value;
    }
    attribute(of) {
        this.next();
        const token = this.next();
        const place = { start: of.start, end: token.end };
        if (token.type === 'name')
            return { type: 'attribute', of, name: token.text, ...place };
        if (token.type !== 'number' || !/^\d+$/.test(token.text))
            this.fail("expected a name after '.'", token);
        const index = {
            type: 'number',
            value: Number(token.text),
            float: false,
            start: token.start,
            end: token.end,
        };
        return { type: 'index', of, index, ...place };
    }
    subscript(of) {
        this.next();
        const bounds = [undefined];
        while (!this.is('operator', ']')) {
            if (this.accept('operator', ':'))
                bounds.push(undefined);
            else if (bounds.at(-1))
                this.fail("expected ']'");
            else
                bounds[bounds.length - 1] = this.tuple();
        }
        const { end } = this.next();
        const [from, to, step] = bounds;
        const place = { start: of.start, end };
        if (bounds.length > 3)
            this.fail('a slice has at most three parts', place);
        if (bounds.length > 1)
            return { type: 'slice', of, ...(from && { from }), ...(to && { to }), ...(step && { step }), ...place };
        if (!from)
            return this.fail('expected an index', place);
        return { type: 'index', of, index: from, ...place };
    }
    call(of) {
        const args = this.arguments();
        return { type: 'call', of, args, start: of.start, end: this.previous.end };
    }
    arguments() {
        this.expect('operator', '(');
        const args = [];
        while (!this.is('operator', ')')) {
            args.push(this.argument());
            if (!this.accept('operator', ','))
                break;
        }
        this.expect('operator', ')');
        return args;
    }
    argument() {
        const { start, text } = this.token;
        const spread = this.is('operator', '*') ? 'list' : this.is('operator', '**') ? 'dict' : undefined;
        const named = this.is('name') && this.peek().type === 'operator' && this.peek().text === '=';
        if (spread)
            this.next();
        else if (named)
            this.position += 2;
        const value = this.expression();
        return { ...(spread && { spread }), ...(named && { name: text }), value, start, end: value.end };
    }
    /** `| filter`, `is test`, and calls of their results. */
    filters(value) {
        for (let links = 0;; links++) {
            this.checkChain(links);
            if (this.accept('operator', '|'))
                value = this.filter(value, value.start);
            else if (this.accept('name', 'is'))
                value = this.test(value);
            else if (this.is('operator', '('))
                value = this.call(value);
            else
                return value;
        }
    }
    filter(input, start) {
        let name = this.expect('name').text;
        while (this.accept('operator', '.'))
            name += `.${this.expect('name').text}`;
        const args = this.is('operator', '(') ? this.arguments() : [];
        return { type: 'filter', ...(input && { input }), name, args, start, end: this.previous.end };
    }
    test(input) {
        const negated = this.accept('name', 'not');
        let name = this.expect('name').text;
        while (this.accept('operator', '.'))
            name += `.${this.expect('name').text}`;
        let args = [];
        if (this.is('operator', '('))
            args = this.arguments();
        else if (this.startsTestArgument()) {
            const value = this.nested(() => this.postfix(this.primary()));
            args = [{ value, start: value.start, end: value.end }];
        }
        return { type: 'test', input, name, args, negated, start: input.start, end: this.previous.end };
    }
    startsTestArgument() {
        const { type, text } = this.token;
        if (type === 'name')
            return !afterTest.has(text);
        return type === 'string' || type === 'number' || (type === 'operator' && (text === '[' || text === '{'));
    }
}

;// CONCATENATED MODULE: ./build/project/jinja/parser.js



/** The tree of a template, or why there is none. Never throws. */
function parseTemplate(file, limits = defaultLimits) {
    try {
        return { ok: true, body: new Parser(tokenize(file.text, limits), limits).template() };
    }
    catch (cause) {
        if (!(cause instanceof SyntaxFailure))
            throw cause;
        const { message, start, end } = cause;
        return { ok: false, problem: { message, span: { path: file.path, start, end } } };
    }
}
class Parser extends ExpressionParser {
    /** The tags that are being read, outermost first: a block without an end is reported where it begins. */
    openers = [];
    template() {
        return this.body([]);
    }
    /** Statements up to a tag that is one of `ends`, which is left unread. */
    body(ends) {
        const statements = [];
        while (!this.is('eof')) {
            if (this.is('begin', '{%')) {
                const tag = this.peek();
                if (tag.type === 'name' && ends.includes(tag.text))
                    return statements;
                this.openers.push(this.token);
                statements.push(this.nested(() => this.tag()));
                this.openers.pop();
            }
            else if (this.is('begin'))
                statements.push(this.output());
            else
                statements.push(this.literal());
        }
        const opener = this.openers.at(-1);
        if (ends.length > 0)
            this.fail(`expected {% ${ends.at(-1)} %} before the end of the file`, opener);
        return statements;
    }
    literal() {
        const token = this.next();
        if (token.type !== 'docs')
            return { type: 'text', text: token.text, start: token.start, end: token.end };
        const body = this.expect('data');
        const nameStart = token.start + 2;
        return {
            type: 'docs',
            name: token.text,
            nameRange: { start: nameStart, end: body.start },
            text: body.text,
            bodyRange: { start: body.start, end: body.end },
            start: token.start,
            end: token.end,
        };
    }
    output() {
        const { start } = this.next();
        const value = this.tuple();
        const { end } = this.expect('end', '}}');
        return { type: 'output', value, start, end };
    }
    tag() {
        const { start } = this.next();
        const tag = this.expect('name');
        switch (tag.text) {
            case 'set':
                return this.set(start);
            case 'if':
                return this.if(start);
            case 'for':
                return this.for(start);
            case 'macro':
            case 'test':
            case 'data_test':
            case 'materialization':
                return this.macro(start, tag.text);
            case 'call':
                return this.callBlock(start);
            case 'filter':
                return this.filterBlock(start);
            case 'with':
                return this.with(start);
            case 'snapshot':
                return this.snapshot(start);
            case 'do': {
                const value = this.tuple();
                return { type: 'do', value, start, end: this.expect('end').end };
            }
            case 'break':
            case 'continue':
                return { type: tag.text, start, end: this.expect('end').end };
            default:
                return this.fail(/^(?:end|el)/.test(tag.text) ? `unexpected {% ${tag.text} %}` : `dbt has no tag {% ${tag.text} %}`, tag);
        }
    }
    /** The rest of a block: `%}`, its body, and `{% end… %}`; gives the end offset of the whole. */
    block(ends) {
        const open = this.expect('end');
        const body = this.body(ends);
        const bodyRange = { start: open.end, end: this.token.start };
        this.next();
        this.next();
        return { body, bodyRange, end: this.expect('end').end };
    }
    target() {
        const first = this.singleTarget();
        if (!this.is('operator', ','))
            return first;
        const items = [first];
        while (this.accept('operator', ',') && !this.endsTuple())
            items.push(this.singleTarget());
        return { type: 'tuple', items, start: first.start, end: this.previous.end };
    }
    singleTarget() {
        if (this.accept('operator', '(')) {
            const target = this.nested(() => this.target());
            this.expect('operator', ')');
            return target;
        }
        const { text: name, start, end } = this.expect('name');
        if (!this.accept('operator', '.'))
            return { type: 'name', name, start, end };
        const attribute = this.expect('name');
        return { type: 'attribute', name, attribute: attribute.text, start, end: attribute.end };
    }
    set(start) {
        const target = this.target();
        if (this.accept('operator', '=')) {
            const value = this.tuple();
            return { type: 'set', target, value, start, end: this.expect('end').end };
        }
        const filter = this.is('operator', '|') ? this.filterChain() : undefined;
        const { body, end } = this.block(['endset']);
        return { type: 'setBlock', target, ...(filter && { filter }), body, start, end };
    }
    /** `| a | b(1)` without an input. */
    filterChain() {
        const { start } = this.token;
        this.accept('operator', '|');
        return this.filters(this.filter(undefined, start));
    }
    if(start) {
        const branches = [];
        let otherwise;
        for (let from = start;;) {
            const test = this.tuple();
            this.expect('end');
            const body = this.body(['elif', 'else', 'endif']);
            branches.push({ test, body, start: from, end: this.token.start });
            from = this.next().start;
            const { text } = this.next();
            if (text === 'elif')
                continue;
            if (text === 'else') {
                this.expect('end');
                otherwise = this.body(['endif']);
                this.next();
                this.next();
            }
            break;
        }
        return {
            type: 'if',
            branches,
            ...(otherwise && { else: otherwise }),
            start,
            end: this.expect('end').end,
        };
    }
    for(start) {
        const target = this.target();
        this.expect('name', 'in');
        const over = this.tuple(false);
        const filter = this.accept('name', 'if') ? this.expression() : undefined;
        this.accept('name', 'recursive');
        this.expect('end');
        const body = this.body(['else', 'endfor']);
        this.next();
        let otherwise;
        if (this.next().text === 'else') {
            this.expect('end');
            otherwise = this.body(['endfor']);
            this.next();
            this.next();
        }
        const { end } = this.expect('end');
        return {
            type: 'for',
            target,
            over,
            ...(filter && { filter }),
            body,
            ...(otherwise && { else: otherwise }),
            start,
            end,
        };
    }
    parameters() {
        const parameters = [];
        if (!this.accept('operator', '('))
            return parameters;
        while (!this.is('operator', ')')) {
            const { text: name, start } = this.expect('name');
            const fallback = this.accept('operator', '=') ? this.expression() : undefined;
            parameters.push({ name, ...(fallback && { default: fallback }), start, end: this.previous.end });
            if (!this.accept('operator', ','))
                break;
        }
        this.expect('operator', ')');
        return parameters;
    }
    macro(start, tag) {
        const name = this.expect('name');
        let parameters = [];
        if (tag === 'materialization')
            while (!this.is('end') && !this.is('eof'))
                this.next();
        else
            parameters = this.parameters();
        const { body, end } = this.block([`end${tag}`]);
        return {
            type: 'macro',
            tag: tag === 'data_test' ? 'test' : tag,
            name: name.text,
            nameRange: { start: name.start, end: name.end },
            parameters,
            body,
            start,
            end,
        };
    }
    callBlock(start) {
        const parameters = this.parameters();
        const call = this.expression();
        if (call.type !== 'call')
            this.fail('{% call %} needs a call', call);
        const { body, end } = this.block(['endcall']);
        return { type: 'callBlock', parameters, call, body, start, end };
    }
    filterBlock(start) {
        const filter = this.filterChain();
        const { body, end } = this.block(['endfilter']);
        return { type: 'filterBlock', filter, body, start, end };
    }
    with(start) {
        const bindings = [];
        while (!this.is('end')) {
            const target = this.target();
            this.expect('operator', '=');
            bindings.push({ target, value: this.expression() });
            if (!this.accept('operator', ','))
                break;
        }
        const { body, end } = this.block(['endwith']);
        return { type: 'with', bindings, body, start, end };
    }
    snapshot(start) {
        const name = this.expect('name');
        const { body, bodyRange, end } = this.block(['endsnapshot']);
        return {
            type: 'snapshot',
            name: name.text,
            nameRange: { start: name.start, end: name.end },
            body,
            bodyRange,
            start,
            end,
        };
    }
}

;// CONCATENATED MODULE: ./build/project/jinja/literal.js
/** The text of a string literal; undefined for any other expression. */
function literalText(node) {
    return node?.type === 'string' ? node.parts.map((part) => part.text).join('') : undefined;
}
/** The value of an expression made of literals only. */
function literalValue(node) {
    switch (node.type) {
        case 'string':
            return { known: true, value: literalText(node) };
        case 'number':
        case 'constant':
            return { known: true, value: node.value };
        case 'unary':
            return node.operator === '-' && node.operand.type === 'number'
                ? { known: true, value: -node.operand.value }
                : { known: false };
        case 'list':
        case 'tuple': {
            const values = node.items.map(literalValue);
            if (!values.every((each) => each.known))
                return { known: false };
            return { known: true, value: values.map((each) => each.value) };
        }
        case 'dict': {
            const entries = [];
            for (const entry of node.entries) {
                const key = literalText(entry.key);
                const value = literalValue(entry.value);
                if (key === undefined || !value.known)
                    return { known: false };
                entries.push([key, value.value]);
            }
            // fromEntries defines properties, so a key named __proto__ is only a key.
            return { known: true, value: Object.fromEntries(entries) };
        }
        default:
            return { known: false };
    }
}

;// CONCATENATED MODULE: ./build/project/jinja/names.js
/** Names that dbt and Jinja bring along and that are no macros. */
/** Functions that may be called by these names. */
const contextFunctions = new Set(`ref source config var env_var return log print range dict set set_strict zip zip_strict namespace lipsum cycler
   joiner is_incremental fromjson tojson fromyaml toyaml local_md5 diff_of_two_dicts caller load_result
   store_result store_raw_result submit_python_job write render doc debug super varargs kwargs`.split(/\s+/));
/** Objects whose methods may be called. */
const contextObjects = new Set(`adapter api exceptions modules config this target model graph flags builtins loop context column_type
   database_schemas sql_header pre_hooks post_hooks run_started_at invocation_args_dict dbt_metadata_envs
   selected_resources thread_id caller`.split(/\s+/));

;// CONCATENATED MODULE: ./build/project/jinja/walk.js
/** Visits a body in the order it is written. */
function walk(body, visitor) {
    for (const statement of body)
        if (visitor.statement(statement))
            walkStatement(statement, visitor);
}
function walkStatement(node, visitor) {
    const visit = (expression) => expression && walkExpression(expression, visitor);
    switch (node.type) {
        case 'output':
        case 'do':
        case 'set':
            return void visit(node.value);
        case 'setBlock':
        case 'filterBlock':
            visit(node.filter);
            return walk(node.body, visitor);
        case 'if':
            for (const branch of node.branches) {
                visit(branch.test);
                walk(branch.body, visitor);
            }
            return walk(node.else ?? [], visitor);
        case 'for':
            visit(node.over);
            visit(node.filter);
            walk(node.body, visitor);
            return walk(node.else ?? [], visitor);
        case 'macro':
            for (const parameter of node.parameters)
                visit(parameter.default);
            return walk(node.body, visitor);
        case 'callBlock':
            visit(node.call);
            return walk(node.body, visitor);
        case 'with':
            for (const binding of node.bindings)
                visit(binding.value);
            return walk(node.body, visitor);
        case 'snapshot':
            return walk(node.body, visitor);
    }
}
/** Visits an expression and what it is made of. */
function walkExpression(node, visitor) {
    visitor.expression(node);
    for (const child of children(node))
        walkExpression(child, visitor);
}
function children(node) {
    const values = (args) => args.map((argument) => argument.value);
    switch (node.type) {
        case 'list':
        case 'tuple':
            return node.items;
        case 'dict':
            return node.entries.flatMap(({ key, value }) => [key, value]);
        case 'attribute':
            return [node.of];
        case 'index':
            return [node.of, node.index];
        case 'slice':
            return [node.of, node.from, node.to, node.step].filter((each) => each !== undefined);
        case 'call':
            return [node.of, ...values(node.args)];
        case 'filter':
            return [...(node.input ? [node.input] : []), ...values(node.args)];
        case 'test':
            return [node.input, ...values(node.args)];
        case 'unary':
            return [node.operand];
        case 'binary':
            return [node.left, node.right];
        case 'compare':
            return [node.first, ...node.rest.map((each) => each.operand)];
        case 'conditional':
            return [node.test, node.then, ...(node.else ? [node.else] : [])];
        default:
            return [];
    }
}

;// CONCATENATED MODULE: ./build/project/jinja/scan.js




/** Reads a model, analysis or test file. What is inside macro definitions is left out: calling them is what counts. */
function scanTemplate(file) {
    const parsed = parseTemplate(file);
    if (!parsed.ok)
        return { ...emptyScan(), problem: parsed.problem };
    return scanBody(parsed.body, file.path);
}
/** Reads a parsed body; `parameters` are names that hide macros of the same name. */
function scanBody(body, path, parameters = []) {
    const scanner = new Scanner(path);
    for (const { name } of parameters)
        scanner.locals.add(name);
    scanner.collectLocals(body);
    for (const parameter of parameters)
        if (parameter.default)
            walkExpression(parameter.default, {
                expression: (node) => scanner.expression(node),
                statement: () => true,
            });
    walk(body, { expression: (node) => scanner.expression(node), statement: (node) => node.type !== 'macro' });
    return scanner.scan;
}
function emptyScan() {
    return { refs: [], sources: [], dynamic: [], macros: [], config: [] };
}
class Scanner {
    scan = emptyScan();
    path;
    /** Names the template assigns: calling them calls no macro of the project. */
    locals = new Set();
    constructor(path) {
        this.path = path;
    }
    collectLocals(body) {
        walk(body, {
            expression: () => { },
            statement: (node) => {
                if (node.type === 'set' || node.type === 'setBlock' || node.type === 'for')
                    this.addTarget(node.target);
                else if (node.type === 'with')
                    for (const { target } of node.bindings)
                        this.addTarget(target);
                else if (node.type === 'callBlock')
                    for (const { name } of node.parameters)
                        this.locals.add(name);
                if (node.type === 'macro')
                    this.locals.add(node.name);
                return node.type !== 'macro';
            },
        });
    }
    addTarget(target) {
        if (target.type === 'tuple')
            for (const item of target.items)
                this.addTarget(item);
        else if (target.type === 'name')
            this.locals.add(target.name);
    }
    expression(node) {
        if (node.type !== 'call')
            return;
        const { of } = node;
        if (of.type === 'name')
            this.named(of.name, node);
        else if (of.type === 'attribute' && of.of.type === 'name')
            this.qualified(of.of.name, of.name, node);
    }
    named(name, call) {
        if (this.locals.has(name))
            return;
        if (name === 'ref')
            this.ref(call);
        else if (name === 'source')
            this.source(call);
        else if (name === 'config')
            this.config(call);
        else if (!contextFunctions.has(name))
            this.macro(name, call);
    }
    qualified(object, name, call) {
        if (this.locals.has(object))
            return;
        if (object === 'builtins' && name === 'ref')
            this.ref(call);
        else if (object === 'builtins' && name === 'source')
            this.source(call);
        else if (object === 'adapter' && name === 'dispatch')
            this.dispatch(call);
        else if (!contextObjects.has(object))
            this.macro(`${object}.${name}`, call);
    }
    ref(call) {
        const ref = refCall(call.args, this.span(call));
        if (ref)
            this.scan.refs.push(ref);
        else
            this.scan.dynamic.push({ kind: 'dynamic', function: 'ref', span: this.span(call) });
    }
    source(call) {
        const source = sourceCall(call.args, this.span(call));
        if (source)
            this.scan.sources.push(source);
        else
            this.scan.dynamic.push({ kind: 'dynamic', function: 'source', span: this.span(call) });
    }
    macro(name, call, dispatch = false) {
        this.scan.macros.push({
            name,
            resolution: 'unknown',
            span: this.span(call),
            direct: true,
            ...(dispatch && { dispatch }),
        });
    }
    dispatch(call) {
        const argument = (index, name) => literalText((call.args.find((each) => each.name === name) ?? call.args[index])?.value);
        const name = argument(0, 'macro_name');
        const namespace = argument(1, 'macro_namespace');
        if (name !== undefined)
            this.macro(namespace === undefined ? name : `${namespace}.${name}`, call, true);
    }
    config(call) {
        for (const argument of call.args) {
            if (argument.name !== undefined)
                this.scan.config.push({
                    key: argument.name,
                    value: literalValue(argument.value),
                    span: this.span(argument),
                });
            else if (argument.value.type === 'dict')
                this.configDict(argument.value);
        }
    }
    configDict(node) {
        for (const { key, value } of node.entries) {
            const name = literalText(key);
            const span = { path: this.path, start: key.start, end: value.end };
            if (name !== undefined)
                this.scan.config.push({ key: name, value: literalValue(value), span });
        }
    }
    span(range) {
        return { path: this.path, start: range.start, end: range.end };
    }
}
/** A `ref` with literal arguments; undefined otherwise. */
function refCall(args, span) {
    const positional = args.filter((each) => each.name === undefined && !each.spread);
    const names = positional.map((each) => literalText(each.value));
    const name = names.at(-1);
    if (name === undefined || names.includes(undefined) || names.length > 2)
        return undefined;
    const ref = { kind: 'ref', name, span };
    if (names.length === 2)
        ref.package = names[0];
    for (const argument of args) {
        if (argument.spread)
            return undefined;
        if (argument.name === undefined)
            continue;
        const value = literalValue(argument.value);
        if (!value.known)
            return undefined;
        if (argument.name === 'v' || argument.name === 'version')
            ref.version = String(value.value);
    }
    return ref;
}
function sourceCall(args, span) {
    const [source, table] = args.map((each) => (each.spread ? undefined : literalText(each.value)));
    if (args.length !== 2 || source === undefined || table === undefined)
        return undefined;
    return { kind: 'source', source, table, span };
}

;// CONCATENATED MODULE: ./build/project/jinja/relation.js

/** Methods that give the relation again, written differently. */
const rewritings = new Set([
    'include',
    'quote',
    'incorporate',
    'render',
    'replace_path',
    'without_identifier',
]);
function relationAttribute(relation, name, at) {
    switch (name) {
        case 'identifier':
        case 'table':
        case 'alias':
        case 'name':
            return print(relation, at);
        case 'is_cte':
            return no;
        case 'database':
        case 'schema':
        case 'project':
        case 'dataset':
            return unknown(`the ${name} that a relation is built in`, at);
        default:
            if (rewritings.has(name))
                return callable(name, () => relation);
            return unknown(`\`.${name}\` of a relation`, at);
    }
}

;// CONCATENATED MODULE: ./build/project/jinja/access.js




/** `value.name`: Jinja tries the attribute, then the item. */
function attributeOf(value, name, at) {
    return through(value, (settled) => {
        switch (settled.kind) {
            case 'object':
                return settled.attributes.get(name) ?? unknown(`\`${settled.name}.${name}\``, at);
            case 'dict':
                return lookUp(settled, textAt(name, at)) ?? { kind: 'undefined', name };
            case 'relation':
                return relationAttribute(settled, name, at);
            case 'unknown':
                return unknown(settled.reason, at);
            case 'undefined':
                return { kind: 'undefined', name: `${settled.name}.${name}` };
            default:
                return unknown(`\`.${name}\` of a ${settled.kind}`, at);
        }
    });
}
/** `value[index]`. */
function itemOf(value, index, at) {
    return through(value, (settled) => {
        if (settled.kind === 'unknown')
            return unknown(settled.reason, at);
        if (settled.kind === 'undefined')
            return settled;
        if (settled.kind === 'dict')
            return lookUp(settled, index) ?? { kind: 'undefined', name: 'item' };
        if (settled.kind === 'object') {
            const name = plain(index);
            const found = name.kind === 'text' && name.known !== undefined ? settled.attributes.get(name.known) : undefined;
            return found ?? unknown(`an item of \`${settled.name}\``, at);
        }
        const place = asNumber(index);
        if (place === undefined)
            return unknown('an index that is not known', at);
        if (settled.kind === 'text' && settled.known !== undefined)
            return characterOf(settled, place);
        if (settled.kind !== 'list')
            return unknown(`an item of ${whyUnknown(settled)}`, at);
        return settled.items.at(place) ?? { kind: 'undefined', name: 'item' };
    });
}
function characterOf(text, place) {
    const at = place < 0 ? text.known.length + place : place;
    if (at < 0 || at >= text.known.length)
        return { kind: 'undefined', name: 'item' };
    return sliceText(text, at, at + 1);
}
/** `value[from:to:step]` of a text or list. */
function sliceOf(m, value, from, to, step, at) {
    return through(value, (settled) => {
        const items = sequences_elements(settled);
        const bounds = [from, to, step].map((bound) => bound && asNumber(bound));
        const unclear = [from, to, step].some((bound, i) => bound && plain(bound).kind !== 'none' && bounds[i] === undefined);
        if (!items || unclear || settled.kind === 'dict')
            return unknown(`a slice of ${whyUnknown(settled)}`, at);
        m.step(at, items.length);
        const picked = pythonSlice(items, bounds[0], bounds[1], bounds[2] ?? 1);
        if (!picked)
            return unknown('a slice with step 0', at);
        if (settled.kind === 'text')
            return text_textOf(picked.flatMap((item) => (item.kind === 'text' ? item.pieces : [])));
        return list(picked, settled.kind === 'list' && settled.tuple);
    });
}
function pythonSlice(items, from, to, step) {
    if (step === 0 || !Number.isInteger(step))
        return undefined;
    if (step === 1)
        return items.slice(from, to);
    const size = items.length;
    const fit = (bound, otherwise) => {
        if (bound === undefined)
            return otherwise;
        const low = step < 0 ? -1 : 0;
        return Math.max(low, Math.min(step < 0 ? size - 1 : size, bound < 0 ? bound + size : bound));
    };
    const first = fit(from, step < 0 ? size - 1 : 0);
    const last = fit(to, step < 0 ? -1 : size);
    const picked = [];
    for (let at = first; step < 0 ? at > last : at < last; at += step)
        picked.push(items[at]);
    return picked;
}

;// CONCATENATED MODULE: ./build/project/jinja/format.js
/** `'{} of {name}'.format(…)` and `'%s' | format(…)`. */



/** Python's str.format, without format specifications other than widths of numbers. */
function formatText(m, text, args, at) {
    const known = text.known ?? '';
    const parts = [];
    let last = 0;
    let next = 0;
    for (const field of known.matchAll(/\{\{|\}\}|\{(\w*)(?:\[([^\]]*)\])?(?:![rsa])?(?::([^{}]*))?\}/g)) {
        parts.push(sliceText(text, last, field.index));
        last = field.index + field[0].length;
        if (field[0] === '{{' || field[0] === '}}') {
            parts.push(textAt(field[0][0], at));
            continue;
        }
        const name = field[1] === '' ? String(next++) : field[1];
        let value = /^\d+$/.test(name) ? args.positional[Number(name)] : args.named.get(name);
        if (value && field[2] !== undefined)
            value = itemOf(value, textAt(field[2], at), at);
        if (!value)
            return unknown(`the field {${name}} of a format`, at);
        parts.push(formatted(value, field[3], at));
    }
    parts.push(sliceText(text, last, known.length));
    return m.made(at, joinTexts(parts));
}
function formatted(value, specification, at) {
    if (!specification)
        return print(value, at);
    const zeros = /^0(\d{1,3})d?$/.exec(specification);
    const count = asNumber(value);
    if (zeros && count !== undefined)
        return textAt(String(count).padStart(Number(zeros[1]), '0'), at);
    return print(unknown(`a value formatted with :${specification}`, at), at);
}
/** printf style: `%s`, `%d`, `%05d`, `%.2f`, `%(name)s`. */
function percentFormat(m, text, args, at) {
    const known = text.known ?? '';
    const parts = [];
    let last = 0;
    let next = 0;
    for (const field of known.matchAll(/%(?:\((\w+)\))?(0?)(\d{0,3})(?:\.(\d{1,2}))?([sdif%])/g)) {
        parts.push(sliceText(text, last, field.index));
        last = field.index + field[0].length;
        const [, name, zero, width, decimals, type] = field;
        if (type === '%') {
            parts.push(textAt('%', at));
            continue;
        }
        const value = name === undefined ? args.positional[next++] : args.named.get(name);
        if (!value)
            return unknown(`the field ${field[0]} of a format`, at);
        const count = asNumber(value);
        if (type === 's' && !width)
            parts.push(print(value, at));
        else if (count === undefined)
            parts.push(print(unknown(`a value formatted with ${field[0]}`, at), at));
        else {
            const digits = type === 'f' ? count.toFixed(Number(decimals ?? 6)) : String(Math.trunc(count));
            parts.push(textAt(digits.padStart(Number(width), zero === '0' ? '0' : ' '), at));
        }
    }
    parts.push(sliceText(text, last, known.length));
    return m.made(at, joinTexts(parts));
}

;// CONCATENATED MODULE: ./build/project/jinja/methods.js





/** `undefined` answers mean: not with these arguments. */
const textMethods = new Map(Object.entries({
    upper: (_, known, { at }) => textAt(known.toUpperCase(), at),
    lower: (text, known, { at }) => kept(text, known.toLowerCase(), at),
    title: (_, known, { at }) => textAt(titled(known), at),
    capitalize: (_, known, { at }) => textAt(known.slice(0, 1).toUpperCase() + known.slice(1).toLowerCase(), at),
    strip: (text, _, { args }) => trimText(text, 'both', knownText(args.positional[0])),
    lstrip: (text, _, { args }) => trimText(text, 'start', knownText(args.positional[0])),
    rstrip: (text, _, { args }) => trimText(text, 'end', knownText(args.positional[0])),
    split: (text, _, { m, args, at }) => {
        const { sep, maxsplit } = bind(args, 'sep', 'maxsplit');
        const separator = knownText(sep);
        if (separator === '' || (sep && plain(sep).kind !== 'none' && separator === undefined))
            return undefined;
        const parts = splitText(text, separator, maxsplit ? asNumber(maxsplit) : -1);
        m.step(at, parts.length);
        return list(parts);
    },
    splitlines: (text) => list(splitText(text, '\n')),
    replace: (text, _, { m, args, at }) => {
        const { old, new: to, count } = bind(args, 'old', 'new', 'count');
        const from = knownText(old);
        return from === undefined || !to
            ? undefined
            : m.made(at, replaceText(text, from, print(to, at), count ? asNumber(count) : -1));
    },
    startswith: (_, known, { args }) => affix(args, (part) => known.startsWith(part)),
    endswith: (_, known, { args }) => affix(args, (part) => known.endsWith(part)),
    removeprefix: (text, known, { args }) => {
        const part = knownText(args.positional[0]);
        if (part === undefined)
            return undefined;
        return known.startsWith(part) ? sliceText(text, part.length, known.length) : text;
    },
    removesuffix: (text, known, { args }) => {
        const part = knownText(args.positional[0]);
        if (part === undefined)
            return undefined;
        return part !== '' && known.endsWith(part) ? sliceText(text, 0, known.length - part.length) : text;
    },
    find: (_, known, { args }) => located(known, args),
    index: (_, known, { args }) => located(known, args),
    count: (_, known, { args }) => {
        const part = knownText(args.positional[0]);
        return part ? number(known.split(part).length - 1) : undefined;
    },
    isdigit: (_, known) => values_boolean(/^\d+$/.test(known)),
    isalpha: (_, known) => values_boolean(/^\p{L}+$/u.test(known)),
    isalnum: (_, known) => values_boolean(/^[\p{L}\p{N}]+$/u.test(known)),
    isupper: (_, known) => values_boolean(known !== known.toLowerCase() && known === known.toUpperCase()),
    islower: (_, known) => values_boolean(known !== known.toUpperCase() && known === known.toLowerCase()),
    zfill: (_, known, { m, args, at }) => {
        const width = asNumber(args.positional[0] ?? none) ?? 0;
        m.write(at, width);
        return textAt(known.padStart(width, '0'), at);
    },
    join: (text, _, { m, args, at }) => {
        const items = args.positional[0] && sequences_elements(args.positional[0]);
        return items && joined(m, items, text, at);
    },
    format: (text, _, { m, args, at }) => formatText(m, text, args, at),
}));
function kept(text, changed, at) {
    return changed === text.known ? text : textAt(changed, at);
}
function titled(text) {
    return text
        .toLowerCase()
        .replace(/(^|[^\p{L}])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase());
}
function affix(args, test) {
    const given = args.positional[0] && plain(args.positional[0]);
    const parts = (given?.kind === 'list' ? given.items : [given]).map((each) => knownText(each));
    return parts.includes(undefined) ? undefined : values_boolean(parts.some((part) => test(part)));
}
function located(text, args) {
    const part = knownText(args.positional[0]);
    return part === undefined ? undefined : number(text.indexOf(part));
}
/** Items written one after another; each keeps its origin. */
function joined(m, items, separator, at) {
    return m.made(at, joinTexts(items.flatMap((item, index) => (index === 0 ? [print(item, at)] : [separator, print(item, at)]))));
}
const listMethods = new Map(Object.entries({
    append: (into, { m, args, at }) => {
        const value = args.positional[0] ?? none;
        into.items.push(m.uncertain > 0 ? unknown('added in a loop over something unknown', at) : value);
        return none;
    },
    extend: (into, { m, args, at }) => {
        const more = sequences_elements(args.positional[0] ?? none);
        m.step(at, more?.length ?? 0);
        into.items.push(...(more ?? [unknown(whyUnknown(args.positional[0] ?? none), at)]));
        return none;
    },
    insert: (into, { args }) => {
        const place = asNumber(args.positional[0] ?? none);
        if (place !== undefined)
            into.items.splice(place, 0, args.positional[1] ?? none);
        return none;
    },
    pop: (from, { args }) => {
        const place = args.positional[0] ? asNumber(args.positional[0]) : -1;
        return place === undefined ? undefined : from.items.splice(place, 1)[0];
    },
    remove: (from, { args }) => {
        const place = from.items.findIndex((item) => equal(item, args.positional[0] ?? none));
        if (place >= 0)
            from.items.splice(place, 1);
        return none;
    },
    reverse: (items) => {
        items.items.reverse();
        return none;
    },
    clear: (items) => {
        items.items.length = 0;
        return none;
    },
    copy: (items) => list([...items.items]),
    index: (items, { args }) => {
        const place = items.items.findIndex((item) => equal(item, args.positional[0] ?? none));
        return place < 0 ? undefined : number(place);
    },
    count: (items, { args }) => number(items.items.filter((item) => equal(item, args.positional[0] ?? none)).length),
    add: (items, { args }) => {
        const value = args.positional[0] ?? none;
        if (!items.items.some((item) => equal(item, value)))
            items.items.push(value);
        return none;
    },
}));
const dictMethods = new Map(Object.entries({
    items: (from) => listed(pairs(from), from),
    keys: (from) => listed(sequences_elements(from), from),
    values: (from) => listed(from.open === undefined ? [...from.entries.values()].map((each) => each.value) : undefined, from),
    get: (from, { args }) => lookUp(from, args.positional[0] ?? none) ?? args.positional[1] ?? none,
    copy: (from) => ({ ...from, entries: new Map(from.entries) }),
    pop: (from, { args }) => {
        const key = dictKey(args.positional[0] ?? none);
        const value = lookUp(from, args.positional[0] ?? none) ?? args.positional[1];
        if (key !== undefined)
            from.entries.delete(key);
        return value;
    },
    setdefault: (from, { args }) => {
        const [key = none, value = none] = args.positional;
        const present = lookUp(from, key);
        if (!present)
            put(from, key, value);
        return present ?? value;
    },
    update: (into, { m, args, at }) => {
        const more = args.positional[0] && plain(args.positional[0]);
        if (more?.kind === 'dict') {
            m.step(at, more.entries.size);
            for (const { key, value } of more.entries.values())
                put(into, key, value);
            if (more.open !== undefined)
                into.open = more.open;
        }
        else if (more)
            into.open = whyUnknown(more);
        for (const [name, value] of args.named)
            put(into, textAt(name, at), value);
        if (m.uncertain > 0)
            into.open = 'a dictionary filled in a loop over something unknown';
        return none;
    },
}));
function listed(items, from) {
    return items ? list([...items]) : unknown(from.open ?? 'a dictionary');
}
/** Methods that compare with every item. */
const searching = new Set(['index', 'remove', 'count', 'add']);
function isMethod(receiver, name) {
    const { kind } = plain(receiver);
    if (kind === 'text')
        return textMethods.has(name);
    if (kind === 'list')
        return listMethods.has(name);
    return kind === 'dict' && dictMethods.has(name);
}
/** Methods that change a list or dictionary in place work on it even where it is only assumed. */
function callMethod(m, receiver, name, args, at) {
    const value = plain(receiver);
    const call = { m, args, at };
    let result;
    if (value.kind === 'text') {
        if (value.known === undefined)
            return unknownMethod(value, name, call);
        m.write(at, value.known.length);
        result = textMethods.get(name)?.(value, value.known, call);
    }
    else if (value.kind === 'list') {
        m.step(at, 1 + value.items.length / 64);
        if (searching.has(name))
            m.weigh(at, value, ...args.positional);
        result = listMethods.get(name)?.(value, call);
    }
    else if (value.kind === 'dict') {
        m.step(at, 1 + value.entries.size / 8);
        result = dictMethods.get(name)?.(value, call);
    }
    result ??= unknown(`\`.${name}()\` of a ${value.kind} with these arguments`, at);
    return receiver.kind === 'assumed' && result.kind !== 'unknown' && result.kind !== 'none'
        ? { kind: 'assumed', value: plain(result), reason: receiver.reason }
        : result;
}
/** Of a text with holes or relations: what does not look at its characters can still be done. */
function unknownMethod(text, name, { m, args, at }) {
    if (name === 'strip' || name === 'lstrip' || name === 'rstrip')
        return trimText(text, name === 'strip' ? 'both' : name === 'lstrip' ? 'start' : 'end', knownText(args.positional[0]));
    if (name === 'join') {
        const items = sequences_elements(args.positional[0] ?? none);
        if (items)
            return joined(m, items, text, at);
    }
    return unknown(whyUnknown(text), at);
}

;// CONCATENATED MODULE: ./build/project/jinja/operators.js


/** A unary or binary operator other than `and` and `or`, with Python's meaning. */
function operate(m, operator, left, right, at) {
    if (operator === '~') {
        // A relation or hole keeps its place in the text; what is around it stays known.
        return m.made(at, joinTexts([print(left, at), print(right, at)]));
    }
    return through2(left, right, (a, b) => settledOperation(m, operator, a, b, at));
}
function settledOperation(m, operator, a, b, at) {
    if (operator === '+' && (a.kind === 'text' || b.kind === 'text'))
        return m.made(at, joinTexts([print(a, at), print(b, at)]));
    const reason = a.kind === 'unknown' ? a.reason : b.kind === 'unknown' ? b.reason : undefined;
    if (reason !== undefined)
        return unknown(reason, at);
    if (operator === '%' && a.kind === 'text')
        return unknown('text formatted with %', at);
    if (a.kind === 'list' && b.kind === 'list' && operator === '+') {
        m.step(at, a.items.length + b.items.length);
        return list([...a.items, ...b.items], a.tuple);
    }
    if (operator === '*') {
        const repeated = repeat(m, a, b, at) ?? repeat(m, b, a, at);
        if (repeated)
            return repeated;
    }
    const x = asNumber(a);
    const y = asNumber(b);
    if (x === undefined || y === undefined)
        return unknown(`${operator} of a ${a.kind} and a ${b.kind}`, at);
    return (arithmetic(operator, x, y, isFloat(a) || isFloat(b)) ?? unknown(`the result of ${x} ${operator} ${y}`, at));
}
function isFloat(value) {
    return value.kind === 'number' && value.float;
}
function arithmetic(operator, x, y, float) {
    switch (operator) {
        case '+':
            return number(x + y, float);
        case '-':
            return number(x - y, float);
        case '*':
            return number(x * y, float);
        case '/':
            return y === 0 ? undefined : number(x / y, true);
        case '//':
            return y === 0 ? undefined : number(Math.floor(x / y), float);
        case '%':
            return y === 0 ? undefined : number(x - y * Math.floor(x / y), float);
        default:
            return number(x ** y, float || y < 0);
    }
}
function repeat(m, what, count, at) {
    if (what.kind !== 'text' && what.kind !== 'list')
        return undefined;
    if (count.kind !== 'number' || count.float)
        return undefined;
    const times = Math.max(0, count.value);
    m.step(at, times * (what.kind === 'text' ? what.pieces.length : what.items.length) + 1);
    m.step(at, times);
    if (what.kind === 'list')
        return list(Array.from({ length: times }, () => what.items).flat(), what.tuple);
    m.write(at, times * (what.known?.length ?? 0));
    return times === 0
        ? { kind: 'text', pieces: [], known: '' }
        : joinTexts(Array.from({ length: times }, () => what));
}
function negate(value, sign, at) {
    return through2(value, value, (settled) => {
        if (settled.kind === 'unknown')
            return settled;
        const x = asNumber(settled);
        return x === undefined
            ? unknown(`${sign} of a ${settled.kind}`, at)
            : number(sign === '-' ? -x : x, isFloat(settled));
    });
}
function operators_compare(operator, left, right, at) {
    return through2(left, right, (a, b) => {
        let answer;
        if (operator === '==' || operator === '!=')
            answer = equal(a, b);
        else if (operator === 'in' || operator === 'not in')
            answer = contains(b, a);
        else
            answer = operators_order(operator, a, b);
        if (answer === undefined)
            return unknown(unknownIn(a) ?? unknownIn(b) ?? 'the result of a comparison', at);
        return values_boolean(operator === '!=' || operator === 'not in' ? !answer : answer);
    });
}
function contains(container, item) {
    if (container.kind === 'text') {
        if (item.kind !== 'text' || container.known === undefined || item.known === undefined)
            return undefined;
        return container.known.includes(item.known);
    }
    if (container.kind === 'dict') {
        const key = dictKey(item);
        if (key === undefined)
            return undefined;
        return container.entries.has(key) || (container.open === undefined ? false : undefined);
    }
    if (container.kind !== 'list')
        return container.kind === 'undefined' || container.kind === 'none' ? false : undefined;
    const answers = container.items.map((each) => equal(each, item));
    if (answers.includes(true))
        return true;
    return answers.includes(undefined) ? undefined : false;
}
function operators_order(operator, a, b) {
    const sign = ordering(a, b);
    if (sign === undefined)
        return undefined;
    if (operator === '<')
        return sign < 0;
    if (operator === '<=')
        return sign <= 0;
    return operator === '>' ? sign > 0 : sign >= 0;
}
/** Below, equal or above zero as `a` is before, with or after `b`; undefined if they have no known order. */
function ordering(a, b) {
    const x = asNumber(a);
    const y = asNumber(b);
    if (x !== undefined && y !== undefined)
        return x - y;
    const left = a.kind === 'text' ? a.known : undefined;
    const right = b.kind === 'text' ? b.known : undefined;
    if (left !== undefined && right !== undefined)
        return left < right ? -1 : left > right ? 1 : 0;
    return undefined;
}

;// CONCATENATED MODULE: ./build/project/jinja/tests.js
/** `value is test`. */



const checks = {
    defined: (value) => value.kind !== 'undefined',
    undefined: (value) => value.kind === 'undefined',
    none: (value) => value.kind === 'none',
    boolean: (value) => value.kind === 'boolean',
    true: (value) => value.kind === 'boolean' && value.value,
    false: (value) => value.kind === 'boolean' && !value.value,
    number: (value) => value.kind === 'number' || value.kind === 'boolean',
    integer: (value) => value.kind === 'number' && !value.float,
    float: (value) => value.kind === 'number' && value.float,
    string: (value) => value.kind === 'text',
    mapping: (value) => value.kind === 'dict',
    sequence: (value) => value.kind === 'list' || value.kind === 'dict' || value.kind === 'text',
    iterable: (value) => sequences_elements(value) !== undefined && value.kind !== 'none',
    callable: (value) => value.kind === 'callable' || (value.kind === 'object' && value.call !== undefined),
    lower: (value) => cased(value, (text) => text.toLowerCase()),
    upper: (value) => cased(value, (text) => text.toUpperCase()),
    odd: (value) => remainder(value, 2, 1),
    even: (value) => remainder(value, 2, 0),
};
const known = new Map(Object.entries(checks));
const tests_comparisons = new Map([
    ['eq', '=='],
    ['equalto', '=='],
    ['sameas', '=='],
    ['ne', '!='],
    ['lt', '<'],
    ['lessthan', '<'],
    ['le', '<='],
    ['gt', '>'],
    ['greaterthan', '>'],
    ['ge', '>='],
]);
function applyTest(name, value, args, at) {
    return through(value, (settled) => {
        const other = args.positional[0];
        const comparison = tests_comparisons.get(name);
        if (comparison && other)
            return operators_compare(comparison, settled, other, at);
        if (settled.kind === 'unknown')
            return unknown(settled.reason, at);
        let answer;
        if (name === 'in' && other)
            answer = contains(plain(other), settled);
        else if (name === 'divisibleby' && other)
            answer = remainder(settled, asNumber(other), 0);
        else
            answer = known.get(name)?.(settled);
        return answer === undefined ? unknown(`the test \`is ${name}\``, at) : values_boolean(answer);
    });
}
function cased(value, change) {
    if (value.kind !== 'text' || value.known === undefined)
        return undefined;
    return value.known !== '' && change(value.known) === value.known;
}
function remainder(value, by, expected) {
    const count = asNumber(value);
    return count === undefined || !by ? undefined : Math.abs(count % by) === expected;
}

;// CONCATENATED MODULE: ./build/project/jinja/filters.js
/** `value | filter`. */










const same = (value) => value;
/** `undefined` answers mean: not known with these arguments. */
const filters = new Map(Object.entries({
    as_text: same,
    as_bool: same,
    as_native: same,
    as_number: same,
    safe: same,
    string: (value, { at }) => print(value, at),
    trim: (value, { at }) => trimText(print(value, at)),
    default: (value, { args }) => {
        const { default_value: fallback, boolean: falsy } = bind(args, 'default_value', 'boolean');
        if (value.kind === 'unknown')
            return value;
        const missing = value.kind === 'undefined' || (falsy && truth(falsy) && truth(value) === false);
        return missing ? (fallback ?? emptyText) : value;
    },
    length: (value) => {
        if (value.kind === 'text')
            return value.known === undefined ? undefined : number(value.known.length);
        const items = sequences_elements(value);
        return items && number(items.length);
    },
    int: (value, { args }) => {
        const count = asNumber(value) ?? numeral(value);
        return count === undefined
            ? value.kind === 'unknown'
                ? undefined
                : (args.positional[0] ?? number(0))
            : number(Math.trunc(count));
    },
    float: (value) => {
        const count = asNumber(value) ?? numeral(value);
        return count === undefined ? undefined : number(count, true);
    },
    abs: (value) => {
        const count = asNumber(value);
        return count === undefined
            ? undefined
            : number(Math.abs(count), value.kind === 'number' && value.float);
    },
    round: (value, { args }) => {
        const count = asNumber(value);
        const scale = 10 ** Math.min(asNumber(args.positional[0] ?? none) ?? 0, 15);
        return count === undefined ? undefined : number(Math.round(count * scale) / scale, true);
    },
    attr: (value, { args, at }) => attributeOf(value, knownText(args.positional[0]) ?? '', at),
    items: (value) => listOf(pairs(value)),
    dictsort: (value, { m, at }) => listOf(pairs(value), (items) => sorted(m, items, at, (item) => sequences_elements(item)?.[0] ?? item)),
    tojson: (value, { at }) => {
        const json = toJson(value);
        return json.known ? textAt(JSON.stringify(json.value, undefined, 0) ?? 'null', at) : undefined;
    },
    fromjson: (value, { at }) => fromJson(knownText(value), at),
    format: (value, { m, args, at }) => value.kind === 'text' && value.known !== undefined ? percentFormat(m, value, args, at) : undefined,
    indent: (value, { m, args, at }) => {
        const { width, first } = bind(args, 'width', 'first');
        const space = knownText(width) ?? ' '.repeat(Math.min(Math.max(asNumber(width ?? number(4)) ?? 4, 0), 200));
        if (value.kind !== 'text' || value.known === undefined)
            return value;
        const gap = textAt(space, at);
        const lines = splitText(value, '\n');
        const text = joined(m, lines, textAt(`\n${space}`, at), at);
        return first && truth(first) ? joinTexts([gap, text]) : text;
    },
    wordcount: (value) => knownText(value) === undefined ? undefined : number(splitText(value).length),
}));
filters.set('d', filters.get('default'));
filters.set('count', filters.get('length'));
const sequenceFilters = new Map(Object.entries({
    list: (items) => list([...items]),
    first: (items) => items[0] ?? { kind: 'undefined', name: 'first' },
    last: (items) => items.at(-1) ?? { kind: 'undefined', name: 'last' },
    reverse: (items) => list(items.toReversed()),
    join: (items, { m, args, at }) => {
        const { d, attribute } = bind(args, 'd', 'attribute');
        const picked = attribute ? items.map((item) => pick(item, attribute, at)) : items;
        return joined(m, picked, d ? print(d, at) : textAt('', at), at);
    },
    map: (items, { m, args, at }) => {
        const attribute = args.named.get('attribute');
        if (attribute)
            return list(items.map((item) => pick(item, attribute, at, args.named.get('default'))));
        const name = knownText(args.positional[0]);
        if (name === undefined)
            return undefined;
        const rest = { positional: args.positional.slice(1), named: args.named };
        return list(items.map((item) => applyFilter(m, name, item, rest, at)));
    },
    select: (items, call) => chosen(items, call, true, false),
    reject: (items, call) => chosen(items, call, false, false),
    selectattr: (items, call) => chosen(items, call, true, true),
    rejectattr: (items, call) => chosen(items, call, false, true),
    unique: (items, { m, at }) => {
        m.step(at, (items.length * items.length) / 16);
        return list(items.filter((item, index) => !items.slice(0, index).some((other) => sameValue(other, item))));
    },
    sort: (items, { m, args, at }) => {
        const { reverse, case_sensitive: _, attribute } = bind(args, 'reverse', 'case_sensitive', 'attribute');
        const result = sorted(m, items, at, attribute ? (item) => pick(item, attribute, at) : (item) => item);
        return result && list(reverse && truth(reverse) ? result.toReversed() : result);
    },
    sum: (items) => {
        const counts = items.map(asNumber);
        return counts.includes(undefined) ? undefined : number(counts.reduce((a, b) => a + b, 0));
    },
    min: (items, { m, at }) => sorted(m, items, at, (item) => item)?.[0],
    max: (items, { m, at }) => sorted(m, items, at, (item) => item)?.at(-1),
    batch: (items, { args }) => {
        const size = asNumber(args.positional[0] ?? none) ?? 0;
        if (size < 1)
            return undefined;
        return list(Array.from({ length: Math.ceil(items.length / size) }, (_, index) => list(items.slice(index * size, (index + 1) * size))));
    },
    groupby: (items, { m, args, at }) => {
        const attribute = args.positional[0] ?? args.named.get('attribute');
        if (!attribute)
            return undefined;
        const groups = [];
        for (const item of items) {
            m.step(at, groups.length / 8);
            const key = pick(item, attribute, at);
            const group = groups.find((each) => equal(each.key, key));
            if (group)
                group.items.push(item);
            else
                groups.push({ key, items: [item] });
        }
        return list(groups.map((group) => list([group.key, list(group.items)], true)));
    },
}));
/** Applies the filter `name`; what is not known of the input stays so. */
function applyFilter(m, name, value, args, at) {
    m.step(at);
    m.weigh(at, value);
    return through(value, (input) => {
        if (input.kind === 'text' && isMethod(input, name) && !filters.has(name) && !sequenceFilters.has(name))
            return callMethod(m, input, name, args, at);
        const filter = filters.get(name);
        if (filter && (input.kind !== 'unknown' || name === 'default' || name === 'd'))
            return filter(input, { m, args, at }) ?? unknown(`${whyUnknown(input)} | ${name}`, at);
        const sequence = sequenceFilters.get(name);
        if (sequence) {
            const items = sequences_elements(input);
            if (!items)
                return unknown(whyUnknown(input), at);
            m.step(at, items.length);
            return sequence(items, { m, args, at }) ?? unknown(`${whyUnknown(input)} | ${name}`, at);
        }
        if (input.kind === 'unknown')
            return unknown(input.reason, at);
        if (input.kind !== 'text' && isMethod(print(input, at), name))
            return callMethod(m, print(input, at), name, args, at);
        return unknown(`the filter \`${name}\``, at);
    });
}
function sameValue(a, b) {
    return equal(a, b) === true;
}
function listOf(items, change = (all) => all) {
    const changed = items && change(items);
    return changed && list(changed);
}
function numeral(value) {
    const text = knownText(value)?.trim();
    return text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
/** `item.a.b` for the attribute path `a.b`. */
function pick(item, attribute, at, fallback) {
    const path = knownText(attribute);
    if (path === undefined)
        return itemOf(item, attribute, at);
    let value = item;
    for (const name of path.split('.').slice(0, 10))
        value = attributeOf(value, name, at);
    return value.kind === 'undefined' && fallback ? fallback : value;
}
function sorted(m, items, at, key) {
    m.step(at, items.length);
    const keyed = items.map((item) => ({ item, key: plain(key(item)) }));
    // Jinja sorts without regard to case.
    const folded = keyed.map(({ item, key: each }) => ({
        item,
        key: each.kind === 'text' && each.known !== undefined ? textAt(each.known.toLowerCase(), at) : each,
    }));
    if (folded.some((each) => ordering(each.key, folded[0].key) === undefined))
        return undefined;
    return folded.sort((a, b) => ordering(a.key, b.key)).map((each) => each.item);
}
function chosen(items, { m, args, at }, keep, byAttribute) {
    const positional = [...args.positional];
    const attribute = byAttribute ? positional.shift() : undefined;
    if (byAttribute && !attribute)
        return undefined;
    const name = positional.length > 0 ? knownText(positional.shift()) : undefined;
    const picked = [];
    for (const item of items) {
        const value = attribute ? pick(item, attribute, at) : item;
        const answer = truth(name === undefined ? value : applyTest(name, value, { positional, named: args.named }, at));
        if (answer === undefined)
            return undefined;
        if (answer === keep)
            picked.push(item);
    }
    m.step(at, items.length);
    return list(picked);
}

;// CONCATENATED MODULE: ./build/project/jinja/expressions.js









/** Functions that look through their arguments. */
const builtinArguments = new Set([
    'config',
    'tojson',
    'set',
    'set_strict',
    'zip',
    'zip_strict',
    'dict',
    'namespace',
    'union_relations',
    'star',
]);
class Evaluator {
    globals;
    constructor(globals) {
        this.globals = globals;
    }
    evaluate(m, frame, expression) {
        const at = placeIn(frame, expression);
        m.step(at);
        m.enter(at);
        const value = this.dispatch(m, frame, expression, at);
        m.depth--;
        return value;
    }
    dispatch(m, frame, node, at) {
        switch (node.type) {
            case 'string':
                return joinTexts(node.parts.map((part) => textAt(part.text, placeIn(frame, part), part.verbatim)));
            case 'number':
                return number(node.value, node.float);
            case 'constant':
                return node.value === null ? none : values_boolean(node.value);
            case 'name':
                return this.name(m, frame, node.name, at);
            case 'list':
            case 'tuple':
                return list(node.items.map((item) => this.evaluate(m, frame, item)), node.type === 'tuple');
            case 'dict':
                return dict(node.entries.map(({ key, value }) => [this.evaluate(m, frame, key), this.evaluate(m, frame, value)]));
            case 'attribute':
                return attributeOf(this.evaluate(m, frame, node.of), node.name, at);
            case 'index':
                return itemOf(this.evaluate(m, frame, node.of), this.evaluate(m, frame, node.index), at);
            case 'slice': {
                const part = (each) => each && this.evaluate(m, frame, each);
                return sliceOf(m, this.evaluate(m, frame, node.of), part(node.from), part(node.to), part(node.step), at);
            }
            case 'call':
                return this.call(m, frame, node, at);
            case 'filter': {
                const input = node.input ? this.evaluate(m, frame, node.input) : unknown('a filter without an input');
                return this.filter(m, frame, node, input);
            }
            case 'test': {
                const input = this.evaluate(m, frame, node.input);
                const args = this.arguments(m, frame, node.args);
                m.weigh(at, input, ...args.positional);
                const answer = applyTest(node.name, input, args, at);
                return node.negated ? this.not(answer) : answer;
            }
            case 'unary': {
                const operand = this.evaluate(m, frame, node.operand);
                return node.operator === 'not' ? this.not(operand) : negate(operand, node.operator, at);
            }
            case 'binary':
                return this.binary(m, frame, node, at);
            case 'compare':
                return this.compare(m, frame, node, at);
            case 'conditional': {
                if (this.condition(m, frame, node.test))
                    return this.evaluate(m, frame, node.then);
                return node.else ? this.evaluate(m, frame, node.else) : { kind: 'undefined', name: 'else' };
            }
        }
    }
    name(m, frame, name, at) {
        for (let scope = frame.scope; scope; scope = scope.parent) {
            const value = scope.names.get(name);
            if (value)
                return value;
        }
        return this.globals.global(m, frame, name, at);
    }
    /** Whether a condition holds; one that cannot be decided goes the way of the rendering. */
    condition(m, frame, test) {
        return truth(this.evaluate(m, frame, test)) ?? m.decide(frame, test);
    }
    not(value) {
        const answer = truth(value);
        if (answer !== undefined)
            return values_boolean(!answer);
        return value.kind === 'assumed' || value.kind === 'unknown'
            ? unknown(value.reason)
            : unknown('a condition');
    }
    binary(m, frame, node, at) {
        const left = this.evaluate(m, frame, node.left);
        if (node.operator !== 'and' && node.operator !== 'or') {
            const right = this.evaluate(m, frame, node.right);
            if (node.operator === '~' || node.operator === '+')
                m.weigh(at, left, right);
            return operate(m, node.operator, left, right, at);
        }
        const stops = node.operator === 'or';
        const first = truth(left);
        if (first === stops)
            return left;
        const right = this.evaluate(m, frame, node.right);
        if (first !== undefined)
            return right;
        // Undecided `and` false is false, undecided `or` true is true, whatever the first turns out to be.
        const second = truth(right);
        if (second === stops)
            return stops ? yes : no;
        return unknown(left.kind === 'assumed' || left.kind === 'unknown' ? left.reason : 'a condition', at);
    }
    compare(m, frame, node, at) {
        let left = this.evaluate(m, frame, node.first);
        let result = yes;
        for (const { operator, operand } of node.rest) {
            const right = this.evaluate(m, frame, operand);
            m.weigh(at, left, right);
            const answer = operators_compare(operator, left, right, at);
            if (truth(answer) === false)
                return answer;
            if (truth(answer) === undefined || node.rest.length === 1)
                result = answer;
            left = right;
        }
        return result;
    }
    filter(m, frame, node, input) {
        return applyFilter(m, node.name, input, this.arguments(m, frame, node.args), placeIn(frame, node));
    }
    /** Applies a chain of filters that has no input of its own to a text. */
    filterChain(m, frame, chain, input) {
        if (chain.type !== 'filter')
            return unknown('not a filter');
        return this.filter(m, frame, chain, chain.input ? this.filterChain(m, frame, chain.input, input) : input);
    }
    call(m, frame, node, at) {
        if (node.of.type === 'attribute') {
            const receiver = this.evaluate(m, frame, node.of.of);
            if (isMethod(receiver, node.of.name)) {
                const args = this.arguments(m, frame, node.args);
                return callMethod(m, receiver, node.of.name, args, at);
            }
            const callee = receiver.kind === 'undefined' && node.of.of.type === 'name'
                ? this.globals.packaged(m, frame, node.of.of.name, node.of.name, at)
                : attributeOf(receiver, node.of.name, at);
            return this.apply(m, callee, frame, node.args, at);
        }
        return this.apply(m, this.evaluate(m, frame, node.of), frame, node.args, at);
    }
    apply(m, callee, frame, args, at) {
        // The arguments of what is unknown are evaluated too: they may hold a ref.
        const given = this.arguments(m, frame, args);
        if (callee.kind !== 'callable' || builtinArguments.has(callee.name))
            m.weigh(at, ...given.positional, ...given.named.values());
        const target = plain(callee);
        if (target.kind === 'callable')
            return target.call(given, at);
        if (target.kind === 'object' && target.call)
            return target.call(given, at);
        if (target.kind === 'unknown')
            return unknown(target.reason, at);
        if (target.kind === 'undefined') {
            m.seen.macros.set(spanKey(spanOf(at)), {
                name: target.name,
                resolution: 'unknown',
                span: spanOf(at),
                direct: frame.calls === 0,
            });
            return unknown(`nothing here defines \`${target.name}\``, at);
        }
        return unknown(`a ${target.kind} is called`, at);
    }
    arguments(m, frame, nodes) {
        const args = { positional: [], named: new Map(), spans: new Map() };
        for (const node of nodes) {
            const value = this.evaluate(m, frame, node.value);
            if (node.name !== undefined) {
                args.named.set(node.name, value);
                args.spans.set(node.name, placeIn(frame, node));
            }
            else if (node.spread === 'list')
                args.positional.push(...(sequences_elements(value) ?? [unknown('spread arguments')]));
            else if (node.spread === 'dict') {
                const from = plain(value);
                if (from.kind !== 'dict')
                    continue;
                for (const entry of from.entries.values()) {
                    const key = plain(entry.key);
                    if (key.kind === 'text' && key.known !== undefined)
                        args.named.set(key.known, entry.value);
                }
            }
            else
                args.positional.push(value);
        }
        return args;
    }
}

;// CONCATENATED MODULE: ./build/project/jinja/statements.js





class Interpreter {
    evaluator;
    constructor(globals) {
        this.evaluator = new Evaluator(globals);
    }
    execute(m, frame, body, out) {
        for (const node of body) {
            const at = placeIn(frame, node);
            m.step(at);
            m.enter(at);
            const ending = this.statement(m, frame, node, at, out);
            m.depth--;
            if (ending)
                return ending;
        }
        return undefined;
    }
    /** Executes a body of its own scope and gives the text it writes. */
    capture(m, frame, body, at) {
        const out = [];
        this.execute(m, inner(frame), body, out);
        return m.made(at, text_textOf(out));
    }
    statement(m, frame, node, at, out) {
        switch (node.type) {
            case 'text':
                m.write(at, node.text.length);
                out.push({ kind: 'characters', text: node.text, verbatim: true, place: at });
                return;
            case 'output': {
                const value = this.evaluator.evaluate(m, frame, node.value);
                m.weigh(at, value);
                return this.emit(m, print(value, at), at, out);
            }
            case 'do':
                this.evaluator.evaluate(m, frame, node.value);
                return;
            case 'set':
                return this.assign(m, frame, node.target, this.evaluator.evaluate(m, frame, node.value));
            case 'setBlock': {
                const text = this.capture(m, frame, node.body, at);
                const value = node.filter ? this.evaluator.filterChain(m, frame, node.filter, text) : text;
                return this.assign(m, frame, node.target, value);
            }
            case 'if':
                return this.if(m, frame, node, out);
            case 'for':
                return this.for(m, frame, node, at, out);
            case 'macro':
                return this.define(m, frame, node);
            case 'callBlock':
                return this.callBlock(m, frame, node, at, out);
            case 'filterBlock': {
                const text = this.capture(m, frame, node.body, at);
                return this.emit(m, print(this.evaluator.filterChain(m, frame, node.filter, text), at), at, out);
            }
            case 'with': {
                const within = inner(frame);
                for (const { target, value } of node.bindings)
                    this.assign(m, within, target, this.evaluator.evaluate(m, frame, value));
                return this.execute(m, within, node.body, out);
            }
            case 'snapshot':
                return this.execute(m, frame, node.body, out);
            case 'break':
            case 'continue':
                return node.type;
            case 'docs':
                return;
        }
    }
    emit(m, text, at, out) {
        m.made(at, text);
        for (const piece of text.pieces)
            out.push(piece);
    }
    assign(m, frame, target, value) {
        if (target.type === 'name')
            frame.scope.names.set(target.name, value);
        else if (target.type === 'tuple') {
            const items = sequences_elements(value);
            const reason = items ? 'fewer values than names' : whyUnknown(value);
            for (const [index, each] of target.items.entries())
                this.assign(m, frame, each, items?.[index] ?? unknown(reason, placeIn(frame, each)));
        }
        else {
            const space = lookUpName(frame.scope, target.name);
            const written = m.uncertain > 0 ? unknown('set in a loop over something unknown') : value;
            if (space?.kind === 'object')
                space.attributes.set(target.attribute, written);
        }
    }
    if(m, frame, node, out) {
        const asked = m.seen.askedIncremental;
        m.seen.askedIncremental = false;
        let undecided = 0;
        let taken;
        for (const { test, body } of node.branches) {
            const value = this.evaluator.evaluate(m, frame, test);
            const answer = truth(value);
            if (answer === undefined)
                undecided++;
            if (answer ?? m.decide(frame, test)) {
                taken = body;
                break;
            }
        }
        taken ??= node.else;
        const conditional = undecided > 0 || m.seen.askedIncremental;
        m.seen.askedIncremental ||= asked;
        if (undecided > 0 && m.uncertain === 0)
            this.noteAlternatives(m, frame, node);
        if (!taken)
            return undefined;
        if (conditional)
            m.conditional++;
        const ending = this.execute(m, frame, taken, out);
        if (conditional)
            m.conditional--;
        return ending;
    }
    /** All taken and none taken cover independent additions; more than two ways, or two alternatives, they do not. */
    noteAlternatives(m, frame, node) {
        const texts = node.branches.map(({ body }) => sourceOf(frame, body));
        const last = sourceOf(frame, node.else ?? []);
        if (new Set([...texts, last]).size > 2)
            m.seen.incomplete = true;
        if (last === '' || new Set([...texts, last]).size < 2)
            return;
        m.alternatives.add(frame.text.slice(node.branches[0].test.start, node.branches[0].test.end));
        if (m.alternatives.size > 1)
            m.seen.incomplete = true;
    }
    for(m, frame, node, at, out) {
        const over = this.evaluator.evaluate(m, frame, node.over);
        let items = sequences_elements(over);
        if (!items)
            return this.forUnknown(m, frame, node, whyUnknown(over), at, out);
        if (node.filter) {
            const { filter } = node;
            items = items.filter((item) => {
                const each = inner(frame);
                this.assign(m, each, node.target, item);
                return this.evaluator.condition(m, each, filter);
            });
        }
        if (items.length === 0)
            return this.execute(m, frame, node.else ?? [], out);
        // A copy: the body may append to the very list.
        const rounds = [...items];
        for (const [index, item] of rounds.entries()) {
            const within = inner(frame);
            within.scope.names.set('loop', loopVariable(index, rounds));
            this.assign(m, within, node.target, over.kind === 'assumed' && item.kind !== 'unknown'
                ? { kind: 'assumed', value: plain(item), reason: over.reason }
                : item);
            if (this.execute(m, within, node.body, out) === 'break')
                break;
        }
        return undefined;
    }
    /** One round stands for however many there will be. */
    forUnknown(m, frame, node, reason, at, out) {
        const within = inner(frame);
        const item = unknown(reason, placeIn(frame, node.over));
        within.scope.names.set('loop', loopVariable(0, [item]));
        this.assign(m, within, node.target, item);
        out.push({ kind: 'hole', reason, region: 'open', place: at });
        m.uncertain++;
        if (node.filter)
            this.evaluator.evaluate(m, within, node.filter);
        this.execute(m, within, node.body, out);
        m.uncertain--;
        out.push({ kind: 'hole', reason, region: 'close', place: at });
    }
    define(m, frame, node) {
        if (node.tag === 'materialization')
            return;
        const { site, package: of, text, scope } = frame;
        const defined = callable(node.name, (args, at) => this.callBody(m, {
            site: { path: site.path, calls: [spanOf(at), ...at.site.calls] },
            package: of,
            text,
            calls: frame.calls + 1,
            scope: { names: new Map(), parent: scope },
        }, node, args, at));
        frame.scope.names.set(node.name, defined);
    }
    callBlock(m, frame, node, at, out) {
        const caller = callable('caller', (args, place) => this.callBody(m, inner(frame), node, args, place));
        const within = inner(frame);
        within.scope.names.set(' caller', caller);
        return this.emit(m, print(this.evaluator.evaluate(m, within, node.call), at), at, out);
    }
    /** A macro of the project as a value. */
    macro(m, caller, found) {
        const { definition } = found;
        return callable(definition.name, (args, at) => {
            const site = { path: definition.path, calls: [spanOf(at), ...at.site.calls] };
            const scope = { names: new Map() };
            const block = lookUpName(caller.scope, ' caller');
            if (block)
                scope.names.set('caller', block);
            const frame = { site, package: found.package, text: definition.text, calls: caller.calls + 1, scope };
            if (frame.calls > m.limits.calls)
                throw new LimitReached(`macros call each other more than ${m.limits.calls} deep`, at);
            return this.callBody(m, frame, definition.node, args, at);
        });
    }
    callBody(m, frame, node, args, at) {
        m.step(at, 5);
        this.bindParameters(m, frame, node.parameters, args);
        const out = [];
        const { depth, uncertain, conditional } = m;
        try {
            this.execute(m, frame, node.body, out);
        }
        catch (signal) {
            if (!(signal instanceof Return))
                throw signal;
            const sure = m.uncertain === uncertain;
            Object.assign(m, { depth, uncertain, conditional });
            return sure ? signal.value : unknown('returned from a loop over something unknown', at);
        }
        return m.made(at, text_textOf(out));
    }
    bindParameters(m, frame, parameters, args) {
        const { names } = frame.scope;
        const named = new Map(args.named);
        for (const [index, { name, default: fallback }] of parameters.entries()) {
            const given = args.positional[index] ?? named.get(name);
            named.delete(name);
            const value = given ?? (fallback ? this.defaultValue(m, frame, fallback) : { kind: 'undefined', name });
            names.set(name, value);
        }
        names.set('varargs', list(args.positional.slice(parameters.length), true));
        names.set('kwargs', dict([...named].map(([name, value]) => [textAt(name, nowhere(frame)), value])));
    }
    defaultValue(m, frame, fallback) {
        return this.evaluator.evaluate(m, frame, fallback);
    }
}
function nowhere(frame) {
    return { site: frame.site, start: 0, end: 0 };
}
function inner(frame) {
    return { ...frame, scope: { names: new Map(), parent: frame.scope } };
}
function lookUpName(from, name) {
    for (let scope = from; scope; scope = scope.parent) {
        const value = scope.names.get(name);
        if (value)
            return value;
    }
    return undefined;
}
function sourceOf(frame, body) {
    const first = body[0];
    return first ? frame.text.slice(first.start, body.at(-1).end).trim() : '';
}
function loopVariable(index, items) {
    const last = items.length - 1;
    const attributes = new Map([
        ['index', number(index + 1)],
        ['index0', number(index)],
        ['revindex', number(last - index + 1)],
        ['revindex0', number(last - index)],
        ['first', values_boolean(index === 0)],
        ['last', values_boolean(index === last)],
        ['length', number(items.length)],
        ['previtem', items[index - 1] ?? { kind: 'undefined', name: 'previtem' }],
        ['nextitem', items[index + 1] ?? { kind: 'undefined', name: 'nextitem' }],
        ['depth', number(1)],
        ['depth0', number(0)],
        [
            'cycle',
            callable('cycle', (args) => args.positional[index % Math.max(args.positional.length, 1)] ?? none),
        ],
    ]);
    return { kind: 'object', name: 'loop', attributes };
}

;// CONCATENATED MODULE: ./build/project/jinja/evaluate.js








/** Everything `file` says in the project of `environment`. Never throws; what goes wrong is the template's `problem`. */
function evaluateTemplate(file, environment) {
    let body = file.body;
    if (!body) {
        const parsed = parseTemplate(file, environment.limits);
        if (!parsed.ok)
            return withProblem(parsed.problem);
        body = parsed.body;
    }
    try {
        return render(file, body, environment);
    }
    catch (cause) {
        if (cause instanceof LimitReached)
            return withProblem({ message: cause.message, span: outermost(cause) });
        // The depth limits come first for templates people write; this is for the ones made to break them.
        if (!(cause instanceof RangeError))
            throw cause;
        return withProblem({
            message: 'this template nests too deeply',
            span: { path: file.path, start: 0, end: 0 },
        });
    }
}
function withProblem(problem) {
    const none = {
        renderings: [],
        incomplete: false,
        refs: [],
        sources: [],
        dynamic: [],
        macros: [],
        config: [],
    };
    return { ...none, problem };
}
function outermost({ place }) {
    return place.site.calls.at(-1) ?? spanOf(place);
}
const interpreter = new Interpreter(new Context((m, frame, found) => interpreter.macro(m, frame, found)));
function render(file, body, environment) {
    const limits = environment.limits ?? defaultLimits;
    const budget = { steps: limits.steps, characters: limits.characters };
    const seen = new Sightings();
    const renderings = [];
    const add = (variant) => {
        const rendering = renderOnce(file, body, new Machine(environment, variant, limits, budget, seen), budget);
        if (!renderings.some((each) => each.text === rendering.text))
            renderings.push(rendering);
    };
    add({ incremental: false, branch: 0 });
    if (seen.askedIncremental)
        add({ incremental: true, branch: 0 });
    if (seen.undecided) {
        add({ incremental: false, branch: 1 });
        if (seen.askedIncremental)
            add({ incremental: true, branch: 1 });
    }
    return { renderings, incomplete: seen.incomplete, ...evaluate_merged(seen, scanBody(body, file.path), environment) };
}
function renderOnce(file, body, machine, budget) {
    const out = [];
    const frame = {
        site: { path: file.path, calls: [] },
        package: machine.environment.model.package,
        text: file.text,
        scope: { names: new Map() },
        calls: 0,
    };
    try {
        interpreter.execute(machine, frame, body, out);
    }
    catch (signal) {
        if (!(signal instanceof Return))
            throw signal;
    }
    budget.steps -= out.length;
    return flatten(out, file.path, machine.variant);
}
/** What the renderings saw, and what stands in branches that none of them took. */
function evaluate_merged(seen, scan, environment) {
    const spans = new Set();
    for (const kind of [seen.refs, seen.sources, seen.dynamic, seen.macros, seen.config])
        for (const each of kind.values())
            spans.add(spanKey(each.span));
    const unseen = (all) => all.filter((each) => !spans.has(spanKey(each.span)));
    const config = seen.incomplete
        ? unseen(scan.config).map((each) => ({ ...each, value: { known: false } }))
        : [];
    return {
        refs: [...seen.refs.values(), ...unseen(scan.refs)],
        sources: [...seen.sources.values(), ...unseen(scan.sources)],
        dynamic: [...seen.dynamic.values(), ...unseen(scan.dynamic)],
        macros: [...seen.macros.values(), ...unseen(scan.macros).map((call) => resolved(call, environment))],
        config: [...seen.config.values(), ...config],
    };
}
function resolved(call, environment) {
    const [name, package_] = call.name.split('.').reverse();
    const found = environment.macro(name, package_, environment.model.package);
    return typeof found === 'string' ? call : { ...call, resolution: 'found', id: found.id };
}

;// CONCATENATED MODULE: ./build/project/sql/dialect.js
/** Which of the parser's dialects to read a project's SQL with. */
/** Warehouses by the names dbt adapters and users give them; those not listed are read as `generic`. */
const dialects = new Map([
    ['bigquery', 'bigquery'],
    ['snowflake', 'snowflake'],
    ['redshift', 'redshift'],
    ['postgres', 'postgresql'],
    ['postgresql', 'postgresql'],
    ['databricks', 'databricks'],
    ['spark', 'databricks'],
    ['duckdb', 'duckdb'],
    ['clickhouse', 'clickhouse'],
    ['sqlite', 'sqlite'],
    ['mysql', 'mysql'],
    ['hive', 'hive'],
    ['sqlserver', 'mssql'],
    ['fabric', 'mssql'],
    ['synapse', 'mssql'],
]);
/** The parser's name for a warehouse; `generic` for trino, athena and what is unknown. */
function parserDialect(warehouse) {
    return dialects.get(warehouse.toLowerCase()) ?? 'generic';
}
/** Dialects to try in turn. Those after the first are looser readings: they accept more than the warehouse does. */
function readings(warehouse) {
    const first = parserDialect(warehouse);
    const others = first === 'generic'
        ? ['generic', 'databricks', 'snowflake', 'duckdb']
        : [first, 'generic', 'databricks', 'snowflake'];
    return [...new Set(others)];
}
/** True if text in double quotes is a string rather than a name. */
function quotesStrings(warehouse) {
    return ['bigquery', 'databricks', 'spark', 'mysql', 'hive'].includes(warehouse.toLowerCase());
}
/** True if a backslash in a string escapes the next character. */
function escapesWithBackslash(warehouse) {
    return ['bigquery', 'snowflake', 'databricks', 'spark', 'mysql', 'hive', 'clickhouse'].includes(warehouse.toLowerCase());
}
/** True if the warehouse accepts a comma before FROM. */
function allowsTrailingComma(warehouse) {
    return ['bigquery', 'snowflake', 'databricks', 'spark', 'duckdb', 'generic'].includes(warehouse.toLowerCase());
}

;// CONCATENATED MODULE: ./build/project/sql/tokens.js
/** SQL text in tokens: enough for limits, fix-ups and for telling broken text from unfamiliar text. */

const wordStart = /[\p{L}_]/u;
const wordPart = /[\p{L}\p{N}_$]/u;
/** Reads at most `limit` tokens; comments and space are left out. */
function tokens_tokenize(text, warehouse, limit = Infinity) {
    const tokens = [];
    const backslash = escapesWithBackslash(warehouse);
    const hash = /^(bigquery|mysql)$/i.test(warehouse);
    let at = 0;
    while (at < text.length && tokens.length < limit) {
        const start = at;
        const char = text[at];
        if (char <= ' ' || char === '\u00a0') {
            at++;
        }
        else if (text.startsWith('--', at) || (hash && char === '#')) {
            const end = text.indexOf('\n', at);
            at = end < 0 ? text.length : end;
        }
        else if (text.startsWith('/*', at)) {
            const end = text.indexOf('*/', at + 2);
            if (end < 0)
                return { tokens, unterminated: start };
            at = end + 2;
        }
        else if (text.startsWith('$$', at)) {
            const end = text.indexOf('$$', at + 2);
            if (end < 0)
                return { tokens, unterminated: start };
            at = end + 2;
            tokens.push({ kind: 'string', start, end: at });
        }
        else if (char === "'" || char === '"' || char === '`') {
            const end = quotedEnd(text, at, backslash && char !== '`');
            if (end === undefined)
                return { tokens, unterminated: start };
            at = end;
            tokens.push({ kind: char === "'" ? 'string' : 'name', start, end });
        }
        else if (wordStart.test(char)) {
            while (at < text.length && wordPart.test(text[at]))
                at++;
            tokens.push({ kind: 'word', start, end: at });
        }
        else if (char >= '0' && char <= '9') {
            while (at < text.length && /[\w.]/.test(text[at]))
                at++;
            tokens.push({ kind: 'number', start, end: at });
        }
        else {
            at++;
            tokens.push({ kind: 'symbol', start, end: at });
        }
    }
    return { tokens };
}
function quotedEnd(text, start, backslash) {
    const quote = text[start];
    const triple = quote.repeat(3);
    if (backslash && quote !== '`' && text.startsWith(triple, start)) {
        const end = text.indexOf(triple, start + 3);
        return end < 0 ? undefined : end + 3;
    }
    // A raw string keeps its backslashes, but none of its quotes ends it either after one.
    for (let at = start + 1; at < text.length; at++) {
        if (backslash && text[at] === '\\')
            at++;
        else if (text[at] === quote) {
            if (text[at + 1] !== quote)
                return at + 1;
            at++;
        }
    }
    return undefined;
}
/** How deep parentheses and brackets nest at most, and whether each closes. */
function nesting(text, tokens) {
    const open = [];
    let depth = 0;
    for (const token of tokens) {
        if (token.kind !== 'symbol')
            continue;
        const char = text[token.start];
        if (char === '(' || char === '[')
            depth = Math.max(depth, open.push(token.start));
        else if (char === ')' || char === ']') {
            const opening = open.pop();
            if (opening === undefined || (text[opening] === '(') !== (char === ')'))
                return { depth, unbalanced: token.start };
        }
    }
    const unbalanced = open.pop();
    return unbalanced === undefined ? { depth } : { depth, unbalanced };
}

;// CONCATENATED MODULE: ./build/project/sql/faults.js
/** Telling broken SQL from SQL our parser lacks: only what no warehouse accepts counts as broken. */


/** The first plain mistake in a text without holes; undefined if it may well be right. */
function faultAt(text, warehouse) {
    const { tokens, unterminated } = tokens_tokenize(text, warehouse);
    if (unterminated !== undefined)
        return { message: 'a string, quoted name or comment does not end', offset: unterminated };
    const { unbalanced } = nesting(text, tokens);
    if (unbalanced !== undefined)
        return { message: `\`${text[unbalanced]}\` has no counterpart`, offset: unbalanced };
    return pairFault(text, tokens, warehouse);
}
/** Words that begin a clause: none may follow a comma or another of them. */
const clauses = new Set(['from', 'where', 'having']);
function pairFault(text, tokens, warehouse) {
    for (let index = 1; index < tokens.length; index++) {
        const before = wordOf(text, tokens[index - 1]);
        const word = wordOf(text, tokens[index]);
        const offset = tokens[index].start;
        const comma = word === ',' && (before === ',' || before === 'select' || before === '(' || clauses.has(before));
        if (comma)
            return { message: `a comma after \`${before}\``, offset };
        if (clauses.has(word) && clauses.has(before))
            return { message: `\`${word}\` directly after \`${before}\``, offset };
        if (before === ',' && (word === ')' || clauses.has(word)) && !allowsTrailingComma(warehouse))
            return { message: `a comma before \`${word}\``, offset };
    }
    return undefined;
}
function wordOf(text, token) {
    return token.kind === 'word' || token.kind === 'symbol'
        ? text.slice(token.start, token.end).toLowerCase()
        : '';
}

;// CONCATENATED MODULE: ./build/project/lineage/table.js
function table_closed(table) {
    return table.open.length === 0 && table.columns.every((column) => column.name !== '');
}
/** A relation of which nothing is known. */
function unknownTable(reason, columns = []) {
    return { columns, open: [reason], wild: [], opaque: true, upstream: [] };
}
function upstreamTable(id, output) {
    return {
        columns: output.columns.map(({ name }) => ({
            name,
            place: { start: 0, end: 0 },
            origins: [{ relation: id, column: name, functions: [] }],
            passthrough: true,
            named: [{ relation: id, column: name }],
        })),
        open: output.open.length > 0 ? [`the columns of ${id} are not all known: ${output.open[0]}`] : [],
        wild: output.open.length > 0 ? [{ relation: id, except: new Set() }] : [],
        opaque: false,
        upstream: [id],
    };
}
/** `as t (a, b)`: new names by position. */
function renamed(table, names) {
    if (names.length === 0)
        return table;
    const blank = { name: '', place: { start: 0, end: 0 }, origins: [], passthrough: false, named: [] };
    // With columns unlisted, positions mean nothing.
    const known = table.open.length === 0;
    const columns = names.map((name, index) => ({
        ...((known && table.columns[index]) || blank),
        name: name.name,
        place: { start: name.start, end: name.end },
        named: [],
    }));
    return { ...table, columns: known ? [...columns, ...table.columns.slice(names.length)] : columns };
}
/** Both branches of a set operation. */
function united(left, right, byName) {
    const both = {
        open: unique([...left.open, ...right.open]),
        wild: mergeWild(left.wild, right.wild),
        opaque: left.opaque || right.opaque,
        upstream: unique([...left.upstream, ...right.upstream]),
    };
    const positional = !byName && left.open.length === 0 && right.open.length === 0;
    if (positional && left.columns.length === right.columns.length) {
        return {
            ...both,
            columns: left.columns.map((column, index) => mergeColumns(column, right.columns[index])),
        };
    }
    const byColumn = new Map(right.columns.map((column) => [column.name, column]));
    const columns = left.columns.map((column) => mergeColumns(column, byColumn.get(column.name)));
    if (byName) {
        const names = new Set(left.columns.map((column) => column.name));
        columns.push(...right.columns.filter((column) => !names.has(column.name)));
    }
    const uneven = positional ? ['branches of a set operation have different numbers of columns'] : [];
    return { ...both, columns, open: [...both.open, ...uneven], opaque: both.opaque || uneven.length > 0 };
}
function mergeColumns(left, right) {
    if (!right)
        return { ...left, passthrough: false };
    const origins = mergeOrigins([...left.origins, ...right.origins]);
    const named = left.name === right.name
        ? dedupe([...left.named, ...right.named], (ref) => `${ref.relation}\n${ref.column}`)
        : left.named;
    return {
        ...left,
        origins,
        passthrough: left.passthrough && right.passthrough && origins.length === 1,
        named,
    };
}
function mergeWild(left, right) {
    return dedupe([...left, ...right], (wild) => `${wild.relation}\n${[...wild.except].join('\n')}`);
}
/** More origins or longer chains than these are not told apart: hostile SQL could make them grow without end. */
const maxOrigins = 200;
const maxFunctions = 24;
/** Warehouses stop at 10,000 columns or fewer; stars of stars could make any number. */
const maxColumns = 10_000;
/** Cuts a table off, and opens it, if it is wider than any warehouse allows. */
function limitColumns(table) {
    if (table.columns.length <= maxColumns)
        return;
    table.columns.length = maxColumns;
    table.open = unique([...table.open, `it has more than ${maxColumns} columns`]);
    table.opaque = true;
}
function mergeOrigins(origins) {
    const short = origins.map((origin) => ({ ...origin, functions: origin.functions.slice(0, maxFunctions) }));
    return dedupe(short, (origin) => `${origin.relation}\n${origin.column}\n${origin.functions.join('\n')}`).slice(0, maxOrigins);
}
function dedupe(items, key) {
    const found = new Map();
    for (const item of items) {
        const name = key(item);
        if (!found.has(name))
            found.set(name, item);
    }
    return [...found.values()];
}
function unique(items) {
    return [...new Set(items)];
}

;// CONCATENATED MODULE: ./build/project/lineage/merge.js

function mergeFacts(renderings, incomplete) {
    const first = renderings[0];
    const predicates = predicatesOf(first);
    const known = new Set(predicates.map(predicateKey));
    const incremental = renderings.find((rendering) => rendering.incremental && rendering !== first);
    const added = incremental
        ? predicatesOf(incremental).filter((predicate) => !known.has(predicateKey(predicate)))
        : [];
    const problem = problemOf(renderings);
    return {
        output: mergeOutputs(renderings, incomplete),
        uses: mergeUses(renderings),
        missing: mergeMissing(renderings),
        predicates,
        incrementalPredicates: dedupe(added, predicateKey),
        ...(problem && { problem }),
    };
}
/** The first rendering's problem counts most: it is what dbt builds. Certain only if no rendering contradicts it. */
function problemOf(renderings) {
    const problem = renderings[0]?.problem ?? renderings.find((rendering) => rendering.problem)?.problem;
    if (!problem)
        return undefined;
    return { ...problem, certain: renderings.every((rendering) => rendering.problem?.certain === true) };
}
function mergeOutputs(renderings, incomplete) {
    const open = renderings.flatMap(({ table }) => [...table.open, ...namelessReasons(table)]);
    if (incomplete)
        open.push('a condition of its Jinja could go more ways than were read');
    const columns = new Map();
    for (const rendering of renderings) {
        for (const column of rendering.table.columns) {
            if (column.name === '')
                continue;
            const { name, origins, passthrough } = column;
            const entry = columns.get(name);
            if (!entry) {
                const merged = {
                    name,
                    span: rendering.locate(column.place),
                    certain: false,
                    origins: mergeOrigins(origins),
                    passthrough,
                };
                columns.set(name, { column: merged, in: new Set([rendering]) });
            }
            else if (!entry.in.has(rendering)) {
                entry.in.add(rendering);
                entry.column.origins = mergeOrigins([...entry.column.origins, ...origins]);
                entry.column.passthrough &&= passthrough && entry.column.origins.length === 1;
            }
        }
    }
    return {
        columns: [...columns.values()].map((entry) => ({
            ...entry.column,
            certain: entry.in.size === renderings.length,
        })),
        open: unique(open),
    };
}
function namelessReasons(table) {
    const index = table.columns.findIndex((column) => column.name === '');
    return index < 0 ? [] : [`column ${index + 1} has no name`];
}
function mergeUses(renderings) {
    const uses = renderings.flatMap(({ findings, locate }) => findings.uses.map(({ relation, column, kind, exact, ...place }) => ({
        relation,
        column,
        kind,
        span: locate(place),
        exact,
    })));
    const merged = new Map();
    for (const use of uses) {
        const key = `${placeKey(use)}\n${use.relation}\n${use.kind}`;
        const before = merged.get(key);
        if (!before)
            merged.set(key, use);
        else
            before.exact &&= use.exact;
    }
    return [...merged.values()].toSorted(bySpan);
}
/** Missing in every rendering that has the name: what one of them resolves is no mistake in another. */
function mergeMissing(renderings) {
    const located = renderings.map(({ findings, locate }) => {
        const missing = findings.missing.map(({ column, kind, candidates, ...place }) => ({
            column,
            kind,
            span: locate(place),
            candidates,
        }));
        const keys = new Set(missing.map(placeKey));
        const resolved = new Set(findings.resolved.map((named) => placeKey({ column: named.column, span: locate(named) })));
        return { missing, keys, resolved };
    });
    // Several names can share a place, that of a macro's call, so one rendering may both miss and resolve it.
    const contradicted = (key) => located.some(({ keys, resolved }) => resolved.has(key) && !keys.has(key));
    const everywhere = located
        .flatMap(({ missing }) => missing)
        .filter((column) => !contradicted(placeKey(column)));
    return dedupe(everywhere, placeKey).toSorted(bySpan);
}
function placeKey({ column, span }) {
    return `${span.path}:${span.start}:${span.end}:${column}`;
}
function bySpan(a, b) {
    if (a.span.path !== b.span.path)
        return a.span.path < b.span.path ? -1 : 1;
    return a.span.start - b.span.start || a.span.end - b.span.end;
}
function predicatesOf({ findings, locate, names }) {
    return findings.predicates.map(({ clause, text, ...place }) => ({
        clause,
        text: withNames(text, names),
        span: locate(place),
    }));
}
/** Tokens are numbered per rendering; what they stand for is the same in all. */
function withNames(text, names) {
    let result = text;
    for (const [token, name] of names)
        result = result.replaceAll(token.toLowerCase(), name);
    return result;
}
function predicateKey({ clause, text }) {
    return `${clause} ${text}`;
}

;// CONCATENATED MODULE: ./build/project/lineage/holes.js
class Holes {
    holes;
    text;
    constructor(rendering) {
        this.holes = rendering.holes;
        this.text = rendering.text;
    }
    /** The first hole that shares text with a place. */
    at(place) {
        return this.holes.find((hole) => hole.start < place.end && hole.end > place.start);
    }
    /** Why the columns that a projection lists may not be all. */
    inProjection({ projectionPlace, projection }) {
        const reasons = [];
        for (const hole of this.holes) {
            const empty = hole.start === hole.end;
            const inside = empty
                ? hole.start >= projectionPlace.start && hole.start < projectionPlace.end
                : hole.start < projectionPlace.end && hole.end > projectionPlace.start;
            if (inside && !projection.some((item) => holes_contains(item, hole, this.text)))
                reasons.push(hole.reason);
        }
        return reasons;
    }
    /** Why a FROM clause may bring more relations than it names. */
    inFrom(select) {
        const { fromPlace } = select;
        const next = [select.where, ...select.group, select.having, select.qualify].find((clause) => clause)?.start;
        const reasons = [];
        for (const hole of this.holes) {
            const empty = hole.start === hole.end;
            const overlaps = hole.start < fromPlace.end && hole.end > fromPlace.start;
            const wide = !empty && /\s/.test(this.text.slice(hole.start, hole.end).trim());
            const within = hole.start >= fromPlace.start && hole.start < (next ?? fromPlace.end);
            const trailing = next === undefined &&
                hole.start >= fromPlace.end &&
                this.text.slice(fromPlace.end, hole.start).trim() === '';
            if ((empty && (within || trailing)) || (wide && overlaps))
                reasons.push(hole.reason);
        }
        return reasons;
    }
}
/**
 * True if the hole is within an aliased expression and can add no column of its own: it is one
 * identifier, or it stands in parentheses.
 */
function holes_contains(item, hole, text) {
    if (item.kind !== 'expression' || !item.aliased)
        return false;
    if (hole.start < item.start || hole.end > item.namePlace.start)
        return false;
    return ((hole.end > hole.start && !/\s/.test(text.slice(hole.start, hole.end))) ||
        depthAt(text, item.start, hole.start) > 0);
}
/** How many parentheses are open at `to`, counted from `from`. Quotes are not looked at: a hole in a string is no column either. */
function depthAt(text, from, to) {
    let depth = 0;
    for (let at = from; at < to; at++) {
        if (text[at] === '(')
            depth++;
        else if (text[at] === ')')
            depth--;
    }
    return depth;
}

;// CONCATENATED MODULE: ./build/project/lineage/scope.js

function emptyScope(parent) {
    return { bindings: [], merged: new Set(), aliases: new Map(), parent };
}
/**
 * @param prefer `alias` in ORDER BY, where an alias hides a column
 * @param own the alias of the projection item that the name stands in: it is not in scope of itself
 */
function resolve(parts, scope, prefer, own) {
    const qualified = resolveQualified(parts, scope);
    if (qualified)
        return qualified;
    return resolveBare(parts, scope, prefer, own);
}
function resolveQualified(parts, scope) {
    for (let length = parts.length - 1; length > 0; length--) {
        const qualifier = parts
            .slice(0, length)
            .map((part) => part.name)
            .join('.');
        for (let at = scope; at; at = at.parent) {
            const binding = at.bindings.find((candidate) => candidate.qualifiers.includes(qualifier));
            if (binding)
                return inTable(binding.table, parts, length, hasColumn(scope, parts[0].name));
        }
    }
    return undefined;
}
/** Whether any relation in scope may have a column of that name: then `a.b` may be a field of it. */
function hasColumn(scope, name) {
    for (let at = scope; at; at = at.parent) {
        if (at.bindings.some(({ table }) => table.columns.some((column) => column.name === name)))
            return true;
    }
    return false;
}
function inTable(table, parts, index, maybeField) {
    const identifier = parts[index];
    const known = table.columns.filter((column) => column.name === identifier.name);
    if (known.length > 0)
        return found(known, identifier, parts.length - 1 > index, true);
    if (!table_closed(table))
        return fromWild([table], identifier, parts.length - 1 > index, true);
    const nothing = unresolved(identifier);
    if (maybeField)
        return nothing;
    return {
        ...nothing,
        missing: { column: identifier.name, candidates: table.upstream.toSorted(), identifier },
    };
}
function resolveBare(parts, scope, prefer, own) {
    const identifier = parts[0];
    const field = parts.length > 1;
    const { name } = identifier;
    const alias = name === own && prefer === 'column' ? undefined : scope.aliases.get(name);
    if (alias && prefer === 'alias')
        return fromAlias(alias, identifier, field);
    const passed = [];
    let searched = false;
    for (let at = scope; at; at = at.parent) {
        const holders = at.bindings.filter(({ table }) => table.columns.some((column) => column.name === name));
        const exact = passed.length === 0 && (holders.length === 1 || at.merged.has(name));
        if (holders.length > 0)
            return found(columnsNamed(holders, name), identifier, field, exact);
        passed.push(...at.bindings.map(({ table }) => table).filter((table) => !table_closed(table)));
        searched ||= at.bindings.length > 0;
        // An alias of an outer query is as good a reading as any.
        const outer = at === scope ? alias : at.aliases.get(name);
        if (outer) {
            const reading = fromAlias(outer, identifier, field);
            const guesses = passed.length > 0 ? fromWild(passed, identifier, field, false).uses : [];
            return { ...reading, uses: guesses.map((use) => ({ ...use, exact: false })) };
        }
    }
    const row = field ? undefined : relationCalled(scope, name);
    if (row)
        return wholeRow(row, identifier);
    if (passed.length > 0)
        return fromWild(passed, identifier, field, true);
    const nothing = unresolved(identifier);
    // `a.b` with an unknown `a` may be anything: a schema, a sequence, a function's result.
    if (field || !searched)
        return nothing;
    const candidates = unique(scope.bindings.flatMap(({ table }) => table.upstream)).toSorted();
    return { ...nothing, missing: { column: name, candidates, identifier } };
}
function relationCalled(scope, name) {
    for (let at = scope; at; at = at.parent) {
        const binding = at.bindings.find(({ qualifiers }) => qualifiers.includes(name));
        if (binding)
            return binding.table;
    }
    return undefined;
}
/** `to_json_string(t)`: the name of a relation stands for its whole row. It names none of its columns. */
function wholeRow(table, identifier) {
    const origins = mergeOrigins(table.columns.flatMap((column) => column.origins));
    return { origins: throughField(origins), passthrough: false, uses: [], identifier };
}
function columnsNamed(bindings, name) {
    return bindings.flatMap(({ table }) => table.columns.filter((column) => column.name === name));
}
function found(columns, identifier, field, exact) {
    const origins = mergeOrigins(columns.flatMap((column) => column.origins));
    const named = columns.flatMap((column) => column.named);
    return {
        origins: field ? throughField(origins) : origins,
        passthrough: !field && columns.every((column) => column.passthrough) && origins.length === 1,
        uses: named.map((ref) => ({ ...ref, exact })),
        identifier,
    };
}
function throughField(origins) {
    return origins.map((origin) => ({ ...origin, functions: ['field', ...origin.functions] }));
}
function fromAlias(column, identifier, field) {
    const origins = field ? throughField(column.origins) : column.origins;
    return { origins, passthrough: column.passthrough && !field, uses: [], identifier };
}
/** A name that only relations with unlisted columns can have. */
function fromWild(tables, identifier, field, alone) {
    const relations = unique(tables.flatMap((table) => table.wild.filter((wild) => !wild.except.has(identifier.name)).map((wild) => wild.relation)));
    const exact = alone && relations.length === 1 && !tables.some((table) => table.opaque);
    const named = relations.map((relation) => ({ relation, column: identifier.name }));
    const origins = named.map((ref) => ({ ...ref, functions: field ? ['field'] : [] }));
    return {
        // Several candidates are a guess, and a guess is no origin.
        origins: exact ? origins : [],
        passthrough: exact && !field,
        uses: named.map((ref) => ({ ...ref, exact })),
        identifier,
    };
}
function unresolved(identifier) {
    return { origins: [], passthrough: false, uses: [], identifier };
}

;// CONCATENATED MODULE: ./build/project/lineage/resolve-from.js


function bindFrom(item, scope, tables, resolver) {
    scope.bindings.push(...resolve_from_bind(item.relation, scope, tables, resolver));
    for (const join of item.joins)
        bindJoin(join, scope, tables, resolver);
}
function bindJoin(join, scope, tables, resolver) {
    const left = [...scope.bindings];
    const right = resolve_from_bind(join.relation, scope, tables, resolver);
    const hidden = join.kind === 'semi' || join.kind === 'anti';
    scope.bindings.push(...right.map((binding) => ({ ...binding, visible: binding.visible && !hidden })));
    for (const identifier of join.using) {
        for (const side of [left, right]) {
            resolver.record(resolve([identifier], { ...emptyScope(), bindings: side, merged: scope.merged }, 'column'), 'join', false);
        }
    }
    for (const identifier of join.using)
        scope.merged.add(identifier.name);
    if (join.natural) {
        // Which columns a natural join merges depends on both lists; it is rare enough not to follow.
        scope.bindings.push({ qualifiers: [], table: unknownTable('a natural join'), visible: true });
    }
    if (join.on)
        resolver.expression(join.on, 'join', scope, tables);
}
function resolve_from_bind(relation, scope, tables, resolver) {
    switch (relation.kind) {
        case 'table':
            return [bindTable(relation, scope, tables, resolver)];
        case 'derived': {
            const table = resolver.query(relation.query, tables, relation.lateral ? scope : scope.parent);
            return [named(relation, table)];
        }
        case 'function':
            return [bindFunction(relation, scope, tables, resolver)];
        case 'pivot':
        case 'unpivot': {
            const input = resolve_from_bind(relation.input, scope, tables, resolver);
            resolver.expression(relation.expression, 'group', { ...emptyScope(), bindings: input }, tables);
            const names = relation.alias ? [] : input.flatMap((binding) => binding.qualifiers);
            const table = unknownTable(`the columns of a ${relation.kind.toUpperCase()} depend on values`);
            return [{ ...named(relation, table), qualifiers: [...names, ...aliasOf(relation)] }];
        }
        case 'joined': {
            const inner = emptyScope(scope.parent);
            bindFrom(relation.from, inner, tables, resolver);
            for (const name of inner.merged)
                scope.merged.add(name);
            return inner.bindings.map((binding) => ({
                ...binding,
                qualifiers: relation.alias ? aliasOf(relation) : binding.qualifiers,
            }));
        }
        case 'unknown':
            resolver.expression(relation.expression, 'join', scope, tables);
            return [named(relation, unknownTable(`\`${relation.node}\` in FROM is not understood here`))];
    }
}
function aliasOf(relation) {
    return relation.alias ? [relation.alias.name] : [];
}
function named(relation, table) {
    return { qualifiers: aliasOf(relation), table: renamed(table, relation.columnAliases), visible: true };
}
function bindTable(relation, scope, tables, resolver) {
    const names = relation.name.map((part) => part.name);
    const full = names.join('.');
    const table = names.length === 1 ? tables.get(full) : undefined;
    if (table) {
        const binding = named(relation, table);
        return relation.alias ? binding : { ...binding, qualifiers: [full, ...(table.answersTo ?? [])] };
    }
    if (names.length > 1 && scope.bindings.some((binding) => binding.qualifiers.includes(names[0]))) {
        return bindArray(relation, relation.name, scope, resolver);
    }
    const hole = resolver.holes.at(relation.name.at(-1) ?? relation);
    const reason = hole ? hole.reason : `\`${full}\` is no ref, source or CTE`;
    const suffixes = names.map((_, index) => names.slice(index).join('.'));
    const binding = named(relation, unknownTable(reason));
    return relation.alias ? binding : { ...binding, qualifiers: suffixes };
}
/** `from t, t.items as i`: BigQuery unnests the array `t.items`. */
function bindArray(relation, parts, scope, resolver) {
    resolver.record(resolve(parts, scope, 'column'), 'projection', false);
    const qualifiers = relation.alias ? aliasOf(relation) : [parts.at(-1).name];
    return { qualifiers, table: unknownTable('fields of an array', resolve_from_elements(relation, [])), visible: true };
}
const flattenColumns = ['seq', 'key', 'path', 'index', 'value', 'this'];
function bindFunction(relation, scope, tables, resolver) {
    const { origins } = resolver.expression(relation.arguments, 'projection', scope, tables);
    const through = origins.map((origin) => ({ ...origin, functions: [relation.name, ...origin.functions] }));
    const column = (name) => ({
        name,
        place: relation,
        origins: through,
        passthrough: false,
        named: [],
    });
    const qualifiers = aliasOf(relation);
    const fixed = (names) => {
        const table = { columns: names.map(column), open: [], wild: [], opaque: false, upstream: [] };
        return { qualifiers, table: renamed(table, relation.columnAliases), visible: true };
    };
    if (relation.name === 'flatten')
        return fixed(flattenColumns);
    if (relation.name === 'split_to_table')
        return fixed(['seq', 'index', 'value']);
    if (relation.columnAliases.length > 0) {
        const names = [...relation.columnAliases, ...(relation.offset ? [relation.offset] : [])];
        const columns = names.map((name) => ({ ...column(name.name), place: name }));
        return { qualifiers, table: { columns, open: [], wild: [], opaque: false, upstream: [] }, visible: true };
    }
    const reason = relation.name === 'unnest'
        ? 'fields of an array'
        : `the columns of \`${relation.name}(…)\` are not known`;
    const columns = resolve_from_elements(relation, through);
    if (relation.offset)
        columns.push({ ...column(relation.offset.name), origins: [] });
    return { qualifiers, table: unknownTable(reason, columns), visible: true };
}
/** An unnested array answers to its alias as a column too. */
function resolve_from_elements(relation, origins) {
    return relation.alias
        ? [{ name: relation.alias.name, place: relation, origins, passthrough: false, named: [] }]
        : [];
}

;// CONCATENATED MODULE: ./build/project/lineage/resolve-query.js




/** Queries nested deeper than this are not followed. */
const maxDepth = 100;
class QueryResolver {
    findings = { uses: [], missing: [], resolved: [], predicates: [] };
    holes;
    rendering;
    depth = 0;
    /** Above 0 while a recursive CTE's first branch is read ahead of time. */
    muted = 0;
    constructor(rendering) {
        this.rendering = rendering;
        this.holes = new Holes(rendering);
    }
    query(query, tables, outer) {
        if (this.depth >= maxDepth)
            return unknownTable('subqueries are nested too deep');
        this.depth++;
        const names = new Map(tables);
        for (const cte of query.ctes)
            names.set(cte.name.name, this.cte(cte, query.recursive, names, outer));
        const { table, scope } = this.body(query.body, names, outer);
        const orderScope = scope ?? {
            ...emptyScope(outer),
            bindings: [{ qualifiers: [], table, visible: true }],
        };
        for (const order of query.order)
            this.expression(order, 'order', orderScope, names, 'alias');
        this.depth--;
        return table;
    }
    cte(cte, recursive, tables, outer) {
        let names = tables;
        const { body } = cte.query;
        if (recursive && body.kind === 'set') {
            this.muted++;
            const anchor = this.query({ ...cte.query, body: body.left, order: [] }, tables, outer);
            this.muted--;
            names = new Map([...tables, [cte.name.name, renamed(anchor, cte.columnAliases)]]);
        }
        return renamed(this.query(cte.query, names, outer), cte.columnAliases);
    }
    body(body, tables, outer) {
        switch (body.kind) {
            case 'select':
                return this.select(body, tables, outer);
            case 'query':
                return { table: this.query(body.query, tables, outer) };
            case 'set': {
                const left = this.body(body.left, tables, outer).table;
                const right = this.body(body.right, tables, outer).table;
                // EXCEPT and INTERSECT filter by the right side; its values do not flow on.
                return { table: body.operator === 'union' ? united(left, right, body.byName) : left };
            }
            case 'values': {
                const scope = emptyScope(outer);
                for (const expression of body.expressions)
                    this.expression(expression, 'projection', scope, tables);
                const blank = { name: '', place: body, origins: [], passthrough: false, named: [] };
                return {
                    table: {
                        columns: Array.from({ length: body.width }, () => blank),
                        open: [],
                        wild: [],
                        opaque: false,
                        upstream: [],
                    },
                };
            }
            case 'unknown':
                this.expression(body.expression, 'projection', emptyScope(outer), tables);
                return { table: unknownTable(`\`${body.node}\` is not understood here`) };
        }
    }
    select(select, tables, outer) {
        const scope = emptyScope(outer);
        for (const item of select.from)
            bindFrom(item, scope, tables, this);
        const extra = this.holes.inFrom(select);
        if (select.unclear)
            extra.push('a clause of this query is not understood here');
        for (const reason of extra)
            scope.bindings.push({ qualifiers: [], table: unknownTable(reason), visible: true });
        const table = this.projection(select, scope, tables);
        const clauses = [
            ['filter', [select.where]],
            ['group', select.group],
            ['filter', [select.having]],
            ['qualify', [select.qualify]],
            ['window', select.windows],
            ['projection', select.other],
        ];
        for (const [kind, expressions] of clauses) {
            for (const expression of expressions)
                if (expression)
                    this.expression(expression, kind, scope, tables);
        }
        if (this.muted === 0)
            this.findings.predicates.push(...select.predicates);
        return { table, scope };
    }
    projection(select, scope, tables) {
        const aliases = aliasesOf(select);
        const table = {
            columns: [],
            open: this.holes.inProjection(select),
            wild: [],
            opaque: false,
            upstream: [],
        };
        table.opaque = table.open.length > 0;
        for (const item of select.projection) {
            // Later aliases count as in scope too: some warehouses allow it, and a doubt must not become a finding.
            scope.aliases = aliases;
            if (item.kind === 'star')
                this.star(item, scope, tables, table);
            else {
                const column = this.item(item, scope, tables);
                table.columns.push(column);
                if (item.aliased && column.name !== '')
                    aliases.set(column.name, column);
            }
            limitColumns(table);
        }
        return table;
    }
    item(item, scope, tables) {
        const value = this.expression(item.expression, 'projection', scope, tables, 'column', item.name);
        const unclear = this.holes.at(item.namePlace) !== undefined;
        const name = unclear ? '' : (item.name ?? '');
        return {
            name,
            place: item.namePlace,
            origins: value.origins,
            passthrough: item.expression.bare && value.passthrough,
            named: [],
        };
    }
    star(item, scope, tables, table) {
        const qualifier = item.qualifier.map((part) => part.name).join('.');
        const bindings = scope.bindings.filter((binding) => qualifier === '' ? binding.visible : binding.qualifiers.includes(qualifier));
        if (bindings.length === 0)
            table.open.push(qualifier === ''
                ? '`*` without a relation to expand'
                : `\`${qualifier}.*\` is no relation of this query`);
        if (item.unclear)
            table.open.push('a `*` whose columns depend on a pattern or a value');
        if (bindings.length === 0 || item.unclear)
            table.opaque = true;
        for (const identifier of item.except)
            this.record(resolve([identifier], { ...emptyScope(), bindings }, 'column'), 'projection', false);
        const changed = this.starChanges(item, scope, tables, bindings);
        expandStar(item, bindings, qualifier === '' ? scope.merged : new Set(), changed, table);
    }
    /** The columns that REPLACE and RENAME put in place of others, by the name of the other. */
    starChanges(item, scope, tables, bindings) {
        const changed = new Map();
        for (const { name, expression } of item.replace) {
            const { origins } = this.expression(expression, 'projection', scope, tables, 'column', name.name);
            changed.set(name.name, { name: name.name, place: name, origins, passthrough: false, named: [] });
        }
        for (const { from, to } of item.rename) {
            const resolution = resolve([from], { ...emptyScope(), bindings }, 'column');
            this.record(resolution, 'projection', false);
            const { origins, passthrough } = resolution;
            changed.set(from.name, { name: to.name, place: to, origins, passthrough, named: [] });
        }
        return changed;
    }
    /** Resolves the names of an expression; what it returns is about the values that flow into its result. */
    expression(expression, kind, scope, tables, prefer = 'column', own) {
        const origins = [];
        let passthrough = expression.columns.length === 1;
        for (const column of expression.columns) {
            if (column.parts.some((part) => this.holes.at(part))) {
                passthrough = false;
                continue;
            }
            const resolution = resolve(column.parts, scope, prefer, own);
            this.record(resolution, column.role === 'window' ? 'window' : kind, column.doubtful);
            passthrough &&= resolution.passthrough;
            if (column.role !== 'value')
                continue;
            origins.push(...resolution.origins.map((origin) => ({
                ...origin,
                functions: [...column.functions, ...origin.functions],
            })));
        }
        for (const { query, functions, role } of expression.subqueries) {
            const table = this.query(query, tables, scope);
            if (role !== 'value')
                continue;
            for (const origin of table.columns[0]?.origins ?? [])
                origins.push({ ...origin, functions: [...functions, ...origin.functions] });
        }
        return { origins: mergeOrigins(origins), passthrough };
    }
    record(resolution, kind, doubtful) {
        if (this.muted > 0)
            return;
        const { identifier, missing } = resolution;
        const named = { column: identifier.name, kind, start: identifier.start, end: identifier.end };
        const unsure = doubtful || this.holes.at(identifier) !== undefined;
        if (missing && !unsure)
            this.findings.missing.push({ ...named, candidates: missing.candidates });
        else
            this.findings.resolved.push(named);
        for (const use of resolution.uses) {
            // `current_date` on a source with unknown columns is no use of one.
            if (doubtful && !use.exact)
                continue;
            this.findings.uses.push({ ...named, relation: use.relation, exact: use.exact && !unsure });
        }
    }
}
function aliasesOf(select) {
    const found = new Map();
    for (const item of select.projection) {
        if (item.kind === 'expression' && item.aliased && item.name !== undefined) {
            found.set(item.name, {
                name: item.name,
                place: item.namePlace,
                origins: [],
                passthrough: false,
                named: [],
            });
        }
    }
    return found;
}
/** A column that this text projects itself stays at that place; one of another relation is at the first star. */
function placeThrough(star, { place }) {
    return place.end > 0 ? place : star;
}
/** Adds to `table` what a star stands for. `changed` are the columns it replaces, by name; `merged` those of USING. */
function expandStar(item, bindings, merged, changed, table) {
    const dropped = new Set(item.except.map((identifier) => identifier.name));
    const seen = new Set();
    const hidden = [...dropped, ...changed.keys()];
    for (const { table: from } of bindings) {
        for (const column of from.columns) {
            if (dropped.has(column.name) || (merged.has(column.name) && seen.has(column.name)))
                continue;
            seen.add(column.name);
            table.columns.push(changed.get(column.name) ?? { ...column, place: placeThrough(item, column) });
        }
        const wild = from.wild.map(({ relation, except }) => ({
            relation,
            except: new Set([...except, ...hidden]),
        }));
        table.wild = mergeWild(table.wild, wild);
        table.open = unique([...table.open, ...from.open]);
        table.opaque ||= from.opaque;
        table.upstream = unique([...table.upstream, ...from.upstream]);
        limitColumns(table);
    }
    // With unlisted columns, what is replaced or renamed may be one of them.
    if (bindings.every((binding) => binding.table.open.length === 0))
        return;
    for (const [name, column] of changed)
        if (!seen.has(name))
            table.columns.push(column);
}

;// CONCATENATED MODULE: ./build/project/lineage/analyze.js





/**
 * What the SQL of a template says about columns, over all its renderings. Never throws.
 * @param path of the template's file, for what has no better place
 */
function analyzeQuery(template, environment, path) {
    const start = { path, start: 0, end: 0 };
    if (template.problem || template.renderings.length === 0) {
        const message = template.problem?.message ?? 'the template has no rendering';
        return {
            ...nothing(`its Jinja could not be read: ${message}`),
            problem: { message, span: template.problem?.span ?? start, certain: false },
        };
    }
    const renderings = template.renderings.map((rendering) => safely(rendering, environment, start));
    return mergeFacts(renderings, template.incomplete);
}
function nothing(reason) {
    return {
        output: { columns: [], open: [reason] },
        uses: [],
        missing: [],
        predicates: [],
        incrementalPredicates: [],
    };
}
/** A mistake of ours in one query must not take the review down with it. */
function safely(rendering, environment, start) {
    try {
        return analyzeRendering(rendering, environment, start);
    }
    catch (error) {
        const message = `its columns could not be resolved: ${error instanceof Error ? error.message : String(error)}`;
        return failed(rendering, { message, span: start, certain: false });
    }
}
function failed(rendering, problem) {
    return {
        incremental: rendering.variant.incremental,
        table: unknownTable(problem.message),
        findings: { uses: [], missing: [], resolved: [], predicates: [] },
        locate: (place) => rendering.map.span(place.start, place.end) ?? problem.span,
        names: new Map(),
        problem,
    };
}
function analyzeRendering(rendering, environment, start) {
    const { text, map } = rendering;
    const locate = (place) => map.span(place.start, place.end) ?? start;
    const parsed = environment.engine.parse(environment.warehouse, text);
    // A looser dialect may read what the warehouse's own cannot; it is broken all the same if it plainly is.
    const fluent = parsed.kind === 'query' && parsed.dialect === parserDialect(environment.warehouse);
    const ours = parsed.kind === 'empty' || (parsed.kind === 'error' && parsed.ours);
    const fault = fluent || ours || rendering.holes.length > 0 ? undefined : faultAt(text, environment.warehouse);
    if (fault)
        return failed(rendering, {
            message: fault.message,
            span: locate({ start: fault.offset, end: fault.offset + 1 }),
            certain: true,
        });
    if (parsed.kind === 'error') {
        const offset = parsed.offset ?? 0;
        const message = `the SQL could not be parsed: ${parsed.message}`;
        return failed(rendering, {
            message,
            span: locate({ start: offset, end: offset + 1 }),
            certain: false,
            ...(parsed.ours && { limit: true }),
        });
    }
    const resolver = new QueryResolver(rendering);
    const table = parsed.kind === 'query'
        ? resolver.query(parsed.query, upstreamTables(rendering, environment))
        : unknownTable('it has no query');
    const names = new Map(rendering.relations.map(({ token, call }) => [token, analyze_nameOf(call)]));
    return { incremental: rendering.variant.incremental, table, findings: resolver.findings, locate, names };
}
function upstreamTables(rendering, environment) {
    const tables = new Map();
    for (const { token, call } of rendering.relations) {
        const relation = environment.relation(call);
        const table = relation
            ? upstreamTable(relation.id, relation.output)
            : unknownTable(`${analyze_nameOf(call)} is not known here`);
        tables.set(token.toLowerCase(), { ...table, answersTo: answersTo(call) });
    }
    return tables;
}
/** Without an alias, a relation still answers to its own name. */
function answersTo(call) {
    if (call.kind === 'ref')
        return [call.name.toLowerCase()];
    return call.kind === 'source'
        ? [call.table.toLowerCase(), `${call.source}.${call.table}`.toLowerCase()]
        : [];
}
function analyze_nameOf(call) {
    if (call.kind === 'ref')
        return `ref('${call.name}')`;
    return call.kind === 'source' ? `source('${call.source}', '${call.table}')` : call.kind;
}

;// CONCATENATED MODULE: ./build/project/yaml/node.js
/** YAML as rules need it: plain values that know where they stand. Offsets are UTF-16 code units. */
/** The value of a key, if `node` is a map that has it. */
function get(node, key) {
    return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}
/** The items of a list; of anything else none. */
function items(node) {
    return node?.kind === 'list' ? node.items : [];
}
/** The text of a scalar that is not null or empty, else undefined. */
function node_textOf(node) {
    return node?.kind === 'scalar' && node.value !== null && node.text !== '' ? node.text : undefined;
}
/** A list of texts, or one text standing for a list of one. */
function node_texts(node) {
    const nodes = node?.kind === 'list' ? node.items : node ? [node] : [];
    return nodes.flatMap((item) => node_textOf(item) ?? []);
}
/** As JSON; objects have no prototype, so that no key of the file can mean anything. */
function node_toJson(node) {
    if (node.kind === 'scalar')
        return node.value;
    if (node.kind === 'list')
        return node.items.map(node_toJson);
    const object = Object.create(null);
    for (const [key, entry] of node.entries)
        object[key] = node_toJson(entry.value);
    return object;
}
/** As a JSON object; empty if `node` is not a map. */
function toRecord(node) {
    return node?.kind === 'map' ? node_toJson(node) : Object.create(null);
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./build/project/yaml/parse.js
/** Reads one YAML file. Whatever is in it, the answer is a value: pull requests break YAML all the time. */

/** Longest text that is read, in UTF-16 code units. */
const maxLength = 4_000_000;
/** Most nodes with all aliases expanded. */
const parse_maxNodes = 1_000_000;
/** Parses the first document of `text`; never throws. */
function parseYaml(text) {
    if (text.length > maxLength)
        return parse_failed(`the file is longer than ${maxLength} characters`, 0, 0);
    const file = compose(text);
    return file.root && isEmpty(file.root) ? { root: undefined } : file;
}
function compose(text) {
    try {
        return convert(text);
    }
    catch (error) {
        if (error instanceof TooDeep || error instanceof RangeError)
            return parse_failed('it is nested too deeply', 0, 0);
        if (error instanceof BadAlias)
            return parse_failed(error.message, error.start, error.end);
        throw error;
    }
}
function convert(text) {
    const composer = new dist/* Composer */.Dk({
        version: '1.1',
        uniqueKeys: false,
        merge: false,
        stringKeys: false,
        logLevel: 'silent',
        prettyErrors: false,
    });
    const [document, second] = composer.compose(new dist/* Parser */.iX().parse(text), true, text.length);
    if (!document)
        return { root: undefined };
    const error = document.errors[0];
    if (error)
        return parse_failed(firstLine(error.message), error.pos[0], error.pos[1]);
    if (second)
        return parse_failed('it holds more than one document', second.range[0], second.range[0]);
    const root = document.contents ? new Converter(text).convert(document.contents) : undefined;
    return root ? limited(root) : { root: undefined };
}
function limited(root) {
    return root.size > parse_maxNodes ? parse_failed('its aliases expand to too much', 0, 0) : { root };
}
function isEmpty(node) {
    return node.kind === 'scalar' && node.value === null;
}
function parse_failed(message, start, end) {
    return { root: undefined, problem: { message, start, end } };
}
function firstLine(message) {
    return message.split('\n', 1)[0] ?? message;
}
class TooDeep extends Error {
}
class BadAlias extends Error {
    start;
    end;
    constructor(message, start, end) {
        super(message);
        this.start = start;
        this.end = end;
    }
}
const parse_maxDepth = 200;
/** From the library's nodes to ours. An anchor is converted once and shared by its aliases. */
class Converter {
    #text;
    #anchors = new Map();
    #depth = 0;
    constructor(text) {
        this.#text = text;
    }
    convert(node) {
        if (++this.#depth > parse_maxDepth)
            throw new TooDeep();
        const converted = this.#dispatch(node);
        this.#depth--;
        const anchor = (0,dist/* isAlias */.Vj)(node) ? undefined : node.anchor;
        if (anchor)
            this.#anchors.set(anchor, converted);
        return converted;
    }
    #dispatch(node) {
        const [start, end] = this.#range(node);
        if ((0,dist/* isAlias */.Vj)(node)) {
            const target = this.#anchors.get(node.source);
            if (!target)
                throw new BadAlias(`the alias *${node.source} stands in itself or before its anchor`, start, end);
            return target;
        }
        if ((0,dist/* isMap */.jh)(node))
            return this.#map(node, start, end);
        if ((0,dist/* isSeq */.oP)(node)) {
            const items = node.items.map((item) => this.convert(item));
            return { kind: 'list', items, start, end, size: total(items) };
        }
        return (0,dist/* isScalar */.jn)(node) ? this.#scalar(node.value, node.source, start, end) : nullAt(start, end);
    }
    #scalar(value, source, start, end) {
        const text = source ?? '';
        // dbt's reader has no single-letter booleans: `y` is a column's name.
        const plain = value === null || typeof value === 'number' || (typeof value === 'boolean' && text.length > 1);
        return { kind: 'scalar', value: plain ? value : text, text, start, end, size: 1 };
    }
    #map(node, start, end) {
        const entries = new Map();
        const merged = [];
        for (const pair of node.items) {
            const key = pair.key;
            if (!(0,dist/* isScalar */.jn)(key))
                continue;
            const [keyStart, keyEnd] = this.#range(key);
            const name = key.source ?? String(key.value ?? '');
            const value = pair.value ? this.convert(pair.value) : nullAt(keyEnd, keyEnd);
            if (name === '<<')
                merged.push(...(value.kind === 'list' ? value.items : [value]));
            else {
                entries.delete(name);
                entries.set(name, { key: { start: keyStart, end: keyEnd }, value });
            }
        }
        for (const other of merged) {
            if (other.kind !== 'map')
                continue;
            for (const [name, entry] of other.entries)
                if (!entries.has(name))
                    entries.set(name, entry);
        }
        return {
            kind: 'map',
            entries,
            start,
            end,
            size: total([...entries.values()].map((entry) => entry.value)),
        };
    }
    /** Without the white space and comments that block collections end with. */
    #range(node) {
        const [start, valueEnd] = node.range ?? [0, 0];
        let end = Math.max(start, valueEnd);
        while (end > start && /\s/.test(this.#text[end - 1] ?? ''))
            end--;
        return [start, end];
    }
}
function nullAt(start, end) {
    return { kind: 'scalar', value: null, text: '', start, end, size: 1 };
}
function total(nodes) {
    return nodes.reduce((sum, node) => sum + node.size, 1);
}

;// CONCATENATED MODULE: ./build/project/dbt/dialect.js



/** dbt's adapters, by the names of their packages without `dbt-`. */
const adapters = new Set(('bigquery snowflake postgres redshift databricks spark duckdb clickhouse sqlserver fabric synapse mysql ' +
    'sqlite trino athena').split(' '));
const dependencyFile = /^(requirements.*\.(txt|in)|pyproject\.toml|Pipfile|setup\.(py|cfg)|.*Dockerfile.*|environment\.ya?ml)$/i;
/** Files that `detectDialect` reads. */
function dialectPaths(snapshot) {
    return [...snapshot.entries.keys()].filter((path) => {
        const name = fileName(path);
        return /^profiles\.ya?ml$/.test(name) || dependencyFile.test(name);
    });
}
/**
 * The dialect of the project at `root`: of its profile, else of the only dbt adapter that is installed
 * (files near the project count first), else `sample` decides.
 */
function detectDialect(snapshot, root, profile, sample) {
    const paths = dialectPaths(snapshot);
    const profiled = paths.flatMap((path) => readProfile(snapshot.text(path) ?? '', fileName(path), profile));
    const installed = only(profiled) ?? installedAdapter(snapshot, root, paths);
    return installed ?? evidence(sample()) ?? 'generic';
}
/** Adapter types of a profile's outputs. */
function readProfile(text, name, profile) {
    if (!name.startsWith('profiles.') || profile === undefined)
        return [];
    const outputs = get(get(parseYaml(text).root, profile), 'outputs');
    if (outputs?.kind !== 'map')
        return [];
    return [...outputs.entries.values()].flatMap(({ value }) => node_textOf(get(value, 'type'))?.toLowerCase() ?? []);
}
function installedAdapter(snapshot, root, paths) {
    const files = paths.filter((path) => dependencyFile.test(fileName(path))).sort(compare);
    const near = files.filter((path) => relative(root, path) !== undefined);
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
    ['redshift', /\b(dist|sort)\s*=\s*['"]|\bdistkey\b|\bsortkey\b/i],
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
            readers.sort((a, b) => compare(a.resource.id, b.resource.id));
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

;// CONCATENATED MODULE: ./build/project/dbt/tests.js
/** Reads the data tests of a resource or column. */

/** Keys beside a test's arguments that dbt takes for config, from before `config:`. */
const configKeys = new Set(('severity tags enabled where limit warn_if error_if fail_calc store_failures store_failures_as meta ' +
    'database schema alias group').split(' '));
const otherKeys = new Set([
    'name',
    'description',
    'config',
    'arguments',
    'test_name',
    'column_name',
    'model',
]);
/** From `data_tests:` and `tests:` of `node`. */
function readTests(node, path, column) {
    return ['data_tests', 'tests'].flatMap((key) => items(get(node, key)).flatMap((item) => readTest(item, path, column) ?? []));
}
function readTest(item, path, column) {
    const test = {
        name: '',
        ...(column === undefined ? {} : { column }),
        arguments: Object.create(null),
        config: Object.create(null),
        span: { path, start: item.start, end: item.end },
    };
    if (item.kind === 'scalar') {
        const name = node_textOf(item);
        return name ? { ...test, name } : undefined;
    }
    if (item.kind !== 'map')
        return undefined;
    const named = node_textOf(get(item, 'test_name'));
    const [first] = item.entries;
    const name = named ?? first?.[0];
    if (!name)
        return undefined;
    if (!named && first?.[1].value.kind === 'map')
        readBody(first[1].value, test);
    // `test_name:` beside its arguments, or arguments that lost their indentation.
    readBody(item, test, named ? undefined : name);
    return { ...test, name };
}
function readBody(body, test, except) {
    for (const [key, { value }] of body.entries) {
        if (key === except || otherKeys.has(key))
            continue;
        if (configKeys.has(key))
            test.config[key] = node_toJson(value);
        else
            test.arguments[key] = node_toJson(value);
    }
    tests_assign(test.arguments, get(body, 'arguments'));
    tests_assign(test.config, get(body, 'config'));
}
function tests_assign(target, node) {
    if (node?.kind !== 'map')
        return;
    for (const [key, { value }] of node.entries)
        target[key] = node_toJson(value);
}

;// CONCATENATED MODULE: ./build/project/dbt/properties.js
/** Reads properties files: what .yml files beside the models say about resources. */



const sections = [
    'models',
    'seeds',
    'snapshots',
    'analyses',
    'macros',
    'sources',
    'exposures',
    'semantic_models',
    'metrics',
    'saved_queries',
    'unit_tests',
    'groups',
];
function readPropertiesFile(path, text) {
    const { root, problem } = parseYaml(text);
    const entries = new Map();
    for (const section of sections) {
        const found = items(get(root, section)).flatMap((node) => {
            const name = node_textOf(get(node, 'name'));
            return node.kind === 'map' && name ? { name, path, node } : [];
        });
        if (found.length > 0)
            entries.set(section, found);
    }
    if (!problem)
        return { entries };
    const span = { path, start: problem.start, end: problem.end };
    return { entries, problem: { message: problem.message, span } };
}
function properties_spanOf(path, node) {
    return { path, start: node.start, end: node.end };
}
/** Entries are shared by both revisions where their file is the same, and so is what is read from them. */
const properties_known = new WeakMap();
/** Properties of a whole entry; of a version those of its model with its own laid over them. Do not change them. */
function readProperties(entry, version) {
    if (version)
        return computeProperties(entry, version);
    const properties = properties_known.get(entry.node) ?? computeProperties(entry);
    properties_known.set(entry.node, properties);
    return properties;
}
function computeProperties({ path, node }, version) {
    const own = version ? readColumns(version, path) : [];
    const base = readColumns(node, path);
    const columns = version ? versionColumns(base, own, get(version, 'columns')) : base;
    const tested = version && (get(version, 'data_tests') ?? get(version, 'tests')) ? version : node;
    return {
        description: (version && readDescription(version)) || readDescription(node),
        columns,
        tests: readTests(tested, path),
        meta: { ...readMeta(node), ...(version ? readMeta(version) : {}) },
        tags: [...new Set([...readTags(node), ...(version ? readTags(version) : [])])],
        span: properties_spanOf(path, version ?? node),
        nameSpan: properties_spanOf(path, get(version, 'v') ?? get(node, 'name') ?? node),
    };
}
function readColumns(node, path) {
    return items(get(node, 'columns')).flatMap((column) => {
        const nameNode = get(column, 'name');
        const name = node_textOf(nameNode);
        if (!name || !nameNode)
            return [];
        const dataType = node_textOf(get(column, 'data_type'));
        return {
            name,
            description: readDescription(column),
            meta: readMeta(column),
            tags: readTags(column),
            policyTags: node_texts(get(column, 'policy_tags') ?? get(get(column, 'config'), 'policy_tags')),
            ...(dataType ? { dataType } : {}),
            tests: readTests(column, path, name),
            span: properties_spanOf(path, column),
            nameSpan: properties_spanOf(path, nameNode),
        };
    });
}
/** `- include: all` with `exclude:` takes over the model's columns; without it a version has its own only. */
function versionColumns(base, own, node) {
    if (!node)
        return base;
    const inherit = items(node).find((item) => get(item, 'include'));
    if (!inherit)
        return own;
    const included = node_texts(get(inherit, 'include'));
    const all = included.length === 1 && (included[0] === 'all' || included[0] === '*');
    const excluded = new Set([...node_texts(get(inherit, 'exclude')), ...own.map(({ name }) => name)]);
    const kept = base.filter(({ name }) => (all || included.includes(name)) && !excluded.has(name));
    return [...kept, ...own];
}
function readDescription(node) {
    return node_textOf(get(node, 'description'))?.trim() ?? '';
}
function readMeta(node) {
    return { ...toRecord(get(node, 'meta')), ...toRecord(get(get(node, 'config'), 'meta')) };
}
function readTags(node) {
    return [...new Set([...node_texts(get(node, 'tags')), ...node_texts(get(get(node, 'config'), 'tags'))])];
}

;// CONCATENATED MODULE: ./build/project/dbt/settings.js

const settings_merged = new Set(['meta', 'docs', 'column_types', 'quoting']);
const settings_united = new Set(['tags', 'packages']);
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
/** The settings of an entry, in and beside its `config:`; the same object for the same entry. */
function layersOfEntry(path, node, structure) {
    let layers = entryLayers.get(node);
    if (!layers) {
        layers = [yamlLayer(path, node, (key) => !structure.has(key)), yamlLayer(path, get(node, 'config'))];
        entryLayers.set(node, layers);
    }
    return layers;
}
/** What a template's config() calls set; two unequal values of one key mean that it depends on something. */
function templateLayer(entries) {
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
/** With `+` a key is a setting; without, it is one unless its value is a map, which is a folder. */
function treeLayer(path, level) {
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
/** Layers from the weakest to the strongest. Undefined if none of them sets the key. */
function settings_resolve(layers, key) {
    const name = normal(key);
    const set = layers.flatMap((layer) => layer.get(name) ?? []);
    return set.reduce((weak, strong) => (weak ? combine(name, weak, strong) : strong), undefined);
}
function combine(key, weak, strong) {
    const merges = settings_merged.has(key) || settings_united.has(key) || appended.has(key) || key === 'grants';
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
    if (settings_united.has(key))
        return [...new Set([...settings_list(weak), ...settings_list(strong)])];
    if (appended.has(key))
        return [...settings_list(weak), ...settings_list(strong)];
    return isRecord(weak) && isRecord(strong) ? mergeGrants(weak, strong) : strong;
}
/** `grants` replaces a privilege's grantees, `+privilege` adds to them. */
function mergeGrants(weak, strong) {
    const grants = Object.assign(Object.create(null), weak);
    for (const [key, value] of Object.entries(strong)) {
        if (!key.startsWith('+'))
            grants[key] = value;
        else
            grants[key.slice(1)] = [...settings_list(grants[key.slice(1)]), ...settings_list(value)];
    }
    return grants;
}
function mergeRecords(weak, strong) {
    return Object.assign(Object.create(null), weak, strong);
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function settings_list(value) {
    return Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
}
function yamlValue(node) {
    if (!hasJinja(node))
        return { known: true, value: node_toJson(node) };
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
function readSource({ name, path, node }) {
    return items(get(node, 'tables')).flatMap((table) => {
        const tableName = node_textOf(get(table, 'name'));
        if (table.kind !== 'map' || !tableName)
            return [];
        const own = readProperties({ name: tableName, path, node: table });
        const shared = readProperties({ name, path, node });
        return {
            source: name,
            table: tableName,
            properties: {
                ...own,
                description: own.description || shared.description,
                meta: { ...shared.meta, ...own.meta },
                tags: [...new Set([...shared.tags, ...own.tags])],
            },
            layers: [...layersOfEntry(path, node, structure), ...layersOfEntry(path, table, structure)],
        };
    });
}

;// CONCATENATED MODULE: ./build/project/dbt/inventory.js





/** Keys of a properties entry that are not settings. */
const inventory_structure = new Set('name description columns tests data_tests unit_tests config versions arguments semantic_model metrics'.split(' '));
function takeInventory(snapshot, layout, facts) {
    const inventory = { nodes: new Map(), duplicates: [], latest: new Map() };
    for (const pack of [layout.main, ...layout.packages])
        new PackageReader(snapshot, pack, facts, inventory).read();
    return inventory;
}
class PackageReader {
    #snapshot;
    #package;
    #facts;
    #inventory;
    #patches;
    constructor(snapshot, pack, facts, inventory) {
        this.#snapshot = snapshot;
        this.#package = pack;
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
            if (!['sql', 'py'].includes(extension(path)))
                continue;
            const name = stem(path);
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
                properties: entry && readProperties(entry, own?.[1]),
                yaml: entry
                    ? [
                        ...layersOfEntry(entry.path, entry.node, inventory_structure),
                        ...(own ? layersOfEntry(entry.path, own[1], inventory_structure) : []),
                    ]
                    : [],
                scan: this.#facts.scan(this.#snapshot, path),
                ...(extension(path) === 'sql' ? { sql: { path } } : {}),
            });
        }
    }
    /** By the name of the file that holds the version. */
    #versionedModels() {
        const files = new Set(this.#package.files.model.map(stem));
        const found = new Map();
        for (const entry of this.#patches.get('models')?.values() ?? []) {
            const versions = items(get(entry.node, 'versions')).flatMap((node) => {
                const version = node_textOf(get(node, 'v'));
                return node.kind === 'map' && version !== undefined ? { version, node } : [];
            });
            if (versions.length === 0)
                continue;
            const latest = node_textOf(get(entry.node, 'latest_version')) ?? highest(versions.map(({ version }) => version));
            this.#inventory.latest.set(`${this.#package.name}.${entry.name}`, latest);
            for (const { version, node } of versions) {
                const file = node_textOf(get(node, 'defined_in')) ?? `${entry.name}_v${version}`;
                // The latest version may keep the model's own file name.
                const name = !files.has(file) && version === latest ? entry.name : file;
                found.set(name, { entry, version, node });
            }
        }
        return found;
    }
    #seeds() {
        for (const path of this.#package.files.seed) {
            if (extension(path) !== 'csv')
                continue;
            const name = stem(path);
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
            if (extension(path) !== 'sql')
                continue;
            for (const block of this.#facts.macros(this.#snapshot, path)?.snapshots ?? []) {
                this.#add({
                    type: 'snapshot',
                    name: block.name,
                    path,
                    span: block.span,
                    fqn: [...this.#folders('snapshot', path), stem(path), block.name],
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
            if (extension(path) !== 'sql')
                continue;
            if (type === 'test' && this.#isGeneric(path))
                continue;
            const name = stem(path);
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
            const generic = join(this.#package.root, `${folder}/generic`);
            return generic !== undefined && relative(generic, path) !== undefined;
        });
    }
    #yamlResources(path) {
        const entries = this.#facts.properties(this.#snapshot, path)?.entries;
        for (const entry of entries?.get('sources') ?? []) {
            for (const { source, table, properties, layers } of readSource(entry)) {
                const name = `${source}.${table}`;
                const fqn = [...this.#yamlFolders(path), source, table];
                this.#add({ type: 'source', name, path, span: properties.span, fqn, properties, yaml: layers });
            }
        }
        for (const entry of entries?.get('snapshots') ?? [])
            if (get(entry.node, 'relation'))
                this.#addEntry('snapshot', entry);
        for (const type of ['exposure', 'semantic_model', 'metric', 'saved_query', 'unit_test']) {
            const section = type === 'saved_query' ? 'saved_queries' : `${type}s`;
            for (const entry of entries?.get(section) ?? [])
                this.#addEntry(type, entry);
        }
    }
    #addEntry(type, entry) {
        const { name, path, node } = entry;
        // A unit test's name is unique among those of its model only.
        const model = type === 'unit_test' ? node_textOf(get(node, 'model')) : undefined;
        const full = model === undefined ? name : `${model}.${name}`;
        this.#add({
            type,
            name: full,
            path,
            span: properties_spanOf(path, node),
            fqn: [...this.#yamlFolders(path), ...full.split('.')],
            properties: readProperties(entry),
            yaml: layersOfEntry(path, node, inventory_structure),
            entry,
        });
    }
    #patch(section, name) {
        const entry = this.#patches.get(section)?.get(name);
        return entry
            ? { properties: readProperties(entry), yaml: layersOfEntry(entry.path, entry.node, inventory_structure) }
            : {};
    }
    #add({ type, name, path, span, version, fqn, properties, yaml = [], scan, sql, entry }) {
        const package_ = this.#package.name;
        const id = `${type}.${package_}.${name}${version === undefined ? '' : `.v${version}`}`;
        const resource = {
            id,
            type,
            package: package_,
            name,
            ...(version === undefined ? {} : { version }),
            path,
            span,
            enabled: true,
            ...(properties ? { properties } : {}),
            dependencies: [],
            dynamic: [],
            macros: [],
            columnUses: [],
        };
        const node = {
            resource,
            package: this.#package,
            fqn: [package_, ...fqn],
            yaml,
            ...(scan ? { scan } : {}),
            ...(sql ? { sql } : {}),
            ...(entry ? { entry } : {}),
        };
        if (type === 'exposure' && entry)
            Object.assign(resource, exposureFacts(entry));
        if (this.#inventory.nodes.has(id))
            this.#inventory.duplicates.push(node);
        else
            this.#inventory.nodes.set(id, node);
    }
    #firstLine(path) {
        const text = this.#snapshot.text(path) ?? '';
        const end = text.indexOf('\n');
        return { path, start: 0, end: end < 0 ? Math.min(text.length, 200) : Math.min(end, 200) };
    }
    /** The folders between one of the configured ones and the file. */
    #folders(kind, path) {
        for (const folder of this.#package.file.folders[kind]) {
            const root = join(this.#package.root, folder);
            const below = root === undefined ? undefined : relative(root, path);
            if (below !== undefined)
                return folderOf(below).split('/').filter(Boolean);
        }
        return [];
    }
    #yamlFolders(path) {
        const kinds = ['model', 'seed', 'snapshot', 'analysis', 'test', 'macro'];
        const kind = kinds.find((each) => this.#package.files[each].includes(path));
        return kind ? this.#folders(kind, path) : [];
    }
}
function exposureFacts({ node }) {
    const owner = get(node, 'owner') ?? get(get(node, 'config'), 'owner');
    const contact = node_textOf(get(owner, 'name')) ?? node_textOf(get(owner, 'email')) ?? node_textOf(owner);
    const exposureType = node_textOf(get(node, 'type'));
    return { ...(contact ? { owner: contact } : {}), ...(exposureType ? { exposureType } : {}) };
}
/** dbt's default for latest_version. */
function highest(versions) {
    const numeric = versions.every((version) => version.trim() !== '' && Number.isFinite(Number(version)));
    const sorted = [...versions].sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
    return sorted.at(-1) ?? '';
}

;// CONCATENATED MODULE: ./build/project/dbt/lines.js
/** From offsets to lines. */
class Lines {
    #starts = [0];
    #length;
    constructor(text) {
        this.#length = text.length;
        for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
            this.#starts.push(at + 1);
    }
    /** The line, counted from 1, that holds the character at `offset`. */
    lineAt(offset) {
        const wanted = Math.min(Math.max(offset, 0), this.#length);
        let low = 0;
        let high = this.#starts.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if ((this.#starts[middle] ?? 0) <= wanted)
                low = middle;
            else
                high = middle - 1;
        }
        return low + 1;
    }
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
        dependencies.push(...calls(get(node, 'relation'), path, lookup));
    },
    exposure: ({ node, path }, lookup, { dependencies }) => {
        for (const item of items(get(node, 'depends_on')))
            dependencies.push(...calls(item, path, lookup));
    },
    semantic_model: readSemanticModel,
    metric: readMetric,
    saved_query: ({ node, path }, lookup, { dependencies }) => {
        for (const item of items(get(get(node, 'query_params'), 'metrics'))) {
            const name = node_textOf(item);
            if (name)
                dependencies.push(lookup.metric(name, properties_spanOf(path, item)));
        }
    },
    unit_test: readUnitTest,
};
function calls(node, path, lookup) {
    const text = node_textOf(node);
    if (!node || !text)
        return [];
    return literalCalls(text, properties_spanOf(path, node)).map((call) => call.kind === 'metric' ? lookup.metric(call.name, call.span) : lookup.call(call));
}
const bareColumn = /^[A-Za-z_]\w*$/;
/** Words that stand alone in an expression without being columns. */
const yaml_links_constants = new Set(['true', 'false', 'null', 'current_date', 'current_timestamp']);
/** The parts of a semantic model name a column by `expr`, or by their own name if they have none. */
function readSemanticModel({ node, path }, lookup, links) {
    links.dependencies.push(...calls(get(node, 'model'), path, lookup));
    const relation = links.dependencies[0]?.target;
    for (const key of ['entities', 'dimensions', 'measures']) {
        for (const part of items(get(node, key))) {
            const expression = get(part, 'expr') ?? get(part, 'name');
            const column = node_textOf(expression);
            if (!expression || !column || !bareColumn.test(column) || yaml_links_constants.has(column.toLowerCase()))
                continue;
            links.columnUses.push(use(relation, column, properties_spanOf(path, expression)));
        }
    }
}
function use(relation, column, span) {
    return { ...(relation === undefined ? {} : { relation }), column: column.toLowerCase(), span };
}
const measureKeys = ['measure', 'base_measure', 'conversion_measure'];
const metricKeys = ['numerator', 'denominator', 'metric', 'base_metric', 'conversion_metric'];
function readMetric({ node, path }, lookup, { dependencies }) {
    const parameters = get(node, 'type_params');
    for (const scope of [
        parameters,
        get(parameters, 'conversion_type_params'),
        get(parameters, 'cumulative_type_params'),
    ]) {
        for (const key of measureKeys)
            for (const { name, at } of yaml_links_named(get(scope, key))) {
                dependencies.push(lookup.measure(name, properties_spanOf(path, at)));
            }
        for (const key of metricKeys)
            for (const { name, at } of yaml_links_named(get(scope, key))) {
                dependencies.push(lookup.metric(name, properties_spanOf(path, at)));
            }
        for (const item of items(get(scope, 'metrics')))
            for (const { name, at } of yaml_links_named(item)) {
                dependencies.push(lookup.metric(name, properties_spanOf(path, at)));
            }
    }
}
/** A name, written alone or as `name:` of a map. */
function yaml_links_named(node) {
    const at = node?.kind === 'map' ? get(node, 'name') : node;
    const name = node_textOf(at);
    return at && name ? [{ name, at }] : [];
}
function readUnitTest({ node, path }, lookup, links) {
    const modelNode = get(node, 'model');
    const model = node_textOf(modelNode);
    if (!model || !modelNode)
        return;
    const tested = lookup.call({ kind: 'ref', name: model, span: properties_spanOf(path, modelNode) });
    links.dependencies.push(tested);
    for (const given of items(get(node, 'given'))) {
        const input = calls(get(given, 'input'), path, lookup);
        links.dependencies.push(...input);
        if (input[0])
            links.columnUses.push(...rowColumns(given, path, input[0].target));
    }
    const expected = get(node, 'expect');
    if (expected)
        links.columnUses.push(...rowColumns(expected, path, tested.target));
}
/** Each column once, where it stands first. Rows as CSV or SQL text are not read. */
function rowColumns(holder, path, relation) {
    const found = new Map();
    for (const row of items(get(holder, 'rows'))) {
        if (row.kind !== 'map')
            continue;
        for (const [column, { key }] of row.entries) {
            const name = column.toLowerCase();
            if (!found.has(name))
                found.set(name, use(relation, name, properties_spanOf(path, key)));
        }
    }
    return [...found.values()];
}
/** Measures that a semantic model defines; a metric names them without saying of which model. */
function measuresOf({ node }) {
    return items(get(node, 'measures')).flatMap((measure) => node_texts(get(measure, 'name')));
}

;// CONCATENATED MODULE: ./build/project/dbt/linker.js

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
            for (const measure of measuresOf(entry))
                this.#measures.set(measure, resource.id);
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
        resource.dependencies.push(...dependencies);
        resource.columnUses.push(...columnUses);
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
            resource.dynamic.push(...(settled ? template.dynamic : dynamic));
        }
        resource.dependencies.push(...linker_distinct(found));
    }
    /**
     * Follows the calls of macros through macros. Their literal refs are added to `found`, at the place of
     * the resource's own call; what they compute is returned.
     */
    #callMacros({ resource, scan }, found) {
        const dynamic = [];
        const seen = new Set();
        const pending = (scan?.macros ?? []).map((call) => ({
            call,
            from: resource.package,
            span: call.span,
            direct: true,
        }));
        for (const { call, from, span, direct } of pending) {
            const answer = this.#needs.macros.called(call, from);
            const target = typeof answer === 'object' ? answer : undefined;
            resource.macros.push(linker_toCall(call, target?.id, span, direct));
            const known = target && !seen.has(target.id) ? this.#needs.macros.get(target.id) : undefined;
            if (!target || !known)
                continue;
            seen.add(target.id);
            const { refs, sources, macros } = known.definition.scan;
            for (const inner of [...refs, ...sources])
                found.push(this.#dependency({ ...inner, span }, target.package));
            for (const inner of known.definition.scan.dynamic)
                dynamic.push({ ...inner, span });
            for (const inner of macros)
                pending.push({ call: inner, from: target.package, span, direct: false });
        }
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
    const { name, dispatch } = call;
    return {
        name,
        resolution: id === undefined ? 'unknown' : 'found',
        ...(id === undefined ? {} : { id }),
        span,
        direct,
        ...(dispatch ? { dispatch } : {}),
    };
}
/** One dependency for each place and target, in the order of the file. */
function linker_distinct(found) {
    const byKey = new Map(found.map((each) => [`${each.span.path}:${each.span.start}:${each.kind}:${each.label}`, each]));
    return [...byKey.values()].sort((a, b) => a.span.start - b.span.start);
}

;// CONCATENATED MODULE: ./build/project/dbt/macros.js
function toMacro(package_, { name, span, parameters }) {
    return {
        id: `macro.${package_}.${name}`,
        package: package_,
        name,
        span,
        parameters: parameters.map((parameter) => ({ name: parameter.name, optional: !parameter.required })),
    };
}
/** Answers calls as dbt does: a package's own macros first, then the main project's. */
class MacroIndex {
    #byId;
    #scope;
    constructor(byId, scope) {
        this.#byId = byId;
        this.#scope = scope;
    }
    get(id) {
        return this.#byId.get(id);
    }
    /** `package_` is what stands before the dot, or the namespace given to adapter.dispatch. */
    lookup(name, package_, from) {
        const { mainPackage, packages, missing, dispatch } = this.#scope;
        if (package_ === undefined)
            return this.#first([from, mainPackage], [name]) ?? 'builtin-unknown';
        // Names with an adapter in front are what dispatch tries; a project may put its own before a package's.
        const searched = name.includes('__') ? (dispatch.get(package_) ?? [mainPackage, package_]) : [];
        const found = this.#first([...searched, package_], [name]);
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
    #first(packages, names) {
        for (const package_ of packages) {
            for (const name of names) {
                const found = this.#byId.get(`macro.${package_}.${name}`);
                if (found)
                    return { id: found.macro.id, package: package_, definition: found.definition };
            }
        }
        return undefined;
    }
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
function outputs_column(name, span) {
    return { name: name.toLowerCase(), span, certain: true, origins: [], passthrough: false };
}
/** What the properties file documents, which need not be all there is. */
function documentedOutput(resource, reason) {
    const columns = (resource.properties?.columns ?? []).map(({ name, nameSpan }) => outputs_column(name, nameSpan));
    return outputs_open(reason, columns);
}
/** A seed has the columns of its header and no others. */
function seedOutput({ path }, text, delimiter) {
    const header = text === undefined ? undefined : readHeader(text, typeof delimiter === 'string' ? delimiter : ',');
    if (!header)
        return outputs_open('the header of the seed cannot be read');
    return { columns: header.map(({ name, start, end }) => outputs_column(name, { path, start, end })), open: [] };
}
/** A snapshot adds columns to what its query returns; `renamed` if a setting gives them other names. */
function snapshotOutput({ span }, query, recordsDeletes, renamed) {
    if (renamed)
        return { columns: query.columns, open: [...query.open, 'its snapshot columns have names of their own'] };
    const names = ['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'];
    if (recordsDeletes)
        names.push('dbt_is_deleted');
    return { columns: [...query.columns, ...names.map((name) => outputs_column(name, span))], open: query.open };
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
]);
/** True if a package that is not in the repository could hold the model that an unqualified ref names. */
function mayDefineModels(packageName) {
    return !macroOnly.has(packageName);
}
/** The packages that packages.yml or dependencies.yml names; a broken file names none. */
function readPackages(text) {
    const { root } = parseYaml(text);
    const declared = items(get(root, 'packages')).flatMap((entry) => readPackage(entry) ?? []);
    // Projects that run on another dbt project's models (mesh): the names are the projects' own.
    for (const entry of items(get(root, 'projects'))) {
        const name = node_textOf(get(entry, 'name'));
        if (name)
            declared.push({ name });
    }
    return declared;
}
function readPackage(entry) {
    const local = node_textOf(get(entry, 'local'));
    if (local)
        return { name: lastPart(local), local };
    const hub = node_textOf(get(entry, 'package'));
    if (hub)
        return { name: lastPart(hub) };
    const git = node_textOf(get(entry, 'git')) ?? node_textOf(get(entry, 'tarball')) ?? node_textOf(get(entry, 'private'));
    if (!git)
        return undefined;
    const subdirectory = node_textOf(get(entry, 'subdirectory'));
    const name = node_textOf(get(entry, 'name')) ?? lastPart(subdirectory ?? git);
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
        return this.#nothing(call.package, this.#names.brokenSnapshots || this.#names.brokenYaml);
    }
    source(call, from) {
        const found = this.#search(this.#sources.get(`${call.source}.${call.table}`) ?? [], undefined, from);
        return found ?? this.#nothing(undefined, this.#names.brokenYaml);
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
    #nothing(qualifier, broken) {
        const { missing, packages } = this.#names;
        if (qualifier !== undefined && !packages.has(qualifier)) {
            // Nobody names the package: a typo, or a project of a mesh that is set up elsewhere.
            return {
                unresolved: missing.includes(qualifier) || missing.length > 0 ? 'package-not-installed' : 'missing',
            };
        }
        if (broken)
            return { unresolved: 'unknown' };
        const elsewhere = qualifier === undefined && missing.some(mayDefineModels);
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
    const { type } = node.resource;
    return settings_resolve(layersOf(node, main), key) ?? { value: { known: true, value: fallback(type, key) } };
}
/** Keys that any place sets, in code-unit order. */
function settingKeys(node, main) {
    return [...new Set(layersOf(node, main).flatMap((layer) => [...layer.keys()]))].sort(compare);
}
/** Weakest first: the package's project file, properties, the template, and over all the main project's file. */
function layersOf(node, main) {
    const { package: own, yaml, scan } = node;
    const written = [...yaml, ...(scan ? [templateLayer(scan.config)] : [])];
    const project = treeOf(own, node);
    return own === main ? [...project, ...written] : [...project, ...written, ...treeOf(main, node)];
}
function treeOf({ file }, { resource, fqn }) {
    const section = treeKeys[resource.type].map((key) => get(file.root, key)).find((each) => each);
    return section ? treeLayers(file.path, section, fqn) : [];
}

;// CONCATENATED MODULE: ./build/project/dbt/variables.js
/** Values that dbt_project.yml gives to var(). */


/** As seen from package `from`: the main project's word for that package, its word for all, the package's own. */
function variables_variable(name, from, main, own) {
    for (const file of own && own !== main ? [main, own] : [main]) {
        const vars = get(file.root, 'vars');
        const scoped = get(get(vars, from), name);
        const value = scoped ?? get(vars, name);
        // dbt renders a value with Jinja in it where it is used: what comes out is not known here.
        if (value)
            return hasJinja(value) ? undefined : node_toJson(value);
    }
    return undefined;
}

;// CONCATENATED MODULE: ./build/project/dbt/dbt-project.js














/** Longest chain of models that are evaluated for one another. */
const dbt_project_maxDepth = 150;
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
    #resolver;
    #graph;
    #settings = new Map();
    #templates = new Map();
    #queries = new Map();
    #outputs = new Map();
    #lines = new Map();
    /** Ids whose output is being worked out: meeting one again is a cycle. */
    #underway = new Set();
    constructor(sources) {
        const { snapshot, layout, facts } = sources;
        this.#sources = sources;
        this.root = layout.main.root;
        this.name = layout.main.name;
        this.missingPackages = layout.missing;
        this.#inventory = takeInventory(snapshot, layout, facts);
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
        this.#decideEnabled();
        this.duplicates = this.#inventory.duplicates.map(({ resource }) => resource);
        this.resources = dbt_project_sorted([...this.#inventory.nodes].map(([id, { resource }]) => [id, resource]));
        this.#resolver = this.#buildResolver();
        const linker = new Linker(this.#inventory, {
            resolver: this.#resolver,
            macros: this.#macroIndex,
            evaluate: (node) => this.#evaluate(node, false),
        });
        for (const node of this.#inventory.nodes.values())
            linker.link(node);
        this.#graph = new Graph(this.resources.values());
    }
    get unread() {
        const problems = [...this.#queries.values()].flatMap((facts) => facts?.problem ?? []);
        return problems
            .filter(({ limit }) => limit)
            .map(({ message, span }) => ({ message, span }))
            .sort((a, b) => compare(a.span.path, b.span.path));
    }
    setting(resource, key) {
        const node = this.#inventory.nodes.get(resource.id);
        if (!node)
            return { value: { known: false } };
        const cached = `${resource.id}\0${key}`;
        const setting = this.#settings.get(cached) ?? settingOf(node, this.#sources.layout.main, key);
        this.#settings.set(cached, setting);
        return setting;
    }
    known(resource, key) {
        const { value } = this.setting(resource, key);
        return value.known ? value.value : undefined;
    }
    /** Every setting that some place sets for the resource, by key. */
    settings(resource) {
        const node = this.#inventory.nodes.get(resource.id);
        const keys = node ? settingKeys(node, this.#sources.layout.main) : [];
        return new Map(keys.map((key) => [key, this.setting(resource, key).value]));
    }
    /** True if nothing that sets the resource's own text, properties or settings differs between two revisions. */
    sameDefinition(resource, other) {
        const [node, twin] = [this, other].map((project) => project.#inventory.nodes.get(resource.id));
        if (!node || !twin || node.resource.path !== twin.resource.path)
            return false;
        const oid = (project) => project.#sources.snapshot.entries.get(resource.path)?.oid;
        const files = (project, { package: own }) => [
            project.#sources.layout.main.file.text,
            own.file.text,
        ];
        return (oid(this) === oid(other) &&
            node.resource.properties === twin.resource.properties &&
            node.yaml.length === twin.yaml.length &&
            node.yaml.every((layer, index) => layer === twin.yaml[index]) &&
            files(this, node).every((text, index) => text === files(other, twin)[index]));
    }
    /** The text that is the resource's own: its file, its block of a file, or its YAML entry as JSON. */
    ownText(resource) {
        const node = this.#inventory.nodes.get(resource.id);
        const text = this.#sources.snapshot.text(resource.path) ?? '';
        if (!node || resource.type === 'source')
            return '';
        if (node.entry)
            return JSON.stringify(node_toJson(node.entry.node));
        return node.sql?.end === undefined ? text : text.slice(node.sql.start, node.sql.end);
    }
    /** The text of a macro's definition. */
    macroText(id) {
        const macro = this.#macroIndex.get(id);
        return macro ? macro.definition.text.slice(macro.macro.span.start, macro.macro.span.end) : '';
    }
    /** True for a package that is a project of this repository itself, with reviews of its own. */
    isLocalPackage(name) {
        const found = this.#sources.layout.packages.find((each) => each.name === name);
        return found !== undefined && this.#sources.layout.localRoots.has(found.root);
    }
    consumers(id) {
        return this.#graph.consumers(id);
    }
    descendants(id) {
        return this.#graph.descendants(id);
    }
    template(id) {
        if (this.#templates.has(id))
            return this.#templates.get(id);
        const node = this.#inventory.nodes.get(id);
        const template = node && this.#evaluate(node, true);
        this.#templates.set(id, template);
        return template;
    }
    query(id) {
        if (this.#queries.has(id))
            return this.#queries.get(id);
        const template = this.template(id);
        const resource = this.resources.get(id);
        const facts = template && resource
            ? analyzeQuery(template, {
                engine: this.#sources.engine,
                warehouse: this.dialect,
                relation: (call) => this.#relation(call, resource),
            }, resource.path)
            : undefined;
        this.#queries.set(id, facts);
        return facts;
    }
    output(id) {
        const known = this.#outputs.get(id);
        if (known)
            return known;
        if (this.#underway.has(id))
            return outputs_open('it reads itself through a cycle');
        if (this.#underway.size >= dbt_project_maxDepth)
            return outputs_open('the chain of models above it is too long');
        this.#underway.add(id);
        try {
            const output = this.#computeOutput(id);
            this.#outputs.set(id, output);
            return output;
        }
        finally {
            this.#underway.delete(id);
        }
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
            lines = new Lines(this.#sources.snapshot.text(path) ?? '');
            this.#lines.set(path, lines);
        }
        const last = Math.max(start, end - 1);
        return { path, side: this.#sources.side, startLine: lines.lineAt(start), endLine: lines.lineAt(last) };
    }
    #packages() {
        return [this.#sources.layout.main, ...this.#sources.layout.packages];
    }
    #readMacros() {
        const { snapshot, facts } = this.#sources;
        const found = [];
        for (const { name, files } of this.#packages()) {
            for (const path of [...files.macro, ...files.test]) {
                if (extension(path) !== 'sql')
                    continue;
                for (const definition of facts.macros(snapshot, path)?.macros ?? []) {
                    const macro = toMacro(name, definition);
                    found.push([macro.id, { macro, definition }]);
                }
            }
        }
        return dbt_project_sorted(found);
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
                if (extension(path) === 'sql')
                    add(facts.macros(snapshot, path)?.problem);
            }
        }
        for (const { scan } of this.#inventory.nodes.values())
            add(scan?.problem);
        return [...problems.values()].sort((a, b) => compare(a.span.path, b.span.path));
    }
    /** Of two resources with one id an enabled one counts, which is how projects offer alternatives. */
    #decideEnabled() {
        const { nodes, duplicates } = this.#inventory;
        for (const node of [...nodes.values(), ...duplicates]) {
            const { value } = settingOf(node, this.#sources.layout.main, 'enabled');
            node.resource.enabled = value.known ? value.value !== false && value.value !== 'false' : 'unknown';
        }
        for (const [index, node] of duplicates.entries()) {
            const first = nodes.get(node.resource.id);
            if (!first || first.resource.enabled !== false || node.resource.enabled === false)
                continue;
            nodes.set(node.resource.id, node);
            duplicates[index] = first;
        }
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
    /** `withColumns` lets the template ask for columns of other relations, for which the graph must be there. */
    #evaluate({ resource, sql }, withColumns) {
        const text = sql && this.#sources.snapshot.text(sql.path);
        if (!sql || text === undefined)
            return undefined;
        // Blanks before the block keep its offsets those of the file.
        const { start = 0, end = text.length } = sql;
        const part = start === 0 && end === text.length ? text : ' '.repeat(start) + text.slice(start, end);
        return evaluateTemplate({ path: sql.path, text: part }, this.#environment(resource, withColumns));
    }
    #environment(resource, withColumns) {
        const packages = new Map(this.#packages().map((each) => [each.name, each.file]));
        const main = this.#sources.layout.main.file;
        return {
            macro: (name, package_, from) => this.#macroIndex.lookup(name, package_, from),
            variable: (name, from) => variables_variable(name, from, main, packages.get(from)),
            model: { name: resource.name, package: resource.package },
            adapter: this.dialect,
            columns: (call) => (withColumns ? this.#closedColumns(call, resource) : undefined),
        };
    }
    #closedColumns(call, reader) {
        const output = this.#relation(call, reader)?.output;
        return output && output.open.length === 0 ? output.columns.map(({ name }) => name) : undefined;
    }
    #relation(call, reader) {
        if (call.kind === 'this')
            return { id: reader.id, output: outputs_open('it is the table that this model builds') };
        const resolution = call.kind === 'ref'
            ? this.#resolver.ref(call, reader.package)
            : this.#resolver.source(call, reader.package);
        if (!('target' in resolution))
            return undefined;
        return { id: resolution.target.id, output: this.output(resolution.target.id) };
    }
    #computeOutput(id) {
        const node = this.#inventory.nodes.get(id);
        if (!node)
            return outputs_open('it is not in this project');
        const { resource } = node;
        if (resource.enabled === false)
            return outputs_open('it is disabled');
        if (resource.type === 'source')
            return documentedOutput(resource, 'a source may have columns that are not listed');
        if (resource.type === 'seed') {
            const text = this.#sources.snapshot.text(resource.path);
            return seedOutput(resource, text, this.known(resource, 'delimiter'));
        }
        if (resource.type === 'snapshot')
            return this.#snapshotOutput(node);
        if (!node.sql)
            return documentedOutput(resource, 'it is not written in SQL');
        const query = this.query(id);
        return query ? query.output : outputs_open('its template cannot be read');
    }
    #snapshotOutput({ resource, sql }) {
        const relation = resource.dependencies[0]?.target;
        const query = sql
            ? this.query(resource.id)?.output
            : relation === undefined
                ? undefined
                : this.output(relation);
        const recordsDeletes = this.known(resource, 'hard_deletes') === 'new_record';
        const renamed = this.setting(resource, 'snapshot_meta_column_names').span !== undefined;
        return snapshotOutput(resource, query ?? outputs_open('its query cannot be read'), recordsDeletes, renamed);
    }
}
function dbt_project_sorted(entries) {
    return new Map(entries.sort(([a], [b]) => compare(a, b)));
}

;// CONCATENATED MODULE: ./build/project/jinja/macro-file.js


/** Reads a file of a macros, tests/generic, snapshots or docs folder. Never throws. */
function parseMacroFile(file) {
    const result = { macros: [], snapshots: [], docs: [] };
    if (file.path.endsWith('.md'))
        return { ...result, docs: docsBlocks(file) };
    const parsed = parseTemplate(file);
    if (!parsed.ok)
        return { ...result, problem: parsed.problem };
    macro_file_collect(parsed.body, file, result);
    return result;
}
function macro_file_collect(body, file, into) {
    const { path, text } = file;
    for (const node of body) {
        const span = { path, start: node.start, end: node.end };
        if (node.type === 'macro') {
            into.macros.push({
                kind: node.tag,
                name: node.tag === 'test' ? `test_${node.name}` : node.name,
                path,
                text,
                node,
                parameters: node.parameters.map((each) => ({ name: each.name, required: !each.default })),
                span,
                scan: scanBody(node.body, path, node.parameters),
            });
        }
        else if (node.type === 'snapshot') {
            const bodySpan = { path, ...node.bodyRange };
            into.snapshots.push({
                name: node.name,
                span,
                bodySpan,
                body: node.body,
                scan: scanBody(node.body, path),
            });
        }
        else if (node.type === 'docs')
            into.docs.push({ name: node.name, text: node.text.trim(), span });
    }
}
const docsTag = /\{%[-+]?\s*(?:docs\s+([A-Za-z_]\w*)|(enddocs))\s*[-+]?%\}/g;
/** Docs blocks of a Markdown file, whose other text need not be Jinja. */
function docsBlocks(file) {
    const blocks = [];
    let open;
    for (const tag of file.text.matchAll(docsTag)) {
        const end = tag.index + tag[0].length;
        if (tag[1] !== undefined)
            open ??= { name: tag[1], start: tag.index, body: end };
        else if (open) {
            const span = { path: file.path, start: open.start, end };
            blocks.push({ name: open.name, text: file.text.slice(open.body, tag.index).trim(), span });
            open = undefined;
        }
    }
    return blocks;
}

;// CONCATENATED MODULE: ./build/project/dbt/file-facts.js





class FileFacts {
    #known = new Map();
    properties(snapshot, path) {
        return this.#fact('properties', snapshot, path, (text) => readPropertiesFile(path, text));
    }
    /** Of a .sql or .py file. */
    scan(snapshot, path) {
        const read = extension(path) === 'py' ? scanPython : scanTemplate;
        return this.#fact('scan', snapshot, path, (text) => read({ path, text }));
    }
    /** Macros, snapshots and docs of a .sql or .md file. */
    macros(snapshot, path) {
        return this.#fact('macros', snapshot, path, (text) => parseMacroFile({ path, text }));
    }
    /** Undefined if the file is not there or holds no text. */
    #fact(kind, snapshot, path, read) {
        const oid = snapshot.entries.get(path)?.oid;
        const text = snapshot.text(path);
        if (oid === undefined || text === undefined)
            return undefined;
        const key = `${kind}\0${oid}\0${path}`;
        const known = this.#known.get(key);
        if (known !== undefined)
            return known;
        const fact = read(text);
        this.#known.set(key, fact);
        return fact;
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
    const { root, problem } = parseYaml(text);
    if (problem)
        return { message: problem.message, span: { path, start: problem.start, end: problem.end } };
    const name = node_textOf(get(root, 'name'));
    if (root?.kind !== 'map' || !name)
        return { message: 'it has no `name`', span: { path, start: 0, end: 0 } };
    const profile = node_textOf(get(root, 'profile'));
    return {
        path,
        name,
        folders: readFolders(root),
        installPath: node_textOf(get(root, 'packages-install-path')) ?? node_textOf(get(root, 'modules-path')) ?? 'dbt_packages',
        ...(profile ? { profile } : {}),
        text,
        root,
        dispatch: readDispatch(get(root, 'dispatch')),
    };
}
function readFolders(root) {
    const folders = {};
    for (const kind of folderKinds) {
        const [key, legacy, fallback] = folderKeys[kind];
        const node = get(root, key) ?? (legacy ? get(root, legacy) : undefined);
        folders[kind] = node ? node_texts(node) : fallback;
    }
    return folders;
}
function readDispatch(node) {
    const dispatch = new Map();
    for (const entry of items(node)) {
        const namespace = node_textOf(get(entry, 'macro_namespace'));
        if (namespace)
            dispatch.set(namespace, node_texts(get(entry, 'search_order')));
    }
    return dispatch;
}

;// CONCATENATED MODULE: ./build/project/dbt/layout.js



const projectFileName = 'dbt_project.yml';
const packageFileNames = ['packages.yml', 'dependencies.yml', 'package-lock.yml'];
/** Where dbt put packages by default before 1.0 and does since. */
const installFolders = ['dbt_packages', 'dbt_modules'];
/** Files that `readLayouts` reads. */
function layoutPaths(snapshot) {
    const wanted = new Set([projectFileName, ...packageFileNames]);
    return [...snapshot.entries.keys()].filter((path) => wanted.has(fileName(path)));
}
/**
 * Needs `layoutPaths` loaded. A dbt_project.yml that cannot be read counts as it was in `before`: its
 * project is broken, not gone.
 */
function readLayouts(snapshot, before) {
    const problems = [];
    const files = new Map();
    for (const path of snapshot.entries.keys()) {
        if (fileName(path) !== projectFileName)
            continue;
        const text = snapshot.text(path);
        if (text === undefined)
            continue;
        const read = readProjectFile(path, text);
        if (!('name' in read))
            problems.push(read);
        const earlier = 'name' in read ? undefined : before?.text(path);
        const file = earlier === undefined ? read : readProjectFile(path, earlier);
        if ('name' in file)
            files.set(folderOf(path), file);
    }
    const vendored = vendoredRoots(files);
    const roots = [...files.keys()].sort(compare);
    const packages = collectPackages(snapshot, files, roots);
    const layouts = roots
        .filter((root) => !vendored.has(root))
        .flatMap((root) => readLayout(snapshot, root, packages, vendored) ?? []);
    return { layouts, problems };
}
/** Roots inside another project's package folder, with the root of that project. */
function vendoredRoots(files) {
    const vendored = new Map();
    for (const [root, file] of files) {
        for (const folder of new Set([file.installPath, ...installFolders])) {
            const installed = join(root, folder);
            if (!installed)
                continue;
            for (const other of files.keys())
                if (relative(installed, other) !== undefined)
                    vendored.set(other, root);
        }
    }
    return vendored;
}
function collectPackages(snapshot, files, roots) {
    const packages = new Map();
    for (const root of roots) {
        const file = files.get(root);
        if (file)
            packages.set(root, collectFiles(snapshot, root, file, roots));
    }
    return packages;
}
/** Sorts the files below `root` into the kinds of folders, without those of projects nested in it. */
function collectFiles(snapshot, root, file, roots) {
    const files = Object.fromEntries(folderKinds.map((kind) => [kind, []]));
    const folders = folderKinds.flatMap((kind) => file.folders[kind].flatMap((folder) => {
        const path = join(root, folder);
        return path === undefined ? [] : { kind, path };
    }));
    const nested = roots.filter((other) => other !== root && relative(root, other) !== undefined);
    const properties = [];
    for (const entry of snapshot.entries.values()) {
        if (entry.kind !== 'file' || relative(root, entry.path) === undefined)
            continue;
        if (nested.some((other) => relative(other, entry.path) !== undefined))
            continue;
        const kinds = new Set(folders.filter(({ path }) => relative(path, entry.path) !== undefined).map(({ kind }) => kind));
        for (const kind of kinds)
            files[kind].push(entry.path);
        const isProperties = /\.ya?ml$/i.test(entry.path) && fileName(entry.path) !== projectFileName;
        if (isProperties && [...kinds].some((kind) => kind !== 'docs'))
            properties.push(entry.path);
    }
    return { name: file.name, root, file, files, properties };
}
function readLayout(snapshot, root, packages, vendored) {
    const main = packages.get(root);
    if (!main)
        return undefined;
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
            const localRoot = declared.local === undefined ? undefined : join(next, declared.local);
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
    const sorted = [...found.values()].sort((a, b) => compare(a.name, b.name));
    return { main, packages: sorted, localRoots, missing: [...missing].sort(compare) };
}
function declaredPackages(snapshot, root) {
    return packageFileNames.flatMap((name) => readPackages(snapshot.text(root ? `${root}/${name}` : name) ?? ''));
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(3136);
// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
;// CONCATENATED MODULE: ./build/project/sql/engine.js
/** Parsing SQL, synchronously for the caller, in a thread of its own. */





/** How long a thread may take to start, in milliseconds: it loads 3.5 MB of WebAssembly. */
const startMs = 30_000;
/** The parser's bytes and the thread's entry, beside this file while developing, in `sql-worker/` in a bundle. */
const places = [
    ['./worker.ts', '../../../node_modules/@guanmingchiu/sqlparser-ts/wasm/sqlparser_rs_wasm_bg.wasm'],
    ['./sql-worker/index.js', './sql-worker/sqlparser.wasm'],
    ['../sql-worker/index.js', '../sql-worker/sqlparser.wasm'],
];
function createSqlEngine(options = {}) {
    const { timeoutMs = 20_000, maxTokens = 150_000, maxNesting = 60, maxLength = 2_000_000 } = options;
    const cache = new Map();
    let thread;
    /** Texts that took too long. After a few, the next ones get little time: a review of many such must end too. */
    let late = 0;
    const overLimit = (warehouse, text) => {
        if (text.length > maxLength)
            return `${text.length} characters of SQL are more than the ${maxLength} read here`;
        const { tokens } = tokens_tokenize(text, warehouse, maxTokens + 1);
        if (tokens.length > maxTokens)
            return `the SQL has more than the ${maxTokens} tokens read here`;
        const { depth } = nesting(text, tokens);
        return depth > maxNesting
            ? `parentheses nested ${depth} deep are deeper than the ${maxNesting} read here`
            : undefined;
    };
    const start = () => {
        thread ??= startThread();
    };
    const ask = (warehouse, text) => {
        const limit = overLimit(warehouse, text);
        if (limit !== undefined)
            return failure(limit);
        start();
        if (!thread?.isReady())
            return failure('the SQL parser could not be started');
        const answer = thread.ask({ warehouse, text }, late < 3 ? timeoutMs : timeoutMs / 20);
        if (answer && 'result' in answer)
            return answer.result;
        if (!answer)
            late++;
        thread.stop();
        thread = undefined;
        return failure(answer ? 'the SQL parser broke off' : 'reading the SQL took too long');
    };
    return {
        start,
        parse(warehouse, text) {
            const key = `${warehouse}:${(0,external_node_crypto_.createHash)('sha256').update(text, 'utf16le').digest('base64')}`;
            let result = cache.get(key);
            if (!result)
                cache.set(key, (result = ask(warehouse, text)));
            return result;
        },
        close() {
            thread?.stop();
            thread = undefined;
        },
    };
}
function failure(message) {
    return { kind: 'error', message, ours: true };
}
/** Compiled by the first thread, for all that follow. */
let compiled;
/** Undefined if the parser's files are missing. */
function startThread() {
    const found = places
        .map((pair) => pair.map((path) => new URL(path, import.meta.url)))
        .find((pair) => pair.every((url) => (0,external_node_fs_.existsSync)(url)));
    const [entry, wasm] = found ?? [];
    if (!entry || !wasm)
        return undefined;
    const bell = new SharedArrayBuffer(4);
    const { port1, port2 } = new external_node_worker_threads_.MessageChannel();
    const input = { parser: compiled ?? (0,external_node_url_.fileURLToPath)(wasm), port: port2, bell };
    const worker = new external_node_worker_threads_.Worker(entry, {
        workerData: input,
        transferList: [port2],
        execArgv: [],
        stdout: false,
        stderr: false,
    });
    // An error after start-up shows as a missing answer; unheard, the event would end the process.
    worker.on('error', () => { });
    worker.unref();
    port1.unref();
    let ready = false;
    return {
        isReady() {
            if (ready)
                return true;
            const hello = take(port1, bell, startMs);
            if (hello && 'ready' in hello)
                compiled = hello.ready;
            return (ready = hello !== undefined);
        },
        ask(request, timeoutMs) {
            port1.postMessage(request);
            return take(port1, bell, timeoutMs);
        },
        stop() {
            port1.close();
            void worker.terminate();
        },
    };
}
/** Waits for the bell, then takes the message that was posted before it rang. */
function take(port, bell, timeoutMs) {
    const signal = new Int32Array(bell);
    if (Atomics.wait(signal, 0, 0, timeoutMs) === 'timed-out')
        return undefined;
    Atomics.store(signal, 0, 0);
    return (0,external_node_worker_threads_.receiveMessageOnPort)(port)?.message;
}

;// CONCATENATED MODULE: ./build/project/workspace.js







/** Loads what dbt would read of both revisions; everything after that is synchronous. Close it after use. */
async function openWorkspace(change) {
    const engine = createSqlEngine();
    try {
        return await openWith(engine, change);
    }
    catch (error) {
        engine.close();
        throw error;
    }
}
async function openWith(engine, { base, head }) {
    const projectFiles = [base, head].map((snapshot) => layoutPaths(snapshot));
    if (projectFiles.some((paths) => paths.length > 0))
        engine.start();
    await Promise.all([base, head].map((snapshot, side) => snapshot.load([...projectFiles[side], ...dialectPaths(snapshot)])));
    const baseLayouts = readLayouts(base);
    const headLayouts = readLayouts(head, base);
    await Promise.all([
        base.load(projectPaths(baseLayouts, code)),
        head.load(projectPaths(headLayouts, code)),
        base.load(projectPaths(baseLayouts, data), 'dispensable'),
        head.load(projectPaths(headLayouts, data), 'dispensable'),
    ]);
    const facts = new FileFacts();
    const open = (snapshot, side, { layouts, problems }) => new Map(layouts.map((layout) => {
        const own = problems.filter(({ span }) => isProjectFile(layout, span.path));
        return [layout.main.root, new DbtProject({ snapshot, side, layout, facts, engine, problems: own })];
    }));
    const before = open(base, 'base', baseLayouts);
    const after = open(head, 'head', headLayouts);
    const roots = [...new Set([...before.keys(), ...after.keys()])].sort(compare);
    return {
        projects: roots.map((root) => compareProjects(before.get(root), after.get(root))),
        close: () => engine.close(),
    };
}
const code = new Set(['sql', 'py', 'yml', 'yaml', 'md']);
/** Without its file a seed's columns are unknown, and everything else is still right. */
const data = new Set(['csv']);
function projectPaths({ layouts }, extensions) {
    const paths = layouts.flatMap(({ main, packages }) => [main, ...packages].flatMap(packagePaths));
    return [...new Set(paths)].filter((path) => extensions.has(extension(path)));
}
function packagePaths({ files, properties }) {
    return [...Object.values(files).flat(), ...properties];
}
function isProjectFile({ main, packages }, path) {
    return [main, ...packages].some(({ file }) => file.path === path);
}

;// CONCATENATED MODULE: ./build/run/timing.js
/** `preparedMs`: what was done once for all tasks before the first one started. */
function timing(outcomes, preparedMs = 0) {
    const prepared = Math.round(preparedMs);
    const wallMs = prepared + Math.max(0, ...outcomes.map(({ startedMs, durationMs }) => startedMs + durationMs));
    const sequentialMs = prepared + outcomes.reduce((sum, outcome) => sum + workMs(outcome), 0);
    const speedup = wallMs === 0 ? 1 : Math.round((100 * sequentialMs) / wallMs) / 100;
    return { wallMs, sequentialMs, criticalPathMs: prepared + criticalPath(outcomes), speedup };
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


function buildReport(parts) {
    const { tool, config, change, findings, decision, outcomes, notes, impact } = parts;
    const ids = fingerprints(findings);
    return {
        schemaVersion: 1,
        tool,
        conclusion: decision.conclusion,
        verdict: decision.verdict,
        base: change.base.revision,
        head: change.head.revision,
        policy: { failOnSeverity: config.failOnSeverity },
        findings: findings.map((finding, index) => ({ fingerprint: ids[index], ...finding })),
        notes: [...notes],
        agents: agentsOf(parts),
        coverage: coverageOf(parts),
        ...(impact && impact.nodes.length > 0 && { impact }),
        timing: timing(outcomes, parts.preparedMs),
        usage: { ...totalOf(outcomes), githubRequests: 0 },
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
                durationMs: own.reduce((sum, { durationMs, waitedMs }) => sum + durationMs - waitedMs, 0),
                findings: findings.filter(({ agents }) => agents.includes(name)).length,
                ...(worst.reason !== undefined && { reason: worst.reason }),
                usage: totalOf(own),
            },
        ];
    });
}
function coverageOf({ change, plan, outcomes }) {
    const reviewed = new Set(outcomes.filter(({ status }) => status === 'ok').flatMap(({ task }) => task.files));
    const failed = outcomes
        .filter(({ status }) => status !== 'ok')
        .flatMap(({ task, status }) => task.files
        .filter((path) => !reviewed.has(path))
        .map((path) => ({ path, reason: `${task.agent} ended as ${status}` })));
    const notReviewed = new Map([...failed, ...plan.unread].map((entry) => [entry.path, entry]));
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

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
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
        const mine = rules.filter(({ id }) => id.startsWith(`${task.agent}/`) && !isOff(config, id));
        if (mine.length === 0)
            return;
        const slice = new Set(task.files);
        const files = change.files.filter(({ path }) => slice.has(path));
        // A rule may follow the project anywhere, but a changed file that this task does not review is not its business.
        const outside = new Set(change.files
            .filter(({ path }) => !slice.has(path))
            .flatMap(({ path, previousPath }) => [path, previousPath]));
        const ruleContext = {
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
                await runRule(rule, ruleContext, taskContext, ({ location }) => !outside.has(location.path));
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
function isOff({ rules }, id) {
    return Object.hasOwn(rules, id) && rules[id] === 'off';
}
function crashed(crashes) {
    const shown = crashes
        .slice(0, 3)
        .map(({ id, error }) => `${id} (${error instanceof Error ? error.message : String(error)})`);
    const more = crashes.length > 3 ? ` and ${crashes.length - 3} more` : '';
    const message = `${crashes.length === 1 ? 'a rule' : `${crashes.length} rules`} crashed: ${shown.join(', ')}${more}`;
    return new Error(message, { cause: crashes[0]?.error });
}

// EXTERNAL MODULE: ./build/rules/index.js + 30 modules
var rules = __webpack_require__(8738);
// EXTERNAL MODULE: ./build/version.js
var version = __webpack_require__(8508);
// EXTERNAL MODULE: ./node_modules/p-queue/dist/index.js + 2 modules
var p_queue_dist = __webpack_require__(7814);
;// CONCATENATED MODULE: ./build/run/events.js
/** Hands events on in order. A listener that throws or rejects never hurts the run. */
function events_safely(listener) {
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

;// CONCATENATED MODULE: ./build/run/budget.js
const currencies = (/* unused pure expression or super */ null && (['tokens', 'usd', 'minutes']));
class OverBudget extends Error {
    name = 'OverBudget';
}
/**
 * Reservations are made at once or not at all, so that calls side by side cannot pass a limit together:
 * spent + reserved ≤ limit always, but for calls that used more than they had reserved.
 */
function openBudget(options) {
    const { cap, safetyShare = 0, quotas = new Map(), throttleAt = 0.8 } = options;
    const run = purse('the budget of the review', cap);
    const others = purse('the budget of the review without the reserve for safety', scaled(cap, 1 - safetyShare));
    const agents = new Map([...quotas].map(([agent, quota]) => [agent, purse(`the quota of ${agent}`, quota)]));
    return {
        reserve(agent, lane, estimate) {
            const own = agents.get(agent);
            const purses = [run, ...(lane === 'safety' ? [] : [others]), ...(own ? [own] : [])];
            for (const currency of currencies) {
                const amount = amountOf(estimate, currency);
                const short = purses.find((it) => taken(it, currency) + amount > (it.limit[currency] ?? Infinity));
                if (short)
                    throw new OverBudget(`${short.name} has no ${amount} ${currency} left of ${short.limit[currency]}`);
            }
            for (const currency of currencies) {
                for (const it of purses)
                    it.reserved[currency] += amountOf(estimate, currency);
            }
            let open = true;
            const close = (used) => {
                if (!open)
                    return;
                open = false;
                for (const currency of currencies) {
                    for (const it of purses) {
                        it.reserved[currency] -= amountOf(estimate, currency);
                        it.spent[currency] += amountOf(used, currency);
                    }
                }
            };
            return { settle: close, release: () => close({}) };
        },
        spent: (currency) => run.spent[currency],
        reserved: (currency) => run.reserved[currency],
        get throttled() {
            return currencies.some((it) => taken(run, it) >= throttleAt * (cap[it] ?? Infinity));
        },
    };
}
function purse(name, limit) {
    return { name, limit, spent: zero(), reserved: zero() };
}
function zero() {
    return { tokens: 0, usd: 0, minutes: 0 };
}
function scaled(amounts, share) {
    return Object.fromEntries(Object.entries(amounts).map(([currency, amount]) => [currency, amount * share]));
}
function taken({ spent, reserved }, currency) {
    return spent[currency] + reserved[currency];
}
/** What a reviewer says that it used is not trusted to be a number. */
function amountOf(amounts, currency) {
    const amount = amounts[currency] ?? 0;
    return Number.isFinite(amount) && amount > 0 ? amount : 0;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 17 modules
var schemas = __webpack_require__(8816);
;// CONCATENATED MODULE: ./build/run/finding-schema.js
/** The edge between reviewers and the run: what is not a finding does not get in. */


const line = schemas/* int */.Whr().positive();
const finding_schema_text = schemas/* string */.YjP().min(1);
const finding_schema_location = schemas/* object */.Ikc({ path: finding_schema_text, side: schemas/* enum */.k5n(['base', 'head']), startLine: line, endLine: line })
    .refine(({ startLine, endLine }) => endLine >= startLine, { error: 'ends before it starts' });
const edit = schemas/* object */.Ikc({ path: finding_schema_text, startLine: line, endLine: line, replacement: schemas/* string */.YjP() })
    .refine(({ startLine, endLine }) => endLine >= startLine, { error: 'ends before it starts' });
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
    related: schemas/* array */.YOg(schemas/* intersection */.E$q(finding_schema_location, schemas/* object */.Ikc({ message: schemas/* string */.YjP() }))),
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

;// CONCATENATED MODULE: ./build/run/inbox.js


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
                return;
            if (findings.length >= options.limit) {
                problem = `it reported more than ${options.limit} findings; the rest were dropped`;
                open = false;
                options.onFlood();
                return;
            }
            const checked = check(value);
            if (!checked.ok) {
                problem ??= oneLine(`it reported a malformed finding: ${checked.problem}`);
                return;
            }
            findings.push(checked.finding);
            options.onFinding(checked.finding);
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
    const { clock, graceMs } = options;
    const stopping = new AbortController();
    const inbox = openInbox({
        limit: options.maxFindings,
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
        const context = { signal: stopping.signal, report: inbox.receive, waiting };
        const work = (async () => reviewer(task, context))();
        const thrown = await Promise.race([work.then(noError, wrapped), abandoned]);
        return { ...ended(inbox.findings, stopOf(stopping.signal), inbox.problem, thrown), waitedMs };
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
function ended(findings, stop, problem, thrown) {
    if (stop && (stop.status === 'timed-out' || !problem)) {
        return { status: stop.status, reason: oneLine(stop.message), findings };
    }
    if (problem)
        return { status: 'failed', reason: problem, findings };
    if (thrown) {
        const died = thrown.error instanceof WorkerDied;
        const status = thrown.error instanceof OverBudget ? 'over-budget' : 'failed';
        return { status, reason: reasonOf(thrown.error), findings, ...(died && { died }) };
    }
    return { status: 'ok', findings };
}
function noError() {
    return undefined;
}
function wrapped(error) {
    return { error };
}

;// CONCATENATED MODULE: ./build/run/backoff.js
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

;// CONCATENATED MODULE: ./build/run/persist.js


/**
 * Tries until the task is done, its retries are used up, or too little time is left to wait and try again.
 * A worker that died costs no retry the first time. An attempt that succeeds stands for all; if none
 * does, what any of them found is kept.
 */
async function persist(task, reviewer, options) {
    const { clock, signal, random } = options;
    const deadlineMs = clock.now() + task.timeoutMs;
    const found = [];
    let waitedMs = 0;
    let left = task.retries ?? 0;
    let mayDie = true;
    for (let attempts = 1;; attempts++) {
        options.onAttempt(attempts);
        const { died, ...result } = await attempt(task, reviewer, {
            ...options,
            timeoutMs: Math.max(0, deadlineMs - clock.now()),
        });
        waitedMs += result.waitedMs;
        if (result.status === 'ok')
            return { ...result, waitedMs, attempts };
        found.push(...result.findings);
        const last = { ...result, findings: persist_distinct(found), attempts };
        if (result.status !== 'failed' || signal.aborted)
            return { ...last, waitedMs };
        if (died && mayDie) {
            mayDie = false;
            continue;
        }
        if (left-- <= 0)
            return { ...last, waitedMs };
        const fromMs = clock.now();
        const waitMs = backoffMs(attempts, random);
        if (fromMs + waitMs >= deadlineMs)
            return { ...last, waitedMs };
        // Told to stop while it sleeps, it ends with what it knows.
        const slept = await sleep(clock, waitMs, signal).then(() => true, () => false);
        waitedMs += clock.now() - fromMs;
        if (!slept)
            return { ...last, waitedMs };
    }
}
/** Attempts mostly find the same again. */
function persist_distinct(values) {
    return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
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
        const own = { lane: precedence_weight(task.lane), chainMs: task.expectedMs ?? 0 };
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
function precedence_weight(lane) {
    return agent/* lanes */.w.length - agent/* lanes */.w.indexOf(lane);
}

;// CONCATENATED MODULE: ./build/run/run.js
/** The supervisor: starts every task that may run, holds the ceiling, and survives all of them. */






/**
 * Runs all tasks, safety first, then longest first, each after those it names. `after` means order, not success: a task
 * whose predecessor failed still runs. Resolves with one outcome for each task, in the order of `tasks`;
 * never rejects.
 */
async function runTasks(tasks, reviewers, options) {
    const { clock, signal: outer } = options;
    const startMs = clock.now();
    const elapsed = () => Math.round(clock.now() - startMs);
    const emit = events_safely(options.onEvent);
    const stopping = new AbortController();
    const cancelDeadline = clock.after(options.timeoutMs, () => stopping.abort(new Stop('timed-out', `the time budget of the whole review, ${spoken(options.timeoutMs)}, is used up`)));
    const passOn = () => stopping.abort(stopOf(outer));
    outer?.addEventListener('abort', passOn, { once: true });
    try {
        if (outer?.aborted)
            passOn();
        emit({ type: 'run-started', atMs: elapsed(), tasks });
        const run = { options, reviewers, elapsed, emit, signal: stopping.signal };
        const outcomes = await supervise(tasks, run);
        emit({ type: 'run-ended', atMs: elapsed() });
        return outcomes;
    }
    finally {
        cancelDeadline();
        outer?.removeEventListener('abort', passOn);
    }
}
async function supervise(tasks, run) {
    const queue = new p_queue_dist/* default */.Ay({ concurrency: run.options.maxConcurrency, autoStart: false });
    const outcomes = new Map();
    const precedence = precedences(tasks);
    const waiting = new Set(tasks.toSorted((a, b) => precedence.get(b) - precedence.get(a)));
    const open = new Set(tasks.map((task) => task.id));
    const end = (outcome) => {
        outcomes.set(outcome.task, outcome);
        open.delete(outcome.task.id);
        run.emit({ type: 'task-ended', atMs: run.elapsed(), outcome });
    };
    const startReady = () => {
        for (const task of [...waiting]) {
            if (task.after.some((id) => open.has(id)))
                continue;
            waiting.delete(task);
            const work = async () => {
                end(await runTask(task, run));
                // Before this slot is free, so that the queue sees all candidates when it picks the next task.
                startReady();
            };
            void queue.add(work, { priority: precedence.get(task) });
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
async function runTask(task, run) {
    const { clock, graceMs = 5000, maxFindings = 10_000, random = Math.random } = run.options;
    const startedMs = run.elapsed();
    const stop = stopOf(run.signal);
    if (stop)
        return unstarted(task, 'skipped', `not started: ${stop.message}`, startedMs);
    const reviewer = Object.hasOwn(run.reviewers, task.reviewer) ? run.reviewers[task.reviewer] : undefined;
    if (!reviewer) {
        const known = Object.keys(run.reviewers).sort().join(', ') || 'none';
        return unstarted(task, 'failed', `there is no reviewer '${task.reviewer}'; known: ${known}`, startedMs);
    }
    const stopWarning = warnInTime(task, run);
    const result = await persist(task, reviewer, {
        clock,
        graceMs,
        maxFindings,
        random,
        signal: run.signal,
        onAttempt: (attempt) => run.emit({ type: 'task-started', atMs: run.elapsed(), task, attempt }),
        onFinding: (finding) => run.emit({ type: 'finding', atMs: run.elapsed(), task, finding }),
    });
    stopWarning();
    const durationMs = run.elapsed() - startedMs;
    const waitedMs = Math.min(Math.round(result.waitedMs), durationMs);
    return { task, ...result, startedMs, durationMs, waitedMs, usage: noUsage() };
}
/** Says when half and when four fifths of the task's time budget are gone; the returned function ends that. */
function warnInTime(task, { options, elapsed, emit }) {
    const warn = (share, type) => options.clock.after(task.timeoutMs * share, () => emit({ type, atMs: elapsed(), task }));
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
        findings: [],
        usage: noUsage(),
    };
}
function noUsage() {
    return { inputTokens: 0, outputTokens: 0, costUsd: 0 };
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
    return { change, plan: planReview(request.config, change.files) };
}
/** Reviews the change from base to head. Rejects only if a revision cannot be read or the plan is impossible. */
async function review(request) {
    const { config, clock } = request;
    const { change, plan } = await planChange(request);
    // All agents share one reading of the project, made before they start so that none is charged for it.
    const startMs = clock.now();
    let opening;
    const workspace = () => (opening ??= openWorkspace(change));
    // A failure is each agent's to report, when it asks again.
    const opened = plan.tasks.length > 0 ? await workspace().catch(() => undefined) : undefined;
    const preparedMs = clock.now() - startMs;
    const reviewers = { rules: rulesReviewer(rules/* rules */.a, { config, change, workspace }) };
    const outcomes = await runTasks(plan.tasks, reviewers, { ...request, ...config });
    try {
        const findings = mergeFindings(outcomes, config);
        const stopped = request.signal?.aborted === true;
        const decision = verdictOf(findings, outcomes, plan, { ...config, stopped });
        const understood = opened ? summarise(opened, findings) : { notes: [] };
        return buildReport({
            tool: version/* tool */.z,
            config,
            change,
            plan,
            outcomes,
            preparedMs,
            findings,
            decision,
            ...understood,
        });
    }
    finally {
        opened?.close();
    }
}


/***/ })

};
