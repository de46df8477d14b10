import type { IncomingMessage, ServerResponse } from 'node:http';
import { AxisError } from '../errors.ts';
import type { AxisCore } from './axis-core.ts';
import { CONTROL_PAGE } from './control-page.ts';
import type { StoredMessage } from './message-store.ts';
import type { Partners } from './partners.ts';
import { readFaultRules } from './read-rules.ts';
import { jsonReply, type Reply, sendReply } from './reply.ts';
import { readJsonBody } from './small-body.ts';
import type {
  LetterOrder,
  MessageFilter,
  PartnerSetting,
  SimulatedAgency,
  SimulatedMessage,
  StatusOrder,
} from './types.ts';

const NEWEST = 200;

/** What a message is to people who look on. */
export function viewOf(message: StoredMessage): SimulatedMessage {
  const { fromKey: _key, file: _file, splice: _splice, handedSize: _size, ...view } = message;
  return { ...view, deliveries: view.deliveries.map((delivery) => ({ ...delivery })) };
}

interface ControlCall {
  core: AxisCore;
  partners: Partners;
  request: IncomingMessage;
  query: URLSearchParams;
}

type Perform = (call: ControlCall) => Promise<Reply> | Reply;

async function bodyOf<Shape>(request: IncomingMessage): Promise<Shape> {
  const body = await readJsonBody(request);
  if (typeof body !== 'object' || body === null) {
    throw new AxisError('axis.bad_setting', 'Nội dung yêu cầu phải là JSON.', { final: true });
  }
  // Whoever controls the simulator is on this computer; a field of another type makes an order that is refused further down.
  return body as Shape;
}

function stateOf({ core, partners }: ControlCall): Reply {
  const messages = [...core.store.all()].slice(-NEWEST).reverse();
  return jsonReply(
    {
      now: core.clock().toISOString(),
      agencies: core.book.size,
      version: core.book.version,
      systems: core.systems().map(({ id, agencies }) => ({ id, agencies })),
      partners: partners.settings,
      faults: core.faults.rules,
      faultHits: core.faults.hits,
      messages: messages.map(viewOf),
      log: core.log.slice(-NEWEST).reverse(),
    },
    '0',
  );
}

function messagesOf({ core, query }: ControlCall): Reply {
  const from = query.get('from');
  const to = query.get('to');
  const kind = query.get('kind');
  const filter: MessageFilter = {
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    ...((kind === 'edoc' || kind === 'status') && { messageType: kind }),
  };
  const found = core.store.list(filter, (code) => core.book.keyOf(code));
  return jsonReply(found.slice(-NEWEST).map(viewOf), '0');
}

function contentOf({ core, query }: ControlCall): Reply {
  const message = core.store.message(query.get('docId') ?? '');
  return message === undefined
    ? jsonReply({ error: 'Không có văn bản này.' }, '404', 404)
    : {
        status: 200,
        contentType: 'application/octet-stream',
        headers: { 'Content-Disposition': `attachment; filename="${message.docId}.edxml"` },
        body: core.content(message),
        size: message.handedSize,
        outcome: '0',
      };
}

async function changeAgencies({ core, request }: ControlCall): Promise<Reply> {
  const change = await bodyOf<{ add?: SimulatedAgency; remove?: string; rename?: { code: string; name: string } }>(
    request,
  );
  if (change.add !== undefined) {
    core.book.add(change.add);
  }
  if (change.remove !== undefined) {
    core.book.remove(change.remove);
  }
  if (change.rename !== undefined) {
    core.book.rename(change.rename.code, change.rename.name);
  }
  return jsonReply({ agencies: core.book.size, version: core.book.version }, '0');
}

async function deliver({ partners, request, query }: ControlCall): Promise<Reply> {
  const to = query.getAll('to');
  const kind = query.get('kind') === 'status' ? 'status' : 'edoc';
  const from = query.get('from') ?? '';
  const options = { from, messageType: kind, ...(to.length > 0 && { to }) } as const;
  return jsonReply(viewOf(await partners.deliver(request, options)), '0');
}

const CALLS: Readonly<Record<string, Perform>> = {
  'GET /control/state': stateOf,
  'GET /control/messages': messagesOf,
  'GET /control/content': contentOf,
  'GET /control/faults': ({ core }) => jsonReply(core.faults.rules, '0'),
  'POST /control/faults': async ({ core, request }) => {
    const rules = readFaultRules(await bodyOf<unknown>(request));
    core.faults.set(rules);
    return jsonReply(rules, '0');
  },
  'POST /control/agencies': changeAgencies,
  'POST /control/partners': async ({ partners, request }) => {
    partners.set(await bodyOf<PartnerSetting>(request));
    return jsonReply(partners.settings, '0');
  },
  'POST /control/letter': async ({ partners, request }) =>
    jsonReply(viewOf(await partners.sendLetter(await bodyOf<LetterOrder>(request))), '0'),
  'POST /control/status': async ({ partners, request }) =>
    jsonReply(viewOf(await partners.sendStatus(await bodyOf<StatusOrder>(request))), '0'),
  'POST /control/deliver': deliver,
};

function isLoopback(address: string | undefined): boolean {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}

/**
 * Only programs and people of this computer: the line comes from it, the name asked for is its own (a page elsewhere whose name was
 * bent to this address has another), and a change carries a header that pages of other origins cannot send unasked.
 */
function isAllowed(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const isOwnName = host === 'localhost' || isLoopback(host);
  return (
    isLoopback(request.socket.remoteAddress) &&
    isOwnName &&
    (request.method === 'GET' || request.headers['x-congvu-control'] === '1')
  );
}

/** The page and the control calls of the simulator. False: no address of theirs. */
export async function serveControl(
  core: AxisCore,
  partners: Partners,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const isPage = url.pathname === '/' && request.method === 'GET';
  if (!isPage && !url.pathname.startsWith('/control/')) {
    return false;
  }
  if (!isAllowed(request)) {
    const error = 'Chỉ điều khiển được từ chính máy này, với tiêu đề x-congvu-control: 1.';
    await sendReply(response, jsonReply({ error }, 'forbidden', 403), []);
    return true;
  }
  if (isPage) {
    const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'";
    const headers = { 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' };
    const page = { status: 200, contentType: 'text/html; charset=utf-8', headers, body: Buffer.from(CONTROL_PAGE) };
    await sendReply(response, { ...page, outcome: '0' }, []);
    return true;
  }
  const name = `${request.method} ${url.pathname}`;
  const perform = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  await sendReply(response, await answer(perform, { core, partners, request, query: url.searchParams }), []);
  return true;
}

async function answer(perform: Perform | undefined, call: ControlCall): Promise<Reply> {
  if (perform === undefined) {
    return jsonReply({ error: 'Không có lệnh điều khiển này.' }, '404', 404);
  }
  try {
    return await perform(call);
  } catch (error) {
    if (error instanceof AxisError || error instanceof TypeError) {
      return jsonReply({ error: error.message }, 'refused', 422);
    }
    throw error;
  }
}
