import { codeKey } from '#modules/addressbook';
import { findAgencyByCode } from '#modules/org';
import type { Context } from '../../../platform/context.ts';
import type { OpenedAxis } from '../axis/open-axis.ts';
import type { ArrivedMessage } from '../carrier.ts';
import type { ConnectionRow, PickupRow } from '../carriers.tables.ts';
import { readEnvelope } from '../read-envelope.ts';
import { type Bodies, resolveBodies } from '../ways/resolve-bodies.ts';
import { listServedAgencies } from '../ways/served-agencies.ts';

/** A message whose bytes are here, and for whom of ours it is. */
export interface Addressed {
  row: PickupRow;
  messages: ArrivedMessage[];
  /** For nobody of ours: why. */
  stranger: string | undefined;
}

/** An axis writes one code, or several in one text. */
function codesOf(text: string): string[] {
  return text
    .replace(/[[\]"']/g, '')
    .split(/[,;]/)
    .map((code) => code.trim())
    .filter((code) => code !== '' && code.toLowerCase() !== 'null');
}

/** Whom the envelope names; undefined when it cannot be read: somebody of ours has to look at it. */
async function codesInside(context: Context, row: PickupRow): Promise<string[] | undefined> {
  const message = await readEnvelope(context, { sha256: row.sha256 ?? '', content: row.content });
  if (message === undefined) {
    return undefined;
  }
  // A status is for the sender of the document it speaks of.
  return message.kind === 'document'
    ? message.to.map(({ agencyCode }) => agencyCode)
    : codesOf(message.responseTo.agencyCode ?? '');
}

interface Receiver {
  agencyId: string;
  code: string;
}

function receiversAmong(bodies: Bodies, served: ReadonlySet<string>, codes: readonly string[]): Receiver[] {
  const found = new Map<string, Receiver>();
  for (const code of codes) {
    const agencyId = bodies.find(code).hosted?.agencyId;
    // Two codes of one body are one delivery (spec interchange §1).
    if (agencyId !== undefined && served.has(agencyId) && !found.has(agencyId)) {
      found.set(agencyId, { agencyId, code });
    }
  }
  return [...found.values()];
}

function messageFor(row: PickupRow, connection: ConnectionRow, receiver: Receiver, senderAgencyId: string | null) {
  return {
    agencyId: receiver.agencyId,
    // Only the two kinds that are axes are polled.
    carrier: connection.kind,
    connectionId: connection.id,
    messageId: row.doc_id,
    kind: row.kind,
    senderAgencyId,
    senderCode: row.from_code,
    receiverCode: receiver.code,
    sha256: row.sha256 ?? '',
    size: row.size ?? 0,
    content: row.content,
    priority: 0,
  } satisfies ArrivedMessage;
}

function strangerText(codes: readonly string[]): string {
  return codes.length === 0
    ? 'Trục không cho biết gói tin gửi cho ai, phong bì cũng không ghi nơi nhận. Đã báo trục là không nhận.'
    : `Gói tin gửi cho ${codes.slice(0, 5).join(', ')}, không phải cơ quan nào dùng kết nối này. Đã báo trục là không nhận; nếu đúng là mã của cơ quan mình thì thêm mã hoặc thêm cơ quan vào kết nối rồi bấm Lấy lại.`;
}

async function findSenders(context: Context, rows: readonly PickupRow[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const code of new Set(rows.map(({ from_code }) => from_code))) {
    const agency = await findAgencyByCode(context.db, code);
    if (agency !== undefined) {
      found.set(codeKey(code), agency.id);
    }
  }
  return found;
}

interface Round {
  context: Context;
  connection: ConnectionRow;
  opened: OpenedAxis;
  served: ReadonlySet<string>;
  /** Of the codes the list names. */
  listed: Bodies;
}

async function receiversOf(round: Round, row: PickupRow): Promise<{ receivers: Receiver[]; codes: string[] }> {
  const { context, connection, opened, served, listed } = round;
  const named = codesOf(row.to_code);
  const receivers = receiversAmong(listed, served, named);
  if (receivers.length > 0 && opened.settings.receiversFrom === 'list') {
    return { receivers, codes: named };
  }
  const inside = await codesInside(context, row);
  if (inside === undefined) {
    // Nobody can say whom it is for: whoever runs the connection sees it, with its bytes and the reason.
    const keeper = { agencyId: connection.agency_id, code: named[0] ?? '' };
    return { receivers: receivers.length > 0 ? receivers : [keeper], codes: named };
  }
  const codes = [...new Set([...named, ...inside])];
  return { receivers: receiversAmong(await resolveBodies(context.db, codes), served, codes), codes };
}

/**
 * For whom the messages are: our agencies that use the connection, under any code of either scheme, closed ones by their successor;
 * one delivery each, one set of bytes. Whom the axis names counts; the envelope is asked when it names nobody of ours, or when
 * the connection says so.
 */
export async function addressPickups(
  context: Context,
  connection: ConnectionRow,
  opened: OpenedAxis,
  rows: readonly PickupRow[],
): Promise<Addressed[]> {
  const served = (await listServedAgencies(context.db, [connection])).get(connection.id) ?? [];
  const named = rows.flatMap((row) => codesOf(row.to_code));
  const listed = await resolveBodies(context.db, named);
  const round: Round = { context, connection, opened, served: new Set(served.map(({ id }) => id)), listed };
  const senders = await findSenders(context, rows);
  const addressed: Addressed[] = [];
  for (const row of rows) {
    const { receivers, codes } = await receiversOf(round, row);
    const sender = senders.get(codeKey(row.from_code)) ?? null;
    addressed.push({
      row,
      messages: receivers.map((receiver) => messageFor(row, connection, receiver, sender)),
      stranger: receivers.length === 0 ? strangerText(codes) : undefined,
    });
  }
  return addressed;
}
