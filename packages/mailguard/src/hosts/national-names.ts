import type { ProtectedName } from '../types.ts';

/** National names and services that are borrowed most; the directory of the office adds its own. */
export const NATIONAL_NAMES: readonly ProtectedName[] = [
  { name: 'Cổng Dịch vụ công quốc gia', domain: 'dichvucong.gov.vn' },
  { name: 'Chính phủ', domain: 'chinhphu.vn' },
  { name: 'Bộ Công an', domain: 'bocongan.gov.vn' },
  { name: 'Cơ sở dữ liệu quốc gia về dân cư', domain: 'dancuquocgia.gov.vn' },
  { name: 'Thuế điện tử', domain: 'thuedientu.gdt.gov.vn' },
  { name: 'Bảo hiểm xã hội Việt Nam', domain: 'baohiemxahoi.gov.vn' },
  { name: 'Bộ Quốc phòng', domain: 'mod.gov.vn' },
  { name: 'Bộ Nội vụ', domain: 'moha.gov.vn' },
  { name: 'Bộ Tài chính', domain: 'mof.gov.vn' },
  { name: 'Bộ Khoa học và Công nghệ', domain: 'mst.gov.vn' },
  { name: 'Quốc hội', domain: 'quochoi.vn' },
  { name: 'Định danh điện tử', domain: 'vneid.gov.vn' },
];

/** Names that hold a protected one and belong to somebody real; below dcs.vn are the committees of the Party, by place. */
export const REAL_NAMES: ReadonlySet<string> = new Set([
  'baochinhphu.vn',
  'laichau.edu.vn',
  'dcs.vn',
  'baolaichau.vn',
  'vnptlaichau.vn',
  'laichautv.vn',
  'dulichlaichau.vn',
  'thuvienphapluat.vn',
  'dangcongsan.vn',
  'congan.com.vn',
  'quochoitv.vn',
]);

/** First labels below gov.vn that are real and near to one another: hagiang and haugiang. */
export const REAL_GOV_LABELS: ReadonlySet<string> = new Set(
  (
    'angiang bariavungtau bacgiang backan baclieu bacninh bentre binhdinh binhduong binhphuoc binhthuan camau cantho caobang ' +
    'danang daklak daknong dienbien dongnai dongthap gialai hagiang hanam hanoi hatinh haiduong haiphong haugiang hoabinh ' +
    'hungyen khanhhoa kiengiang kontum laichau lamdong langson laocai longan namdinh nghean ninhbinh ninhthuan phutho phuyen ' +
    'quangbinh quangnam quangngai quangninh quangtri soctrang sonla tayninh thaibinh thainguyen thanhhoa thuathienhue hue ' +
    'tiengiang hochiminhcity tphcm travinh tuyenquang vinhlong vinhphuc yenbai'
  ).split(' '),
);
