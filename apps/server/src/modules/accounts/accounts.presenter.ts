import type { AccountEntryView } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { type AccountFactsForPolicy, accountPolicies } from './accounts.policy.ts';
import { ACCOUNT_STATE_LABELS, IN_USE, idleDaysOf, isKept, wasteLabelOf, wasteOf } from './accounts.states.ts';
import type { AccountRow } from './accounts.tables.ts';

/** A row with what stands in other tables. */
export interface ListedAccount extends AccountRow {
  agency_name: string;
  /** A sign-in of this installation waits for its first password. */
  invited: boolean;
}

export interface Day {
  today: string;
  idleDays: number;
  tariff: number;
}

export function policyFacts(subject: Subject, row: ListedAccount, today: string): AccountFactsForPolicy {
  return {
    reach: row.agency_id === subject.agencyId ? 'own' : 'below',
    state: row.state,
    kept: isKept(row, today),
    invited: row.invited,
    own: row.person_id === subject.personId,
    mobile: isMobile(row),
  };
}

function isMobile(row: ListedAccount): boolean {
  return row.mobile_editing_from !== null && row.mobile_editing_to === null;
}

export function presentAccount(subject: Subject, row: ListedAccount, day: Day): AccountEntryView {
  const { today } = day;
  const waste = wasteOf(row, day);
  const kept = isKept(row, today) && row.kept_until !== null;
  const mobile = isMobile(row);
  const isPaid = row.type === 'business' && IN_USE.includes(row.state);
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    holderName: row.holder_name,
    personId: row.person_id,
    positionTitle: row.position_title,
    unitName: row.unit_name,
    agencyId: row.agency_id,
    agencyName: row.agency_name,
    state: row.state,
    stateLabel: row.shut_waits_since === null ? ACCOUNT_STATE_LABELS[row.state] : 'Đã thu hồi, chờ bàn giao để khóa',
    activatedOn: row.activated_on,
    disabledOn: row.disabled_on,
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    lastActionAt: row.last_action_at?.toISOString() ?? null,
    idleDays: idleDaysOf(row, today),
    waste,
    wasteLabel: wasteLabelOf(row, waste, today),
    kept: kept && row.kept_until !== null ? { reason: row.kept_reason ?? '', until: row.kept_until } : null,
    mobileEditing: mobile,
    mobileEditingSince: mobile ? row.mobile_editing_from : null,
    yearlyFee: isPaid ? day.tariff : 0,
    linkedUser: row.user_id !== null,
    abilities: accountPolicies.abilities(subject, policyFacts(subject, row, today)),
  };
}
