import type { ReactNode } from 'react';
import { Button } from '../../../shared/ui/button.tsx';

interface EditorFootProps {
  /** What stands beside the act: how it is signed, what it costs, or why it cannot be done yet. */
  note: ReactNode;
  label: string;
  /** Why not yet; the words stand in the note as well, not only on hover. */
  reason: string | undefined;
  busy: boolean;
  onAct: () => void;
}

/** One act, its reason beside it. */
export function EditorFoot({ note, label, reason, busy, onAct }: EditorFootProps) {
  return (
    <footer className="req-foot">
      <span className="quiet">{note}</span>
      <Button kind="primary" busy={busy} reason={reason} shortcut="Ctrl Enter" onClick={onAct}>
        {label}
      </Button>
    </footer>
  );
}
