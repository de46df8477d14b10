import type { RequestView } from '@congvu/contracts';
import { checkForm, formByCode, isListForm } from '@congvu/forms';
import { FileText } from 'lucide-react';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { useMe } from '../../../shared/session/me.ts';
import { formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useNarrow } from '../../../shared/ui/use-media.ts';
import { may, reasonAgainst } from '../abilities.ts';
import { ListEditor } from '../grid/list-editor.tsx';
import { MODE_WORDS, ROW_NOUNS } from '../requests.text.ts';
import { useHasKey } from '../requests-api.ts';
import { KeepNotes } from './conflict-note.tsx';
import { EditorFoot } from './editor-foot.tsx';
import { EditorHead } from './editor-head.tsx';
import { PagePane } from './page-pane.tsx';
import { isMissing } from './problem-summary.tsx';
import { filledForm, type Problem, problemsOf, rowsOf, stops } from './problems.ts';
import { type Regular, SheetEditor } from './sheet-editor.tsx';
import { useEditorActs } from './use-editor-acts.tsx';
import { type KeptRequest, useKeptRequest } from './use-kept-request.ts';

interface RequestEditorProps {
  view: RequestView;
  /** It has left the draft: signing goes on from what the server answered. */
  onSent: (view: RequestView) => void;
}

function showField(key: string): void {
  const place = document.querySelector(`[data-field="${CSS.escape(key)}"]`);
  place?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  place?.querySelector<HTMLElement>('input, select, textarea, button')?.focus({ preventScroll: true });
}

/** Cells and fields that stand tinted on the printed page. */
function badPlaces(view: RequestView, problems: readonly Problem[]): Set<string> {
  const form = formByCode(view.form, view.set);
  const first = form.layout.kind === 'list' ? (form.layout.parts[0]?.key ?? 'list') : '';
  const wrong = problems.filter((problem) => problem.severity === 'error' || problem.returned);
  return new Set(wrong.map(({ field, row, part }) => (row === null ? field : `${part ?? first} ${row} ${field}`)));
}

/** "Thu hồi 9 tài khoản, bớt 180.000 đồng một năm." */
function costText(view: RequestView, count: number, said: KeptRequest['said']): string {
  const words = ROW_NOUNS[view.form];
  if (words === undefined || count === 0) {
    return '';
  }
  const what = `${words.act} ${formatNumber(count)} ${words.noun}`;
  const savedRows = rowsOf(said.content).length;
  if (said.yearlyCost === null || savedRows === 0) {
    return `${what}.`;
  }
  const cost = Math.round((Math.abs(said.yearlyCost) / savedRows) * count);
  const verb = view.kind === 'account.revoke' ? 'bớt' : 'thêm';
  return `${what}, ${verb} ${formatNumber(cost)} đồng một năm.`;
}

function sheetAct(view: RequestView, isDeclarant: boolean, hasKey: boolean): { label: string; note: string } {
  const mode = hasKey ? 'digital' : 'attested';
  return isDeclarant
    ? { label: 'Ký và chuyển duyệt', note: MODE_WORDS[mode].how }
    : {
        label: `Chuyển ${view.declarantName ?? 'người khai'} ký`,
        note: 'Người khai ký rồi mới trình thủ trưởng duyệt.',
      };
}

/** "Trình Chủ tịch ký": the one whose step comes next, as the server names him. */
function listAct(view: RequestView): { label: string; note: string } {
  const step = view.steps.find(({ label, state }) => state === 'waiting' && / (?:ký|duyệt)/i.test(label))?.label ?? '';
  const who = step.replace(/ (?:ký|duyệt).*$/i, '').replace(/^Thủ trưởng/, 'thủ trưởng');
  return { label: `Trình ${who === '' ? 'thủ trưởng' : who} ký`, note: '' };
}

interface ActWords {
  label: string;
  /** Why not yet. */
  reason: string | undefined;
  note: string;
}

function blockedText(open: readonly Problem[], isList: boolean): string {
  if (open.length === 0) {
    return '';
  }
  const count = formatNumber(open.length);
  if (open.every(({ code }) => code === 'requests.rows_missing')) {
    return 'Thêm dòng trước khi trình.';
  }
  if (isList) {
    return `Sửa ${count} ô trước khi trình.`;
  }
  return `${open.every(isMissing) ? 'Điền' : 'Sửa'} ${count} mục trước khi ký.`;
}

