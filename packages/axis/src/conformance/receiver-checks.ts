import { createHash } from 'node:crypto';
import { EdxmlError, parseEdxml } from '@congvu/edxml';
import { nationalClient } from '../national/client.ts';
import type { NationalAxis, ReceivedMessage } from '../types.ts';
import type { CheckResult } from './bench.ts';
import type { EndpointTarget } from './raw-ask.ts';
import { CONFORMANCE } from './set.ts';
import type { ConformanceCase } from './types.ts';

export interface ReceiverTarget extends Omit<EndpointTarget, 'receiver'> {
  /** Code of a body that the software under trial receives for. */
  receiverCode: string;
  /** How long it may take over all of them. */
  waitMs: number;
  /** Between two looks; 2 s. */
  pollMs?: number;
  /** Only these cases. */
  only?: readonly string[];
}

interface Sent {
  item: ConformanceCase;
  docIds: string[];
  documentId: string | undefined;
  refusal?: string;
  /** What came back so far. */
  statuses: string[];
  transport: string[];
}

async function sendCase(axis: NationalAxis, target: ReceiverTarget, item: ConformanceCase): Promise<Sent> {
  const bytes = await item.bytes({ from: target.sender.code, to: target.receiverCode });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const meta = {
    from: target.sender.code,
    to: [target.receiverCode],
    messageType: item.messageType,
    sha256,
    size: bytes.length,
  };
  const sent: Sent = { item, docIds: [], documentId: await documentIdIn(bytes), statuses: [], transport: [] };
  try {
    for (let time = 0; time < item.times; time += 1) {
      sent.docIds.push((await axis.send(bytes, meta)).docId);
    }
  } catch (error) {
    sent.refusal = error instanceof Error ? error.message : String(error);
  }
  return sent;
}

async function documentIdIn(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const { message } = await parseEdxml(bytes);
    return message.kind === 'document' ? message.documentId : undefined;
  } catch (error) {
    if (error instanceof EdxmlError) {
      return undefined;
    }
    throw error;
  }
}

function isComplete({ item, statuses, transport, refusal }: Sent): boolean {
  const hasTransport = transport.length > 0 && transport.every((state) => state === 'done' || state === 'fail');
  return refusal !== undefined || (hasTransport && item.expect.statuses.every((code) => statuses.includes(code)));
}

function judge({ item, statuses, transport, refusal }: Sent): CheckResult {
  const { id, title, expect } = item;
  if (refusal !== undefined) {
    const isMeant = expect.outcome === 'refuse';
    return { id, title, verdict: isMeant ? 'note' : 'fail', seen: `trục không chuyển: ${refusal}` };
  }
  const wanted = [...expect.statuses].toSorted();
  const isStatusRight = JSON.stringify(statuses.toSorted()) === JSON.stringify(wanted);
  const isTransportRight = expect.transport === 'either' || transport.every((state) => state === expect.transport);
  const seen = `vận chuyển: ${transport.join(', ') || 'chưa có'}; trạng thái về: ${statuses.join(', ') || 'không có'}`;
  const hint = `; phải là ${expect.transport}, ${wanted.join(', ') || 'không trạng thái nào'}`;
  const isRight = isStatusRight && isTransportRight && transport.length > 0;
  return { id, title, verdict: isRight ? 'pass' : 'fail', seen: isRight ? seen : seen + hint };
}

/** Gives each status that came in to the letter it speaks of, and acknowledges it. */
async function takeStatuses(axis: NationalAxis, pending: readonly Sent[], known: Set<string>): Promise<void> {
  const fresh = (await axis.listReceived({ messageType: 'status' })).filter(({ docId }) => !known.has(docId));
  for (const row of fresh) {
    known.add(row.docId);
    const read = await readStatus(axis, row);
    const sent = pending.find(({ documentId }) => documentId !== undefined && documentId === read?.documentId);
    if (sent !== undefined && read !== undefined) {
      sent.statuses.push(read.statusCode);
      await axis.acknowledge(row.docId, 'done');
    }
  }
}

async function readStatus(
  axis: NationalAxis,
  row: ReceivedMessage,
): Promise<{ statusCode: string; documentId: string | undefined } | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of axis.fetch(row.docId, { maxBytes: 1024 * 1024 })) {
    chunks.push(Buffer.from(chunk));
  }
  try {
    const { message } = await parseEdxml(Buffer.concat(chunks));
    return message.kind === 'status'
      ? { statusCode: message.statusCode, documentId: message.responseTo.documentId }
      : undefined;
  } catch (error) {
    if (error instanceof EdxmlError) {
      return undefined;
    }
    throw error;
  }
}

async function look(axis: NationalAxis, pending: readonly Sent[], known: Set<string>): Promise<void> {
  for (const sent of pending) {
    const states = await Promise.all(sent.docIds.map((docId) => axis.sentState(docId)));
    sent.transport = states.flat().map(({ receiveState }) => receiveState);
  }
  // After the states: who reports before it acknowledges has said by now whatever it says, also a second time.
  await takeStatuses(axis, pending, known);
}

/**
 * Tries a receiving software through an axis: sends it the conformance set as an agency would and looks what it reports. Statuses
 * that belong to none of the letters are left where they lie.
 */
export async function* checkReceiver(target: ReceiverTarget): AsyncGenerator<CheckResult> {
  const { endpoint, transport, now, allowPlainHttp = false, sender } = target;
  const { systemId, secret } = sender;
  const axis = nationalClient({ endpoint, systemId, secret, transport, now, allowPlainHttp });
  const known = new Set((await axis.listReceived({ messageType: 'status' })).map(({ docId }) => docId));
  let pending: Sent[] = [];
  for (const item of CONFORMANCE) {
    if (target.only === undefined || target.only.some((word) => item.id.startsWith(word))) {
      pending.push(await sendCase(axis, target, item));
    }
  }
  const until = performance.now() + target.waitMs;
  while (pending.length > 0) {
    await look(
      axis,
      pending.filter(({ docIds }) => docIds.length > 0),
      known,
    );
    const isLast = performance.now() >= until;
    for (const sent of pending.filter((other) => isLast || isComplete(other))) {
      yield judge(sent);
      pending = pending.filter((other) => other !== sent);
    }
    if (pending.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, target.pollMs ?? 2000));
    }
  }
}
