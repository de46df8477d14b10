import type { CreateIncoming, IncomingAck, IncomingUpload } from '@congvu/contracts';
import { useCallback, useState } from 'react';
import { hasCode } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { useKept } from '../../../shared/fields/kept.ts';
import { formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { useCreateIncoming } from '../incoming-api.ts';
import { lastLeader, rememberLeader } from '../list/leader-dialog.tsx';
import { EMPTY_FACTS, type FactsDraft, type FactsProblems, factsProblems, toFactsInput } from './facts-draft.ts';
import type { Issuer } from './issuer-field.tsx';
import type { TrayItem } from './scan-tray.tsx';

interface QuickState {
  facts: FactsDraft;
  arrivedOn: string | null;
  leader: string | null;
  keep: boolean;
  tried: boolean;
  issuer: Issuer | undefined;
}

function freshState(): QuickState {
  return {
    facts: EMPTY_FACTS,
    arrivedOn: officeToday(),
    leader: lastLeader(),
    keep: true,
    tried: false,
    issuer: undefined,
  };
}

/** "Thêm liên tiếp" keeps what the next paper most likely shares: day of arrival, issuer, type. */
function nextState(state: QuickState): QuickState {
  const { issuingAgencyName, issuingAgencyId, documentType } = state.facts;
  const facts = state.keep ? { ...EMPTY_FACTS, issuingAgencyName, issuingAgencyId, documentType } : EMPTY_FACTS;
  return { ...state, facts, tried: false, issuer: state.keep ? state.issuer : undefined };
}

function useTray() {
  const [items, setItems] = useState<TrayItem[]>([]);
  const [selectedId, select] = useState<string>();
  const add = (uploads: IncomingUpload[], file: globalThis.File): void => {
    const added = uploads.map((upload) => ({ upload, file, arrivalNumber: null, done: false }));
    setItems((now) => [...now, ...added]);
    select((now) => now ?? added[0]?.upload.uploadId);
  };
  const nextOpen = (after: string | undefined): string | undefined =>
    items.find((item) => !item.done && item.upload.uploadId !== after)?.upload.uploadId;
  return {
    items,
    selected: items.find((item) => item.upload.uploadId === selectedId),
    select,
    add,
    finish: (uploadId: string | undefined, arrivalNumber: number | null): void => {
      setItems((now) =>
        now.map((item) => (item.upload.uploadId === uploadId ? { ...item, done: true, arrivalNumber } : item)),
      );
      select(nextOpen(uploadId));
    },
    drop: (uploadId: string): void => {
      setItems((now) => now.filter((item) => item.upload.uploadId !== uploadId));
      select(nextOpen(uploadId));
    },
  };
}

/** State of "vào sổ nhanh": the tray, the form, one act for each paper. */
export function useQuickRegister(onAlone: (answer: IncomingAck) => void, onNext: () => void) {
  const tray = useTray();
  const [state, setState] = useKept<QuickState>('congvu.quick-register', freshState);
  const create = useCreateIncoming((answer) => {
    const presented = answer.state === 'awaiting_directive';
    showToast(`Đã vào sổ số đến ${formatNumber(answer.arrivalNumber ?? 0)}${presented ? ' và chuyển lãnh đạo' : ''}.`);
    tray.finish(tray.selected?.upload.uploadId, answer.arrivalNumber);
    if (!state.keep && tray.items.length <= 1) {
      onAlone(answer);
      return;
    }
    setState(nextState);
    onNext();
  });
  const put = useCallback((part: Partial<QuickState>) => setState((now) => ({ ...now, ...part })), [setState]);
  const problems: FactsProblems = factsProblems(state.facts);
  const save = (present: boolean, acceptDuplicate: boolean): void => {
    setState((now) => ({ ...now, tried: true }));
    if (Object.keys(problems).length > 0) {
      return;
    }
    if (present && state.leader !== null) {
      rememberLeader(state.leader);
    }
    const body: CreateIncoming = {
      source: 'paper',
      ...(state.arrivedOn !== null && { arrivedOn: state.arrivedOn }),
      facts: toFactsInput(state.facts),
      uploadIds: tray.selected === undefined ? [] : [tray.selected.upload.uploadId],
      register: true,
      presentTo: present ? state.leader : null,
      declaredSecrecy: 'none',
      acceptDuplicate,
    };
    create.mutate(body);
  };
  return {
    tray,
    state,
    problems: state.tried ? problems : {},
    create,
    save,
    isDuplicate: hasCode(create.error, 'incoming.duplicate'),
    putFacts: (part: Partial<FactsDraft>) => setState((now) => ({ ...now, facts: { ...now.facts, ...part } })),
    put,
  };
}
