export const id = 937;
export const ids = [937];
export const modules = {

/***/ 9937:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  toolReviewer: () => (/* binding */ toolReviewer)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./build/run/process-group.js

/** Starts `command` without a shell. On Windows, which has no process groups, only the command itself is stopped. */
function spawnGroup(command, args, options) {
    const { clock, signal, graceMs, ...rest } = options;
    signal.throwIfAborted();
    const child = (0,external_node_child_process_.spawn)(command, args, { ...rest, detached: process.platform !== 'win32' });
    let cancelKill = () => { };
    const stop = () => {
        signalGroup(child, 'SIGTERM');
        // Also if the command itself has ended by then: what it started may ignore the first signal.
        cancelKill = clock.after(graceMs, () => signalGroup(child, 'SIGKILL'));
    };
    signal.addEventListener('abort', stop, { once: true });
    child.once('close', () => {
        signal.removeEventListener('abort', stop);
        cancelKill();
        // Its output is closed, but a process that it left behind may have none.
        signalGroup(child, 'SIGKILL');
    });
    child.once('error', () => signal.removeEventListener('abort', stop));
    return child;
}
function signalGroup(child, name) {
    if (child.pid === undefined)
        return;
    try {
        if (process.platform === 'win32')
            child.kill(name);
        else
            process.kill(-child.pid, name);
    }
    catch {
        // Nobody of the group is left.
    }
}

;// CONCATENATED MODULE: ./build/reviewers/tool/command.js

const mostOutput = 32 * 1024 * 1024;
const mostErrors = 64 * 1024;
const graceMs = 2_000;
const passedOn = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SYSTEMROOT', 'PATHEXT', 'COMSPEC'];
/** Characters of all names of one call: systems take 128 KiB at least. */
const mostCharacters = 60_000;
/** The files in portions that one call can take; one portion if the command names no files. */
function portions({ command }, files) {
    const words = typeof command === 'string' ? [command] : command;
    if (!words.some((word) => word.includes(placeholder)))
        return [[...files]];
    const all = [[]];
    let used = 0;
    for (const file of files) {
        used += file.length + 3;
        if (used > mostCharacters && all.at(-1).length > 0) {
            all.push([]);
            used = file.length + 3;
        }
        all.at(-1).push(file);
    }
    return all;
}
const placeholder = '{files}';
/** Rejects if it cannot be started, writes too much, or is told to stop. How it ends is told, not judged. */
function runTool({ command }, files, around) {
    const { tree, clock, signal } = around;
    const [program, ...args] = wordsOf(command, files.map(asArgument));
    return new Promise((resolve, reject) => {
        const child = spawnGroup(program, args, {
            clock,
            signal,
            graceMs,
            cwd: tree.folder,
            env: environment(around),
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        const out = [];
        let size = 0;
        let errors = '';
        child.stdout.on('data', (chunk) => {
            size += chunk.length;
            if (size <= mostOutput)
                out.push(chunk);
            else
                child.kill('SIGKILL');
        });
        child.stderr.on('data', (chunk) => {
            if (errors.length < mostErrors)
                errors += chunk.toString('utf8');
        });
        child.once('error', (error) => reject(new Error(`${program} cannot be started: ${error.code ?? error.message}`, { cause: error })));
        child.once('close', (code, name) => {
            if (signal.aborted)
                reject(signal.reason);
            else if (size > mostOutput)
                reject(new Error(`${program} wrote more than ${mostOutput >> 20} MiB`));
            else
                resolve({
                    stdout: Buffer.concat(out).toString('utf8'),
                    complaint: firstLine(errors),
                    end: name ?? `exit ${code}`,
                });
        });
    });
}
function wordsOf(command, files) {
    if (typeof command === 'string')
        return ['sh', '-c', command.replaceAll(placeholder, () => files.map(quoted).join(' '))];
    return command.flatMap((word) => (word === placeholder ? files : [word]));
}
/** A name that begins with a dash would be an option. */
function asArgument(file) {
    return file.startsWith('-') ? `./${file}` : file;
}
function quoted(word) {
    return `'${word.replaceAll("'", `'\\''`)}'`;
}
function environment({ env, tree }) {
    const passed = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
    return { ...Object.fromEntries(passed), HOME: tree.home, TMPDIR: tree.home };
}
function firstLine(text) {
    return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 200);
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 1 modules
var schemas = __webpack_require__(737);
// EXTERNAL MODULE: ./build/finding.js
var finding = __webpack_require__(1633);
;// CONCATENATED MODULE: ./build/reviewers/tool/diagnostic.js
/** Both or none, and never backwards. */
function lines(start, end) {
    return start ? { line: start, endLine: Math.max(start, end ?? start) } : {};
}
/** The first thing that is wrong, in a few words. */
function issueIn(error) {
    const [issue] = error.issues;
    return `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is wrong'}`;
}

;// CONCATENATED MODULE: ./build/reviewers/tool/sarif.js
/** SARIF 2.1.0, as far as it says what is wrong where. */


const line = schemas/* int */.Whr().min(1).max(1e9);
const level = schemas/* enum */.k5n(['none', 'note', 'warning', 'error']);
const properties = schemas/* object */.Ikc({ 'security-severity': schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig()]).nullish() }).nullish();
const rule = schemas/* object */.Ikc({
    id: schemas/* string */.YjP(),
    defaultConfiguration: schemas/* object */.Ikc({ level: level.nullish() }).nullish(),
    properties,
});
const result = schemas/* object */.Ikc({
    ruleId: schemas/* string */.YjP().nullish(),
    ruleIndex: schemas/* int */.Whr().min(-1).nullish(),
    rule: schemas/* object */.Ikc({ id: schemas/* string */.YjP().nullish(), index: schemas/* int */.Whr().min(-1).nullish() }).nullish(),
    level: level.nullish(),
    kind: schemas/* string */.YjP().nullish(),
    message: schemas/* object */.Ikc({ text: schemas/* string */.YjP().nullish(), markdown: schemas/* string */.YjP().nullish() }),
    locations: schemas/* array */.YOg(schemas/* object */.Ikc({
        physicalLocation: schemas/* object */.Ikc({
            artifactLocation: schemas/* object */.Ikc({ uri: schemas/* string */.YjP().max(8192).nullish() }).nullish(),
            region: schemas/* object */.Ikc({ startLine: line.nullish(), endLine: line.nullish() }).nullish(),
        })
            .nullish(),
    }))
        .nullish(),
    suppressions: schemas/* array */.YOg(schemas/* unknown */.L5J()).nullish(),
    baselineState: schemas/* string */.YjP().nullish(),
    properties,
});
const log = schemas/* object */.Ikc({
    runs: schemas/* array */.YOg(schemas/* object */.Ikc({
        tool: schemas/* object */.Ikc({ driver: schemas/* object */.Ikc({ name: schemas/* string */.YjP().nullish(), rules: schemas/* array */.YOg(rule).nullish() }) }),
        results: schemas/* array */.YOg(result).nullish(),
    }))
        .max(100),
});
/** Results that somebody has suppressed, that passed or that are gone are none. @throws {Error} if it is no SARIF. */
function readSarif(value) {
    const read = log.safeParse(value);
    if (!read.success)
        throw new Error(`it wrote no SARIF: ${issueIn(read.error)}`);
    return read.data.runs.flatMap(({ tool: { driver }, results }) => (results ?? []).filter(isOpen).flatMap((it) => {
        const known = ruleOf(it, driver.rules ?? []);
        const text = it.message.text ?? it.message.markdown;
        const place = it.locations?.[0]?.physicalLocation;
        const path = pathOf(place?.artifactLocation?.uri);
        if (!text || path === undefined)
            return [];
        return {
            path,
            ...lines(place?.region?.startLine, place?.region?.endLine),
            severity: severityOf(it, known),
            rule: it.ruleId ?? it.rule?.id ?? known?.id ?? driver.name ?? 'finding',
            message: text,
        };
    }));
}
function isOpen({ suppressions, kind, baselineState }) {
    const isFound = (kind ?? 'fail') === 'fail' && baselineState !== 'absent';
    return isFound && (suppressions ?? []).length === 0;
}
function ruleOf({ ruleId, ruleIndex, rule: reference }, rules) {
    const index = ruleIndex ?? reference?.index ?? -1;
    const id = ruleId ?? reference?.id;
    return rules[index] ?? rules.find((it) => it.id === id);
}
/** Code scanning's number, where there is one, else the level. */
function severityOf({ level: said, properties: own }, known) {
    const score = Number(own?.['security-severity'] ?? known?.properties?.['security-severity'] ?? NaN);
    if (Number.isFinite(score))
        return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
    const levels = { error: 'high', warning: 'medium', note: 'low', none: 'low' };
    return levels[said ?? known?.defaultConfiguration?.level ?? 'warning'];
}
/** A relative path, or one of this machine; other schemes are no files. */
function pathOf(uri) {
    if (!uri)
        return undefined;
    const local = uri.replace(/^file:\/\/(localhost)?(?=\/)/i, '');
    if (/^[a-z][a-z0-9+.-]+:/i.test(local))
        return undefined;
    try {
        return decodeURIComponent(local);
    }
    catch {
        return local;
    }
}

;// CONCATENATED MODULE: ./build/reviewers/tool/diagnostics.js
/** What tools say, in the three forms they say it in. It is parsed like anything hostile: by schema, with limits. */




/** @throws {Error} whose message says in a few words what is wrong with the text. */
function diagnosticsIn(text, format) {
    const value = parsed(text);
    if (format === 'sarif')
        return readSarif(value);
    return format === 'json' ? readJson(value) : readRdjson(value);
}
function parsed(text) {
    if (text.trim() === '')
        throw new Error('it wrote nothing');
    try {
        return JSON.parse(text);
    }
    catch (error) {
        throw new Error('it wrote no JSON', { cause: error });
    }
}
const diagnostics_line = schemas/* int */.Whr().min(1).max(1e9);
const plainSchema = schemas/* array */.YOg(schemas/* object */.Ikc({
    path: schemas/* string */.YjP().min(1).max(4096),
    line: diagnostics_line.nullish(),
    endLine: diagnostics_line.nullish(),
    severity: schemas/* enum */.k5n(finding/* severities */.gO),
    rule: schemas/* string */.YjP().min(1).max(300),
    message: schemas/* string */.YjP().min(1),
}));
function readJson(value) {
    const read = plainSchema.safeParse(value);
    if (!read.success)
        throw new Error(`it wrote no array of findings: ${issueIn(read.error)}`);
    return read.data.map(({ line: startLine, endLine, ...rest }) => ({
        ...rest,
        ...lines(startLine, endLine),
    }));
}
const rdSeverities = { ERROR: 'high', WARNING: 'medium', INFO: 'low', UNKNOWN_SEVERITY: 'medium' };
const position = schemas/* object */.Ikc({ line: diagnostics_line.nullish() });
const rdSeverity = schemas/* enum */.k5n(['ERROR', 'WARNING', 'INFO', 'UNKNOWN_SEVERITY']);
/** Reviewdog's Diagnostic Format: what is not given for one diagnostic holds for the whole. */
const rdSchema = schemas/* object */.Ikc({
    source: schemas/* object */.Ikc({ name: schemas/* string */.YjP().nullish() }).nullish(),
    severity: rdSeverity.nullish(),
    diagnostics: schemas/* array */.YOg(schemas/* object */.Ikc({
        message: schemas/* string */.YjP().min(1),
        location: schemas/* object */.Ikc({
            path: schemas/* string */.YjP().min(1).max(4096),
            range: schemas/* object */.Ikc({ start: position.nullish(), end: position.nullish() }).nullish(),
        }),
        severity: rdSeverity.nullish(),
        code: schemas/* object */.Ikc({ value: schemas/* string */.YjP().nullish() }).nullish(),
    })),
});
function readRdjson(value) {
    const read = rdSchema.safeParse(value);
    if (!read.success)
        throw new Error(`it wrote no rdjson: ${issueIn(read.error)}`);
    const { diagnostics, source, severity: usual } = read.data;
    return diagnostics.map(({ message, location: { path, range }, severity, code }) => ({
        path,
        ...lines(range?.start?.line, range?.end?.line),
        severity: rdSeverities[severity ?? usual ?? 'UNKNOWN_SEVERITY'],
        rule: code?.value || source?.name || 'finding',
        message,
    }));
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./build/reviewers/tool/read-inside.js
/** A file below a folder whose contents may be anybody's. */


const mostBytes = 32 * 1024 * 1024;
/** @throws {Error} if it is not there, is no plain file, leads outside or is too large. */
async function readInside(folder, path) {
    const root = await (0,promises_.realpath)(folder);
    const real = await (0,promises_.realpath)((0,external_node_path_.join)(root, path)).catch(() => {
        throw new Error('it is not there');
    });
    if (!real.startsWith(root + external_node_path_.sep))
        throw new Error('it leads outside of the workspace');
    // Before it is opened: to open a pipe is to wait.
    if (!(await (0,promises_.stat)(real)).isFile())
        throw new Error('it is no file');
    const file = await (0,promises_.open)(real, 'r');
    try {
        const { size } = await file.stat();
        if (size > mostBytes)
            throw new Error(`it has more than ${mostBytes >> 20} MiB`);
        return await file.readFile('utf8');
    }
    finally {
        await file.close();
    }
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
;// CONCATENATED MODULE: ./build/reviewers/tool/tree.js
/** The head revision as files, for a command that wants some: a folder of its own, and nobody's checkout. */



/** Files that are written side by side. */
const batch = 64;
/**
 * Writes all text files of the revision. Links, submodules, binary and huge files are left out: a link may lead
 * anywhere, and no linter reads the others. Paths are the pull request's, so each is checked to stay inside.
 */
async function writeTree(head, signal) {
    const root = await (0,promises_.mkdtemp)((0,external_node_path_.join)((0,external_node_os_.tmpdir)(), 'parallel-review-tool-'));
    const close = () => (0,promises_.rm)(root, { recursive: true, force: true }).catch(() => { });
    const [folder, home] = [(0,external_node_path_.join)(root, 'repository'), (0,external_node_path_.join)(root, 'home')];
    try {
        await Promise.all([(0,promises_.mkdir)(folder), (0,promises_.mkdir)(home)]);
        const paths = [...head.entries.values()]
            .filter(({ kind, path }) => kind === 'file' && isInside(path))
            .map(({ path }) => path);
        await head.load(paths, 'dispensable');
        for (let start = 0; start < paths.length; start += batch) {
            signal.throwIfAborted();
            await Promise.all(paths.slice(start, start + batch).map((path) => write(folder, path, head.text(path))));
        }
        return { folder, home, close };
    }
    catch (error) {
        await close();
        throw error;
    }
}
/** Git refuses most of these itself, but a tree can be made by other means. */
function isInside(path) {
    const parts = path.split('/');
    return (!path.includes('\\') &&
        parts.every((part) => part !== '' && part !== '.' && part !== '..' && !isGitFolder(part)));
}
/** Hooks and settings in there are commands. Some file systems ignore case. */
function isGitFolder(part) {
    return part.toLowerCase() === '.git';
}
async function write(folder, path, text) {
    if (text === undefined)
        return;
    const target = (0,external_node_path_.join)(folder, path);
    await (0,promises_.mkdir)((0,external_node_path_.dirname)(target), { recursive: true });
    // Two names that one file system takes for the same are written once.
    await (0,promises_.writeFile)(target, text, { flag: 'wx' }).catch((error) => {
        if (error.code !== 'EEXIST' && error.code !== 'EISDIR' && error.code !== 'ENOTDIR')
            throw error;
    });
}

;// CONCATENATED MODULE: ./build/reviewers/tool/reviewer.js
/** The tool engine: a team's own command over the head revision; what it says of changed lines counts. */






/** Fails if the command cannot be run or says nothing that can be read: that is no pass. */
function toolReviewer({ agents, change, clock, env, workspace }) {
    const tools = new Map(agents.map(({ name, tool }) => [name, tool]));
    return async (task, { signal, report }) => {
        const tool = tools.get(task.agent);
        if (!tool)
            throw new Error(`no tool is configured for ${task.agent}`);
        const files = filesOf(task, change);
        if (files.length === 0)
            return;
        if ('files' in tool) {
            for (const diagnostic of await writtenDiagnostics(tool.files, workspace)) {
                const finding = findingOf(diagnostic, task, files, workspace);
                if (finding)
                    await report(finding);
            }
            return;
        }
        const tree = await writeTree(change.head, signal);
        try {
            const seen = new Set();
            for (const portion of portions(tool, files.map(({ path }) => path))) {
                const said = await runTool(tool, portion, { tree, clock, signal, env });
                for (const diagnostic of readDiagnostics(said, tool)) {
                    const finding = findingOf(diagnostic, task, files, tree.folder);
                    const same = JSON.stringify([finding?.rule, finding?.location, finding?.message]);
                    if (!finding || seen.has(same))
                        continue;
                    seen.add(same);
                    await report(finding);
                }
            }
        }
        finally {
            await tree.close();
        }
    };
}
/** @throws {Error} naming the file that cannot be read: what somebody found must not be lost. */
async function writtenDiagnostics(paths, workspace) {
    const all = [];
    for (const path of paths) {
        try {
            all.push(...diagnosticsIn(await readInside(workspace, path), 'sarif'));
        }
        catch (error) {
            throw new Error(`sarif-files: ${path}: ${error.message}`, { cause: error });
        }
    }
    return all;
}
/** Files that are there at head, and hold lines. */
function filesOf(task, change) {
    const mine = new Set(task.files);
    return change.files.filter(({ path, kind, head }) => mine.has(path) && kind === 'text' && head !== undefined);
}
/** A linter ends with an error when it finds something; what counts is whether it says what. */
function readDiagnostics({ stdout, complaint, end }, { format }) {
    try {
        return diagnosticsIn(stdout, format);
    }
    catch (error) {
        const why = complaint === '' ? '' : `: ${complaint}`;
        throw new Error(`the tool ended with ${end}, and ${error.message}${why}`, { cause: error });
    }
}
/** Only what the change adds: a remark on lines that were there before is nobody's to mend here. */
function findingOf({ path: named, line, endLine, severity, rule, message }, task, files, folder) {
    const path = pathIn(named, folder);
    const file = files.find((it) => it.path === path);
    if (!file)
        return undefined;
    const startLine = line ?? 1;
    const last = endLine ?? startLine;
    const isNew = line === undefined ? file.status === 'added' : isAdded(file, startLine, last);
    if (!isNew)
        return undefined;
    const text = message.replaceAll(/\s+/g, ' ').trim().slice(0, 1500);
    return {
        rule: `${task.agent}/${rule.replaceAll(/[\s/]+/g, '-').slice(0, 100)}`,
        severity,
        confidence: 'likely',
        title: text.length > 160 ? `${text.slice(0, 159)}…` : text,
        message: text.length > 160 ? text : '',
        why: `The team's tool ${task.agent} says so.`,
        advice: `Look up ${rule.slice(0, 100)} in its manual.`,
        resource: file.path,
        subject: `${rule.slice(0, 100)} ${text.slice(0, 200)}`,
        location: { path: file.path, side: 'head', startLine, endLine: last },
        related: [],
    };
}
/** Tools name files as they were given, or where they lie on this machine. */
function pathIn(named, folder) {
    const local = (0,external_node_path_.isAbsolute)(named) ? (0,external_node_path_.relative)(folder, named).split(external_node_path_.sep).join('/') : named;
    return external_node_path_.posix.normalize(local).replace(/^\.\//, '');
}
function isAdded({ hunks }, first, last) {
    return hunks.some(({ headStart, headCount }) => headCount > 0 && first < headStart + headCount && last >= headStart);
}


/***/ })

};
