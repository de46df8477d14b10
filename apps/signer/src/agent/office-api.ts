import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { displayName, nameValue, OID } from '@congvu/pki';
import { AGENT_HEADERS, AGENT_PROGRAM, AGENT_PROTOCOL, type AgentHello, type AgentIdentity } from '@congvu/pki/agent';
import { type FoundIdentity, lookAtAll } from '../key-source.ts';
import { VERSION } from '../version.ts';
import { type Act, viewAct } from './act.ts';
import type { Agent } from './agent.ts';
import { failureAnswer, header, type JsonAnswer, officeOrigin, parseBody, Refusal, readBody } from './guard.ts';
import type { Pairing } from './pairings.ts';
import { readActRequest, readPairingRequest } from './requests.ts';

const instance = randomBytes(12).toString('base64url');

function hello(now: number): AgentHello {
  return {
    program: AGENT_PROGRAM,
    protocol: AGENT_PROTOCOL,
    version: VERSION,
    instance,
    now: new Date(now).toISOString(),
  };
}

function viewIdentity({ found, isDemo }: FoundIdentity): AgentIdentity {
  const { identity, certificate, token } = found;
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    certificateSha256: identity.id,
    certificate: base64(identity.certificate),
    chain: identity.chain.map(base64),
    algorithms: identity.algs,
    holder: displayName(certificate.subject),
    organisation: nameValue(certificate.subject, OID.organization) ?? null,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    tokenLabel: token.label,
    tokenSerial: token.serial,
    isDemo,
  };
}

function cors(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, vary: 'Origin' };
}

/** Open to any office page: that the program runs, and asking to be paired. Everything else only to paired origins. */
function isBeforePairing(path: string): boolean {
  return path === '/v1/hello' || path === '/v1/pairings' || path.startsWith('/v1/pairings/');
}

function preflight(agent: Agent, request: IncomingMessage, path: string, origin: string): JsonAnswer {
  if (!isBeforePairing(path) && !agent.pairings.isPaired(origin)) {
    throw new Refusal(403, 'agent.not_paired', 'Trang này chưa được ghép với chương trình ký số.');
  }
  const isPrivate = header(request, 'access-control-request-private-network') === 'true';
  return {
    status: 204,
    headers: {
      ...cors(origin),
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': ['content-type', ...Object.values(AGENT_HEADERS)].join(', '),
      'access-control-max-age': '60',
      ...(isPrivate ? { 'access-control-allow-private-network': 'true' } : {}),
    },
    body: undefined,
  };
}

async function checkSigned(agent: Agent, request: IncomingMessage, origin: string, body: Buffer): Promise<Pairing> {
  const value = (name: keyof typeof AGENT_HEADERS): string => header(request, AGENT_HEADERS[name]) ?? '';
  const pairing = await agent.pairings.check(
    { method: request.method ?? '', path: request.url ?? '', origin, body: Uint8Array.from(body) },
    {
      pairingId: value('pairing'),
      time: Number(value('time')),
      nonce: value('nonce'),
      signature: value('signature'),
    },
  );
  if (pairing === undefined) {
    throw new Refusal(401, 'agent.not_paired', 'Yêu cầu không mang chữ ký của trang đã ghép, đã cũ hoặc bị gửi lại.');
  }
  return pairing;
}

async function answerPairing(agent: Agent, request: IncomingMessage, path: string, origin: string): Promise<unknown> {
  if (request.method === 'POST' && path === '/v1/pairings') {
    const publicKey = readPairingRequest(parseBody(await readBody(request)));
    return agent.pairings.start(origin, publicKey, (pageId) => agent.pageUrl('ghep', pageId));
  }
  const state = request.method === 'GET' ? agent.pairings.state(path.slice('/v1/pairings/'.length), origin) : undefined;
  if (state === undefined) {
    throw new Refusal(404, 'agent.not_found', 'Không có yêu cầu ghép này.');
  }
  return state;
}

function findAct(agent: Agent, path: string, pairing: Pairing): Act {
  const act = agent.acts.byId(path.slice('/v1/acts/'.length), pairing.id);
  if (act === undefined) {
    throw new Refusal(404, 'agent.act_not_found', 'Không có lần ký này.');
  }
  return act;
}

async function answerPaired(
  agent: Agent,
  call: { method: string; path: string; body: Buffer; pairing: Pairing },
): Promise<unknown> {
  const { method, path, body, pairing } = call;
  const view = (act: Act) => viewAct(act, agent.pageUrl('ky', act.pageId));
  switch (`${method} ${path.replace(/^(\/v1\/acts\/).+$/, '$1:id')}`) {
    case 'GET /v1/health':
      return agent.health();
    case 'GET /v1/identities':
      return (await lookAtAll(agent.sources)).identities.map(viewIdentity);
    case 'POST /v1/acts': {
      const by = { pairingId: pairing.id, origin: pairing.origin };
      return view(await agent.acts.start(readActRequest(parseBody(body)), by));
    }
    case 'GET /v1/acts/:id':
      return view(findAct(agent, path, pairing));
    case 'DELETE /v1/acts/:id': {
      const act = findAct(agent, path, pairing);
      agent.acts.stop(act, 'page');
      return view(act);
    }
    case 'DELETE /v1/pairing':
      agent.pairings.remove(pairing.id);
      return { state: 'removed' };
    default:
      throw new Refusal(404, 'agent.not_found', 'Không có đường dẫn này.');
  }
}

/** The office page's side. The origin is checked before anything is read; the PIN has no way through here. */
export async function answerOffice(agent: Agent, request: IncomingMessage, path: string): Promise<JsonAnswer> {
  const origin = officeOrigin(request, agent.port);
  if (request.method === 'OPTIONS') {
    return preflight(agent, request, path, origin);
  }
  const headers = isBeforePairing(path) || agent.pairings.isPaired(origin) ? cors(origin) : {};
  try {
    if (request.method === 'GET' && path === '/v1/hello') {
      return { status: 200, headers, body: hello(agent.now()) };
    }
    if (isBeforePairing(path)) {
      return { status: 200, headers, body: await answerPairing(agent, request, path, origin) };
    }
    const body = await readBody(request);
    const pairing = await checkSigned(agent, request, origin, body);
    const answer = await answerPaired(agent, { method: request.method ?? '', path, body, pairing });
    return { status: 200, headers, body: answer };
  } catch (error) {
    return { ...failureAnswer(error), headers };
  }
}
