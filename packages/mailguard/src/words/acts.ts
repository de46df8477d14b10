import { type Act, words } from './act.ts';
import { MONEY_ACTS } from './acts-money.ts';

/*
 * What a sentence asks its reader to do, by two groups of words that stand in one sentence in any order: `say` and `of`. Written from
 * what office lures ask for and how Vietnamese words it, with and without marks, in short forms and mixed with English; a phrase that
 * only one letter uses has no place here.
 */

const GIVE = `cho (?:em|toi|anh|chi|minh) xin|nhap|dien|gui|gui lai|gui cho|gui ve|gui qua|cung cap|doc|doc lai|bao lai|khai|khai bao|ke khai|chup|cho biet|nhan tin|phan hoi|tra loi|xac nhan|xac minh|xac thuc|cap nhat|bo sung|dang nhap|dong bo|chuan bi|yeu cau|hoi|can|kem|kem theo|bang|gom|voi|cung|su dung|dung|tiep tuc dung|giu|doi|thay doi|lay|enter|provide|submit|send|reply|verify|confirm|validate|fill|keep|update|share`;
const HAND_OVER = `gui|gui lai|gui gap|gui cho|gui ve|cung cap|chup|nhap|nhap lai|dien|khai|khai lai|khai du|cap nhat|xac nhan|xac minh|bang|kiem tra|hoan tat|cho xin|cho (?:toi|em|anh|chi|chu|co|minh)|xin|bao|nhan lai|nop|nop ho so|kem|send|provide|reply`;
const NO_IDENTITY = words(
  `mang theo|mang|toi gui|em gui (?:anh chi|chi|thay|co|phong)|xin (?:xac nhan|cap|hoi|mau)|trong vong [0-9]+ ngay lam viec|(?:lam|nop) to khai|ho ngheo|ho dan|ho gia dinh|nguoi ngheo|nguoi co cong|hoc sinh|tre em|benh nhan|thi sinh|nan nhan|phu huynh`,
);

/** Advice against lures, codes that are told rather than asked for, and passwords of files and rooms. */
const TOLD = words(`
  (?:khong|chua|dung|tuyet doi khong|khong bao gio) (?:bao gio |duoc |nen |co |he |can |phai )?(?:cung cap|chia se|tiet lo|doc|gui|nhap|hoi|yeu cau|dua|cho|bam|truy cap|cai|cai dat|chuyen tien|lam theo|tra loi|dang nhap)
  khong (?:\\S+ ){0,3}(?:cung cap|tiet lo|chia se|hoi|yeu cau) (?:\\S+ ){0,4}(?:mat khau|otp|ma xac thuc|thong tin)
  (?:never|do not|don t|will not|won t) (?:\\S+ ){0,2}(?:ask|share|provide|give|disclose|reply|enter)
  (?:otp|ma xac thuc|ma xac minh|ma kich hoat|security code|code|ma pin) (?:\\S+ ){0,3}(?:la|is) [0-9]+
  [0-9]{4,8} la ma \\S+
  ma (?:xac thuc|xac minh|otp) [0-9]{4,8}
  (?:mat khau|mk|pass) (?:wifi|giai nen|mo tep|mo file|de mo|lan dau|duoc in|in tren|la|phong hop)
  (?:otp|mat khau) (?:\\S+ ){0,2}(?:in tren phieu|da duoc cap|da cap)
  (?:mat khau|mk) (?:[^ ]+ ){0,3}lan dau|(?:vua|moi|da) dang ky (?:[^ ]+ ){0,4}tai khoan|hoan tat (?:viec )?dang ky|just signed up
  khong mat khau|quen mat khau|passcode|mat khau (?:tam|khoi tao|mac dinh) (?:[^ ]+ ){0,3}(?:gui|cap|la|qua)
  (?:mat khau|mk) (?:tai|mo|vao|xem|truy cap|file|tep|dang ky)(?: [^ ]+){0,3} la
  (?:mat khau|mk) (?:cua )?(?:tep|file|goi nen|ho so)|(?:goi|lien he|alo) (?:[^ ]+ ){0,10}(?:nhan|lay|hoi|xin) (?:mat khau|mk)|(?:chung toi|ben em|toi|em|da|duoc) (?:[^ ]+ )?dat (?:mat khau|mk)|(?:mat khau|mk) (?:(?:se|em|toi|anh|chi|chung toi|ben em|ben toi) ){0,2}(?:nhan|gui|doc|bao|cho) (?:[^ ]+ ){0,2}(?:vao so|qua dien thoai|qua tin nhan|qua sms|qua zalo)
  (?:tai khoan|mat khau|mk) (?:dung thu|demo|thu nghiem)|canh giac|thu doan|khuyen cao|tuyen truyen|dau hieu|nhan biet|nhan dien|phong chong|phong tranh
`);

