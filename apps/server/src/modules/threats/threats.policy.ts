import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

/** The security officer: whoever is focal or administrator of the guiding office (architecture.md, "Công việc của đơn vị đầu mối"). */
function isOfficer(subject: Subject): boolean {
  return hasRole(subject, 'focal', 'administrator');
}

function officer(subject: Subject, { officeId }: { officeId: string }): Decision {
  return subject.agencyId === officeId && isOfficer(subject)
    ? YES
    : no('Việc của cán bộ phụ trách an toàn thư tại cơ quan hướng dẫn (đầu mối hoặc quản trị).');
}

export interface ClusterFacts {
  officeId: string;
  state: 'waiting' | 'forged' | 'genuine';
  /** There is a retraction that has not been taken back. */
  retracted: boolean;
  hasNotice: boolean;
}

function onForged(cluster: ClusterFacts, then: Decision = YES): Decision {
  return cluster.state === 'forged' ? then : no('Chỉ làm được sau khi kết luận là thư giả mạo.');
}

function both(first: Decision, then: () => Decision): Decision {
  return first.allowed ? then() : first;
}

export const clusterPolicies = definePolicies<
  ClusterFacts,
  | 'threats.read_cluster'
  | 'threats.conclude'
  | 'threats.retract'
  | 'threats.restore'
  | 'threats.draft_warning'
  | 'threats.send_notice'
>({
  'threats.read_cluster': officer,
  'threats.conclude': officer,
  'threats.retract': (subject, cluster) =>
    both(officer(subject, cluster), () =>
      onForged(cluster, cluster.retracted ? no('Thư đã được thu lại khỏi các hộp thư.') : YES),
    ),
  'threats.restore': (subject, cluster) =>
    both(officer(subject, cluster), () => (cluster.retracted ? YES : no('Chưa thu lại thư nào để trả về.'))),
  'threats.draft_warning': (subject, cluster) => both(officer(subject, cluster), () => onForged(cluster)),
  'threats.send_notice': (subject, cluster) =>
    both(officer(subject, cluster), () =>
      onForged(cluster, cluster.hasNotice ? no('Cảnh báo đã được gửi đến mọi người.') : YES),
    ),
});

/** What the office does, whatever it is about. */
export const officePolicies = definePolicies<
  { officeId: string },
  'threats.work' | 'threats.lift_rule' | 'threats.decide_release' | 'threats.drill' | 'threats.export'
>({
  'threats.work': officer,
  'threats.lift_rule': officer,
  'threats.decide_release': officer,
  'threats.drill': officer,
  'threats.export': officer,
});

export interface FindingFacts {
  officeId: string;
  state: 'refused' | 'locked' | 'cleared';
}

/** Nobody says of malware that it is none: the officer asks the antivirus once more. */
export const findingPolicies = definePolicies<FindingFacts, 'threats.rescan_finding'>({
  'threats.rescan_finding': (subject, finding) =>
    both(officer(subject, finding), () => {
      if (finding.state === 'locked') {
        return YES;
      }
      return no(
        finding.state === 'cleared'
          ? 'Tệp đã được quét lại là sạch và đã mở khóa.'
          : 'Tệp đã bị từ chối khi tải lên, không được lưu nên không còn gì để quét. Người tải gửi lại tệp.',
      );
    }),
});

/** A drill text is approved by somebody who answers for the office, never by the officer who sends it. */
export const templatePolicies = definePolicies<{ officeId: string }, 'threats.approve_template'>({
  'threats.approve_template': (subject, { officeId }) =>
    subject.agencyId === officeId && hasRole(subject, 'leader')
      ? YES
      : no('Mẫu thư diễn tập do lãnh đạo cơ quan hướng dẫn duyệt.'),
});

export const incidentPolicies = definePolicies<
  { officeId: string; state: 'open' | 'closed'; personId: string; personAgencyId: string; unitId: string },
  'threats.read_incident' | 'threats.close_incident'
>({
  'threats.read_incident': (subject, incident) =>
    officer(subject, incident).allowed ||
    subject.personId === incident.personId ||
    leads(subject, incident.personAgencyId, incident.unitId)
      ? YES
      : no('Sự cố chỉ người khai, thủ trưởng đơn vị và cán bộ phụ trách an toàn thư được xem.'),
  'threats.close_incident': (subject, incident) =>
    both(officer(subject, incident), () => (incident.state === 'open' ? YES : no('Sự cố đã kết thúc.'))),
});

/** Heads answer for their people: of the agency all, of a unit those of the unit. */
export function leads(subject: Subject, agencyId: string, unitId: string): boolean {
  return (
    subject.agencyId === agencyId &&
    (hasRole(subject, 'leader') || (hasRole(subject, 'unit_head') && subject.unitIds.includes(unitId)))
  );
}

/** What everybody may do with mail that is his to read, and what the own agency declares. */
export const everybodyPolicies = definePolicies<
  null,
  | 'threats.report'
  | 'threats.open_link'
  | 'threats.start_incident'
  | 'threats.read_notice'
  | 'threats.read_quarantine'
  | 'threats.ask_release'
  | 'threats.read_drill'
  | 'threats.read_scans'
  | 'threats.declare_scan'
  | 'threats.read_incidents'
  | 'threats.read_exposed'
>({
  'threats.report': () => YES,
  'threats.open_link': () => YES,
  'threats.start_incident': () => YES,
  'threats.read_notice': () => YES,
  'threats.read_quarantine': () => YES,
  'threats.ask_release': () => YES,
  'threats.read_incidents': () => YES,
  'threats.read_exposed': (subject) =>
    hasRole(subject, 'leader', 'unit_head') ? YES : no('Ai đã mở liên kết giả mạo chỉ thủ trưởng đơn vị được biết.'),
  'threats.read_drill': (subject) =>
    isOfficer(subject) || hasRole(subject, 'leader', 'unit_head', 'auditor')
      ? YES
      : no('Kết quả diễn tập dành cho thủ trưởng đơn vị và cán bộ phụ trách an toàn thư.'),
  'threats.read_scans': (subject) =>
    isOfficer(subject) || hasRole(subject, 'leader', 'unit_head', 'clerk', 'auditor')
      ? YES
      : no('Kết quả rà quét máy dành cho lãnh đạo, văn thư và cán bộ phụ trách an toàn thư.'),
  'threats.declare_scan': (subject) =>
    isOfficer(subject) || hasRole(subject, 'leader', 'unit_head', 'clerk')
      ? YES
      : no('Lãnh đạo, trưởng đơn vị hoặc văn thư khai kết quả rà quét máy của cơ quan.'),
});
