import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { parseModelName } from '../../../../src/config/model-name.ts';
import { proxyFetch } from '../../../../src/github/proxy.ts';
import { openChat } from '../../../../src/reviewers/model/providers/open.ts';
import { startModelServer } from '../../../support/model-server.ts';
import { canary, failureOf, models, never, request } from './support.ts';

/** A proxy that opens tunnels, and says where to. */
async function startProxy(): Promise<{ url: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url }, socket) => {
    tunnels.push(url!);
    const [host, port] = url!.split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void proxy.close());
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, tunnels };
}

test('models are reached through the proxy of the environment', async () => {
  const proxy = await startProxy();
  const server = await startModelServer([{ text: '[]' }, { cutAt: 0 }], { key: canary });
  onTestFinished(() => server.close());
  const chat = await openChat(parseModelName(models.openai)!, {
    keys: { openai: canary },
    baseUrl: server.url,
    fetch: proxyFetch({ http_proxy: proxy.url }),
  });
  expect((await chat.ask(request, never)).message.text).toBe('[]');
  expect(proxy.tunnels).toEqual([new URL(server.url).host]);
  expect((await failureOf(chat)).message).toContain('no whole answer from 127.0.0.1');
});

test('a proxy that nobody is behind is named by a code, and not by its password', async () => {
  const chat = await openChat(parseModelName(models.openai)!, {
    keys: { openai: canary },
    fetch: proxyFetch({ https_proxy: `http://me:${canary}@127.0.0.1:1` }),
  });
  const { message } = await failureOf(chat);
  expect(message).toContain('no whole answer from api.openai.com (ECONNREFUSED)');
  expect(message).not.toContain('canary');
});
