/**
 * Words passwords are made of, folded to plain letters. A password that consists of a few of them with digits and signs around is known
 * to every guessing program, whatever its length. Kept in the code, since the office has no Internet (security.md §2.2: offline list);
 * `npm test` counts how many passwords of the rule they stand for.
 */
/** The usual lists, and the words of the machine. */
const USUAL = `
  aaa aaaaaa aabbcc abc abcabc abcd abcdef abcdefg abcdefgh abcdefghij abcxyz access account admin administrator
  america andrew angel anh anhnhoem anhyeuem april arsenal asdf asdfgh asdfghjkl august autumn baby backup
  banccoyeu banco barcelona baseball batman bbb beyeu binhduong bome boyeu brother bui butterfly camera canbo
  cantho ccc change changeit changeme chao charlie chelsea china chinhphu chocolate chongyeu chrome chuky
  chukyso chutich chuyenvien client cloud computer conan concon congai congchua congchuc congvan congvu contrai
  conyeu coyeu danang dang dangnhap daniel database ddd december default demo deptrai desktop dethuong dienbien
  doanthe doimatkhau donald dongnai doraemon dothi dragon duc dung duong earth eee emnhoanh emyeuanh english
  eoffice example facebook family father february fire firefox flower football forever france freedom friday
  friend friends giadinh gmail google guest ha haha hai haiphong hang hanhphuc hanoi happy hdnd hehe hello hihi
  hoa hoang hoangthi hoangtu hochiminh hoho hoidongnhandan hoso hotmail hue huhu hung hunter huong iloveyou
  instagram internet iphone january japan jennifer jessica jordan july june juventus kaka keyboard khongbiet
  khongcopass khongnho killer korea laichau lan lanhdao laocai laptop lethi letmein levan linh linkedin
  liverpool login logon london long loveyou lucky ly mai mailayeuem manchester march master matkhau matkhaucu
  matkhaumacdinh matkhaumoi mayman meyeu michael microsoft minecraft minh mobifone modem monday monkey moon
  mother mottinhyeu mouse mylove mypassword nam naruto network newpassword newyork nga nghean ngo nguoidung
  nguoiyeu nguyen nguyenthi nguyenvan nguyenvana nhapmatkhau nokia november october office oldpassword open
  oracle paris pass passpass passwd password passwort pham phamthi phochutich phonggiaoduc phongnoivu
  phongtaichinh phongtuphap phongvanhoa phongvanhoavathongtin phongyte phuong pokemon princess printer private
  public pwd qazwsx qlvb qqq quangninh quanly quanlyvanban quantri quantrivien qweasd qweasdzxc qwert qwerty
  qwertyuiop rain realmadrid reset resetme roblox root router saigon sample samsung saturday scanner secret
  september server shadow signin sister snow son sonla sonoivu sothongtin sothongtinvatruyenthong spring star
  starwars summer sunday sunflower sunshine superman system taikhoan tamduong tayninh temp tempo temppassword
  test tester testing thanhcong thanhhoa thanhtra thao thomas thu thursday thuy tiktok tinhyeu token tokyo tran
  trang tranthi tranvan tretrau truongphong trustno tuan tuesday twitter ubnd ubndhuyen ubndtinh ubndxa unlock
  user username uybannhandan uybannhandanhuyen uybannhandantinh uybannhandanxa vanban vanphong vanthu vietnam
  vietnamese vietnamvodich viettel vinaphone vnpt vnpteoffice vochong voyeu vuthi water wednesday welcome
  whatever wifi wind windows winter www xinchao xinhdep xyz xyzxyz yahoo yeuanh yeuem yeuemnhieu youtube zalo
  zxcvbn zxcvbnm zzz
`;

