export const id = 538;
export const ids = [538];
export const modules = {

/***/ 8538:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   webhook: () => (/* binding */ webhook)
/* harmony export */ });
/* unused harmony export signatureHeader */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/** Tells somebody on call that an agent is nearly out of time, or was stopped. */

/** `sha256=` and the HMAC of the body in hexadecimal, with the shared secret as its key. */
const signatureHeader = 'x-parallel-review-signature-256';
/** More than this nobody on call reads, and a broken run must not flood the channel. */
const mostMessages = 20;
function webhook(options) {
    const { timeoutMs = 5_000 } = options;
    const sending = new Set();
    let sent = 0;
    let problem = false;
    const deliver = async (body) => {
        try {
            await post(options, body, timeoutMs);
        }
        catch (error) {
            // The address may hold a token in its path: it is not repeated.
            if (!problem)
                options.onProblem(`the webhook was not delivered: ${causeOf(error)}`);
            problem = true;
        }
    };
    return {
        onEvent(event) {
            const news = newsOf(event);
            if (!news || sent >= mostMessages)
                return;
            sent++;
            const { task, type, reason } = news;
            const message = {
                type,
                run: options.runId,
                subject: options.subject,
                agent: task.agent,
                task: task.id,
                lane: task.lane,
                required: task.onFailure === 'fail',
                budgetMs: task.timeoutMs,
                afterMs: event.atMs,
                ...(reason !== undefined && { reason: options.redact(reason) }),
                sentAt: new Date(options.wallClock()).toISOString(),
            };
            const delivery = deliver(JSON.stringify(message)).finally(() => sending.delete(delivery));
            sending.add(delivery);
        },
        async close() {
            // Each is bounded by its own time.
            await Promise.all(sending);
        },
    };
}
function newsOf(event) {
    if (event.type === 'deadline-warning' || event.type === 'deadline-alert')
        return event;
    if (event.type !== 'task-ended' || event.outcome.status !== 'timed-out')
        return undefined;
    const { task, reason } = event.outcome;
    return { type: 'timed-out', task, ...(reason !== undefined && { reason }) };
}
async function post({ url, secret }, body, timeoutMs) {
    const signature = secret === undefined ? undefined : `sha256=${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', secret).update(body).digest('hex')}`;
    const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...(signature && { [signatureHeader]: signature }) },
        // Whom the message is for was configured; nobody else may take it.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok)
        throw new Error(`it answered with ${response.status}`);
}
function causeOf(error) {
    const { cause } = error;
    return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}


/***/ })

};
