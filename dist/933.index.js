export const id = 933;
export const ids = [933];
export const modules = {

/***/ 8933:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openTracing: () => (/* binding */ openTracing)
/* harmony export */ });
/* harmony import */ var _opentelemetry_api__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1047);
/* harmony import */ var _opentelemetry_api__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8408);
/* harmony import */ var _opentelemetry_api__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(1802);
/* harmony import */ var _opentelemetry_api__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(1213);
/* harmony import */ var _opentelemetry_exporter_trace_otlp_http__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7009);
/* harmony import */ var _opentelemetry_resources__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9481);
/* harmony import */ var _opentelemetry_resources__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1191);
/* harmony import */ var _opentelemetry_resources__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9135);
/* harmony import */ var _opentelemetry_sdk_trace__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5173);
/* harmony import */ var _opentelemetry_sdk_trace__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6565);
/* harmony import */ var _version_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8508);
/** The run as OpenTelemetry spans: run, agents, tasks, calls. Loaded only where a collector is named. */





/** Sends to where the standard `OTEL_*` variables of the process say. A collector that is down costs `flushMs` and nothing else. */
function openTracing({ runId, wallClock, redact, flushMs = 3_000 }) {
    const exporter = new _opentelemetry_exporter_trace_otlp_http__WEBPACK_IMPORTED_MODULE_1__/* .OTLPTraceExporter */ .Q({ timeoutMillis: flushMs });
    const provider = new _opentelemetry_sdk_trace__WEBPACK_IMPORTED_MODULE_2__/* .TracerProvider */ .d({
        resource: (0,_opentelemetry_resources__WEBPACK_IMPORTED_MODULE_3__/* .defaultResource */ .gk)()
            .merge((0,_opentelemetry_resources__WEBPACK_IMPORTED_MODULE_3__/* .resourceFromAttributes */ .QZ)({ 'service.name': _version_js__WEBPACK_IMPORTED_MODULE_0__/* .tool */ .z.name, 'service.version': _version_js__WEBPACK_IMPORTED_MODULE_0__/* .tool */ .z.version }))
            .merge((0,_opentelemetry_resources__WEBPACK_IMPORTED_MODULE_4__/* .detectResources */ .$)({ detectors: [_opentelemetry_resources__WEBPACK_IMPORTED_MODULE_5__/* .envDetector */ .q] })),
        spanProcessors: [
            new _opentelemetry_sdk_trace__WEBPACK_IMPORTED_MODULE_6__/* .BatchSpanProcessor */ .J({ exporter, exportTimeoutMillis: flushMs, scheduledDelayMillis: 1_000 }),
        ],
    });
    const tracer = provider.getTracer(_version_js__WEBPACK_IMPORTED_MODULE_0__/* .tool */ .z.name, _version_js__WEBPACK_IMPORTED_MODULE_0__/* .tool */ .z.version);
    // Events count from the run's start; spans need the time of day.
    let originMs = wallClock();
    let run;
    const agents = new Map();
    const tasks = new Map();
    const calls = new Map();
    const open = (name, parent, atMs, attributes, kind = _opentelemetry_api__WEBPACK_IMPORTED_MODULE_7__/* .SpanKind */ .v.INTERNAL) => {
        const span = tracer.startSpan(name, { startTime: originMs + atMs, attributes, kind }, parent);
        return { span, context: _opentelemetry_api__WEBPACK_IMPORTED_MODULE_8__/* .trace */ .u.setSpan(parent, span) };
    };
    const agentOf = ({ agent, lane }, atMs) => {
        const known = agents.get(agent);
        if (known)
            return known;
        const attributes = { 'parallel_review.agent': agent, 'parallel_review.lane': lane };
        const opened = {
            ...open(`agent ${agent}`, run?.context ?? _opentelemetry_api__WEBPACK_IMPORTED_MODULE_9__/* .ROOT_CONTEXT */ .l, atMs, attributes),
            tasks: 0,
            failed: false,
        };
        agents.set(agent, opened);
        return opened;
    };
    const taskOf = (task, atMs) => {
        const known = tasks.get(task.id);
        if (known)
            return known;
        const attributes = {
            'parallel_review.task': task.id,
            'parallel_review.reviewer': task.reviewer,
            'parallel_review.files': task.files.length,
        };
        const opened = open(`task ${task.id}`, agentOf(task, atMs).context, atMs, attributes);
        tasks.set(task.id, opened);
        return opened;
    };
    const startCall = ({ task, call, provider, waitedMs, atMs }) => {
        const attributes = {
            'gen_ai.provider.name': provider,
            // As it was called before; collectors know one or the other.
            'gen_ai.system': provider,
            'parallel_review.call': call,
            'parallel_review.waited_ms': waitedMs,
        };
        const { span } = open(`call ${provider}`, taskOf(task, atMs).context, atMs, attributes, _opentelemetry_api__WEBPACK_IMPORTED_MODULE_7__/* .SpanKind */ .v.CLIENT);
        calls.set(call, span);
    };
    const endCall = ({ call, used, reason, atMs }) => {
        const span = calls.get(call);
        calls.delete(call);
        span?.setAttributes(usageAttributes(used));
        if (reason !== undefined)
            span?.setStatus(failure(redact(reason)));
        span?.end(originMs + atMs);
    };
    const endTask = (outcome, atMs) => {
        const { task, status, reason } = outcome;
        const { span } = taskOf(task, atMs);
        span.setAttributes(outcomeAttributes(outcome));
        if (status !== 'ok')
            span.setStatus(failure(redact(`${status}: ${reason ?? 'no reason given'}`)));
        span.end(originMs + atMs);
        tasks.delete(task.id);
        const agent = agentOf(task, atMs);
        agent.failed ||= status !== 'ok';
        if (--agent.tasks > 0)
            return;
        if (agent.failed)
            agent.span.setStatus(failure('a task did not end well'));
        agent.span.end(originMs + atMs);
    };
    return {
        onEvent(event) {
            const { atMs } = event;
            if (event.type === 'run-started') {
                originMs = wallClock() - atMs;
                run = open('review', _opentelemetry_api__WEBPACK_IMPORTED_MODULE_9__/* .ROOT_CONTEXT */ .l, atMs, {
                    'parallel_review.run': runId,
                    'parallel_review.tasks': event.tasks.length,
                });
                for (const task of event.tasks)
                    agentOf(task, atMs).tasks++;
            }
            else if (event.type === 'task-started') {
                taskOf(event.task, atMs).span.addEvent('attempt', { number: event.attempt }, originMs + atMs);
            }
            else if (event.type === 'task-ended') {
                endTask(event.outcome, atMs);
            }
            else if (event.type === 'call-started') {
                startCall(event);
            }
            else if (event.type === 'call-ended') {
                endCall(event);
            }
            else if (event.type !== 'finding' && event.type !== 'run-ended') {
                // Whatever else happens, to a task or to all; findings are counted at a task's end.
                const span = 'task' in event ? tasks.get(event.task.id)?.span : run?.span;
                span?.addEvent(event.type, circumstances(event, redact), originMs + atMs);
            }
        },
        async close(ending) {
            if (ending) {
                run?.span.setAttributes({
                    'parallel_review.verdict': ending.verdict,
                    'parallel_review.findings': ending.findings,
                });
            }
            const opened = [...tasks.values(), ...agents.values()].map(({ span }) => span);
            for (const span of [...calls.values(), ...opened])
                if (span.isRecording())
                    span.end();
            run?.span.end();
            await within(flushMs, provider.shutdown());
        },
    };
}
function outcomeAttributes({ status, attempts, findings, waitedMs, usage }) {
    return {
        'parallel_review.status': status,
        'parallel_review.attempts': attempts,
        'parallel_review.findings': findings.length,
        'parallel_review.waited_ms': waitedMs,
        ...usageAttributes(usage),
    };
}
function usageAttributes({ inputTokens, outputTokens, costUsd }) {
    return {
        'gen_ai.usage.input_tokens': inputTokens,
        'gen_ai.usage.output_tokens': outputTokens,
        'parallel_review.cost_usd': costUsd,
    };
}
/** What an event says besides when and whose it is. */
function circumstances(event, redact) {
    return {
        ...('reason' in event && event.reason !== undefined && { reason: redact(event.reason) }),
        ...('waitMs' in event && { wait_ms: event.waitMs }),
    };
}
function failure(message) {
    return { code: _opentelemetry_api__WEBPACK_IMPORTED_MODULE_10__/* .SpanStatusCode */ .s.ERROR, message };
}
async function within(ms, work) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`the collector did not take the spans within ${ms} ms`)), ms);
    });
    try {
        await Promise.race([work, late]);
    }
    finally {
        clearTimeout(timer);
    }
}


/***/ })

};
