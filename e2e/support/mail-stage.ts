import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { contentSecurityPolicy, newNonce } from '../../apps/server/src/platform/http/security.ts';

const WEB = fileURLToPath(new URL('../../apps/web/', import.meta.url));
const ENTRY = '\0mail-stage';

/** Between mails that share a frame once each is cleaned; no payload has it. */
export const BETWEEN = '\uE000';

/**
 * The page around: the real part of the webmail, or one of its layers alone. `shown` counts frames whose document has come;
 * `ran` is what a payload calls that runs.
 */
const STAGE = `
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { MailBody } from '/src/features/webmail/body/mail-body.tsx';
import { FRAME_POLICY, SANDBOX } from '/src/features/webmail/body/frame-document.ts';
import { purify } from '/src/features/webmail/body/purify.ts';

window.ranNumbers = [];
window.ran = (number) => { window.ranNumbers.push(number); };
const policy = '<meta http-equiv="Content-Security-Policy" content="' + FRAME_POLICY + '">';
const BETWEEN = ${JSON.stringify(BETWEEN)};
const WAYS = {
  part: undefined,
  'purifier alone': (html) => ({ document: html.split(BETWEEN).map(purify).join('\\n') }),
  'frame alone': (html) => ({ sandbox: SANDBOX, document: policy + html }),
  bare: (html) => ({ document: html }),
};
// Each in a room of its own: what one mail measures does not lay out the others again.
const ROOM = { contain: 'strict', position: 'absolute', top: 0, left: 0, width: '600px', height: '300px', overflow: 'auto' };
// What nobody cleaned no policy of the office vouches for: the stage asks for one of its own.
const raw = window.trustedTypes?.createPolicy('stage', { createHTML: (html) => html });
function frameOf(way, html) {
  const { sandbox, document: written } = WAYS[way](html);
  const frame = document.createElement('iframe');
  if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox);
  frame.srcdoc = raw?.createHTML(written) ?? written;
  const room = document.createElement('div');
  Object.assign(room.style, ROOM);
  room.append(frame);
  return room;
}
let unmount = () => {};
window.showMails = (way, mails) => {
  unmount();
  const host = document.body.appendChild(document.createElement('div'));
  if (way === 'part') {
    const root = createRoot(host);
    root.render(mails.map((html, key) => createElement('div', { key, style: ROOM }, createElement(MailBody, { html }))));
    unmount = () => { root.unmount(); host.remove(); };
  } else {
    unmount = () => host.remove();
    host.append(...mails.map((html) => frameOf(way, html)));
  }
  window.frameList = () => [...host.querySelectorAll('iframe')];
};
`;

async function bundle(): Promise<string> {
  const made = await build({
    configFile: false,
    root: WEB,
    logLevel: 'silent',
    plugins: [
      {
        name: 'mail-stage',
        resolveId: (id) => (id === 'mail-stage' ? ENTRY : undefined),
        load: (id) => (id === ENTRY ? STAGE : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rollupOptions: { input: 'mail-stage', output: { format: 'iife', name: 'stage' } },
    },
    // The test's own NODE_ENV would ask for React's development build of the elements alone.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const results = Array.isArray(made) ? made : [made];
  for (const result of results) {
    const chunk = 'output' in result ? result.output.find((part) => part.type === 'chunk') : undefined;
    if (chunk?.type === 'chunk') {
      return chunk.code;
    }
  }
  throw new Error('the page part of the mail was not built');
}

export interface MailStage {
  url: string;
  stop(): Promise<void>;
}

/** Addresses of pages with (`/on`) and without (`/off`) the policy of the office. */
export async function startMailStage(): Promise<MailStage> {
  const code = await bundle();
  const server = createServer((request, response) => {
    if (request.url === '/stage.js') {
      response.setHeader('content-type', 'text/javascript').end(code);
      return;
    }
    if (request.url !== '/on' && request.url !== '/off') {
      response.writeHead(404).end();
      return;
    }
    const nonce = newNonce();
    if (request.url === '/on') {
      // Hundreds of hostile mails would report hundreds of times to a page that is not there.
      const policy = contentSecurityPolicy(nonce)
        .replace('trusted-types ', 'trusted-types stage ')
        .replace(/; report-uri \S+/, '');
      response.setHeader('content-security-policy', policy);
    }
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(
        `<!doctype html><meta name="csp-nonce" content="${nonce}"><title>Thư</title><body><script src="/stage.js"></script>`,
      );
  });
  return { url: await listen(server), stop: () => close(server) };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has such an address
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

export interface Beacon {
  host: string;
  /** Numbers of the payloads whose addresses were asked for. */
  hits(): Set<number>;

  stop(): Promise<void>;
}

/** Where everything hostile points to. Answers nothing useful and remembers who asked. */
export async function startBeacon(): Promise<Beacon> {
  const hits = new Set<number>();
  const server = createServer((request, response) => {
    const number = /\/hit\/(\d+)/.exec(request.url ?? '')?.[1];
    hits.add(number === undefined ? -1 : Number(number));
    response.writeHead(204, { 'access-control-allow-origin': '*', 'cache-control': 'no-store' }).end();
  });
  const url = await listen(server);
  return {
    host: url.slice('http://'.length),
    hits: () => new Set(hits),

    stop: () => close(server),
  };
}
