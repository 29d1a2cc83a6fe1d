export const id = 862;
export const ids = [862];
export const modules = {

/***/ 5266:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fd: () => (/* binding */ failurePolicies),
/* harmony export */   HV: () => (/* binding */ toolFormats),
/* harmony export */   JE: () => (/* binding */ reviewerKinds),
/* harmony export */   wX: () => (/* binding */ lanes)
/* harmony export */ });
/** In order of precedence. Safety starts first and fails closed. */
const lanes = ['safety', 'standard', 'optional'];
/** The engines an agent reviews with, in the order in which its tasks are planned. */
const reviewerKinds = ['rules', 'tool', 'model'];
/** `fail`: no verdict from it means no merge. `continue`: the report says it is missing. */
const failurePolicies = ['fail', 'continue'];
const toolFormats = ['sarif', 'json', 'rdjson'];


/***/ }),

/***/ 5288:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  c: () => (/* binding */ builtInAgents),
  m: () => (/* binding */ byPrecedence)
});

// EXTERNAL MODULE: ./build/agents/agent.js
var agent = __webpack_require__(5266);
;// CONCATENATED MODULE: ./build/agents/cost.js
/** Reads everything: any file can be too large. */
const cost = {
    name: 'cost',
    summary: 'What the warehouse and CI will have to scan, rebuild, run or keep',
    lane: 'standard',
    reviewers: ['rules'],
    reads: ['**'],
    opaque: true,
    after: [],
    onFailure: 'continue',
    timeoutMs: 5 * 60_000,
};

;// CONCATENATED MODULE: ./build/agents/docs.js
/** Reads everything: a page can link to any file. */
const docs = {
    name: 'docs',
    summary: 'Descriptions and links that are missing or no longer true',
    lane: 'optional',
    reviewers: ['rules'],
    reads: ['**'],
    opaque: true,
    after: [],
    onFailure: 'continue',
    timeoutMs: 5 * 60_000,
};

;// CONCATENATED MODULE: ./build/agents/governance.js
/** Reads everything: a secret can be in any file. */
const governance = {
    name: 'governance',
    summary: 'Secrets, personal data, and who may read or change what',
    lane: 'safety',
    reviewers: ['rules'],
    reads: ['**'],
    after: [],
    onFailure: 'fail',
    timeoutMs: 5 * 60_000,
};

;// CONCATENATED MODULE: ./build/agents/quality.js
/**
 * Its findings are what blocks most often, so a review without it is not a pass. Reads everything: a conflict can be
 * left in any file.
 */
const quality = {
    name: 'quality',
    summary: 'What the change breaks: models, columns, references and tests',
    lane: 'standard',
    reviewers: ['rules'],
    reads: ['**'],
    after: [],
    onFailure: 'fail',
    timeoutMs: 5 * 60_000,
};

;// CONCATENATED MODULE: ./build/agents/index.js





/** By precedence: lane first, then name in code-unit order. */
function byPrecedence(a, b) {
    return agent/* lanes */.wX.indexOf(a.lane) - agent/* lanes */.wX.indexOf(b.lane) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
const builtInAgents = [governance, quality, cost, docs].sort(byPrecedence);


/***/ }),

/***/ 7367:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  N: () => (/* binding */ openFolder),
  R: () => (/* binding */ openRevisions)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/git/command.js
var command = __webpack_require__(3662);
// EXTERNAL MODULE: ./build/change/contents.js
var change_contents = __webpack_require__(5179);
;// CONCATENATED MODULE: ./build/change/make-snapshot.js

/** A snapshot of `revision` with these entries, in any order, and contents from `store`. */
function makeSnapshot(revision, entries, store) {
    const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const byPath = new Map(sorted.map((entry) => [entry.path, entry]));
    const content = (path) => {
        const entry = byPath.get(path);
        if (!entry)
            return undefined;
        // A link or a submodule has no content of its own, and what it points to may lie anywhere.
        if (entry.kind !== 'file')
            return { kind: 'binary' };
        const found = store.get(entry.oid);
        if (!found)
            throw new Error(`${path} was read before it was loaded`);
        return found;
    };
    return {
        revision,
        entries: byPath,
        async load(paths, dispensable) {
            const wanted = new Map();
            for (const path of paths) {
                const entry = byPath.get(path);
                if (entry?.kind === 'file')
                    wanted.set(entry.oid, path);
            }
            try {
                await store.load(wanted.keys(), dispensable);
            }
            catch (error) {
                // The store knows contents, not whose they are.
                if (error instanceof change_contents/* UnreadableError */.Gy)
                    throw new change_contents/* UnreadableError */.Gy(error.oid, wanted.get(error.oid));
                throw error;
            }
        },
        content,
        text(path) {
            const found = content(path);
            return found?.kind === 'text' ? found.text : undefined;
        },
    };
}

