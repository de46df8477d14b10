import type { AssignmentView, IncomingView } from '@congvu/contracts';
import { ClipboardPen, FilePen, type LucideIcon, NotebookPen, PenLine, Reply, Send, Split, Undo2 } from 'lucide-react';

export type ActKey =
  | 'register'
  | 'register-present'
  | 'present'
  | 'direct'
  | 'report'
  | 'sub-assign'
  | 'approve-result'
  | 'return-result'
  | 'complete'
  | 'reply'
  | 'return'
  | 'edit-facts';

export interface Act {
  key: ActKey;
  label: string;
  icon: LucideIcon;
}

const ACTS: Record<ActKey, Omit<Act, 'key'>> = {
  register: { label: 'Vào sổ', icon: NotebookPen },
  'register-present': { label: 'Vào sổ và chuyển', icon: Send },
  present: { label: 'Chuyển lãnh đạo', icon: Send },
  direct: { label: 'Bút phê', icon: PenLine },
  report: { label: 'Báo cáo kết quả', icon: ClipboardPen },
  'sub-assign': { label: 'Phân công', icon: Split },
  'approve-result': { label: 'Duyệt kết quả', icon: ClipboardPen },
  'return-result': { label: 'Yêu cầu làm lại', icon: Undo2 },
  complete: { label: 'Kết thúc', icon: ClipboardPen },
  reply: { label: 'Soạn trả lời', icon: Reply },
  return: { label: 'Trả lại nơi gửi', icon: Undo2 },
  'edit-facts': { label: 'Sửa thông tin', icon: FilePen },
};

/** Most pressing first: the first one is the primary button, two more stand beside it, the rest is in the menu. */
const ORDER: readonly ActKey[] = [
  'register-present',
  'register',
  'approve-result',
  'return-result',
  'direct',
  'report',
  'sub-assign',
  'present',
  'reply',
  'complete',
  'return',
  'edit-facts',
];

/** My part: the first open one on which I may act. */
export function myPart(view: IncomingView, ability: string): AssignmentView | undefined {
  return view.assignments.find((part) => part.abilities[ability] === true);
}

function isOffered(view: IncomingView, key: ActKey): boolean {
  const can = (ability: string): boolean => view.abilities[ability] === true;
  switch (key) {
    case 'register':
    case 'register-present':
      return can('incoming.register');
    case 'present':
      return can('incoming.present');
    case 'direct':
      // Over a directive that stands, another one is the exception: from the menu, not by default.
      return can('incoming.direct');
    case 'report':
      return myPart(view, 'tasks.report') !== undefined;
    case 'sub-assign':
      return myPart(view, 'tasks.sub_assign') !== undefined;
    case 'approve-result':
    case 'return-result':
      return can('incoming.approve_result') && view.lead !== null;
    case 'complete':
      return can('incoming.complete');
    case 'reply':
      return can('incoming.reply');
    case 'return':
      return can('incoming.return');
    case 'edit-facts':
      return can('incoming.edit_facts') && !view.factsReadOnly;
  }
}

function rank(view: IncomingView, key: ActKey): number {
  const settled = view.state === 'in_progress' && key === 'direct' && view.directives.length > 0;
  const presented = view.state === 'awaiting_directive' && key === 'present';
  return settled || presented ? ORDER.length + 1 : ORDER.indexOf(key);
}

/** What this person may do now, most pressing first; the rules themselves are the server's (`abilities`). */
export function actsOf(view: IncomingView): Act[] {
  return ORDER.filter((key) => isOffered(view, key))
    .sort((one, other) => rank(view, one) - rank(view, other))
    .map((key) => ({ key, ...ACTS[key] }));
}

const WAITING_KEYS: readonly ActKey[] = ['reply', 'edit-facts', 'complete', 'direct', 'present', 'return'];

/** True when the first act is the person's turn, so it is drawn as the primary one. */
export function isMyTurn(view: IncomingView, act: Act | undefined): boolean {
  if (act === undefined) {
    return false;
  }
  if (act.key === 'direct') {
    return view.directives.length === 0;
  }
  if (act.key === 'present') {
    return view.state === 'registered';
  }
  return !WAITING_KEYS.includes(act.key);
}
