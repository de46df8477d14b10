import type { IncomingMessage } from 'node:http';
import type { AxisMessageType, TransportState } from '../types.ts';
import { readLocal, writeLocal } from '../wire/vietnam-time.ts';
import { agencyRows } from './agency-rows.ts';
import type { AxisCore } from './axis-core.ts';
import { base64Of, fileReply } from './file-reply.ts';
import type { ArrivedFile } from './message-file.ts';
import type { DeliveryRow, StoredMessage } from './message-store.ts';
import { jsonReply, jsonRows, type Reply } from './reply.ts';
import { readJsonBody } from './small-body.ts';
import type { SimulatedSystem } from './types.ts';

const HEAD = '{"status":"OK","ErrorCode":"0","ErrorDesc":"","data":[';

function ok(fields: Record<string, unknown> = {}): Reply {
  return jsonReply({ status: 'OK', ErrorCode: '0', ErrorDesc: '', ...fields }, '0');
}

export function refuse(errorCode: string, text: string): Reply {
  return jsonReply({ status: 'FAIL', ErrorCode: errorCode, ErrorDesc: text }, errorCode);
}

function rowsReply(rows: Iterable<unknown>): Reply {
  return {
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: jsonRows(HEAD, rows, ']}'),
    outcome: '0',
  };
}

function when(iso: string | null): string {
  return iso === null ? '' : writeLocal(new Date(iso), 'yyyy/MM/dd HH:mm:ss');
}

const STATE_TEXTS: Readonly<Record<string, string>> = {
  waiting: 'Đang chuyển',
  lost: 'Đã gửi',
  unknown_receiver: 'Đơn vị nhận không tồn tại hoặc đã khóa',
  initial: 'Chờ nhận',
  processing: 'Đang nhận',
  done: 'Đã nhận',
  fail: 'Nhận lỗi',
};

/** One request of a client whose headers were found good. */
interface NationalCall {
  core: AxisCore;
  system: SimulatedSystem;
  call: string;
  parameters: Readonly<Record<string, string>>;
  request: IncomingMessage;
  file: ArrivedFile | undefined;
}

type Perform = (call: NationalCall) => Reply | Promise<Reply>;

export function typeOf(parameters: Readonly<Record<string, string>>): AxisMessageType {
  return parameters['messagetype'] === 'status' ? 'status' : 'edoc';
}

/** `["H35.9","H35.10"]`, or one code alone. */
export function receiversOf(text: string | undefined): string[] | undefined {
  if (text === undefined || text === '') {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
  } catch {
    return [text];
  }
}

async function sendEdoc({ core, system, parameters, file }: NationalCall): Promise<Reply> {
  if (file === undefined || file.size === 0) {
    return refuse('10', 'Không có tệp');
  }
  const hash = parameters['hash-file'];
  if (hash !== undefined && hash.toLowerCase() !== file.sha256) {
    await core.files.remove(file.name);
    return refuse('21', 'Giá trị băm của tệp không khớp hash-file');
  }
  const to = receiversOf(parameters['to']);
  const messageType = typeOf(parameters);
  const done = await core.submit({ axis: 'national', file, from: parameters['from'], to, messageType, system });
  return 'errorCode' in done ? refuse(done.errorCode, done.text) : ok({ DocId: done.docId });
}

function receivedRow({ message, delivery }: DeliveryRow): unknown {
  return {
    docId: delivery.receiverDocId,
    serviceType: 'eDoc',
    messageType: message.messageType,
    created_time: when(delivery.deliveredAt),
    updated_time: when(delivery.updatedAt),
    from: message.from,
    to: delivery.to,
    status: delivery.state,
    status_desc: STATE_TEXTS[delivery.state] ?? '',
  };
}

/** Without a time: what is not acknowledged. With one: everything of that time. */
function* receivedRows({ core, system, parameters }: NationalCall): Generator<unknown> {
  const since = readLocal(parameters['fromDate'] ?? '');
  const until = readLocal(parameters['toDate'] ?? '', true);
  const hasWindow = since !== undefined || until !== undefined;
  const kind = typeOf(parameters);
  for (const row of core.store.received(core.keysOf(system), !hasWindow)) {
    const at = new Date(row.delivery.deliveredAt ?? 0);
    if (
      row.message.messageType === kind &&
      (since === undefined || at >= since) &&
      (until === undefined || at <= until)
    ) {
      yield receivedRow(row);
    }
  }
}

function sentRow(message: StoredMessage, delivery: StoredMessage['deliveries'][number]): unknown {
  const isUnknown = delivery.state === 'unknown_receiver';
  const isOnWay = delivery.state === 'waiting' || delivery.state === 'lost';
  return {
    serviceType: 'eDoc',
    messageType: message.messageType,
    senderDocId: message.docId,
    receiverDocId: isUnknown ? '' : delivery.receiverDocId,
    fromCode: message.from,
    toCode: delivery.to,
    notation: message.notation ?? '',
    title: message.title ?? '',
    sentTime: when(message.sentAt),
    receivedTime: delivery.state === 'done' ? when(delivery.updatedAt) : '',
    sendStatus: isUnknown ? 'fail' : 'done',
    sendStatusDesc: isUnknown ? STATE_TEXTS['unknown_receiver'] : 'Đã gửi',
    receiveStatus: isUnknown || isOnWay ? 'initial' : delivery.state,
    receiveStatusDesc: STATE_TEXTS[delivery.state] ?? '',
  };
}