/** What is said every day, and what people love. */
const VIETNAMESE = `
  anhyeu anlanh anvui ba bacho banbe banhmi banthan bao bay becung bengoan beyeu bia biahoi bienca binhan
  binhyen bongda bongdavietnam boyeucon buoisang buoitoi buoitrua buon canhbuom caphe chaobuoisang chongcuatoi
  chu chucmungnammoi chucngungon chunhat chxhcnvn cogiao comtam concuatoi congaicung conghoa connguoi conoi
  contraicung conyeucuame cunyeu cuocdoi cuocsong cuoi daihoc dangcongsan dangcongsanvietnam daquen dienthoai
  doclap doclaptudohanhphuc docuoc doimoi emyeu giadinhtoi giaovien giau giauco giengthang gio haha hai haibamot
  haigiang hanhphucmai hatinhque hoaban hoadao hoahong hoamai hoasen hocsinh hoctro homnay homqua khoc khongai
  khongbietgi khongco khongcomatkhau khongmatkhau khongnhogi khongquen khongthequen langbac loc locphat
  locphattai lophoc luong luongthang mathoma matkhauchung matkhaudungchung matkhauemail matkhaumail matkhautam
  matkhauvanphong matma maycuatoi maytinh maytinhcoquan meyeucon mk mkcu mkhau mkmoi moinhat mothaiba motnammoi
  mottwo mua muadong muaha muahe muathu muaxuan muoi nam namcu nammoi namsinh nang ngaymai ngaysinh ngheo nghin
  nhaminh nhandan nhandancachmang nhanuoc nhat nhatoi nhoanh nhoem nuirung phat phatloc phattai phobo quehuong
  quenmatkhau quenroi quetoi quochoi ruoubia sau sinhnam sinhnhat sinhvien so sochan sodienthoai sodt sole
  songhong sonnui tet tetdoclap tetnguyendan thang thanglong thangquan thangtien thanhcongmai thaygiao thuba
  thubay thuhai thunam thuong thuonganh thuongem thuongtet thusau thutu tien tienluong tinhban tinhdau toiyeu
  toquoc tram trasua trieu trungthu truonghoc tu tudo tuhaovietnam vietnamdatnuoctoi vietnamvodich vocuatoi
  vodich vodichthegioi vui vuive xahoichunghia xuan yeu yeuchong yeucon yeugiadinh yeulam yeumai yeunuoc
  yeuthuong yeuvo
`;

/** The office: units, offices held, programs, papers. */
const TRADE = `
  ban bancoyeuchinhphu baocao baocaothang baocaotuan baove baucu bcy bithu caicach caicachhanhchinh
  canbocongchuc canbovanthu cbccvc cchc ccvc cds chanhthanhtra chanhvanphong chibo chicucthue chungthu
  chungthuso chutichubnd chuyendoiso cntt congan congchuc congdichvucong congdoan congnghe congnghethongtin
  congvanden congvandi congvandien congviec coquan cuochop cuuchienbinh daihoi daihoidang dancong danguy
  danguyxa dantoc daotao diachinh diachinhxaydung dichte dichvucong dieuhanh doanthanhnien docpro donvi dvc
  dvcquocgia emailcongvu etoken giamdoc giaoban giaoduc giaoviec hanhchinh hanhchinhcong hdndubnd helpdesk
  hoicuuchienbinh hoinghi hoinongdan hoiphunu hoithao hopdong hopgiaoban hosocongviec hotich hotro hotrokythuat
  huyen huyenuy ioffice kehoach ketoan ketoantruong khenthuong khobac khobacnhanuoc khodb khupho kiemlam kyso
  kysodientu kythuat kythuatvien laixe lamviec lanhdaohuyen lanhdaophong laodong laodongthuongbinh lichcongtac
  lichhop liendoanlaodong luutru luutruquocgia mailcongvu matran mattran mattrantoquoc motcua motcuadientu mttq
  ngansach nhansu nhanvien nhanvienvanthu noivu nongdan nongnghiep omail phanmem phanmemkyso phoban phobithu
  phochanhvanphong phochutichubnd phogiamdoc phong phongvhtt phophong phunu phuong qlvbdh qlvbvadh quandoi
  quanlydieuhanh quansu so sotttt stttt taichinh taichinhkehoach taphuan tapvu thanhnien thanhpho thanhtrahuyen
  theodoi thidua thitran thixa thon thonban thongtin thuchi thucongvu thucongvulaichau thudientu thue thuky
  thuongbinh thuongtruc thuongtructinhuy thuongtrucubnd tinh tinhuy to toandan toc tochuc tochuccanbo
  tokenchinhphu tongdai tongiao tp truc trucban tructong truongban truongthon truyenthong tttt tuphap
  tuphaphotich ubmttq ubndlaichau ubndphuong ubndtamduong ubndthanhpho ubndthitran ubndthixa ubndtp usbtoken uy
  uyban vanbanden vanbandi vanbandien vanphonghdnd vanphonghdndubnd vanphongubnd vanphongubndhuyen
  vanphongubndtinh vanphongubndxa vanthuluutru vbdh vgca vienchuc xa xahoi yte
`;

