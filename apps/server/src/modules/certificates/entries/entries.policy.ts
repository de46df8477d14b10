import { definePolicies, hasRole, no, type Subject, YES } from '../../../platform/authorise.ts';
import type { CertificateEntryRow, CustodyRow, TokenRow } from './entries.tables.ts';

const READERS = 'Chỉ văn thư, lãnh đạo, đầu mối, quản trị và kiểm tra viên xem được sổ chứng thư số.';
const KEEPERS = 'Chỉ văn thư, đầu mối và quản trị ghi được vào sổ chứng thư số.';

function readsRegister(subject: Subject): boolean {
  return hasRole(subject, 'clerk', 'leader', 'focal', 'administrator', 'auditor');
}

function keepsRegister(subject: Subject): boolean {
  return hasRole(subject, 'clerk', 'focal', 'administrator');
}

/** What concerns the registers as a whole; whose rows a person sees is a matter of scope. */
export const entriesPolicies = definePolicies<
  null,
  'certificates.list_entries' | 'certificates.import_entries' | 'certificates.list_tokens' | 'certificates.add_token'
>({
  'certificates.list_entries': (subject) => (readsRegister(subject) ? YES : no(READERS)),
  'certificates.import_entries': (subject) => (keepsRegister(subject) ? YES : no(KEEPERS)),
  'certificates.list_tokens': (subject) => (readsRegister(subject) ? YES : no(READERS)),
  'certificates.add_token': (subject) =>
    hasRole(subject, 'clerk', 'administrator')
      ? YES
      : no('Chỉ văn thư và quản trị ghi được thiết bị của cơ quan vào sổ.'),
});

/** The row lies in the scope of the subject, or is his own. */
export const entryPolicies = definePolicies<CertificateEntryRow, 'certificates.view_entry'>({
  'certificates.view_entry': (subject, entry) =>
    entry.person_id === subject.personId || entry.custodian_person_id === subject.personId || readsRegister(subject)
      ? YES
      : no(READERS),
});

/** In whose hands it is; nobody's while it lies at the office. */
export function keeperOf(token: Pick<TokenRow, 'custodian_person_id' | 'holder_person_id' | 'state'>): string | null {
  const atOffice = token.state === 'received' || token.state === 'returned';
  return token.custodian_person_id ?? (atOffice ? null : token.holder_person_id);
}

function isInHands(subject: Subject, token: TokenRow): boolean {
  return keeperOf(token) === subject.personId;
}

const NOT_HERE = 'Thiết bị này không thuộc cơ quan của anh/chị.';

export interface TokenInView {
  token: TokenRow;
  /** Nobody in office has it, so that the clerk speaks for whoever left. */
  keeperGone: boolean;
  /** A hand-over waits for the other side. */
  open: CustodyRow | undefined;
  /** The person stands in its log. */
  inLog: boolean;
}

export const tokenPolicies = definePolicies<
  TokenInView,
  'certificates.view_token' | 'certificates.hand_over_token' | 'certificates.change_token'
>({
  'certificates.view_token': (subject, { token, inLog }) =>
    token.holder_person_id === subject.personId || isInHands(subject, token) || inLog || readsRegister(subject)
      ? YES
      : no(READERS),
  'certificates.hand_over_token': (subject, { token, keeperGone, open }) => {
    if (token.agency_id !== subject.agencyId) {
      return no(NOT_HERE);
    }
    if (open !== undefined) {
      return no(`Đang chờ ${open.to_name} xác nhận lần bàn giao trước.`);
    }
    if (isInHands(subject, token)) {
      return YES;
    }
    return keeperGone && hasRole(subject, 'clerk', 'administrator')
      ? YES
      : no(
          `Chỉ người đang giữ thiết bị${token.custodian_name === '' ? '' : ` (${token.custodian_name})`} bàn giao được; văn thư bàn giao khi người giữ không còn công tác.`,
        );
  },
  'certificates.change_token': (subject, { token }) => {
    if (token.agency_id !== subject.agencyId) {
      return no(NOT_HERE);
    }
    return isInHands(subject, token) || hasRole(subject, 'clerk', 'administrator')
      ? YES
      : no('Chỉ người giữ thiết bị, văn thư và quản trị ghi được tình trạng thiết bị.');
  },
});

/** Each side of a hand-over for itself; whoever gave may take it back while the other has not answered. */
const CLOSED = 'Lần bàn giao này đã kết thúc.';

function isOpen(line: CustodyRow): boolean {
  return line.taken_at === null && line.refused_at === null;
}

export const custodyPolicies = definePolicies<
  CustodyRow,
  'certificates.confirm_custody' | 'certificates.withdraw_custody'
>({
  'certificates.confirm_custody': (subject, line) => {
    if (!isOpen(line)) {
      return no(CLOSED);
    }
    return line.agency_id === subject.agencyId && line.to_person_id === subject.personId
      ? YES
      : no(`Chỉ ${line.to_name} xác nhận được việc nhận thiết bị này.`);
  },
  'certificates.withdraw_custody': (subject, line) => {
    if (!isOpen(line)) {
      return no(CLOSED);
    }
    return line.agency_id === subject.agencyId && line.from_person_id === subject.personId
      ? YES
      : no(`Chỉ ${line.from_name} rút lại được lần bàn giao này.`);
  },
});
