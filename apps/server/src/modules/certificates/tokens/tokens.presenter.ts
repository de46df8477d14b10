import type { CustodyLine, TokenView } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { custodyPolicies, type TokenInView, tokenPolicies } from '../entries/entries.policy.ts';
import type { CustodyRow, TokenRow, TokenState } from '../entries/entries.tables.ts';
import { TOKEN_LABELS, TOKEN_MOVES } from './tokens.states.ts';

const WAITING = 'Chờ người nhận xác nhận';

function custodyState(line: CustodyRow): Pick<CustodyLine, 'state' | 'stateLabel'> {
  if (line.taken_at !== null) {
    return { state: 'done', stateLabel: 'Hai bên đã xác nhận' };
  }
  return line.refused_at === null
    ? { state: 'waiting', stateLabel: WAITING }
    : { state: 'refused', stateLabel: `Không nhận: ${line.refused_reason ?? ''}` };
}

function presentCustody(line: CustodyRow, subject: Subject): CustodyLine {
  return {
    id: line.id,
    fromName: line.from_name,
    toName: line.to_name,
    at: line.created_at.toISOString(),
    place: line.place,
    permission: line.permission,
    minutes: line.minutes,
    givenBy: line.given_at === null ? null : { name: line.from_name, at: line.given_at.toISOString() },
    takenBy: line.taken_at === null ? null : { name: line.to_name, at: line.taken_at.toISOString() },
    ...custodyState(line),
    abilities: custodyPolicies.abilities(subject, line),
  };
}

export interface TokenParts extends TokenInView {
  agencyName: string;
  certificates: readonly { entryId: string; serial: string; subjectName: string }[];
  custody: readonly CustodyRow[];
}

/** What a person says of a device; the other moves follow from a report of loss or a hand-over. */
const SAID: readonly TokenState[] = ['in_use', 'locked', 'found', 'written_off', 'broken', 'returned'];

/** `to.<state>`: whether that state may be recorded now. */
function moveAbilities(subject: Subject, { token, ...rest }: TokenInView): Record<string, true | string> {
  const right = tokenPolicies.decide('certificates.change_token', subject, { token, ...rest });
  const answer: Record<string, true | string> = {};
  for (const state of SAID) {
    const possible = TOKEN_MOVES[token.state].includes(state) && rest.open === undefined;
    if (!right.allowed) {
      answer[`to.${state}`] = right.reason;
    } else {
      answer[`to.${state}`] = possible || `Thiết bị đang ở trạng thái "${TOKEN_LABELS[token.state]}".`;
    }
  }
  return answer;
}

export function presentToken(parts: TokenParts, subject: Subject): TokenView {
  const { token } = parts;
  return {
    id: token.id,
    serial: token.serial,
    model: token.model,
    agencyId: token.agency_id,
    agencyName: parts.agencyName,
    certificates: [...parts.certificates],
    holderName: token.holder_name,
    custodianName: token.custodian_name,
    place: token.place,
    ofOrganisation: token.of_organisation,
    state: token.state,
    stateLabel: TOKEN_LABELS[token.state],
    custody: parts.custody.map((line) => presentCustody(line, subject)),
    abilities: { ...tokenPolicies.abilities(subject, parts), ...moveAbilities(subject, parts) },
  };
}

export function isWaiting(line: CustodyRow): boolean {
  return line.taken_at === null && line.refused_at === null;
}

/** The device in the words of its holder's page. */
export function tokenLink(token: Pick<TokenRow, 'id'>): string {
  return `/so-chung-thu?thiet-bi=${token.id}`;
}