/** The one act of the draft: its word, what stands beside it, and why it cannot be done yet. */
function wordsOf(
  view: RequestView,
  open: readonly Problem[],
  mine: { isDeclarant: boolean; hasKey: boolean },
  cost: string,
): ActWords {
  const isList = isListForm(formByCode(view.form, view.set));
  const act = isList ? listAct(view) : sheetAct(view, mine.isDeclarant, mine.hasKey);
  const reason = (view.nil ? '' : blockedText(open, isList)) || reasonAgainst(view, 'send');
  const beside = isList ? cost : reason === undefined ? act.note : '';
  return { label: act.label, reason, note: [reason ?? '', beside].filter(Boolean).join(' ') };
}

function useProblems(view: RequestView, { kept, said }: KeptRequest) {
  const form = formByCode(view.form, view.set);
  const settled = useDeferredValue(kept.content);
  const { returned, overrides, declarantName, nil } = view;
  const today = officeToday();
  const filled = useMemo(() => filledForm(form, settled, declarantName), [form, settled, declarantName]);
  const local = useMemo(() => (nil ? [] : checkForm(filled, { today })), [nil, filled, today]);
  const problems = useMemo(
    () => problemsOf({ form, content: settled, local, verdict: said, view: { returned, overrides } }),
    [form, settled, local, said, returned, overrides],
  );
  const bad = useMemo(() => badPlaces(view, problems), [view, problems]);
  return { form, problems, filled, bad };
}

/** Form and page beside each other; where there is no room, one of them with a button to the other. */
function usePane(isList: boolean): { showsForm: boolean; showsPage: boolean; toggle: ReactNode } {
  const narrow = useNarrow(isList ? 1200 : 1024);
  const [turned, setTurned] = useState(false);
  if (!narrow) {
    return { showsForm: true, showsPage: true, toggle: null };
  }
  const form = isList ? 'Bảng' : 'Tờ khai';
  return {
    showsForm: !turned,
    showsPage: turned,
    toggle: (
      <Button size="small" icon={FileText} aria-pressed={turned} onClick={() => setTurned(!turned)}>
        {turned ? form : 'Bản in'}
      </Button>
    ),
  };
}

/** A draft: the form or the table left, the printed page right, one act at the foot. */
export function RequestEditor({ view, onSent }: RequestEditorProps) {
  const { user } = useMe();
  const kept = useKeptRequest(view);
  const { keeper, said } = kept;
  const { content } = kept.kept;
  const { form, problems, filled, bad } = useProblems(view, kept);
  const isList = isListForm(form);
  const pane = usePane(isList);
  const [activeRow, setActiveRow] = useState(0);
  const [regular, setRegular] = useState<Regular>({ signs: false, what: '' });
  const acts = useEditorActs({ view, keeper, onSent });
  const words = wordsOf(
    view,
    problems.filter(stops),
    { isDeclarant: view.declarantName === user.displayName, hasKey: useHasKey('person') === true },
    view.nil ? '' : costText(view, rowsOf(content).length, said),
  );
  const start = (): void => {
    if (words.reason === undefined && !acts.busy) {
      void acts.start(regular);
    }
  };
  useHotkeys({ 'Ctrl+s': () => void keeper.flush(), 'Ctrl+Enter': start });
  const notes = (
    <>
      <KeepNotes id={view.id} keeper={keeper} kept={kept.kept} />
      {acts.sendError !== null && (
        <ErrorNote title="Chưa chuyển đi được" error={acts.sendError} kept="Nội dung đã điền vẫn được giữ." />
      )}
    </>
  );
  const shared = {
    view,
    form,
    content,
    problems,
    keeper,
    notes,
    onOverride: may(view, 'override') ? acts.override : undefined,
    onStart: acts.startKind,
  };
  return (
    <div className={isList ? 'req-filling is-list' : 'req-filling'}>
      <EditorHead
        view={view}
        form={form}
        kept={kept.kept}
        toggle={pane.toggle}
        onFiles={acts.attach}
        onWithdraw={acts.withdraw}
      />
      {pane.showsForm && (
        <section className="req-pane" aria-label={isList ? 'Bảng nhập danh sách' : 'Tờ khai'}>
          {isList ? (
            <ListEditor {...shared} onActiveRow={setActiveRow} />
          ) : (
            <SheetEditor {...shared} regular={regular} onRegular={setRegular} onShow={showField} />
          )}
          <EditorFoot {...words} busy={acts.busy} onAct={start} />
        </section>
      )}
      {pane.showsPage && (
        <PagePane
          view={view}
          form={form}
          filled={filled}
          bad={bad}
          activeRow={activeRow}
          onPrint={() => keeper.flush()}
          onField={showField}
        />
      )}
      {acts.dialogs}
    </div>
  );
}
