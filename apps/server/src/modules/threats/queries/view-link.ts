import type { LinkOpened, LinkQuery, LinkView } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { officialDomains } from '#modules/mail';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { drillOf } from '../drills/report-drill.ts';
import { type GuardLink, getMail, type MailFacts } from '../mail-facts.ts';
import { officeOf } from '../office.ts';
import { threatTables } from '../threats.tables.ts';

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw invalid('threats.link_not_in_mail', 'Địa chỉ này không phải là trang web nên không mở được.');
  }
  return url;
}

function linkOf(mail: MailFacts | undefined, url: URL): GuardLink | undefined {
  return mail?.links.find((link) => URL.canParse(link.url) && new URL(link.url).href === url.href);
}

async function stateOf(db: Db | Tx, officeId: string, messageId: string) {
  return threatTables(db)
    .selectFrom('threat_cluster_message as part')
    .innerJoin('threat_cluster as cluster', (on) =>
      on.onRef('cluster.agency_id', '=', 'part.agency_id').onRef('cluster.id', '=', 'part.cluster_id'),
    )
    .select(['cluster.state', 'cluster.conclusion'])
    .where('part.agency_id', '=', officeId)
    .where('part.message_id', '=', messageId)
    .executeTakeFirst();
}

interface Judged {
  url: URL;
  mail: MailFacts | undefined;
  link: GuardLink | undefined;
  host: string;
  isOwn: boolean;
  cluster: { state: string; conclusion: string } | undefined;
  isDrill: boolean;
}

async function judge(context: ActingContext, { emailId, url: text }: LinkQuery): Promise<Judged> {
  const { db, subject } = context;
  const url = readUrl(text);
  const mail = emailId === undefined ? undefined : await getMail(db, subject, emailId);
  const link = linkOf(mail, url);
  const host = (link?.realHost ?? '') === '' ? url.hostname : (link?.realHost ?? url.hostname);
  const own = await officialDomains(db);
  return {
    url,
    mail,
    link,
    host,
    isOwn: own.some((domain) => host === domain || host.endsWith(`.${domain}`)),
    cluster: mail === undefined ? undefined : await stateOf(db, await officeOf(db, subject.agencyId), mail.messageId),
    isDrill: mail !== undefined && (await drillOf(db, mail.messageId)) !== undefined,
  };
}

function toneOf({ mail, link, cluster, isOwn, isDrill }: Judged): LinkView['tone'] {
  if (cluster?.state === 'forged') {
    return 'stop';
  }
  if (isDrill || link?.suspicious === true || (mail !== undefined && mail.verdict !== 'ordinary')) {
    return 'warn';
  }
  return isOwn ? 'plain' : 'warn';
}

function reasonsOf({ link, mail, cluster, isOwn }: Judged): string[] {
  const shown = link?.shown.trim() ?? '';
  const reasons = [
    ...(cluster?.state === 'forged' ? [`Thư này đã được kết luận là giả mạo: ${cluster.conclusion}`] : []),
    ...(link?.why === undefined ? [] : [link.why]),
    ...(shown !== '' && link !== undefined && !shown.includes(link.realHost) && /\./.test(shown)
      ? [`Chữ hiển thị là "${shown.slice(0, 100)}", không phải nơi sẽ mở.`]
      : []),
    ...(mail?.verdict === 'ordinary' ? [] : (mail?.reasons ?? []).map((reason) => reason.text)),
    ...(isOwn ? [] : ['Trang này không thuộc các tên miền công vụ của hệ thống.']),
  ];
  return [...new Set(reasons)].slice(0, 4);
}

/** What the page says before anything is opened: the host that would really open, and why it looks odd. */
export async function viewLink(context: ActingContext, query: LinkQuery): Promise<LinkView> {
  const judged = await judge(context, query);
  const tone = toneOf(judged);
  const { url, mail, link, host } = judged;
  const sentences = {
    stop: `Không mở được: liên kết này nằm trong thư giả mạo và dẫn đến ${host}.`,
    warn: `Liên kết này sẽ mở trang ${host}. Chỉ mở khi biết chắc người gửi và mục đích.`,
    plain: `Liên kết này mở trang ${host} của cơ quan nhà nước trong hệ thống.`,
  };
  return {
    url: url.href,
    host,
    shown: link?.shown ?? '',
    tone,
    sentence: sentences[tone],
    reasons: reasonsOf(judged),
    mayGoOn: tone !== 'stop',
    mailboxId: mail?.mailboxId ?? null,
    sender: mail === undefined ? '' : `${mail.fromName} <${mail.fromAddress}>`.trim(),
    subject: mail?.subject ?? '',
    reported: judged.cluster !== undefined,
  };
}

/**
 * The person goes on all the same: kept, so that it is known whom to help when the mail turns out to be forged. Confidential to the
 * officer and the head of the unit. @throws AppError 409 `threats.link_stopped`
 */
export async function openLink(context: ActingContext, query: LinkQuery): Promise<z.infer<typeof LinkOpened>> {
  const { subject, clock } = context;
  const judged = await judge(context, query);
  if (toneOf(judged) === 'stop') {
    throw conflict(
      'threats.link_stopped',
      'Liên kết nằm trong thư đã được kết luận là giả mạo nên không mở từ đây. Cần kiểm chứng thì liên hệ cán bộ phụ trách an toàn thư.',
    );
  }
  const { mail, url, host } = judged;
  if (mail !== undefined) {
    const officeId = await officeOf(context.db, subject.agencyId);
    await command(context, async (tx) => {
      await rawQuery(
        tx,
        `insert into threat_link_open (agency_id, id, message_id, mailbox_id, person_id, person_agency_id, host, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (agency_id, message_id, person_id, host) do nothing`,
        [
          officeId,
          newId(clock.now().getTime()),
          mail.messageId,
          mail.mailboxId,
          subject.personId,
          subject.agencyId,
          host.slice(0, 255),
          clock.now(),
        ],
      );
      await record(tx, context, {
        action: 'threats.link_opened',
        agencyId: subject.agencyId,
        objectKind: 'mail_message',
        objectId: mail.messageId,
        detail: { host },
      });
      return { href: url.href };
    });
  }
  return { href: url.href };
}
