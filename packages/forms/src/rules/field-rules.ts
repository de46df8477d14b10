import { isDate } from '../dates.ts';
import type { FieldType, FormField } from '../definition.ts';
import { serialKey } from '../keys.ts';
import { isOfficialDomain } from '../mail/official.ts';
import { PKI_SIM_CARRIERS, parsePkiSim } from '../pki-sim.ts';
import { checkFreeMail, checkOfficialEmail } from './email-rules.ts';
import { type Entry, isChangeTable, RULES, ruleOf } from './entry.ts';
import { checkNeed } from './need.ts';
import { hasTaxCheckDigit } from './tax-code.ts';

type FieldRule = (entry: Entry, field: FormField, value: string) => void;

/** Latin letters and their marks (Ê̆ban) only: a letter of another script drawn alike would hide the same person from the search for duplicates. */
const NAME = /^\p{Script=Latin}(?:[\p{Script=Latin} '’-]|[\u0300-\u036f])*(?<!-)$/u;
const MAILBOX_NAME = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.|$))*$/i;
const ACCOUNT_NAME = /^[a-z0-9][a-z0-9._-]*(?:@[a-z0-9.-]+)?$/i;

const checkName: FieldRule = (entry, { key, label }, value) => {
  const { nameMax } = entry.limits;
  if (value.length < 2 || value.length > nameMax || !NAME.test(value)) {
    const message = `“${label}” không đúng: họ tên có từ 2 đến ${nameMax} chữ, chỉ gồm chữ cái, dấu cách, dấu ’ và gạch nối. Hãy ghi như trên giấy tờ.`;
    entry.tell(key, 'requests.name_invalid', message, { rule: RULES.nameLength });
  }
};

const checkDate: FieldRule = (entry, { key, label }, value) => {
  if (!isDate(value)) {
    const message = `“${label}” không phải ngày có thật: “${value}”. Ngày ghi dạng ngày/tháng/năm, ví dụ 07/05/1988. Hãy ghi lại.`;
    entry.tell(key, 'requests.date_invalid', message);
  }
};

const CMND_OLD = /^\d{9}$/;
const CCCD = /^\d{12}$/;
const PASSPORT = /^[A-Z]\d{7}$/;

const checkIdentityNumber: FieldRule = (entry, { key, label }, value) => {
  const { cmndValidBefore } = entry.limits;
  if (CMND_OLD.test(value) && entry.facts.today >= cmndValidBefore) {
    const [year, month, day] = cmndValidBefore.split('-');
    const message = `“${label}” là số Chứng minh nhân dân (9 chữ số), không còn giá trị từ ngày ${day}/${month}/${year} theo ${RULES.cmnd}. Hãy ghi số Căn cước công dân hoặc Căn cước (12 chữ số).`;
    entry.tell(key, 'requests.identity_invalid', message, { rule: RULES.cmnd });
  } else if (![CMND_OLD, CCCD, PASSPORT].some((pattern) => pattern.test(value))) {
    const message = `“${label}” không đúng: CCCD có 12 chữ số, CMND 9 hoặc 12 chữ số, hộ chiếu 1 chữ cái và 7 chữ số. Hãy ghi như trên giấy tờ.`;
    entry.tell(key, 'requests.identity_invalid', message);
  }
};

const checkMobile: FieldRule = (entry, { key, label }, value) => {
  if (!/^0[35789]\d{8}$/.test(value)) {
    const message = `“${label}” không đúng: số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09. Hãy ghi lại, ví dụ 0912345678.`;
    entry.tell(key, 'requests.mobile_invalid', message);
  }
};

const checkPhone: FieldRule = (entry, { key, label }, value) => {
  if (!/^0\d{8,10}$/.test(value)) {
    const message = `“${label}” không đúng: số điện thoại có từ 9 đến 11 chữ số, bắt đầu bằng 0. Hãy ghi lại.`;
    entry.tell(key, 'requests.phone_invalid', message);
  }
};

const checkTaxCode: FieldRule = (entry, field, value) => {
  const { key, label } = field;
  if (!/^\d{10}(?:-\d{3})?$/.test(value)) {
    const message = `“${label}” không đúng: mã số thuế có 10 chữ số, đơn vị phụ thuộc thêm gạch nối và 3 chữ số. Hãy ghi theo giấy đăng ký thuế.`;
    entry.tell(key, 'requests.tax_code_invalid', message, { rule: ruleOf(entry, field) });
  } else if (!hasTaxCheckDigit(value)) {
    const message = `“${label}” có chữ số kiểm tra (chữ số thứ 10) không khớp, có thể gõ nhầm. Hãy đối chiếu giấy đăng ký thuế.`;
    entry.tell(key, 'requests.tax_code_check_digit', message, { severity: 'warning' });
  }
};

const checkBudgetCode: FieldRule = (entry, { key, label }, value) => {
  if (!/^\d{7}$/.test(value)) {
    const message = `“${label}” không đúng: mã có 7 chữ số do cơ quan tài chính cấp. Hãy ghi lại.`;
    entry.tell(key, 'requests.budget_code_invalid', message);
  }
};

