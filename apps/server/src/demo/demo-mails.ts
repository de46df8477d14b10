import type { Letter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import type { MailNames } from '#modules/mailflow';

/** A mail as somebody outside of the office sent it. */
export interface OutsideMail {
  from: string;
  to: readonly string[];
  ip: string;
  raw: string;
}

/** Whoever writes from outside: nobody has these names (RFC 2606 §3), and these addresses are for documents (RFC 5737). */
const SENDERS: Readonly<Record<string, { ip: string; dmarc: boolean }>> = {
  'htx-che-tamduong.example': { ip: '192.0.2.14', dmarc: true },
  'bantin-nongthon.example': { ip: '192.0.2.71', dmarc: true },
  'laichau.gov.vn.cap-nhat-hom-thu.example': { ip: '203.0.113.9', dmarc: false },
  'vanphong-dientu.example': { ip: '203.0.113.40', dmarc: false },
};

function noSuchName(name: string): Error {
  return Object.assign(new Error(`no record of ${name}`), { code: 'ENOTFOUND' });
}

/** The name service of the story: nothing is asked of the real one while the demo is set up. */
export const outsideNames: MailNames = async (name, type) => {
  const domain = name.toLowerCase().replace(/^_dmarc\./, '');
  const sender = SENDERS[domain];
  if (type !== 'TXT' || sender === undefined) {
    throw noSuchName(name);
  }
  if (domain === name.toLowerCase()) {
    return [[`v=spf1 ip4:${sender.ip} -all`]];
  }
  if (!sender.dmarc) {
    throw noSuchName(name);
  }
  return [['v=DMARC1; p=quarantine']];
};

interface Written {
  name: string;
  from: string;
  toName: string;
  to: readonly string[];
  subject: string;
  /** RFC 5322, with the offset. */
  date: string;
  html: string;
  file?: { name: string; bytes: Uint8Array };
}

/** On paper, signed by hand and scanned: what a cooperative has. */
const PROPOSAL: Letter = {
  type: 'official_letter',
  governingBody: ['LIÊN MINH HỢP TÁC XÃ TỈNH LAI CHÂU'],
  issuingAgency: ['HỢP TÁC XÃ CHÈ TAM ĐƯỜNG'],
  number: 5,
  symbol: 'HTX',
  placeOfIssue: 'Tam Đường',
  issuedOn: '2021-03-18',
  abstract: 'hỗ trợ mua máy vò chè vụ xuân 2021',
  addressees: ['UBND huyện Tam Đường'],
  body: [
    {
      kind: 'paragraph',
      text: 'Hợp tác xã Chè Tam Đường đề nghị UBND huyện xem xét hỗ trợ mua 02 máy vò chè phục vụ vụ xuân năm 2021, trả lời trước ngày 31/3/2021.',
    },
  ],
  recipients: ['Như trên', 'Lưu: VT'],
  signatory: { lines: ['GIÁM ĐỐC'], name: 'Tẩn A Sài' },
};

function base64(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
}

const BOUNDARY = 'cv-demo-1903';

function word(text: string): string {
  return `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function mime({ name, from, toName, to, subject, date, html, file }: Written): OutsideMail {
  const domain = from.slice(from.indexOf('@') + 1);
  const text = ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '', base64(html), ''];
  const parts =
    file === undefined
      ? text
      : [
          `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
          '',
          `--${BOUNDARY}`,
          ...text,
          `--${BOUNDARY}`,
          `Content-Type: application/pdf; name="${file.name}"`,
          'Content-Transfer-Encoding: base64',
          `Content-Disposition: attachment; filename="${file.name}"`,
          '',
          base64(file.bytes),
          `--${BOUNDARY}--`,
          '',
        ];
  const lines = [
    `Date: ${date}`,
    `From: ${word(name)} <${from}>`,
    `To: ${word(toName)} <${to[0]}>`,
    `Subject: ${word(subject)}`,
    `Message-ID: <${Buffer.from(`${from}${date}`).toString('hex').slice(0, 32)}@${domain}>`,
    'MIME-Version: 1.0',
    ...parts,
  ];
  return { from, to, ip: SENDERS[domain]?.ip ?? '', raw: lines.join('\r\n') };
}