;// CONCATENATED MODULE: ./build/git/objects.js


/** From so many on a git of its own is worth while: it need not write each answer as soon as it has it. */
const many = 200;
/**
 * Reads blobs of a repository. Sizes are asked for first, so that a huge blob is never in memory.
 * Reads are queued: one batch at a time.
 */
function objectReader(options) {
    const sizes = asker('--batch-check', options);
    const contents = asker('--batch', options);
    let queue = Promise.resolve();
    const readNow = async (oids) => {
        const found = new Map();
        const small = [];
        await sizes.ask(oids, ({ oid, type, bytes }) => {
            if (type !== 'blob')
                return;
            if (bytes > change_contents/* maxFileBytes */.eV)
                found.set(oid, { kind: 'too-large', bytes });
            else
                small.push(oid);
        });
        await contents.ask(small, ({ oid, type, content }) => {
            if (type === 'blob')
                found.set(oid, (0,change_contents/* contentOf */.$E)(content));
        });
        return found;
    };
    return {
        read(oids) {
            const turn = queue.then(() => readNow(oids.filter((oid) => /^[0-9a-f]{40,64}$/.test(oid))));
            queue = turn.catch(() => undefined);
            return turn;
        },
        async close() {
            await queue;
            await Promise.all([sizes.close(), contents.close()]);
        },
    };
}
/** One git that stays, for a few at a time, and others for each long list. */
function asker(mode, options) {
    let staying;
    const once = async (oids, take) => {
        const own = catFile(mode, options, 'once');
        try {
            await own.ask(oids, take);
        }
        finally {
            await own.close();
        }
    };
    return {
        /** Tells `take` of each, in any order. What holds on to a content holds on to a whole chunk of them. */
        async ask(oids, take) {
            if (oids.length === 0)
                return;
            if (oids.length < many)
                return (staying ??= catFile(mode, options)).ask(oids, take);
            const half = Math.ceil(oids.length / 2);
            const halves = [oids.slice(0, half), oids.slice(half)].map((each) => once(each, take));
            // Neither is left alone where the other one fails.
            await Promise.allSettled(halves);
            await Promise.all(halves);
        },
        async close() {
            await staying?.close();
        },
    };
}
/** @param once it will be asked one time, and need not answer before it has gathered something */
function catFile(mode, options, once) {
    const child = (0,command/* start */.ni)(['cat-file', mode, ...(once ? ['--buffer'] : [])], options);
    const ended = (0,command/* exit */.NS)(child);
    ended.catch(() => undefined);
    const errors = [];
    child.stderr.on('data', (chunk) => {
        if (errors.length < 100)
            errors.push(chunk);
    });
    // A child that dies shows as an early end of its output; writing to it must not throw besides.
    child.stdin.on('error', () => undefined);
    const input = byteReader(child.stdout, async () => {
        await ended;
        return gaveUp((0,command/* lastLine */.fM)(errors));
    });
    return {
        async ask(oids, take) {
            child.stdin.write(oids.map((oid) => `${oid}\n`).join(''));
            if (once)
                child.stdin.end();
            for (const oid of oids) {
                // Most of it is there already: to wait for each would take longer than all else.
                const [, type = '', size = '0'] = (input.line() ?? (await input.nextLine())).split(' ');
                const bytes = Number(size) || 0;
                let content = nothing;
                if (mode === '--batch' && type !== 'missing') {
                    const withEnd = input.bytes(bytes + 1) ?? (await input.nextBytes(bytes + 1));
                    content = withEnd.subarray(0, bytes);
                }
                take({ oid, type, bytes, content });
            }
        },
        async close() {
            child.stdin.end();
            child.stdout.resume();
            await ended.catch(() => undefined);
        },
    };
}
function gaveUp(said) {
    if (/promisor remote/.test(said)) {
        return new command/* GitError */.XS(`this clone is partial and lacks contents of a revision; \`git fetch --refetch --no-filter\` brings them (${said})`);
    }
    return new command/* GitError */.XS(`git cat-file: ${said || 'it ended before it had answered'}`);
}
const nothing = Buffer.alloc(0);
/**
 * Takes lines and exact numbers of bytes from a stream: at once if they are there, else when they have come.
 * @param early is the error if it ends too early
 */
