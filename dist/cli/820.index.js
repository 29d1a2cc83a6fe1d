export const id = 820;
export const ids = [820];
export const modules = {

/***/ 6820:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   auditFile: () => (/* binding */ auditFile),
/* harmony export */   auditPath: () => (/* binding */ auditPath)
/* harmony export */ });
/* unused harmony export auditLog */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/** The audit log: one line of JSON for every event, saying who did what, when, and why. */


/** Cut twice: before, so that a text of megabytes costs little, and well after any secret that the first cut may split. */
const longestText = 2_000;
const mostItems = 1_000;
function auditLog(options) {
    const { runId, wallClock, redact, maxBytes = 50_000_000 } = options;
    let sequence = 0;
    let bytes = 0;
    let full = false;
    const append = (what, who, facts) => {
        if (full)
            return;
        const head = { run: runId, seq: sequence++, at: new Date(wallClock()).toISOString(), who, what };
        const clean = (_, value) => typeof value === 'string' ? redact(value.slice(0, 10 * longestText)).slice(0, longestText) : value;
        const line = `${JSON.stringify({ ...head, ...facts }, clean)}\n`;
        bytes += Buffer.byteLength(line);
        full = bytes > maxBytes;
        const last = { ...head, what: 'log-full', why: `the log is limited to ${maxBytes} bytes` };
        options.write(full ? `${JSON.stringify(last)}\n` : line);
    };
    return {
        onEvent(event) {
            const { who, ...facts } = factsOf(event);
            append(event.type, who, facts);
        },
        async close(ending) {
            append(ending ? 'review-ended' : 'review-failed', 'supervisor', { ...ending });
        },
    };
}
/** Where the log of a run goes: into a folder under a name of its own; `{run}` in a file's name is the run's id. */
function auditPath(given, runId) {
    const isFolder = /[\\/]$/.test(given) || (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(given, { throwIfNoEntry: false })?.isDirectory();
    return isFolder ? (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(given, `parallel-review-${runId}.jsonl`) : given.replaceAll('{run}', runId);
}
/**
 * Appends to a file, and creates it and its folders if need be. Every line is handed to the system at once,
 * so that a run that is killed leaves what it did behind. Throws if the file cannot be opened.
 */
function auditFile(path, options) {
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path), { recursive: true });
    // Readable for its owner alone: what was reviewed may be private.
    const file = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.openSync)(path, 'a', 0o600);
    const log = auditLog({ ...options, write: (line) => void (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeSync)(file, line) });
    return {
        onEvent: log.onEvent,
        async close(ending) {
            try {
                await log.close(ending);
            }
            finally {
                (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.closeSync)(file);
            }
        },
    };
}
/** Whatever an event holds, in short. Kinds of events that this file does not know are logged all the same. */
function factsOf(event) {
    const { type: _, task, tasks, outcome, finding, reason, ...rest } = event;
    const whose = task ?? outcome?.task;
    return {
        who: whose?.id ?? 'supervisor',
        ...(whose && { agent: whose.agent }),
        ...rest,
        ...(tasks && { tasks: tasks.slice(0, mostItems).map(taskFacts) }),
        ...(finding && findingFacts(finding)),
        ...(outcome && outcomeFacts(outcome)),
        ...(reason !== undefined && { why: reason }),
    };
}
function taskFacts({ id, lane, files, after, onFailure, timeoutMs }) {
    return { id, lane, files: files.length, after, onFailure, timeoutMs };
}
function findingFacts({ rule, severity, confidence, title, resource, location }) {
    return { rule, severity, confidence, title, resource, location };
}
function outcomeFacts({ findings, reason, ...rest }) {
    const facts = { ...rest, task: undefined, findings: findings.length };
    return reason === undefined ? facts : { ...facts, why: reason };
}


/***/ })

};
