import { formatDate } from '../../shared/text/dates.ts';

interface Notice {
  issuer: readonly [above: string, below: string];
  place: string;
  title: string;
  lines: readonly string[];
  foot: string;
}

const EVERYDAY: Notice = {
  issuer: ['HỆ THỐNG', 'VĂN PHÒNG ĐIỆN TỬ'],
  place: '',
  title: 'Về việc giữ an toàn tài khoản công vụ',
  lines: [
    'Thời gian gần đây có thư giả danh cơ quan nhà nước đề nghị xác minh tài khoản, dọa khóa hộp thư để lấy mật khẩu. Đề nghị cán bộ, công chức, viên chức lưu ý:',
    '1. Chỉ nhập mật khẩu tại địa chỉ ghi bên cạnh; không mở liên kết đăng nhập gửi qua thư, tin nhắn.',
    '2. Không cho mượn, không dùng chung tài khoản; rời máy thì đăng xuất.',
    '3. Bật xác thực hai lớp tại mục Bảo mật của tôi và cất mã khôi phục nơi an toàn.',
    '4. Nghi ngờ lộ mật khẩu thì đổi ngay, kết thúc các phiên lạ và báo quản trị của cơ quan./.',
  ],
  foot: 'Người dùng hệ thống',
};

function demoNotice(agencyName: string): Notice {
  return {
    issuer: [agencyName.toUpperCase(), 'BẢN CHẠY THỬ'],
    place: '',
    title: 'Về việc dùng bản chạy thử của Công Vụ',
    lines: [
      `Bản này mở sẵn một văn phòng để làm quen: ${agencyName} cùng các phòng, ban và các xã, thị trấn vào tháng 3 năm 2021. Đề nghị người dùng thử lưu ý:`,
      '1. Người, chữ ký, con dấu đều là minh họa và không có giá trị pháp lý; trên trang và trong tệp đều ghi rõ.',
      '2. Mọi người dùng chung một mật khẩu. Bấm “Ai đăng nhập được bằng tên nào” để chọn vai: văn thư, lãnh đạo, trưởng đơn vị, chuyên viên, quản trị.',
      '3. Có thể soạn, duyệt, ký, cấp số, phát hành, vào sổ, bút phê, giao việc và trả lời như thật; mở hai cửa sổ để thấy hai cơ quan làm việc với nhau.',
      '4. Không nhập văn bản thật, không dùng mật khẩu đang dùng ở nơi khác./.',
    ],
    foot: 'Người dùng thử',
  };
}

/** The paper that lies on the desk of the sign-in page. */
export function NoticeSheet({ demoAgency, today }: { demoAgency: string | undefined; today: string | undefined }) {
  const notice = demoAgency === undefined ? EVERYDAY : demoNotice(demoAgency);
  const [, month = '', day = ''] = (today ?? '').split('-');
  return (
    <section className="entry-desk" aria-hidden>
      <div className="entry-loose" />
      <div className="entry-loose" />
      <article className="entry-sheet">
        <header>
          <div>
            <p>{notice.issuer[0]}</p>
            <p>
              <b>{notice.issuer[1]}</b>
            </p>
            <hr />
            <p className="entry-no">Số: 01/TB-CV</p>
          </div>
          <div>
            <p>
              <b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>
            </p>
            <p>
              <b>Độc lập - Tự do - Hạnh phúc</b>
            </p>
            <hr />
            {today !== undefined && (
              <p className="entry-place" title={formatDate(today)}>
                ngày {day} tháng {Number(month) > 2 ? Number(month) : month} năm {today.slice(0, 4)}
              </p>
            )}
          </div>
        </header>
        <h2>
          THÔNG BÁO
          <br />
          {notice.title}
        </h2>
        <hr />
        <div className="entry-text">
          {notice.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
        <footer>
          <div>
            <b>
              <i>Nơi nhận:</i>
            </b>
            <br />- {notice.foot};<br />- Lưu: VT.
          </div>
          <div>
            <svg
              className="entry-seal"
              viewBox="0 0 32 32"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.6"
              strokeLinecap="round"
              strokeLinejoin="round"
              aria-hidden="true"
            >
              <rect x="2" y="2" width="28" height="28" rx="3.5" />
              <rect x="4.9" y="4.9" width="22.2" height="22.2" rx="1.4" strokeWidth=".7" />
              <path d="M15.1 12.7a3.9 3.9 0 1 0 0 6.6M17.2 11.6l3.4 8.8 3.4-8.8" />
            </svg>
          </div>
        </footer>
      </article>
    </section>
  );
}
