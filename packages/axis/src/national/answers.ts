import type { AxisAgency, AxisMessageType, ReceivedMessage, SentState } from '../types.ts';
import type { Line } from '../wire/line.ts';
import { fieldOf, meaningOf, saidBy, textOf } from '../wire/said.ts';

/**
 * status "OK"/"FAIL" and ErrorCode "0": either one alone is believed. A code that nobody knows is not final: the message is tried
 * again for a day and then lies with the dead letters, which is better than to drop it for a code that meant "try later".
 *
 * @throws {AxisError}
 */
export function assertOk(body: unknown, line: Line, inDoubt = false): void {
  const status = textOf(body, 'status')?.toUpperCase();
  const said = saidBy(body);
  const code = said.errorCode;
  if (status === undefined && code === undefined) {
    const text = 'Trả lời của trục không dùng được: thiếu status và ErrorCode. Kiểm tra lại địa chỉ trục.';
    throw line.error('axis.bad_answer', { inDoubt, answer: said }, text);
  }
  if ((status === undefined || status === 'OK') && (code === undefined || code === '0')) {
    return;
  }
  const meaning = meaningOf(code ?? '') ?? { code: 'axis.refused' as const, final: false };
  throw line.error(meaning.code, { final: meaning.final, answer: said });
}

function kindOf(text: string | undefined, asked: AxisMessageType): AxisMessageType {
  const kind = text?.toLowerCase();
  return kind === 'status' || kind === 'edoc' ? kind : asked;
}

function optional<Key extends string>(key: Key, value: string | undefined): { [Name in Key]?: string } {
  // An absent field and an undefined one are not the same (exactOptionalPropertyTypes); one key, so the shape is this.
  return (value === undefined ? {} : { [key]: value }) as { [Name in Key]?: string };
}

/** Undefined for a row without a name: nothing could be fetched by it. */
export function readReceived(row: unknown, asked: AxisMessageType): ReceivedMessage | undefined {
  const docId = textOf(row, 'docId');
  if (docId === undefined) {
    return undefined;
  }
  const size = Number(textOf(row, 'size') ?? Number.NaN);
  return {
    docId,
    messageType: kindOf(textOf(row, 'messageType'), asked),
    from: textOf(row, 'from') ?? '',
    to: textOf(row, 'to') ?? '',
    state: textOf(row, 'status') ?? '',
    ...optional('stateText', textOf(row, 'status_desc') ?? textOf(row, 'statusDesc')),
    ...optional('createdAt', textOf(row, 'created_time') ?? textOf(row, 'createdTime')),
    ...optional('updatedAt', textOf(row, 'updated_time') ?? textOf(row, 'updatedTime')),
    ...optional('sha256', hashOf(textOf(row, 'hash-file') ?? textOf(row, 'hashFile'))),
    ...(Number.isSafeInteger(size) && size >= 0 && { size }),
  };
}

function hashOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : undefined;
}

export function readSent(row: unknown, asked: AxisMessageType): SentState | undefined {
  const senderDocId = textOf(row, 'senderDocId');
  if (senderDocId === undefined) {
    return undefined;
  }
  return {
    senderDocId,
    ...optional('receiverDocId', textOf(row, 'receiverDocId')),
    messageType: kindOf(textOf(row, 'messageType'), asked),
    from: textOf(row, 'fromCode') ?? '',
    to: textOf(row, 'toCode') ?? '',
    ...optional('notation', textOf(row, 'notation')),
    ...optional('title', textOf(row, 'title')),
    ...optional('sentAt', textOf(row, 'sentTime')),
    ...optional('receivedAt', textOf(row, 'receivedTime')),
    sendState: textOf(row, 'sendStatus') ?? '',
    ...optional('sendStateText', textOf(row, 'sendStatusDesc')),
    receiveState: textOf(row, 'receiveStatus') ?? '',
    ...optional('receiveStateText', textOf(row, 'receiveStatusDesc')),
  };
}

function isYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

export function readAgency(row: unknown): AxisAgency | undefined {
  const code = textOf(row, 'code');
  if (code === undefined) {
    return undefined;
  }
  const version = Number(textOf(row, 'version') ?? Number.NaN);
  const isAgency = fieldOf(row, 'isAgency');
  return {
    id: textOf(row, 'id') ?? code,
    ...optional('parentId', textOf(row, 'pid')),
    code,
    name: textOf(row, 'name') ?? code,
    ...optional('mail', textOf(row, 'mail')),
    ...optional('oldCode', textOf(row, 'oldCode')),
    ...optional('codeQcvn102', textOf(row, 'code102')),
    ...optional('centerCode', textOf(row, 'centerCode')),
    ...(Number.isFinite(version) && { version }),
    isDeleted: isYes(fieldOf(row, 'deleted')),
    ...optional('modifiedAt', textOf(row, 'modifyDate')),
    ...(isAgency !== undefined && isAgency !== null && { isAgency: isYes(isAgency) }),
  };
}
