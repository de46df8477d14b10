/** What somebody in a Vietnamese office chooses when the page asks for four kinds of characters; written by hand, none of it in the lists. */
export const CHOSEN_BY_OFFICES: readonly string[] = `
Matkhau@123456 Matkhau@2021abc Matkhau123456! Matkhau#12345678 MatKhau@20212021 M@tkhau123456789 Matkh@u123456 Matkhau!@#$1234
Matkhaumoi@2021 Matkhaumoi@12345 Matkhaucu@123456 Matkhautam@2021 Matkhauchung@1 Matkhaumail@2021 Quenmatkhau@2021 Doimatkhau@2021
Khongco@matkhau1 Khongnho@123456 Khongbiet@12345 Dangnhap@123456 Dangnhap#2021! Taikhoan@123456 Nguoidung@12345 Quantri@1234567
Quantri@20212022 Quantrivien@123 Admin@123456789 Administrator@1 Admin#2021#2022 Adminadmin@123 P@ssw0rd123456 Passw0rd@123456
Password@123456 Password!2021! Welcome@1234567 Welcome2021!!! Letmein@1234567 Iloveyou@123456 Iloveyou3000!!! Qwerty@1234567
Qwerty!@#123456 Qwertyuiop@123 Asdfgh@1234567 Asdfghjkl@1234 Zxcvbnm@123456 1qaz@WSX3edc$ 1qaz2wsx#EDC4rfv !QAZ2wsx#EDC4rf Zaq1@wsxcde34
Qazwsx@123456 Qazwsxedc@1234 Abc@1234567890 Abcd@123456789 Abcdef@1234567 Abc123!@#456789 Aa@123456789012 Aa123456789!@# Aaa@1234567890
Ubnd@123456789 Ubnd@2021@2022 Ubndhuyen@12345 Ubndxa@20212022 Ubndtinh@12345 UBNDtamduong@2021 UbndTamDuong#2021 Ubndlaichau@2021 Ubndbinhlu@2021
Binhlu@12345678 BinhLu@2021@2022 Xabinhlu@123456 Tamduong@123456 TamDuong@2021!!! Huyentamduong@1 Laichau@1234567 LaiChau@20212022
Tinhlaichau@2021 Thanhpholaichau@1 Dienbien@123456 Sonla@123456789 Hanoi@123456789 HaNoi@20212022 Saigon@12345678 Danang@12345678
Haiphong@123456 Quangninh@12345 Nghean@12345678 Thanhhoa@123456 Namdinh@1234567 Thaibinh@123456 Caobang@1234567 Langson@1234567
Hagiang@1234567 Yenbai@12345678 Laocai@12345678 Muongte@1234567 Sinho@123456789 Phongtho@123456 Tanuyen@1234567 Thanuyen@123456
Vanphong@123456 Vanphong@2021!! Vanphongubnd@123 Vanphonghdnd@2021 Vanthu@12345678 VanThu@2021!!!! Vanthuluutru@12 Canbovanthu@123
Luutru@12345678 Congvan@1234567 CongVan@2021!!! Congvanden@2021 Congvandi@12345 Vanbanden@12345 Vanbandi@123456 Hoso@1234567890
Hosocongviec@12 Qlvb@1234567890 Qlvbdh@12345678 Quanlyvanban@123 Eoffice@1234567 Ioffice@1234567 Vnpteoffice@123 Chukyso@123456
Chuky@123456789 Kyso@1234567890 Chungthuso@1234 Bancoyeu@123456 Bancoyeuchinhphu@1 Usbtoken@123456 Motcua@12345678 Motcuadientu@12
Dichvucong@1234 Hanhchinh@12345 Caicachhanhchinh@1 Chuyendoiso@2021 Congnghethongtin@1 Cntt@123456789! Sotttt@12345678 Phongvhtt@12345
Phongnoivu@1234 Phongtaichinh@1 Phongtuphap@123 Phonggiaoduc@12 Phongyte@123456 Noivu@123456789 Taichinh@123456 Ketoan@12345678
Ketoantruong@12 Khobac@12345678 Diachinh@123456 Tuphap@12345678 Congan@12345678 Quansu@12345678 Chutich@1234567 ChuTich@2021!!!
Phochutich@1234 Chutichubnd@123 Chanhvanphong@1 Bithu@123456789 Bithudanguy@123 Danguy@12345678 Huyenuy@1234567 Mattran@1234567
Doanthanhnien@1 Hoiphunu@123456 Hoinongdan@1234 Cuuchienbinh@12 Congdoan@123456 Giamdoc@1234567 Truongphong@123 Phophong@123456
Chuyenvien@1234 Nhanvien@123456 Lanhdao@1234567 Nguyenvanan@123 NguyenVanAn@2021 Nguyenthihoa@12 Tranvanhung@123 Lethilan@1234567
Phamvanminh@123 Hoangthimai@123 Lothihuong@1234 Lovanson@123456 Vangacua@12345678 Giangaphu@1234 Minhanh@1234567 Ngoclan@1234567
Huong@123456789 Huongha@1234567 Lananh@12345678 Thuylinh@123456 Phuonganh@12345 Quanghuy@123456 Ducanh@12345678 Minhtuan@123456
Anhyeuem@123456 Anhyeuem@2021!! Emyeuanh@123456 Toiyeuem@123456 Yeuvo@123456789 Yeucon@12345678 Yeugiadinh@1234 Vochong@1234567
Bomeyeucon@1234 Contraicung@123 Congaiyeu@12345 Giadinh@1234567 GiaDinh@2021!!! Giadinhtoi@1234 Hanhphuc@123456 Hanhphuc@2021!!
Binhan@12345678 Mayman@12345678 Phatloc@1234567 Locphat@6868686 Phattai@8888888 Thanhcong@12345 Tudohanhphuc@12 Doclaptudo@1945
Vietnam@1234567 VietNam@2021!!! Vietnamvodich@1 Vodich@12345678 Toquoc@12345678 Bacho@123456789 Yeunuoc@1234567 Quehuong@123456
Muaxuan@2021!!! Muathu@123456!! Nammoi@20222022 Chucmungnammoi@1 Tet2022@vietnam Xinchao@1234567 Chaobuoisang@12 Chucngungon@123
Hoahong@1234567 Hoasen@12345678 Hoaban@12345678 Hoadao@12345678 Phobo@123456789 Trasua@12345678 Banhmi@12345678 Bongda@12345678
Sinhnhat@010190 Ngaysinh@150875 Maytinh@1234567 Dienthoai@12345 Sodienthoai@098 Facebook@123456 Zalo@1234567890 Gmail@123456789
Thang12@2021!!! Thubay@20212021 Chunhat@1234567 Hocsinh@1234567 Sinhvien@123456 Thaygiao@123456 Giaovien@123456 Truonghoc@12345
`
  .trim()
  .split(/\s+/);

