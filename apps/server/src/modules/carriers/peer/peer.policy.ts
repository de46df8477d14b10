import { definePolicies, hasRole, no, type Subject, YES } from '../../../platform/authorise.ts';
import type { PeerState } from './peer.tables.ts';

export interface PeerFacts {
  agencyId: string;
  state: PeerState;
  /** The other side shows another key than the one that was confirmed. */
  hasOfferedKey: boolean;
}

const ADMINISTRATOR = 'Chỉ quản trị của cơ quan vận hành kết nối được làm việc này.';

function runsIt(subject: Subject, peer: PeerFacts) {
  return hasRole(subject, 'administrator') && peer.agencyId === subject.agencyId ? YES : no(ADMINISTRATOR);
}

export const peerPolicies = definePolicies<
  PeerFacts,
  'peers.look' | 'peers.confirm' | 'peers.accept_codes' | 'peers.show_certificate'
>({
  'peers.look': runsIt,
  'peers.show_certificate': runsIt,
  'peers.confirm': (subject, peer) => {
    if (peer.state === 'confirmed') {
      return no('Hệ thống này đã được xác nhận.');
    }
    return runsIt(subject, peer);
  },
  'peers.accept_codes': (subject, peer) =>
    peer.state === 'confirmed' ? runsIt(subject, peer) : no('Xác nhận ghép nối trước, rồi chọn mã được chấp nhận.'),
});

export const peerListPolicies = definePolicies<null, 'peers.list' | 'peers.propose' | 'peers.dismiss'>({
  'peers.list': (subject) => (hasRole(subject, 'administrator') ? YES : no(ADMINISTRATOR)),
  'peers.propose': (subject) => (hasRole(subject, 'administrator') ? YES : no(ADMINISTRATOR)),
  'peers.dismiss': (subject) => (hasRole(subject, 'administrator') ? YES : no(ADMINISTRATOR)),
});
