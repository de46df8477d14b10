import { MAIN_WITH_FILTER, masterCf } from './postfix-master.ts';
import type { SetupFile, SetupPlan, SetupSecrets } from './setup-plan.ts';

/** File kinds that run code when opened (spec: allow lists are for the guard of Công Vụ; this stops the plain ones at the door). */
const RUNS_CODE =
  'ade|adp|bat|chm|cmd|com|cpl|dll|exe|hta|ins|isp|jar|jse?|lnk|mde|msc|msi|msp|mst|pif|ps1|reg|scr|sct|shb|sys|vb[es]?|vxd|ws[cfh]|xll';

/** Each map is one question; Postfix escapes what it puts in for %s. */
const MAPS: Record<string, { says: string; query: string }> = {
  'congvu-domains.cf': {
    says: 'Tên miền thư của các cơ quan đặt hộp thư tại máy chủ này.',
    query: "SELECT domain FROM v_mail_domain WHERE domain = lower('%s') LIMIT 1",
  },
  'congvu-recipients.cf': {
    says: 'Hộp thư nhận được thư: đang dùng hoặc tạm khóa.',
    query: "SELECT home FROM v_mail_recipient WHERE address = lower('%s')",
  },
  'congvu-aliases.cf': {
    says: 'Địa chỉ cũ, và hộp thư đã thu hồi còn trong hạn chuyển tiếp.',
    query: "SELECT target FROM v_mail_alias WHERE address = lower('%s')",
  },
  'congvu-refusals.cf': {
    says: 'Hộp thư đã thu hồi, không có người kế nhiệm: từ chối và chỉ nơi viết tới.',
    query: "SELECT reply FROM v_mail_refusal WHERE address = lower('%s')",
  },
  'congvu-senders.cf': {
    says: 'Ai được gửi dưới tên địa chỉ nào: không ai gửi dưới tên người khác.',
    query: "SELECT login FROM v_mail_sender WHERE address = lower('%s')",
  },
  'congvu-own.cf': {
    says: 'Địa chỉ của cơ quan: từ bên ngoài, chưa đăng nhập thì không được dùng làm người gửi.',
    query: "SELECT '553 5.7.1 Sign in to send as this address' FROM v_mail_user WHERE key = lower('%s') LIMIT 1",
  },
};

function mapFile(plan: SetupPlan, secrets: SetupSecrets, name: string): SetupFile {
  const { host, port, name: dbname, role } = plan.database;
  const map = MAPS[name];
  return {
    path: `postfix/${name}`,
    text: `# ${map?.says ?? ''} Công Vụ tạo bằng "congvu mail setup"; có mật khẩu, chỉ root và postfix được đọc.
hosts = ${host}:${port}
user = ${role}
password = ${secrets.database}
dbname = ${dbname}
query = ${map?.query ?? ''}
`,
  };
}

const mapOf = (plan: SetupPlan, name: string): string => `proxy:pgsql:${plan.postfixDir}/congvu-${name}.cf`;

