import type { DeskGroup } from '@congvu/contracts';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { centreLink, noticeLink } from '../links.ts';
import { findOfficeOf } from '../office.ts';
import { threatTables } from '../threats.tables.ts';

type Row = DeskGroup['rows'][number];

const TAB = { key: 'threats', label: 'An toàn thư' };
const SHOWN = 5;
const HOUR_MS = 3_600_000;

interface OwnNotice {
  id: string;
  title: string;
  by_name: string;
}

/** Warnings for everybody, until they are read or their day is over. */
async function noticeGroup(context: ActingContext): Promise<DeskGroup> {
  const rows = await rawQuery<OwnNotice>(
    context.db,
    `select notice.id, notice.title, notice.by_name
     from threat_notice_receipt receipt
     join threat_notice notice on notice.agency_id = receipt.agency_id and notice.id = receipt.notice_id
     where receipt.person_id = $1 and receipt.read_at is null and receipt.until >= $2::date
     order by notice.sent_at desc limit 50`,
    [context.subject.personId, vietnamDate(context.clock.now())],
  );
  return {
    key: 'threats.notices',
    title: 'Cảnh báo thư giả mạo',
    tab: TAB,
    count: rows.length,
    rows: rows.slice(0, SHOWN).map(
      (row): Row => ({
        id: row.id,
        channel: 'mail',
        channelLabel: 'Cảnh báo',
        sentence: [{ text: row.title, strong: true }],
        proof: `Gửi toàn thể cán bộ, công chức, viên chức; ${row.by_name} gửi`,
        chip: { tone: 'red', label: 'Giả mạo' },
        link: noticeLink(row.id),
        action: { label: 'Đọc', link: noticeLink(row.id) },
      }),
    ),
  };
}

async function clusterGroup(context: ActingContext): Promise<DeskGroup> {
  const rows = await threatTables(context.db)
    .selectFrom('threat_cluster')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('state', '=', 'waiting')
    .where('reporters', '>', 0)
    .orderBy('boxes', 'desc')
    .orderBy('id')
    .limit(200)
    .execute();
  return {
    key: 'threats.to_conclude',
    title: 'Thư bị báo giả mạo',
    tab: TAB,
    count: rows.length,
    rows: rows.slice(0, SHOWN).map(
      (row): Row => ({
        id: row.id,
        channel: 'mail',
        channelLabel: 'Thư',
        sentence: [
          { text: `${row.reporters} người`, strong: true },
          { text: ` báo thư “${row.subject.slice(0, 120)}” là giả mạo, có ở ` },
          { text: `${row.boxes} hộp thư`, strong: true },
          { text: '.' },
        ],
        proof: `Gửi từ ${row.from_address}`,
        link: centreLink(row.id),
        action: { label: 'Kết luận', link: centreLink(row.id) },
      }),
    ),
  };
}

async function incidentGroup(context: ActingContext): Promise<DeskGroup> {
  const now = context.clock.now();
  const rows = await threatTables(context.db)
    .selectFrom('threat_incident')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('state', '=', 'open')
    .orderBy('report_by')
    .limit(200)
    .execute();
  return {
    key: 'threats.incidents',
    title: 'Sự cố phải báo cáo trong 24 giờ',
    tab: TAB,
    count: rows.length,
    ...(rows.some((row) => row.report_by < now) && { overdue: true }),
    rows: rows.slice(0, SHOWN).map((row): Row => {
      const hours = Math.floor((row.report_by.getTime() - now.getTime()) / HOUR_MS);
      const link = `${centreLink()}?suco=${row.id}`;
      return {
        id: row.id,
        channel: 'mail',
        channelLabel: 'Sự cố',
        sentence: [
          { text: row.person_name, strong: true },
          { text: ` (${row.agency_name}) đã lỡ nhập mật khẩu vào trang giả mạo.` },
        ],
        proof: 'Phiên làm việc và mật khẩu ứng dụng đã kết thúc; chờ báo cáo',
        chip: hours < 0 ? { tone: 'red', label: 'Quá 24 giờ' } : { tone: 'amber', label: `Còn ${hours} giờ` },
        link,
        action: { label: 'Xử lý', link },
      };
    }),
  };
}

async function releaseGroup(context: ActingContext): Promise<DeskGroup> {
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from threat_release where agency_id = $1 and state = 'asked'`,
    [context.subject.agencyId],
  );
  const link = `${centreLink()}?muc=cach-ly`;
  const count = row?.n ?? 0;
  return {
    key: 'threats.to_release',
    title: 'Đề nghị mở lại thư cách ly',
    tab: TAB,
    count,
    rows:
      count === 0
        ? []
        : [
            {
              id: 'threats.to_release',
              channel: 'mail',
              channelLabel: 'Cách ly',
              sentence: [{ text: `${count} thư`, strong: true }, { text: ' đang cách ly được đề nghị mở lại.' }],
              proof: 'Xem lý do giữ và người gửi trước khi mở',
              link,
              action: { label: 'Xem', link },
            },
          ],
  };
}

async function isOfficer(context: ActingContext): Promise<boolean> {
  const { db, subject } = context;
  return hasRole(subject, 'focal', 'administrator') && (await findOfficeOf(db, subject.agencyId)) === subject.agencyId;
}

export async function threatsDesk(context: ActingContext): Promise<DeskGroup[]> {
  const groups = (await isOfficer(context))
    ? [incidentGroup(context), clusterGroup(context), releaseGroup(context), noticeGroup(context)]
    : [noticeGroup(context)];
  return (await Promise.all(groups)).filter((group) => group.count > 0);
}

/** Beside "Theo dõi": forged mail that waits for a conclusion. */
export async function countThreats(context: ActingContext): Promise<Record<string, number>> {
  if (!(await isOfficer(context))) {
    return {};
  }
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select ((select count(*) from threat_cluster where agency_id = $1 and state = 'waiting' and reporters > 0)
       + (select count(*) from threat_incident where agency_id = $1 and state = 'open')
       + (select count(*) from threat_release where agency_id = $1 and state = 'asked'))::int as n`,
    [context.subject.agencyId],
  );
  return { threats: row?.n ?? 0 };
}
