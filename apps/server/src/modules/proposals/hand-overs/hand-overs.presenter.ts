import type { HandOverItem, HandOverView } from '@congvu/contracts';
import type { z } from 'zod';
import { getAgency } from '#modules/org';
import { REQUEST_STATE_LABELS, type RequestStanding, requestStandings } from '#modules/requests';
import type { Subject } from '../../../platform/authorise.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { Choice } from '../proposals.tables.ts';
import { choicesOf, formOf, PARTY_GUIDANCE, REASON_LABELS } from './choices.ts';
import { handOverPolicies } from './hand-overs.policy.ts';
import { HAND_OVER_STATES, type HandOverRow, handOverFacts } from './hand-overs.store.ts';
import { gatherThings, type Thing } from './things.ts';

const STATE_LABELS: Record<HandOverItem['state'], string> = {
  open: 'Chưa giải quyết',
  prepared: 'Đã lập đề nghị',
  done: 'Đã xong',
  kept: 'Mang theo',
};

const GONE: readonly RequestStanding['state'][] = ['withdrawn', 'refused'];

function untouched(thing: Thing | undefined): HandOverItem['state'] {
  if (thing?.goesOn === true) {
    return 'kept';
  }
  return thing?.underWay === undefined ? 'open' : 'prepared';
}

/** What came back meanwhile, such as a request returned by the office, is not settled by the word said before. */
function stillKept(thing: Thing | undefined, choice: Choice): boolean {
  return (
    thing?.offers === undefined || thing.goesOn === true || thing.offers.some(({ value }) => value === choice.choice)
  );
}

/** A choice counts as long as what it led to stands: a request that was withdrawn or refused leaves the thing open again. */
function stateOf(
  thing: Thing | undefined,
  choice: Choice | undefined,
  standing: RequestStanding | undefined,
): HandOverItem['state'] {
  if (choice === undefined) {
    return untouched(thing);
  }
  if (choice.requestId !== null) {
    if (standing === undefined || GONE.includes(standing.state)) {
      return thing === undefined ? 'done' : 'open';
    }
    return standing.state === 'closed' ? 'done' : 'prepared';
  }
  if (choice.done) {
    return thing === undefined ? 'done' : 'open';
  }
  return stillKept(thing, choice) ? 'kept' : 'open';
}

/** Whose things, and what was chosen for them. */
type HandOverOf = Pick<HandOverRow, 'agency_id' | 'person_id' | 'reason' | 'state' | 'choices'>;

interface Sources {
  row: HandOverOf;
  standings: ReadonlyMap<string, RequestStanding>;
}

type Face = Pick<HandOverItem, 'group' | 'label' | 'detail' | 'link'>;

/** As the register shows it now; what is gone from there as it was when it was settled. */
function faceOf(thing: Thing | undefined, choice: Choice | undefined): Face {
  if (thing !== undefined) {
    const { group, label, detail, link } = thing;
    return { group, label, detail, link };
  }
  return {
    group: choice?.group ?? 'tasks',
    label: choice?.label ?? '',
    detail: choice?.detail ?? '',
    link: null,
  };
}

function stateLabelOf(
  state: HandOverItem['state'],
  group: HandOverItem['group'],
  standing: RequestStanding | undefined,
): string {
  if (state === 'kept' && group === 'requests') {
    return 'Đi tiếp';
  }
  return state === 'prepared' && standing !== undefined
    ? `${standing.formLabel}: ${REQUEST_STATE_LABELS[standing.state].toLowerCase()}`
    : STATE_LABELS[state];
}

function requestIdOf(thing: Thing | undefined, choice: Choice | undefined): string | null {
  return choice?.requestId ?? thing?.underWay?.requestId ?? null;
}

function itemOf(key: string, thing: Thing | undefined, { row, standings }: Sources): HandOverItem {
  const choice = row.choices[key];
  const face = faceOf(thing, choice);
  const requestId = requestIdOf(thing, choice);
  const standing = standings.get(requestId ?? '');
  const state = stateOf(thing, choice, standing);
  const kept = thing?.kept ?? face.group === 'seals';
  const choices = [...(thing?.offers ?? choicesOf(row.reason, { group: face.group, kept }))];
  const common = { key, ...face, state, stateLabel: stateLabelOf(state, face.group, standing), choices };
  if (state === 'open') {
    // A choice whose request came to nothing is chosen anew.
    return { ...common, form: null, requestId: null, requestLink: null, chosen: null, chosenPersonName: null };
  }
  const chosen = choice?.choice ?? null;
  return {
    ...common,
    form: formOf(face.group, chosen ?? 'revoke'),
    requestId,
    requestLink: standing?.link ?? null,
    chosen,
    chosenPersonName: choice?.personName ?? null,
  };
}

export interface HandOverItems {
  things: Map<string, Thing>;
  items: HandOverItem[];
}

/** What is still there, and what was there and is settled. */
export async function itemsOf(db: Db | Tx, row: HandOverOf, today: string): Promise<HandOverItems> {
  const person = { agencyId: row.agency_id, personId: row.person_id };
  const found = row.state === 'open' ? await gatherThings(db, person, today) : [];
  const prepared = new Set(Object.values(row.choices).map(({ requestId }) => requestId));
  // A sheet prepared here and declared by the leaver stands with the thing it is about.
  const shown = found.filter(({ of }) => of.kind !== 'request' || !of.declares || !prepared.has(of.requestId));
  const things = new Map(shown.map((thing) => [thing.key, thing]));
  const keys = [...new Set([...things.keys(), ...Object.keys(row.choices)])];
  const requestIds = keys.flatMap((key) => requestIdOf(things.get(key), row.choices[key]) ?? []);
  const standings = await requestStandings(db, [...new Set(requestIds)]);
  return { things, items: keys.map((key) => itemOf(key, things.get(key), { row, standings })) };
}

type Summary = Omit<z.input<typeof HandOverView>, 'items'>;

export async function presentSummary(
  db: Db | Tx,
  subject: Subject,
  row: HandOverRow,
  openCount: number,
): Promise<Summary> {
  const agency = await getAgency(db, row.agency_id);
  return {
    id: row.id,
    personId: row.person_id,
    personName: row.person_name,
    positionTitle: row.position_title,
    unitName: row.unit_name,
    agencyName: agency.name,
    reason: row.reason,
    reasonLabel: REASON_LABELS[row.reason],
    lastDay: row.last_day,
    destinationName: row.destination_name,
    state: row.state,
    stateLabel: HAND_OVER_STATES[row.state],
    guidance: row.reason === 'transferred_party' ? PARTY_GUIDANCE : null,
    openCount,
    startedBy: row.started_by_name,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    abilities: handOverPolicies.abilities(subject, handOverFacts(row)),
  };
}

export function countOpen(items: readonly HandOverItem[]): number {
  return items.filter(({ state }) => state === 'open').length;
}

export async function presentHandOver(
  db: Db | Tx,
  subject: Subject,
  row: HandOverRow,
  today: string,
): Promise<z.input<typeof HandOverView>> {
  const { items } = await itemsOf(db, row, today);
  return { ...(await presentSummary(db, subject, row, row.state === 'open' ? countOpen(items) : 0)), items };
}