function byteReader(stream, early) {
    const chunks = stream[Symbol.asyncIterator]();
    let chunk = nothing;
    /** How much of `chunk` is taken. */
    let at = 0;
    /** Waits until `length` bytes are there that are not taken. */
    const gather = async (length) => {
        const parts = [chunk.subarray(at)];
        for (let size = chunk.length - at; size < length;) {
            const { done, value } = await chunks.next();
            if (done)
                throw await early();
            parts.push(value);
            size += value.length;
        }
        [chunk, at] = [Buffer.concat(parts), 0];
    };
    const line = () => {
        const end = chunk.indexOf(10, at);
        if (end < 0)
            return undefined;
        const text = chunk.toString('latin1', at, end);
        at = end + 1;
        return text;
    };
    const bytes = (length) => {
        if (chunk.length - at < length)
            return undefined;
        const taken = chunk.subarray(at, at + length);
        at += length;
        return taken;
    };
    return {
        line,
        bytes,
        async nextLine() {
            for (;;) {
                await gather(chunk.length - at + 1);
                const found = line();
                if (found !== undefined)
                    return found;
            }
        },
        async nextBytes(length) {
            await gather(length);
            return bytes(length);
        },
    };
}

;// CONCATENATED MODULE: ./build/git/tree.js
/** From `ls-tree -r -z`: `mode type oid<TAB>path<NUL>`. */
function parseTree(listing) {
    return records(listing, 'behind a tab').map((record) => {
        const tab = record.indexOf('\t');
        const oid = record.slice(record.lastIndexOf(' ', tab) + 1, tab);
        return { path: record.slice(tab + 1), kind: kindOf(record.slice(0, record.indexOf(' '))), oid };
    });
}
/** From `ls-files -s -z`: `mode oid stage<TAB>path<NUL>`. Of a path in conflict the first stage counts. */
function parseIndex(listing) {
    const entries = new Map();
    for (const record of records(listing, 'behind a tab')) {
        const tab = record.indexOf('\t');
        const [mode = '', oid = ''] = record.slice(0, tab).split(' ');
        const path = record.slice(tab + 1);
        if (!entries.has(path))
            entries.set(path, { path, kind: kindOf(mode), oid });
    }
    return [...entries.values()];
}
/** From any `-z` list of paths. */
function parsePaths(listing) {
    return records(listing, 'alone');
}
function kindOf(mode) {
    if (mode === '120000')
        return 'symlink';
    return mode === '160000' ? 'submodule' : 'file';
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What stands between the NULs. The whole listing is decoded at once, unless a path in it is not UTF-8. */
function records(listing, path) {
    try {
        return utf8.decode(listing).split('\0').slice(0, -1);
    }
    catch {
        return pieces(listing).map((record) => {
            const start = path === 'alone' ? 0 : record.indexOf(9) + 1;
            return record.toString('latin1', 0, start) + pathOf(record.subarray(start));
        });
    }
}
/** Paths are bytes. Those that are not UTF-8 are decoded as Latin-1 behind a mark, so that different paths stay different. */
function pathOf(bytes) {
    try {
        return utf8.decode(bytes);
    }
    catch {
        return `\uFFFD${bytes.toString('latin1')}`;
    }
}
function pieces(listing) {
    const found = [];
    let start = 0;
    for (let end = listing.indexOf(0); end !== -1; end = listing.indexOf(0, start)) {
        found.push(listing.subarray(start, end));
        start = end + 1;
    }
    return found;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/git/blob-id.js

/** What git would call a blob with this content. */
function blobId(content, hash = 'sha1') {
    return (0,external_node_crypto_.createHash)(hash).update(`blob ${content.length}\0`).update(content).digest('hex');
}

;// CONCATENATED MODULE: ./build/git/worktree.js
/** The work tree as git would commit it, without touching the index. */






/**
 * Lists the work tree and reads what is not in git's objects. Files that differ from the index are read
 * while they are listed, so that the snapshot stays what it was when somebody edits on.
 */
function worktreeSource(options) {
    const contents = new Map();
    const readOne = async (path, hash) => {
        const file = (0,external_node_path_.join)(options.cwd, path);
        const stat = await (0,promises_.lstat)(file).catch(() => undefined);
        if (stat?.isSymbolicLink())
            return { path, kind: 'symlink', oid: blobId(Buffer.from(await (0,promises_.readlink)(file)), hash) };
        // A folder where the index has a file is a repository of its own; sockets and the like are nothing to review.
        if (!stat?.isFile())
            return undefined;
        if (stat.size > change_contents/* maxFileBytes */.eV) {
            const oid = blobId(Buffer.from(`${path}\0${stat.size}\0${stat.mtimeMs}`), hash);
            contents.set(oid, { kind: 'too-large', bytes: stat.size });
            return { path, kind: 'file', oid };
        }
        const content = await (0,promises_.readFile)(file);
        const oid = blobId(content, hash);
        contents.set(oid, (0,change_contents/* contentOf */.$E)(content));
        return { path, kind: 'file', oid };
    };
    return {
        async list() {
            // Where a file's times leave it open, `diff-files` compares contents, and runs filters for that.
            const unfiltered = { ...options, config: await filtersOff(options) };
            const [index, different, untracked] = await Promise.all([
                (0,command/* git */.$Y)(['ls-files', '-s', '-z', '--full-name'], options),
                (0,command/* git */.$Y)(['diff-files', '-z', '--name-only', '--no-ext-diff', '--ignore-submodules=all'], unfiltered),
                (0,command/* git */.$Y)(['ls-files', '-z', '--others', '--exclude-standard', '--full-name'], options),
            ]);
            const entries = new Map(parseIndex(index).map((entry) => [entry.path, entry]));
            const [any] = entries.values();
            const hash = any?.oid.length === 64 ? 'sha256' : 'sha1';
            const changed = parsePaths(different);
            for (const path of changed)
                entries.delete(path);
            const now = await inBatches([...changed, ...parsePaths(untracked).filter((path) => !path.endsWith('/'))], (path) => readOne(path, hash));
            for (const entry of now)
                if (entry)
                    entries.set(entry.path, entry);
            return [...entries.values()];
        },
        read: async (oids) => new Map(oids.flatMap((oid) => {
            const content = contents.get(oid);
            return content === undefined ? [] : [[oid, content]];
        })),
    };
}
/** A filter is a command that the repository's configuration names. */
async function filtersOff(options) {
    // It fails if there is none.
    const names = await (0,command/* gitText */.q_)(['config', '-z', '--name-only', '--get-regexp', '^filter\\.'], options).catch(() => '');
    return names
        .split('\0')
        .filter((name) => /\.(clean|smudge|process|required)$/.test(name))
        .map((name) => [name, name.endsWith('.required') ? 'false' : '']);
}
/** Few open files at a time, whatever the work tree holds. */
async function inBatches(items, work) {
    const results = [];
    for (let start = 0; start < items.length; start += 64) {
        results.push(...(await Promise.all(items.slice(start, start + 64).map(work))));
    }
    return results;
}

;// CONCATENATED MODULE: ./build/git/repository.js
/** A local repository, read-only: revisions, trees, contents. */






/** Opens the repository that `folder` is in. Rejects with `GitError` if it is in none. */
async function openRepository(folder, signal) {
    const here = { cwd: folder, ...(signal && { signal }) };
    const [kind, tree] = await Promise.allSettled([
        (0,command/* gitText */.q_)(['rev-parse', '--is-bare-repository', '--absolute-git-dir'], here),
        (0,command/* gitText */.q_)(['rev-parse', '--show-toplevel'], here),
    ]);
    if (kind.status === 'rejected')
        throw kind.reason;
    const [isBare, gitFolder = ''] = kind.value.split('\n');
    const bare = isBare === 'true';
    // A bare repository has no work tree to tell.
    if (!bare && tree.status === 'rejected')
        throw tree.reason;
    const top = tree.status === 'rejected' || bare ? gitFolder : tree.value;
    const options = { ...here, cwd: top };
    const objects = objectReader(options);
    const worktree = worktreeSource(options);
    // One store for all snapshots, so that what both revisions share is read once.
    const store = (0,change_contents/* contentStore */.PW)({
        async read(oids) {
            const onDisk = await worktree.read(oids);
            const inGit = await objects.read(oids.filter((oid) => !onDisk.has(oid)));
            return new Map([...onDisk, ...inGit]);
        },
    });
    const resolve = (revision) => commitId(revision, options);
    return {
        folder: top,
        bare,
        resolve,
        mergeBase: (a, b) => optional((0,command/* gitText */.q_)(['merge-base', '--end-of-options', a, b], options)),
        async defaultBranch() {
            const head = await optional((0,command/* gitText */.q_)(['symbolic-ref', '--short', 'refs/remotes/origin/HEAD'], options));
            for (const name of [head, 'origin/main', 'origin/master', 'main', 'master']) {
                if (name && (await resolve(name)))
                    return name;
            }
            return undefined;
        },
        isShallow: async () => (await (0,command/* gitText */.q_)(['rev-parse', '--is-shallow-repository'], options)) === 'true',
        async snapshot(commit) {
            if (!isCommitId(commit))
                throw new command/* GitError */.XS(`'${commit}' is not a full commit id`);
            return makeSnapshot(commit, parseTree(await (0,command/* git */.$Y)(['ls-tree', '-r', '-z', '--full-tree', commit], options)), store);
        },
        async worktree() {
            if (bare)
                throw new command/* GitError */.XS('a bare repository has no work tree; name a revision');
            return makeSnapshot('worktree', await worktree.list(), store);
        },
        close: () => objects.close(),
    };
}
function isCommitId(text) {
    return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
async function commitId(revision, options) {
    // git would take it for an option; `--end-of-options` is not understood here by all versions in use.
    if (revision.startsWith('-') || revision === '')
        return undefined;
    return optional((0,command/* gitText */.q_)(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], options));
}
/** Undefined where git answers with nothing but a failure. */
async function optional(answer) {
    try {
        return (await answer) || undefined;
    }
    catch (error) {
        if (error instanceof command/* GitError */.XS)
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./build/cli/arguments.js
var cli_arguments = __webpack_require__(8213);
// EXTERNAL MODULE: ./build/cli/terminal.js
var cli_terminal = __webpack_require__(8565);
;// CONCATENATED MODULE: ./build/cli/revisions.js
/** From `--repo`, `--base` and `--head` to two snapshots. */






/** Throws `UsageError` where an option names something that is not there. `signal` ends whatever git does. */
async function openRevisions(invocation, terminal, signal) {
    const { options } = invocation;
    const repository = await openFolder(invocation, terminal, signal);
    try {
        const headName = (0,cli_arguments/* text */.Qq)(options['head']);
        if (headName === undefined && repository.bare) {
            throw new cli_terminal/* UsageError */.eb(`${repository.folder} is a bare repository without a work tree; name a revision with --head`);
        }
        const baseName = (0,cli_arguments/* text */.Qq)(options['base']);
        const headFound = commitOf(repository, headName ?? 'HEAD', '--head');
        const [headCommit, baseCommit] = await both(headFound, baseName === undefined
            ? headFound.then((commit) => defaultBase(repository, commit))
            : commitOf(repository, baseName, '--base'));
        const [base, head] = await both(repository.snapshot(baseCommit), headName === undefined ? repository.worktree() : repository.snapshot(headCommit));
        return { base, head, folder: repository.folder, close: () => repository.close() };
    }
    catch (error) {
        await repository.close();
        throw error;
    }
}
/** Waits for both. If both fail, the error of the first one counts, whoever was faster. */
async function both(first, second) {
    await Promise.allSettled([first, second]);
    return [await first, await second];
}
/** The repository that `--repo` names. Throws `UsageError` if there is none. */
async function openFolder({ options }, { cwd }, signal) {
    const folder = (0,external_node_path_.resolve)(cwd, (0,cli_arguments/* text */.Qq)(options['repo']) ?? '.');
    if (!(await (0,promises_.stat)(folder).catch(() => undefined))?.isDirectory())
        throw new cli_terminal/* UsageError */.eb(`--repo '${folder}' is not a folder`);
    try {
        return await openRepository(folder, signal);
    }
    catch (error) {
        if (error instanceof command/* GitError */.XS && /not a git repository/.test(error.message)) {
            throw new cli_terminal/* UsageError */.eb(`--repo '${folder}' is not a git repository`, { cause: error });
        }
        throw error;
    }
}
async function commitOf(repository, name, option) {
    const commit = await repository.resolve(name);
    if (commit === undefined) {
        const hint = name === 'HEAD' ? 'the repository has no commit yet' : 'it is no commit of this repository';
        throw new cli_terminal/* UsageError */.eb(`${option} '${name}': ${hint}`);
    }
    return commit;
}
/** Where the branch left the default branch; that is what a pull request would be compared with. */
async function defaultBase(repository, head) {
    const branch = await repository.defaultBranch();
    if (branch === undefined) {
        throw new cli_terminal/* UsageError */.eb('there is no default branch to compare with (origin/HEAD, main or master); name a revision with --base');
    }
    const base = await repository.mergeBase(branch, head);
    if (base === undefined) {
        const why = (await repository.isShallow())
            ? ': the clone is shallow, and `git fetch --unshallow` helps'
            : '';
        throw new cli_terminal/* UsageError */.eb(`head and ${branch} have no common ancestor here${why}; or name a revision with --base`);
    }
    return base;
}


/***/ }),

/***/ 6050:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AP: () => (/* binding */ approvalsSchema),
/* harmony export */   R6: () => (/* binding */ skipSchema),
/* harmony export */   Rv: () => (/* binding */ gateOf),
/* harmony export */   yL: () => (/* binding */ defaultApprovals)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(737);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5169);
/* harmony import */ var _leaves_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2995);
/* harmony import */ var _options_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6441);
/** What a config file may say about who need not be reviewed, and who may accept findings. */




