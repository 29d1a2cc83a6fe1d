export const id = 798;
export const ids = [798];
export const modules = {

/***/ 3798:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   rulesCommand: () => (/* binding */ rulesCommand)
/* harmony export */ });
/* harmony import */ var _config_say_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6568);
/* harmony import */ var _rules_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8979);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9270);
/* harmony import */ var _terminal_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8565);
/** `rules`: the catalogue, and each rule's own page. */




async function rulesCommand({ options, positionals }, { stdout }) {
    const format = (0,_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .oneOf */ .yL)('format', options['format'], ['terminal', 'json']);
    const [id] = positionals;
    const chosen = id === undefined ? _rules_index_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a : [ruleCalled(id)];
    if (format === 'json') {
        const plain = chosen.map(({ id: name, severity, summary, why, advice, silent }) => ({
            id: name,
            severity,
            summary,
            why,
            advice,
            silent,
        }));
        stdout.write(`${JSON.stringify(id === undefined ? plain : plain[0], null, 2)}\n`);
    }
    else {
        stdout.write(id === undefined ? list(chosen) : page(chosen[0]));
    }
    return 0;
}
function ruleCalled(id) {
    const found = _rules_index_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a.find((rule) => rule.id === id);
    if (found)
        return found;
    const ids = _rules_index_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a.map((rule) => rule.id);
    const near = (0,_config_say_js__WEBPACK_IMPORTED_MODULE_2__/* .nearest */ .pA)(id, ids) ?? ids.find((known) => known.endsWith(`/${id}`));
    throw new _terminal_js__WEBPACK_IMPORTED_MODULE_3__/* .UsageError */ .eb(`there is no rule '${id}'${near ? `; did you mean ${near}?` : ''} (parallel-review rules lists them)`);
}
function list(all) {
    const width = Math.max(...all.map(({ id }) => id.length)) + 2;
    return all
        .map(({ id, severity, summary }) => `${id.padEnd(width)}${severity.padEnd(10)}${summary}\n`)
        .join('');
}
function page({ id, severity, summary, why, advice, silent }) {
    return `${id} (${severity} at its worst)
${summary}.

Why it matters
  ${why}

What to do
  ${advice}

It stays quiet about
${silent.map((line) => `  - ${line}\n`).join('')}`;
}


/***/ })

};