function named(core: AxisCore, docId: string): StoredMessage[] {
  const message = core.store.message(docId);
  return message === undefined ? [] : [message];
}

function isSince(message: StoredMessage, since: Date | undefined): boolean {
  return since === undefined || new Date(message.sentAt) >= since;
}

function* sentRows({ core, system, parameters }: NationalCall): Generator<unknown> {
  const own = new Set(core.keysOf(system));
  const { docId } = parameters;
  const since = readLocal(parameters['fromDate'] ?? '');
  const kind = typeOf(parameters);
  for (const message of docId === undefined ? core.store.all() : named(core, docId)) {
    const isWanted = docId !== undefined || message.messageType === kind;
    if (own.has(message.fromKey) && isWanted && isSince(message, since)) {
      for (const delivery of message.deliveries) {
        yield sentRow(message, delivery);
      }
    }
  }
}

function ownDelivery({ core, system, parameters }: NationalCall): DeliveryRow | undefined {
  const row = core.store.delivery(parameters['docId'] ?? '');
  return row !== undefined && core.keysOf(system).includes(row.delivery.agencyCode ?? '') ? row : undefined;
}

const NOT_FOUND = refuse('404', 'Không tìm thấy văn bản');

function updateStatus(call: NationalCall): Reply {
  const row = ownDelivery(call);
  const state = call.parameters['status'];
  if (row === undefined) {
    return NOT_FOUND;
  }
  if (state !== 'processing' && state !== 'done' && state !== 'fail') {
    return refuse('10', 'Trạng thái không hợp lệ');
  }
  call.core.store.setState(row.delivery.receiverDocId, state satisfies TransportState, call.core.clock());
  return ok();
}

async function registerAgency({ core, system, request }: NationalCall): Promise<Reply> {
  const body = await readJsonBody(request);
  const field = (name: string): string => String((body as Record<string, unknown> | undefined)?.[name] ?? '').trim();
  const code = field('code');
  if (code === '' || field('name') === '') {
    return refuse('10', 'Thiếu code hoặc name');
  }
  const before = core.book.find(code);
  const parentCode = field('pcode');
  const mail = field('mail');
  core.book.add({
    ...before,
    code,
    name: field('name'),
    ...(parentCode !== '' && { parentCode }),
    ...(mail !== '' && { mail }),
  });
  core.registerWith(system, code);
  return ok();
}

function deleteAgency({ core, system, parameters }: NationalCall): Reply {
  const agency = core.book.find(parameters['AgencyCode'] ?? '');
  if (agency === undefined || !core.keysOf(system).includes(agency.code)) {
    return refuse('18', 'Đơn vị không tồn tại hoặc không thuộc hệ thống này');
  }
  core.book.remove(agency.code);
  return ok();
}

function countReceived(kind: AxisMessageType): Perform {
  return ({ core, system }) => {
    const rows = [...core.store.received(core.keysOf(system), true)];
    return ok({ count: rows.filter(({ message }) => message.messageType === kind).length });
  };
}

export const CALLS: Readonly<Record<string, Perform>> = {
  getAgenciesList: ({ core }) => rowsReply(agencyRows(core.book, { list: 'code' })),
  getAgenciesListQD20: ({ core, parameters }) =>
    rowsReply(agencyRows(core.book, { list: 'qd20', level: Number(parameters['level'] ?? Number.NaN) })),
  getSynchronizeUnit: ({ core, parameters }) => {
    const since = core.options.withoutRange === true ? Number.NaN : Number(parameters['fromVersion'] ?? Number.NaN);
    return rowsReply(agencyRows(core.book, { list: 'changes', since }));
  },
  registerAgency,
  deleteAgency,
  sendEdoc,
  getReceivedEdocList: (call) => rowsReply(receivedRows(call)),
  getSentEdocList: (call) => rowsReply(sentRows(call)),
  getEdoc: (call) => {
    const row = ownDelivery(call);
    const body = row === undefined ? undefined : base64Of(call.core.content(row.message));
    return body === undefined
      ? NOT_FOUND
      : {
          status: 200,
          contentType: 'application/json; charset=utf-8',
          body: wrapped('{"status":"OK","ErrorCode":"0","ErrorDesc":"","data":"', body, '"}'),
          outcome: '0',
        };
  },
  downloadEdoc: (call) => {
    const row = ownDelivery(call);
    return row === undefined ? NOT_FOUND : fileReply(call.core, row.message, call.request.headers.range);
  },
  updateStatus,
  countReceiveEdoc: countReceived('edoc'),
  countReceiveStatus: countReceived('status'),
};

async function* wrapped(head: string, body: AsyncIterable<Uint8Array>, tail: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(head);
  yield* body;
  yield Buffer.from(tail);
}
