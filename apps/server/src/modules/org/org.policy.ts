import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

/** What the rules look at: whether the agency, the person or the delegation is over. */
export interface OrgFacts {
  over: boolean;
}

type OrgAction =
  | 'org.look_up'
  | 'org.inspect'
  | 'org.import'
  | 'org.create_agency'
  | 'org.edit_agency'
  | 'org.record_event'
  | 'org.edit_unit'
  | 'org.edit_person'
  | 'org.edit_position'
  | 'org.delegate'
  | 'org.revoke_delegation';

const ADMINISTRATOR_ONLY =
  'Chỉ quản trị hệ thống được thay đổi cơ quan, đơn vị, cán bộ. Đổi sang vai quản trị rồi thử lại.';

function administrator(subject: Subject): Decision {
  return hasRole(subject, 'administrator') ? YES : no(ADMINISTRATOR_ONLY);
}

function administratorOf(over: string) {
  return (subject: Subject, facts: OrgFacts): Decision => {
    const decision = administrator(subject);
    return decision.allowed && facts.over ? no(over) : decision;
  };
}

const ENDED = 'Cơ quan này đã kết thúc hoạt động nên không thay đổi được nữa.';

/** Pickers are everyone's; changes are the administrator's, reading what he sees also the auditor's. */
export const orgPolicies = definePolicies<OrgFacts, OrgAction>({
  'org.look_up': () => YES,
  'org.inspect': (subject) =>
    hasRole(subject, 'administrator', 'auditor') ? YES : no('Chỉ quản trị và kiểm soát được xem phần này.'),
  'org.import': administrator,
  'org.create_agency': administratorOf(ENDED),
  'org.edit_agency': administratorOf(ENDED),
  'org.record_event': administratorOf(ENDED),
  'org.edit_unit': administratorOf(ENDED),
  'org.edit_person': administratorOf('Người này đã thôi làm việc ở cơ quan nên hồ sơ không sửa được nữa.'),
  'org.edit_position': administratorOf('Chức vụ này đã kết thúc. Bổ nhiệm lại bằng một chức vụ mới.'),
  'org.delegate': administratorOf(ENDED),
  'org.revoke_delegation': administratorOf('Việc giao quyền này không còn hiệu lực nên không cần thu hồi.'),
});

export function abilitiesFor(subject: Subject, over: boolean, actions: OrgAction[]): Record<string, true | string> {
  const all = orgPolicies.abilities(subject, { over });
  return Object.fromEntries(actions.map((action) => [action, all[action] ?? 'Không được phép.']));
}
