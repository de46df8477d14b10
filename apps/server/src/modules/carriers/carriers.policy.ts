import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

export interface ConnectionFacts {
  /** The agency that runs it. */
  agencyId: string;
  enabled: boolean;
  /** It brings messages by asking for them. */
  isPolled: boolean;
}

type ConnectionAction =
  | 'carriers.change'
  | 'carriers.switch'
  | 'carriers.remove'
  | 'carriers.receive'
  | 'carriers.troubles'
  | 'carriers.retry';

function whenRunning(subject: Subject, connection: ConnectionFacts, then: Decision): Decision {
  if (!hasRole(subject, 'administrator')) {
    return no('Quản trị của cơ quan vận hành kết nối làm việc này.');
  }
  return subject.agencyId === connection.agencyId
    ? then
    : no('Kết nối này do cơ quan khác vận hành và cho dùng chung. Việc này do quản trị cơ quan đó làm.');
}

const running = (subject: Subject, connection: ConnectionFacts): Decision => whenRunning(subject, connection, YES);

export const connectionPolicies = definePolicies<ConnectionFacts, ConnectionAction>({
  'carriers.change': running,
  'carriers.switch': running,
  'carriers.remove': running,
  'carriers.troubles': running,
  'carriers.retry': running,
  'carriers.receive': (subject, connection) =>
    whenRunning(
      subject,
      connection,
      !connection.isPolled
        ? no('Kết nối loại này tự nhận khi bên kia gửi, không cần hỏi.')
        : connection.enabled
          ? YES
          : no('Kết nối đang tắt. Bật lên rồi nhận.'),
    ),
});

export const carrierPolicies = definePolicies<
  null,
  'carriers.list' | 'carriers.add' | 'carriers.test' | 'carriers.choose'
>({
  'carriers.list': (subject) =>
    hasRole(subject, 'administrator', 'clerk', 'auditor')
      ? YES
      : no('Kết nối liên thông dành cho quản trị, văn thư và người kiểm tra.'),
  'carriers.add': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Quản trị cơ quan khai kết nối liên thông.'),
  'carriers.test': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Quản trị cơ quan thử kết nối liên thông.'),
  'carriers.choose': (subject) =>
    hasRole(subject, 'administrator', 'clerk') ? YES : no('Văn thư hoặc quản trị chọn đường gửi cho nơi nhận.'),
});
