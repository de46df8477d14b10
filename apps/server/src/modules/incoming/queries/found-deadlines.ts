import type { IncomingView } from '@congvu/contracts';
import { findDueDates } from '@congvu/vntext';
import { type PresentingDay, presentDeadline } from '#modules/tasks';
import type { IncomingRow } from '../incoming.store.ts';

type Found = IncomingView['foundDeadlines'][number];

function asked(row: Pick<IncomingRow, 'reply_due_on' | 'source'>): { text: string; place: string; dueOn: string }[] {
  if (row.reply_due_on === null) {
    return [];
  }
  const place = row.source === 'axis' ? 'Thông tin gói tin liên thông' : 'Hạn trả lời ghi khi vào sổ';
  return [{ text: 'Hạn trả lời', place, dueOn: row.reply_due_on }];
}

/** Deadlines the sender asks for: in the envelope, in the abstract and in the clerk's note. A day is shown once. */
export function findDeadlines(
  row: Pick<IncomingRow, 'reply_due_on' | 'source' | 'abstract' | 'note' | 'issued_on' | 'arrived_on'>,
  day: PresentingDay,
): Found[] {
  const written = row.issued_on ?? row.arrived_on;
  const texts = [
    { place: 'Trích yếu', text: row.abstract },
    { place: 'Ghi chú', text: row.note },
  ];
  const worded = texts.flatMap(({ place, text }) =>
    findDueDates(text, written).map((due) => ({ text: due.found, place, dueOn: due.dueOn })),
  );
  const all = [...asked(row), ...worded];
  return all
    .filter((item, index) => all.findIndex((other) => other.dueOn === item.dueOn) === index)
    .map((item) => ({ ...item, sentence: presentDeadline(item.dueOn, day.today, day.calendar).sentence }));
}
