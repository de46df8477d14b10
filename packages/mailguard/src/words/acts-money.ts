import { type Act, words } from './act.ts';

const PAY = `chuyen|chuyen khoan|chuyen tien|ck|nop|nap|thanh toan|tam ung|ung truoc|ung tien|ung ho|dong gop|dat coc|coc|rut|tra tien|tra no|tra lai|tra phi|gui tien|dong tien|dong phi|mua|remit|wire|pay|transfer`;
const AMOUNT = `[0-9]{1,3}(?: [0-9]{3}){1,3} ?(?:d|dong|vnd|vnđ|usd)?|[0-9]+(?: [0-9]{1,2})? (?:trieu|tr|ty|nghin|ngan|k|usd|dong|vnd|do la)|[0-9]+(?:k|tr|trieu|usd|d|vnd)|[$€£] ?[0-9]+`;

/** What happens to others or is done by them: told, not asked. */
const TOLD_OF = `(?:doi tuong|ke gian|ke xau|thuong lai|nguoi la) (?:[^ ]+ ){0,8}(?:tra|thu|doi|bi|mao danh|yeu cau|chuyen|nop)|mao danh|gia danh|bi lua|chua duoc thanh toan|no dong`;

/** What is asked about money. */
export const MONEY_ACTS: readonly Act[] = [
  {
    sign: 'act_pay',
    name: 'chuyển tiền vào một tài khoản nêu trong thư',
    say: words(PAY),
    of: words(`
      (?:tai khoan|stk|tk|so tk|account)(?: (?![0-9]{1,2} )[^ ]+){0,6} (?:[0-9]{6,20}|[0-9]{3,5} [0-9]{3,5}(?: [0-9x]+)?|[0-9]{3,}x{1,8}|[0-9]{3,5} x{2,8})
      (?:tai khoan|stk|tk) (?:ca nhan|cua toi|cua em|rieng|can bo|chuyen vien|dai dien|thay|thu ky|giam doc|bac si|ong|ba|anh|chi|duoi day|ben duoi|sau day|tam)
      (?:tai khoan|stk|tk) (?:[^ ]+ ){0,2}(?:ca nhan|ten ong|ten ba|ten nguyen|dung ten)
      [0-9]{4,8}x{3,8}
      (?:vao|sang|toi) (?:so )?[0-9]{8,16}(?: [^ ]+){0,4}
      (?:vao|sang|qua) (?:so|stk|tk|so tk|so tai khoan|tai khoan) (?:nay|kia|sau|duoi|cua (?:em|anh|chi|chong|vo|ban|me|con|chau|chu|co|bac) [^ ]+)
      (?:ma qr|quet ma|quet qr)(?: [^ ]+){0,6} (?:chuyen|thanh toan|nop|ung ho|tra phi)|vi dien tu
      (?:vietcombank|vcb|bidv|agribank|vietinbank|techcombank|tcb|mb|mbbank|acb|vpbank|tpbank|sacombank|shb|vib|msb|ocb|hdbank|lpbank|seabank|ngan hang)(?: [^ ]+){0,3} (?:[0-9]{6,20}|[0-9]{3,5} (?:[0-9]{3,5}|x{2,8})(?: [0-9x]+)?)
      [0-9x]{8,16} (?:vietcombank|vcb|bidv|agribank|vietinbank|techcombank|tcb|mb|mbbank|acb|vpbank|tpbank|sacombank|shb|vib|msb|ocb|hdbank|lpbank|momo)
      western union|bitcoin|btc|usdt|the dao|qua momo|vi momo|bang tien mat|(?:rut|dua|gui|chuan bi) (?:[^ ]+ ){0,2}tien mat
    `),
    unless: words(
      `(?:tai khoan|stk|tk) (?:[^ ]+ ){0,3}(?:ghi|neu|in|co) (?:trong|tren|tai|o) (?:hop dong|hoa don|thong bao|de nghi|cong van|giay|phieu|website)|nop tien mat|nhu lan truoc|nhu cu|nhu hop dong|khong thay doi|nhu moi nam|tai quay|${TOLD_OF}`,
    ),
  },
  {
    sign: 'act_amount',
    name: 'nộp một khoản tiền',
    say: words(
      `chuyen|chuyen khoan|nop|nap|ung|tam ung|dat coc|coc|rut|thieu phi|phi|le phi|kinh phi|hoan|duoc hoan|duoc nhan|ho tro|tro cap|no|con no|giai ngan|hoan lai|cong no|chua thanh toan|refund|fee`,
    ),
    of: new RegExp(` (?:${AMOUNT})(?= )`),
  },
  {
    sign: 'act_new_account',
    name: 'đổi tài khoản nhận tiền',
    say: words(
      `theo thong tin moi|thong tin (?:tai khoan |thanh toan |ngan hang )moi|tai khoan (?:moi|khac|tam|thay the)|stk (?:moi|khac)|so (?:tai khoan|tk) (?:moi|khac)|(?:thay doi|(?<!trao )doi|da doi|cap nhat|dieu chinh|chuyen sang|sang so) (?:[^ ]+ ){0,4}(?:tai khoan|stk|thong tin nhan|ngan hang|thu huong)|(?:sang|vao) so (?:[^ ]+ ){0,2}[0-9]{4,}x*|sang (?:tai khoan|tk|stk) (?:[^ ]+ ){0,2}(?:ca nhan|giam doc|khac|moi|tam|rieng)|tai khoan (?:[^ ]+ ){0,8}(?:kiem toan|phong toa|bi khoa|bao tri|ra soat|gap su co)|(?:sua|doi) (?:[^ ]+ ){0,4}uy nhiem chi|(?:phan |so |muc )?(?:tai khoan|stk|so tk) (?:[^ ]+ ){0,5}(?:danh may nham|ghi nham|ghi sai|viet sai|in sai|bi sai|bi nham)|(?:dinh chinh|sua lai|sua|chinh lai) (?:[^ ]+ ){0,2}(?:so tai khoan|tai khoan|stk|so tk)|(?:tai khoan|stk|so tk) (?:[^ ]+ ){0,7}(?:chua kich hoat|khong nhan duoc tien|chua nhan duoc tien|bi tra lai|bi treo)|(?:use|to|into) (?:the|our|this|a) (?:new|updated|different|following) (?:bank )?account|(?:updated|revised|new) (?:bank|beneficiary|payment|wire|remittance) (?:details|form|information|instructions)|new (?:bank|account|beneficiary)|(?:our|another|different|alternative) (?:[^ ]+ )?account instead|(?:should|must|will) (?:now )?(?:go|be (?:sent|paid|made|remitted)) to (?:[^ ]+ ){0,4}account|remittance (?:advice|details) (?:has |have )?(?:been )?(?:changed|updated)|(?:tu nay|tu thang|tu ngay) (?:[^ ]+ ){0,8}nhan tien (?:qua|vao|ve)|(?:huy|bo|thu hoi) (?:[^ ]+ ){0,2}uy nhiem chi|account (?:[^ ]+ ){0,3}(?:under audit|audited|frozen|closed)|bank (?:account |details )?(?:[^ ]+ ){0,3}(?:changed|updated|change)|(?:tai khoan|stk|so tk) (?:[^ ]+ ){0,6}(?:tat toan|da dong|khong con dung|khong con su dung|ngung su dung|bi dong)|ngan hang (?:ben em |chung toi |[^ ]+ )?(?:nang cap|bao tri|kiem toan)`,
    ),
    isWide: true,
    of: words(
      `thanh toan|chuyen|chuyen khoan|thu huong|nhan tien|nhan thanh toan|nhan luong|luong|hop dong|uy nhiem chi|so [0-9]{4,}x*|[0-9]{4,}x*|remit|send|deposit|swift|payment|pay|balances?|beneficiary|remittance|bank`,
    ),
    unless: words(
      `${TOLD_OF}|khong thay doi|goi (?:so )?dien thoai (?:[^ ]+ ){0,4}(?:trong hop dong|tren cong)|goi (?:so )?(?:[^ ]+ ){0,4}(?:de kiem tra|de xac nhan|de doi chieu)`,
    ),
  },
  {
    sign: 'act_cards',
    name: 'mua thẻ cào, thẻ quà',
    say: words(`mua|mua giup|mua ho|cao|nap|lay|gui ma|chup|buy|purchase`),
    of: words(
      `the cao|the nap|the dien thoai|card dien thoai|ma the|ma cao|the viettel|the vina|the mobi|the mobifone|the vinaphone|the game|the garena|phieu qua|phieu qua tang|the qua|the qua tang|gift card|gift cards|so seri|seri`,
    ),
  },
  {
    sign: 'act_gain',
    name: 'bỏ tiền ra để được lợi không có thật',
    say: words(
      `lai (?:suat|ngay|cao|kep|hang|moi|cam ket|[0-9]+%?)|sinh lai|chia lai|lai chia|co lai|loi nhuan|sinh loi|thu nhap|hoa hong|cam ket|bao dau|dam bao (?:do|dau|loi nhuan|trung|duoc duyet)|khong can (?:thi|hoc|gap mat|the chap|kinh nghiem)|khong the chap|suat|lo lot|duyet nhanh|de cu nhan|vinh danh|trung giai|ung ho|tai tro|tai nha|cong tac vien|viec nhe`,
    ),
    of: words(
      `moi ngay|mot ngay|hang ngay|ngay [0-9]+|dong [0-9]+|gap doi|nap|nop|phi|chi phi|kinh phi|dong truoc|chuyen truoc|giu cho|lay ngay|giai ngan|hoan von|rut bat cu|trieu|tai khoan ca nhan|so tai khoan`,
    ),
    unless: words(
      `(?:lai suat) (?:[^ ]+ ){0,4}nam|bao cao|hoc phi nop|cam ket (?:nop|dong|thuc hien|tuan thu|bao hanh|bao ve|hoan thanh)|${TOLD_OF}`,
    ),
  },
  {
    sign: 'act_advance',
    name: 'ứng tiền trước để được lợi hay để khoản khác được chi',
    say: words(
      `ung truoc|tam ung truoc|dat coc|coc truoc|nop truoc|chuyen truoc|dong truoc|ky quy|tra truoc|ung (?:tam )?[0-9]+|phi (?:khao sat|ho so|tham dinh|cong chung|xu ly|giai ngan|bao lanh|dam bao|giu cho|kich hoat|luat su|chuyen tien|dich thuat|van chuyen)|(?:processing|notary|transfer|legal|clearance|handling|courier|registration) (?:fee|fees|charge)|upfront|in advance`,
    ),
    of: words(
      `hoan (?:lai|tra)|tra lai|hoan (?:[^ ]+ ){0,2}sau|gap doi|gap ba|(?:duoc|se|de) nhan|nhan (?:tai tro|ho tro|thuong|giai)|giai ngan|tai tro|khong hoan lai|se chuyen (?:lai|tra)|thong tin chuyen khoan|(?:de|nham) (?:giu cho|giai ngan|lam thu tuc)|release|released|grant|fund|funds|award|tranche|beneficiary|inheritance`,
    ),
    unless: words(
      `theo hop dong|bao lanh (?:du thau|thuc hien|tam ung)|dau gia|du thau|khong thu|mien phi|khong mat phi|${TOLD_OF}`,
    ),
  },
];
