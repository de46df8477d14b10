import { Drawer } from 'antd';

const KEYS: readonly (readonly [keys: string[], text: string])[] = [
  [['Ctrl', 'K'], 'tìm và đi tới (hoặc phím / khi không gõ chữ)'],
  [['F4'], 'lập mới: vào sổ, soạn văn bản, lập đề nghị'],
  [['F2'], 'sửa tiếp trong ô của bảng'],
  [['Alt', '1…9'], 'mở mục ở thanh bên theo thứ tự'],
  [['↑', '↓'], 'chuyển văn bản trong danh sách (hoặc J, K khi không gõ chữ)'],
  [['Enter'], 'mở văn bản đang chọn; trong biểu mẫu: sang ô sau'],
  [['Shift', 'Enter'], 'về ô trước'],
  [['Ctrl', 'S'], 'lưu'],
  [['Ctrl', 'Enter'], 'lưu và chuyển, gửi'],
  [['Alt', '↓'], 'mở lịch ở ô ngày'],
  [['Esc'], 'đóng, quay lại'],
  [['?'], 'bảng phím tắt này'],
];

const TOPICS: readonly (readonly [prefix: string, title: string, lines: string[]])[] = [
  [
    '/van-ban-den/vao-so',
    'Vào sổ văn bản giấy',
    [
      'Tải bản quét hoặc PDF, điền các ô rồi bấm Lưu (Ctrl S) để cấp số đến; Lưu và chuyển (Ctrl Enter) cấp số rồi trình lãnh đạo trong cùng một bước.',
      'Bật “Thêm liên tiếp” để giữ nơi ban hành, loại và ngày cho văn bản sau.',
      'Ngày gõ nhanh: 120321 hoặc 12/3/21 là 12/3/2021; +5 là sau 5 ngày làm việc.',
    ],
  ],
  [
    '/van-ban-den',
    'Văn bản đến',
    [
      'Bên trái là danh sách, giữa là trang văn bản, bên phải là kết luận chữ ký, việc cần làm, thông tin và luân chuyển.',
      'Kết luận chữ ký nói văn bản có nguyên vẹn từ lúc ký không, ai ký và lúc nào. Chưa tra được chứng thư thì ghi “Chưa đủ căn cứ”.',
      'Văn thư bấm “Chọn nhiều” để vào sổ hoặc trình lãnh đạo nhiều văn bản một lần.',
    ],
  ],
  [
    '/van-ban-di',
    'Văn bản đi',
    [
      'Dự thảo qua các bước: trưởng đơn vị duyệt, kiểm tra thể thức, lãnh đạo ký, văn thư cấp số và đóng dấu, phát hành.',
      'Chỉ phát hành được khi cả chữ ký người có thẩm quyền và chữ ký của cơ quan đều hợp lệ.',
    ],
  ],
  [
    '/de-nghi',
    'Đề nghị',
    [
      'Chọn việc cần đề nghị (F4); phần đã có trong hồ sơ được điền sẵn, nội dung tự lưu khi dừng gõ.',
      'Tờ in bên cạnh điền theo từng phím. Mục chưa đúng nêu sai gì, theo quy định nào và cách sửa; có nút sửa thì bấm là xong.',
      'Danh sách nhập như bảng tính: dán từ Excel (Ctrl V) kể cả hàng tiêu đề, hoặc nhập tệp rồi xem trước.',
      'Chưa có chứng thư số thì xác nhận bằng mật khẩu; lãnh đạo duyệt nhiều đề nghị bằng một lần nhập.',
    ],
  ],
  [
    '/thu/soan',
    'Soạn thư',
    [
      'Gõ tên không dấu để tìm nơi nhận; dán được nhiều địa chỉ một lần. Địa chỉ công vụ đứng trước, thư miễn phí có cảnh báo.',
      'Chữ tự lưu khi dừng gõ và còn nguyên khi mở lại trên máy khác. Gửi bằng Ctrl Enter; trong 10 giây bấm Hoàn tác để lấy lại.',
      'Tệp lớn hơn giới hạn gửi bằng liên kết tải về có hạn; điều này được nói trước khi gửi.',
    ],
  ],
  [
    '/thu',
    'Thư',
    [
      'Khi không gõ chữ: J, K chuyển thư; R trả lời, A trả lời tất cả, F chuyển tiếp, C hoặc F4 soạn thư, Delete xóa.',
      'Cảnh báo nằm trong khung của hệ thống, không bao giờ trong nội dung thư. Nghi ngờ thì bấm Báo thư giả mạo; lỡ nhập mật khẩu thì báo ngay, không ai bị phê bình vì đã báo.',
      'Hộp thư dùng chung: mọi việc làm đều ghi tên; bấm Nhận việc để người khác biết ai đang xử lý.',
    ],
  ],
  ['/cong-viec', 'Công việc', ['Việc của tôi, việc tôi giao và việc của đơn vị; hạn tính theo ngày làm việc.']],
  ['/', 'Bàn làm việc', ['Những việc đang chờ, quá hạn trước. Mỗi dòng một câu và một nút làm được ngay tại chỗ.']],
];

/** Help of the screen and all keys (`?`). */
export function HelpDrawer({ open, pathname, onClose }: { open: boolean; pathname: string; onClose: () => void }) {
  const topic = TOPICS.find(([prefix]) => (prefix === '/' ? pathname === '/' : pathname.startsWith(prefix)));
  return (
    <Drawer open={open} onClose={onClose} title="Trợ giúp" placement="right" size={400} destroyOnHidden>
      {topic !== undefined && (
        <div className="help-text">
          <h2>{topic[1]}</h2>
          {topic[2].map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      <h2 style={{ marginBottom: 12 }}>Phím tắt</h2>
      <dl className="shortcut-list">
        {KEYS.map(([keys, text]) => (
          <ShortcutRow key={text} keys={keys} text={text} />
        ))}
      </dl>
    </Drawer>
  );
}

function ShortcutRow({ keys, text }: { keys: string[]; text: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </>
  );
}
