import { addYears, ageOn, printDate } from '../dates.ts';
import type { Entry } from './entry.ts';

const AGE_MIN = 18;
const AGE_MAX = 75;

function checkBirth(entry: Entry, key: string): void {
  if (!entry.isSound(key)) {
    return;
  }
  const { today } = entry.facts;
  const bornOn = entry.text(key);
  if (bornOn >= today) {
    const message = `Ngày sinh ${printDate(bornOn)} không ở trước hôm nay. Hãy xem lại năm sinh.`;
    entry.tell(key, 'requests.date_invalid', message);
    return;
  }
  const age = ageOn(bornOn, today);
  if (age < AGE_MIN || age > AGE_MAX) {
    const message = `Theo ngày sinh ${printDate(bornOn)}, người này ${age} tuổi, ngoài khoảng ${AGE_MIN}–${AGE_MAX} thường gặp. Hãy đối chiếu giấy tờ.`;
    entry.tell(key, 'requests.age_unusual', message, { severity: 'warning' });
  }
}

function checkIdentityDate(entry: Entry, key: string, bornKey: string): void {
  if (!entry.isSound(key)) {
    return;
  }
  const issuedOn = entry.text(key);
  if (issuedOn > entry.facts.today) {
    const message = `Ngày cấp giấy tờ ${printDate(issuedOn)} ở sau hôm nay. Hãy ghi ngày cấp in trên giấy tờ.`;
    entry.tell(key, 'requests.date_invalid', message);
  } else if (entry.isSound(bornKey) && issuedOn <= entry.text(bornKey)) {
    const message = `Ngày cấp giấy tờ ${printDate(issuedOn)} không ở sau ngày sinh ${printDate(entry.text(bornKey))}. Hãy xem lại hai ngày này.`;
    entry.tell(key, 'requests.dates_out_of_order', message);
  }
}

/**
 * Digits 4–6 of a citizen number: century with sex (0 man, 1 woman of the 1900s, 2 and 3 of the 2000s…), then two digits of the
 * year of birth. A contradiction is told, not refused: papers with mistakes exist.
 */
function checkCitizenNumber(entry: Entry, key: string, prefix: string): void {
  const number = entry.text(key);
  if (!entry.isSound(key) || number.length !== 12) {
    return;
  }
  const mark = Number(number[3]);
  const gender = entry.text(`${prefix}gender`);
  const bornOn = entry.text(`${prefix}bornOn`);
  const isSexWrong = entry.isSound(`${prefix}gender`) && (mark % 2 === 0 ? 'male' : 'female') !== gender;
  const year = 1900 + 100 * Math.floor(mark / 2) + Number(number.slice(4, 6));
  const isYearWrong = entry.isSound(`${prefix}bornOn`) && String(year) !== bornOn.slice(0, 4);
  if (isSexWrong || isYearWrong) {
    const what = [isSexWrong ? 'giới tính' : '', isYearWrong ? `năm sinh (${year})` : ''].filter((part) => part !== '');
    const message = `Số CCCD không khớp ${what.join(' và ')} đã ghi (chữ số thứ 4 chỉ thế kỷ và giới tính, hai chữ số tiếp chỉ năm sinh). Hãy đối chiếu giấy tờ.`;
    entry.tell(key, 'requests.identity_mismatch', message, { severity: 'warning' });
  }
}

/** Birth, sex and identity paper of who fills the form in, against each other and against today. */
export function checkPerson(entry: Entry, prefix: '' | 'declarant.'): void {
  checkBirth(entry, `${prefix}bornOn`);
  checkIdentityDate(entry, `${prefix}identity.issuedOn`, `${prefix}bornOn`);
  checkCitizenNumber(entry, `${prefix}identity.number`, prefix);
}

/** The identity paper of a subject of whom only the paper is known (Mẫu 04). */
export function checkSubjectIdentity(entry: Entry): void {
  checkIdentityDate(entry, 'subject.identity.issuedOn', '');
}

/** Days of a certificate: in order, begun, no longer than the law allows. */
export function checkCertificateDates(entry: Entry, prefix: string): void {
  const [fromKey, toKey] = [`${prefix}.issuedOn`, `${prefix}.expiresOn`];
  const [from, to] = [entry.text(fromKey), entry.text(toKey)];
  if (entry.isSound(fromKey) && from > entry.facts.today) {
    const message = `Ngày cấp chứng thư số ${printDate(from)} ở sau hôm nay. Hãy chép ngày từ chứng thư số.`;
    entry.tell(fromKey, 'requests.date_invalid', message);
  }
  if (!entry.isSound(fromKey) || !entry.isSound(toKey)) {
    return;
  }
  const { certificateMaxYears } = entry.limits;
  if (to <= from) {
    const message = `Ngày hết hạn ${printDate(to)} không ở sau ngày cấp ${printDate(from)}. Hãy xem lại hai ngày này.`;
    entry.tell(toKey, 'requests.dates_out_of_order', message);
  } else if (to > addYears(from, certificateMaxYears)) {
    const rule = entry.sources.renewal;
    const message = `Thời hạn từ ${printDate(from)} đến ${printDate(to)} dài quá ${certificateMaxYears} năm. Theo ${rule}, chứng thư số của thuê bao có hạn nhiều nhất ${certificateMaxYears} năm. Hãy đối chiếu chứng thư số.`;
    entry.tell(toKey, 'requests.validity_too_long', message, { severity: 'warning', rule });
  }
}
