export const id = 723;
export const ids = [723];
export const modules = {

/***/ 8723:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  planCommand: () => (/* binding */ planCommand)
});

// EXTERNAL MODULE: ./build/plan/conflicts.js
var plan_conflicts = __webpack_require__(1109);
// EXTERNAL MODULE: ./build/report/ansi.js
var ansi = __webpack_require__(968);
// EXTERNAL MODULE: ./build/report/plain.js
var plain = __webpack_require__(2071);
// EXTERNAL MODULE: ./build/report/words.js
var words = __webpack_require__(4702);
;// CONCATENATED MODULE: ./build/report/plan.js
/** The plan of a review for a terminal: who will read what, and when. */




const width = 100;
const mostFiles = 8;
/** The whole plan, ending in a line break. Lines are at most 100 columns wide. */
function renderPlan(plan, options) {
    const paint = (0,ansi/* painter */.C2)(options.colour);
    const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
    const waits = waitsOf(plan);
    const agents = new Set(plan.tasks.map((task) => task.agent)).size;
    const files = new Set(plan.tasks.flatMap((task) => task.files)).size;
    const sections = [
        [
            paint(`${(0,words/* plural */.LS)(plan.tasks.length, 'task')} of ${(0,words/* plural */.LS)(agents, 'agent')} over ${(0,words/* plural */.LS)(files, 'file')}, in ${(0,words/* plural */.LS)(plan.waves.length, 'wave')}`, 'bold'),
        ],
        ...plan.waves.map((ids, index) => [
            paint(`Wave ${index + 1}${index === 0 ? '' : `, after wave ${index}`}`, 'bold', 'cyan'),
            ...ids.flatMap((id) => taskLines(tasks.get(id), waits, paint)),
        ]),
        list('Skipped', plan.skipped.map(({ agent, reason }) => `${agent}: ${reason}`), paint),
        list('Read by no agent', plan.unread.map(({ path, reason }) => `${path}: ${reason}`), paint),
    ];
    return `${sections
        .filter((lines) => lines.length > 0)
        .map((lines) => lines.join('\n'))
        .join('\n\n')}\n`;
}
function waitsOf({ tasks, conflicts }) {
    const agentOf = new Map(tasks.map(({ id, agent }) => [id, agent]));
    return new Map(tasks.map(({ id, agent, after, stream }) => {
        const why = (other) => {
            const asked = stream ? 'as configured; reads along while that one runs' : 'as configured';
            const reasons = conflicts.filter(({ first, second }) => first.agent === agentOf.get(other) && second.agent === agent);
            return reasons.map(plan_conflicts/* described */.WY).join('; ') || asked;
        };
        return [id, new Map(after.map((other) => [other, why(other)]))];
    }));
}
function taskLines(task, waits, paint) {
    if (!task)
        return [];
    const rest = task.files.length - mostFiles;
    const failing = task.onFailure === 'fail' ? 'must answer' : 'may fail';
    const retrying = task.retries ? [`${(0,words/* plural */.LS)(task.retries, 'retry')}`] : [];
    const facts = [
        `${task.lane} lane`,
        task.reviewer,
        failing,
        ...retrying,
        `at most ${(0,words/* duration */.p0)(task.timeoutMs)}`,
    ];
    return [
        `  ${paint((0,plain/* visible */.RK)(task.id), 'bold')}  ${paint(facts.join(' · '), 'dim')}`,
        ...[...(waits.get(task.id) ?? [])].flatMap(([other, why]) => indented(`after ${other}: ${why}`).map((line) => paint(line, 'yellow'))),
        ...task.files.slice(0, mostFiles).flatMap((path) => indented(path)),
        ...(rest > 0 ? [`    and ${(0,words/* plural */.LS)(rest, 'more file')}`] : []),
    ];
}
function list(heading, items, paint) {
    if (items.length === 0)
        return [];
    const rest = items.length - 20;
    return [
        paint(heading, 'bold', 'yellow'),
        ...items.slice(0, 20).flatMap((item) => indented(item)),
        ...(rest > 0 ? [`    and ${rest} more`] : []),
    ];
}
function indented(text) {
    return (0,ansi/* wrap */.LV)((0,plain/* visible */.RK)((0,plain/* clip */.$Q)(text, 600)), width - 4).map((line) => `    ${line}`);
}

// EXTERNAL MODULE: ./build/review.js + 92 modules
var review = __webpack_require__(2795);
// EXTERNAL MODULE: ./build/cli/arguments.js
var cli_arguments = __webpack_require__(8213);
// EXTERNAL MODULE: ./build/cli/configuration.js + 9 modules
var configuration = __webpack_require__(1310);
// EXTERNAL MODULE: ./build/cli/output.js
var cli_output = __webpack_require__(8288);
// EXTERNAL MODULE: ./build/cli/revisions.js + 6 modules
var revisions = __webpack_require__(7367);
// EXTERNAL MODULE: ./build/cli/terminal.js
var cli_terminal = __webpack_require__(8565);
;// CONCATENATED MODULE: ./build/cli/plan.js
/** `plan`: who would review what. */







async function planCommand(invocation, terminal) {
    const format = (0,cli_arguments/* oneOf */.yL)('format', invocation.options['format'], ['terminal', 'json']);
    const output = (0,cli_arguments/* text */.Qq)(invocation.options['output']);
    const { base, head, close } = await (0,revisions/* openRevisions */.R)(invocation, terminal);
    try {
        const { plan } = await (0,review/* planChange */.A)({
            config: await (0,configuration/* configurationOf */.Q)(invocation, base, terminal),
            base,
            head,
        });
        const colour = output === undefined && (0,cli_terminal/* wantsColour */.Ml)(terminal);
        await (0,cli_output/* deliver */.c)(format === 'json' ? `${JSON.stringify(plan, null, 2)}\n` : renderPlan(plan, { colour }), output, terminal);
        return 0;
    }
    finally {
        await close();
    }
}


/***/ })

};
