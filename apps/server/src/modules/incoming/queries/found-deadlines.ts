import type { IncomingView } from '@congvu/contracts';
import { findDueDates } from '@congvu/vntext';
import { type PresentingDay, presentDeadline } from '#modules/tasks';
import type { IncomingRow } from '../incoming.store.ts';
import type { PageDeadline } from '../page-deadlines.ts';

type Found = IncomingView['foundDeadlines'][number];
type Place = Omit<Found, 'sentence'>;

function asked(row: Pick<IncomingRow, 'reply_due_on' | 'source'>): Place[] {
  if (row.reply_due_on === null) {
    return [];
  }
  const place = row.source === 'axis' ? 'Thông tin gói tin liên thông' : 'Hạn trả lời ghi khi vào sổ';
  return [{ text: 'Hạn trả lời', subject: '', found: '', quote: '', place, page: null, dueOn: row.reply_due_on }];
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}

function onPage(passage: PageDeadline, written: string): Place[] {
  const [due] = findDueDates(passage.found, written);
  const place = [passage.section, `trang ${passage.page}`].filter((part) => part !== '').join(', ');
  return due === undefined
    ? []
    : [
        {
          text: passage.forms === '' ? capitalised(passage.found) : passage.forms,
          subject: passage.subject,
          found: passage.found,
          quote: passage.quote,
          place: capitalised(place),
          page: passage.page,
          dueOn: due.dueOn,
        },
      ];
}

function inText(place: string, text: string, written: string): Place[] {
  return findDueDates(text, written).map(({ found, dueOn }) => ({
    text: capitalised(found),
    subject: '',
    found,
    quote: text,
    place,
    page: null,
    dueOn,
  }));
}

function isSame(left: Place, right: Place): boolean {
  return left.dueOn === right.dueOn && left.text === right.text && left.subject === right.subject;
}

/**
 * Deadlines the sender asks for: in the envelope, in the words of the page, and where no page says that day in the abstract and
 * the clerk's note. Dates without a year are those after the day the letter was written.
 */
export function findDeadlines(
  row: Pick<IncomingRow, 'reply_due_on' | 'source' | 'abstract' | 'note' | 'issued_on' | 'arrived_on'>,
  passages: readonly PageDeadline[],
  day: PresentingDay,
): Found[] {
  const written = row.issued_on ?? row.arrived_on;
  const read = passages.flatMap((passage) => onPage(passage, written));
  // The envelope's day says nothing new where the letter's own words name it, with the place and the duty.
  const stated = [...asked(row).filter((item) => !read.some((other) => other.dueOn === item.dueOn)), ...read];
  const typed = [...inText('Trích yếu', row.abstract, written), ...inText('Ghi chú', row.note, written)].filter(
    (item, index, all) =>
      !stated.some((other) => other.dueOn === item.dueOn) &&
      all.findIndex((other) => other.dueOn === item.dueOn) === index,
  );
  return [...stated, ...typed]
    .filter((item, index, all) => all.findIndex((other) => isSame(item, other)) === index)
    .map((item) => ({ ...item, sentence: presentDeadline(item.dueOn, day.today, day.calendar).sentence }));
}
