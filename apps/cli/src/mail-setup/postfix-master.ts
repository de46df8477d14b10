import type { SetupPlan } from './setup-plan.ts';

/** What the world may send (20 MB in base64). */
const MAIL_BYTES = 31_457_280;

/** Behind the door a mail grows by our own fields; the doors keep the limit that is told. */
export const MAIN_WITH_FILTER = `message_size_limit = ${MAIL_BYTES + 196_608}
# Thư giữ nguyên từng byte trên đường qua bộ lọc, để chữ ký DKIM còn đúng.
local_header_rewrite_clients =
congvu-filter_destination_recipient_limit = 100
congvu-filter_destination_concurrency_limit = 8`;

const DOOR = `
  -o message_size_limit=${MAIL_BYTES}`;

/**
 * Mail from outside: queued first, judged from the queue, so that a slow antivirus keeps nobody waiting. Old addresses are looked up
 * behind the filter: it sees the address that was written.
 */
function outsideDoor({ ports }: SetupPlan): string {
  return `${DOOR}
  -o content_filter=congvu-filter:[127.0.0.1]:${ports.filter}
  -o receive_override_options=no_address_mappings`;
}

/** Mail of signed-in people: judged while their program waits, so that it hears a refusal. */
function submissionDoor({ ports }: SetupPlan): string {
  return `${DOOR}
  -o smtpd_proxy_filter=127.0.0.1:${ports['filter-submission']}
  -o smtpd_proxy_options=speed_adjust
  -o smtpd_proxy_timeout=300s`;
}

/** To the filter with the true client beside (XFORWARD), and back: nothing is asked again, nobody but this machine gets in. */
function filterServices({ ports }: SetupPlan): string {
  return `# Bộ lọc của Công Vụ: giao thư đi xem, kèm máy gửi thật (XFORWARD), không đổi một byte nào của thư.
congvu-filter unix  -       -       n       -       8       smtp
  -o syslog_name=postfix/filter
  -o smtp_send_xforward_command=yes
  -o disable_dns_lookups=yes
  -o smtp_tls_security_level=none
  -o smtp_connection_cache_on_demand=no
  -o smtp_line_length_limit=0
# Thư đã xem trở lại: chỉ từ máy này, không xem lại lần nữa.
127.0.0.1:${ports.reinject} inet n - n       -       -       smtpd
  -o syslog_name=postfix/reinject
  -o content_filter=
  -o smtpd_proxy_filter=
  -o receive_override_options=no_unknown_recipient_checks,no_header_body_checks,no_milters
  -o mynetworks=127.0.0.0/8,[::1]/128
  -o smtpd_client_restrictions=permit_mynetworks,reject
  -o smtpd_helo_restrictions=
  -o smtpd_sender_restrictions=
  -o smtpd_relay_restrictions=permit_mynetworks,reject
  -o smtpd_recipient_restrictions=permit_mynetworks,reject
  -o smtpd_data_restrictions=
  -o smtpd_reject_unlisted_sender=no
  -o smtpd_authorized_xforward_hosts=
  -o smtpd_authorized_xclient_hosts=
  -o smtpd_tls_security_level=none
  -o smtpd_recipient_limit=1000
  -o smtpd_client_connection_count_limit=0
  -o smtpd_client_connection_rate_limit=0
  -o smtpd_client_message_rate_limit=0
  -o smtpd_client_recipient_rate_limit=0
`;
}

export function masterCf(plan: SetupPlan): string {
  const { ports, filter, postfixDir } = plan;
  const submission = `  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions=reject_non_fqdn_sender,reject_sender_login_mismatch
  -o smtpd_helo_restrictions=
  -o cleanup_service_name=subclean${filter ? submissionDoor(plan) : ''}`;
  return `# Postfix của Công Vụ. Tạo bằng "congvu mail setup".
${ports.smtp}      inet  n       -       n       -       1       postscreen
smtpd     pass  -       -       n       -       -       smtpd${filter ? outsideDoor(plan) : ''}
dnsblog   unix  -       -       n       -       0       dnsblog
tlsproxy  unix  -       -       n       -       0       tlsproxy
# Chương trình thư của cán bộ gửi: bắt buộc mã hóa và đăng nhập bằng mật khẩu thiết bị.
${ports.submission}     inet  n       -       n       -       -       smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
${submission}
${ports.submissions}     inet  n       -       n       -       -       smtpd
  -o syslog_name=postfix/submissions
  -o smtpd_tls_wrappermode=yes
${submission}
${filter ? filterServices(plan) : ''}# Thư cán bộ gửi: bỏ dấu vết máy của họ.
subclean  unix  n       -       n       -       0       cleanup
  -o header_checks=regexp:${postfixDir}/congvu-headers-out
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
proxywrite unix -       -       n       -       1       proxymap
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
  -o syslog_name=postfix/$service_name
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
discard   unix  -       -       n       -       -       discard
lmtp      unix  -       -       n       -       -       lmtp
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
`;
}
