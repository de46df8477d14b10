/** Everything the written files say: names, places and ports. */
export interface SetupPlan {
  /** Name of the mail server, as MX, certificate and PTR say it. */
  hostname: string;
  /** PEM of the chain and of the key. */
  cert: string;
  key: string;
  /** Where the written folders will stand on the mail server. */
  postfixDir: string;
  dovecotDir: string;
  queueDir: string;
  dataDir: string;
  mailDir: string;
  runDir: string;
  /** Owner of all mail folders. */
  mailUser: string;
  /** Addresses to listen on; none: all of this machine. */
  listen: string[];
  ports: Record<PortName, number>;
  database: { host: string; port: number; name: string; role: string };
  /** Log file of both; undefined leaves the log to syslog. */
  log: string | undefined;
  dovecot: DovecotSyntax;
  /** Postfix hands every mail to Công Vụ to be judged. */
  filter: boolean;
}

export type DovecotSyntax = '2.3' | '2.4';
export type PortName =
  | 'smtp'
  | 'submissions'
  | 'submission'
  | 'imaps'
  | 'imap'
  | 'doveadm'
  | 'filter'
  | 'filter-submission'
  | 'reinject';

export const PORTS: Record<PortName, number> = {
  smtp: 25,
  submissions: 465,
  submission: 587,
  imaps: 993,
  imap: 143,
  doveadm: 8180,
  filter: 10_025,
  'filter-submission': 10_027,
  reinject: 10_026,
};

/** Random, made once a setup; only the files of mode 0640 know them. */
export interface SetupSecrets {
  database: string;
  doveadm: string;
  master: string;
}

export interface SetupFile {
  /** Under the folder of `--out`. */
  path: string;
  text: string;
}
