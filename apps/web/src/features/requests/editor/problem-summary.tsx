import type { RequestView } from '@congvu/contracts';
import { Fragment } from 'react';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Note } from '../../../shared/ui/notes.tsx';
import { type Problem, stops, warns } from './problems.ts';

/** What is wrong, in short; the label stands in front already. */
function shortText({ message, label }: Problem): string {
  const own = `“${label}” `;
  const text = message.startsWith(own) ? message.slice(own.length) : message;
  const end = /[.;:](?=\s)/.exec(text);
  return (end === null ? text : text.slice(0, end.index)).replace(/\.$/, '');
}

/** Not yet filled in, as against filled in wrongly. */
export function isMissing(problem: Pick<Problem, 'code'>): boolean {
  return problem.code.endsWith('_missing');
}

interface SummaryProps {
  problems: readonly Problem[];
  onShow: (key: string) => void;
}

function Link({ problem, onShow }: { problem: Problem; onShow: (key: string) => void }) {
  return (
    <button type="button" className="link" onClick={() => onShow(problem.field)}>
      {problem.label.replace(/ \(chữ in hoa\)$/, '')}
    </button>
  );
}

function Lines({ problems, onShow }: SummaryProps) {
  return (
    <ul className="req-problems">
      {problems.map((problem) => (
        <li key={problem.id}>
          <Link problem={problem} onShow={onShow} />: {shortText(problem)}
        </li>
      ))}
    </ul>
  );
}

function Missing({ problems, onShow }: SummaryProps) {
  return (
    <p>
      Chưa điền:{' '}
      {problems.map((problem, index) => (
        <Fragment key={problem.id}>
          <span className="req-missing">
            <Link problem={problem} onShow={onShow} />
            {index === problems.length - 1 ? '.' : ','}
          </span>{' '}
        </Fragment>
      ))}
    </p>
  );
}

/** What is left to correct, each with a way to its field; what is only not yet filled in stays one quiet line. */
export function ProblemSummary({ problems, onShow }: SummaryProps) {
  const open = problems.filter(stops);
  const missing = open.filter(isMissing);
  const wrong = open.filter((problem) => !isMissing(problem));
  const doubtful = problems.filter(warns);
  return (
    <>
      {open.length > 0 && (
        <Note
          tone={wrong.length === 0 ? 'plain' : 'amber'}
          title={
            wrong.length === 0 ? `Còn ${missing.length} mục chưa điền` : `Còn ${open.length} mục cần sửa trước khi ký`
          }
        >
          {wrong.length > 0 && <Lines problems={wrong} onShow={onShow} />}
          {missing.length > 0 && <Missing problems={missing} onShow={onShow} />}
        </Note>
      )}
      {doubtful.length > 0 && (
        <Note title={`${doubtful.length} điểm cần xem lại`}>
          <Lines problems={doubtful} onShow={onShow} />
          <p className="quiet">Vẫn chuyển đi được; thủ trưởng nêu lý do chấp nhận khi duyệt.</p>
        </Note>
      )}
    </>
  );
}

export function ReturnedNote({ returned }: Pick<RequestView, 'returned'>) {
  if (returned === null) {
    return null;
  }
  return (
    <Note title={`${returned.by} trả lại để sửa`}>
      <p>{returned.reason}</p>
      <p className="quiet">
        Trả lại {formatMoment(returned.at)}
        {returned.fields.length > 0 && `; ${returned.fields.length} chỗ nêu rõ lý do ở ngay mục đó`}. Sửa xong thì ký và
        gửi lại từ đầu.
      </p>
    </Note>
  );
}
