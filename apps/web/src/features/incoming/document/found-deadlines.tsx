import type { IncomingView } from '@congvu/contracts';
import type { PageMark } from '../../../shared/paper/page-marks.ts';
import { formatWeekdayDate } from '../../../shared/text/dates.ts';
import { FactsSection } from '../../../shared/ui/facts.tsx';

type Found = IncomingView['foundDeadlines'][number];

function keyOf({ text, subject, dueOn }: Found): string {
  return `${dueOn} ${text} ${subject}`;
}

/** The deadlines that stand on the page; those of the envelope and of the clerk's note have no place there. */
export function marksOf(deadlines: readonly Found[]): PageMark[] {
  return deadlines.flatMap((item) =>
    item.page === null ? [] : [{ key: keyOf(item), page: item.page, found: item.found, quote: item.quote }],
  );
}

/** "Hạn trước ngày 02/4/2021, ngày cuối thứ Năm 01/4." said once under everything due that day. */
function dueSentence({ found, dueOn }: Found): string {
  const words = found.charAt(0).toLowerCase() + found.slice(1);
  const named = words.startsWith('hạn') ? words.slice(3).trim() : words || 'trả lời';
  return `Hạn ${named}, ngày cuối ${formatWeekdayDate(dueOn)}.`;
}

function FoundText({ item }: { item: Found }) {
  return (
    <>
      <b>{item.text}</b> {item.subject}
      <small>{item.place}</small>
    </>
  );
}

interface FoundDeadlinesProps {
  deadlines: readonly Found[];
  onShow: (key: string) => void;
}

/** What the sender asks for by when, each row leading to its words on the page. */
export function FoundDeadlines({ deadlines, onShow }: FoundDeadlinesProps) {
  if (deadlines.length === 0) {
    return null;
  }
  const days = Map.groupBy(deadlines, dueSentence);
  return (
    <FactsSection title="Hạn đọc được trong văn bản">
      {[...days].map(([sentence, items]) => (
        <div key={sentence} className="found-day">
          <ul className="found-list">
            {items.map((item) => (
              <li key={keyOf(item)} title={item.quote}>
                {item.page === null ? (
                  <FoundText item={item} />
                ) : (
                  <button type="button" className="found-row" onClick={() => onShow(keyOf(item))}>
                    <FoundText item={item} />
                  </button>
                )}
              </li>
            ))}
          </ul>
          <p className="quiet">{sentence}</p>
        </div>
      ))}
    </FactsSection>
  );
}