const mapping = { error: 'a mapping' };
const oneName = 'a name of 1 to 100 characters in one line';
const names = zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP({ error: oneName }).regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: oneName }), {
    error: 'a list of names',
})
    .max(100, { error: 'at most 100 names' });
const people = 'a whole number from 1 to 10';
/** A pull request that nobody need review. */
const skipSchema = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    drafts: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .yesNo */ .Lm.describe('true: drafts are not reviewed until they are ready.'),
    labels: names.describe('Pull requests with one of these labels.'),
    authors: names.describe("Pull requests by these logins, such as 'dependabot[bot]'."),
}, mapping)
    .partial()
    .describe('Pull requests that are not reviewed; the check run then ends as a success that says so.');
/** `rules`: the rules there are. */
function approvalsSchema(rules) {
    const ids = rules.map(({ id }) => id);
    return zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        allow: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .yesNo */ .Lm.describe('false: no finding can be accepted.'),
        by: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .approvers */ .DH, { error: _config_js__WEBPACK_IMPORTED_MODULE_3__/* .approvers */ .DH.join(', ') })
            .describe('The access to the repository that accepting takes.'),
        count: zod__WEBPACK_IMPORTED_MODULE_2__/* .int */ .Whr({ error: people })
            .min(1, { error: people })
            .max(10, { error: people })
            .describe('How many people must accept the same finding.'),
        author: _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .yesNo */ .Lm.describe("true: the pull request's author may accept its findings."),
        'code-owner': _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .yesNo */ .Lm.describe("true: one of them must be a code owner of the finding's file, by CODEOWNERS of the target branch."),
        not: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(ids, { error: 'rules that there are' }), { error: 'a list of rules' })
            .max(500, { error: 'at most 500 rules' })
            .describe('Rules whose findings nobody can accept.'),
    }, mapping)
        .partial()
        .describe('Who may accept a blocking finding with `/parallel-review accept <id> <reason>`.');
}
const defaultSkip = { drafts: false, labels: [], authors: [] };
/** Nobody vouches for themselves; and what a secret opens is open once it is pushed, whoever accepts it. */
const defaultApprovals = {
    allow: true,
    by: 'write',
    count: 1,
    author: false,
    codeOwner: false,
    not: ['governance/secret-committed'],
};
/** What the file does not say stays as it is without one. */
function gateOf({ skip, approvals, }) {
    const { 'code-owner': codeOwner, ...others } = approvals ?? {};
    return {
        skip: { ...defaultSkip, ...(0,_options_js__WEBPACK_IMPORTED_MODULE_1__/* .present */ .Eb)(skip ?? {}) },
        approvals: { ...defaultApprovals, ...(0,_options_js__WEBPACK_IMPORTED_MODULE_1__/* .present */ .Eb)({ ...others, codeOwner }) },
    };
}


