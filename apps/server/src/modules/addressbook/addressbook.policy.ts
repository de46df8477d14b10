import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

/** The book is the whole installation's: who changes it stands at its top. */
export interface BookFacts {
  top: boolean;
}

type BookAction =
  | 'addressbook.find'
  | 'addressbook.read'
  | 'addressbook.sync'
  | 'addressbook.import'
  | 'addressbook.set_successor'
  | 'addressbook.configure';

function administrator(subject: Subject, { top }: BookFacts) {
  if (!hasRole(subject, 'administrator')) {
    return no('Chỉ quản trị hệ thống được thay đổi sổ địa chỉ.');
  }
  return top
    ? YES
    : no('Sổ địa chỉ dùng chung cho mọi cơ quan trên hệ thống này nên do quản trị của cơ quan cao nhất giữ.');
}

/** Finding a receiver is everybody's; the book itself is read by those who send and look after sending. */
export const bookPolicies = definePolicies<BookFacts, BookAction>({
  'addressbook.find': () => YES,
  'addressbook.read': (subject) =>
    hasRole(subject, 'administrator', 'clerk', 'auditor', 'leader')
      ? YES
      : no('Sổ địa chỉ dành cho văn thư, lãnh đạo và quản trị.'),
  'addressbook.sync': administrator,
  'addressbook.import': administrator,
  'addressbook.set_successor': administrator,
  'addressbook.configure': administrator,
});

/** What only asks for a role is asked before anything is loaded. */
export const ANYWHERE: BookFacts = { top: false };
