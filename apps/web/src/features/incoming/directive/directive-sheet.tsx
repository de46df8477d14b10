import type { AssigneeOptions, IncomingView } from '@congvu/contracts';
import { ChevronRight, PenLine } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatWeekdayDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { myPart } from '../document/use-acts.tsx';
import { text } from '../incoming.text.ts';
import { useAssignees, useIncomingAct, usePhrases } from '../incoming-api.ts';
import { ComposeFields, useDeadline } from './compose-fields.tsx';
import {
  assignmentsOf,
  countAssignees,
  type DirectiveDraft,
  directiveProblem,
  EMPTY_DIRECTIVE,
  fromPhrase,
  nameOfAssignee,
  type StarterPhrase,
  sayAssignees,
  starterPhrases,
} from './directive-draft.ts';

const SHOWN_PHRASES = 4;

interface SheetProps {
  view: IncomingView;
  /** `unit`: a head passes the unit's part on to his people. */
  scope: 'agency' | 'unit';
  onClose: (() => void) | undefined;
}

interface PhraseStageProps {
  options: AssigneeOptions | undefined;
  onPick: (phrase: StarterPhrase) => void;
  onWrite: () => void;
}

/** Phrases of one's own, newest use first; the usual ones of the office until there are any. */
function PhraseStage({ options, onPick, onWrite }: PhraseStageProps) {
  const phrases = usePhrases(true);
  if (phrases.isPending || (options === undefined && !phrases.isError)) {
    return <SkeletonRows rows={2} />;
  }
  const own = phrases.data?.items ?? [];
  const offered: readonly StarterPhrase[] = own.length > 0 ? own : starterPhrases(options);
  return (
    <>
      <div className="phrases">
        {offered.slice(0, SHOWN_PHRASES).map((phrase) => (
          <button key={phrase.id} type="button" className="phrase" onClick={() => onPick(phrase)}>
            {phrase.text}
          </button>
        ))}
      </div>
      <Button icon={PenLine} onClick={onWrite}>
        Viết khác
      </Button>
    </>
  );
}