/** The addresses of those the story writes to. */
export interface DemoBoxes {
  district: string;
  clerk: string;
  focal: string;
  leader: string;
  commune: string;
}

/** What came from outside on 18 and 19/3/2021: two ordinary ones, one that pretends to be the province, one that pretends to be the leader. */
export function outsideMails(boxes: DemoBoxes): { at: string; mail: OutsideMail }[] {
  const { district, clerk, focal, leader, commune } = boxes;
  return [
    {
      at: '2021-03-19T13:05',
      mail: mime({
        name: 'Hợp tác xã Chè Tam Đường',
        from: 'lienhe@htx-che-tamduong.example',
        toName: 'UBND huyện Tam Đường',
        to: [district],
        subject: 'Gửi công văn số 05/HTX đề nghị hỗ trợ mua máy vò chè',
        date: 'Fri, 19 Mar 2021 13:04:40 +0700',
        html: `<p>Kính gửi Văn phòng UBND huyện,</p><p>Hợp tác xã gửi kèm công văn số 05/HTX ngày 18/3/2021, bản giấy gửi sau. Xin hỏi sáng thứ Ba
          tuần tới có thể đến làm việc được không.</p><p>Trân trọng cảm ơn.<br>Ban quản trị hợp tác xã</p>`,
        file: { name: 'Cong-van-05-HTX.pdf', bytes: renderPdf(PROPOSAL).pdf },
      }),
    },
    {
      at: '2021-03-19T13:20',
      mail: mime({
        name: 'Bản tin Nông thôn',
        from: 'bantin@bantin-nongthon.example',
        toName: 'UBND huyện Tam Đường',
        to: [district],
        subject: 'Bản tin tuần 11: giá chè búp tươi, lịch phun phòng sâu vụ xuân',
        date: 'Fri, 19 Mar 2021 13:19:02 +0700',
        html: `<h2>Bản tin tuần 11</h2><p><img src="https://bantin-nongthon.example/anh/che.jpg" alt="Đồi chè" width="480" height="220"></p>
          <p>Giá chè búp tươi tại vườn tăng nhẹ so với tuần trước. Lịch phun phòng bọ xít muỗi vụ xuân ở trang 2.</p>
          <p><a href="https://bantin-nongthon.example/so-11">Đọc cả bản tin</a></p>`,
      }),
    },
    {
      at: '2021-03-19T13:52',
      mail: mime({
        name: 'Quản trị thư điện tử tỉnh Lai Châu',
        from: 'quantri@laichau.gov.vn.cap-nhat-hom-thu.example',
        toName: 'Cán bộ, công chức',
        to: [clerk, focal, commune, leader],
        subject: 'KHẨN: Hộp thư công vụ của đồng chí sẽ bị khóa lúc 17h00 hôm nay',
        date: 'Fri, 19 Mar 2021 13:51:33 +0700',
        html: `<p>Kính gửi đồng chí,</p><p>Thực hiện công văn về rà soát hộp thư công vụ, hệ thống thư điện tử tỉnh Lai Châu đang nâng cấp. Hộp thư của
          đồng chí đã <b>vượt quá dung lượng</b> và sẽ bị khóa lúc 17h00 ngày 19/3/2021.</p><p>Đề nghị đồng chí đăng nhập và xác minh mật khẩu ngay tại:
          <a href="http://laichau.gov.vn.cap-nhat-hom-thu.example/dang-nhap">https://mail.laichau.gov.vn/dang-nhap</a></p>
          <p>Quá thời hạn trên toàn bộ thư sẽ bị xóa.</p><p>Ban quản trị thư điện tử tỉnh Lai Châu</p>`,
      }),
    },
    {
      at: '2021-03-19T14:35',
      mail: mime({
        name: 'Vũ Xuân Thịnh',
        from: 'pct.thinhvx@vanphong-dientu.example',
        toName: 'Hoàng Minh Tuấn',
        to: [focal],
        subject: 'Nhờ xử lý giúp',
        date: 'Fri, 19 Mar 2021 14:34:12 +0700',
        html: `<p>Tôi đang họp trên tỉnh, không nghe máy được. Đồng chí gửi ngay cho tôi danh sách tài khoản và số điện thoại của cán bộ các xã qua địa chỉ thư này.</p>
          <p>Thịnh</p>`,
      }),
    },
  ];
}
