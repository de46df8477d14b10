import type {
  AgencyList,
  AgencyRegistration,
  AxisContent,
  AxisMessageType,
  NationalAxis,
  ReceivedMessage,
  ReceivedQuery,
  SendMeta,
  SentQuery,
  SentReceipt,
  SentState,
  TransportState,
} from '../types.ts';
import { saidBy, textOf } from '../wire/said.ts';
import { countedContent, type FormedBody, multipartBody, rawBody, sdkBody } from '../wire/send-form.ts';
import { type DateForm, readLocal, writeLocal } from '../wire/vietnam-time.ts';
import { streamAgencies } from './agencies.ts';
import { readReceived, readSent } from './answers.ts';
import { fetchEdoc } from './fetch-edoc.ts';
import { NationalLine, type NationalSettings } from './line.ts';

const SERVICE = { servicetype: 'eDoc' };

function formOf(form: NationalSettings['sendForm'], content: AxisContent, meta: SendMeta): FormedBody {
  const boundary = `----congvu${meta.sha256.slice(0, 32)}`;
  switch (form) {
    case 'sdk':
      return sdkBody(content, meta.size, boundary);
    case 'multipart':
      return multipartBody(content, meta.size, boundary, { name: 'file_doc', fileName: `${meta.sha256}.edxml` });
    default:
      return rawBody(content, meta.size);
  }
}

async function send(
  line: NationalLine,
  form: NationalSettings['sendForm'],
  content: AxisContent,
  meta: SendMeta,
): Promise<SentReceipt> {
  const formed = formOf(form, countedContent(content, meta.size, line), meta);
  const parameters = {
    from: meta.from,
    ...SERVICE,
    messagetype: meta.messageType,
    'hash-file': meta.sha256,
    ...(meta.to !== undefined && meta.to.length > 0 && { to: JSON.stringify(meta.to) }),
    // What is signed is always this; what the body really is stands in the header without prefix, as the SDK does it.
    'Content-Type': 'application/octet-stream',
  };
  const body = await line.ask({
    method: 'POST',
    path: '/sendEdoc',
    headers: () => ({ ...line.headers(parameters), 'Content-Type': formed.contentType }),
    body: formed.body,
    bodySize: formed.size,
    isSafe: false,
  });
  const docId = textOf(body, 'DocId');
  if (docId === undefined) {
    const text = 'Trục nhận gói tin nhưng không trả về DocId; hệ thống sẽ hỏi lại danh sách đã gửi trước khi gửi lại.';
    throw line.error('axis.bad_answer', { inDoubt: true, answer: saidBy(body) }, text);
  }
  return { docId, answer: saidBy(body) };
}

function matches(found: SentState, query: SentQuery): boolean {
  const isSame = (wanted: string | undefined, value: string | undefined): boolean =>
    wanted === undefined ||
    wanted.normalize('NFC').trim().toLowerCase() === (value ?? '').normalize('NFC').trim().toLowerCase();
  const sentAt = readLocal(found.sentAt ?? '', true);
  return (
    isSame(query.from, found.from) &&
    isSame(query.to, found.to) &&
    isSame(query.notation, found.notation) &&
    isSame(query.title, found.title) &&
    // A time that cannot be read speaks for nobody: the row stays, and the caller decides.
    (query.since === undefined || sentAt === undefined || sentAt >= query.since)
  );
}

async function findSent(line: NationalLine, query: SentQuery, dateForm: DateForm): Promise<SentState[]> {
  const parameters = {
    ...SERVICE,
    messagetype: query.messageType,
    // Not in the axis' list of parameters for this call; surplus ones are accepted, and an axis that knows them answers less.
    ...(query.since !== undefined && { fromDate: writeLocal(query.since, dateForm) }),
  };
  const rows = await line.rows(line.call('getSentEdocList', parameters, true), (row) =>
    readSent(row, query.messageType),
  );
  return rows.filter((row) => matches(row, query));
}

async function listReceived(line: NationalLine, query: ReceivedQuery, dateForm: DateForm): Promise<ReceivedMessage[]> {
  const parameters = {
    ...SERVICE,
    messagetype: query.messageType,
    ...(query.since !== undefined && { fromDate: writeLocal(query.since, dateForm) }),
    ...(query.until !== undefined && { toDate: writeLocal(query.until, dateForm) }),
  };
  return line.rows(line.call('getReceivedEdocList', parameters, true), (row) => readReceived(row, query.messageType));
}

async function count(line: NationalLine, messageType: AxisMessageType): Promise<number> {
  const name = messageType === 'status' ? 'countReceiveStatus' : 'countReceiveEdoc';
  const body = await line.ask(line.call(name, {}, true, 'GET'));
  const found = Number(textOf(body, 'count') ?? textOf(body, 'data') ?? Number.NaN);
  if (!Number.isSafeInteger(found) || found < 0) {
    throw line.error('axis.bad_answer', { answer: saidBy(body) });
  }
  return found;
}

async function register(line: NationalLine, agency: AgencyRegistration): Promise<void> {
  const { id, parentCode: pcode, code, name, mail = '', mobile = '', fax = '' } = agency;
  const body = Buffer.from(JSON.stringify({ id, pcode, code, name, mail, mobile, fax }));
  // Registering twice changes what the first call registered: safe.
  await line.ask({ ...line.call('registerAgency', {}, true), body });
}

/**
 * The national document axis (VXP): every call of its SDK, with headers signed for each attempt. Only what is safe is repeated by
 * itself; {@link NationalAxis.send} is, when not a byte left.
 *
 * @throws {AxisError} `axis.bad_setting` for an address that is none, or without TLS
 * @example
 * const axis = nationalClient({ endpoint, systemId, secret, transport: nodeTransport(), now: () => new Date() });
 * for (const row of await axis.listReceived({ messageType: 'edoc' })) { … }
 */
export function nationalClient(settings: NationalSettings): NationalAxis {
  const line = new NationalLine(settings);
  const dateForm = settings.dateForm ?? 'yyyy/MM/dd HH:mm:ss';
  const sentState = (docId: string): Promise<SentState[]> =>
    line.rows(line.call('getSentEdocList', { ...SERVICE, messagetype: 'edoc', docId }, true), (row) =>
      readSent(row, 'edoc'),
    );
  return {
    send: (content, meta) => send(line, settings.sendForm, content, meta),
    listReceived: (query) => listReceived(line, query, dateForm),
    fetch: (docId, options) => fetchEdoc(line, docId, options),
    acknowledge: async (docId: string, status: TransportState) =>
      void (await line.ask(line.call('updateStatus', { docId, status }, true))),
    sentState,
    findSent: (query) => findSent(line, query, dateForm),
    agencies: (list: AgencyList, level) => streamAgencies(line, list, level),
    agencyChanges: (sinceVersion) => streamAgencies(line, 'changes', sinceVersion),
    registerAgency: (agency) => register(line, agency),
    deleteAgency: async (AgencyCode) => void (await line.ask(line.call('deleteAgency', { AgencyCode }, false))),
    countReceived: (messageType) => count(line, messageType),
  };
}
