import type { SignatureCheck } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { getJson } from '../api/client.ts';
import type { PaperFile, PaperPage } from '../paper/paper-view.tsx';
import { MarkButtons } from './mark-buttons.tsx';
import {
  CURRENT,
  type DrawnMark,
  type FileState,
  type FoundChange,
  listChanges,
  listMarks,
  listStates,
} from './signature-marks.ts';
import { StateChoice } from './state-choice.tsx';

/** What lies on the desk while signatures are looked at. */
interface SignaturePaper {
  file?: PaperFile;
  lead?: ReactNode;
  over?: (page: PaperPage) => ReactNode;
}

export interface SignatureDesk {
  changes: readonly FoundChange[];
  states: readonly FileState[];
  /** Key of the state that lies on the desk. */
  shown: string;
  goal: SignatureGoal | undefined;
  /** Keys that are drawn on the page. */
  drawn: ReadonlySet<string>;
  /** Picks in the list. */
  pick: (key: string) => void;
  show: (key: string) => void;
  paper: SignaturePaper;
}

/** What was picked, and on which side: the other one brings it into sight. A new object each time. */
export interface SignatureGoal {
  key: string;
  side: 'list' | 'page';
}

interface Picked {
  checkId: string | undefined;
  goal: SignatureGoal | undefined;
  wanted: string;
}

const NOTHING: Picked = { checkId: undefined, goal: undefined, wanted: CURRENT };

function fileOf(check: SignatureCheck, state: FileState | undefined): { file?: PaperFile } {
  return state?.url == null
    ? {}
    : {
        file: {
          url: state.url,
          name: `${check.fileName.replace(/\.pdf$/i, '')} - bản ${state.number}.pdf`,
          mediaType: 'application/pdf',
        },
      };
}

/** List and page of one check, tied together: what is picked on one side is found on the other. */
export function useSignatureDesk(check: SignatureCheck | undefined): SignatureDesk {
  const [picked, setPicked] = useState<Picked>(NOTHING);
  // What was picked in one file says nothing of the next.
  const { goal, wanted } = picked.checkId === check?.id ? picked : NOTHING;
  const parts = useMemo(() => {
    const marks: DrawnMark[] = check === undefined ? [] : listMarks(check);
    return {
      marks,
      drawn: new Set(marks.map(({ key }) => key)),
      changes: check === undefined ? [] : listChanges(check),
      states: check === undefined ? [] : listStates(check),
    };
  }, [check]);
  const { marks, ...rest } = parts;
  const state = parts.states.find(({ key }) => key === wanted);
  const isCurrent = state?.url == null;
  const shown = isCurrent ? (parts.states[0]?.key ?? CURRENT) : state.key;
  const pickOn = (side: SignatureGoal['side']) => (key: string) =>
    setPicked({ checkId: check?.id, goal: { key, side }, wanted: CURRENT });
  const show = (key: string): void => setPicked({ checkId: check?.id, goal: undefined, wanted: key });
  return {
    ...rest,
    shown,
    goal,
    pick: pickOn('list'),
    show,
    paper:
      check === undefined
        ? {}
        : {
            ...fileOf(check, state),
            ...(parts.states.length > 1 && {
              lead: <StateChoice states={parts.states} shown={shown} onShow={show} />,
            }),
            // The states before do not have what was changed after them.
            ...(isCurrent && {
              over: (page) => <MarkButtons page={page} marks={marks} goal={goal} onPick={pickOn('page')} />,
            }),
          },
  };
}

/** The full check of a document's file, asked for only when somebody opens it. */
export function useStoredSignatures(topic: 'incoming' | 'outgoing', id: string) {
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({
    queryKey: [topic, 'signatures', id],
    queryFn: ({ signal }) => getJson<SignatureCheck>(`/api/${topic}/${id}/signatures`, undefined, signal),
    enabled: isOpen,
    // Its links live for an hour, and so does the answer.
    staleTime: 600_000,
  });
  const desk = useSignatureDesk(isOpen ? query.data : undefined);
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false), query, desk };
}

export type StoredSignatures = ReturnType<typeof useStoredSignatures>;
