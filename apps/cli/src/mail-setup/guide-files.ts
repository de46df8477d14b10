import type { SetupFile, SetupPlan, SetupSecrets } from './setup-plan.ts';

function filterSettings({ hostname, ports }: SetupPlan): string {
  return `# Bộ lọc: Postfix giao mọi thư cho Công Vụ xem trước khi vào hộp (cổng chỉ mở trong máy).
CONGVU_SMTP_NAME=${hostname}
CONGVU_FILTER_PORT=${ports.filter}
CONGVU_FILTER_SUBMISSION_PORT=${ports['filter-submission']}
CONGVU_FILTER_REINJECT=127.0.0.1:${ports.reinject}
`;
}

const WITH_FILTER = `## Bộ lọc của Công Vụ

Thư từ ngoài được Postfix nhận vào hàng đợi, giao cho Công Vụ xem (nguồn gốc, diệt virus, dấu hiệu giả mạo), rồi nhận lại để đưa vào hộp; thư giả mạo nằm ở trang Cách ly.
Thư cán bộ gửi được xem ngay khi gửi, thư bị từ chối thì chương trình thư báo liền, thư ra ngoài được ký DKIM (cần khóa ở trang Tên miền thư, nếu chưa có thì \`451\`).
Công Vụ tắt, phần mềm diệt virus hay DNS không trả lời: thư từ ngoài **nằm trong hàng đợi** của Postfix (\`postqueue -p\`) và tự đi tiếp; gửi lại ngay: \`postqueue -f\`.
Tất cả cổng của bộ lọc chỉ nghe ở 127.0.0.1: ai chạy được chương trình trên máy này thì gửi được thư không qua bộ lọc, nên máy này chỉ dành cho thư và Công Vụ.
`;

const WITHOUT_FILTER = `## Chưa có trong cấu hình này

Tạo với \`--no-filter\`: chữ ký DKIM cho thư đi, diệt virus và bộ lọc thư giả mạo của Công Vụ không nằm trên đường đi của thư.
Postfix chỉ chặn tệp chạy được mã theo tên và kiểm tra người gửi trên phong bì (MAIL FROM), không kiểm tra dòng From trong thư.
`;

/** What the office's server needs to reach Dovecot; read by its service, never by people. */
export function envFile(plan: SetupPlan, secrets: SetupSecrets): SetupFile {
  return {
    path: 'congvu.env',
    text: `# Biến môi trường của dịch vụ Công Vụ, để kết thúc phiên, đọc dung lượng và xuất hộp thư đã thu hồi.
CONGVU_DOVEADM=http://127.0.0.1:${plan.ports.doveadm}
CONGVU_SECRET_DOVEADM=${secrets.doveadm}
CONGVU_DOVECOT_IMAP=imap://127.0.0.1:${plan.ports.imap}
CONGVU_SECRET_DOVECOT_MASTER=${secrets.master}
${plan.filter ? filterSettings(plan) : ''}`,
  };
}

export function readmeFile(plan: SetupPlan, hasRole: boolean): SetupFile {
  const { ports, database } = plan;
  const debian = plan.dovecot === '2.3' ? '12' : '13';
  return {
    path: 'README.md',
    text: `# Máy chủ thư ${plan.hostname}

Tạo bằng \`congvu mail setup\`. Mọi tệp ở đây có quyền 0640; tệp có mật khẩu: \`role.sql\`, \`congvu.env\`, \`postfix/*.cf\`, \`dovecot/congvu-*\`.

## Các bước (Debian ${debian}, quyền root)

1. Cài phần mềm:
   \`apt-get install postfix postfix-pgsql dovecot-core dovecot-imapd dovecot-lmtpd dovecot-pgsql\`
2. Tạo chủ của kho thư:
   \`adduser --system --group --home ${plan.mailDir} --no-create-home ${plan.mailUser}\`
   \`install -d -m 0750 -o ${plan.mailUser} -g ${plan.mailUser} ${plan.mailDir}\`
3. Tài khoản đọc cơ sở dữ liệu \`${database.role}\`: ${hasRole ? 'đã tạo' : `chạy \`psql -f role.sql ${database.name}\``}. PostgreSQL phải nhận kết nối từ máy này (${database.host}:${database.port}).
4. Chứng thư: \`${plan.cert}\`, khóa \`${plan.key}\` (root đọc được).
5. Chép tệp, giữ bản cũ để đối chiếu. Tệp có mật khẩu chỉ nhóm của dịch vụ được đọc; \`main.cf\` thì mọi chương trình gửi thư trên máy phải đọc được:
   \`install -m 0640 -o root -g postfix postfix/*.cf ${plan.postfixDir}/\`
   \`install -m 0644 postfix/main.cf postfix/master.cf postfix/congvu-headers postfix/congvu-headers-out postfix/congvu-attachments ${plan.postfixDir}/\`
   \`install -m 0640 -o root -g dovecot dovecot/* ${plan.dovecotDir}/\`
6. Kiểm tra trước khi chạy: \`postfix check\` và \`doveconf -n\` không báo lỗi.
7. Chạy: \`systemctl restart dovecot postfix\`.
8. Công Vụ và máy chủ thư ở cùng một máy (khác máy thì nối hai cổng ${ports.doveadm}, ${ports.imap} qua đường hầm có mã hóa). Đưa các dòng của \`congvu.env\` vào môi trường của dịch vụ Công Vụ rồi khởi động lại dịch vụ.
9. Trong Công Vụ, Sổ thư công vụ → Cài đặt: chọn "Máy chủ thư Postfix, Dovecot của cơ quan" và tên miền.
10. Tường lửa: mở ${ports.smtp}, ${ports.submissions}, ${ports.submission}, ${ports.imaps}. Cổng ${ports.imap} và ${ports.doveadm}${plan.filter ? `, ${ports.filter}, ${ports['filter-submission']}, ${ports.reinject}` : ''} chỉ mở trong máy, không mở ra ngoài.

Chạy lại lệnh với \`--force\` thì mọi mật khẩu đều mới: mật khẩu của \`${database.role}\` đổi ngay trong cơ sở dữ liệu, nên làm lại ngay các bước 5, 7, 8.

## Điều gì có hiệu lực khi nào

| Việc trong sổ | Postfix, Dovecot |
|---|---|
| Cấp hộp thư, đổi địa chỉ | nhận thư và đăng nhập được ngay ở lệnh kế tiếp |
| Tạm khóa | vẫn nhận thư; đăng nhập bị từ chối, phiên đang mở bị ngắt |
| Thu hồi | chuyển cho người kế nhiệm trong thời hạn lưu giữ, hoặc 550 kèm nơi viết tới |
| Hộp đầy | từ chối khi nêu người nhận (552), thư không bị dội lại |

## Cán bộ cài chương trình thư

Tên đăng nhập là địa chỉ thư; mật khẩu là **mật khẩu thiết bị** tạo ở trang Bảo mật, gõ đúng như hiện (có gạch nối) hoặc bỏ hết gạch nối.
Nhận: IMAP, ${plan.hostname}, cổng ${ports.imaps}, SSL/TLS. Gửi: SMTP, ${plan.hostname}, cổng ${ports.submissions}, SSL/TLS.

${plan.filter ? WITH_FILTER : WITHOUT_FILTER}`,
  };
}
