import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AxisMessageType, TransportState } from '../types.ts';
import { readLocal, writeLocal } from '../wire/vietnam-time.ts';
import type { AxisCore } from './axis-core.ts';
import type { CallHandler } from './call.ts';
import { readEnvelope } from './envelope.ts';
import type { Facts } from './fault-engine.ts';
import type { ArrivedFile } from './message-file.ts';
import type { DeliveryRow } from './message-store.ts';
import { provincialFile } from './provincial-file.ts';
import { jsonReply, jsonRows, type Reply } from './reply.ts';
import { readJsonBody } from './small-body.ts';
import type { SimulatedSystem } from './types.ts';

const TOKEN_LIFE_MS = 30 * 60_000;
const PREFIX = '/v1/';

function refuse(errorCode: string, text: string): Reply {
  const said = { success: false, message: text, data: { status: 'FAIL', errorCode, errorDesc: text } };
  return jsonReply(said, errorCode);
}

function unauthorised(text: string): Reply {
  return jsonReply({ success: false, message: text }, '401', 401);
}

function isSame(given: unknown, expected: string | undefined): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return typeof given === 'string' && expected !== undefined && timingSafeEqual(digest(given), digest(expected));
}

interface ProvincialCall {
  core: AxisCore;
  system: SimulatedSystem;
  query: URLSearchParams;
  request: IncomingMessage;
  file: ArrivedFile | undefined;
  fields: Readonly<Record<string, string>>;
}

type Perform = (call: ProvincialCall) => Reply | Promise<Reply>;

function kindOf(text: string | null | undefined): AxisMessageType {
  return text === 'status' ? 'status' : 'edoc';
}

async function sendEdoc({ core, system, file, fields }: ProvincialCall): Promise<Reply> {
  if (file === undefined || file.size === 0) {
    return refuse('10', 'File không hợp lệ');
  }
  const messageType = kindOf(fields['messageType']);
  const done = await core.submit({ axis: 'provincial', file, from: undefined, to: undefined, messageType, system });
  if ('errorCode' in done) {
    return refuse(done.errorCode, done.text);
  }
  const data = { docId: done.docId, status: 'OK', errorCode: '0', errorDesc: '' };
  return jsonReply({ success: true, message: 'Gửi văn bản thành công', docId: done.docId, data }, '0');
}

function row({ message, delivery }: DeliveryRow): unknown {
  const when = (iso: string | null): string => (iso === null ? '' : writeLocal(new Date(iso), 'yyyy/MM/dd HH:mm:ss'));
  return {
    docId: delivery.receiverDocId,
    from: message.from,
    to: delivery.to,
    status: delivery.state,
    statusDesc: '',
    createdTime: when(delivery.deliveredAt),
    updatedTime: when(delivery.updatedAt),
  };
}

function listReceived({ core, system, query }: ProvincialCall): Reply {
  const kind = kindOf(query.get('messageType'));
  const since = readLocal(query.get('fromDate') ?? '');
  const until = readLocal(query.get('toDate') ?? '', true);
  const rows = [...core.store.received(core.keysOf(system), true)].filter(({ message, delivery }) => {
    const at = new Date(delivery.deliveredAt ?? 0);
    return message.messageType === kind && (since === undefined || at >= since) && (until === undefined || at <= until);
  });
  return {
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: jsonRows(`{"success":true,"count":${rows.length},"data":[`, rows.map(row), ']}'),
    outcome: '0',
  };
}

function ownDelivery(core: AxisCore, system: SimulatedSystem, docId: unknown): DeliveryRow | undefined {
  const found = typeof docId === 'string' ? core.store.delivery(docId) : undefined;
  return found !== undefined && core.keysOf(system).includes(found.delivery.agencyCode ?? '') ? found : undefined;
}

async function getEdoc({ core, system, query }: ProvincialCall): Promise<Reply> {
  const found = ownDelivery(core, system, query.get('docId'));
  return found === undefined ? refuse('404', 'Không tìm thấy văn bản') : provincialFile(core, found);
}

async function updateStatus({ core, system, request }: ProvincialCall): Promise<Reply> {
  const body = (await readJsonBody(request)) as { docId?: unknown; status?: unknown } | undefined;
  const found = ownDelivery(core, system, body?.docId);
  if (found === undefined) {
    return refuse('404', 'Không tìm thấy văn bản');
  }
  const said = String(body?.status ?? '');
  const state = (core.options.doneValues ?? ['done']).includes(said) ? 'done' : said;
  if (state !== 'done' && state !== 'processing' && state !== 'fail') {
    return refuse('10', 'Trạng thái không hợp lệ');
  }
  core.store.setState(found.delivery.receiverDocId, state satisfies TransportState, core.clock());
  return jsonReply({ success: true, message: 'Cập nhật thành công' }, '0');
}

