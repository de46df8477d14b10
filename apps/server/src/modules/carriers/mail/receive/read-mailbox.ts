import { MailSecret, MailSettings } from '@congvu/contracts';
import type { Context } from '../../../../platform/context.ts';
import type { CarrierPorts } from '../../carrier.ts';
import type { ConnectionRow } from '../../carriers.tables.ts';
import { openSecret } from '../../secrets.ts';
import { listServedAgencies } from '../../ways/served-agencies.ts';
import { imapPlace, userOf } from '../mail-place.ts';
import { receiverTag } from '../send/compose-mail.ts';
import { readBounce } from './bounce.ts';
import { inMailbox, type Mailbox, type MailHead } from './imap-line.ts';
import { judgeMail } from './judge-mail.ts';
import type { Delivery } from './judge-package.ts';
import { lastUid, listWaiting, saveItem, saveLastUid, type Verdict } from './mail-item.store.ts';
import { openEml } from './open-eml.ts';
import type { MailResolver } from './verify-sender.ts';

const MEGABYTE = 1024 * 1024;
const REPORT_BYTES = MEGABYTE;
const DAY_MS = 86_400_000;
/** A mailbox that was never read: older mail is the past. */
const FIRST_DAYS = 7;
/** The name service is asked again after these minutes, then hourly for a day. */
const AGAIN_MINUTES = [5, 15, 60];
const MOST_LOOKS = 26;

export interface Reading {
  context: Context;
  connection: ConnectionRow;
  ports: CarrierPorts;
  resolver: MailResolver;
}

interface Round extends Reading {
  settings: MailSettings;
  mailbox: Mailbox;
  delivery: Delivery;
  received: number;
}

const GIVEN_UP: Verdict = {
  kind: 'message',
  state: 'left',
  code: 'carriers.mail_dns',
  reason:
    'Không hỏi được tên miền gửi (DNS) trong một ngày nên không kiểm tra được nơi gửi. Kiểm tra DNS của máy chủ, gọi điện xác minh rồi nhập gói tin từ tệp.',
  nextAt: null,
};

function lookLater({ context }: Round, attempts: number): Verdict {
  if (attempts >= MOST_LOOKS) {
    return GIVEN_UP;
  }
  const minutes = AGAIN_MINUTES[attempts] ?? 60;
  return {
    kind: 'message',
    state: 'waiting',
    code: 'carriers.mail_dns',
    reason: 'Chưa hỏi được tên miền gửi (DNS) để kiểm tra nơi gửi. Hệ thống tự kiểm tra lại.',
    nextAt: new Date(context.clock.now().getTime() + minutes * 60_000),
  };
}

function left(code: string, reason: string): Verdict {
  return { kind: 'message', state: 'left', code, reason, nextAt: null };
}

async function judge(round: Round, head: MailHead, attempts: number): Promise<Verdict> {
  const { context, settings, mailbox, ports } = round;
  if (head.size > settings.maxMailMb * MEGABYTE) {
    return left(
      'carriers.mail_too_large',
      `Thư dài hơn mức ${settings.maxMailMb} MB của kết nối nên không tải về. Nâng mức, hoặc tải tệp .edxml từ hộp thư rồi nhập từ tệp.`,
    );
  }
  const raw = await mailbox.source(head.uid);
  const opened = raw === undefined ? undefined : await openEml(raw);
  if (raw === undefined || opened === undefined) {
    return left(
      'carriers.mail_unreadable',
      'Thư không đọc được. Mở thư trong hộp thư để xem, đề nghị nơi gửi gửi lại.',
    );
  }
  const judged = await judgeMail(
    context,
    { raw, opened },
    { resolver: round.resolver, delivery: round.delivery, match: settings.senderMatch },
  );
  if (judged.verdict === 'later') {
    return lookLater(round, attempts);
  }
  if (judged.verdict === 'left') {
    return left(judged.code, judged.reason);
  }
  await ports.arrived(context, judged.messages);
  round.received += judged.messages.length;
  return { kind: 'message', state: 'taken', code: '', reason: '', nextAt: null };
}