/** Passphrases and passwords of a generator, written by hand; the test adds those it composes of everyday words without a tie. */
export const GOOD_BY_HAND: readonly string[] = [
  'Ruong-bac-thang-2021',
  'Đò xuôi, mây trắng 7',
  'Chè Shan + 3 nương ngô',
  'x9!Kf-qZ2_mmB7tR',
  'Suong-Sa-Pa-2021-Moi',
  'Nuoc-Chay-Da-Mon-21!',
  'Ghế gỗ, 4 cái, kê lệch!',
  'Trâu 2 con lội suối cạn?',
  'Bếp củi cháy 5 tiếng; gió',
  'Cầu treo rung 9 nhịp - sợ',
  'mèo Mun bắt 12 con chuột!',
  'Rổ cam 8 quả, 3 quả chua',
  'vT4#nQz81-gLpx',
  'K7&rrW0z-hDq2f',
  'pY3!wlGk9_Zbtv',
  'J5=fxNvq8rKz+d',
  '8Hq~zVtk3-rPwx',
  'Dép nhựa đứt quai, 17 giờ',
  'Cối giã gạo kêu 6 lần #',
  'Thang tre gãy bậc 3 / nhé',
];

const THINGS = ['Ghế', 'Trâu', 'Cối', 'Dép', 'Rổ', 'Suối', 'Nồi', 'Gùi', 'Chõng', 'Khèn'];
const ACTS = ['lăn', 'ngược', 'rung', 'chạy', 'nghiêng', 'trôi', 'gãy', 'sôi', 'kêu', 'lấm'];
const PLACES = ['giữa rừng', 'sau bếp', 'dưới gầm', 'cạnh chuồng', 'trên đèo', 'ngoài ruộng'];

/** Six hundred: a thing, what it does, where, how often. */
export const GOOD_COMPOSED: readonly string[] = THINGS.flatMap((thing, first) =>
  ACTS.flatMap((act, second) =>
    PLACES.map((place, third) => `${thing} ${act} ${place}, ${first}${second}${third} lần`),
  ),
);