/***/ }),

/***/ 2995:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C5: () => (/* binding */ webhook),
/* harmony export */   E9: () => (/* binding */ dollars),
/* harmony export */   Gx: () => (/* binding */ minutes),
/* harmony export */   LU: () => (/* binding */ tokens),
/* harmony export */   Lm: () => (/* binding */ yesNo),
/* harmony export */   SH: () => (/* binding */ repositoryPath),
/* harmony export */   TI: () => (/* binding */ glob),
/* harmony export */   TM: () => (/* binding */ maxFindings),
/* harmony export */   UU: () => (/* binding */ requestsPerMinute),
/* harmony export */   X1: () => (/* binding */ percentage),
/* harmony export */   XY: () => (/* binding */ failOnSeverity),
/* harmony export */   ZI: () => (/* binding */ retries),
/* harmony export */   a5: () => (/* binding */ votes),
/* harmony export */   fD: () => (/* binding */ modelName),
/* harmony export */   gV: () => (/* binding */ globs),
/* harmony export */   k8: () => (/* binding */ tokensOf),
/* harmony export */   mu: () => (/* binding */ maxConcurrency),
/* harmony export */   oC: () => (/* binding */ onFailure),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   pc: () => (/* binding */ durationMs),
/* harmony export */   sR: () => (/* binding */ endpoint),
/* harmony export */   tC: () => (/* binding */ shareOf),
/* harmony export */   uK: () => (/* binding */ ruleSeverity),
/* harmony export */   yf: () => (/* binding */ severity)
/* harmony export */ });
/* unused harmony exports forkPolicy, checkName, commentWhen, instanceId, mode */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(737);
/* harmony import */ var _agents_agent_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5266);
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1633);
/* harmony import */ var _model_name_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9864);
/** The single values that can be configured. The message of each schema says what is allowed. */




