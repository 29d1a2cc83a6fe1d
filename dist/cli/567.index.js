export const id = 567;
export const ids = [567];
export const modules = {

/***/ 6567:
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

;// CONCATENATED MODULE: ./build/observe/redact.js
/** Keeps secrets out of what is written down. */
const mark = '***';
/** Variables whose values are secrets, by their names: inputs of the Action have dashes. */
const secretName = /(?:^|[_-])(?:token|secret|password|passwd|pwd|credentials?|dsn|webhook|(?:api|access|private|secret|signing|encryption)[_-]?key)(?:$|[_-])/i;
/** Where a name says `key` alone, it may be a column's or a cache's: then the value has to look like a secret. */
const perhapsSecretName = /(?:^|[_-])key(?:$|[_-])/i;
/** `name=value,name=value` with values as in a URL, as OpenTelemetry's variables have it. */
const headersName = /_HEADERS$/i;
/** A shorter value would black out ordinary words. */
const shortest = 8;
/** A word of up to so many letters, such as the password `postgres` of a service container, would too. */
const longestWord = 15;
/** What looks like a secret wherever it stands. */
const secretForms = [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
    /\b(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|xox[abeoprs]-[\w-]{10,255})/g,
    // With a dash, or with the word of a payment provider: `sk_` and a name is how columns of keys are called.
    /\bsk-[\w-]{20,255}|\b[spr]k_(?:live|test)_\w{10,255}/g,
    /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
    /\bAIza[\w-]{35}/g,
    /\bdapi[0-9a-f]{32}\b/g,
    /\beyJ[\w-]{10,4000}\.[\w-]{10,4000}\.[\w-]{0,1000}/g,
    /(?<=\bBearer )[\w.~+/=-]{8,4000}/g,
    /(?<=:\/\/[^\s/:@]{0,255}:)[^\s/@]{1,255}(?=@)/g,
];
/**
 * A function that replaces the secrets of this environment, and whatever looks like one, by `***`. Of the
 * environment's also what they are in base64 and in URLs, wherever in a longer text they were encoded.
 */
function redactor(env) {
    const secrets = secretValues(env).flatMap((it) => [it, ...encodedForms(it)]);
    const known = patternOf(secrets);
    return (text) => {
        const clean = known ? text.replaceAll(known, mark) : text;
        return secretForms.reduce((it, form) => it.replaceAll(form, mark), clean);
    };
}
/** The secrets of an environment that are long enough to be told from words, each once. */
function secretValues(env) {
    const values = Object.entries(env).flatMap(([name, value = '']) => [
        ...(isSecret(name, value) ? linesOf(value) : []),
        ...(headersName.test(name) ? headerValues(value) : []),
        ...urlPasswords(value),
    ]);
    return [...new Set(values)].filter((value) => value.length >= shortest);
}
function isSecret(name, value) {
    if (secretName.test(name)) {
        // What this action itself is given is secret whatever it looks like.
        return (/^(INPUT|PARALLEL_REVIEW)_/.test(name) || value.length > longestWord || !/^[A-Za-z_]*$/.test(value));
    }
    return (perhapsSecretName.test(name) && value.length > longestWord && /\d/.test(value) && /[A-Za-z]/.test(value));
}
function linesOf(value) {
    return value.split(/\r?\n/).map((line) => line.trim());
}
function headerValues(value) {
    const values = value.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
    // Behind the scheme, such as `Bearer`.
    return values.flatMap((it) => [it, decoded(it), decoded(it).replace(/^\w{1,20} +/, '')]);
}
/** Of `scheme://user:password@host`, as proxies and collectors are named. */
function urlPasswords(value) {
    return [...value.matchAll(/:\/\/([^\s/@]{1,500})@/g)].flatMap(([, user]) => {
        const password = user.slice(user.indexOf(':') + 1);
        // As `Proxy-Authorization` has it: both together.
        return [password, decoded(password), decoded(user)];
    });
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
/** As part of a URL or JSON, and in base64: what comes before it shifts its letters in one of three ways. */
function encodedForms(secret) {
    const base64 = [0, 1, 2].map((before) => {
        const bytes = Buffer.from(`${'\0'.repeat(before)}${secret}`);
        const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
        // Without the letters that share their bits with what stands before.
        return whole.slice([0, 2, 3][before]);
    });
    const forms = [
        ...base64,
        ...base64.map((it) => it.replaceAll('+', '-').replaceAll('/', '_')),
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
    ];
    return forms.filter((it) => it !== secret && it.length >= shortest);
}
/** The longest first: a secret may be part of another one. */
function patternOf(secrets) {
    if (secrets.length === 0)
        return undefined;
    const sorted = [...new Set(secrets)].sort((a, b) => b.length - a.length);
    return new RegExp(sorted.map((it) => it.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

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
/** A finding that somebody must act on; with its id if commands can name it. */
function fullFinding(finding, detail, links, withId = false) {
    const { severity, confidence, rule, id } = finding;
    const facts = [placeLink(finding.location, links), confidence, codeSpan(rule)];
    if (withId)
        facts.push(`id ${codeSpan(id)}`);
    return [
        `#### ${report_words/* severityMarks */.iq[severity]} ${markdown((0,report_plain/* clip */.$Q)(finding.title, mostTitle))}`,
        facts.join(' · '),
        ...(finding.accepted ?? []).slice(0, 5).map(acceptance),
        ...(detail.texts ? [blocks_text(finding.message), ...reasons(finding)] : []),
        relatedPlaces(finding, detail, links),
    ]
        .filter(Boolean)
        .join('\n\n');
}
function acceptance({ by, reason, url }) {
    return `☑️ **${escape_link('Accepted', url)}** by ${codeSpan(by)}: ${words((0,report_plain/* clip */.$Q)(reason, 500))}`;
}
function reasons(finding) {
    const { why, advice, notes = [] } = finding;
    const fix = (0,report_words/* fixable */.C2)(finding);
    const lines = [
        ...(why ? [`**Why it matters:** ${blocks_text(why)}`] : []),
        ...(advice ? [`**What to do:** ${blocks_text(advice)}`] : []),
        ...(fix ? [`**Fix:** ${blocks_text(fix)}`] : []),
        ...notes.slice(0, 5).map((note) => `**Note:** ${blocks_text(note)}`),
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
/** Findings as the items of a list; those of one rule stand together, and say but once what they have in common. */
function shortFindings(findings, detail, links) {
    const ofRules = [...(0,report_words/* grouped */.zD)(findings, ({ severity, rule }) => `${severity} ${rule}`).values()];
    return ofRules
        .flatMap((group) => {
        const said = new Set();
        return group.map((finding) => shortFinding(finding, detail[finding.severity], links, said));
    })
        .join('\n');
}
/** @param said before; grows */
function shortFinding(finding, detail, links, said) {
    const { severity, location, title, message, advice, notes = [] } = finding;
    const head = `- ${report_words/* severityMarks */.iq[severity]} ${placeLink(location, links)}: ${markdown((0,report_plain/* clip */.$Q)(title, mostTitle))}`;
    if (!detail.texts)
        return head;
    const texts = [message, advice].filter(Boolean);
    const news = texts.filter((each) => !said.has(each));
    for (const each of news)
        said.add(each);
    const body = [
        ...(texts.length > 0 && news.length === 0 ? ['As above.'] : news),
        (0,report_words/* fixable */.C2)(finding),
        ...notes.slice(0, 5),
    ]
        .filter(Boolean)
        .map(blocks_text)
        .join(' ');
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

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 1 modules
var schemas = __webpack_require__(737);
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
const editSchema = schemas/* object */.Ikc({
    path: schemas/* string */.YjP().describe('Relative to the repository, with forward slashes.'),
    startLine: line.describe('First line at head, counted from 1.'),
    endLine: line.describe('Last line, included.'),
    replacement: schemas/* string */.YjP().describe('What stands there instead, without the last line break.'),
})
    .describe('A change to whole lines. No two of a report overlap.');
const findingSchema = schemas/* object */.Ikc({
    fingerprint: schemas/* string */.YjP().describe('Identity across pushes: it depends on no line number and no wording.'),
    id: schemas/* string */.YjP()
        .describe('Short name of exactly this finding for commands; it changes when what it says does.'),
    rule: schemas/* string */.YjP().describe('agent/kebab-name.'),
    agents: schemas/* array */.YOg(schemas/* string */.YjP()).min(1).describe('The agents that reported it.'),
    severity: schemas/* enum */.k5n(finding/* severities */.gO).describe('How bad it would be.'),
    confidence: schemas/* enum */.k5n(finding/* confidences */.E2)
        .describe('How sure it is: proven from the two revisions alone, likely by a convention, or possible.'),
    blocking: schemas/* boolean */.zMY()
        .describe('True if it alone keeps the pull request from merging, unless it is accepted.'),
    accepted: schemas/* array */.YOg(schemas/* object */.Ikc({
        by: schemas/* string */.YjP().describe('Login.'),
        reason: schemas/* string */.YjP(),
        url: schemas/* string */.YjP().describe('The comment.'),
    }))
        .min(1)
        .optional()
        .describe('People who accepted it; then it blocks no more.'),
    title: schemas/* string */.YjP().describe('One line: what is wrong. Names stand between backticks.'),
    message: schemas/* string */.YjP().describe('What happens and how it was shown. Names stand between backticks.'),
    why: schemas/* string */.YjP().describe('Why it matters, for somebody who does not know the rule.'),
    advice: schemas/* string */.YjP().describe('What to do about it.'),
    resource: schemas/* string */.YjP().describe('What it is about: a dbt unique id, else the path of the file.'),
    subject: schemas/* string */.YjP().optional().describe('What in the resource: a column, a test, a grantee.'),
    location: locationSchema.describe('Where it starts.'),
    related: schemas/* array */.YOg(relatedSchema).describe('Further places, nearest first.'),
    edits: schemas/* array */.YOg(editSchema).optional().describe('What mends it; all of them or none.'),
    notes: schemas/* array */.YOg(schemas/* string */.YjP()).optional().describe('What merging has to say, such as an edit left out.'),
})
    .describe('One problem that head adds over base.');
const spentSchema = schemas/* object */.Ikc({
    inputTokens: count.describe('Tokens sent to models.'),
    outputTokens: count.describe('Tokens received from models.'),
    costUsd: schemas/* number */.aig().nonnegative().describe('US dollars, by the price list in use.'),
});
const agentSchema = schemas/* object */.Ikc({
    name: schemas/* string */.YjP(),
    lane: schemas/* enum */.k5n(agent/* lanes */.wX).describe('Its precedence: safety starts first and fails closed.'),
    status: schemas/* enum */.k5n(taskStatuses).describe('How it ended.'),
    attempts: count.describe('Tries that were made, retries included; 0 if it never started.'),
    tasks: count.describe('What it had to do; 0 if it was turned off or nothing was for it. With tasks, it owes an answer unless its status is ok.'),
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
    speedupBound: schemas/* number */.aig()
        .nonnegative()
        .describe("The highest speed-up that any order of the tasks could have had: Amdahl's law over the parts that cannot run side by side, and the critical path."),
    slotWaitMs: milliseconds.describe('The sum of what tasks waited for a free slot.'),
    limiterWaitMs: milliseconds.describe("The sum of what calls waited for a provider's rate."),
})
    .describe('Not deterministic.');
const impactSchema = schemas/* object */.Ikc({
    nodes: schemas/* array */.YOg(schemas/* object */.Ikc({
        id: schemas/* string */.YjP().describe('A dbt unique id, or the path of a BI file.'),
        label: schemas/* string */.YjP().describe('Its name, for people.'),
        type: schemas/* string */.YjP().describe('model, source, exposure, …, or bi_file.'),
        state: schemas/* enum */.k5n(impactStates)
            .describe('changed by the pull request, broken by it, affected downstream, or exposed: seen by others. A BI file is exposed if findings say that it reads what goes.'),
    })),
    edges: schemas/* array */.YOg(schemas/* tuple */.PVZ([schemas/* string */.YjP(), schemas/* string */.YjP()]))
        .describe('[from, to], by node id, in the direction of data.'),
    omitted: count.describe('Nodes left out to keep the picture small.'),
})
    .describe('The part of the lineage that the pull request touches.');
const ignoredSchema = schemas/* object */.Ikc({
    rule: schemas/* string */.YjP(),
    resource: schemas/* string */.YjP(),
    severity: schemas/* enum */.k5n(finding/* severities */.gO).optional(),
    title: schemas/* string */.YjP().optional().describe('What it would have said.'),
    fingerprint: schemas/* string */.YjP().optional().describe('Its identity across pushes.'),
    location: locationSchema.optional().describe('Where it starts.'),
    path: schemas/* string */.YjP().describe('Of the comment that silences it.'),
    line: line.optional().describe('Of that comment, at head.'),
    reason: schemas/* string */.YjP().describe('What the comment gives as its reason.'),
    added: schemas/* boolean */.zMY().optional().describe('True if the pull request itself adds the comment.'),
})
    .describe('A finding that a comment silences. What blocks is never among them.');
const reportSchema = schemas/* object */.Ikc({
    schemaVersion: schemas/* literal */.euz(1),
    tool: schemas/* object */.Ikc({ name: schemas/* string */.YjP(), version: schemas/* string */.YjP() }).describe('What made this report.'),
    conclusion: schemas/* enum */.k5n(['success', 'failure']).describe('What the check run says.'),
    verdict: schemas/* enum */.k5n(verdicts).describe('The answer: merge or do not, and why.'),
    skipped: schemas/* string */.YjP()
        .optional()
        .describe('Why the configuration leaves this change unreviewed; then nothing was looked at.'),
    base: schemas/* string */.YjP().describe('Commit id of the revision compared with.'),
    head: schemas/* string */.YjP().describe('Commit id of the revision reviewed, or worktree.'),
    policy: schemas/* object */.Ikc({
        failOnSeverity: schemas/* enum */.k5n([...finding/* severities */.gO, 'none']).describe('Findings at least this severe block.'),
    })
        .describe('What the verdict was reached by.'),
    findings: schemas/* array */.YOg(findingSchema).describe('The most important first.'),
    ignored: schemas/* array */.YOg(ignoredSchema).optional(),
    narrative: schemas/* object */.Ikc({
        model: schemas/* string */.YjP().describe('provider/name.'),
        lines: schemas/* array */.YOg(schemas/* string */.YjP()).describe('Plain text.'),
    })
        .optional()
        .describe('What a model says that the change does. Generated, and not checked.'),
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
const looks = impactStates.flatMap((state) => (state === 'broken' ? [state, 'bi'] : state));
function lookOf({ type, state }) {
    return type === 'bi_file' ? 'bi' : state;
}
/** Fill and text always come as a pair, so that each box can be read on any background. */
const styles = {
    changed: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069,stroke-width:2px',
    broken: 'fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-width:2px',
    bi: 'fill:#ffd8b5,stroke:#bc4c00,color:#762c00,stroke-width:2px',
    affected: 'fill:#f6f8fa,stroke:#57606a,color:#24292f',
    exposed: 'fill:#fff8c5,stroke:#9a6700,color:#4d2d00,stroke-width:2px',
};
/** The shape says the type once more, for those who do not see the colours: people's things are round. */
function box(label, type) {
    if (type === 'exposure')
        return `([${label}])`;
    if (type === 'bi_file')
        return `(${label})`;
    return type === 'source' || type === 'seed' ? `[(${label})]` : `[${label}]`;
}
/** What is alone in the picture is only there if it breaks or is seen by others: a column of loose boxes shows nothing. */
function drawnOf({ nodes, edges }) {
    const first = nodes.slice(0, mostNodes);
    const ids = new Set(first.map(({ id }) => id));
    const linked = new Set(edges.filter((edge) => edge.every((id) => ids.has(id))).flat());
    return first.filter(({ id, state }) => linked.has(id) || state === 'broken' || state === 'exposed');
}
/** A fenced mermaid block, or undefined if there is no edge to draw. */
function impactGraph(impact) {
    if (!impact)
        return undefined;
    const drawn = drawnOf(impact);
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
        ...drawn.map((node, index) => `  n${index}${box(mermaidLabel((0,report_plain/* clip */.$Q)(node.label, 60)), node.type)}:::${lookOf(node)}`),
        ...edges,
        ...[...new Set(drawn.map(lookOf))].map((look) => `  classDef ${look} ${styles[look]}`),
        '```',
    ].join('\n');
}
const legends = {
    changed: '🔵 changed here',
    broken: '🔴 breaks',
    bi: '🟠 BI that likely breaks',
    affected: '⚪ affected downstream',
    exposed: '🟡 exposed',
};
/** What the colours mean, for those that are drawn, and how much is not drawn. */
function impactLegend(impact) {
    const drawn = drawnOf(impact);
    const shown = new Set(drawn.map(lookOf));
    const hidden = impact.omitted + impact.nodes.length - drawn.length;
    return [
        ...looks.filter((look) => shown.has(look)).map((look) => legends[look]),
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
/** That one finding takes at the very least: a mark, a title and its place. */
const leastBytes = 24;
/** The document, never longer than the limit. */
function renderDocument(report, options) {
    // Of so many not even the titles fit: nothing is won by writing all of them out a dozen times.
    const fits = report.findings.length <= options.limit / leastBytes;
    for (const cut of fits ? cuts(report.findings.length) : []) {
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
    const most = Math.min(report.findings.length, Math.floor(options.limit / leastBytes));
    for (let [low, high] = [0, most]; low <= high;) {
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
        narrative(report),
        incomplete ? unanswered(report) : '',
        ...withoutRepeats(shown.filter((finding) => finding.blocking)).map((finding) => fullFinding(finding, cut.detail[finding.severity], options.links, options.commands ?? false)),
        options.commands && report.findings.some(report_words/* blocks */.Bv) ? howToAccept : '',
        options.graph && cut.graph ? picture(report) : '',
        ...others(shown, cut, options.links),
        leftOut(report, cut, options),
        incomplete ? '' : unanswered(report),
        notes(report),
        notReviewed(report),
        frame ? footer(report, options) : '',
    ]
        .filter(Boolean)
        .join('\n\n');
}
/** Why a rule matters is the same for each of its findings, and said with the first. */
function withoutRepeats(findings) {
    const first = new Map();
    for (const finding of findings.toReversed())
        first.set(finding.why, finding);
    return findings.map((finding) => (first.get(finding.why) === finding ? finding : { ...finding, why: '' }));
}
/** `🛑 **Blocked**: 2 critical findings — breaks 3 models`. */
function verdictLine(report) {
    const { mark, word, rest } = (0,report_words/* headline */.Pl)(report);
    return `${mark} **${word}**${rest ? `: ${words(rest)}` : ''}`;
}
/** A summary by a model: quoted, and marked as what it is. */
function narrative({ narrative: told }) {
    if (!told || told.lines.length === 0)
        return '';
    const lines = told.lines.map((line) => `> ${markdown(line)}`).join('\n>\n');
    return `${lines}\n>\n> <sub>Generated by ${codeSpan(told.model)} from the diff, and not checked.</sub>`;
}
const howToAccept = `<sub>Somebody with write access can accept a finding that blocks, with a reason, in a comment: ${codeSpan('/parallel-review accept <id> <reason>')}</sub>`;
function unanswered(report) {
    return (0,report_words/* troubled */.Y3)(report)
        .slice(0, 20)
        .map((agent) => `⚠️ **${words(agent.name)}** ${words((0,report_words/* explained */.to)(agent))}`)
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
    return [...(0,report_words/* grouped */.zD)(rest, (finding) => finding.agents[0])].map(([agent, findings]) => fold(`${report_words/* severityMarks */.iq[findings[0].severity]} ${agent}: ${(0,report_words/* counts */.tQ)(findings)}`, shortFindings(findings, cut.detail, links)));
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
function footer(report, { checkUrl, waits: withWaits = false } = {}) {
    const parts = [
        (0,report_words/* speed */.eY)(report),
        withWaits ? (0,report_words/* waits */.l4)(report) : undefined,
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
    const ignored = report.ignored ?? [];
    const shown = [
        ...report.findings.map((finding) => result(finding, indexes)),
        ...ignored.flatMap((it) => ignoredResult(it, indexes)),
    ].slice(0, mostResults);
    // Of one run either all results say whether they are suppressed, or none does.
    const isToldOfAll = shown.some(({ suppressions }) => suppressions !== undefined);
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
                ...(options.category !== undefined && { automationDetails: { id: `${options.category}/` } }),
                columnKind: 'utf16CodeUnits',
                originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
                invocations: [invocation(report)],
                results: isToldOfAll ? shown.map((it) => ({ ...it, suppressions: it.suppressions ?? [] })) : shown,
            },
        ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
}
/** The rules that have findings, by id. A finding's rule that nobody described still gets an entry. */
function usedRules({ findings, ignored = [] }, known) {
    const described = new Map(known.map((rule) => [rule.id, rule]));
    const used = new Map();
    for (const { rule: id, title, why, advice, severity } of findings) {
        if (!used.has(id))
            used.set(id, described.get(id) ?? { id, summary: (0,report_plain/* unmarked */.u7)(title), why, advice, severity });
    }
    for (const { rule: id, title = id, severity = 'low' } of ignored) {
        if (!used.has(id))
            used.set(id, described.get(id) ?? { id, summary: (0,report_plain/* unmarked */.u7)(title), why: '', advice: '', severity });
    }
    return [...used.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
function reportingDescriptor({ id, summary, why, advice, severity }) {
    return {
        id,
        name: id,
        shortDescription: message(summary, id),
        fullDescription: message(why || summary, id),
        help: message(`${why} ${advice}`.trim(), id),
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
        ...(finding.accepted && { suppressions: finding.accepted.map(sarif_acceptance) }),
    };
}
function sarif_acceptance({ by, reason }) {
    return { kind: 'external', status: 'accepted', justification: message(`${by}: ${reason}`).text };
}
/** What a comment silences. A report of before it had a place holds none. */
function ignoredResult({ rule, title, severity = 'low', fingerprint, location, resource, path, line, reason }, indexes) {
    if (!location || fingerprint === undefined)
        return [];
    const comment = { path, startLine: line ?? 1, endLine: line ?? 1, side: 'head' };
    const suppression = {
        kind: 'inSource',
        status: 'accepted',
        justification: message(reason).text,
        location: { physicalLocation: physicalLocation(comment) },
    };
    return [
        {
            ruleId: rule,
            ruleIndex: indexes.get(rule),
            level: levels[severity],
            message: message(title ?? '', rule),
            locations: [{ physicalLocation: physicalLocation(location) }],
            partialFingerprints: { 'parallelReview/v1': fingerprint },
            properties: { severity, resource },
            suppressions: [suppression],
        },
    ];
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
        said: new Set(),
    };
    const blocking = report.findings.filter((finding) => finding.blocking);
    const rest = report.findings.filter((finding) => !finding.blocking);
    const sections = [
        title(report, page),
        terminal_narrative(report, page),
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
function terminal_narrative({ narrative: told }, page) {
    if (!told)
        return [];
    const lines = told.lines.flatMap((line) => paragraph((0,report_plain/* unmarked */.u7)(line), page, 2));
    return [...lines, page.paint(`  — generated by ${(0,report_plain/* visible */.RK)(told.model)} from the diff, not checked`, 'dim')];
}
/** A line that a GitHub runner could take for a command to it is broken apart; indenting alone does not help. */
function harmless(line) {
    return line.replace(/^((?:\s|\u001B\[\d+m)*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}
function title(report, { paint, width }) {
    const { rest } = (0,report_words/* headline */.Pl)(report);
    const { style, text } = verdict(report);
    const [first = '', ...more] = (0,ansi/* wrap */.LV)((0,report_plain/* visible */.RK)(`${text}${rest ? `: ${rest}` : ''}`), width);
    const revisions = `${report.base.slice(0, 9)} → ${report.head.slice(0, 9)}`;
    return [
        ...[first, ...more].map((line) => paint(line, style, 'bold')),
        paint(`  ${(0,report_plain/* visible */.RK)(revisions)}`, 'dim'),
    ];
}
function verdict(report) {
    const { word } = (0,report_words/* headline */.Pl)(report);
    if (report.conclusion === 'failure')
        return { style: 'red', text: `✖ ${word}` };
    return report.verdict === 'overridden'
        ? { style: 'yellow', text: `! ${word}` }
        : { style: 'green', text: `✔ ${word}` };
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
    const { paint, said } = page;
    const { severity, confidence, location } = finding;
    const mark = `● ${severity}`;
    const [first = '', ...more] = (0,ansi/* wrap */.LV)((0,report_plain/* unmarked */.u7)((0,report_plain/* clip */.$Q)(finding.title, 400)), page.width - mark.length - 4);
    const facts = `${(0,report_words/* place */.ik)(location)}${location.side === 'base' ? ' (removed)' : ''} · ${finding.rule} · ${confidence}`;
    const lines = [
        `  ${paint(mark, ...severityStyles[severity])}  ${paint(first, 'bold')}`,
        ...more.map((line) => ' '.repeat(mark.length + 4) + paint(line, 'bold')),
        ...paragraph((0,report_plain/* visible */.RK)(facts), page, 4, ['dim']),
        ...paragraph((0,report_plain/* unmarked */.u7)((0,report_plain/* clip */.$Q)(finding.message, 2_000)), page, 4),
        ...(said.has(finding.why) ? [] : labelled('Why', finding.why, page)),
        ...labelled('Do', finding.advice, page),
        ...labelled('Fix', (0,report_words/* fixable */.C2)(finding), page),
        ...(finding.accepted ?? []).flatMap(({ by, reason }) => labelled('Ok', `accepted by ${by}: ${reason}`, page)),
        ...(finding.notes ?? []).flatMap((note) => labelled('Note', note, page)),
        ...terminal_relatedPlaces(finding, page),
    ];
    said.add(finding.why);
    return lines;
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
function agentTable(report, page) {
    const { paint, width } = page;
    const { agents } = report;
    const name = Math.min(30, width - 25, Math.max(0, ...agents.map((agent) => agent.name.length)));
    const indent = name + 17;
    const rows = agents.flatMap((agent) => {
        const ran = agent.status === 'ok';
        const mark = ran
            ? paint('✔', 'green')
            : (0,report_words/* owesAnswer */.ft)(agent)
                ? paint('✖', agent.status === 'over-budget' ? 'yellow' : 'red')
                : paint('–', 'dim');
        const time = agent.status === 'skipped' ? '' : (0,report_words/* duration */.p0)(agent.durationMs);
        const result = ran ? (0,report_words/* plural */.LS)(agent.findings, 'finding') : (0,report_words/* explained */.to)(agent);
        const [first = '', ...more] = (0,ansi/* wrap */.LV)(result, Math.max(8, width - indent));
        return [
            `  ${mark} ${(0,report_plain/* visible */.RK)((0,report_plain/* clip */.$Q)(agent.name, name)).padEnd(name)}  ${time.padStart(9)}  ${first}`,
            ...more.map((line) => ' '.repeat(indent) + line),
        ];
    });
    const waited = (0,report_words/* waits */.l4)(report);
    return waited === undefined ? rows : [...rows, ...paragraph(waited, page, 2, ['dim'])];
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
    if (report.findings.length === 0)
        return paragraph(facts.join(' · '), page, 2, ['dim']);
    // After many findings the verdict has left the screen, and it is what one looks for.
    const { style, text } = verdict(report);
    return [
        page.paint(text, style, 'bold'),
        ...paragraph([(0,report_words/* counts */.tQ)(report.findings), ...facts].join(' · '), page, 2, ['dim']),
    ];
}

// EXTERNAL MODULE: ./build/review.js + 92 modules
var review = __webpack_require__(2795);
// EXTERNAL MODULE: ./build/rules/index.js + 251 modules
var rules = __webpack_require__(7578);
;// CONCATENATED MODULE: ./build/run/clock.js
/** The machine's own monotonic clock. */
const systemClock = {
    now: () => performance.now(),
    after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
    },
};

// EXTERNAL MODULE: ./build/cli/arguments.js
var cli_arguments = __webpack_require__(8213);
// EXTERNAL MODULE: ./build/cli/configuration.js + 9 modules
var configuration = __webpack_require__(1310);
// EXTERNAL MODULE: ./build/cli/interruption.js
var interruption = __webpack_require__(6518);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./build/observe/lines.js
/** Progress as plain lines, for logs and for terminals that cannot redraw. */


/** A flood of findings would bury everything else; the report has them all. */
const mostFindings = 20;
/** Writes a line for each event that somebody who asked for all of it wants to know of, in order. */
function plainLines(write) {
    const count = new Map();
    return {
        onEvent(event) {
            if (event.type === 'finding') {
                const seen = (count.get(event.task.id) ?? 0) + 1;
                count.set(event.task.id, seen);
                if (seen > mostFindings)
                    return;
            }
            const line = lineOf(event, { calls: true });
            if (line !== undefined)
                write(line);
        },
        async close() { },
    };
}
/**
 * One line without a line break: `1.2 s quality/rules/1 ended: ok, 3 findings`; undefined for what is no news.
 * @param calls also of calls that go well.
 */
function lineOf(event, { calls = false } = {}) {
    const news = newsOf(event) ?? (calls ? callNews(event) : undefined);
    if (news === undefined)
        return undefined;
    // A runner would take this for a command to it wherever it stands.
    return (0,report_plain/* visible */.RK)(`${(0,report_words/* duration */.p0)(event.atMs)} ${news}`).replaceAll('##[', '# #[');
}
function newsOf(event) {
    switch (event.type) {
        case 'run-started':
            return `started ${(0,report_words/* plural */.LS)(event.tasks.length, 'task')}`;
        case 'task-started':
            return `${event.task.id} started${event.attempt > 1 ? ` again (attempt ${event.attempt})` : ''}`;
        case 'finding': {
            const { severity, rule, location } = event.finding;
            return `${event.task.id} found ${severity} ${rule} at ${(0,report_words/* place */.ik)(location)}`;
        }
        case 'task-ended': {
            const { task, status, reason, findings } = event.outcome;
            const why = reason === undefined ? '' : ` (${reason})`;
            return `${task.id} ended: ${status}${why}, ${(0,report_words/* plural */.LS)(findings.length, 'finding')}`;
        }
        case 'task-retrying':
            return `${event.task.id} failed (${event.reason}), tries again in ${(0,report_words/* duration */.p0)(event.waitMs)}`;
        case 'task-requeued':
            return `${event.task.id} was interrupted: ${event.reason}`;
        case 'deadline-warning':
            return `${event.task.id}: half of its time is used up`;
        case 'deadline-alert':
            return `${event.task.id}: nearly all of its time is used up`;
        case 'call-ended':
            return event.reason === undefined
                ? undefined
                : `${event.task.id}: call ${event.call} failed (${event.reason})`;
        case 'throttled':
            return `slowing down: ${event.reason}`;
        case 'run-ended':
            return 'all tasks have ended';
        default:
            return undefined;
    }
}
function callNews(event) {
    if (event.type === 'call-started') {
        const waited = event.waitedMs > 0 ? `, after ${(0,report_words/* duration */.p0)(event.waitedMs)} for the rate` : '';
        return `${event.task.id}: call ${event.call} to ${event.provider}${waited}`;
    }
    if (event.type !== 'call-ended')
        return undefined;
    return [`${event.task.id}: call ${event.call} ended`, (0,report_words/* spent */.RT)({ usage: event.used })]
        .filter(Boolean)
        .join(', ');
}
/** What whoever looks after the run must not overlook, in one line; undefined for everything else. */
function escalation(event) {
    if (event.type === 'deadline-alert' || event.type === 'throttled')
        return visible(newsOf(event));
    if (event.type !== 'task-ended')
        return undefined;
    const { task, status, reason } = event.outcome;
    if (status !== 'timed-out' && status !== 'over-budget')
        return undefined;
    return visible(`${task.id} ended: ${status}${reason === undefined ? '' : ` (${reason})`}`);
}

;// CONCATENATED MODULE: ./build/observe/progress.js
function progressAfter(progress, event) {
    if (event.type === 'run-started')
        return started(event.tasks);
    if (event.type === 'task-started') {
        return changed(progress, event.task, (it) => ({
            ...it,
            state: 'running',
            startedMs: it.startedMs ?? event.atMs,
        }));
    }
    if (event.type === 'finding') {
        return changed(progress, event.task, (it) => ({ ...it, findings: it.findings + 1 }));
    }
    if (event.type === 'task-ended') {
        const { task, status, reason } = event.outcome;
        return changed(progress, task, (it) => ended(it, status, reason, event.atMs));
    }
    const news = remarkOf(event);
    if (news === undefined)
        return progress;
    const task = 'task' in event ? event.task : undefined;
    return progress.map((it) => (!task || it.agent === task.agent ? remarked(it, news) : it));
}
function remarkOf(event) {
    switch (event.type) {
        case 'deadline-alert':
            return 'nearly out of time';
        case 'task-retrying':
            return `tries again: ${event.reason}`;
        case 'task-requeued':
            return `starts over: ${event.reason}`;
        case 'throttled':
            return `slowed down: ${event.reason}`;
        case 'call-ended':
            return event.reason === undefined ? undefined : `a call failed: ${event.reason}`;
        default:
            return undefined;
    }
}
/** Why a task did not end well is never replaced by what happens to the others of its agent. */
function remarked(entry, remark) {
    return entry.open === 0 || entry.worst !== 'ok' ? entry : { ...entry, remark };
}
function started(tasks) {
    const agents = new Map();
    for (const { agent, lane } of tasks) {
        const open = (agents.get(agent)?.open ?? 0) + 1;
        agents.set(agent, { agent, lane, state: 'waiting', worst: 'ok', open, findings: 0 });
    }
    return [...agents.values()];
}
function changed(progress, { agent }, change) {
    return progress.map((entry) => (entry.agent === agent ? change(entry) : entry));
}
/** One task that did not end well is how its agent ends; until all have ended, it runs. */
function ended({ remark, ...entry }, status, reason, atMs) {
    const worst = entry.worst === 'ok' ? status : entry.worst;
    const open = entry.open - 1;
    const said = entry.worst === 'ok' ? reason : remark;
    return {
        ...entry,
        worst,
        open,
        endedMs: atMs,
        state: open === 0 ? worst : entry.state,
        ...(said !== undefined && { remark: said }),
    };
}

;// CONCATENATED MODULE: ./build/observe/live.js
/** The terminal's live view: one line for each agent, redrawn in place, gone when the report comes. */




/** Events come by the thousand; eyes do not follow more than this. */
const leastMsBetween = 100;
/** Elapsed times move even if nothing happens. */
const tickMs = 1_000;
/** Draws on events, and once a second while something runs. */
function liveView({ stream, clock, colour }) {
    const paint = (0,ansi/* painter */.C2)(colour);
    let progress = [];
    let startMs = clock.now();
    let drawnMs = -Infinity;
    let height = 0;
    let closed = false;
    let timer;
    const erase = () => (height === 0 ? '' : `\u001B[${height}A\u001B[0J`);
    const draw = () => {
        timer?.cancel();
        timer = undefined;
        drawnMs = clock.now();
        const lines = liveLines(progress, drawnMs - startMs, stream.columns ?? 80, paint);
        stream.write(`${erase()}${lines.map((line) => `${line}\n`).join('')}`);
        height = lines.length;
        if (progress.some(({ state }) => state === 'running'))
            drawIn(tickMs);
    };
    const drawIn = (ms) => {
        if (closed)
            return;
        if (ms === 0)
            return draw();
        const dueMs = clock.now() + ms;
        if (timer && timer.dueMs <= dueMs)
            return;
        timer?.cancel();
        timer = { dueMs, cancel: clock.after(ms, draw) };
    };
    return {
        onEvent(event) {
            if (event.type === 'run-started')
                startMs = clock.now() - event.atMs;
            progress = progressAfter(progress, event);
            drawIn(Math.max(0, drawnMs + leastMsBetween - clock.now()));
        },
        async close() {
            closed = true;
            timer?.cancel();
            if (height > 0)
                stream.write(erase());
            height = 0;
        },
    };
}
const marks = {
    waiting: { mark: '·', style: 'dim' },
    running: { mark: '▸', style: 'cyan' },
    ok: { mark: '✔', style: 'green' },
    failed: { mark: '✖', style: 'red' },
    'timed-out': { mark: '✖', style: 'red' },
    'over-budget': { mark: '✖', style: 'yellow' },
    skipped: { mark: '–', style: 'dim' },
};
/** No line is wider than the terminal: a wrapped one could not be erased. */
function liveLines(progress, nowMs, width, paint) {
    const name = Math.min(30, Math.max(0, ...progress.map(({ agent }) => agent.length)));
    return progress.map(({ agent, state, startedMs, endedMs, findings, open, remark }) => {
        const { mark, style } = marks[state];
        const until = open === 0 ? (endedMs ?? nowMs) : nowMs;
        const time = startedMs === undefined ? '' : (0,report_words/* duration */.p0)(Math.max(0, until - startedMs));
        const facts = [
            (0,report_plain/* clip */.$Q)(agent, name).padEnd(name),
            state.padEnd(11),
            time.padStart(9),
            (0,report_words/* plural */.LS)(findings, 'finding'),
            ...(remark === undefined ? [] : [(0,report_plain/* visible */.RK)(remark)]),
        ];
        return `${paint(mark, style)} ${cut(facts.join('  '), Math.max(1, width - 3))}`;
    });
}
function cut(text, most) {
    if ((0,ansi/* columns */.YB)(text) <= most)
        return text.trimEnd();
    let line = '';
    for (const point of text) {
        if ((0,ansi/* columns */.YB)(line + point) > most - 1)
            break;
        line += point;
    }
    return `${line}…`;
}

;// CONCATENATED MODULE: ./build/observe/observer.js
/**
 * Several observers as one. What one of them throws is told to `onProblem` once, and from then on it is left
 * out; neither the run nor the others notice.
 */
function together(observers, onProblem = () => { }) {
    const active = new Set(observers);
    const problem = (observer, error) => {
        if (active.delete(observer))
            onProblem(error);
    };
    return {
        onEvent(event) {
            for (const observer of active) {
                try {
                    observer.onEvent(event);
                }
                catch (error) {
                    problem(observer, error);
                }
            }
        },
        async close(ending) {
            const closing = observers.map(async (observer) => {
                try {
                    await observer.close(ending);
                }
                catch (error) {
                    problem(observer, error);
                }
            });
            await Promise.all(closing);
        },
    };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/observe/run-id.js
/** One name for one run: it stands in the audit log's file name, on every line of it, and in the trace. */

/** On GitHub run and attempt, so that the log can be found from the job; elsewhere time and a random part. */
function runIdOf(env, nowMs) {
    const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
    if (run && /^\d{1,20}$/.test(run) && /^\d{1,6}$/.test(attempt))
        return `${run}-${attempt}`;
    const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    return `${time}-${(0,external_node_crypto_.randomBytes)(4).toString('hex')}`;
}

;// CONCATENATED MODULE: ./build/observe/open.js



/** Rejects only if the audit log cannot be opened: who asks for one relies on it. */
async function openObservers(options) {
    const { env, warn } = options;
    const redact = redactor(env);
    const wallClock = Date.now;
    const runId = runIdOf(env, wallClock());
    const observers = [...options.views];
    if (options.audit !== undefined) {
        const { auditFile, auditPath } = await __webpack_require__.e(/* import() */ 820).then(__webpack_require__.bind(__webpack_require__, 6820));
        observers.push(auditFile(auditPath(options.audit, runId), { runId, wallClock, redact }));
    }
    if (options.webhook !== undefined) {
        const { webhook } = await __webpack_require__.e(/* import() */ 538).then(__webpack_require__.bind(__webpack_require__, 8538));
        const { subject, webhook: url } = options;
        const secret = env['PARALLEL_REVIEW_WEBHOOK_SECRET'] || undefined;
        observers.push(webhook({ url, secret, runId, subject, wallClock, redact, onProblem: warn }));
    }
    if (wantsTracing(env)) {
        try {
            const { openTracing } = await Promise.all(/* import() */[__webpack_require__.e(33), __webpack_require__.e(933)]).then(__webpack_require__.bind(__webpack_require__, 8933));
            observers.push(openTracing({ runId, wallClock, redact }));
        }
        catch (error) {
            warn(`no traces are sent: ${messageOf(error)}`);
        }
    }
    return together(observers, (error) => warn(`a part of the record is missing: ${messageOf(error)}`));
}
/** As the variables' specification has it: somewhere to send to, and nothing that turns it off. */
function wantsTracing(env) {
    if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true')
        return false;
    const exporter = env['OTEL_TRACES_EXPORTER']?.trim();
    if (exporter)
        return exporter.split(',').some((name) => name.trim() === 'otlp');
    return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}

// EXTERNAL MODULE: ./build/cli/terminal.js
var cli_terminal = __webpack_require__(8565);
;// CONCATENATED MODULE: ./build/cli/observers.js
/** Who watches a review from the command line. */







/** Throws `UsageError` if the audit log cannot be written. */
async function observersOf({ options }, config, terminal) {
    const { cwd, env, stderr } = terminal;
    const audit = (0,cli_arguments/* text */.Qq)(options['audit']);
    try {
        return await openObservers({
            env,
            // Not `resolve` alone: it drops the slash that says that a folder is meant.
            audit: audit === undefined ? undefined : (0,external_node_path_.resolve)(cwd, audit) + (/[\\/]$/.test(audit) ? '/' : ''),
            webhook: config.notify?.webhook,
            subject: (0,external_node_path_.resolve)(cwd, (0,cli_arguments/* text */.Qq)(options['repo']) ?? '.'),
            views: viewsOf(options['verbose'] === true, terminal),
            warn: (line) => stderr.write(`parallel-review: ${line}\n`),
        });
    }
    catch (error) {
        const { code } = error;
        throw new cli_terminal/* UsageError */.eb(`--audit '${audit}' cannot be written: ${code ?? String(error)}`, { cause: error });
    }
}
/** Whoever reads standard error later gets lines, and only on request. */
function viewsOf(verbose, { env, stderr }) {
    if (verbose)
        return [plainLines((line) => stderr.write(`${line}\n`))];
    if (stderr.isTTY !== true || env['TERM'] === 'dumb')
        return [];
    return [liveView({ stream: stderr, clock: systemClock, colour: (0,cli_terminal/* wantsColour */.Ml)({ env, stdout: stderr }) })];
}

// EXTERNAL MODULE: ./build/cli/output.js
var cli_output = __webpack_require__(8288);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./build/change/hunks.js
var hunks = __webpack_require__(5052);
;// CONCATENATED MODULE: ./build/cli/fix.js
/** `--fix`: writes the edits of findings into the work tree, and nothing else anywhere else. */



/**
 * Writes the edits of the report into `folder`; of each finding all or none. A file that is not, at the lines in
 * question, what `head` showed the review is left as it is, and so is what lies behind a symbolic link.
 */
async function applyFixes(report, head, folder) {
    const files = new Map();
    const accepted = [];
    const fixes = { fixed: [], skipped: [] };
    for (const finding of report.findings) {
        if (!finding.edits || finding.edits.length === 0)
            continue;
        const reason = await objection(finding.edits, accepted, files, head, folder);
        if (reason === undefined) {
            accepted.push(...finding.edits);
            fixes.fixed.push(finding);
        }
        else
            fixes.skipped.push({ finding, reason });
    }
    await writeAll(folder, files, accepted);
    return fixes;
}
/** Why the edits cannot be written; undefined if they can. */
async function objection(edits, accepted, files, head, folder) {
    for (const [index, edit] of edits.entries()) {
        const { path, startLine, endLine } = edit;
        if (startLine < 1 || endLine < startLine)
            return `${path}: there are no such lines`;
        if ([...accepted, ...edits.slice(0, index)].some((other) => touches(other, edit)))
            return `${path}: another edit changes the same lines`;
        if (head.entries.get(path)?.kind !== 'file')
            return `${path} is not a file of the repository`;
        if (!files.has(path))
            files.set(path, await read(folder, path));
        const file = files.get(path);
        if (typeof file === 'string')
            return file;
        await head.load([path], 'dispensable');
        const shown = (0,hunks/* linesOf */.D)(head.text(path) ?? '');
        const wanted = shown.slice(startLine - 1, endLine).map(withoutEnd);
        const found = file.lines.slice(startLine - 1, endLine).map(withoutEnd);
        if (wanted.length !== endLine - startLine + 1)
            return `${path}: there are no such lines`;
        if (found.join('\n') !== wanted.join('\n'))
            return `${path} was changed since it was reviewed`;
    }
    return undefined;
}
function touches(a, b) {
    return a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
}
function withoutEnd(line) {
    return line.replace(/\r?\n$/, '');
}
/** The file, or why it is left alone. Every folder on the way is looked at: a link may lead out of the repository. */
async function read(folder, path) {
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git'))
        return `${path} is not a path inside the repository`;
    let place = folder;
    for (const [index, part] of parts.entries()) {
        place = (0,external_node_path_.join)(place, part);
        const stat = await (0,promises_.lstat)(place).catch(() => undefined);
        if (stat?.isSymbolicLink())
            return `${path} is reached through a symbolic link`;
        const isLast = index === parts.length - 1;
        if (!stat || !(isLast ? stat.isFile() : stat.isDirectory()))
            return `${path} is not there any more`;
        if (isLast)
            return fix_decoded(path, await (0,promises_.readFile)(place), stat.mode & 0o777);
    }
    return `${path} is not a file`;
}
function fix_decoded(path, original, mode) {
    const text = original.toString('utf8');
    if (!Buffer.from(text).equals(original))
        return `${path} is not UTF-8`;
    return { lines: (0,hunks/* linesOf */.D)(text), mode, original };
}
/** If one file cannot be written, those before it are put back: findings are fixed in all files or in none. */
async function writeAll(folder, files, edits) {
    const written = [];
    try {
        for (const [path, file] of files) {
            const own = edits.filter((edit) => edit.path === path);
            if (typeof file === 'string' || own.length === 0)
                continue;
            await replace((0,external_node_path_.join)(folder, path), edited(file.lines, own), file.mode);
            written.push([path, file]);
        }
    }
    catch (error) {
        for (const [path, { original, mode }] of written)
            await replace((0,external_node_path_.join)(folder, path), original, mode);
        throw error;
    }
}
/** From the last edit to the first, so that lines keep their numbers. Line ends stay what they are in the file. */
function edited(lines, edits) {
    const result = [...lines];
    for (const { startLine, endLine, replacement } of edits.toSorted((a, b) => b.startLine - a.startLine)) {
        const last = lines[endLine - 1];
        const end = /\r?\n$/.exec(lines[startLine - 1])?.[0] ?? /\r?\n$/.exec(lines[0])?.[0] ?? '\n';
        const texts = replacement === '' ? [] : replacement.split('\n').map((text) => `${text}${end}`);
        // A file that did not end with a line break still does not.
        if (!last.endsWith('\n') && texts.length > 0)
            texts.push(withoutEnd(texts.pop()));
        result.splice(startLine - 1, endLine - startLine + 1, ...texts);
    }
    return result.join('');
}
/** A new file takes the old one's place at once: nobody sees half of it, and no link is followed. */
async function replace(file, content, mode) {
    const draft = (0,external_node_path_.join)((0,external_node_path_.dirname)(file), `.parallel-review-${process.pid}.tmp`);
    try {
        await (0,promises_.writeFile)(draft, content, { mode, flag: 'wx' });
        await (0,promises_.rename)(draft, file);
    }
    catch (error) {
        await (0,promises_.rm)(draft, { force: true });
        throw error;
    }
}
/** What `--fix` did, one line each. */
function fixLines({ fixed, skipped }) {
    const lines = [
        ...fixed.map(({ rule, edits = [] }) => `fixed   ${rule} in ${placesOf(edits)}`),
        ...skipped.map(({ finding: { rule }, reason }) => `skipped ${rule}: ${reason}`),
    ];
    if (lines.length === 0)
        lines.push('nothing to fix: no finding has a certain fix');
    // Paths come from the repository.
    return lines.map((line) => `${line.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')}\n`).join('');
}
function placesOf(edits) {
    return [...new Set(edits.map(({ path, startLine }) => `${path}:${startLine}`))].join(', ');
}

// EXTERNAL MODULE: ./build/cli/revisions.js + 6 modules
var cli_revisions = __webpack_require__(7367);
;// CONCATENATED MODULE: ./build/cli/review.js















const formats = ['terminal', 'markdown', 'json', 'sarif'];
async function reviewCommand(invocation, terminal) {
    const format = (0,cli_arguments/* oneOf */.yL)('format', invocation.options['format'], formats);
    const output = (0,cli_arguments/* text */.Qq)(invocation.options['output']);
    if (invocation.options['fix'] === true && invocation.options['head'] !== undefined)
        throw new cli_terminal/* UsageError */.eb('--fix writes into the work tree, so that it cannot be used with --head');
    return (0,interruption/* interruptible */.In)(terminal.interruption, async (signal) => {
        const report = await reviewed(invocation, terminal, signal);
        await (0,cli_output/* deliver */.c)(render(report, format, terminal, output === undefined), output, terminal);
        return exitCode(report);
    });
}
/** With `--fix`, of what is left when everything that has a fix is mended. */
async function reviewed(invocation, terminal, signal) {
    if (invocation.options['fix'] !== true)
        return reviewLocally(invocation, terminal, signal);
    let fixed = 0;
    const report = await reviewLocally(invocation, terminal, signal, async (found, { head, folder }) => {
        const fixes = await applyFixes(found, head, folder);
        fixed = fixes.fixed.length;
        terminal.stderr.write(fixLines(fixes));
    });
    return fixed === 0 ? report : reviewLocally(invocation, terminal, signal);
}
/** The report of a local change; of what is known by then if `signal` stops it while agents are at work. */
async function reviewLocally(invocation, terminal, signal, then) {
    const revisions = await (0,cli_revisions/* openRevisions */.R)(invocation, terminal, signal);
    const { base, head, close } = revisions;
    try {
        const config = await (0,configuration/* configurationOf */.Q)(invocation, base, terminal);
        const models = (0,configuration/* modelsOf */.W)(invocation, config, terminal);
        const request = {
            config,
            base,
            head,
            clock: systemClock,
            ...(signal && { signal }),
            ...(models && { models }),
        };
        const report = await observed(request, invocation, terminal);
        await then?.(report, revisions);
        return report;
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
async function observed(request, invocation, terminal) {
    const observer = await observersOf(invocation, request.config, terminal);
    let report;
    try {
        report = await (0,review/* review */.N)({ ...request, onEvent: observer.onEvent, redact: redactor(terminal.env) });
        return report;
    }
    finally {
        await observer.close(report && endingOf(report));
    }
}
function endingOf({ verdict, conclusion, findings }) {
    return { verdict, conclusion, findings: findings.length };
}


/***/ })

};
