import type { AssigneeOptions, AssigneePick, AssignmentInput, AssignmentRole, PhraseView } from '@congvu/contracts';

/** A unit or a post as one text, so that the pickers can hold it. */
export type AssigneeKey = `unit:${string}` | `position:${string}`;

export interface DirectiveDraft {
  text: string;
  lead: AssigneeKey | null;
  coordinating: AssigneeKey[];
  informed: AssigneeKey[];
  /** Set by hand or by a phrase; `undefined` = read from the words. */
  dueOn: string | null | undefined;
  /** What the phrase said when it was offered, until the words are read anew. */
  phraseDueOn: string | null;
  needsApproval: boolean;
  rememberPhrase: boolean;
}

export const EMPTY_DIRECTIVE: DirectiveDraft = {
  text: '',
  lead: null,
  coordinating: [],
  informed: [],
  dueOn: undefined,
  phraseDueOn: null,
  needsApproval: true,
  rememberPhrase: false,
};

function keyOf(pick: AssigneePick): AssigneeKey {
  return pick.kind === 'unit' ? `unit:${pick.unitId}` : `position:${pick.positionId}`;
}

function pickOf(key: AssigneeKey): AssigneePick {
  const [kind, id = ''] = key.split(':');
  return kind === 'unit' ? { kind: 'unit', unitId: id } : { kind: 'position', positionId: id };
}

function keysOf(phrase: Pick<PhraseView, 'assignments'>, role: AssignmentRole): AssigneeKey[] {
  return phrase.assignments.filter((assignment) => assignment.role === role).map((assignment) => keyOf(assignment.to));
}

export type StarterPhrase = Pick<PhraseView, 'id' | 'text' | 'assignments' | 'dueOn'>;

/** One tap: the words, whom they give it to, by when. */
export function fromPhrase(phrase: StarterPhrase): DirectiveDraft {
  return {
    ...EMPTY_DIRECTIVE,
    text: phrase.text,
    lead: keysOf(phrase, 'lead')[0] ?? null,
    coordinating: keysOf(phrase, 'coordinating'),
    informed: keysOf(phrase, 'informed'),
    phraseDueOn: phrase.dueOn,
  };
}

/** Before there are phrases of one's own: the sentences every office uses, for the units this office has. */
export function starterPhrases(options: AssigneeOptions | undefined): StarterPhrase[] {
  const units = options?.units.filter((unit) => unit.people.length > 0) ?? [];
  const lead = units
    .filter((unit) => unit.people.some((person) => person.isHead))
    .slice(0, 2)
    .map((unit) => ({
      id: unit.unitId,
      text: `Giao ${unit.name} chủ trì, tham mưu, báo cáo kết quả.`,
      assignments: [
        { role: 'lead' as const, to: { kind: 'unit' as const, unitId: unit.unitId }, displayName: unit.name },
      ],
      dueOn: null,
    }));
  const everyone = {
    id: 'inform',
    text: 'Chuyển các bộ phận để biết, thực hiện.',
    assignments: units.map((unit) => ({
      role: 'informed' as const,
      to: { kind: 'unit' as const, unitId: unit.unitId },
      displayName: unit.name,
    })),
    dueOn: null,
  };
  return units.length === 0 ? [] : [...lead, everyone];
}

export function assignmentsOf(draft: DirectiveDraft): AssignmentInput[] {
  const give = (role: AssignmentRole) => (key: AssigneeKey) => ({ role, to: pickOf(key), note: '' });
  return [
    ...(draft.lead === null ? [] : [give('lead')(draft.lead)]),
    ...draft.coordinating.map(give('coordinating')),
    ...draft.informed.map(give('informed')),
  ];
}

export function countAssignees(draft: DirectiveDraft): number {
  return assignmentsOf(draft).length;
}

/** "3 người" when all are named, "3 nơi" when a unit is among them. */
export function sayAssignees(draft: DirectiveDraft): string {
  const all = assignmentsOf(draft);
  return `${all.length} ${all.every(({ to }) => to.kind === 'position') ? 'người' : 'nơi'}`;
}

/** What still stands in the way of sending; undefined when nothing does. */
export function directiveProblem(draft: DirectiveDraft, scope: 'agency' | 'unit'): string | undefined {
  if (scope === 'agency' && draft.text.trim() === '') {
    return 'Chưa có ý kiến chỉ đạo.';
  }
  if (countAssignees(draft) === 0) {
    return 'Chưa chọn ai: chọn người chủ trì, hoặc chỉ chuyển để biết.';
  }
  if (draft.lead === null && draft.coordinating.length > 0) {
    return 'Có người phối hợp thì phải có một người chủ trì (Nghị định 30/2020, Điều 24).';
  }
  return undefined;
}

/** Choosing somebody for one role takes him out of the others: nobody is asked twice. */
export function withAssignee(draft: DirectiveDraft, role: AssignmentRole, keys: AssigneeKey[]): DirectiveDraft {
  const others = (list: AssigneeKey[]): AssigneeKey[] => list.filter((key) => !keys.includes(key));
  const next = {
    ...draft,
    lead: draft.lead !== null && keys.includes(draft.lead) && role !== 'lead' ? null : draft.lead,
    coordinating: others(draft.coordinating),
    informed: others(draft.informed),
  };
  switch (role) {
    case 'lead':
      return { ...next, lead: keys[0] ?? null };
    case 'coordinating':
      return { ...next, coordinating: keys };
    case 'informed':
      return { ...next, informed: keys };
  }
}

export function nameOfAssignee(options: AssigneeOptions | undefined, key: AssigneeKey): string {
  for (const unit of options?.units ?? []) {
    if (key === `unit:${unit.unitId}`) {
      return unit.name;
    }
    const person = unit.people.find((one) => key === `position:${one.positionId}`);
    if (person !== undefined) {
      return person.fullName;
    }
  }
  return '';
}
