import type { MailDraftView, MailSettingsView, WebmailBox, WebmailBoxes } from '@congvu/contracts';
import type { Actor, Driver } from './demo-driver.ts';
import { outsideMails } from './demo-mails.ts';
import { MAIL_DOMAIN } from './demo-records.ts';
import type { OfficeParts } from './office-parts.ts';

type Seat = Parameters<Driver>[1];

const CLERK: Seat = { agency: 'ubnd', unit: 'vphdnd', title: 'Văn thư', name: 'Lò Thị Mai Hương' };
const LEADER: Seat = { agency: 'ubnd', unit: 'lanh-dao', title: 'Phó Chủ tịch', name: 'Vũ Xuân Thịnh' };
// The mailbox is of the office the person belongs to.
const FOCAL: Seat = { agency: 'pvhtt', unit: 'chuyen-mon', title: 'Chuyên viên', name: 'Hoàng Minh Tuấn' };
const COMMUNE: Seat = { agency: 'binhlu', unit: 'vp-tk', title: 'Công chức Văn phòng - Thống kê' };

/** The district keeps its mail itself from the day of the letter on, at the addresses people have. */
async function hostMail(act: Driver): Promise<void> {
  const seat = { agency: 'ubnd', unit: 'vphdnd', title: 'Quản trị hệ thống', name: 'Lù Hồng Quân' };
  const administrator = await act('2021-03-19T11:30', seat);
  const { quotaMb, retainMonths, retainMonthsLeader, idleDays, quarantineDays } =
    await administrator.call<MailSettingsView>('GET', '/api/mail-settings');
  const body = {
    backend: 'embedded',
    domain: MAIL_DOMAIN,
    quotaMb,
    retainMonths,
    retainMonthsLeader,
    idleDays,
    quarantineDays,
  };
  await administrator.call('PUT', '/api/mail-settings', { body: { ...body, validFrom: '2021-03-19' } });
}

async function boxOf(actor: Actor, relation: WebmailBox['relation']): Promise<WebmailBox> {
  const { items } = await actor.call<WebmailBoxes>('GET', '/api/mail');
  const box = items.find((one) => one.relation === relation);
  if (box === undefined) {
    throw new Error(`a person of the demo has no mailbox (${relation})`);
  }
  return box;
}

interface Inside {
  to: WebmailBox;
  subject: string;
  paragraphs: readonly string[];
}

async function write(actor: Actor, from: WebmailBox, { to, subject, paragraphs }: Inside): Promise<void> {
  const params = { mailboxId: from.id };
  const { id } = await actor.call<{ id: string }>('POST', '/api/mail/:mailboxId/drafts', { params, body: { subject } });
  const at = { params: { ...params, id } };
  const draft = await actor.call<MailDraftView>('GET', '/api/mail/:mailboxId/drafts/:id', at);
  const html = paragraphs.map((text) => `<p>${text}</p>`).join('');
  const content = {
    ...draft.content,
    to: [{ name: to.name, address: to.address }],
    subject,
    html: html + draft.content.html,
  };
  const saved = await actor.call<{ version: number }>('PUT', '/api/mail/:mailboxId/drafts/:id', {
    ...at,
    body: { version: draft.version, content },
  });
  await actor.call('POST', '/api/mail/:mailboxId/drafts/:id/send', { ...at, body: { version: saved.version } });
}

/** The mail of the afternoon of the letter: what people write each other, what comes from outside, and two that pretend. */
export async function seedMail(act: Driver, parts: OfficeParts): Promise<void> {
  await hostMail(act);
  await parts.tendMail('2021-03-19T11:31');
  const [clerk, leader, focal, commune] = await Promise.all(
    [CLERK, LEADER, FOCAL, COMMUNE].map((seat) => act('2021-03-19T13:30', seat)),
  );
  if (clerk === undefined || leader === undefined || focal === undefined || commune === undefined) {
    return;
  }
  const boxes = {
    district: await boxOf(clerk, 'member'),
    clerk: await boxOf(clerk, 'own'),
    leader: await boxOf(leader, 'own'),
    focal: await boxOf(focal, 'own'),
    commune: await boxOf(commune, 'own'),
  };
  const address = ({ address: text }: WebmailBox): string => text;
  await write(focal, boxes.focal, {
    to: boxes.district,
    subject: 'Danh sách đầu mối rà soát tài khoản, hộp thư của các đơn vị',
    paragraphs: [
      'Kính gửi chị Hương,',
      'Phòng Văn hóa và Thông tin gửi danh sách đầu mối rà soát của 26 đơn vị để văn thư đưa vào nơi nhận của công văn. Đơn vị nào đổi đầu mối sẽ báo lại trước 16 giờ.',
    ],
  });
  await write(commune, boxes.commune, {
    to: boxes.focal,
    subject: 'Hỏi về Mẫu số 10 cho công chức mới tuyển dụng',
    paragraphs: [
      'Kính gửi anh Tuấn,',
      'Xã có một công chức mới tuyển dụng, chưa có số căn cước gắn chíp. Xin hỏi có lập Mẫu số 10 ngay được không hay chờ đợt sau.',
    ],
  });
  await parts.tendMail('2021-03-19T13:40');
  const addresses = {
    district: address(boxes.district),
    clerk: address(boxes.clerk),
    leader: address(boxes.leader),
    focal: address(boxes.focal),
    commune: address(boxes.commune),
  };
  for (const { at, mail } of outsideMails(addresses)) {
    await parts.receive(at, mail);
  }
}
