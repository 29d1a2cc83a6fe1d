/** Requests through the proxy that a self-hosted runner names in its environment. */

const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const;

/** `fetch`, which honours `https_proxy`, `http_proxy` and `no_proxy` (or in capitals) if one of the first two is set. */
export function proxyFetch(env: NodeJS.ProcessEnv): typeof fetch {
  if (!variables.some((name) => env[name])) return (input, init) => fetch(input, init);
  let loaded: Promise<typeof fetch> | undefined;
  // Only behind a proxy is undici needed; Node's own copy of it cannot be given an agent.
  return async (input, init) => (await (loaded ??= load(env)))(input, init);
}

async function load(env: NodeJS.ProcessEnv): Promise<typeof fetch> {
  const undici = await import('undici');
  const pick = (name: string) => env[name.toLowerCase()] ?? env[name.toUpperCase()];
  const [httpProxy, httpsProxy, noProxy] = [pick('http_proxy'), pick('https_proxy'), pick('no_proxy')];
  const dispatcher = new undici.EnvHttpProxyAgent({
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    ...(noProxy && { noProxy }),
  });
  const send = undici.fetch as unknown as (input: unknown, init: object) => ReturnType<typeof fetch>;
  return (input, init) => send(input, { ...init, dispatcher });
}
