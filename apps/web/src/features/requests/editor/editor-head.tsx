import type { RequestView } from '@congvu/contracts';
import type { FormDefinition } from '@congvu/forms';
import { ArrowLeft, Paperclip, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Kept } from '../../../shared/keeping/keeper.ts';
import { SavedMark } from '../../../shared/keeping/saved-mark.tsx';
import { addDays, daysBetween, formatShortDate, formatWeekdayDate, officeToday } from '../../../shared/text/dates.ts';
import { MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { NoStateSecrets } from '../../../shared/ui/notes.tsx';
import { Steps } from '../../../shared/ui/timeline.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { may } from '../abilities.ts';
import { HEADINGS } from '../requests.text.ts';

/** "trước ngày 02/4" excludes the day: the last good one is said (spec R12). */
function DueNote({ dueBefore }: { dueBefore: string }) {
  const last = addDays(dueBefore, -1);
  const left = daysBetween(officeToday(), last);
  if (left < 0) {
    return <span className="late">Quá hạn ngày {formatShortDate(last)}, vẫn gửi được</span>;
  }
  const days = left === 0 ? 'hôm nay' : `còn ${left} ngày`;
  return (
    <span className={left <= 3 ? 'soon' : 'quiet'}>
      Ngày cuối {formatWeekdayDate(last)}, {days}
    </span>
  );
}

interface EditorHeadProps {
  view: RequestView;
  form: FormDefinition;
  kept: Kept<unknown>;
  /** Lists only: how the page is looked at on a phone. */
  toggle: ReactNode;
  onFiles: () => void;
  onWithdraw: () => void;
}

function filesLabel({ attachments }: RequestView): string {
  return attachments.length === 0 ? 'Tệp kèm theo' : `Tệp kèm theo (${attachments.length})`;
}

export function EditorHead({ view, form, kept, toggle, onFiles, onWithdraw }: EditorHeadProps) {
  const phone = usePhone();
  const title = `${form.label}, ${HEADINGS[form.code]}`;
  const note =
    view.dueBefore !== null ? (
      <DueNote dueBefore={view.dueBefore} />
    ) : view.prefilled.length > 0 ? (
      <span className="quiet">Điền sẵn từ hồ sơ cán bộ</span>
    ) : null;
  return (
    <header className="req-head">
      {phone && (
        <AppLink className="phone-nav" href="/de-nghi" aria-label="Về danh sách đề nghị">
          <ArrowLeft className="icon" aria-hidden />
        </AppLink>
      )}
      <div className="req-head-title">
        <h1>{title}</h1>
        <Steps steps={view.steps} />
        <NoStateSecrets />
      </div>
      <div className="page-actions">
        <span className="req-head-note">{note}</span>
        <SavedMark kept={kept} />
        {toggle}
        <MoreMenu
          acts={[
            { key: 'files', label: filesLabel(view), icon: Paperclip, onSelect: onFiles },
            ...(may(view, 'withdraw')
              ? [{ key: 'withdraw', label: 'Bỏ đề nghị này', icon: Trash2, onSelect: onWithdraw }]
              : []),
          ]}
        />
      </div>
    </header>
  );
}