const CALLS: Readonly<Record<string, Perform>> = {
  sendEdoc,
  syncReceivedEdocList: listReceived,
  getEdoc,
  updateStatus,
};

/** The server side of the provincial axis. Tokens end with the run: after a restart everybody signs in anew. */
export class ProvincialServer {
  readonly #core: AxisCore;
  readonly #tokens = new Map<string, { systemId: string; until: number }>();

  constructor(core: AxisCore) {
    this.#core = core;
  }

  /** Undefined: no call of this axis. */
  handler(url: URL, request: IncomingMessage): CallHandler | Reply | undefined {
    if (!url.pathname.startsWith(PREFIX)) {
      return undefined;
    }
    const call = url.pathname.slice(PREFIX.length);
    if (call === 'auth/login') {
      return this.#handlerOf('login', undefined, undefined, async () => this.#login(request));
    }
    const perform = Object.hasOwn(CALLS, call) ? CALLS[call] : undefined;
    if (perform === undefined) {
      return undefined;
    }
    const system = this.#systemOf(request);
    if (system === undefined) {
      this.#core.note({ axis: 'provincial', call, httpStatus: 401, outcome: '401' });
      return unauthorised('Phiên đăng nhập không hợp lệ hoặc đã hết hạn');
    }
    const id = request.headers['x-systemid'];
    if (id !== system.id || !isSame(request.headers['x-secretkey'], system.secret)) {
      this.#core.note({ axis: 'provincial', call, httpStatus: 200, outcome: '15' });
      return refuse('15', 'Sai SystemId/SecretKey');
    }
    const core = this.#core;
    return this.#handlerOf(call, system, url.searchParams.get('docId') ?? undefined, ({ file, fields }) =>
      perform({ core, system, query: url.searchParams, request, file, fields }),
    );
  }

  #handlerOf(
    call: string,
    system: SimulatedSystem | undefined,
    docId: string | undefined,
    perform: (input: { file: ArrivedFile | undefined; fields: Record<string, string> }) => Reply | Promise<Reply>,
  ): CallHandler {
    const core = this.#core;
    const facts = this.#factsOf(call, system, docId);
    return {
      facts,
      systemId: system?.id,
      docId,
      refuse,
      refuseCredentials: (isExpired) => {
        if (isExpired) {
          this.#tokens.clear();
          return unauthorised('Phiên đăng nhập đã hết hạn');
        }
        return refuse('15', 'Sai SystemId/SecretKey (theo yêu cầu thử nghiệm)');
      },
      filePart: call === 'sendEdoc' ? 'edocFile' : undefined,
      look: async (file) => {
        const envelope = await readEnvelope(core.files.read(file.name), core.maxBytes);
        const keys = (codes: readonly string[]): string[] => codes.map((code) => core.book.keyOf(code));
        const kind = envelope === undefined ? {} : { kind: envelope.messageType };
        return {
          ...facts,
          ...kind,
          from: keys(envelope === undefined ? [] : [envelope.from]),
          to: keys(envelope?.to ?? []),
        };
      },
      perform: async (input) => perform(input),
    };
  }

  #factsOf(call: string, system: SimulatedSystem | undefined, docId: string | undefined): Facts {
    const message = docId === undefined ? undefined : this.#core.store.message(docId);
    if (message !== undefined) {
      const to = message.deliveries.flatMap(({ agencyCode }) => agencyCode ?? []);
      return { axis: 'provincial', call, from: [message.fromKey], to, kind: message.messageType };
    }
    if (call === 'sendEdoc') {
      return { axis: 'provincial', call };
    }
    const own = system === undefined ? [] : this.#core.keysOf(system);
    return { axis: 'provincial', call, from: own, to: own, kind: 'edoc' };
  }

  #systemOf(request: IncomingMessage): SimulatedSystem | undefined {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const known = this.#tokens.get(token);
    if (known === undefined || known.until <= this.#core.clock().getTime()) {
      this.#tokens.delete(token);
      return undefined;
    }
    return this.#core.system(known.systemId);
  }

  async #login(request: IncomingMessage): Promise<Reply> {
    const body = ((await readJsonBody(request)) ?? {}) as Record<string, unknown>;
    const system = this.#core
      .systems()
      .find(
        ({ username, password, applicationCode }) =>
          isSame(body['username'], username) &&
          isSame(body['password'], password) &&
          (applicationCode === undefined || body['applicationCode'] === applicationCode),
      );
    if (system === undefined) {
      return unauthorised('Sai tên đăng nhập, mật khẩu hoặc mã ứng dụng');
    }
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, { systemId: system.id, until: this.#core.clock().getTime() + TOKEN_LIFE_MS });
    return jsonReply({ success: true, data: { token } }, '0');
  }
}
