import { isWithinAny } from '../hosts/host.ts';
import { finding, quote, type Rule } from './rule.ts';

export const OFFICE_NAME = new RegExp(
  ` (?:${[
    'ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|chinh quyen',
    'vp (?:ubnd|hdnd|tinh|huyen|xa|uy ban|tinh uy|huyen uy|doan dbqh)|van phong (?:ubnd|hdnd|huyen|tinh|uy ban|chinh phu|quoc hoi|doan|dang ky dat dai|so|thanh uy|trung uong|dieu hanh)',
    'so (?:noi vu|tai chinh|y te|giao duc|tu phap|xay dung|cong thuong|nong nghiep|thong tin|khoa hoc|van hoa|lao dong|tai nguyen|ke hoach|giao thong|tttt|tt|gd|gddt|khcn|kh|nv|tnmt|vhttdl)',
    'phong (?:noi vu|tai chinh|van hoa|giao duc|y te|tu phap|kinh te|lao dong|vhtt|cntt|tckh|nv|gddt|chuyen doi so)',
    'doi (?:thue|quan ly|thanh tra|canh sat)|chi cuc|tong cuc|cuc (?!bo)|kiem toan nha nuoc|hai quan|quan ly thi truong',
    'bo (?:cong an|noi vu|tai chinh|y te|quoc phong|giao duc|tu phap|khoa hoc|cong thuong|xay dung|ngoai giao|nong nghiep|thong tin)',
    'cong an|vien kiem sat|vks|toa an|bhxh|bao hiem xa hoi|kho bac|thanh tra|huyen uy|tinh uy|dang bo|dang uy|mttq|mat tran to quoc|to cong tac|ban chi dao|thue (?:co so|khu vuc|tinh|huyen)|ngan hang nha nuoc|quan ly xuat nhap canh|ban co yeu|ban chqs|ban chi huy quan su|vncert|ncsc',
    'chu tich|pho chu tich|bi thu|chanh van phong|giam doc so|truong phong|doan giam sat|doan dbqh|mot cua',
    'trung tam (?:cntt|giam sat|an ninh mang|an toan|ung cuu|phuc vu hanh chinh)|cong dich vu cong|dien luc',
  ].join('|')})(?= )`,
);

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

/** An agency in the first part of an address that anybody may have. */
const OFFICE_ADDRESS = /(?:ubnd|hdnd|vpub|tinhuy|huyenuy|thanhtra|mttq|congan|cucthue|chicucthue|doithue|khobac|bhxh)/;

export const freeOffice: Rule = ({ display, subject, from, fromFree, isOwnSender }) => {
  const isOffice =
    OFFICE_NAME.test(display) ||
    OFFICE_ADDRESS.test(from.address.split('@')[0]?.toLowerCase() ?? '') ||
    (OFFICE_NAME.test(`${subject.slice(0, 60)} `) && display.trim() === '');
  if (!fromFree || isOwnSender || !isOffice) {
    return [];
  }
  const text = `Tự xưng cơ quan ("${quote(from.name)}") nhưng dùng thư miễn phí ${quote(from.address)}.`;
  return [{ sign: 'free_office', finding: finding('FREE_OFFICE', 'note', text, from.name) }];
};