function oneOf(words) {
    return zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(words, { error: words.join(', ') });
}
function whole(min, max) {
    const error = `a whole number from ${min} to ${max}`;
    return zod__WEBPACK_IMPORTED_MODULE_1__/* .int */ .Whr({ error }).min(min, { error }).max(max, { error });
}
const someTokens = "1 to 1,000m tokens such as 50000 or '50k'";
const someDollars = 'US dollars, from 0.01 to 10,000';
const someShare = "a share from 0% to 90%, such as '30%'";
const someModel = `${_model_name_js__WEBPACK_IMPORTED_MODULE_0__/* .modelProviders */ .c7.map((it) => `${it}/NAME`).join(', ')}`;
const someEndpoint = 'an https:// address without user and password, or http:// on this machine alone';
const someMinutes = 'a number of minutes, above 0 and at most 360';
const someDuration = "a duration from 1s to 6h, such as '90s' or '3m'";
const someGlob = "a glob relative to the repository, such as 'models/**', at most 300 characters";
const failOnSeverity = oneOf([..._finding_js__WEBPACK_IMPORTED_MODULE_2__/* .severities */ .gO, 'none']);
const ruleSeverity = oneOf([..._finding_js__WEBPACK_IMPORTED_MODULE_2__/* .severities */ .gO, 'off']);
const maxConcurrency = whole(1, 64);
const retries = whole(0, 5);
const votes = whole(1, 9);
const maxFindings = whole(1, 10_000);
const onFailure = oneOf([..._agents_agent_js__WEBPACK_IMPORTED_MODULE_3__/* .failurePolicies */ .Fd, 'retry']);
const minutes = zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig({ error: someMinutes })
    .positive({ error: someMinutes })
    .max(360, { error: someMinutes });
