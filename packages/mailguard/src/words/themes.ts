import { words } from './act.ts';

type ThemeSign = 'theme_file' | 'theme_meeting' | 'theme_warning' | 'theme_money' | 'theme_gain' | 'theme_name';

/** Office business that a stranger's link stands behind: what the reader thinks he opens. */
export const THEMES: readonly { sign: ThemeSign; of: RegExp }[] = [
  {
    sign: 'theme_file',
    of: words(
      `tai lieu|file|tep|ban scan|ban cuoi|ban tom tat|ban bo sung|ban ghi|ho so|anh hoi nghi|album|danh sach|bien ban|cong van|thu muc|bao cao|du thao|quyet dinh|ket luan|ban thao|hop dong|van ban|ke hoach|document|file shared|shared|scanned`,
    ),
  },
  {
    sign: 'theme_meeting',
    of: words(
      `cuoc hop|phong hop|buoi hop|lich hop|giao ban|giay moi|hoi nghi|hop truc tuyen|tap huan|lich cong tac|lich lam viec|lich truc|ky hop|loi moi hop|teams|zoom|meeting`,
    ),
  },
  {
    sign: 'theme_warning',
    of: words(
      `canh bao|ma doc|an toan thong tin|bao mat|lo hong|bi lo|thiet bi la|dang nhap la|diem yeu|moi nguy|virus|xam nhap|ban va|chinh chu|thu rac|giao dich bat thuong|phat tan|security|quarantine|deactivat[a-z]*`,
    ),
  },
  {
    sign: 'theme_money',
    of: words(
      `hoa don|bang ke|doi soat|cong no|sao ke|phieu luong|bang luong|luong|thanh toan|giao dich|hoan tien|hoan thue|hoan|uy nhiem chi|tai khoan nhan|bien lai|invoice|payment|no cuoc|tien dien|le phi|phi`,
    ),
  },
  {
    sign: 'theme_gain',
    of: words(
      `duoc nhan|nhan qua|qua tet|ho tro [0-9]+|tro cap|tai tro|hoc bong|phan thuong|trung thuong|mien phi|uu dai can bo|vay|boc tham|suat|phuc loi|du dieu kien|eligible|reward|grant`,
    ),
  },
  {
    sign: 'theme_name',
    of: words(
      `(?:ten|lien quan|nhac toi|nhac den|neu ten|phan anh|to cao|danh gia|sai pham|bai viet|video|clip|don thu) (?:[^ ]+ ){0,4}(?:don vi|lanh dao|dong chi|anh chi|ban|co quan|can bo|huyen|xa|anh|chi)`,
    ),
  },
];
