import type { Lexicon } from './topics.ts';

const ACCOUNT =
  '(tai khoan|hop thu|hop thu dien tu|thu dien tu|email|mailbox|thu cong vu|dia chi thu|the|dich vu|thue bao|so thue bao|sim|dinh danh|vneid|vi dien tu|zimbra|ma so thue)';
const KEPT =
  '(tai khoan|hop thu|hop thu dien tu|thu dien tu|email|mailbox|thu cong vu|dia chi thu|thue bao|so thue bao|sim|dinh danh|vneid|vi dien tu|zimbra)';
const STOPPED =
  '(khoa|dinh chi|tam khoa|tam ngung|tam dinh chi|vo hieu hoa|ngung hoat dong|ngung cung cap|xoa|huy|thu hoi|han che|dung hoat dong|phong toa|cat|mat|ngat ket noi|chan|tam dung|dong|ngung)';

export const VIETNAMESE: Lexicon = {
  credential: [
    `(xac minh|xac thuc|xac nhan|kiem tra lai|cap nhat|kich hoat|kich hoat lai|khoi phuc|nang cap|dong bo|chuan hoa|gia han|mo khoa|duy tri|dang ky lai) ~ ${KEPT}`,
    '(nhap|cung cap|gui|tra loi|dien|khai|khai bao|cho biet|bao lai|doc|phan hoi) ~ (mat khau|ma otp|otp|ma xac thuc|ma xac nhan|ten dang nhap|thong tin dang nhap|ma pin|so the|cvv|thong tin tai khoan|so cccd|so can cuoc|mk|pass)',
    '(ten dang nhap|ten nguoi dung|tai khoan|ten truy cap|user|username|email) (va|cung|kem|kem theo|\\+) ~ (mat khau|mk|pass|password)',
    '(giu|giu nguyen|tiep tuc su dung|su dung lai|dung|giu lai) (mat khau|mat khau hien tai|mat khau cu)',
    '(mat khau|mk) ~ (het han|sap het han|het hieu luc|da het|se het|can doi|khong con|da cu)',
    '(doi|thay doi|dat lai|cap nhat|khoi phuc) (lai |)mat khau',
    '(dang nhap|truy cap|bam|nhan|click|an|kich|nhap|vao) ~ (de|va) ~ (xac minh|xac thuc|xac nhan|nang cap|mo khoa|cap nhat|giu|tiep tuc|khoi phuc|kich hoat|duy tri|tranh|nhan|tra cuu|hoan tat|gia han|giai phong|lay lai)',
    '(dang nhap|truy cap) ~ (vao |)(lien ket|duong dan|duong link|link|trang|cong|dia chi) ~ (sau|duoi day|ben duoi|duoi|nay|kem theo)',
    '(xac minh|xac thuc) (danh tinh|thong tin|sinh trac hoc|tai day|ngay|dien tu|lai thong tin)',
    '(cap nhat|xac nhan) (sinh trac hoc|thong tin ca nhan|danh tinh)',
    '(cai dat|cai|tai|tai ve|tai xuong) ~ (ung dung|phan mem|app|file apk|apk|tep) ~ (dich vu cong|vneid|dinh danh|thue|etax|bao hiem|chinh phu|bo cong an|apk|xac thuc|ve may|tai day|tai lien ket|duoi|dinh kem)',
  ],
  threat: [
    `${ACCOUNT} ~ (se bi|bi|da bi|co the bi|se|sap bi|dang bi|se tu dong|phai) ~ ${STOPPED}`,
    `(se bi|da bi|sap bi|tranh bi|khong bi|de khong bi|de tranh bi|tranh viec bi|nguy co bi) ~ ${STOPPED}`,
    '(mat|se mat|khong the|khong con|bi mat|mat quyen) ~ (quyen truy cap|truy cap|gui va nhan|nhan thu|gui nhan|dang nhap|hop thu|toan bo thu|du lieu|email|thu den|su dung)',
    '(dang nhap|truy cap|hoat dong|giao dich) (bat thuong|trai phep|dang ngo|khong hop le|tu thiet bi la|tu noi la|dang nghi)',
    '(phat hien|ghi nhan|nhan thay) ~ (dang nhap|truy cap|hoat dong|giao dich|vi rut|virus|ma doc|vi pham|bat thuong|loi)',
    '(lien quan|dinh liu|dinh den|dinh) ~ (vu an|duong day|rua tien|ma tuy|phap luat|to toi pham|vi pham)',
    '(lenh|quyet dinh) (bat|khoi to|triet tap|trieu tap|cuong che|xu phat|bat tam giam|phong toa)',
    '(giay trieu tap|trieu tap|phat nguoi|bien ban vi pham|cuong che|xu phat vi pham|cham nop|no thue|ket luan dieu tra|vi pham giao thong|cat dien|ngung cung cap dien)',
  ],
  mailbox: [
    '(hop thu|hop thu den|bo nho|luu tru|mailbox|quota) ~ (day|da day|bi day)',
    '(hop thu|hop thu den|email|dung luong|bo nho|luu tru|thu dien tu|mailbox|tai khoan|zimbra|quota) ~ (vuot|vuot qua|qua tai|het|sap het|gan day|da day|cham nguong|can kiet|vuot han muc|qua han muc)',
    '(vuot|vuot qua|het|da day|bi day|qua|sap het|sap day|vuot muc) ~ (dung luong|han muc|bo nho|gioi han|quota|han ngach|luu tru)',
    '(nang cap|bao tri|chuyen doi|di chuyen|dong bo|doi moi|thay the|nang cap len|bao duong) ~ (he thong|may chu|zimbra|hop thu|email|thu dien tu|webmail|thu cong vu|phien ban|outlook|hop thu dien tu)',
    '(thu|email|tin nhan|thu den|van ban|thu dien tu) ~ (bi giu|dang cho|cho xu ly|bi chan|chua duoc gui|chua gui|bi treo|chua nhan|khong duoc gui|tam giu|bi tam giu|bi cach ly|ton dong|khong gui duoc|chua duoc nhan)',
    '(bo phan|quan tri|ban quan tri|quan tri vien|trung tam|to) (ho tro |ky thuat |quan tri )(he thong|mail|email|thu dien tu|zimbra|webmail|hop thu|ky thuat|may chu|cntt|it)',
    '(ban quan tri|quan tri vien|nguoi quan tri) (he thong|mail|email|thu dien tu|zimbra|webmail|hop thu|may chu)',
    '(luu tru|sao luu|chuyen|lay lai|giai phong|tai len) ~ (dung luong|thu bi giu|thu dang cho|hop thu)',
    '(xac thuc|bao mat) (hai|2) (lop|buoc|yeu to) ~ (het han|quet|ma qr|kich hoat|bat buoc|gia han|dang ky)',
  ],
  urgency: [
    '(trong vong|trong|sau|con|qua|khong qua|truoc) (vong |thoi gian |thoi han |)([0-9]{1,2}|hai muoi bon|bon muoi tam|mot|hai|ba) ?(gio|h|tieng|phut|ngay)',
    '(ngay lap tuc|khan cap|hoa toc|cap bach|viec gap|gap nhe|ngay hom nay|trong hom nay|truoc [0-9]{1,2} ?(h|gio)|ngay bay gio|lam ngay|xu ly ngay|thuc hien ngay|thong bao khan|tuyet doi khong|canh bao cuoi|lan cuoi|cuoi cung)',
    '(neu khong|neu ong ba khong|neu quy khach khong|neu anh chi khong|neu dong chi khong|neu ban khong|truong hop khong|qua thoi han|qua han|sau thoi han|neu qua|neu cham) ~',
    '(het han|hieu luc|hiet han|ket thuc) (hom nay|trong ngay|luc|truoc|vao hom nay|sau)',
    '(bat buoc|yeu cau) (tat ca|toan bo|toan the|thuc hien|phai|cac don vi|can bo|nguoi dung)',
  ],
  delivery: [
    '(buu kien|buu pham|don hang|kien hang|goi hang|hang hoa|buu gui) ~ (khong giao duoc|chua giao|giu lai|tam giu|cho|bi hoan|khong the giao|sai dia chi|giao that bai|luu kho|thong quan|dang bi giu|dang cho|ton kho)',
    '(phi|thue|le phi) (van chuyen|giao hang|hai quan|luu kho|thong quan|nhap khau|ship|giao lai)',
    '(cap nhat|xac nhan|sai|bo sung) (dia chi|thong tin) (giao hang|nhan hang)',
  ],
  billing: [
    '(thanh toan|giao dich|hoa don|cuoc|the) ~ (that bai|khong thanh cong|bi tu choi|qua han|chua thanh toan|con no|bi treo|tre han)',
    '(xem|mo|tai|tai xuong|kiem tra|kem|dinh kem|gui|gui kem) ~ (hoa don|bao gia|chung tu|uy nhiem chi|hop dong|bien lai|phieu chuyen tien|thong bao nop|sao ke|don dat hang)',
    '(hoan tien|hoan lai tien|nhan lai tien|tien hoan|tien thua) ~ (vao tai khoan|nhan|qua|chi tra|dang ky|bhxh|bhtn)',
    '(so tai khoan|stk|thong tin thanh toan|tai khoan ngan hang|tai khoan nhan tien|tai khoan thu huong) ~ (moi|thay doi|da doi|thay the|cap nhat|sau day|duoi day)',
    '(gia han|thanh toan|dong phi|nop phi|nop tien|chuyen tien) ~ (ten mien|chu ky so|phan mem|dich vu|hoa don|chung thu|hosting|truoc|ngay|vao tai khoan|duy tri)',
  ],
  prize: [
    '(chuc mung|xin chuc mung) ~ (ban|quy khach|anh|chi|ong|ba|dong chi|don vi|da)',
    '(trung|trung thuong|nhan|nhan duoc|da trung|co co hoi|qua tang) ~ (thuong|giai|qua|phan qua|voucher|xe|iphone|giai thuong|tri gia|mien phi|lixi|li xi|evoucher|tien mat|trung thuong|gia tri|hap dan)',
    '(tri an|tang qua|qua tang|boc tham|quay so|vong quay|khuyen mai) ~ (khach hang|trung thuong|mien phi|may man|nhan|tri gia|dac biet|can bo)',
  ],
  crypto: [
    '(vi|tai khoan) (dien tu|usdt|tien so|tien ao|crypto|binance|momo|blockchain)',
    '(dau tu|san|tien so|tien ao|bitcoin|usdt|forex|chung khoan) ~ (loi nhuan|lai|sinh loi|cam ket|loi|hoan von|thu nhap|bao lai|gap doi|moi ngay)',
  ],
  advance: [
    '(vay|vay von|cho vay|giai ngan|khoan vay|vay tien) ~ (nhanh|lai suat|khong the chap|online|tin chap|uu dai|ngay|trong ngay|duoc duyet)',
    '(thua ke|nguoi thu huong|tai san|so tien) ~ (trieu do|trieu usd|trieu dola|ty dong|chuyen cho|hop tac|nguoi da mat)',
    '(viec nhe luong cao|viec lam them|viec lam tai nha|tuyen cong tac vien|cong tac vien online|lam viec online|thu nhap [0-9]+|kiem tien online|like video|chot don)',
    '(ung ho|quyen gop|dong gop|tu thien) ~ (tai khoan|stk|chuyen khoan|so tai khoan|bao lut|nan nhan)',
  ],
  extortion: [
    '(toi|chung toi) ~ (da hack|hack|xam nhap|kiem soat|cai ma doc|ghi hinh|quay video|quay lai|chiem quyen) ~ (may|thiet bi|webcam|tai khoan|camera|dien thoai|hop thu|may tinh|ban|ong|anh)',
    '(giu|co|nam|nam giu) (duoc |doan |mot |cac )?(ghi am|doan ghi am|clip|bang chung|anh chup|tin nhan) ~ (cua|ve|giua|anh|chi|ong|ba|dong chi|lanh dao)',
    '(clip|video|anh|hinh anh) (nong|nhay cam|rieng tu|ngoai tinh|khoa than)',
    '(chuyen|gui|thanh toan|nop) ~ (bitcoin|btc|usdt|tien chuoc)',
  ],
  document: [
    '(xem|mo|tai|tai ve|tai xuong|truy cap|doc|click|bam|nhan) ~ (tai lieu|van ban|tep|file|cong van|ban scan|du thao|danh sach|thong bao|quyet dinh|ket luan|bien ban) ~ (tai day|duoi day|dinh kem|bao mat|tai lien ket|tai link|chi tiet|dang|chia se|kem theo|tai|o duoi)',
    '(chia se|da chia se|gui|da gui) ~ (tai lieu|tep|file|van ban|thu muc|mot tep) ~ (voi|cho|qua|tren|cung) ~ (ban|anh|dong chi|onedrive|google|ong|sharepoint|drive|quy)',
    '(dang nhap|nhap email|xac thuc|mat khau email|mat khau hop thu|nhap mat khau|tai khoan thu) ~ (de|va) (xem|mo|doc|tai|nhan) ~ (tai lieu|van ban|tep|file|noi dung|cong van|danh sach)?',
    '(tin nhan thoai|thu thoai|ban fax|cuoc goi nho|hop thu thoai)',
    '(bang luong|dieu chinh luong|tang luong|thuong tet|quy hoach|danh sach ky luat|ket qua danh gia|khen thuong|tinh gian bien che|sap xep bo may|quyet dinh bo nhiem|danh sach tinh gian) ~ (xem|mo|tai|kem|dang nhap|chi tiet|duoi|noi bo)',
  ],
  errand: [
    '(chuyen khoan|chuyen tien|thanh toan|ung tien|chuyen|tam ung) ~ (gap|ngay|ho|giup|truoc|khan|trong sang nay|trong chieu nay|trong hom nay|vao so|vao tai khoan|den so tai khoan|vao stk)',
    '(mua|nap|dang mua|mua giup|mua ho|gui) ~ (the cao|the nap|card dien thoai|the dien thoai|the qua tang|ma the|the game|gift card|the viettel|the garena)',
    '(dang hop|dang ban hop|dang trong cuoc hop|dang di cong tac|khong tien nghe|khong nghe may|dung goi|khong goi duoc|khong tien goi)',
    '(so dien thoai|so zalo|zalo|so di dong|so ca nhan) (ca nhan |rieng |moi |)(cua|cho|de|gui|nhan|ket ban|lien he|qua)',
    '(ket ban|lien he|nhan tin|trao doi|add) ~ (zalo|telegram|viber|messenger)',
    '(giu bi mat|giu kin|khong noi voi ai|tuyet mat|khong trao doi voi|dung noi voi|giua toi va)',
    '(em|co|anh|chi|dong chi|chau) (co |dang |)(ranh|o co quan|o phong|o van phong|o don vi|tai co quan) ~ (khong|ko|k|chu|giup|nhe)',
    '(giup|nho|can) (toi|anh|chi|minh|em|ho) ~ (viec gap|mot viec|viec nay|gap mot viec|chuyen|mua|viec rieng|viec nho)',
    '(gui|cung cap|chuyen|gui lai|gui gap|chup) ~ (danh sach|so cccd|can cuoc|cccd|so can cuoc|ban chup|ho so can bo|danh ba|tai lieu mat|bang luong|thong tin ca nhan|anh chup)',
  ],
  tax: [
    '(hoan thue|hoan|quyet toan|giam|mien|no|truy thu) ~ (thue|thue tncn|tien thue|thue thu nhap|bhxh|bao hiem)',
    '(co quan thue|chi cuc thue|cuc thue|tong cuc thue|etax|hoa don dien tu) ~ (yeu cau|thong bao|xac minh|cap nhat|cai dat|kiem tra|dong bo|chuan hoa|truy thu|hoan)',
  ],
  greeting: [
    '(kinh gui|gui|chao|kinh chao|than gui|thong bao) (quy |cac |toan the |tat ca |ca |)(khach hang|nguoi dung|chu tai khoan|chu hop thu|nguoi su dung|thanh vien|chu thue bao|cong dan|khach|user)',
    '(kinh gui|chao|gui|xin chao|kinh chao) [a-z0-9_]+@[a-z0-9]+',
  ],
  state: [
    '(vneid|dinh danh dien tu|dinh danh muc (2|do 2)|dich vu cong|can cuoc|cccd|bao hiem xa hoi|vssid|cuc canh sat|bo cong an|canh sat|vien kiem sat|toa an|cuc thue|tong cuc thue|tong cuc hai quan|ngan hang nha nuoc|dien luc|evn|cong an)',
  ],
};