const requestsPerMinute = whole(1, 100_000);
const severity = oneOf(_finding_js__WEBPACK_IMPORTED_MODULE_2__/* .severities */ .gO);
const forkPolicy = oneOf(['rules-only', 'skip', 'full']);
/** A number, or a text that `tokensOf` reads. */
const tokens = zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_1__/* .int */ .Whr({ error: someTokens }), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^\d{1,9}(\.\d{1,3})?[km]?$/, { error: someTokens })], {
    error: someTokens,
})
    .refine((value) => tokensOf(value) >= 1 && tokensOf(value) <= 1e9, { error: someTokens });
/** Of what `tokens` accepts. */
function tokensOf(value) {
    if (typeof value === 'number')
        return value;
    const unit = { k: 1e3, m: 1e6 }[value.at(-1)] ?? 1;
    return Math.round(Number.parseFloat(value) * unit);
}
const dollars = zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig({ error: someDollars })
    .min(0.01, { error: someDollars })
    .max(10_000, { error: someDollars });
/** In [0, 1] by `shareOf`. */
const percentage = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP({ error: someShare }).regex(/^([0-8]?\d|90)%$/, { error: someShare });
/** Of a text that `percentage` accepts. */
function shareOf(text) {
    return Number.parseInt(text, 10) / 100;
}
const modelName = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP({ error: someModel }).regex(_model_name_js__WEBPACK_IMPORTED_MODULE_0__/* .modelNamePattern */ .nx, { error: someModel });
const endpoint = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP({ error: someEndpoint })
    .max(2000, { error: someEndpoint })
    .refine(isSafeAddress, { error: someEndpoint });
/** In milliseconds by `durationMs`. */
const duration = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP({ error: someDuration })
    .regex(/^[1-9]\d{0,4}[smh]$/, { error: someDuration })
    .refine((text) => durationMs(text) <= 6 * 3_600_000, { error: someDuration });
const glob = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP({ error: someGlob })
    .max(300, { error: someGlob })
    .regex(/^!?(?!\.{0,2}\/)[^\0-\x1f!][^\0-\x1f]*$/, { error: someGlob });
const globs = zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(glob, { error: 'a list of globs' }).max(200, { error: 'at most 200 globs' });
/** Of a text that `duration` accepts. */
function durationMs(text) {
    const units = { s: 1000, m: 60_000, h: 3_600_000 };
    return Number(text.slice(0, -1)) * units[text.at(-1)];
}
const checkName = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
    .regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: '1 to 100 characters in one line' });
const commentWhen = oneOf(['always', 'on-failure', 'never']);
const instanceId = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/, {
    error: '1 to 50 letters, digits, dashes and underscores, the first one a letter or digit',
});
const mode = oneOf(['review', 'plan']);
const yesNo = zod__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY({ error: 'true, false' });
const inRepository = 'a path inside the repository, without ..';
const repositoryPath = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
    .max(500, { error: inRepository })
    .regex(/^(?!\/|[A-Za-z]:|.*\\)[^\0-\x1f]+$/, { error: inRepository })
    .refine((path) => !path.split('/').includes('..'), { error: inRepository });
