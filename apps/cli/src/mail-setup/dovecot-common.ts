import { createHash, randomBytes } from 'node:crypto';
import type { SetupFile, SetupPlan, SetupSecrets } from './setup-plan.ts';

/** Whom the office's server exports retired mailboxes as. */
const MASTER = 'congvu';

/** `{SSHA256}`: enough for 192 random bits, which nobody guesses. Only from this computer. */
export function masterFile({ master }: SetupSecrets): SetupFile {
  const salt = randomBytes(16);
  const hash = createHash('sha256').update(master).update(salt).digest();
  const stored = Buffer.concat([hash, salt]).toString('base64');
  return {
    path: 'dovecot/congvu-master.passwd',
    text: `${MASTER}:{SSHA256}${stored}::::::allow_nets=127.0.0.0/8,::1\n`,
  };
}

export function secretsFile({ doveadm }: SetupSecrets): SetupFile {
  return {
    path: 'dovecot/congvu-secrets.conf',
    text: `# Khóa của cổng doveadm; Công Vụ giữ bản của mình trong CONGVU_SECRET_DOVEADM.\ndoveadm_api_key = ${doveadm}\n`,
  };
}

export function listenOf({ listen }: SetupPlan): string {
  return listen.length === 0 ? '*, ::' : listen.join(', ');
}

export const LOGIN_WHY = `# Mật khẩu thiết bị là 128 bit ngẫu nhiên. Dovecot băm SHA-256 trước rồi mới hỏi, nên mật khẩu không nằm trong câu lệnh, nhật ký
# hay cơ sở dữ liệu nào; sổ giữ giá trị băm của hai cách ghi, có và không có gạch nối. Một hộp thư có nhiều mật khẩu mà mỗi câu hỏi
# chỉ được trả một dòng, nên so sánh ngay trong câu hỏi (nopassword), không phải ở Dovecot.`;

/** `user` and `hash` as the version of Dovecot writes its variables; both are escaped by it. */
export function loginQuery(user: string, hash: string): string {
  return `SELECT login AS user, NULL AS password, 'Y' AS nopassword FROM v_mail_login WHERE address = lower('${user}') AND secret = '${hash}' LIMIT 1`;
}

export const ITERATE_QUERY = 'SELECT key AS user FROM v_mail_user WHERE listed';

export function userQuery(user: string, given: { mailDir: string; quota: string }): string {
  return `SELECT login AS user, '${given.mailDir}/' || home AS home, ${given.quota} FROM v_mail_user WHERE key = lower('${user}') LIMIT 1`;
}

/** The doors of Dovecot; 2.4 renamed the word for the address one listens at. */
export function services({ ports, queueDir }: SetupPlan, address: 'address' | 'listen'): string {
  return `service imap-login {
  inet_listener imap {
    ${address} = 127.0.0.1
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service imap {
  # Mỗi kết nối một tiến trình, nên kết thúc phiên của một hộp thư không chạm hộp khác.
  client_limit = 1
}
service lmtp {
  unix_listener ${queueDir}/private/dovecot-lmtp {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service auth {
  unix_listener ${queueDir}/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service quota-status {
  executable = quota-status -p postfix
  client_limit = 1
  unix_listener ${queueDir}/private/dovecot-quota {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service doveadm {
  # Công Vụ gọi để kết thúc phiên và đọc dung lượng; chỉ trong máy, có khóa trong congvu-secrets.conf.
  inet_listener http {
    ${address} = 127.0.0.1
    port = ${ports.doveadm}
  }
}
`;
}