function useSend({ view, scope, onClose }: SheetProps) {
  const done = () => {
    onClose?.();
    showToast(scope === 'unit' ? `Đã phân công cho ${given}.` : `Đã gửi bút phê, giao ${given}.`);
  };
  const [given, setGiven] = useState('');
  const direct = useIncomingAct<unknown>(view.id, 'direct', done);
  const pass = useIncomingAct<unknown>(view.id, 'sub-assign', done);
  const act = scope === 'unit' ? pass : direct;
  const part = myPart(view, 'tasks.sub_assign');
  return {
    busy: act.isPending,
    error: act.error,
    send: (draft: DirectiveDraft): void => {
      setGiven(sayAssignees(draft));
      const shared = {
        text: draft.text.trim(),
        assignments: assignmentsOf(draft),
        ...(draft.dueOn !== undefined && { dueOn: draft.dueOn }),
      };
      act.mutate(
        scope === 'unit'
          ? { ...shared, assignmentId: part?.id }
          : { ...shared, needsApproval: draft.needsApproval, rememberPhrase: draft.rememberPhrase },
      );
    },
  };
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What a phrase has set, at a glance; a tap on a line opens the fields. */
function ComposedFacts({
  draft,
  options,
  onEdit,
}: {
  draft: DirectiveDraft;
  options: AssigneeOptions | undefined;
  onEdit: () => void;
}) {
  const deadline = useDeadline(draft);
  const names = (keys: DirectiveDraft['coordinating']): string =>
    keys
      .map((key) => nameOfAssignee(options, key))
      .filter((name) => name !== '')
      .join(', ');
  const due =
    deadline.dueOn === null ? 'Không đặt hạn' : (deadline.sentence ?? capital(formatWeekdayDate(deadline.dueOn)));
  const rows = [
    ['Chủ trì', draft.lead === null ? '' : names([draft.lead])],
    ['Phối hợp', names(draft.coordinating)],
    ['Để biết', draft.informed.length > 3 ? `${draft.informed.length} đơn vị, cá nhân` : names(draft.informed)],
    ['Hạn', draft.lead === null ? '' : due],
  ].filter(([, value]) => value !== '');
  return (
    <div className="leader-facts">
      {rows.map(([label, value]) => (
        <button key={label} type="button" onClick={onEdit}>
          <span>{label}</span>
          <span>{value}</span>
          <ChevronRight className="icon icon-16" aria-hidden />
        </button>
      ))}
    </div>
  );
}

type Stage = 'phrases' | 'ready' | 'edit';

function StageHead({
  scope,
  stage,
  onBack,
  onClose,
}: {
  scope: SheetProps['scope'];
  stage: Stage;
  onBack: () => void;
  onClose: (() => void) | undefined;
}) {
  return (
    <header>
      <h2>{scope === 'unit' ? 'Phân công trong đơn vị' : text.directive}</h2>
      {stage !== 'phrases' && scope === 'agency' && (
        <button type="button" className="link" onClick={onBack}>
          Đổi câu khác
        </button>
      )}
      {stage === 'phrases' && onClose !== undefined && (
        <button type="button" className="link" onClick={onClose}>
          Đóng
        </button>
      )}
    </header>
  );
}

/** Bút phê: the first tap picks the phrase, the second sends; everything can be changed before. */
export function DirectiveSheet(props: SheetProps) {
  const { scope, onClose } = props;
  const phone = usePhone();
  const [stage, setStage] = useState<Stage>(scope === 'unit' ? 'edit' : 'phrases');
  const [draft, setDraft] = useState<DirectiveDraft>(EMPTY_DIRECTIVE);
  const [tried, setTried] = useState(false);
  const options = useAssignees(scope, true);
  const { busy, error, send } = useSend(props);
  const count = countAssignees(draft);
  const submit = (): void => {
    setTried(true);
    if (directiveProblem(draft, scope) === undefined) {
      send(draft);
    } else {
      setStage('edit');
    }
  };
  useHotkeys({ 'Ctrl+Enter': stage === 'phrases' ? undefined : submit });
  const sheet = useRef<HTMLDivElement>(null);
  const asked = onClose !== undefined;
  useEffect(() => {
    // Opened by a button low in the column, its fields would begin below the window.
    if (asked) {
      sheet.current?.scrollIntoView({ block: 'start' });
    }
  }, [asked]);
  return (
    <div className="sheet-directive" ref={sheet}>
      <StageHead scope={scope} stage={stage} onBack={() => setStage('phrases')} onClose={onClose} />
      {stage === 'phrases' && (
        <PhraseStage
          options={options.data}
          onPick={(phrase) => {
            setDraft(fromPhrase(phrase));
            setStage(phone ? 'ready' : 'edit');
          }}
          onWrite={() => {
            setDraft(EMPTY_DIRECTIVE);
            setStage('edit');
          }}
        />
      )}
      {stage === 'ready' && (
        <>
          <p className="composed">{draft.text}</p>
          <ComposedFacts draft={draft} options={options.data} onEdit={() => setStage('edit')} />
        </>
      )}
      {stage === 'edit' && (
        <ComposeFields
          draft={draft}
          scope={scope}
          options={options.data}
          onChange={setDraft}
          tried={tried}
          onSubmit={submit}
        />
      )}
      {options.isError && (
        <ErrorNote
          title="Chưa tải được danh sách đơn vị"
          error={options.error}
          onRetry={() => void options.refetch()}
        />
      )}
      {error !== null && <ErrorNote title="Chưa gửi được" error={error} kept="Ý kiến đã nhập vẫn được giữ." />}
      {stage !== 'phrases' && (
        <div className="note-actions">
          <Button
            kind="primary"
            className="btn-send"
            busy={busy}
            block={phone}
            shortcut={phone ? undefined : 'Ctrl Enter'}
            onClick={submit}
          >
            {scope === 'unit' ? 'Phân công' : count === 0 ? 'Gửi bút phê' : `Gửi bút phê, giao ${sayAssignees(draft)}`}
          </Button>
          {onClose !== undefined && <Button onClick={onClose}>Hủy</Button>}
        </div>
      )}
    </div>
  );
}
