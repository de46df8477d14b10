import type { Services } from '../../../../platform/context.ts';
import { createOutbound, hostOf, type OutboundTransport } from '../../../../platform/outbound.ts';
import { createOutboundStream, type StreamTransport } from '../../../../platform/outbound-stream.ts';
import { childOf, type XmlNode } from '../../../../platform/xml-tree.ts';
import { MailBackendError } from '../errors.ts';
import { backendError } from './fault.ts';
import { element, type Markup, readSoapAnswer, SoapFault, soapEnvelope } from './soap-message.ts';
import type { ZimbraPlace } from './zimbra-place.ts';

const ANSWER_MS = 20_000;
const ANSWER_BYTES = 16 * 1024 * 1024;
/** A token is given up this long before Zimbra does. */
const SPARE_MS = 60_000;
/** A password that was refused is not tried again so soon: Zimbra would lock its administrator out. */
const REFUSED_MS = 15 * 60_000;

interface Wire {
  ask: OutboundTransport;
  stream: StreamTransport;
}

function openWire({ config }: Services, place: ZimbraPlace): Wire {
  const host = hostOf(place.url) ?? '';
  const options = {
    allowHosts: [host],
    allowLoopback: config.loopbackServices,
    ...(place.caPem !== '' && { tls: new Map([[host, { ca: place.caPem }]]) }),
  };
  return { ask: createOutbound(options), stream: createOutboundStream(options) };
}

async function post(wire: Wire, place: ZimbraPlace, request: { name: string; xml: Markup; token?: string }) {
  const answer = await wire.ask({
    method: 'POST',
    url: new URL('/service/admin/soap', place.url).href,
    headers: { 'content-type': 'application/soap+xml; charset=utf-8' },
    body: soapEnvelope(request.xml, request.token),
    timeoutMs: ANSWER_MS,
    maxBytes: ANSWER_BYTES,
  });
  // A fault comes with status 500; what is no SOAP at all says so itself.
  return readSoapAnswer(answer.body, request.name);
}

export interface ZimbraClient {
  /** One admin request; signs in, and once more when the token has gone. @throws MailBackendError */
  ask(name: string, attributes: Record<string, string>, content: readonly Markup[]): Promise<XmlNode>;
  /** One request of the holder's own pages, on behalf of the account (`DelegateAuthRequest`). @throws MailBackendError */
  askAs(
    accountId: string,
    name: string,
    attributes: Record<string, string>,
    content: readonly Markup[],
  ): Promise<XmlNode>;
  /** A file of one account (`/home/…`), read as a stream; undefined when there is nothing in it. @throws MailBackendError */
  read(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

const GONE: readonly string[] = ['service.AUTH_EXPIRED', 'service.AUTH_REQUIRED'];

type SignedIn = <T>(work: (token: string) => Promise<T>) => Promise<T>;

/** One session of the administrator at one Zimbra: with a token, and with a new one when Zimbra knows it no longer. */
function createSession({ clock }: Services, wire: Wire, place: ZimbraPlace): SignedIn {
  let session: { token: string; until: number } | undefined;
  let entering: Promise<string> | undefined;
  let refused: { at: number; error: MailBackendError } | undefined;

  const enter = async (): Promise<string> => {
    const name = 'AuthRequest';
    const credentials = [element('name', {}, place.adminName), element('password', {}, place.password)];
    try {
      const answer = await post(wire, place, { name, xml: element(name, { xmlns: 'urn:zimbraAdmin' }, credentials) });
      const token = childOf(answer, 'authToken')?.text ?? '';
      if (token === '') {
        throw new MailBackendError('UNREACHABLE', 'Zimbra không cấp phiên quản trị (tài khoản đòi xác thực hai lớp?).');
      }
      const lifetime = Number(childOf(answer, 'lifetime')?.text ?? '0');
      session = { token, until: clock.now().getTime() + (Number.isFinite(lifetime) ? lifetime : 0) - SPARE_MS };
      return token;
    } catch (error) {
      const known = backendError(error);
      if (error instanceof SoapFault && error.code === 'account.AUTH_FAILED') {
        refused = { at: clock.now().getTime(), error: known };
      }
      throw known;
    }
  };
  const tokenOf = (): Promise<string> => {
    const now = clock.now().getTime();
    if (session !== undefined && now < session.until) {
      return Promise.resolve(session.token);
    }
    if (refused !== undefined && now < refused.at + REFUSED_MS) {
      return Promise.reject(refused.error);
    }
    entering ??= enter().finally(() => {
      entering = undefined;
    });
    return entering;
  };
  return async (work) => {
    const token = await tokenOf();
    try {
      return await work(token);
    } catch (error) {
      if (!(error instanceof SoapFault && GONE.includes(error.code))) {
        throw backendError(error);
      }
      if (session?.token === token) {
        session = undefined;
      }
    }
    const again = await tokenOf();
    return work(again).catch((error: unknown) => Promise.reject(backendError(error)));
  };
}

async function readFile(wire: Wire, place: ZimbraPlace, path: string, token: string) {
  const answer = await wire.stream({
    method: 'GET',
    url: new URL(path, place.url).href,
    headers: { cookie: `ZM_ADMIN_AUTH_TOKEN=${token}` },
    timeoutMs: ANSWER_MS,
  });
  if (answer.status === 200) {
    return answer.body;
  }
  // Left unread: the line is closed.
  for await (const _part of answer.body) {
    break;
  }
  if (answer.status === 401) {
    throw new SoapFault('service.AUTH_EXPIRED', 'HTTP 401');
  }
  if (answer.status === 204) {
    return undefined;
  }
  const code = answer.status === 404 ? 'NOT_FOUND' : 'UNREACHABLE';
  throw new MailBackendError(code, `Zimbra không trao được thư của hộp thư này (HTTP ${answer.status}).`);
}

function createClient(services: Services, place: ZimbraPlace): ZimbraClient {
  const wire = openWire(services, place);
  const signedIn = createSession(services, wire, place);
  const ask: ZimbraClient['ask'] = (name, attributes, content) => {
    const xml = element(name, { xmlns: 'urn:zimbraAdmin', ...attributes }, content);
    return signedIn((token) => post(wire, place, { name, xml, token }));
  };
  return {
    ask,
    askAs: async (accountId, name, attributes, content) => {
      const account = element('account', { by: 'id' }, accountId);
      const delegated = childOf(await ask('DelegateAuthRequest', { duration: '60' }, [account]), 'authToken')?.text;
      // The admin servlet takes the requests of users as well (`web.xml` of zm-mailbox).
      const xml = element(name, { xmlns: 'urn:zimbraMail', ...attributes }, content);
      const request = { name, xml, ...(delegated !== undefined && { token: delegated }) };
      return post(wire, place, request).catch((error: unknown) => Promise.reject(backendError(error)));
    },
    read: (path) => signedIn((token) => readFile(wire, place, path, token)),
  };
}

const clients = new WeakMap<Services['config'], Map<string, ZimbraClient>>();

/** The session is kept from one command to the next; another address, name or password is another session. */
export function zimbraClient(services: Services, place: ZimbraPlace): ZimbraClient {
  const known = clients.get(services.config) ?? new Map<string, ZimbraClient>();
  clients.set(services.config, known);
  const key = JSON.stringify([place.url, place.adminName, place.password, place.caPem]);
  const client = known.get(key) ?? createClient(services, place);
  known.set(key, client);
  return client;
}
