/** How mail comes in and goes out over SMTP; everything is off until a port is given. */
export interface SmtpConfig {
  /** 0 = this installation takes no mail from the network. */
  port: number;
  /** Where programs of our own people hand mail in with their app passwords; 0 = off. */
  submissionPort: number;
  host: string;
  /** Our name in the greeting, in Received and in Authentication-Results. */
  name: string;
  /** Certificate and key of STARTTLS, paths of PEM files. */
  certFile: string | undefined;
  keyFile: string | undefined;
  /** Mail servers in front of us: only they may say whose mail it was (XFORWARD, XCLIENT). */
  relays: readonly string[];
  /** Everything outgoing is handed to this server, `smtp(s)://user@host:port`; undefined sends to the servers of the receivers. */
  smarthost: string | undefined;
  /** Name servers to ask instead of those of this computer. */
  nameServers: readonly string[];
  filter: FilterConfig;
}

/** Where Postfix of the office hands mail over to be judged, and where it takes it back (`congvu mail setup`). */
export interface FilterConfig {
  /** Mail from outside, after Postfix has queued it; 0 = off. */
  port: number;
  /** Mail of signed-in people, while their program waits; 0 = off. */
  submissionPort: number;
  host: string;
  /** Servers that may hand over; they also say who the true client was (XFORWARD). */
  relays: readonly string[];
  /** `host:port` of Postfix behind the filter. */
  reinject: { host: string; port: number };
  /** Put before the subject of suspicious mail; it breaks the signature of the sender. Empty: nothing is. */
  subjectTag: string;
  /** Mail on Dovecot of so many days is scanned again when the antivirus has new signatures; 0 = none. */
  rescanDays: number;
}

function readPort(name: string, text: string | undefined): number {
  const port = Number(text ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${name} “${text}” không hợp lệ: cần một số từ 1 đến 65535, hoặc 0 để tắt.`);
  }
  return port;
}

/** What is known of mail that passed is kept 90 days; older mail is not found again. */
const MOST_DAYS = 90;

function readDays(name: string, text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 0 || days > MOST_DAYS) {
    throw new Error(`${name} “${text}” không hợp lệ: cần số ngày từ 1 đến ${MOST_DAYS}, hoặc 0 để tắt.`);
  }
  return days;
}

function readList(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[\s,]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function readFilter(env: NodeJS.ProcessEnv): FilterConfig {
  const [, host, port] = /^([\w.-]+):(\d+)$/.exec(env.CONGVU_FILTER_REINJECT ?? '127.0.0.1:10026') ?? [];
  if (host === undefined) {
    throw new Error('CONGVU_FILTER_REINJECT không hợp lệ: cần máy:cổng, ví dụ 127.0.0.1:10026.');
  }
  return {
    port: readPort('CONGVU_FILTER_PORT', env.CONGVU_FILTER_PORT),
    submissionPort: readPort('CONGVU_FILTER_SUBMISSION_PORT', env.CONGVU_FILTER_SUBMISSION_PORT),
    host: env.CONGVU_FILTER_HOST ?? '127.0.0.1',
    relays: readList(env.CONGVU_FILTER_RELAYS ?? '127.0.0.1 ::1'),
    reinject: { host, port: readPort('CONGVU_FILTER_REINJECT', port) },
    rescanDays: readDays('CONGVU_FILTER_RESCAN_DAYS', env.CONGVU_FILTER_RESCAN_DAYS ?? '30'),
    subjectTag: (env.CONGVU_FILTER_SUBJECT_TAG ?? '').replaceAll(/\p{C}/gu, ' ').trim(),
  };
}

/** Reads `CONGVU_SMTP_…` and `CONGVU_FILTER_…`. */
export function readSmtpConfig(env: NodeJS.ProcessEnv): SmtpConfig {
  const config: SmtpConfig = {
    port: readPort('CONGVU_SMTP_PORT', env.CONGVU_SMTP_PORT),
    submissionPort: readPort('CONGVU_SMTP_SUBMISSION_PORT', env.CONGVU_SMTP_SUBMISSION_PORT),
    host: env.CONGVU_SMTP_HOST ?? '127.0.0.1',
    name: (env.CONGVU_SMTP_NAME ?? 'congvu.invalid').toLowerCase(),
    certFile: env.CONGVU_SMTP_CERT,
    keyFile: env.CONGVU_SMTP_KEY,
    relays: readList(env.CONGVU_SMTP_RELAYS),
    smarthost: env.CONGVU_SMARTHOST,
    nameServers: readList(env.CONGVU_NAME_SERVERS),
    filter: readFilter(env),
  };
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(config.name)) {
    throw new Error(`CONGVU_SMTP_NAME “${config.name}” không hợp lệ: cần tên máy chủ, dạng mail.donvi.gov.vn.`);
  }
  return config;
}
