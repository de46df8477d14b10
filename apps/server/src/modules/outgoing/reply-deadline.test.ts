import type { DraftContent } from '@congvu/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReplyDeadline } from './reply-deadline.ts';

const ISSUED = '2021-03-22';

function letter(...paragraphs: string[]): Pick<DraftContent, 'abstract' | 'blocks'> {
  return {
    abstract: 'V/v rà soát chứng thư số',
    blocks: paragraphs.map((text, index) => ({ id: `b${index}`, kind: 'paragraph', runs: [{ text }] })),
  };
}

const ASK = 'Đề nghị các đơn vị gửi kết quả về Phòng Văn hóa và Thông tin trước ngày 02/4/2021.';

describe('the day by which an answer is asked for', () => {
  test.each([
    [ASK, '2021-04-01'],
    ['Báo cáo kết quả chậm nhất ngày 31/3.', '2021-03-31'],
    ['Ý kiến góp ý gửi trước 17 giờ ngày 25 tháng 3 năm 2021, kèm bản mềm.', '2021-03-25'],
    ['Các xã lập danh sách theo mẫu số 08, nộp trước ngày 05/01/2022.', '2022-01-04'],
    [ASK.normalize('NFD'), '2021-04-01'],
  ])('%s', (text, dueOn) => {
    expect(readReplyDeadline(letter('Kính gửi các đơn vị.', text), ISSUED)).toBe(dueOn);
  });

  test('the same day said twice is one, also in the abstract or cut into runs', () => {
    const content = letter(ASK, 'Quá ngày 02/4 xem như không có ý kiến; hạn là ngày 01/4/2021.');
    expect(readReplyDeadline(content, ISSUED)).toBe('2021-04-01');
    expect(readReplyDeadline({ abstract: ASK, blocks: [] }, ISSUED)).toBe('2021-04-01');
    const runs = ['Gửi báo cáo trước ', 'ngày 02/4', '/2021.'].map((text) => ({ text }));
    expect(readReplyDeadline({ abstract: '', blocks: [{ id: 'b', kind: 'point', runs }] }, ISSUED)).toBe('2021-04-01');
  });
});

describe('no day is invented', () => {
  test.each([
    ['no deadline', ['Đề nghị các đơn vị gửi báo cáo.']],
    ['two deadlines', [ASK, 'Mẫu 09 gửi trước ngày 10/4/2021.']],
    ['a second one that asks for nothing', [ASK, 'Các chốt trực đến hết ngày 30/4/2021.']],
    ['a day without a request', ['Hệ thống tạm dừng đến hết ngày 31/3/2021.']],
    ['a request in another clause', ['Gửi báo cáo đầy đủ; hệ thống mở đến hết ngày 31/3/2021.']],
    ['a day that is over', ['Đề nghị gửi báo cáo trước ngày 01/3/2021.']],
    ['a day without a year that is over', ['Báo cáo của các xã gửi trước ngày 01/3 còn thiếu mẫu 08.']],
    ['what was done', ['Các đơn vị đã gửi báo cáo trước ngày 02/4/2021.']],
    ['a promise of the issuer', ['Ủy ban nhân dân xã sẽ gửi báo cáo trước ngày 02/4/2021.']],
    ['a plea of the issuer', ['Kính đề nghị cho gia hạn nộp báo cáo đến hết ngày 15/4/2021.']],
    ['a period', ['Từ ngày 05/4 đến hết ngày 10/4/2021 các đội kiểm tra và báo cáo.']],
    ['a repetition', ['Báo cáo gửi trước ngày 15 tháng 4 hằng năm.']],
    ['a time in force', ['Mẫu báo cáo này có hiệu lực đến hết ngày 31/12/2021.']],
    ['the order of another document', ['Thực hiện Công văn số 313/STTTT về việc gửi báo cáo trước ngày 02/4/2021.']],
    ['a day that does not exist', ['Gửi báo cáo trước ngày 31/02/2021.']],
  ])('from %s', (_what, paragraphs) => {
    expect(readReplyDeadline(letter(...paragraphs), ISSUED)).toBeNull();
  });

  test('whatever the letter says: a day it names, not before it was written', () => {
    const words = fc.constantFrom('gửi', 'báo cáo', 'trước ngày', 'hạn', 'đến hết ngày', ';', '. Kết quả', 'đã', 'và');
    const days = fc
      .date({ min: new Date('2020-06-01'), max: new Date('2022-06-01'), noInvalidDate: true })
      .map((date) => `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()}`);
    const text = fc.array(fc.oneof(words, days), { maxLength: 12 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), (paragraphs) => {
        const dueOn = readReplyDeadline(letter(...paragraphs), ISSUED);
        if (dueOn !== null) {
          const named = [0, 1].map((later) => {
            const day = new Date(Date.parse(dueOn) + later * 86_400_000);
            return `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
          });
          expect(named.some((day) => paragraphs.join(' ').includes(day))).toBe(true);
          expect(dueOn >= ISSUED).toBe(true);
        }
      }),
    );
  });
});
