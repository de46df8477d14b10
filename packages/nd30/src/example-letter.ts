import type { Letter } from './letter.ts';

/** A complete công văn with an invented agency and invented people, new at every call. `congvu nd30 render --example` prints it. */
export function exampleLetter(): Letter {
  return {
    type: 'official_letter',
    issuingAgency: ['Ủy ban nhân dân', 'huyện Bản Sen'],
    symbol: 'UBND-VHTT',
    placeOfIssue: 'Bản Sen',
    issuedOn: '2021-03',
    abstract: 'rà soát tài khoản và chữ ký số của cơ quan, đơn vị',
    addressees: ['Các phòng, ban, ngành huyện', 'Ủy ban nhân dân các xã, thị trấn'],
    body: [
      {
        kind: 'paragraph',
        text: 'Thực hiện Công văn số 128/STTTT-CNTT ngày 08/3/2021 của Sở Thông tin và Truyền thông về việc rà soát tài khoản trên các hệ thống dùng chung của tỉnh, Ủy ban nhân dân huyện Bản Sen yêu cầu các cơ quan, đơn vị thực hiện các nội dung sau:',
      },
      { kind: 'clause', number: 1, title: 'Tài khoản và thư điện tử công vụ' },
      {
        kind: 'bullet',
        text: 'Đối chiếu danh sách tài khoản đang dùng với danh sách công chức, viên chức hiện có.',
      },
      {
        kind: 'bullet',
        text: 'Khóa tài khoản của người đã nghỉ hưu hoặc chuyển công tác trong ngày nhận được công văn này.',
      },
      { kind: 'clause', number: 2, title: 'Chữ ký số' },
      {
        kind: 'bullet',
        text: 'Ký số tất cả văn bản do cơ quan, đơn vị phát hành; báo ngay về Phòng Văn hóa và Thông tin khi thất lạc thiết bị lưu khóa bí mật.',
      },
      {
        kind: 'bullet',
        text: 'Lập danh sách đề nghị cấp mới, gia hạn, thu hồi chứng thư số theo Phụ lục kèm theo.',
      },
      {
        kind: 'clause',
        number: 3,
        text: 'Gửi kết quả về Ủy ban nhân dân huyện (qua Phòng Văn hóa và Thông tin) trước ngày 02/4/2021 để tổng hợp. Giao Phòng Văn hóa và Thông tin hướng dẫn, đôn đốc, kiểm tra việc thực hiện.',
      },
    ],
    recipients: ['Như trên', 'Sở Thông tin và Truyền thông', 'Chủ tịch, các Phó Chủ tịch UBND huyện'],
    filingNote: 'VT, VHTT',
    signatory: {
      lines: ['TM. Ủy ban nhân dân', 'KT. Chủ tịch', 'Phó Chủ tịch'],
      name: 'Lò Thị Mai Hương',
    },
    appendices: [
      {
        title: 'Danh sách đề nghị cấp mới, gia hạn, thu hồi chứng thư số',
        body: [
          {
            kind: 'table',
            columns: [
              { title: 'STT', width: 1, align: 'center' },
              { title: 'Họ và tên', width: 4 },
              { title: 'Chức vụ, đơn vị', width: 5 },
              { title: 'Đề nghị', width: 3, align: 'center' },
            ],
            rows: [
              ['1', 'Vàng A Páo', 'Chuyên viên, Phòng Văn hóa và Thông tin', 'Cấp mới'],
              ['2', 'Nguyễn Thu Thủy', 'Kế toán trưởng, Phòng Tài chính - Kế hoạch', 'Gia hạn'],
            ],
          },
        ],
      },
    ],
  };
}
