import type { AgencyEvent, AgencyTree } from '@congvu/contracts';
import { formatDate } from '../../../shared/text/dates.ts';
import { type AgencyDraft, EMPTY_AGENCY, factsOf, isComplete } from '../agencies/agency-fields.tsx';
import { isPostComplete, type PostDraft } from '../post-fields.tsx';

export type EventKind = AgencyEvent['kind'];

/** What the form holds for every kind, so that changing the kind loses nothing. */
export interface EventDraft {
  kind: EventKind;
  agencyId: string | null;
  merged: readonly string[];
  successorId: string | null;
  name: string;
  shortName: string;
  symbol: string;
  governingName: string;
  headingName: string;
  parts: readonly (AgencyDraft & { key: string })[];
  /** Next posts by the post held today. */
  posts: Readonly<Record<string, PostDraft>>;
  effectiveOn: string | null;
  basis: string;
}

export function newPart(key: string): EventDraft['parts'][number] {
  return { ...EMPTY_AGENCY, key };
}

export function newEventDraft(agencyId: string | undefined, day: string): EventDraft {
  return {
    kind: 'merge',
    agencyId: agencyId ?? null,
    merged: [],
    successorId: null,
    name: '',
    shortName: '',
    symbol: '',
    governingName: '',
    headingName: '',
    parts: [newPart('1'), newPart('2')],
    posts: {},
    effectiveOn: day,
    basis: '',
  };
}

interface Built {
  event?: AgencyEvent;
  missing?: string;
}

type Common = { effectiveOn: string; basis: string };

function optional(value: string): string | undefined {
  const text = value.trim();
  return text === '' ? undefined : text;
}

function buildMerge(draft: EventDraft, common: Common): Built {
  const { successorId, merged } = draft;
  if (merged.length === 0 || successorId === null) {
    return { missing: 'Chọn ít nhất một cơ quan được sáp nhập và cơ quan tiếp nhận.' };
  }
  const nextPosts = Object.entries(draft.posts)
    .filter(([, post]) => isPostComplete(post))
    .map(([positionId, { unitId, title, rank, roles }]) => ({
      positionId,
      agencyId: successorId,
      unitId,
      title,
      rank,
      roles: [...roles],
    }));
  return { event: { kind: 'merge', agencyIds: [...merged], successorId, nextPosts, ...common } };
}

function buildRename(draft: EventDraft, common: Common): Built {
  if (draft.agencyId === null || draft.name.trim().length < 3) {
    return { missing: 'Chọn cơ quan và nhập tên mới.' };
  }
  const { name, shortName, headingName } = draft;
  const governingName = optional(draft.governingName);
  const symbol = optional(draft.symbol);
  return {
    event: {
      kind: 'rename',
      agencyId: draft.agencyId,
      names: {
        name,
        shortName,
        headingName,
        ...(governingName !== undefined && { governingName }),
        ...(symbol !== undefined && { symbol }),
      },
      ...common,
    },
  };
}

function buildSplit(draft: EventDraft, common: Common): Built {
  if (draft.agencyId === null || !draft.parts.every(isComplete)) {
    return { missing: 'Chọn cơ quan được chia và nhập đủ tên, mã, ký hiệu, địa danh của từng cơ quan mới.' };
  }
  const into = draft.parts.map(({ key: _key, ...part }) => factsOf(part));
  return { event: { kind: 'split', agencyId: draft.agencyId, into, ...common } };
}

function buildDissolve(draft: EventDraft, common: Common): Built {
  return draft.agencyId === null
    ? { missing: 'Chọn cơ quan giải thể.' }
    : { event: { kind: 'dissolve', agencyId: draft.agencyId, successorId: draft.successorId, ...common } };
}

const BUILD: Record<EventKind, (draft: EventDraft, common: Common) => Built> = {
  merge: buildMerge,
  rename: buildRename,
  split: buildSplit,
  dissolve: buildDissolve,
};

/** The event as the server wants it, or what the form still lacks. */
export function buildEvent(draft: EventDraft): Built {
  if (draft.effectiveOn === null || draft.basis.trim().length < 5) {
    return { missing: 'Nhập căn cứ và ngày hiệu lực.' };
  }
  return BUILD[draft.kind](draft, { effectiveOn: draft.effectiveOn, basis: draft.basis });
}

/** The event in one sentence, as it will stand in the list. */
export function sayEvent(draft: EventDraft, tree: AgencyTree): string {
  if (draft.kind === 'merge' ? draft.merged.length === 0 : draft.agencyId === null) {
    return 'Chọn cơ quan để xem biến động bằng một câu.';
  }
  const nameOf = (id: string | null): string =>
    tree.agencies.find((agency) => agency.id === id)?.shortName ?? 'cơ quan chưa chọn';
  const day = draft.effectiveOn === null ? '' : `Từ ${formatDate(draft.effectiveOn)}: `;
  switch (draft.kind) {
    case 'merge':
      return `${day}${draft.merged.map(nameOf).join(', ') || 'cơ quan chưa chọn'} nhập vào ${nameOf(draft.successorId)}.`;
    case 'rename':
      return `${day}${nameOf(draft.agencyId)} đổi tên thành ${draft.name.trim() || 'tên chưa nhập'}.`;
    case 'split':
      return `${day}chia ${nameOf(draft.agencyId)}, lập ${draft.parts.map((part) => part.name.trim() || 'cơ quan chưa đặt tên').join(', ')}.`;
    case 'dissolve':
      return draft.successorId === null
        ? `${day}giải thể ${nameOf(draft.agencyId)}.`
        : `${day}giải thể ${nameOf(draft.agencyId)}, nhiệm vụ chuyển về ${nameOf(draft.successorId)}.`;
  }
}
