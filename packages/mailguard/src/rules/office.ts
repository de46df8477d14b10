import { isWithinAny } from '../hosts/host.ts';
import { finding, quote, type Rule } from './rule.ts';

const OFFICE_NAME =
  / (?:ubnd|hdnd|uy ban nhan dan|van phong|so (?:noi vu|tai chinh|y te|giao duc|tu phap|xay dung|cong thuong|nong nghiep|thong tin|khoa hoc)|phong (?:noi vu|tai chinh|van hoa|giao duc|y te|tu phap|kinh te|lao dong)|chi cuc|tong cuc|cuc |bo (?:cong an|noi vu|tai chinh|y te|quoc phong|giao duc|tu phap|khoa hoc)|cong an|vien kiem sat|toa an|bhxh|bao hiem xa hoi|kho bac|thanh tra|huyen uy|tinh uy|chu tich|pho chu tich|bi thu|chanh van phong|giam doc so|truong phong)/;

/** An agency in the name and a domain that no agency has. */
export const officeName: Rule = ({ display, from, fromDomain, fromFree, isOwnSender, context }) => {
  const agencies = [
    ...context.protectedNames.map(({ domain }) => domain),
    'gov.vn',
    'edu.vn',
    'chinhphu.vn',
    'dcs.vn',
    'quochoi.vn',
    'org.vn',
  ];
  if (fromFree || isOwnSender || fromDomain === '' || isWithinAny(fromDomain, agencies) || !OFFICE_NAME.test(display)) {
    return [];
  }
  const text = `Tên "${quote(from.name)}" xưng cơ quan nhà nước nhưng miền gửi ${quote(fromDomain)} không phải của cơ quan.`;
  return [{ sign: 'office_name', finding: finding('BRAND_NAME', 'strong', text, from.name) }];
};

export const freeOffice: Rule = ({ display, subject, from, fromFree, isOwnSender }) => {
  const isOffice = OFFICE_NAME.test(display) || (OFFICE_NAME.test(subject.slice(0, 60)) && display.trim() === '');
  if (!fromFree || isOwnSender || !isOffice) {
    return [];
  }
  const text = `Tự xưng cơ quan ("${quote(from.name)}") nhưng dùng thư miễn phí ${quote(from.address)}.`;
  return [{ sign: 'free_office', finding: finding('FREE_OFFICE', 'note', text, from.name) }];
};
