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

const QUOTA = "CASE WHEN quota_bytes = 0 THEN 'unlimited' ELSE quota_bytes || 'B' END AS quota_storage_size";

function conf(plan: SetupPlan): string {
  const { ports } = plan;
  return `# Dovecot 2.4 (Debian 13) của Công Vụ. Tạo bằng "congvu mail setup"; sửa ở lệnh ấy rồi tạo lại, đừng sửa tay.
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {
  imap = yes
  lmtp = yes
}
listen = ${listenOf(plan)}
base_dir = ${plan.runDir}
${plan.log === undefined ? '' : `log_path = ${plan.log}\n`}hostname = ${plan.hostname}
recipient_delimiter = +
!include ${plan.dovecotDir}/congvu-secrets.conf

# Thư: mỗi hộp một thư mục theo mã hộp thư, nên đổi địa chỉ không phải chuyển thư.
mail_driver = maildir
mail_path = ~/Maildir
mail_uid = ${plan.mailUser}
mail_gid = ${plan.mailUser}
first_valid_uid = 1
mail_max_userip_connections = 20
mail_plugins {
  quota = yes
}

# Chỉ nối mã hóa. Cổng ${ports.imap} chỉ mở trong máy, cho Công Vụ xuất hộp thư đã thu hồi.
ssl = required
ssl_server_cert_file = ${plan.cert}
ssl_server_key_file = ${plan.key}
ssl_min_protocol = TLSv1.2
auth_allow_cleartext = no

# Không nhớ kết quả đăng nhập: khóa trong sổ là khóa ở lần đăng nhập kế tiếp.
auth_cache_size = 0
auth_mechanisms = plain login
auth_username_format = %{user | lower}
auth_master_user_separator = *
passdb master {
  driver = passwd-file
  passwd_file_path = ${plan.dovecotDir}/congvu-master.passwd
  master = yes
}
!include ${plan.dovecotDir}/congvu-sql.conf

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

# Dung lượng do sổ thư giao (congvu-sql.conf). Hộp đầy bị từ chối khi nêu người nhận, không nhận rồi dội lại.
quota "User quota" {
  driver = count
}
quota_storage_grace = 256K
quota_status_success = DUNNO
quota_status_nouser = DUNNO
quota_status_overquota = 552 5.2.2 Mailbox full
quota_status_toolarge = 552 5.2.2 Mailbox full
# Lần đăng nhập gần nhất, Công Vụ đọc để biết hộp thư không dùng.
last_login {
  dict fs {
    fs posix {
      prefix = ${plan.mailDir}/
    }
  }
}
protocol imap {
  mail_plugins {
    imap_quota = yes
    last_login = yes
  }
}
protocol lmtp {
  postmaster_address = postmaster@${plan.hostname}
}

${services(plan, 'listen')}`;
}

function sqlConf(plan: SetupPlan, secrets: SetupSecrets): string {
  const { host, port, name, role } = plan.database;
  return `# Hỏi sổ thư của Công Vụ. Có mật khẩu: chỉ root và dovecot được đọc.
sql_driver = pgsql
pgsql ${host} {
  parameters {
    port = ${port}
    dbname = ${name}
    user = ${role}
    password = ${secrets.database}
  }
}
${LOGIN_WHY}
passdb sql {
  query = ${loginQuery('%{user}', '%{password | sha256 | hexlify}')}
}
userdb sql {
  query = ${userQuery('%{user}', { mailDir: plan.mailDir, quota: QUOTA })}
  iterate_query = ${ITERATE_QUERY}
}
`;
}

export function dovecot24Files(plan: SetupPlan, secrets: SetupSecrets): SetupFile[] {
  return [
    { path: 'dovecot/dovecot.conf', text: conf(plan) },
    { path: 'dovecot/congvu-sql.conf', text: sqlConf(plan, secrets) },
    secretsFile(secrets),
    masterFile(secrets),
  ];
}
