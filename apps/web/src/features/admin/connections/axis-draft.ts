import type { ConnectionInput, ConnectionView } from '@congvu/contracts';

export type AxisKind = 'national' | 'provincial';

/** What is typed into the form of an axis; numbers and lists as text until they are sent. */
export interface AxisDraft {
  kind: AxisKind;
  name: string;
  endpoint: string;
  plainHttpConfirmed: boolean;
  ca: string;
  systemId: string;
  secret: string;
  username: string;
  password: string;
  applicationCode: string;
  doneValue: string;
  share: ConnectionInput['share'];
  agencyIds: readonly string[];
  codes: string;
  prefixes: string;
  pollSeconds: string;
  lookbackHours: string;
  parallel: string;
  maxMessageMb: string;
  attachmentForm: 'zip' | 'raw';
  grouped: boolean;
  receiversFrom: 'list' | 'envelope';
  sendForm: 'raw' | 'sdk' | 'multipart';
  dateForm: 'yyyy/MM/dd HH:mm:ss' | 'yyyy/MM/dd' | 'dd/MM/yyyy';
}

export const KIND_NAMES: Record<AxisKind, string> = {
  national: 'Trục liên thông văn bản quốc gia',
  provincial: 'Trục liên thông của tỉnh (LGSP)',
};

const FRESH: Omit<AxisDraft, 'kind' | 'name' | 'share'> = {
  endpoint: '',
  plainHttpConfirmed: false,
  ca: '',
  systemId: '',
  secret: '',
  username: '',
  password: '',
  applicationCode: '',
  doneValue: 'done',
  agencyIds: [],
  codes: '',
  prefixes: '',
  pollSeconds: '60',
  lookbackHours: '24',
  parallel: '4',
  maxMessageMb: '50',
  attachmentForm: 'zip',
  grouped: false,
  receiversFrom: 'list',
  sendForm: 'raw',
  dateForm: 'yyyy/MM/dd HH:mm:ss',
};

export function freshDraft(kind: AxisKind, mayShareWithAll: boolean): AxisDraft {
  return { ...FRESH, kind, name: KIND_NAMES[kind], share: mayShareWithAll ? 'all' : 'own' };
}

/** Settings come back as they were saved; whatever is missing keeps its usual value. Secrets never come back. */
export function draftOf(connection: ConnectionView, kind: AxisKind): AxisDraft {
  const settings = connection.settings ?? {};
  const text = (key: string, usual: string): string => {
    const value = settings[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : usual;
  };
  const oneOf = <V extends string>(key: string, values: readonly V[], usual: V): V =>
    values.find((value) => value === settings[key]) ?? usual;
  const { prefixes } = settings;
  return {
    ...FRESH,
    kind,
    name: connection.name,
    endpoint: text('endpoint', ''),
    plainHttpConfirmed: settings.plainHttpConfirmed === true,
    ca: text('ca', ''),
    systemId: text('systemId', ''),
    username: text('username', ''),
    applicationCode: text('applicationCode', ''),
    doneValue: text('doneValue', FRESH.doneValue),
    share: connection.share,
    agencyIds: connection.share === 'chosen' ? connection.agencies.map(({ id }) => id) : [],
    codes: connection.codes.join('\n'),
    prefixes: Array.isArray(prefixes) ? prefixes.join(', ') : '',
    pollSeconds: text('pollSeconds', FRESH.pollSeconds),
    lookbackHours: text('lookbackHours', FRESH.lookbackHours),
    parallel: text('parallel', FRESH.parallel),
    maxMessageMb: text('maxMessageMb', FRESH.maxMessageMb),
    attachmentForm: oneOf('attachmentForm', ['zip', 'raw'], 'zip'),
    grouped: settings.grouped === true,
    receiversFrom: oneOf('receiversFrom', ['list', 'envelope'], 'list'),
    sendForm: oneOf('sendForm', ['raw', 'sdk', 'multipart'], 'raw'),
    dateForm: oneOf('dateForm', ['yyyy/MM/dd HH:mm:ss', 'yyyy/MM/dd', 'dd/MM/yyyy'], FRESH.dateForm),
  };
}

/** Codes and beginnings of codes, however they are set apart. */
export function listOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter((part) => part !== ''))];
}

