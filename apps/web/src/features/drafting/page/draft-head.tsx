import type { DraftView, FormatReport } from '@congvu/contracts';
import { Eye, History, PenLine, RotateCcw, Trash2, Undo2 } from 'lucide-react';
import { SavedMark } from '../../../shared/keeping/saved-mark.tsx';
import { type MenuAct, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { UrgencyStamp } from '../../../shared/ui/marks.tsx';
import { NoStateSecrets } from '../../../shared/ui/notes.tsx';
import { Steps } from '../../../shared/ui/timeline.tsx';
import type { KeptDraft } from '../use-kept-draft.ts';

export type StepAct = 'submit' | 'approve-content' | 'hand-over' | 'return' | 'take-back' | 'withdraw';

interface DraftHeadProps {
  view: DraftView;
  kept: KeptDraft;
  report: FormatReport | undefined;
  busy: StepAct | undefined;
  onAct: (act: StepAct) => void;
  onPreview: () => void;
  onVersions: () => void;
}

/** What has to be settled before the draft may go on. */
export function openPoints(view: DraftView, report: FormatReport | undefined): string {
  const comments = view.comments.filter((comment) => comment.resolvedAt === null).length;
  const parts = [
    (report?.errors ?? 0) > 0 ? `${report?.errors} mục` : '',
    comments > 0 ? `${comments} góp ý` : '',
  ].filter(Boolean);
  return parts.length === 0 ? '' : `Còn ${parts.join(' và ')}`;
}

interface Primary {
  act: StepAct;
  label: string;
  reason?: string | undefined;
}

function mine(view: DraftView, ability: string): boolean {
  return view.abilities[ability] === true;
}

/** The one next step of this person, if it is his turn. */
export function primaryOf(view: DraftView, report: FormatReport | undefined): Primary | undefined {
  const open = openPoints(view, report);
  if (mine(view, 'drafting.submit')) {
    const blocked = open !== '' ? open : view.content.signerPositionId === null ? 'Chưa chọn người ký' : undefined;
    return { act: 'submit', label: 'Trình duyệt', reason: blocked };
  }
  if (mine(view, 'drafting.approve_content')) {
    return { act: 'approve-content', label: 'Duyệt nội dung' };
  }
  if (mine(view, 'drafting.check_format')) {
    const blocked =
      (report?.errors ?? 0) > 0 ? `Còn ${report?.errors} mục thể thức; trả lại người soạn để sửa` : undefined;
    return { act: 'hand-over', label: 'Đạt thể thức, trình ký', reason: blocked };
  }
  return undefined;
}

function otherActs({ view, onAct, onVersions }: DraftHeadProps): MenuAct[] {
  return [
    { key: 'versions', label: 'Các bản đã lưu', icon: History, onSelect: onVersions },
    ...(mine(view, 'drafting.withdraw')
      ? [{ key: 'withdraw', label: 'Hủy dự thảo', icon: Trash2, onSelect: () => onAct('withdraw') }]
      : []),
  ];
}

/** Title, steps, saved at, and the next step on the right. */
export function DraftHead(props: DraftHeadProps) {
  const { view, kept, report, busy, onAct, onPreview } = props;
  const primary = primaryOf(view, report);
  const editable = mine(view, 'drafting.edit');
  const note = primary?.reason;
  return (
    <header className="draft-head">
      <div className="draft-head-title">
        <h1>
          {kept.content.abstract === '' ? 'Dự thảo chưa có trích yếu' : kept.content.abstract}{' '}
          <UrgencyStamp urgency={kept.content.urgency} />
        </h1>
        <Steps steps={view.steps} />
        {editable && <NoStateSecrets />}
      </div>
      <div className="page-actions">
        <span className="draft-head-state">
          {note !== undefined && <span className="quiet">{note}</span>}
          {editable && <SavedMark kept={kept} />}
        </span>
        <Button icon={Eye} onClick={onPreview}>
          Xem bản in
        </Button>
        {mine(view, 'drafting.return') && (
          <Button icon={Undo2} onClick={() => onAct('return')}>
            Trả lại
          </Button>
        )}
        {mine(view, 'drafting.take_back') && (
          <Button icon={RotateCcw} busy={busy === 'take-back'} onClick={() => onAct('take-back')}>
            Rút về
          </Button>
        )}
        {primary !== undefined && (
          <Button
            kind="primary"
            {...(primary.act === 'hand-over' && { icon: PenLine })}
            busy={busy === primary.act}
            reason={primary.reason}
            onClick={() => onAct(primary.act)}
          >
            {primary.label}
          </Button>
        )}
        <MoreMenu acts={otherActs(props)} />
      </div>
    </header>
  );
}