const BOUNCED = 'carriers.mail_bounced';

async function judgeReport(round: Round, head: MailHead): Promise<Verdict | undefined> {
  const { context, connection, mailbox, ports, settings } = round;
  const raw = head.size > REPORT_BYTES ? undefined : await mailbox.source(head.uid);
  const bounce = raw === undefined ? undefined : readBounce(raw);
  if (bounce === undefined) {
    return undefined;
  }
  const { messageId, receiverTag: tag } = bounce;
  const reason = `Thư gửi từ ${settings.address} đến ${bounce.recipient || 'nơi nhận'} không đến được: ${bounce.said || 'máy chủ thư của nơi nhận từ chối'}. Kiểm tra địa chỉ trong sổ địa chỉ, gửi lại hoặc gửi bản giấy.`;
  await ports.returned(context, {
    connectionId: connection.id,
    messageId,
    isFor: (receiverCode) => receiverTag(receiverCode) === tag,
    code: BOUNCED,
    reason,
  });
  return { kind: 'bounce', state: 'left', code: BOUNCED, reason, nextAt: null };
}

async function look(round: Round, head: MailHead, attempts: number): Promise<void> {
  const { context, connection, mailbox } = round;
  const verdict = head.hasPackage
    ? await judge(round, head, attempts)
    : head.isReport
      ? await judgeReport(round, head)
      : undefined;
  if (verdict === undefined) {
    return;
  }
  await saveItem(context, connection, mailbox.uidValidity, head, verdict);
  if (verdict.state === 'taken') {
    await mailbox.markSeen(head.uid);
  }
}

async function firstUid({ mailbox, context }: Round, known: number): Promise<number> {
  if (known > 0) {
    return known + 1;
  }
  const since = new Date(context.clock.now().getTime() - FIRST_DAYS * DAY_MS);
  return (await mailbox.firstSince(since)) ?? mailbox.uidNext;
}

async function lookAgain(round: Round): Promise<void> {
  const { context, connection, mailbox } = round;
  for (const item of await listWaiting(context, connection.id, mailbox.uidValidity)) {
    const [head] = await mailbox.headsFrom(item.uid);
    if (head?.uid === item.uid) {
      await look(round, head, item.attempts);
    } else {
      const mail = { uid: item.uid, from: item.from_address, subject: item.subject, sentAt: item.sent_at };
      await saveItem(context, connection, mailbox.uidValidity, mail, GIVEN_UP);
    }
  }
}

async function readOn(round: Round): Promise<void> {
  const { context, connection, mailbox } = round;
  const start = await firstUid(round, await lastUid(context.db, connection.id, mailbox.uidValidity));
  for (const head of await mailbox.headsFrom(start)) {
    await look(round, head, 0);
    await saveLastUid(context.db, connection.id, mailbox.uidValidity, head.uid);
  }
}

/**
 * Reads what is new in the mailbox. A mail with a package is taken when its sender is proven, otherwise it stays where it is and a
 * clerk sees why; other mail is passed by. What is repeated after a crash is recognised above. Answers how many messages came.
 */
export async function readMailbox(reading: Reading): Promise<number> {
  const { context, connection } = reading;
  const settings = MailSettings.parse(connection.settings);
  const { password } = MailSecret.parse(openSecret(context.config, connection));
  const served = (await listServedAgencies(context.db, [connection])).get(connection.id) ?? [];
  const delivery: Delivery = { connectionId: connection.id, served: new Set(served.map(({ id }) => id)) };
  const place = await imapPlace(context.config, settings);
  const login = { user: userOf(settings), pass: password, folder: settings.folder, maxMailMb: settings.maxMailMb };
  return inMailbox(place, login, async (mailbox) => {
    const round: Round = { ...reading, settings, mailbox, delivery, received: 0 };
    await lookAgain(round);
    await readOn(round);
    return round.received;
  });
}