function mainCf(plan: SetupPlan): string {
  const { filter } = plan;
  const log =
    plan.log === undefined
      ? ''
      : `\n# Nhật ký ghi ra tệp, không qua syslog.\nmaillog_file = ${plan.log}\nmaillog_file_prefixes = ${plan.log.replace(/\/[^/]*$/, '')}\n`;
  return `# Postfix của Công Vụ. Tạo bằng "congvu mail setup"; sửa ở lệnh ấy rồi tạo lại, đừng sửa tay.
compatibility_level = 3.6
myhostname = ${plan.hostname}
mydestination =
inet_interfaces = ${plan.listen.length === 0 ? 'all' : plan.listen.join(', ')}
queue_directory = ${plan.queueDir}
data_directory = ${plan.dataDir}
# Máy này không được chuyển thư đi thay ai nếu chưa đăng nhập, kể cả chương trình trên máy.
mynetworks = 127.0.0.0/8, [::1]/128
smtpd_banner = $myhostname ESMTP
biff = no
append_dot_mydomain = no
recipient_delimiter = +
local_recipient_maps =
alias_maps =
local_transport = error:5.1.1 no local mailboxes
${log}
# Sổ thư của Công Vụ là gốc: mỗi người nhận là một câu hỏi tới cơ sở dữ liệu, đổi trong sổ có hiệu lực ngay ở lệnh kế tiếp.
virtual_mailbox_domains = ${mapOf(plan, 'domains')}
virtual_mailbox_maps = ${mapOf(plan, 'recipients')}
virtual_alias_maps = ${mapOf(plan, 'aliases')}
virtual_transport = lmtp:unix:private/dovecot-lmtp
proxy_read_maps = $virtual_mailbox_domains, $virtual_mailbox_maps, $virtual_alias_maps, $smtpd_sender_login_maps,
    ${mapOf(plan, 'refusals')}, ${mapOf(plan, 'own')}

# Thư 20 MB tệp đính kèm sau khi mã hóa base64 là gần 30 MB.
${filter ? MAIN_WITH_FILTER : 'message_size_limit = 31457280'}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
header_size_limit = 262144
# Hộp thư công vụ chỉ có địa chỉ ASCII; Dovecot không nhận SMTPUTF8, nên từ chối ngay khi nêu người gửi thay vì dội lại sau.
smtputf8_enable = no

# Không ai gửi dưới tên người khác; từ bên ngoài, chưa đăng nhập thì không được tự xưng là hộp thư của cơ quan.
smtpd_sender_login_maps = ${mapOf(plan, 'senders')}
smtpd_sender_restrictions = reject_non_fqdn_sender, check_sender_access ${mapOf(plan, 'own')}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
# Sổ nói đã thu hồi thì từ chối kèm nơi viết tới; hộp đầy thì Dovecot từ chối ngay khi nêu người nhận, không để thư dội lại.
smtpd_recipient_restrictions = reject_non_fqdn_recipient, reject_unknown_recipient_domain,
    check_recipient_access ${mapOf(plan, 'refusals')},
    reject_unlisted_recipient, check_policy_service unix:private/dovecot-quota
smtpd_reject_unlisted_sender = yes
smtpd_helo_required = yes
smtpd_helo_restrictions = reject_invalid_helo_hostname
disable_vrfy_command = yes
strict_rfc821_envelopes = yes
# Chống giấu thư trong thư: CR hoặc LF đứng một mình, hoặc lệnh gửi trước lượt, đều bị từ chối.
smtpd_data_restrictions = reject_unauth_pipelining
smtpd_forbid_unauth_pipelining = yes
smtpd_forbid_bare_newline = yes
smtpd_forbid_bare_newline_exclusions =
smtpd_discard_ehlo_keywords = chunking

# Mỗi máy gửi: số kết nối cùng lúc, kết nối, thư, người nhận một phút.
smtpd_client_connection_count_limit = 20
smtpd_client_connection_rate_limit = 120
smtpd_client_message_rate_limit = 300
smtpd_client_recipient_rate_limit = 1000
smtpd_client_auth_rate_limit = 30
smtpd_recipient_limit = 200
smtpd_soft_error_limit = 5
smtpd_hard_error_limit = 10
smtpd_error_sleep_time = 1s
anvil_rate_time_unit = 60s

# postscreen: máy lạ phải chờ lời chào; máy nói trước là máy rải thư rác.
postscreen_access_list = permit_mynetworks
postscreen_greet_action = enforce
postscreen_cache_map = btree:$data_directory/postscreen_cache
postscreen_denylist_action = enforce

# TLS: cổng 25 có thì dùng (RFC 7435); cổng gửi thư bắt buộc (RFC 8314).
smtpd_tls_cert_file = ${plan.cert}
smtpd_tls_key_file = ${plan.key}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_tls_protocols = >=TLSv1.2
smtpd_tls_received_header = yes
smtp_tls_security_level = may
smtp_tls_loglevel = 1

# Đăng nhập hỏi Dovecot, mà Dovecot hỏi sổ thư.
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_auth_enable = no
smtpd_sasl_security_options = noanonymous

header_checks = regexp:${plan.postfixDir}/congvu-headers
mime_header_checks = regexp:${plan.postfixDir}/congvu-attachments
maximal_queue_lifetime = 5d
bounce_queue_lifetime = 1d
delay_warning_time = 4h
`;
}

function headerFiles(plan: SetupPlan): SetupFile[] {
  const ownName = plan.hostname.replaceAll('.', String.raw`\.`);
  return [
    {
      path: 'postfix/congvu-headers',
      text: `# Kết quả kiểm tra nguồn gốc mang tên máy này mà do bên ngoài viết là giả (RFC 8601, 5).
/^Authentication-Results:[[:space:]]*${ownName}([[:space:];]|$)/ IGNORE
`,
    },
    {
      path: 'postfix/congvu-headers-out',
      text: `# Không để lộ địa chỉ mạng và tên máy của cán bộ.
/^Received:.*[[:space:]]by[[:space:]]${ownName}[[:space:]].*[[:space:]]with[[:space:]]+E?SMTPSA[[:space:]]/ IGNORE
/^(X-Originating-IP|User-Agent|X-Mailer):/ IGNORE
# Hai địa chỉ trong dòng người gửi là để đánh lừa người đọc.
/^From:.*<[^>]*>.*<[^>]*>/ REJECT 5.6.0 More than one sender address
`,
    },
    {
      path: 'postfix/congvu-attachments',
      text: `# Tệp chạy được mã khi mở thì không nhận.
/name\\*?=[^;]*\\.(${RUNS_CODE})["[:space:]]*(;|$)/ REJECT 5.7.0 Attachment of a kind that runs programs
`,
    },
  ];
}

export function postfixFiles(plan: SetupPlan, secrets: SetupSecrets): SetupFile[] {
  return [
    { path: 'postfix/main.cf', text: mainCf(plan) },
    { path: 'postfix/master.cf', text: masterCf(plan) },
    ...headerFiles(plan),
    ...Object.keys(MAPS).map((name) => mapFile(plan, secrets, name)),
  ];
}