const someAddress = 'an https:// address without user and password, http:// on this machine alone, or off';
const webhook = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP({ error: someAddress })
    .max(2000, { error: someAddress })
    .refine(isSafeAddressOrOff, {
    error: someAddress,
});
/** What is sent there says who failed at what: nobody on the way may read it. */
function isSafeAddressOrOff(text) {
    return text === 'off' || isSafeAddress(text);
}
function isSafeAddress(text) {
    if (!URL.canParse(text))
        return false;
    const { protocol, hostname, username, password } = new URL(text);
    if (username || password)
        return false;
    const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    return protocol === 'https:' || (protocol === 'http:' && loopback);
}


/***/ }),

/***/ 9864:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c7: () => (/* binding */ modelProviders),
/* harmony export */   nx: () => (/* binding */ modelNamePattern),
/* harmony export */   s_: () => (/* binding */ parseModelName)
/* harmony export */ });
/** `provider/name`: which model, and whose. */
const modelProviders = ['anthropic', 'openai', 'google', 'github', 'compatible'];
const modelNamePattern = new RegExp(`^(${modelProviders.join('|')})/([A-Za-z0-9][A-Za-z0-9._:@/+-]{0,199})$`);
/** Undefined if the text is no model's name. */
function parseModelName(id) {
    const [, first, model] = modelNamePattern.exec(id) ?? [];
    const provider = modelProviders.find((it) => it === first);
    return provider && model ? { provider, model, id } : undefined;
}


/***/ }),

/***/ 6441:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ac: () => (/* binding */ parseOptions),
/* harmony export */   Eb: () => (/* binding */ present),
/* harmony export */   W6: () => (/* binding */ optionNames)
/* harmony export */ });
/* unused harmony exports textReader, booleanOf */
/* harmony import */ var _leaves_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2995);
/* harmony import */ var _say_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6568);


/** The names of the texts that `parseOptions` reads. */
const optionNames = [
    'agents',
    'exclude-agents',
    'path-filters',
    'fail-on-severity',
    'max-concurrency',
    'timeout-minutes',
    'sarif-files',
    'model',
    'fallback-model',
    'llm-base-url',
    'max-tokens',
    'max-cost-usd',
    'requests-per-minute',
    'tokens-per-minute',
];
/**
 * Parses texts by name; an empty one counts as not given. Lists are separated by commas or line breaks.
 * @param say turns a name into how the user wrote it, such as `--agents`.
 * @throws {ConfigError} naming the option, its value and what is allowed.
 */
function parseOptions(texts, say) {
    const reader = textReader(texts, say);
    const tokens = (name) => {
        const said = reader(name, _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokens */ .LU);
        return said === undefined ? undefined : _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .tokensOf */ .k8(said);
    };
    const minutes = reader('timeout-minutes', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .minutes */ .Gx, numberOf);
    return present({
        agents: reader.list('agents'),
        excludeAgents: reader.list('exclude-agents'),
        pathFilters: reader.list('path-filters')?.map((glob) => checked(say('path-filters'), glob, _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .glob */ .TI)),
        failOnSeverity: reader('fail-on-severity', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .failOnSeverity */ .XY),
        maxConcurrency: reader('max-concurrency', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .maxConcurrency */ .mu, numberOf),
        timeoutMs: minutes === undefined ? undefined : Math.ceil(minutes * 60_000),
        sarifFiles: reader
            .list('sarif-files')
            ?.map((path) => checked(say('sarif-files'), path, _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .repositoryPath */ .SH)),
        model: reader('model', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .modelName */ .fD),
        fallbackModel: reader('fallback-model', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .modelName */ .fD),
        llmBaseUrl: reader('llm-base-url', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .endpoint */ .sR),
        maxTokens: tokens('max-tokens'),
        maxCostUsd: reader('max-cost-usd', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .dollars */ .E9, numberOf),
        requestsPerMinute: reader('requests-per-minute', _leaves_js__WEBPACK_IMPORTED_MODULE_0__/* .requestsPerMinute */ .UU, numberOf),
        tokensPerMinute: tokens('tokens-per-minute'),
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
    throw (0,_say_js__WEBPACK_IMPORTED_MODULE_1__/* .notAllowed */ .mj)(name, text, allowed, (0,_say_js__WEBPACK_IMPORTED_MODULE_1__/* .nearest */ .pA)(text, allowed.split(', ')));
}
/** Without the keys that hold undefined. */
function present(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}


/***/ })

};
