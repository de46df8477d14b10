import type { DraftContent } from '@congvu/contracts';
import { findDueDates } from '@congvu/vntext';

/** Something has to come back to the issuer. */
const ASKS =
  /(?<!\p{L})(?:gửi|báo cáo|trả lời|phản hồi|phúc đáp|nộp|góp ý|cho ý kiến|tham gia ý kiến|đăng ký|cung cấp)(?!\p{L})/iu;
/** What is past, promised by the issuer, asked of the issuer, a period, a repetition, or the order of another document. */
const TELLS =
  /(?<!\p{L})(?:đã|sẽ|xin|gia hạn|hiệu lực|từ ngày|hằng|hàng (?:năm|quý|tháng|tuần)|định kỳ|căn cứ|thực hiện (?:công văn|văn bản|kế hoạch|quyết định)|(?:theo|tại) (?:\p{L}+ ){0,3}(?:công văn|văn bản|yêu cầu|đề nghị|kế hoạch|quyết định))(?!\p{L})/iu;
const CLAUSE_END = /;|\.\s+(?=\p{Lu})/u;
const WRITTEN_YEAR = /(?:[/.-]\s*|năm\s+)(?:\d{4}|(?<=\d[/.-]\s*\d{1,2}[/.-]\s*)\d{2})$/iu;
/** "Trước ngày 05/01" in March is rather the January that was than the one to come. */
const NEAR_DAYS = 183;
const DAY_MS = 86_400_000;

/** Not over when the letter goes out; a day written without a year only where no other year can be meant. */
function isAhead(due: { dueOn: string; found: string }, issuedOn: string): boolean {
  const days = (Date.parse(due.dueOn) - Date.parse(issuedOn)) / DAY_MS;
  return days >= 0 && (days <= NEAR_DAYS || WRITTEN_YEAR.test(due.found));
}

/**
 * The day by which the letter asks for an answer, from its own words: only where they name one single deadline, and name it while
 * asking for something to be sent. In any doubt null: the receiver's people read the letter anyway, a wrong day would mislead them.
 *
 * @param issuedOn `yyyy-mm-dd`
 */
export function readReplyDeadline(content: Pick<DraftContent, 'abstract' | 'blocks'>, issuedOn: string): string | null {
  const texts = [content.abstract, ...content.blocks.map((block) => block.runs.map((run) => run.text).join(''))];
  const clauses = texts.flatMap((text) => text.normalize('NFC').replace(/\s+/gu, ' ').split(CLAUSE_END));
  const named = clauses.flatMap((clause) => {
    const dues = findDueDates(clause, issuedOn);
    return dues.length === 0 ? [] : [{ dues, asks: ASKS.test(clause) && !TELLS.test(clause) }];
  });
  const days = new Set(named.flatMap(({ dues }) => dues.map((due) => due.dueOn)));
  const [day = null] = days;
  const isAsked = named.some(({ dues, asks }) => asks && dues.some((due) => isAhead(due, issuedOn)));
  return days.size === 1 && isAsked ? day : null;
}