/** Where it stands: provinces, towns, the districts and communes of the north-west. */
const PLACES = `
  angiang bacgiang backan baclieu bacninh badinh ban bangiang banhon bariavungtau bentre binhdinh binhduong
  binhlu binhphuoc binhthanh binhthuan bohon buonmathuot camau caobang caugiay daclac daklak daknong dalat
  dienbienphu dongbac dongda dongthap gialai gialam giangma govap hadong hagiang haibatrung haiduong halong
  hanam hanoicity hatay hatinh haugiang hcm hoabinh hoankiem hoian hothau hungyen huyentamduong khanhhoa khunha
  kiengiang kontum laichauque lamdong langson laocaicity longan longbien mienbac miennam mientay mientrung
  muongkhuong muongla muonglay muongnhe muongte muongthanh nala namcuoi namdinh namnhun nampan nhatrang ninhbinh
  ninhthuan nungnang phongtho phunhuan phuquoc phutho phuyen pleiku quangbinh quangnam quangngai quangtri sapa
  sinho soctrang sonbinh taleng tamduongque tanbinh tanuyen taybac tayninhcity tayson thaibinh thainguyen
  thanhpholaichau thanhxuan thanuyen thensin thuathien thuathienhue thudo thudohanoi thuduc tiengiang
  tinhlaichau tphcm tplaichau travinh tuyenquang vinhlong vinhphuc vungtau yenbai
`;

/** Surnames, middle and given names; none is a person. */
const NAMES = `
  achu acua ade agia ahong alenh along alu an anh apang apao aphu asenh asinh asu atua avang bach bang bao
  baongoc bich binh bui canh cao chau chi chien chinh chu chung cong cuc cuong dai dan dang danh dao dat diem
  diep dieu dinh dinhan do doan dong duc ducanh dung duong duyen gam gia giabao giang giao ha hai han hang hanh
  hao hau hien hieu ho hoa hoai hoan hoang hong hop hue hung huong huuduc huy huyen huynh khai khang khanh
  khanhlinh khoa khoi khue kien kieu kim ky lam lan lanh lap le lien linh lo loan loc loi long lu luan luc luong
  luyen ly ma mai manh mi minh minhanh minhtuan mo mua my na nam nga ngan nghia ngo ngoc ngoclan nguyen nguyet
  nha nhan nhat nhi nhien nhu nhung ninh nu oanh pham phan phang phat phi phong phu phuc phung phuoc phuong
  phuonganh quach quan quang quanghuy quoc quocbao quoctuan quy quyen quynh sam sang sinh son song sung sy ta
  tai tam tan tao thach thai thang thanh thanhha thanhson thao the thi thien thihoa thihong thihuong thilan
  thimai thinga thinh thithuy thoa thom thong thu thuan thuc thuhuong thuy thuyen thuylinh tien tin tinh to toan
  toi tong tran trang tri trieu trinh trong truc trung truong tu tuan tue tung tuyen tuyet ung uyen van vanan
  vanba vancuong vang vanhung vi vien viet vinh vo vu vuong vy xuan yen
`;

/** Rows of the keyboard, there and back: every piece of three letters or more is a word of the lazy. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz'];

function piecesOf(row: string): string[] {
  const pieces: string[] = [];
  for (const way of [row, [...row].reverse().join('')]) {
    for (let from = 0; from < way.length; from += 1) {
      for (let to = from + 3; to <= way.length; to += 1) {
        pieces.push(way.slice(from, to));
      }
    }
  }
  return pieces;
}

export const COMMON_WORDS: ReadonlySet<string> = new Set(
  [USUAL, VIETNAMESE, TRADE, PLACES, NAMES]
    .flatMap((group) => group.trim().split(/\s+/))
    .concat(ROWS.flatMap(piecesOf)),
);

/** Whole passwords (in lower case) that pass the class rule and are on every list. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  !qaz2wsx3edc 000000000000 111111111111 123456123456 123456789012 1234567890123 12345678901234 1qaz2wsx3edc
  1qaz@wsx3edc 1qazxsw@3edc aa123456789@ aa123456@ abc@12345678 abcd1234abcd abcd@1234567 admin@123456
  admin@1234567 asdfgh@123456 matkhau@123456 p@ssw0rd1234 q1w2e3r4t5y6 q1w2e3r4t5y6! qwerty@12345 vietnam@123456
  zaq1zaq!2wsx zxcvbnm@123456
`
    .trim()
    .split(/\s+/),
);
