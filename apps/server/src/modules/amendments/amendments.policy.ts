import type { AmendmentKind, AmendmentState, AskState, PaperBack } from '@congvu/contracts';
import type { Freeze } from '#modules/documents';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import { isRecalling } from './amendments.states.ts';

/** The outgoing document a right is about; `readsDocument` is the answer of `outgoing.read`. */
export interface AmendedFacts {
  agencyId: string;
  isIssued: boolean;
  frozen: Freeze['kind'] | null;
  readsDocument: boolean;
}

export type AmendedAction =
  | 'amendments.read'
  | 'amendments.take_back'
  | 'amendments.recall'
  | 'amendments.replace'
  | 'amendments.correct'
  | 'amendments.update'
  | 'amendments.change_receivers';

const FROZEN_WORDS: Record<Freeze['kind'], string> = {
  taken_back: 'Văn bản đã được lấy lại',
  recalled: 'Văn bản đã bị thu hồi',
  replaced: 'Văn bản đã được thay thế',
};

const WRITERS = ['specialist', 'clerk', 'unit_head', 'leader', 'focal'] as const;

function moves(document: AmendedFacts, except: readonly Freeze['kind'][] = []): Decision {
  if (!document.isIssued) {
    return no('Chỉ làm với văn bản đã phát hành.');
  }
  return document.frozen === null || except.includes(document.frozen)
    ? YES
    : no(`${FROZEN_WORDS[document.frozen]} nên không làm thêm việc này được.`);
}

function clerkOrLeader(subject: Subject, document: AmendedFacts, then: () => Decision): Decision {
  return subject.agencyId === document.agencyId && hasRole(subject, 'clerk', 'leader')
    ? then()
    : no('Văn thư hoặc lãnh đạo cơ quan làm việc này (Nghị định 30/2020, Điều 18).');
}

function writer(subject: Subject, document: AmendedFacts, then: () => Decision): Decision {
  return document.readsDocument && subject.agencyId === document.agencyId && hasRole(subject, ...WRITERS)
    ? then()
    : no('Chỉ người được xem văn bản và được soạn thảo làm việc này.');
}

export const amendedPolicies = definePolicies<AmendedFacts, AmendedAction>({
  'amendments.read': (subject, document) =>
    subject.agencyId === document.agencyId && document.readsDocument
      ? YES
      : no('Chỉ mở cho người được xem văn bản đi này.'),
  // What was replaced may still be asked back; what all were asked for already may be recalled by a letter.
  'amendments.take_back': (subject, document) =>
    clerkOrLeader(subject, document, () => moves(document, ['replaced', 'taken_back'])),
  'amendments.recall': (subject, document) =>
    writer(subject, document, () => moves(document, ['replaced', 'taken_back'])),
  'amendments.replace': (subject, document) => writer(subject, document, () => moves(document)),
  'amendments.correct': (subject, document) => writer(subject, document, () => moves(document)),
  'amendments.update': (subject, document) => writer(subject, document, () => moves(document)),
  'amendments.change_receivers': (subject, document) => clerkOrLeader(subject, document, () => moves(document)),
});

/** One amendment of an agency, or one receiver of it. */
export interface AskedFacts {
  agencyId: string;
  kind: AmendmentKind;
  state: AmendmentState;
  ask?: AskState;
  paper?: PaperBack;
}

function own(subject: Subject, asked: AskedFacts, roles: ('clerk' | 'leader')[], who: string): Decision {
  return subject.agencyId === asked.agencyId && hasRole(subject, ...roles) ? YES : no(who);
}

const askedRules = {
  'amendments.consent': (subject: Subject, asked: AskedFacts): Decision => {
    const leader = own(subject, asked, ['leader'], 'Lãnh đạo cơ quan đồng ý hoặc không đồng ý lấy lại văn bản.');
    return !leader.allowed || asked.state === 'awaiting_consent'
      ? leader
      : no('Yêu cầu này không chờ ý kiến lãnh đạo.');
  },
  'amendments.ask_again': (subject: Subject, asked: AskedFacts): Decision => {
    const clerk = own(subject, asked, ['clerk', 'leader'], 'Văn thư hoặc lãnh đạo yêu cầu lại.');
    if (!clerk.allowed) {
      return clerk;
    }
    if (!isRecalling(asked.kind)) {
      return no('Cập nhật bị từ chối thì gửi văn bản cập nhật khác.');
    }
    return asked.ask === 'rejected' ? YES : no('Chỉ yêu cầu lại nơi đã từ chối.');
  },
  'amendments.paper_back': (subject: Subject, asked: AskedFacts): Decision => {
    const clerk = own(subject, asked, ['clerk'], 'Văn thư thu và đánh dấu bản giấy.');
    return !clerk.allowed || asked.paper === 'due' ? clerk : no('Không có bản giấy phải thu ở nơi nhận này.');
  },
};

export const askedPolicies = definePolicies<AskedFacts, keyof typeof askedRules>(askedRules);

export interface RequestFacts {
  agencyId: string;
  isWaiting: boolean;
  kind: AmendmentKind;
  readsDocument: boolean;
}

export const requestPolicies = definePolicies<
  RequestFacts,
  'amendments.read_request' | 'amendments.agree' | 'amendments.reject'
>({
  'amendments.read_request': (subject, request) =>
    subject.agencyId === request.agencyId && (hasRole(subject, 'clerk', 'leader') || request.readsDocument)
      ? YES
      : no('Chỉ mở cho văn thư, lãnh đạo và người được giao văn bản.'),
  'amendments.agree': answers,
  'amendments.reject': answers,
});

function answers(subject: Subject, request: RequestFacts): Decision {
  if (subject.agencyId !== request.agencyId || !hasRole(subject, 'clerk')) {
    return no('Văn thư cơ quan trả lời nơi gửi (QĐ 28/2018/QĐ-TTg).');
  }
  return request.isWaiting ? YES : no('Yêu cầu này đã được trả lời.');
}

export const settingPolicies = definePolicies<{ agencyId: string }, 'amendments.setting' | 'amendments.change_setting'>(
  {
    'amendments.setting': (subject, { agencyId }) =>
      subject.agencyId === agencyId ? YES : no('Quy định của cơ quan khác.'),
    'amendments.change_setting': (subject, { agencyId }) =>
      subject.agencyId === agencyId && hasRole(subject, 'leader', 'administrator')
        ? YES
        : no('Lãnh đạo hoặc quản trị của cơ quan đặt quy định này.'),
  },
);
