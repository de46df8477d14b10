import type { ConnectionInput, ConnectionView } from '@congvu/contracts';

/** What is typed into the form of an official mailbox; numbers as text until they are sent. */
export interface MailDraft {
  name: string;
  address: string;
  displayName: string;
  smtpHost: string;
  smtpPort: string;
  smtpSecurity: 'tls' | 'starttls';
  imapHost: string;
  imapPort: string;
  imapSecurity: 'tls' | 'starttls';
  username: string;
  password: string;
  folder: string;
  ca: string;
  pollSeconds: string;
  maxMailMb: string;
  senderMatch: 'address' | 'domain';
  share: ConnectionInput['share'];
  agencyIds: readonly string[];
}

export const MAIL_NAME = 'Thư điện tử công vụ';

const FRESH: MailDraft = {
  name: MAIL_NAME,
  address: '',
  displayName: '',
  smtpHost: '',
  smtpPort: '587',
  smtpSecurity: 'starttls',
  imapHost: '',
  imapPort: '993',
  imapSecurity: 'tls',
  username: '',
  password: '',
  folder: 'INBOX',
  ca: '',
  pollSeconds: '300',
  maxMailMb: '25',
  senderMatch: 'address',
  share: 'own',
  agencyIds: [],
};

/** Settings come back as they were saved; the password never does. */
export function mailDraftOf(connection: ConnectionView | undefined): MailDraft {
  if (connection === undefined) {
    return FRESH;
  }
  const settings = connection.settings ?? {};
  const draft: MailDraft = {
    ...FRESH,
    name: connection.name,
    share: connection.share,
    agencyIds: connection.share === 'chosen' ? connection.agencies.map(({ id }) => id) : [],
  };
  for (const key of TEXTS) {
    const value = settings[key];
    if (typeof value === 'string' || typeof value === 'number') {
      draft[key] = String(value);
    }
  }
  return {
    ...draft,
    smtpSecurity: settings.smtpSecurity === 'tls' ? 'tls' : 'starttls',
    imapSecurity: settings.imapSecurity === 'starttls' ? 'starttls' : 'tls',
    senderMatch: settings.senderMatch === 'domain' ? 'domain' : 'address',
  };
}

const TEXTS = [
  'address',
  'displayName',
  'smtpHost',
  'smtpPort',
  'imapHost',
  'imapPort',
  'username',
  'folder',
  'ca',
  'pollSeconds',
  'maxMailMb',
] as const;

export type MailProblems = Partial<Record<keyof MailDraft, string>>;

const HOST = /^[a-z0-9.-]+$/i;

/** What can be told before asking the server; empty when it may be sent. */
export function mailProblems(draft: MailDraft, saved: boolean): MailProblems {
  const problems: MailProblems = {};
  if (draft.name.trim() === '') {
    problems.name = 'Đặt tên để phân biệt các kết nối.';
  }
  if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(draft.address.trim())) {
    problems.address = 'Ghi địa chỉ thư công vụ của cơ quan, dạng vanthu@donvi.tinh.gov.vn.';
  }
  for (const key of ['smtpHost', 'imapHost'] as const) {
    if (!HOST.test(draft[key].trim())) {
      problems[key] = 'Ghi tên máy chủ, dạng mail.tinh.gov.vn.';
    }
  }
  const numbers = [
    ['smtpPort', 1, 65_535],
    ['imapPort', 1, 65_535],
    ['pollSeconds', 30, 3_600],
    ['maxMailMb', 1, 100],
  ] as const;
  for (const [key, least, most] of numbers) {
    const value = Number(draft[key]);
    if (!Number.isInteger(value) || value < least || value > most) {
      problems[key] = `Nhập số nguyên từ ${least} đến ${most.toLocaleString('vi-VN')}.`;
    }
  }
  if (!saved && draft.password === '') {
    problems.password = 'Nhập mật khẩu của hộp thư.';
  }
  return problems;
}

/** What the server takes; a password left empty is left out, which keeps the saved one. */
export function mailInput(draft: MailDraft): ConnectionInput {
  const { name, password, share, agencyIds, smtpPort, imapPort, pollSeconds, maxMailMb, ...texts } = draft;
  return {
    kind: 'mail',
    name: name.trim(),
    share,
    agencyIds: share === 'chosen' ? [...agencyIds] : [],
    codes: [],
    settings: {
      ...Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, value.trim()])),
      smtpPort: Number(smtpPort),
      imapPort: Number(imapPort),
      pollSeconds: Number(pollSeconds),
      maxMailMb: Number(maxMailMb),
    },
    ...(password !== '' && { secret: { password } }),
  };
}