const NUMBERS: readonly {
  key: 'pollSeconds' | 'lookbackHours' | 'parallel' | 'maxMessageMb';
  least: number;
  most: number;
}[] = [
  { key: 'pollSeconds', least: 15, most: 3_600 },
  { key: 'lookbackHours', least: 1, most: 720 },
  { key: 'parallel', least: 1, most: 10 },
  { key: 'maxMessageMb', least: 1, most: 200 },
];

export type Problems = Partial<Record<keyof AxisDraft, string>>;

/** What can be told before asking the server; empty when it may be sent. `saved`: a secret is kept there already. */
export function problemsOf(draft: AxisDraft, saved: boolean): Problems {
  const problems: Problems = {};
  const need = (key: keyof AxisDraft, text: string): void => {
    if (String(draft[key]).trim() === '') {
      problems[key] = text;
    }
  };
  need('name', 'Đặt tên để phân biệt các kết nối.');
  need('systemId', 'Nhập mã hệ thống do đơn vị vận hành trục cấp.');
  if (!/^https?:\/\/[^\s/?#@]+/i.test(draft.endpoint.trim())) {
    problems.endpoint = 'Ghi địa chỉ đầy đủ, dạng https://truc.example.gov.vn.';
  }
  if (isPlain(draft.endpoint) && !draft.plainHttpConfirmed) {
    problems.plainHttpConfirmed = 'Địa chỉ http không mã hóa: đổi sang https hoặc xác nhận đường truyền khép kín.';
  }
  if (draft.kind === 'provincial') {
    need('username', 'Nhập tên đăng nhập do đơn vị vận hành trục cấp.');
  }
  if (!saved) {
    need('secret', 'Nhập mã bí mật.');
    if (draft.kind === 'provincial') {
      need('password', 'Nhập mật khẩu.');
    }
  } else if (draft.kind === 'provincial' && (draft.secret === '') !== (draft.password === '')) {
    problems[draft.secret === '' ? 'secret' : 'password'] = 'Nhập lại cả hai ô, hoặc để trống cả hai để giữ mã đã lưu.';
  }
  for (const { key, least, most } of NUMBERS) {
    const value = Number(draft[key]);
    if (!Number.isInteger(value) || value < least || value > most) {
      problems[key] = `Nhập số nguyên từ ${least} đến ${most.toLocaleString('vi-VN')}.`;
    }
  }
  return problems;
}

export function isPlain(endpoint: string): boolean {
  return /^http:/i.test(endpoint.trim());
}

function secretOf(draft: AxisDraft): Record<string, string> | undefined {
  if (draft.secret === '') {
    return undefined;
  }
  return draft.kind === 'national' ? { secret: draft.secret } : { password: draft.password, secretKey: draft.secret };
}

/** What the server takes; a secret left empty is left out, which keeps the saved one. */
export function toInput(draft: AxisDraft): ConnectionInput {
  const secret = secretOf(draft);
  return {
    kind: draft.kind,
    name: draft.name.trim(),
    share: draft.share,
    agencyIds: draft.share === 'chosen' ? [...draft.agencyIds] : [],
    codes: listOf(draft.codes),
    settings: {
      endpoint: draft.endpoint.trim(),
      plainHttpConfirmed: isPlain(draft.endpoint) && draft.plainHttpConfirmed,
      ca: draft.ca.trim(),
      systemId: draft.systemId.trim(),
      prefixes: listOf(draft.prefixes),
      pollSeconds: Number(draft.pollSeconds),
      lookbackHours: Number(draft.lookbackHours),
      parallel: Number(draft.parallel),
      maxMessageMb: Number(draft.maxMessageMb),
      attachmentForm: draft.attachmentForm,
      grouped: draft.grouped,
      receiversFrom: draft.receiversFrom,
      ...(draft.kind === 'national'
        ? { sendForm: draft.sendForm, dateForm: draft.dateForm }
        : {
            username: draft.username.trim(),
            applicationCode: draft.applicationCode.trim(),
            doneValue: draft.doneValue.trim(),
          }),
    },
    ...(secret !== undefined && { secret }),
  };
}