/** What was probably meant by `Vietel`, `Viettel/sc`, `vina / cs`. */
function guessSim(value: string): string | undefined {
  const carrier = PKI_SIM_CARRIERS.find((known) => known.slice(0, 2).toLowerCase() === value.slice(0, 2).toLowerCase());
  return carrier === undefined ? undefined : carrier + (value.includes('/') ? '/cs' : '');
}

const checkPkiSim: FieldRule = (entry, field, value) => {
  if (parsePkiSim(value) === undefined) {
    const guess = guessSim(value);
    const message = `“${value}” không đúng cách ghi SIM PKI. Theo ${ruleOf(entry, field)}: ghi tên nhà mạng (${PKI_SIM_CARRIERS.join(', ')}), thêm “/cs” nếu chuyển số đang dùng, ví dụ Viettel/cs. Hãy ghi lại, hoặc để trống nếu không dùng SIM PKI.`;
    const fix = guess === undefined ? undefined : { label: `Ghi ${guess}`, value: guess };
    entry.tell(field.key, 'requests.pki_sim_invalid', message, { rule: ruleOf(entry, field), fix });
  }
};

const checkSerial: FieldRule = (entry, { key, label }, value) => {
  if (serialKey(value) === '') {
    const message = `“${label}” không đúng: số hiệu gồm chữ số và các chữ a–f, nhiều nhất 40 ký tự không kể dấu cách. Hãy chép từ chứng thư số.`;
    entry.tell(key, 'requests.serial_invalid', message);
  }
};

const checkAccountName: FieldRule = (entry, { key, label }, value) => {
  if (!ACCOUNT_NAME.test(value)) {
    const message = `“${label}” không đúng: tên tài khoản viết liền, không dấu, gồm chữ cái, chữ số, dấu chấm, gạch nối. Hãy chép đúng tên đăng nhập.`;
    entry.tell(key, 'requests.account_invalid', message);
  }
};

const checkMailboxName: FieldRule = (entry, { key, label }, value) => {
  const at = value.lastIndexOf('@');
  const [name, domain] = at < 0 ? [value, undefined] : [value.slice(0, at), value.slice(at + 1)];
  if (!MAILBOX_NAME.test(name) || (domain !== undefined && !isOfficialDomain(domain, entry.facts.officialDomains))) {
    const message = `“${label}” không đúng: “${value}”. Ghi tên hộp thư công vụ như khoasa.sonbinh, hoặc cả địa chỉ với tên miền của cơ quan nhà nước. Hãy ghi lại.`;
    entry.tell(key, 'requests.mailbox_invalid', message);
  }
};

const checkChoice: FieldRule = (entry, field, value) => {
  if (field.options !== undefined && !field.options.some((option) => option.value === value)) {
    const labels = field.options.map((option) => option.label).join('; ');
    const message = `“${field.label}” phải là một trong: ${labels}. Hãy chọn lại.`;
    entry.tell(field.key, field.type === 'gender' ? 'requests.gender_missing' : 'requests.choice_invalid', message);
  }
};

const BY_TYPE: Partial<Record<FieldType, FieldRule>> = {
  name: checkName,
  gender: checkChoice,
  date: checkDate,
  identityNumber: checkIdentityNumber,
  officialEmail: checkOfficialEmail,
  taxCode: checkTaxCode,
  budgetCode: checkBudgetCode,
  mobile: checkMobile,
  phone: checkPhone,
  pkiSim: checkPkiSim,
  serial: checkSerial,
  accountName: checkAccountName,
  mailboxName: checkMailboxName,
  reason: checkChoice,
  choice: checkChoice,
};

const TYPE_WORDS: Partial<Record<FieldType, string>> = { check: 'ô đánh dấu', changes: 'bảng hai cột' };

function isOfType(entry: Entry, { key, label, type }: FormField): boolean {
  const value = entry.raw(key);
  const isOther = type === 'check' || type === 'changes';
  const isExpected =
    (type === 'check' && typeof value === 'boolean') ||
    (type === 'changes' && isChangeTable(value)) ||
    (!isOther && typeof value === 'string');
  if (value === undefined || isExpected) {
    return true;
  }
  const message = `“${label}” phải là ${TYPE_WORDS[type] ?? 'chữ'}. Hãy nhập lại mục này.`;
  entry.tell(key, 'requests.wrong_type', message);
  return false;
}

function isShort(entry: Entry, { key, label, type, max }: FormField): boolean {
  const { length } = entry.text(key);
  if (length > max) {
    const message = `“${label}” dài ${length} ký tự, nhiều nhất ${max}. Hãy rút gọn.`;
    entry.tell(key, type === 'name' ? 'requests.name_invalid' : 'requests.text_too_long', message);
  }
  return length <= max;
}

/** Type, length, need, free mail, then what its type asks of it: the first that fails is told. */
function checkField(entry: Entry, field: FormField, hasOwnNeed: boolean): void {
  if (!isOfType(entry, field) || !isShort(entry, field) || (!hasOwnNeed && !checkNeed(entry, field))) {
    return;
  }
  const value = entry.text(field.key);
  if (value !== '' && checkFreeMail(entry, field, value)) {
    BY_TYPE[field.type]?.(entry, field, value);
  }
}

/** @param ownNeed keys whose absence another rule tells */
export function checkFields(entry: Entry, ownNeed: readonly string[] = []): void {
  for (const field of entry.fields) {
    checkField(entry, field, ownNeed.includes(field.key));
  }
}
