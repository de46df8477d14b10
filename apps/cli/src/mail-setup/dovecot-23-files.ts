import {
  ITERATE_QUERY,
  LOGIN_WHY,
  listenOf,
  loginQuery,
  masterFile,
  secretsFile,
  services,
  userQuery,
} from './dovecot-common.ts';
import type { SetupFile, SetupPlan, SetupSecrets } from './setup-plan.ts';

const QUOTA = "'*:storage=' || quota_bytes || 'B' AS quota_rule";

function conf(plan: SetupPlan): string {
  const { ports } = plan;
  return `# Dovecot 2.3 (Debian 12) của Công Vụ. Tạo bằng "congvu mail setup"; sửa ở lệnh ấy rồi tạo lại, đừng sửa tay.
protocols = imap lmtp
listen = ${listenOf(plan)}
base_dir = ${plan.runDir}
${plan.log === undefined ? '' : `log_path = ${plan.log}\n`}hostname = ${plan.hostname}
recipient_delimiter = +
!include ${plan.dovecotDir}/congvu-secrets.conf

# Thư: mỗi hộp một thư mục theo mã hộp thư, nên đổi địa chỉ không phải chuyển thư.
mail_location = maildir:~/Maildir
mail_uid = ${plan.mailUser}
mail_gid = ${plan.mailUser}
first_valid_uid = 1
mail_plugins = quota
mail_max_userip_connections = 20

# Chỉ nối mã hóa. Cổng ${ports.imap} chỉ mở trong máy, cho Công Vụ xuất hộp thư đã thu hồi.
ssl = required
ssl_cert = <${plan.cert}
ssl_key = <${plan.key}
ssl_min_protocol = TLSv1.2
ssl_prefer_server_ciphers = yes
disable_plaintext_auth = yes

# Không nhớ kết quả đăng nhập: khóa trong sổ là khóa ở lần đăng nhập kế tiếp.
auth_cache_size = 0
auth_mechanisms = plain login
auth_username_format = %Lu
auth_master_user_separator = *
passdb {
  driver = passwd-file
  args = ${plan.dovecotDir}/congvu-master.passwd
  master = yes
}
passdb {
  driver = sql
  args = ${plan.dovecotDir}/congvu-sql.conf.ext
}
userdb {
  driver = sql
  args = ${plan.dovecotDir}/congvu-sql.conf.ext
}

namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
    auto = subscribe
  }
}

plugin {
  # Dung lượng do sổ thư giao (congvu-sql.conf.ext). Hộp đầy bị từ chối khi nêu người nhận, không nhận rồi dội lại.
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 10%%
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
  quota_status_overquota = "552 5.2.2 Mailbox full"
  quota_status_toolarge = "552 5.2.2 Mailbox full"
  # Lần đăng nhập gần nhất, Công Vụ đọc để biết hộp thư không dùng.
  last_login_dict = file:%h/last-login
  last_login_key = last-login
}
protocol imap {
  mail_plugins = quota imap_quota last_login
}
protocol lmtp {
  mail_plugins = quota
  postmaster_address = postmaster@${plan.hostname}
}

${services(plan, 'address')}`;
}

function sqlConf(plan: SetupPlan, secrets: SetupSecrets): string {
  const { host, port, name, role } = plan.database;
  return `# Hỏi sổ thư của Công Vụ. Có mật khẩu: chỉ root và dovecot được đọc.
driver = pgsql
connect = host=${host} port=${port} dbname=${name} user=${role} password=${secrets.database}
${LOGIN_WHY}
password_query = ${loginQuery('%u', '%{sha256:password}')}
user_query = ${userQuery('%u', { mailDir: plan.mailDir, quota: QUOTA })}
iterate_query = ${ITERATE_QUERY}
`;
}

export function dovecot23Files(plan: SetupPlan, secrets: SetupSecrets): SetupFile[] {
  return [
    { path: 'dovecot/dovecot.conf', text: conf(plan) },
    { path: 'dovecot/congvu-sql.conf.ext', text: sqlConf(plan, secrets) },
    secretsFile(secrets),
    masterFile(secrets),
  ];
}