export const ACTS: readonly Act[] = [
  ...MONEY_ACTS,
  {
    sign: 'act_secret',
    name: 'đưa mật khẩu, mã xác thực hay số thẻ',
    say: words(GIVE),
    of: words(
      `mat khau|mk|pass|password|passcode|otp|ma otp|ma xac thuc|ma xac nhan|ma bao mat|ma pin|pin|cvv|so the|the ngan hang|the atm|so the va|card number|seed phrase|recovery phrase|private key|ten dang nhap|ten nguoi dung|thong tin dang nhap|username|ma 6 so|ma kich hoat|ma sms|ma gui ve|ma nhan duoc|mat ma|ma so bi mat|smart otp|thong tin the|so the atm|du lieu dang nhap|tai khoan quan tri|token|khoa bi mat`,
    ),
    unless: TOLD,
  },
  {
    sign: 'act_identity',
    name: 'đưa giấy tờ tùy thân, ảnh, chữ ký',
    say: words(HAND_OVER),
    of: words(
      `cccd|so cccd|can cuoc|so can cuoc|cmnd|anh can cuoc|ho chieu|passport|ban ke khai|ke khai tai san|bang luong|con dau|chu ky mau|mau chu ky|chan dung|khuon mat|van tay|sinh trac|sinh trac hoc|tai khoan luong|so tai khoan (?:luong|va|ca nhan|ngan hang)|tai khoan nhan luong|du lieu can bo|giay khai sinh|so ho khau|so bhxh|ma so bhxh|ma so bao hiem|ma so thue ca nhan|file nhan su|ho so nhan su|thong tin tai khoan|tai khoan tiep nhan|ma can bo|so ho chieu|ngay cap`,
    ),
    unless: NO_IDENTITY,
  },
  {
    sign: 'act_staff',
    name: 'đưa danh sách, số điện thoại, số tài khoản của người trong cơ quan',
    say: words(HAND_OVER),
    of: words(
      `so yeu ly lich|ly lich|danh ba|danh sach (?:can bo|nhan su|cong chuc|nhan vien|lanh dao|dang vien|quy hoach)|so di dong|so rieng|so dien thoai (?:di dong|rieng|ca nhan|cua (?:dong chi|chu tich|lanh dao|bi thu|anh|chi|sep))|so tai khoan nhan|ho so can bo|so do to chuc|lich cong tac cua|thong tin can bo|so du (?:quy|tien mat|tai khoan (?:cua )?(?:don vi|co quan|phong))|ton quy|con bao nhieu (?:tien )?(?:trong quy|trong tai khoan)|(?:quy|tien mat|tai khoan tien gui) (?:[^ ]+ ){0,4}con bao nhieu|bank account for`,
    ),
    unless: new RegExp(`${NO_IDENTITY.source}| nhuan but(?= )`),
  },
  {
    sign: 'act_secrecy',
    name: 'không gọi, không báo ai, không cần giấy tờ',
    say: words(`
      (?:dung|khong|khong can|xin khong|xin dung|chua|mien) (?:goi|goi dien|goi lai|goi so|lien he qua dien thoai)(?: [^ ]+){0,3}
      (?:khong|chang|chua|kho) (?:the |tien )?(?:nghe|nghe duoc|goi duoc|goi|dung|bat|mo) (?:duoc )?(?:may|dien thoai|dt)|(?:khong|chua|kho) nghe may duoc
      (?:dung|khong|khong can) (?:qua|thong qua|bao cho|noi voi) (?:[^ ]+ )?(?:van phong|van thu|co quan|bo phan|truc|ke toan|ai)(?: [^ ]+){0,2}
      (?:dung|khong|khong nen|han che) (?:trao doi|goi|lien lac|nhan|nhan tin|noi|lien he|dung) (?:[^ ]+ ){0,3}(?:may co quan|so co quan|dien thoai co quan|may ban|so may ban|thu co quan|mail co quan|kenh co quan|nhom co quan)
      keep (?:it|this|that) (?:[^ ]+ )?(?:between|confidential|private|quiet)(?: [^ ]+){0,2}|between (?:us|you and me) (?:only|until|for now)|(?:please )?do not (?:call|phone|tell|discuss|mention)(?: [^ ]+){0,3}|(?:can t|cannot|can not|unable to) (?:talk|take (?:any )?calls|pick up|answer (?:the )?(?:phone|calls))(?: [^ ]+){0,2}
      (?:dien thoai|may|zalo|so cu|may em|may anh|may toi|dien thoai anh|dien thoai chi) (?:[^ ]+ )?(?:bi )?(?:hong|mat|het pin|song yeu|loi)
      (?:dien thoai|so may) (?:[^ ]+ ){0,4}(?:dang|bi|dang bi) (?:hong|mat|loi|khong lien lac)
      (?:chi|chi co the) (?:nhan|vao|lien lac|trao doi|nhan tin) (?:[^ ]+ ){0,2}(?:qua|duoc) (?:mail|email|thu|qua mail|qua thu|thu nay)
      (?:dung|khong|chua|khong can|khong nen|khong duoc) (?:noi|bao|trao doi|tiet lo|cho|de) (?:[^ ]+ ){0,2}(?:ai|ke toan|van phong|truong phong|nguoi khac|ai biet|voi ai|qua dien thoai|ra ngoai|cho ai)
      (?:dung|khong|khong can) (?:noi|bao|ke|nhac) (?:gi )?(?:voi|cho) (?:chu|bac|anh|chi|em|sep|chong|vo|nguoi|ai|ong|ba)(?: [^ ]+)?
      giu (?:kin|bi mat|bat ngo)(?: [^ ]+){0,4}|tuyet mat|mat khan|nghiem cam tiet lo
      (?:khong can|chua can|khoi) (?:cong van|chung tu|giay to|bao|xac nhan|ghi noi dung|van ban)
      (?:cong van|chung tu|giay to|hoa don|van ban|ho so) (?:[^ ]+ ){0,4}(?:gui|bo sung|hoan thien|hop thuc) (?:[^ ]+ )?sau(?! (?:khi|hoi|dang|ngay|buoi|su|chuong|thanh|cuoc|dot|moi|luc|tap|lop|do|hop))
      (?:noi|trao doi|nhan|gop y|gap|gui|nhan tin|lien he|goi|goi dien) (?:rieng|truc tiep rieng)(?: [^ ]+){0,3}|viec rieng|viec nho nay|khong tien (?:neu|noi|viet|nhac|trao doi|goi|nghe)
      (?:xem|doc) xong (?:thi )?(?:xoa|huy)(?: [^ ]+){0,2}|chi (?:hai|2|rieng) (?:anh em|chu chau|chi em|dong chi)(?: [^ ]+){0,2}|(?:viec|noi dung) (?:te nhi|nhay cam)|tu xu ly kin
      khong ghi noi dung(?: [^ ]+){0,3}|khong (?:qua|chuyen qua) (?:truc|van thu|cong van)
    `),
    unless: words(
      `giu bi mat danh tinh|bi mat danh tinh|bi mat ten|(?:ban|anh chi|em|ai) nao|mat khau|khong can (?:lam|goi lai)`,
    ),
  },
  {
    sign: 'act_install',
    name: 'cài, chạy chương trình hay bật macro',
    say: words(
      `tai|tai ve|tai ban|tai xuong|cai|cai dat|cai lai|cap nhat|chay|chay tep|mo phan mem|quet|bam|nhan|bat|bam cho phep|kich hoat|gan|mount|giai nen|cap quyen|tat|download|install|run|enable`,
    ),
    of: words(
      `phan mem|ung dung|app|apk|exe|goi cai|phien ban moi|ban moi|tien ich ky|quan tri tu xa|msi|scr|iso|img|bo cai|ban cai|cong cu|tien ich|plugin|driver|setup|ban va|macro|macros|enable content|content|cho phep noi dung|bat noi dung|noi dung de|tro nang|diet virus|teamviewer|anydesk|ultraviewer|[a-z0-9]{2,30} (?:exe|apk|msi|scr|vbs)`,
    ),
    unless: words(`bo cai tai trang chinh thuc|ch play|app store|google play|tu dong|canh giac|khong cai`),
  },
  {
    sign: 'act_bypass',
    name: 'bỏ qua cảnh báo hay tắt bảo vệ của máy',
    say: words(
      `run anyway|more info|van chay|van mo|van giu|van giu lai|giu lai|keep|keep anyway|van tai|van cai|van cai dat|bo qua|tam tat|tat|go bo|dung tam|vo hieu|unblock|bo chan|cho phep|bat|bat len|dong y`,
    ),
    of: words(
      `windows hoi|smartscreen|(?:may|windows|chrome|trinh duyet|dien thoai|antivirus|play protect|he thong) (?:[^ ]+ )?(?:bao|hoi|canh bao|chan|hien)(?: [^ ]+){0,5}|defender|windows defender|bao ve (?:[^ ]+ )?thoi gian thuc|diet virus|phan mem (?:diet|chong) virus|antivirus|tuong lua|firewall|nguon (?:khong xac dinh|khong ro|la)|nguon ngoai|play protect|chua mua chu ky|chua (?:[^ ]+ )?dang ky voi microsoft|nhan nham (?:la )?virus|nhan nham`,
    ),
    unless: words(
      `(?:khong|dung|tuyet doi khong|khong duoc|khong nen) (?:tu y )?(?:tat|tam tat|bo qua|cai|bat|go|cho phep)|canh giac|khuyen cao|thu doan|neu khong phai|nhap nham|chuyen nham`,
    ),
  },
  {
    sign: 'act_program',
    name: 'mở một chương trình',
    say: words(
      `mo|mo file|mo tep|chay|chay file|chay tep|bam|bam dup|nhan|nhap|kich|cai|cai dat|run|open|double click`,
    ),
    of: words(
      `[a-z0-9]+ (?:exe|apk|msi|scr|bat|vbs|lnk|jar|hta|iso)|(?:phim )?(?:windows|win) r|ctrl v|powershell|command prompt|cua so (?:run|lenh)|hop thoai run|teamviewer|anydesk|ultraviewer|rustdesk`,
    ),
    unless: words(`khong (?:mo|chay|cai)|dung (?:mo|chay|cai)|tuyet doi|khuyen cao|canh bao`),
  },
  {
    sign: 'act_sign_in',
    name: 'đăng nhập hay xác minh tài khoản',
    say: words(
      `dang nhap|dang nhap lai|dang nhap thu|log in|login|sign in|signin|xac minh|xac thuc|kich hoat|kich hoat lai|gia han|khoi phuc|mo khoa|dong bo|chuan hoa|di chuyen|giu|tang|nhan thu|xac nhan|nhap email|nhap dia chi thu|nhap tai khoan|duyet|verify|validate|re validate|confirm|release|restore|unlock|cancel request|upgrade`,
    ),
    of: words(
      `thu cong vu|thu co quan|thu dien tu|email|e mail|mail|tai khoan|hop thu|dinh danh|dinh danh dien tu|vneid|mat khau|chu so huu|quyen so huu|nguoi nhan|chung thu|chung thu so|chung thu giao dich|chu ky so|danh tinh|facebook|zalo|mailbox|account|password|dung luong|thiet bi|facebook|work email|thu bi giu|tat ca|messages`,
    ),
    unless: TOLD,
  },
  {
    sign: 'act_office_account',
    name: 'dùng tài khoản của cơ quan ở một nơi lạ',
    say: words(
      `dang nhap|dang nhap lai|dang ky|nhap|nhap lai|xac nhan|xac minh|xac thuc|diem danh|bang|dung|su dung|voi|mo|xem|dien|khai|sign in|log in|login|enter|use`,
    ),
    of: words(
      `thu cong vu|thu co quan|email co quan|mail co quan|tai khoan thu|tai khoan van thu|tai khoan can bo|tai khoan cong vu|mail cong vu|email cong vu|work email|hop thu cong vu|(?:thu|email|mail|hop thu|tai khoan) (?:dien tu )?cua (?:xa|phuong|huyen|so|phong|co quan|don vi)|tai khoan vneid|tai khoan dinh danh|dinh danh dien tu|tai khoan zalo|mat khau thu|mat khau hop thu|mat khau email|mat khau zalo|tai khoan facebook|email password|so the dang|dia chi thu va mat khau`,
    ),
    unless: TOLD,
  },
  {
    sign: 'act_reply_here',
    name: 'trả lời vào đúng địa chỉ thư lạ này',
    say: words(`tra loi|gui|gui lai|gui ve|gui vao|gui qua|phan hoi|nhan lai|bao lai|nhan tin|reply|confirm by return`),
    of: words(
      `lai day|thu nay|mail nay|email nay|dia chi nay|dia chi thu nay|hop thu nay|qua thu nay|vao thu nay|qua thu nhe|qua thu|gmail|return email|this email|this mail|with your|qua day|vao day|ve day`,
    ),
    unless: words(
      `(?:cong van|van ban|ban mem|gop y|du thao|bai|(?:gui|nop) (?:[^ ]+ )?anh) (?:[^ ]+ ){0,6}(?:thu nay|hop thu nay|dia chi thu nay)`,
    ),
  },
  {
    sign: 'act_channel',
    name: 'chuyển sang Zalo, Telegram hay số riêng',
    say: words(
      `ket ban|lam viec voi|lien lac|nhan|nhan tin|lien he|cho em|cho toi|cho anh|cho minh|cho xin|xin|them|add|vao nhom|tham gia|goi|alo|inbox|trao doi`,
    ),
    of: words(
      `zalo|telegram|viber|whatsapp|messenger|signal|so rieng|so ca nhan|so (?:may|dien thoai|di dong) (?:rieng|ca nhan)|nhom kin|line`,
    ),
  },
  {
    sign: 'act_errand',
    name: 'làm giúp một việc ngoài quy trình',
    say: words(`
      (?:nho|can|phien) (?:dong chi|em|anh|chi|co|chau|ban|minh) (?:[^ ]+ ){0,3}(?:mot viec|giup|ho|gap|viec|xu ly)
      (?:can|nho|tim) (?:mot|1) (?:nguoi|dong chi|ban|em|chau) (?:[^ ]+ ){0,3}(?:lam|giup|di|chay|xu ly) (?:[^ ]+ ){0,3}(?:ho|giup|viec)(?: [^ ]+){0,2}
      (?:giup|ho|cho) (?:anh|toi|chi|chu|em|minh) (?:[^ ]+ ){0,3}(?:mot viec|viec nay|viec gap|ngay|gap|trieu|[0-9]+tr|luon|truoc|trong)
      (?:xu ly|lam|mua|chuyen|ung|rut|sua|tra|chuyen tra|gui|gui gap|nhap) (?:[^ ]+ ){0,4}(?:giup|ho) (?:anh|toi|chi|chu|em|minh)
      (?:anh|chi|toi|chu|co) (?:co|nho|dang co) (?:chut |mot |it )?viec (?:nay|rieng|gap|can|muon)(?: [^ ]+){0,3}|(?:lam|xu ly) ngay cho (?:anh|chi|toi)|tranh thu (?:[^ ]+ ){0,2}giup (?:anh|chi|toi)
      (?:dang o|co o|o) (?:co quan|phong|van phong|don vi)(?: [^ ]+){0,2} (?:khong|ko|k|chu)
      (?:gui|chuyen) (?:cho |gap cho |cho gap )(?:toi|anh|chi|chu|em)(?: [^ ]+){0,8} (?:ngay|gap|trong|truoc|nhe|luon)
      (?:chieu|toi|mai|tuan sau|cuoi thang|hom sau) (?:[^ ]+ ){0,2}(?:toi|anh|chi|em) (?:gui lai|tra|tra lai|hoan|thanh toan|gui)
      (?:toi|anh|chi) (?:gui lai|tra lai|thanh toan|tra|hoan lai|hoan) (?:sau|cho em|em sau|lai)
      (?:dang hop|dang ban hop|dang du hop|dang du hoi nghi|dang tiep doan|dang di cong tac|dang o tinh|dang cong tac|dang trong cuoc hop|dang trong ban)(?: [^ ]+){0,4}
      (?:vao|thu cong vu|mail cong vu|hop thu) (?:[^ ]+ ){0,5}(?:dang loi|bi loi|khong vao duoc|loi)
      khong vao duoc (?:mail|email|thu|hop thu)(?: [^ ]+){0,2}
    `),
  },
  {
    sign: 'act_loss',
    name: 'dọa mất quyền, mất tiền hay bị xử lý',
    say: words(`
      (?:se|da|bi|se bi|da bi|sap bi|co the bi|tranh bi|tu|tranh|tranh viec|de khong|de tranh|dang bi|coi nhu) (?:[^ ]+ ){0,2}(?:khoa|xoa|cat|huy|thu hoi|dinh chi|ngung|treo|phat|ap giai|cuong che|phe binh|dung|dong|mat|chan|vo hieu|han che|tam giu|giu lai|het hieu luc|gian doan|khoi to|khoi kien|tra lai|bi giu|ngat|khong nhan|khong duoc|bi huy|cong khai|lo|bi lo)
      (?:het han|het hieu luc|khong con hieu luc|khong con hop le|ngung hoat dong|ngung nhan|chua cap nhat|bi giu|bi loi|bat thuong|thiet bi la|dang nhap la|diem yeu|moi nguy|nhiem ma doc|bi giu lai)
      (?:neu khong|neu chua|qua han|cham|khong thuc hien|don vi khong|may nao khong|tai khoan nao|chua) (?:[^ ]+ ){0,6}(?:bi|se|mat|huy|khoa|xoa|ngung|phat|chuyen|thu hoi)
      (?:will be|has been|have been|could not be) (?:[^ ]+ ){0,2}(?:deactivated|deleted|suspended|blocked|erased|removed|disabled|closed|changed|synced|delivered)
      (?:deactivate|suspension|expire|expires|expired|almost full|failure to)
    `),
    unless: TOLD,
  },
];

/** Sentences of a letter that are looked at, and the longest of them. */
const [MOST_SENTENCES, LONGEST] = [60, 700];

/** A text in sentences, as they are written. */
export function sentencesOf(text: string): string[] {
  return text
    .slice(0, 8_000)
    .split(/(?<=[.!?;…])\s+|\n+/u)
    .map((sentence) => sentence.trim().slice(0, LONGEST))
    .filter((sentence) => sentence !== '')
    .slice(0, MOST_SENTENCES);
}

/** `whole` is the letter the sentence is of. */
export function isAct({ say, of, isWide, unless }: Act, folded: string, whole = folded): boolean {
  const isSaid = say.test(folded) && (of === undefined || of.test(isWide === true ? whole : folded));
  return isSaid && unless?.test(folded) !== true;
}
