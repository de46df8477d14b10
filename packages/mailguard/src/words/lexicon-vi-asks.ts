import type { Lexicon } from './topics.ts';

const PRESS =
  '(bam|nhan|click|kich|an|cham|vao|truy cap|mo|xem|tai|dang nhap|quet|dang ky|hoan thien|hoan tat|dien|ke khai|khai bao|tra cuu|kiem tra|nop|ky|xac nhan|bo sung|cap nhat|binh chon|thanh toan|nhan file|theo doi)';
const PLACE =
  '(lien ket|link|duong dan|duong link|dia chi|trang|website|tai day|o day|ben duoi|duoi day|ma qr|qr|nut|tep|file|bieu mau|form|phieu|cong|ung dung|app|dinh kem|kem theo|sau day|o duoi)';

/** What somebody is asked to do: ordinary among colleagues, telling from a stranger. */
export const VIETNAMESE_ASKS: Lexicon = {
  opening: [
    `${PRESS} ~ ${PLACE}`,
    '(quet|quyet|scan) (ma|qr|ma qr|anh)',
    '(xem|doc|mo|tai) ~ (chi tiet|noi dung|day du|ban day du|danh sach|ket qua|van ban|tai lieu|ho so|quyet dinh|thong bao) ~ (tai|o|trong|kem|dinh|theo|duoi)',
    '(tra loi|phan hoi|hoi am|xac nhan) (lai |)(thu|email|mail|ngay|som|cho toi|cho anh|cho em|giup|nay)',
    '(click|press|tap|see|open|visit|follow|scan) ~ (here|link|button|below|attached|attachment|qr|code|file)',
  ],
  install: [
    '(cai|cai dat|tai va cai|tai ve va cai|chay|cap nhat|nang cap|tai) ~ (phan mem|ung dung|app|plugin|bo cai|tien ich|chung thu|driver|file exe|file cai|teamviewer|anydesk|ultraviewer|bo go|ban va|cong cu)',
    '(bat|cho phep|kich hoat|enable|nhan|chon) ~ (macro|macros|noi dung|content|enable content|enable editing|chinh sua|quyen tro nang|cai dat tu nguon|nguon khong xac dinh)',
    '(mat khau|pass|mk|password) (giai nen|mo tep|mo file|file|tep|nen|de mo|mo|xem|mo tai lieu|de giai nen)',
    '(giai nen|tat|tam tat) ~ (phan mem diet virus|diet virus|antivirus|tuong lua|bao mat|de mo|de xem|roi mo|tep|file|va chay)',
    '(enable (content|editing|macros)|password to open|unzip|extract) ~',
  ],
  contact: [
    '(lien he|ket ban|nhan tin|goi|alo|ib|inbox|trao doi|add|nhan) ~ (zalo|telegram|viber|whatsapp|messenger|facebook|hotline|so may|so dien thoai|dien thoai|so [0-9]+|0[0-9]{8,9})',
    '(zalo|telegram|viber|whatsapp) (0[0-9]{8,9}|@[a-z0-9]+|so|toi|anh|em|can bo)',
    '(lien he|goi|goi dien) ~ (ngay|truc tiep|som) ~ (can bo|dong chi|anh|chi|so|hotline|dieu tra vien|tong dai)',
    '(so moi|doi so|so rieng|so ca nhan|may cu hong|dien thoai hong|mat dien thoai|doi so dien thoai)',
  ],
  credential: [
    '(dang nhap|dang nhap lai|nhap) (bang|voi|thu|email|hop thu|tai khoan|mail|mat khau) ~ (cong vu|tai khoan|thu|mat khau|de|cua|hien tai|co quan|email|vneid)',
    '(tai khoan|mat khau|mk|pass|otp|ma xac thuc|ma otp) ~ (gui lai|gui cho|cung cap|bao lai|nhan tin|doc cho|tra loi|de toi|de phong|de ky thuat|de kiem tra|cho toi|cho em|cho anh)',
    '(gui|cho|bao|doc|cung cap|nhan) (toi|em|anh|minh|giup|lai|cho toi|cho em|cho anh|lai cho toi) ~ (mat khau|otp|ma otp|tai khoan|ma xac thuc|ma so|ma 6 so|pin|anh cccd|cccd|token|thiet bi ky so|chu ky so)',
    '(xac thuc|xac minh|cap nhat|dong bo|kich hoat|dang ky lai|khai bao lai) ~ (sinh trac|tai khoan|danh tinh|hop thu|chu ky so|chung thu so|vneid|dinh danh)',
    '(so (the|cccd|can cuoc|tai khoan|cmnd)|ngay sinh|anh chan dung) ~ (va|cung|kem) ~ (otp|mat khau|anh|ngay cap|so dien thoai|tai khoan|cccd|chan dung)',
    '(bi khoa|het han|gia han|khoi phuc|mo lai|cap lai) ~ (chung thu so|chu ky so|usb token|token|tai khoan|mat khau|hop thu|the atm|ten mien|giay phep)',
  ],
  errand: [
    '(mail|email|hop thu|thu cong vu|hop thu cong vu|may tinh|dien thoai|may) ~ (cua anh|cua toi|cua em|cu|cong vu|co quan) ~ (loi|bi loi|hong|khong vao duoc|bi khoa|dang bao tri|trung tu|mat)',
    '(dung|su dung|gui qua|gui vao|tra loi vao|lien lac qua|phan hoi vao|chuyen sang) ~ (mail|email|hop thu|dia chi|so) (ca nhan|nay|tam|rieng|moi|khac) ',
    '(day la|luu lai|cap nhat) ~ (so|email|mail|dia chi|so dien thoai) (moi|rieng|ca nhan|tam) (cua|nhe)',
    '(anh|chi|toi|minh|em|co|chu) (dang |)(can|nho|muon nho) (em|anh|chi|dong chi|co|chau|ban) ~ (mot viec|viec nay|giup|lam giup|xu ly|ho|gap|ngay|mua|chuyen|viec rieng)',
    '(xu ly|lam|giai quyet|giup) ~ (giup|ho|cho) (anh|toi|chi|minh) (ngay|gap|viec|mot|khoan|nhe|truoc|trong|luon)',
    '(khong tien|chua tien|khong nen) (noi|trao doi|nghe|goi|bao) ',
    '(hoa hong|chiet khau|lai qua|cam on rieng|boi duong|hau ta|phan tram|co phan) ~ (rieng|cho anh|cho dong chi|cho lanh dao|ngay|tien mat|tai khoan)',
    '(nguoi thu huong|don vi thu huong|thong tin thu huong|tai khoan thu huong) (moi|thay doi|duoc thay)',
    '(thay doi|doi|cap nhat|chuyen sang|dung|su dung|theo) ~ (so tai khoan|tai khoan|stk|tai khoan thanh toan|tai khoan nhan|thong tin chuyen khoan) ~ (moi|nhan tien|thanh toan|thu huong|sau|duoi|ngan hang|cong ty|khac|tam thoi)',
    '(so tai khoan|tai khoan|stk) (moi|thay the|nhan luong moi|nhan tien moi|tam thoi|tam|khac)',
    '(cho|vay|muon|xoay) (anh|em|toi|minh|chi|muon|tam|nong|gap) ~ (trieu|tien|[0-9]+tr|it tien)',
    '(mua|dat|chuan bi|lay) ~ (the cao|the dien thoai|the viettel|the mobi|the vina|the cao dien thoai|voucher|phieu qua|the qua|ma the|qua bieu|ruou|phong bi)',
    '(cao|chup|gui|doc) ~ (ma the|seri|so seri|ma nap|ma cao|hinh the|anh the)',
    '(binh chon|vote|bo phieu|like) ~ (giup|cho|ho|be|chau|con|bai|cuoc thi)',
    '(nham|nham so|nham tai khoan|chuyen nham|nhan nham) ~ (tien|tra lai|hoan lai|hoan tra|chuyen lai|tai khoan)',
    '(luong|tien luong|nhan luong|tra luong) ~ (tai khoan moi|so tai khoan|sang tai khoan|chuyen sang|stk|doi)',
    '(danh sach|thong tin|ban|file|ho so) ~ (can bo|cong chuc|nhan su|luong|dang vien|ho so|cccd) ~ (gui|cho|ngay|gap|ve|lai|anh|toi) ~ (ngay|gap|trong|mail nay|dia chi nay|email nay|gmail|zalo|sang nay|chieu nay)',
    '(dat coc|le phi|phi ho so|phi giu cho|phi dao tao|phi boi duong|phi xu ly|phi kich hoat|phi bao hiem|phi dich vu|phi duy tri|phi dam bao) ~ (truoc|qua tai khoan|vao tai khoan|chuyen khoan|de duoc|de giu|de nhan)',
    '(trao doi|noi|ban) ~ (rieng|kin|ngoai|khong qua|truc tiep rieng) ~',
    '(dung|khong|chua) (bao|noi|cho|de) ~ (ai|nguoi khac|ke toan|van phong|ai biet|co quan)',
  ],
  billing: [
    '(chuyen|chuyen khoan|chuyen tien|nop|thanh toan|ck|tra|gui|coc|dat coc|ung|ung truoc) ~ (vao|qua|toi|den|theo) ~ (so tai khoan|tai khoan|stk|so tk|tk|ca nhan|ngan hang)',
  ],
  threat: [
    '(co phai|day la|la) (ban|anh|chi|em|dong chi) ~ (trong video|trong clip|trong anh|trong hinh|khong vay|day khong|khong day)',
    '(no xau|cic|dao han|khoan no|khoan vay) ~ (qua han|thanh toan|xu ly|khoi kien|cua anh|cua ban|dung ten)',
    '(anh|hinh anh|thong tin|so dien thoai|cccd|tai khoan) ~ (bi dang|bi lo|bi ro ri|bi loi dung|dang bi|bi phat tan|bi ke xau|dung ten)',
    '(don to cao|thu to cao|clip|bang chung|tin nhan) ~ (ve|lien quan|cua|to cao) ~ (vi pham|ngoai tinh|tham nhung|nhan tien|hoi lo|tieu cuc|anh|ong|ba|dong chi|ban)',
    '(vi pham|bi phat|bi xu phat|xu phat|phat nguoi) ~ (giao thong|hanh chinh|ban quyen|nong do con|qua toc do|vuot den do|ky luat|tien|dong|bien so|quy dinh)',
    '(neu khong|khong thuc hien|qua han|qua thoi han|neu chua) ~ (se bi|bi|se) ~ (khoa|phat|cat|xu ly|dinh chi|thu hoi|huy|truy thu|cuong che|khoi to|mat|xoa|ngung|tu choi|tam dung)',
    '(may tinh|thiet bi|he thong|dia chi ip|dien thoai|website|cong thong tin) ~ (nhiem|bi tan cong|bi hack|bi xam nhap|lo lot|bi ma hoa|bi lo)',
  ],
  prize: [
    '(vinh danh|ton vinh|trao giai|trao tang|cup|ky yeu|bang vang|tieu bieu|lanh dao gioi|giai thuong) ~ (kinh phi|dong gop|phi|le phi|chi phi|chuyen khoan|tai tro|[0-9]+ trieu)',
    '(hoc bong|xuat khau lao dong|dinh cu|suat bien che|bien che|thi cong chuc|nang ngach|de bat|luan chuyen) ~ (phi|chi phi|bao dau|dam bao|coc|dat coc|trieu|lo lot|suat)',
    '(vien tro|tai tro|quy|khoan tai tro|du an) ~ (usd|trieu do|khong hoan lai|nuoc ngoai) ~ (dang ky|phi|lien he|nhan|ho so|thong tin)',
    '(tro cap|tien ho tro|goi ho tro|qua tang|tien hoan|khoan hoan) ~ (nhan|chi tra|duoc nhan|dang ky nhan|linh|hoan lai|mien phi|chua nhan|cua anh|cua ong) ~ ([0-9]+|dong|trieu|ngay|tai|truoc|qua|tien)',
    '(ban|anh|chi|ong|ba|dong chi|don vi|quy khach) ~ (duoc nhan|du dieu kien|trung|duoc chon|duoc huong|nam trong danh sach nhan|duoc hoan|duoc tang) ~',
  ],
};
