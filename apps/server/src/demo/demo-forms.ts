import ExcelJS from 'exceljs';

interface DemoForm {
  label: string;
  title: string;
  columns: readonly string[];
}

const CERTIFICATE = ['Số hiệu chứng thư số', 'Ngày cấp', 'Ngày hết hạn'];

/** The ten blank forms the letter encloses, as lists to fill in; the forms engine draws them as the law prints them. */
const FORMS: readonly DemoForm[] = [
  {
    label: 'Mẫu 01',
    title: 'ĐỀ NGHỊ CẤP CHỨNG THƯ SỐ CHO CÁ NHÂN',
    columns: [
      'Họ và tên',
      'Giới tính',
      'Ngày sinh',
      'Số CMND/CCCD/Hộ chiếu',
      'Thư điện tử công vụ',
      'Chức vụ',
      'SIM PKI',
    ],
  },
  {
    label: 'Mẫu 02',
    title: 'ĐỀ NGHỊ CẤP CHỨNG THƯ SỐ CHO CƠ QUAN, TỔ CHỨC',
    columns: ['Tên cơ quan, tổ chức', 'Địa chỉ', 'Mã số thuế', 'Mã quan hệ ngân sách', 'Thư điện tử công vụ'],
  },
  {
    label: 'Mẫu 03',
    title: 'ĐỀ NGHỊ GIA HẠN, THAY ĐỔI NỘI DUNG THÔNG TIN CHỨNG THƯ SỐ',
    columns: ['Tên chứng thư số', ...CERTIFICATE, 'Gia hạn', 'Thông tin cần thay đổi', 'Thông tin mới'],
  },
  {
    label: 'Mẫu 04',
    title: 'ĐỀ NGHỊ THU HỒI CHỨNG THƯ SỐ',
    columns: ['Tên chứng thư số', ...CERTIFICATE, 'Lý do thu hồi'],
  },
  {
    label: 'Mẫu 05',
    title: 'ĐỀ NGHỊ KHÔI PHỤC THIẾT BỊ LƯU KHÓA BÍ MẬT',
    columns: ['Tên chứng thư số', 'Số hiệu chứng thư số', 'Số hiệu thiết bị', 'Thư điện tử công vụ'],
  },
  {
    label: 'Mẫu số 06',
    title: 'DANH SÁCH CẤP MỚI TÀI KHOẢN',
    columns: ['STT', 'Họ và tên', 'Chức vụ', 'Đơn vị', 'Thư điện tử công vụ', 'Ghi chú'],
  },
  {
    label: 'Mẫu số 07',
    title: 'DANH SÁCH THU HỒI TÀI KHOẢN',
    columns: ['STT', 'Họ và tên', 'Chức vụ', 'Tên tài khoản', 'Lý do', 'Ghi chú'],
  },
  {
    label: 'Mẫu số 08',
    title: 'DANH SÁCH TÀI KHOẢN SỬA VĂN BẢN TRÊN THIẾT BỊ DI ĐỘNG',
    columns: ['STT', 'Họ và tên', 'Chức vụ', 'Tên tài khoản', 'Thiết bị', 'Ghi chú'],
  },
  {
    label: 'Mẫu số 09',
    title: 'DANH SÁCH THU HỒI THƯ ĐIỆN TỬ CÔNG VỤ',
    columns: ['STT', 'Họ và tên', 'Chức vụ', 'Địa chỉ thư', 'Lý do', 'Ghi chú'],
  },
  {
    label: 'Mẫu số 10',
    title: 'DANH SÁCH CẤP MỚI THƯ ĐIỆN TỬ CÔNG VỤ',
    columns: ['STT', 'Họ và tên', 'Ngày sinh', 'Chức vụ', 'Đơn vị', 'Điện thoại', 'Ghi chú'],
  },
];

async function buildForm(form: DemoForm): Promise<{ name: string; bytes: Buffer }> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet(form.label);
  sheet.columns = form.columns.map((title) => ({ width: Math.max(12, title.length + 4) }));
  sheet.addRow([form.label]).font = { italic: true };
  sheet.addRow([form.title]).font = { bold: true, size: 13 };
  sheet.addRow([]);
  const head = sheet.addRow([...form.columns]);
  head.font = { bold: true };
  for (const row of [head, ...Array.from({ length: 10 }, () => sheet.addRow(form.columns.map(() => '')))]) {
    row.eachCell({ includeEmpty: true }, (cell) => {
      const side = { style: 'thin' } as const;
      cell.border = { top: side, left: side, bottom: side, right: side };
    });
  }
  return { name: `${form.label}.xlsx`, bytes: Buffer.from(await book.xlsx.writeBuffer()) };
}

export async function buildDemoForms(): Promise<{ name: string; bytes: Buffer }[]> {
  return Promise.all(FORMS.map(buildForm));
}
