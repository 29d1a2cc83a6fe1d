export const id = 798;
export const ids = [798];
export const modules = {

/***/ 3798:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   rulesCommand: () => (/* binding */ rulesCommand)
/* harmony export */ });
/* harmony import */ var _config_say_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6568);
/* harmony import */ var _rules_describe_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7255);
/* harmony import */ var _rules_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7578);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8213);
/* harmony import */ var _terminal_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8565);
/** `rules`: the catalogue, and each rule's own page. */





async function rulesCommand({ options, positionals }, { stdout }) {
    const format = (0,_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .oneOf */ .yL)('format', options['format'], ['terminal', 'json']);
    const [id] = positionals;
    const chosen = id === undefined ? _rules_index_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a : [ruleCalled(id)];
    if (format === 'json') {
        const plain = chosen.map((rule) => {
            const { id: name, severity, summary, why, advice, silent, default: byDefault = 'on' } = rule;
            const own = (0,_rules_describe_js__WEBPACK_IMPORTED_MODULE_2__/* .optionTexts */ .Q)(rule).map((option) => ({ ...option, default: JSON.parse(option.default) }));
            return { id: name, severity, default: byDefault, summary, why, advice, silent, options: own };
        });
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
    const near = (0,_config_say_js__WEBPACK_IMPORTED_MODULE_3__/* .nearest */ .pA)(id, ids) ?? ids.find((known) => known.endsWith(`/${id}`));
    throw new _terminal_js__WEBPACK_IMPORTED_MODULE_4__/* .UsageError */ .eb(`there is no rule '${id}'${near ? `; did you mean ${near}?` : ''} (parallel-review rules lists them)`);
}
function list(all) {
    const width = Math.max(...all.map(({ id }) => id.length)) + 2;
    return all
        .map(({ id, severity, summary, default: byDefault }) => {
        const off = byDefault === 'off' ? ' (off by default)' : '';
        return `${id.padEnd(width)}${severity.padEnd(10)}${summary}${off}\n`;
    })
        .join('');
}
function page(rule) {
    const { id, severity, summary, why, advice, silent } = rule;
    return `${id} (${severity} at its worst${rule.default === 'off' ? ', off by default' : ''})
${summary}.

Why it matters
  ${why}

What to do
  ${advice}

It stays quiet about
${silent.map((line) => `  - ${line}\n`).join('')}${configuration(rule)}`;
}
function configuration(rule) {
    const texts = (0,_rules_describe_js__WEBPACK_IMPORTED_MODULE_2__/* .optionTexts */ .Q)(rule);
    if (texts.length === 0 && rule.default !== 'off')
        return '';
    const own = texts.map(({ name, default: value, description }) => `    ${name}: ${value} # ${description}\n`);
    return `
Configure it
  rules:
    ${rule.id}:
      severity: ${rule.severity}
${own.map((line) => `  ${line}`).join('')}`;
}


/***/ }),

/***/ 7255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ optionTexts)
/* harmony export */ });
/* unused harmony export severityText */
/** In the order of the rule's file. */
function optionTexts({ options }) {
    return Object.entries(options?.shape ?? {}).map(([name, schema]) => ({
        name,
        default: JSON.stringify(schema.def.defaultValue),
        description: schema.description ?? '',
    }));
}
/** `medium`, or `medium, off by default`. */
function severityText({ severity, default: byDefault }) {
    return byDefault === 'off' ? `${severity}, off by default` : severity;
}


/***/ })

};
