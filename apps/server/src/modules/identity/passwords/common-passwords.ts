/**
 * Words passwords are made of, folded to plain letters: the usual lists, Vietnamese words and names, words of the trade and
 * of this place. A password that is one of them with digits and signs around is known to every guessing program.
 * Kept in the code, since the office has no Internet (security.md §2.2: offline list).
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
  aaaaaa abc abcd abcdef abcdefgh abcxyz access admin administrator andrew anh anhnhoem anhyeuem asdf asdfgh
  asdfghjkl autumn banccoyeu banco baseball batman beyeu binhduong bome boyeu bui canbo cantho changeme
  charlie chinhphu chongyeu chuky chukyso chutich chuyenvien computer concon congai congchua congchuc congvan
  congvu contrai conyeu coyeu danang dang dangnhap daniel default deptrai dethuong dienbien doanthe doimatkhau
  donald dongnai dothi dragon duc dung duong emnhoanh emyeuanh eoffice facebook flower football freedom
  giadinh gmail google guest ha hai haiphong hang hanhphuc hanoi hdnd hello hoa hoang hoangthi hoangtu
  hochiminh hoidongnhandan hoso hotmail hue hung hunter huong iloveyou internet iphone jennifer jessica jordan
  khongbiet khongcopass khongnho killer laichau lan lanhdao laocai lethi letmein levan linh login long ly mai
  mailayeuem master matkhau matkhaucu matkhaumacdinh matkhaumoi mayman meyeu michael microsoft minh mobifone
  monkey mottinhyeu nam nga nghean ngo nguoidung nguoiyeu nguyen nguyenthi nguyenvan nguyenvana nhapmatkhau
  nokia office pass passw0rd password passwort pham phamthi phochutich phonggiaoduc phongnoivu phongtaichinh
  phongtuphap phongvanhoa phongvanhoavathongtin phongyte phuong princess qazwsx qlvb quangninh quanly
  quanlyvanban quantri quantrivien qweasd qweasdzxc qwert qwerty qwertyuiop root saigon samsung secret shadow
  son sonla sonoivu sothongtin sothongtinvatruyenthong spring starwars summer sunshine superman taikhoan
  tamduong tayninh test thanhcong thanhhoa thanhtra thao thomas thu thuy tinhyeu token tran trang tranthi
  tranvan tretrau truongphong trustno tuan ubnd ubndhuyen ubndtinh ubndxa user uybannhandan uybannhandanhuyen
  uybannhandantinh uybannhandanxa vanban vanphong vanthu vietnam vietnamese vietnamvodich viettel vinaphone
  vnpt vnpteoffice vochong voyeu vuthi welcome whatever windows winter xinhdep yahoo yeuanh yeuem yeuemnhieu
  zalo zxcvbn zxcvbnm
`
    .trim()
    .split(/\s+/),
);

/** Whole passwords (in lower case) that pass the class rule and are on every list. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  !qaz2wsx3edc 000000000000 111111111111 123456123456 123456789012 1234567890123 12345678901234 1qaz2wsx3edc
  1qaz@wsx3edc 1qazxsw@3edc aa123456789@ aa123456@ abc@12345678 abcd1234abcd abcd@1234567 admin@123456
  admin@1234567 asdfgh@123456 matkhau@123456 p@ssw0rd1234 q1w2e3r4t5y6 q1w2e3r4t5y6! qwerty@12345
  vietnam@123456 zaq1zaq!2wsx zxcvbnm@123456
`
    .trim()
    .split(/\s+/),
);
