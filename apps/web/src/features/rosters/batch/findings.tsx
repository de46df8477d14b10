import type { BatchView, RosterFindingView } from '@congvu/contracts';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatInstant, formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { RULE_WORDS, SEVERITY } from '../rosters.text.ts';
import { useDecide } from '../rosters-api.ts';

/** Only one of doubles may stay; of an error that is no double none; a contradiction or a warning leaves the choice. */
function limitOf(finding: RosterFindingView): number {
  if (finding.severity === 'wait') {
    return 0;
  }
  if (finding.severity === 'error') {
    return finding.code === 'requests.duplicate_item' ? 1 : 0;
  }
  return finding.lineIds.length;
}

interface ChoiceProps {
  line: RosterFindingView['lines'][number];
  finding: RosterFindingView;
  limit: number;
  on: boolean;
  onToggle: () => void;
}

function Choice({ line, finding, limit, on, onToggle }: ChoiceProps) {
  const words = (
    <span>
      <b>{line.name}</b>
      <small>
        {line.agencyName}, {line.formLabel}
        {line.stt !== null && `, STT ${formatNumber(line.stt)}`}
        {line.submittedAt !== null && `, gửi ${formatMoment(line.submittedAt)}`}
      </small>
    </span>
  );
  return limit === 0 ? (
    words
  ) : (
    <label className="check">
      <input type={limit === 1 ? 'radio' : 'checkbox'} name={finding.id} checked={on} onChange={onToggle} />
      {words}
    </label>
  );
}

interface DecideProps {
  view: BatchView;
  finding: RosterFindingView;
  onDone: () => void;
}

/** Which lines stay; the others go back to their unit with the reason (waiting ones only to a later list). */
function Decide({ view, finding, onDone }: DecideProps) {
  const limit = limitOf(finding);
  const [keep, setKeep] = useState<ReadonlySet<string>>(() => new Set(limit > 1 ? finding.lineIds : []));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const decide = useDecide(view.id, () => {
    showToast('Đã ghi quyết định; danh sách được xếp lại.');
    onDone();
  });
  const toggle = (id: string): void => {
    const next = new Set(limit === 1 ? [] : keep);
    if (!keep.has(id)) {
      next.add(id);
    } else {
      next.delete(id);
    }
    setKeep(next);
  };
  const gone = finding.lineIds.length - keep.size;
  const missing = reason.trim().length < 3;
  const send = (): void => {
    setTried(true);
    if (!missing) {
      decide.mutate({ findingId: finding.id, keep: [...keep], reason: reason.trim() });
    }
  };
  const waits = finding.severity === 'wait';
  return (
    <div className="roster-decide">
      {limit > 0 && (
        <p className="quiet">
          {limit === 1 ? 'Chọn một dòng được giữ.' : 'Đánh dấu các dòng được giữ.'} Dòng không giữ trả lại đơn vị kèm lý
          do.
        </p>
      )}
      <ul>
        {finding.lines.map((line) => (
          <li key={line.id}>
            <Choice
              line={line}
              finding={finding}
              limit={limit}
              on={keep.has(line.id)}
              onToggle={() => toggle(line.id)}
            />
          </li>
        ))}
      </ul>
      <TextField
        label="Lý do"
        value={reason}
        onChange={setReason}
        maxLength={500}
        error={tried && missing ? 'Chưa nêu lý do. Đơn vị có dòng không được giữ đọc lý do này.' : undefined}
        onSubmit={send}
      />
      {decide.isError && <ErrorNote title="Chưa ghi được" error={decide.error} kept="Lý do vẫn được giữ." />}
      <div className="note-actions">
        <Button size="small" kind="primary" busy={decide.isPending} onClick={send}>
          {waits
            ? `Để ${formatNumber(gone)} dòng lại đợt sau`
            : gone === 0
              ? `Giữ cả ${formatNumber(keep.size)} dòng`
              : keep.size === 0
                ? `Trả lại ${formatNumber(gone)} dòng`
                : `Giữ ${formatNumber(keep.size)}, trả lại ${formatNumber(gone)} dòng`}
        </Button>
        <Button size="small" kind="quiet" onClick={onDone}>
          Thôi
        </Button>
      </div>
    </div>
  );
}

function FindingCard({ view, finding }: { view: BatchView; finding: RosterFindingView }) {
  const [deciding, setDeciding] = useState(false);
  const { decision } = finding;
  const may = view.abilities['requests.roster_change'] === true;
  return (
    <li className={decision === null ? `is-${finding.severity}` : 'is-decided'}>
      <div className="roster-finding-head">
        <b>{RULE_WORDS[finding.rule] ?? finding.rule}</b>
        {decision === null ? (
          <Chip tone={SEVERITY[finding.severity].tone}>{SEVERITY[finding.severity].label}</Chip>
        ) : (
          <Chip tone="green">Đã quyết định</Chip>
        )}
      </div>
      <p>{finding.message}</p>
      {decision !== null && (
        <p className="quiet">
          {decision.by} giữ {formatNumber(decision.keep.length)} dòng,{' '}
          <time dateTime={decision.at} title={formatInstant(decision.at)}>
            {formatMoment(decision.at)}
          </time>
          : {decision.reason}
        </p>
      )}
      {may && deciding && <Decide view={view} finding={finding} onDone={() => setDeciding(false)} />}
      {may && !deciding && (
        <div className="note-actions">
          <Button size="small" kind={decision === null ? 'default' : 'quiet'} onClick={() => setDeciding(true)}>
            {decision !== null ? 'Đổi quyết định' : finding.severity === 'wait' ? 'Để lại đợt sau' : 'Quyết định'}
          </Button>
        </div>
      )}
    </li>
  );
}

const SHOWN = 20;

/** What contradicts in the merged list, in plain words, first what stops the letter. */
export function Findings({ view }: { view: BatchView }) {
  const [shown, setShown] = useState(SHOWN);
  const open = view.findings.filter(({ decision }) => decision === null);
  const decided = view.findings.filter(({ decision }) => decision !== null);
  if (view.findings.length === 0) {
    return view.abilities['requests.roster_change'] === true ? (
      <p className="roster-good is-block">
        <CircleCheck className="icon icon-18" aria-hidden />
        Không có dòng trùng hay mâu thuẫn giữa các cơ quan và với các sổ.
      </p>
    ) : null;
  }
  const ordered = [...open, ...decided];
  return (
    <section className="sheet" aria-label="Phát hiện khi tổng hợp">
      <header className="card-head">
        <h2>
          Phát hiện khi tổng hợp
          <small>
            {view.openFindings > 0
              ? `${formatNumber(view.openFindings)} điểm phải xử lý trước khi soạn công văn`
              : 'Không còn điểm nào giữ công văn lại'}
          </small>
        </h2>
        {view.openFindings > 0 && <TriangleAlert className="icon roster-warn" aria-hidden />}
      </header>
      <ul className="roster-findings">
        {ordered.slice(0, shown).map((finding) => (
          <FindingCard key={finding.id} view={view} finding={finding} />
        ))}
      </ul>
      {ordered.length > shown && (
        <div className="pane-more">
          <Button size="small" onClick={() => setShown(shown + SHOWN)}>
            Xem thêm {formatNumber(Math.min(SHOWN, ordered.length - shown))} điểm
          </Button>
        </div>
      )}
    </section>
  );
}
